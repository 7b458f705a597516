"""Question → passages: meaning and words, fused, as a LangChain retriever.

The fused score is the sum of the two legs' z-scores over the candidates of both, the best of
the simple ways measured on XQuAD in six languages (`models.md`; reciprocal ranks lose 1 to 4
points of MRR).
"""

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from ingest import lexical
from ingest.documents import Hit, Record, Scope
from ingest.index import Index
from ingest.languages import detect_language, same_language
from tutor.answers import Passage

OTHER_LANGUAGES = 4
"""Languages besides the question's that are searched by themselves, those with most chunks."""


class Found(Record):
    """Passages with what the decision to answer needs to know of them."""

    passages: tuple[Passage, ...]
    similarities: tuple[float, ...]
    """Cosine of question and passage, parallel to `passages`."""
    query_vector: tuple[float, ...]


def retrieve(
    question: str, index: Index, *, k: int, pool: int, scope: Scope, language: str | None = None
) -> Found:
    """The `k` best passages of `scope`, best first."""
    vector = index.embeddings.embed_query(question)
    language = language or detect_language(question)
    query = _Query(vector=tuple(vector), terms=tuple(lexical.terms(question, language)))
    dense, words = _candidates(query, index, scope, pool)
    across = [] if scope.languages else _best_across(query, index, scope, language, pool)
    similarity_of = dict(across) | dense
    hits = index.hits(fuse(dense, words, similarity_of))
    hits = _with_places_for(dict(across), hits, k=k, own=language)
    titles = index.titles_and_paths({hit.chunk.document for hit in hits})
    # A document that was removed in this moment is left out.
    hits = [hit for hit in hits if hit.chunk.document in titles]
    passages = tuple(
        Passage(
            rank=rank,
            score=round(hit.score, 4),
            document=hit.chunk.document,
            title=titles[hit.chunk.document][0],
            path=titles[hit.chunk.document][1],
            page=hit.chunk.page,
            page_starts=index.page_starts(hit.chunk),
            start=hit.chunk.start,
            end=hit.chunk.end,
            language=hit.chunk.language,
            heading=hit.chunk.heading,
            text=hit.chunk.text,
        )
        for rank, hit in enumerate(hits, start=1)
    )
    similarities = tuple(similarity_of[hit.chunk.id] for hit in hits)
    return Found(passages=passages, similarities=similarities, query_vector=tuple(vector))


class _Query(Record):
    vector: tuple[float, ...]
    terms: tuple[str, ...]


def _candidates(
    query: _Query, index: Index, scope: Scope, pool: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Similarities of all candidates, and BM25 scores of those that share a word."""
    dense = index.search_dense(query.vector, pool, where=scope)
    words = index.search_words(query.terms, pool, where=scope)
    lacking = [id for id in words if id not in dense]
    return dense | index.similarity(query.vector, lacking), words


def _best_across(
    query: _Query, index: Index, scope: Scope, own: str, pool: int
) -> list[tuple[str, float]]:
    """The best passage of each other language with its similarity, nearest first.

    Each language is searched by itself: names in Latin letters are words in all of them, and
    the embedding model's similarities are not comparable between languages.
    """
    counts = index.languages()
    others = [code for code in counts if not same_language(code, own)]
    best = []
    for code in sorted(others, key=lambda code: -counts[code])[:OTHER_LANGUAGES]:
        dense, words = _candidates(
            query, index, Scope(documents=scope.documents, languages=(code,)), pool
        )
        first = _first_without(own, index.hits(fuse(dense, words)))
        if first:
            best.append((first, dense[first]))
    return sorted(set(best), key=lambda item: (-item[1], item[0]))


def _first_without(own: str, hits: Sequence[Hit]) -> str | None:
    """The best chunk that is not partly in the asker's language: a glossary of three languages
    is found anyway, and would be the best of each."""
    for hit in hits:
        if not any(same_language(code, own) for code in hit.chunk.languages):
            return hit.chunk.id
    return None


def _with_places_for(across: dict[str, float], hits: list[Hit], *, k: int, own: str) -> list[Hit]:
    """The first `k`, of which a quarter is kept for the best passages of other languages.

    The embedding model favours the question's own language so much that otherwise nothing else
    is ever seen (99% Chinese passages for a Chinese question, `models.md`).
    """
    kept = [hit for hit in hits if hit.chunk.id in list(across)[: k // 4]]
    rest = [hit for hit in hits if hit not in kept][: k - len(kept)]
    return sorted(rest + kept, key=lambda hit: (-hit.score, hit.chunk.id))


def fuse(
    dense: dict[str, float], words: dict[str, float], scored: dict[str, float] | None = None
) -> dict[str, float]:
    """Sum of the z-scores of similarity and BM25 by id; no word score counts as 0.

    Mean and deviation are those over `dense`; `scored` may hold more similarities to score.
    """
    meaning = _z_scores(list(dense.values()))
    wording = _z_scores([words.get(id, 0.0) for id in dense])
    return {
        id: meaning(similarity) + wording(words.get(id, 0.0))
        for id, similarity in (scored or dense).items()
    }


def _z_scores(values: Sequence[float]) -> Callable[[float], float]:
    """The function that gives a value's distance from the mean in standard deviations."""
    mean = sum(values) / len(values) if values else 0.0
    deviation = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5 if values else 0
    return lambda value: (value - mean) / deviation if deviation else 0.0


class PassageRetriever(BaseRetriever):
    """The same search for LangChain pipelines: page content is the passage, metadata its place."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Any
    k: int = 8
    pool: int = 50

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        found = retrieve(query, self.index, k=self.k, pool=self.pool, scope=Scope())
        return [
            LangChainDocument(
                page_content=passage.text, metadata=passage.model_dump(exclude={"text"})
            )
            for passage in found.passages
        ]
