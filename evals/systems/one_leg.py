"""Half of a search and no model: BM25 alone, or the embedding alone, and a sentence quoted.

The answer is one sentence of the best passage, cited: for BM25 the one that holds most of the
question's terms (the first of equals), for the embedding the one nearest to the question. Neither
knows when to decline: there is no answer only where no passage shares a term with the question.
What was asked before is not looked at, and no other language is searched apart.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from evals.provenance import INT8, models_used
from evals.records import EvalCase, ModelUsed
from ingest.documents import Hit, Scope
from ingest.languages import detect_language
from ingest.lexical import terms
from tutor.answers import Answer, Passage, Timings
from tutor.ask import check_question
from tutor.cite import Quote, assemble, quote_of, quoted
from tutor.evidence import SourceSentence, split_sentences
from tutor.retrieve import passages_of
from tutor.session import StudySession

Ranked = tuple[list[Hit], Callable[[SourceSentence], float]]
"""Passages, and how well a sentence of them answers."""


class OneLeg:
    """One of the two searches that the tutor fuses: `bm25` or `dense`."""

    def __init__(self, session: StudySession, leg: str) -> None:
        settings = session.settings
        self.name = self.model = leg
        self.values: dict[str, Any] = {}
        self.models: tuple[ModelUsed, ...] = ()
        if leg == "dense":
            self.models = models_used(settings.embedding, settings.model_roots, INT8)
        self._index, self._settings = session.index, settings
        self._ranked = {"bm25": self._by_words, "dense": self._by_meaning}[leg]

    def answer(self, case: EvalCase, documents: Sequence[str]) -> Answer:
        started = time.perf_counter()
        check_question(case.question, self._index, self._settings)
        scope = Scope(documents=tuple(self._index.resolve_all(documents)))
        hits, worth = self._ranked(case.question, scope)
        passages = passages_of(hits, self._index)
        searched = time.perf_counter() - started
        cited = assemble([quoted(q) for q in self._quotes(passages, worth)])
        return Answer(
            question=case.question,
            language=detect_language(case.question),
            answer=cited.text,
            declined=not cited.sentences,
            grounding="grounded" if cited.sentences else "declined",
            sentences=cited.sentences,
            citations=cited.citations,
            passages=passages,
            model=self.model,
            settings=self._settings.fingerprint(),
            timings=Timings(
                retrieve=round(searched, 3), total=round(time.perf_counter() - started, 3)
            ),
        )

    def _quotes(
        self, passages: Sequence[Passage], worth: Callable[[SourceSentence], float]
    ) -> list[Quote]:
        if not passages:
            return []
        sentences = split_sentences(passages[0])
        # Of equals max() keeps the first.
        return [quote_of(passages[0], max(sentences, key=worth))]

    def _by_words(self, question: str, scope: Scope) -> Ranked:
        language = detect_language(question)
        wanted = terms(question, language)
        scores = self._index.search_words(wanted, self._k, where=scope)
        return self._index.hits(scores), lambda sentence: float(
            len(set(wanted) & set(terms(sentence.text, language)))
        )

    def _by_meaning(self, question: str, scope: Scope) -> Ranked:
        vector = self._index.embeddings.embed_query(question)
        scores = self._index.search_dense(vector, self._k, where=scope)
        return self._index.hits(scores), lambda sentence: sum(
            a * b
            for a, b in zip(vector, self._index.embeddings.embed_documents([sentence.text])[0])
        )

    @property
    def _k(self) -> int:
        return self._settings.retrieval.passages

    def close(self) -> None:
        """The session's owner closes it."""
