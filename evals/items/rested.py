"""A case → the item with its evidence as the library holds it, and what it rests on."""

from collections.abc import Sequence

from evals.items.cases import ItemCase
from evals.locate import documents_at, places
from evals.records import GoldEvidence
from ingest.documents import LibraryEntry
from ingest.errors import InputError
from ingest.index import Index
from ingest.languages import DEFAULT
from tutor.gates.grounds import Grounds, grounds_in
from tutor.quizzes import LETTERS, EvidenceSpan, Option, QuizItem


def rested(
    case: ItemCase, index: Index, library: Sequence[LibraryEntry]
) -> tuple[QuizItem, Grounds]:
    """The item and its grounds. Raises `InputError` where a quote is not in the library."""
    item = QuizItem(
        id=case.id,
        kind=case.kind,
        language=case.language,
        stem=case.stem,
        options=tuple(
            Option(id=letter, text=o.text, correct=o.correct, rationale=o.rationale)
            for letter, o in zip(LETTERS, case.options)
        ),
        answer=case.answer,
        explanation=case.explanation,
        evidence=tuple(_span(gold, index, library) for gold in case.evidence),
    )
    return item, grounds_in(item, index)


def _span(gold: GoldEvidence, index: Index, library: Sequence[LibraryEntry]) -> EvidenceSpan:
    for id in documents_at(gold.path, library):
        document = index.document(id)
        for place in places(gold, id, document.text):
            if place.start is not None and place.end is not None:
                return EvidenceSpan(
                    document=id,
                    title=document.title,
                    path=document.path,
                    page=document.page_at(place.start),
                    start=place.start,
                    end=place.end,
                    quote=document.text[place.start : place.end],
                    language=_language(id, place.start, index),
                )
    raise InputError(
        f"The library has no {gold.path} that says {gold.quote[:60]!r}.",
        hint="The items are about the documents of corpus/: hikma ingest corpus",
    )


def _language(document: str, at: int, index: Index) -> str:
    """Of the passage there, as an item made from it would have it."""
    holding = (c.language for c in index.chunks_of(document) if c.start <= at < c.end)
    return next(holding, DEFAULT)
