"""What an item rests on: for each evidence span what its document has there, and the passage.

All that a gate may know besides the item. Made from an index for items that were imported, edited
or disputed, and from a source while one is being made; gates do not know which.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from ingest.documents import Chunk, Document, Hit, Record
from ingest.index import Index
from tutor.answers import Passage
from tutor.evidence import SourceSentence, split_sentences
from tutor.quizzes import EvidenceSpan, QuizItem
from tutor.retrieve import passages_of


class Ground(Record):
    """One evidence span with the words around it."""

    span: EvidenceSpan
    held: str
    """What the document has between the span's offsets; empty where there is no such document."""
    passage: Passage | None
    """The chunk that holds most of the span; None where there is none."""


class Grounds(Record):
    """What an item rests on."""

    parts: tuple[Ground, ...] = ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the spans, each once."""
        found = {(p.document, p.start): p for p in (g.passage for g in self.parts) if p}
        return tuple(found.values())

    @cached_property
    def sentences(self) -> tuple[SourceSentence, ...]:
        """The sentences of all passages, numbered from 1."""
        every = [s for _, s in self._by_document]
        return tuple(s.model_copy(update={"label": n}) for n, s in enumerate(every, start=1))

    @cached_property
    def _by_document(self) -> list[tuple[str, SourceSentence]]:
        return [(p.document, s) for p in self.passages for s in split_sentences(p)]

    @cached_property
    def without_evidence(self) -> tuple[SourceSentence, ...]:
        """The sentences that no span touches."""
        return tuple(sentence for sentence in self.sentences if not self._quotes(sentence))

    def _quotes(self, sentence: SourceSentence) -> bool:
        document, _ = self._by_document[sentence.label - 1]
        return any(
            g.span.document == document
            and g.span.start < sentence.end
            and sentence.start < g.span.end
            for g in self.parts
        )

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Of the spans, each once."""
        return tuple(dict.fromkeys(ground.span.language for ground in self.parts))

    @cached_property
    def quoted(self) -> str:
        """All quotes, a line each."""
        return "\n".join(ground.span.quote for ground in self.parts)

    def quoted_in(self, language: str) -> str:
        """The quotes in one of `languages`, a line each."""
        return "\n".join(g.span.quote for g in self.parts if g.span.language == language)

    @cached_property
    def read(self) -> str:
        """All passages with their titles: what one who read them may know."""
        return "\n".join(f"{p.title}\n{p.heading}\n{p.text}" for p in self.passages)


def grounds(item: QuizItem, documents: Iterable[Document], passages: Sequence[Passage]) -> Grounds:
    """What `item` rests on, of these documents and passages."""
    texts = {document.id: document.text for document in documents}
    return Grounds(
        parts=tuple(
            Ground(
                span=span,
                held=texts.get(span.document, "")[span.start : span.end],
                passage=_holding(span, passages),
            )
            for span in item.evidence
        )
    )


def grounds_in(item: QuizItem, index: Index) -> Grounds:
    """What `item` rests on, as the library holds it now; documents that are gone leave nothing."""
    ids = [id for id in dict.fromkeys(span.document for span in item.evidence) if index.has(id)]
    chunks = [
        chunk
        for id in ids
        for chunk in index.chunks_of(id)
        if any(_shared(span, chunk) for span in item.evidence)
    ]
    passages = passages_of([Hit(chunk=chunk, score=0.0) for chunk in chunks], index)
    return grounds(item, map(index.document, ids), passages)


def _holding(span: EvidenceSpan, passages: Sequence[Passage]) -> Passage | None:
    best = max(passages, key=lambda passage: _shared(span, passage), default=None)
    return best if best is not None and _shared(span, best) else None


def _shared(span: EvidenceSpan, of: Passage | Chunk) -> int:
    """Characters of the span within a passage."""
    if of.document != span.document:
        return 0
    return max(0, min(span.end, of.end) - max(span.start, of.start))
