"""What the library holds, in SQLite: documents, their chunks and the word index.

Knows nothing of vectors or models. SQLite decides what exists: every change is one transaction,
so a reader sees a document with all its chunks and words, or not at all.
"""

import json
import math
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest import lexical
from ingest.database import SCHEMA, connect, fault, file_number
from ingest.documents import Chunk, Document, Finding, LibraryEntry, Page, Scope
from ingest.errors import UnknownDocument
from ingest.files import stored_path

QUERY_TERMS = 96
"""Longest query in terms; the rest of a pasted page adds time, not precision."""
_COLUMNS = tuple(Chunk.model_fields)
_INSERT_CHUNK = (
    f"INSERT INTO chunks ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in _COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)


class Library:
    """The documents and chunks of one data folder.

    Usable from several threads: SQLite serialises the calls, and there is one writer.
    """

    def __init__(self, folder: Path, *, create: bool) -> None:
        self.folder = folder
        self._one_at_a_time = threading.Lock()
        self._database = connect(folder, create=create)
        self._file = file_number(folder)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def is_current(self) -> bool:
        """False where another library has taken this one's place, or none."""
        return self._file == file_number(self.folder)

    def reopen(self) -> None:
        """Open what is in the folder now."""
        self._database.close()
        self._database = connect(self.folder, create=False)
        self._file = file_number(self.folder)

    # -- what is there ------------------------------------------------------------------

    def __len__(self) -> int:
        return int(self._one("SELECT count(*) FROM chunks")[0])

    def has(self, document: str) -> bool:
        """True where a document of this id is stored."""
        return self._one("SELECT 1 FROM documents WHERE id = ?", document) is not None

    def id_at(self, path: str) -> str | None:
        """Id of the document that was read from `path`."""
        row = self._one("SELECT id FROM documents WHERE path = ?", path)
        return row["id"] if row else None

    def resolve(self, name: str) -> str:
        """Id of the document that `name` (an id, its beginning, or a path) means.

        Raises `UnknownDocument`.
        """
        path = stored_path(Path(name).absolute())
        rows = self._rows(
            "SELECT id FROM documents WHERE id = ?1 OR path = ?1 OR path = ?2 "
            "OR (length(?1) >= 6 AND substr(id, 1, length(?1)) = ?1)",
            name,
            path,
        )
        if len(rows) != 1:
            raise UnknownDocument(
                f"No document has the id or path {name!r}."
                if not rows
                else f"{name!r} is the beginning of several document ids.",
                hint="Run: hikma library (it lists ids and paths).",
            )
        return str(rows[0]["id"])

    def resolve_all(self, names: Sequence[str]) -> list[str]:
        """Ids of the documents that `names` (ids, paths, or folders) mean, each once.

        Raises `UnknownDocument`.
        """
        found: dict[str, None] = {}
        for name in names:
            folder = Path(name)
            if folder.is_dir():
                found.update(dict.fromkeys(self.below(folder)))
            else:
                found[self.resolve(name)] = None
        if names and not found:
            raise UnknownDocument(
                f"No document was ingested from {', '.join(names)}.",
                hint="Run: hikma library (it lists ids and paths).",
            )
        return list(found)

    def below(self, folder: Path) -> dict[str, str]:
        """Paths by id of the documents that were read from `folder` or below it."""
        prefix = f"{stored_path(folder.absolute())}/"
        rows = self._rows(
            "SELECT id, path FROM documents WHERE substr(path, 1, ?) = ?", len(prefix), prefix
        )
        return {row["id"]: row["path"] for row in rows}

    def document(self, id: str) -> Document:
        """One document with its text. Raises `UnknownDocument`."""
        return _document(self._one("SELECT * FROM documents WHERE id = ?", self.resolve(id)))

    def ids(self) -> list[str]:
        """Ids of every document."""
        return [row["id"] for row in self._rows("SELECT id FROM documents ORDER BY id")]

    def titles_and_paths(self, documents: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Title and path of those of `documents` that are (still) stored."""
        found = {}
        for id in documents:
            row = self._one("SELECT title, path FROM documents WHERE id = ?", id)
            if row:
                found[id] = (row["title"], row["path"])
        return found

    def entry(self, id: str) -> LibraryEntry:
        """One document without its text. Raises `UnknownDocument`."""
        id = self.resolve(id)
        return next(self._entries("WHERE id = ?", id))

    def library(self) -> list[LibraryEntry]:
        """Every document without its text, in order of title."""
        return list(self._entries("ORDER BY title, path"))

    def _entries(self, clause: str, *values: Any) -> Iterator[LibraryEntry]:
        rows = self._rows(
            "SELECT id, title, path, json_array_length(pages) AS pages, chunks, tokens, languages, "
            f"health, reader, added FROM documents {clause}",
            *values,
        )
        for row in rows:
            yield LibraryEntry(
                document=row["id"],
                title=row["title"],
                path=row["path"],
                pages=row["pages"],
                chunks=row["chunks"],
                tokens=row["tokens"],
                languages=json.loads(row["languages"]),
                health=_findings(row["health"]),
                reader=row["reader"],
                added=row["added"],
            )

    def languages(self) -> dict[str, int]:
        """Chunks per main language."""
        rows = self._rows("SELECT language, count(*) FROM chunks GROUP BY language")
        return {row[0]: row[1] for row in rows}

    def languages_of(self, documents: Iterable[str]) -> dict[str, dict[str, int]]:
        """Chunks per main language, for each of some documents by id."""
        wanted = list(dict.fromkeys(documents))
        found: dict[str, dict[str, int]] = {}
        for row in self._rows(
            "SELECT document, language, count(*) FROM chunks "
            f"WHERE document IN ({','.join('?' * len(wanted))}) GROUP BY document, language",
            *wanted,
        ):
            found.setdefault(row[0], {})[row[1]] = row[2]
        return found

    def chunks_of(self, document: str) -> list[Chunk]:
        """The chunks of one document, in order."""
        rows = self._rows("SELECT * FROM chunks WHERE document = ? ORDER BY start", document)
        return [_chunk(row) for row in rows]

    def page_starts(self, chunk: Chunk) -> tuple[int, ...]:
        """Where further pages begin within a chunk."""
        if chunk.page == chunk.page_end:
            return ()
        row = self._one("SELECT pages FROM documents WHERE id = ?", chunk.document)
        starts = [start for _, start, _ in json.loads(row["pages"])] if row else []
        return tuple(start for start in starts if chunk.start < start < chunk.end)

    def chunk_ids(self) -> set[str]:
        """Ids of every chunk."""
        return {row[0] for row in self._rows("SELECT id FROM chunks")}

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks by id; ids without a row are left out."""
        found, wanted = {}, list(ids)
        for start in range(0, len(wanted), 500):
            batch = wanted[start : start + 500]
            marks = ",".join("?" * len(batch))
            rows = self._rows(f"SELECT * FROM chunks WHERE id IN ({marks})", *batch)
            found.update({row["id"]: _chunk(row) for row in rows})
        return found

    # -- words --------------------------------------------------------------------------

    def search_words(self, terms: Sequence[str], limit: int, *, where: Scope) -> dict[str, float]:
        """BM25 score (k1 = 1.2, b = 0.75) of the best chunks by id."""
        wanted = list(dict.fromkeys(terms))[:QUERY_TERMS]
        if not wanted:
            return {}
        query = " OR ".join(f'"{term}"' for term in wanted)
        condition, values = _condition(where)
        rows = self._rows(
            "SELECT chunks.id AS id, -bm25(words) AS score FROM words "
            f"JOIN chunks ON chunks.number = words.rowid WHERE words MATCH ? {condition} "
            "ORDER BY bm25(words) LIMIT ?",
            query,
            *values,
            limit,
        )
        return {row["id"]: row["score"] for row in rows}

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each distinct term: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        total, found = len(self), {}
        for term in dict.fromkeys(terms):
            row = self._one("SELECT doc FROM vocabulary WHERE term = ?", term)
            count = row["doc"] if row else 0
            found[term] = math.log(1 + (total - count + 0.5) / (count + 0.5))
        return found

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
        return [row["id"] for row in rows if row["terms"] != _terms(row["title"], _chunk(row))]

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
                ((row["number"], _terms(row["title"], _chunk(row))) for row in rows),
            )

    # -- writing ------------------------------------------------------------------------

    def put(
        self, database: sqlite3.Connection, document: Document, chunks: Sequence[Chunk]
    ) -> None:
        """Within a `transaction`: store a document, replacing what had its id or its path."""
        for row in database.execute(
            "SELECT id FROM documents WHERE path = ? OR id = ?", (document.path, document.id)
        ).fetchall():
            delete(database, row["id"])
        database.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.path,
                document.title,
                document.text,
                json.dumps([(p.number, p.start, p.end) for p in document.pages]),
                json.dumps([f.model_dump() for f in document.health]),
                document.reader,
                json.dumps(shares(chunks)),
                len(chunks),
                sum(chunk.tokens for chunk in chunks),
                datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            ),
        )
        for chunk in chunks:
            number = database.execute(_INSERT_CHUNK, _values(chunk)).lastrowid
            database.execute(
                "INSERT INTO words (rowid, terms) VALUES (?, ?)",
                (number, _terms(document.title, chunk)),
            )

    def move(self, document: str, path: str) -> None:
        """Note that an unchanged document is now read from `path`, where another may have been."""
        with self.transaction() as database:
            before = "SELECT id FROM documents WHERE path = ? AND id != ?"
            for row in database.execute(before, (path, document)).fetchall():
                delete(database, row["id"])
            database.execute("UPDATE documents SET path = ? WHERE id = ?", (path, document))

    def facts(self) -> dict[str, str]:
        """What the index was built with, and whether a writer is at work."""
        return {row["name"]: row["value"] for row in self._rows("SELECT name, value FROM facts")}

    def note(self, **facts: str | None) -> None:
        """Set facts; None removes one."""
        with self.transaction() as database:
            for name, value in facts.items():
                database.execute("DELETE FROM facts WHERE name = ?", (name,))
                if value is not None:
                    database.execute("INSERT INTO facts VALUES (?, ?)", (name, value))

    def integrity(self) -> str:
        """`ok`, or what SQLite finds wrong with its pages first."""
        return str(self._one("PRAGMA quick_check(1)")[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is done inside, or nothing. Raises `StoreBusy`, `StoreNotWritable`,
        `IndexDamaged`."""
        database = self._database
        # Threads share the connection, and with it the one transaction that it can hold.
        with self._one_at_a_time:
            try:
                database.execute("BEGIN IMMEDIATE")
                try:
                    yield database
                    database.execute("COMMIT")
                except BaseException:
                    if database.in_transaction:
                        database.execute("ROLLBACK")
                    raise
            except sqlite3.DatabaseError as error:
                raise fault(self.folder, error) from error

    def _rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        try:
            return self._database.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise fault(self.folder, error) from error

    def _one(self, sql: str, *values: Any) -> Any:
        rows = self._rows(sql, *values)
        return rows[0] if rows else None


def indexed_text(title: str, chunk: Chunk) -> str:
    """What is embedded and whose words are indexed: a slice alone may not say what it is about."""
    above = chunk.heading if chunk.heading.startswith(title) else f"{title} › {chunk.heading}"
    return f"{above.strip(' ›')}\n{chunk.text}"


def delete(database: sqlite3.Connection, document: str) -> None:
    """Within a transaction: forget a document with its chunks and words."""
    database.execute(
        "DELETE FROM words WHERE rowid IN (SELECT number FROM chunks WHERE document = ?)",
        (document,),
    )
    database.execute("DELETE FROM chunks WHERE document = ?", (document,))
    database.execute("DELETE FROM documents WHERE id = ?", (document,))


def shares(chunks: Sequence[Chunk]) -> dict[str, float]:
    """Share of the characters per language, rounded, largest first."""
    sizes: dict[str, int] = {}
    for chunk in chunks:
        sizes[chunk.language] = sizes.get(chunk.language, 0) + len(chunk.text)
    total = math.fsum(sizes.values()) or 1
    ranked = sorted(sizes.items(), key=lambda item: -item[1])
    return {language: round(size / total, 2) for language, size in ranked}


def _terms(title: str, chunk: Chunk) -> str:
    return " ".join(lexical.terms(indexed_text(title, chunk), chunk.language))


def _condition(scope: Scope) -> tuple[str, list[Any]]:
    sql, values = "", list[Any]()
    if scope.documents:
        sql += f" AND chunks.document IN ({','.join('?' * len(scope.documents))})"
        values += scope.documents
    if scope.languages:
        each = " OR ".join(["instr(' ' || chunks.languages || ' ', ?)"] * len(scope.languages))
        sql += f" AND ({each})"
        values += [f" {code} " for code in scope.languages]
    return sql, values


def _values(chunk: Chunk) -> list[Any]:
    values = chunk.model_dump() | {"languages": " ".join(chunk.languages)}
    return [values[name] for name in _COLUMNS]


def _chunk(row: sqlite3.Row) -> Chunk:
    values = {name: row[name] for name in _COLUMNS}
    return Chunk(**values | {"languages": tuple(row["languages"].split())})


def _document(row: sqlite3.Row) -> Document:
    return Document(
        id=row["id"],
        path=row["path"],
        title=row["title"],
        text=row["text"],
        pages=tuple(Page(number=n, start=s, end=e) for n, s, e in json.loads(row["pages"])),
        health=_findings(row["health"]),
        # An index of an older layout, read for rebuilding, has no such column.
        reader=row["reader"] if "reader" in row.keys() else "",  # noqa: SIM118
    )


def _findings(stored: str) -> tuple[Finding, ...]:
    return tuple(Finding.model_validate(finding) for finding in json.loads(stored))
