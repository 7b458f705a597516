"""The word index: which chunks say the words asked for, by BM25 in SQLite's FTS5.

What counts as a word is `ingest.lexical`'s. Knows nothing of documents or vectors.
"""

import math
import sqlite3
from collections.abc import Sequence

from ingest import lexical
from ingest.database import SCHEMA
from ingest.documents import Chunk, Scope
from ingest.stored import Stored, chunk_of, condition

LARGE, COMMON, KEPT = 20_000, 0.05, 4
"""See `telling`. Ranking 30,000 of 100,000 chunks by BM25 takes 0.07 s, once for each language.
MRR on the tuning halves if it held for every library: XQuAD en 0.962 to 0.973, zh 0.972 to 0.969,
ar 0.948 to 0.945; CMRC 0.994 to 0.992, ARCD 0.827 to 0.827."""
QUERY_TERMS = 96
"""Longest query in terms; the rest of a pasted page adds time, not precision."""


class WordIndex(Stored):
    """The words of the chunks of one data folder."""

    def search_words(self, terms: Sequence[str], limit: int, *, where: Scope) -> dict[str, float]:
        """BM25 score (k1 = 1.2, b = 0.75) of the best chunks by id."""
        wanted = list(dict.fromkeys(terms))[:QUERY_TERMS]
        if not wanted:
            return {}
        query = " OR ".join(f'"{term}"' for term in wanted)
        within, values = condition(where)
        rows = self._rows(
            "SELECT chunks.id AS id, -bm25(words) AS score FROM words "
            f"JOIN chunks ON chunks.number = words.rowid WHERE words MATCH ? {within} "
            "ORDER BY bm25(words) LIMIT ?",
            query,
            *values,
            limit,
        )
        return {row["id"]: row["score"] for row in rows}

    def telling(self, terms: Sequence[str]) -> list[str]:
        """`terms` without those that occur but tell little, where ranking by them takes long.

        What is left out occurs in more than `COMMON` of the chunks of a library of `LARGE`; the
        rarest `KEPT` always stay.
        """
        wanted = list(dict.fromkeys(terms))
        if (total := len(self)) < LARGE:
            return wanted
        counts = self._counts(wanted)
        rarest = sorted(filter(counts.get, wanted), key=lambda term: counts[term])[:KEPT]
        return [term for term in wanted if counts[term] <= COMMON * total or term in rarest]

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each distinct term: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        total, counts = len(self), self._counts(terms)
        return {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5))
            for term, count in counts.items()
        }

    def _counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many chunks each distinct term occurs."""

        def count(term: str) -> tuple[int]:
            row = self._one("SELECT doc FROM vocabulary WHERE term = ?", term)
            return (row["doc"] if row else 0,)

        return {
            term: self._remembered(term, lambda term=term: count(term))[0]  # type: ignore[misc]
            for term in dict.fromkeys(terms)
        }

    def han_terms(self) -> dict[str, int]:
        """Chinese characters and pairs of them that occur, with their number of chunks."""
        # Terms begin alike in order of code points: from the first Han character to the last.
        rows = self._rows(
            "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?", "\u3400", "\ua000"
        )
        return {row["term"]: row["doc"] for row in rows}

    def words_amiss(self) -> list[str]:
        """Ids of chunks whose words are not those of their text."""
        rows = self._rows(
            "SELECT chunks.*, documents.title AS title, words.terms AS terms FROM chunks "
            "JOIN documents ON documents.id = chunks.document "
            "LEFT JOIN words ON words.rowid = chunks.number"
        )
        return [row["id"] for row in rows if row["terms"] != terms_of(row["title"], chunk_of(row))]

    def words_are_sound(self) -> bool:
        """False where the word index contradicts itself or holds rows of no chunk."""
        try:
            self._database.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            return False
        stray = "SELECT 1 FROM words WHERE rowid NOT IN (SELECT number FROM chunks) LIMIT 1"
        return self._one(stray) is None

    def rewrite_words(self) -> None:
        """Make the word index anew from the chunks."""
        with self.transaction() as database:
            database.execute("DROP TABLE vocabulary")
            database.execute("DROP TABLE words")
            for statement in SCHEMA.split(";"):
                if "VIRTUAL TABLE" in statement:
                    database.execute(statement)
            rows = database.execute(
                "SELECT chunks.*, documents.title AS title FROM chunks "
                "JOIN documents ON documents.id = chunks.document"
            ).fetchall()
            database.executemany(
                "INSERT INTO words (rowid, terms) VALUES (?, ?)",
                ((row["number"], terms_of(row["title"], chunk_of(row))) for row in rows),
            )


def indexed_text(title: str, chunk: Chunk) -> str:
    """What is embedded and whose words are indexed: a slice alone may not say what it is about."""
    above = chunk.heading if chunk.heading.startswith(title) else f"{title} › {chunk.heading}"
    return f"{above.strip(' ›')}\n{chunk.text}"


def terms_of(title: str, chunk: Chunk) -> str:
    """The words of a chunk as they are indexed."""
    return " ".join(lexical.terms(indexed_text(title, chunk), chunk.language))
