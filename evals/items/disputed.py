"""Items that a learner contested → cases on which the gates can be measured.

`hikma eval run FILE` reads them like those that come with Hikma. The label is the learner's word
and no expert's: contested is flawed, restored since is sound.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evals.items.cases import CaseOption, ItemCase
from evals.locate import shortest_path
from evals.records import GoldEvidence
from ingest.documents import LibraryEntry
from tutor.quizzes import EvidenceSpan, QuizItem
from tutor.standing import ItemEvent


def disputed(
    events: Iterable[ItemEvent], items: Mapping[str, QuizItem], library: Sequence[LibraryEntry]
) -> Iterator[ItemCase]:
    """A case for each item that was contested, in that order; `events` the oldest first.

    Of the half `report`: no line was drawn with them.
    """
    words: dict[str, list[str]] = {}
    standing: dict[str, str] = {}
    for event in events:
        if event.event == "disputed":
            words.setdefault(event.item, []).append(event.words)
        if event.event in ("disputed", "restored"):
            standing[event.item] = event.event
    for id, said in words.items():
        yield _case(items[id], said, library, flawed=standing[id] == "disputed")


def _case(
    item: QuizItem, words: Sequence[str], library: Sequence[LibraryEntry], *, flawed: bool
) -> ItemCase:
    return ItemCase(
        id=item.id,
        language=item.language,
        kind=item.kind,
        stem=item.stem,
        options=tuple(
            CaseOption(text=option.text, correct=option.correct, rationale=option.rationale)
            for option in item.options
        ),
        answer=item.answer,
        explanation=item.explanation,
        evidence=tuple(_gold(span, library) for span in item.evidence),
        flaw="disputed" if flawed else None,
        split="report",
        note=" / ".join(words),
    )


def _gold(span: EvidenceSpan, library: Sequence[LibraryEntry]) -> GoldEvidence:
    """Of an item that knows no path, the document's title: it is no file's end."""
    path = shortest_path(span.document, span.path or span.title or span.document, library)
    return GoldEvidence(path=path, quote=span.quote)
