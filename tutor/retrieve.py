"""Question → passages: meaning and words, fused.

The fused score is the sum of the two legs' z-scores over the candidates of both, the best of
the simple ways measured on XQuAD in six languages (`models.md`; reciprocal ranks lose 1 to 4
points of MRR). Each other language is searched by itself, with what the question's terms are
called there (`glossary`) and with the question's translation where the caller has one.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest import lexical
from ingest.documents import Chunk, Hit, Record, Scope
from ingest.index import Index
from ingest.languages import detect_language, same_language
from tutor.answers import Passage
from tutor.glossary import Glossary, apart, shipped, terms
from tutor.rows import heads_above, is_heads, is_row

OTHER_LANGUAGES = 4
"""Languages besides the question's that are searched by themselves, those with most chunks."""
MOST_OF_A_TERM = 2.2
"""A term's BM25 score is at the most this times its rarity (k1 + 1)."""


class Found(Record):
    """Passages with what the decision to answer needs to know of them."""

    passages: tuple[Passage, ...]
    query_vector: tuple[float, ...]


def retrieve(
    question: str,
    index: Index,
    *,
    k: int,
    pool: int,
    scope: Scope,
    language: str | None = None,
    translations: Mapping[str, str] | None = None,
    glossary: Glossary | None = None,
) -> Found:
    """The `k` best passages of `scope`, best first.

    `translations` holds the question in other languages by code: passages of these are searched
    with them besides the question itself. `glossary` is the shipped one unless given.
    """
    own = language or detect_language(question)
    asked = _Asked(question, own, index, pool, dict(translations or {}), glossary or shipped())
    return Found(passages=passages_of(_best(asked, k, scope), index), query_vector=asked.vector)


def passages_of(hits: Sequence[Hit], index: Index) -> tuple[Passage, ...]:
    """The passages of hits, best first. A document that was removed in this moment is left out."""
    titles = index.titles_and_paths({hit.chunk.document for hit in hits})
    kept = [hit for hit in hits if hit.chunk.document in titles]
    return tuple(
        _passage(rank, hit, titles[hit.chunk.document], index)
        for rank, hit in enumerate(kept, start=1)
    )


def _passage(rank: int, hit: Hit, title_and_path: tuple[str, str], index: Index) -> Passage:
    chunk = hit.chunk
    return Passage(
        rank=rank,
        score=round(hit.score, 4),
        document=chunk.document,
        title=title_and_path[0],
        path=title_and_path[1],
        page=chunk.page,
        page_starts=index.page_starts(chunk),
        start=chunk.start,
        end=chunk.end,
        language=chunk.language,
        heading=chunk.heading,
        text=chunk.text,
        heads=_heads(chunk, index),
    )


def _heads(chunk: Chunk, index: Index) -> str:
    """Of a chunk that begins in the middle of a table, the heads of the table's columns."""
    if not is_row(chunk.text, 0) or is_heads(chunk.text, 0):
        return ""
    return heads_above(index.document(chunk.document).text, chunk.start)


@dataclass(frozen=True)
class _Asked:
    """A question with all that searches for it need."""

    question: str
    language: str
    index: Index
    pool: int
    translations: Mapping[str, str]
    glossary: Glossary

    @cached_property
    def vector(self) -> tuple[float, ...]:
        return tuple(self.index.embeddings.embed_query(self.question))

    def similarities(self, ids: Sequence[str]) -> dict[str, float]:
        """Cosine of the question itself and chunks."""
        return self.index.similarity(self.vector, ids)

    def not_own(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those in no part in the asker's language, nor from a document mostly in it."""
        spoken = self.index.languages_of(hit.chunk.document for hit in hits)
        mostly_own = {
            document
            for document, counts in spoken.items()
            if 2 * sum(n for code, n in counts.items() if same_language(code, self.language))
            > sum(counts.values())
        }
        others = [hit for hit in hits if not _speaks(hit, self.language)]
        return [hit for hit in others if hit.chunk.document not in mostly_own]

    def query(self, language: str) -> "_Query":
        """What passages of `language` are searched with."""
        asked = said = lexical.terms(apart(self.question), self.language)
        vector = self.vector
        others = self.glossary.others(self.question, self.language, language)
        translation = self._translation(language)
        if translation:
            said = lexical.terms(translation, language)
            vector = _between(vector, self.index.embeddings.embed_query(translation))
        return _Query(
            vector=vector,
            terms=tuple(dict.fromkeys([*said, *asked, *terms(others, language)])),
            said=tuple(said),
        )

    def _translation(self, language: str) -> str | None:
        if same_language(language, self.language):
            return None
        fitting = [code for code in self.translations if same_language(code, language)]
        return self.translations[fitting[0]] if fitting else None


class _Query(Record):
    vector: tuple[float, ...]
    """The question's, or the one between it and its translation's: as near as both together."""
    terms: tuple[str, ...]
    said: tuple[str, ...]
    """Those of the translation, or else of the question: what could be found at the most."""


def _best(asked: _Asked, k: int, scope: Scope) -> list[Hit]:
    """The first `k`; a quarter of the places is kept for the best passages of other languages.

    The embedding model favours the question's own language so much that otherwise nothing else
    is ever seen (99% Chinese passages for a Chinese question, `models.md`). Where nothing is in
    the question's own language, all places are for the others.
    """
    dense, words = _candidates(asked.query(asked.language), asked, scope)
    hits = asked.index.hits(fuse(dense, words))
    if hits and not any(_speaks(hit, asked.language) for hit in hits):
        across = [hit for ranked in _across(asked, scope) for hit in ranked[:k]]
        return sorted(across or hits, key=_order)[:k]
    kept = _turn_by_turn([ranked[: k // 4] for ranked in _across(asked, scope)], asked)[: k // 4]
    similarity_of = asked.similarities([hit.chunk.id for hit in kept]) | dense
    scores = fuse(dense, words, similarity_of)
    kept = asked.index.hits({h.chunk.id: scores[h.chunk.id] for h in kept if h.chunk.id in scores})
    rest = [hit for hit in hits if hit not in kept][: k - len(kept)]
    return sorted(rest + kept, key=_order)


def _across(asked: _Asked, scope: Scope) -> list[list[Hit]]:
    """The passages found in each other language, best first.

    Each language is searched by itself: names in Latin letters are words in all of them, and
    the embedding model's similarities are not comparable between languages. Left out is what
    the asker's own language finds anyway: passages partly in it (a glossary of three languages
    would be the best of each), and code in documents of it.
    """
    counts = asked.index.languages()
    others = [code for code in counts if not same_language(code, asked.language)]
    if scope.languages:
        others = [code for code in others if code in scope.languages]
    found = []
    for code in sorted(others, key=lambda code: -counts[code])[:OTHER_LANGUAGES]:
        query = asked.query(code)
        within = Scope(documents=scope.documents, languages=(code,))
        dense, words = _candidates(query, asked, within)
        hits = asked.index.hits(
            fuse(dense, words, weight=share_found(query.said, words, asked.index))
        )
        found.append(asked.not_own(hits))
    return found


def _turn_by_turn(ranked: Sequence[Sequence[Hit]], asked: _Asked) -> list[Hit]:
    """The first of every language, the nearest first, then the second of every language, …"""
    places = {hit.chunk.id: place for hits in ranked for place, hit in enumerate(hits)}
    near = asked.similarities(list(places))
    every = {hit.chunk.id: hit for hits in ranked for hit in hits if hit.chunk.id in near}
    return sorted(every.values(), key=lambda h: (places[h.chunk.id], -near[h.chunk.id], h.chunk.id))


def _candidates(
    query: _Query, asked: _Asked, scope: Scope
) -> tuple[dict[str, float], dict[str, float]]:
    """Similarities of all candidates, and BM25 scores of those that share a word."""
    index = asked.index
    dense = index.search_dense(query.vector, asked.pool, where=scope)
    words = index.search_words(index.telling(query.terms), asked.pool, where=scope)
    return dense | index.similarity(query.vector, [id for id in words if id not in dense]), words


def share_found(said: Sequence[str], words: Mapping[str, float], index: Index) -> float:
    """Square root of how much of what was `said` the best of the BM25 scores `words` holds, 0 to 1.

    Without a translation a question shares a stray word or two with another language; their
    scores differ all the same, and z-scores would make as much of that as of a real match.
    """
    most = MOST_OF_A_TERM * sum(index.rarity(said).values())
    return min(1.0, max(words.values(), default=0.0) / most) ** 0.5 if most else 0.0


def _speaks(hit: Hit, language: str) -> bool:
    return any(same_language(code, language) for code in hit.chunk.languages)


def _order(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.chunk.id


def fuse(
    dense: dict[str, float],
    words: dict[str, float],
    scored: dict[str, float] | None = None,
    *,
    weight: float = 1.0,
) -> dict[str, float]:
    """Sum of the z-scores of similarity and BM25 by id; no word score counts as 0.

    Mean and deviation are those over `dense`; `scored` may hold more similarities to score.
    `weight` is that of BM25.
    """
    meaning = _z_scores(list(dense.values()))
    wording = _z_scores([words.get(id, 0.0) for id in dense])
    return {
        id: meaning(similarity) + weight * wording(words.get(id, 0.0))
        for id, similarity in (scored or dense).items()
    }


def _between(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """The unit vector whose cosines rank as the sums of the cosines of two unit vectors do."""
    together = [a + b for a, b in zip(one, other)]
    length = math.hypot(*together) or 1.0
    return tuple(value / length for value in together)


def _z_scores(values: Sequence[float]) -> Callable[[float], float]:
    """The function that gives a value's distance from the mean in standard deviations."""
    mean = sum(values) / len(values) if values else 0.0
    deviation = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5 if values else 0
    return lambda value: (value - mean) / deviation if deviation else 0.0
