"""Question → passages: meaning and words, fused, as a LangChain retriever.

The fused score is the sum of the two legs' z-scores over the candidates of both, the best of
the simple ways measured on XQuAD in six languages (`models.md`; reciprocal ranks lose 1 to 4
points of MRR).
"""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from ingest import lexical
from ingest.documents import Record
from ingest.index import Index, Scope
from ingest.languages import detect_language
from tutor.answers import Passage


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
    dense = index.search_dense(vector, pool, where=scope)
    words = index.search_words(lexical.terms(question, language), pool, where=scope)
    dense |= index.similarity(vector, [id for id in words if id not in dense])
    fused = fuse(dense, words)
    hits = index.hits(fused)[:k]
    titles = {entry: index.title_and_path(entry) for entry in {h.chunk.document for h in hits}}
    passages = tuple(
        Passage(
            rank=rank,
            score=round(hit.score, 4),
            document=hit.chunk.document,
            title=titles[hit.chunk.document][0],
            path=titles[hit.chunk.document][1],
            page=hit.chunk.page,
            start=hit.chunk.start,
            end=hit.chunk.end,
            language=hit.chunk.language,
            text=hit.chunk.text,
        )
        for rank, hit in enumerate(hits, start=1)
    )
    similarities = tuple(dense[hit.chunk.id] for hit in hits)
    return Found(passages=passages, similarities=similarities, query_vector=tuple(vector))


def fuse(dense: dict[str, float], words: dict[str, float]) -> dict[str, float]:
    """Sum of z-scores by id over the ids of `dense`; an id without a word score counts as 0."""
    ids = list(dense)
    meaning = _z_scores([dense[id] for id in ids])
    wording = _z_scores([words.get(id, 0.0) for id in ids])
    return {id: a + b for id, a, b in zip(ids, meaning, wording)}


def _z_scores(values: Sequence[float]) -> list[float]:
    if not values:
        return []
    mean = sum(values) / len(values)
    deviation = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
    return [(value - mean) / deviation if deviation else 0.0 for value in values]


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
