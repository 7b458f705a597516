"""How old the evidence is: the date of each cited document, and what to tell of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from ingest.index import Index
from ingest.normalize import one_line
from tutor.answers import Citation
from tutor.dates import as_of, is_old
from tutor.exams import exams, mentioned, retired
from tutor.phrases import phrase


def dated(citations: Sequence[Citation], index: Index) -> tuple[Citation, ...]:
    """The citations with the dates that their documents give themselves."""
    stated = {name: _stated(name, index) for name in {c.document for c in citations}}
    return tuple(c.model_copy(update={"as_of": stated[c.document]}) for c in citations)


def aged(
    citations: Sequence[Citation], language: str, index: Index, today: date | None = None
) -> Iterator[str]:
    """Notes on old documents and on retired exams that the quotes speak of."""
    now = today or datetime.now(UTC).date()
    for citation in dated(citations, index):
        if is_old(citation.as_of, now):
            yield phrase("old", language, title=one_line(citation.title), date=citation.as_of)
        for exam in mentioned(citation.quote):
            if retired(exam, now):
                said = phrase("retired", language, exam=exam.title, date=exam.date)
                heir = exams().get(exam.successor)
                yield f"{said} {phrase('succeeded', language, exam=heir.title)}" if heir else said


def _stated(document: str, index: Index) -> str:
    found = index.document(document)
    return as_of(found.text, found.title, found.path)
