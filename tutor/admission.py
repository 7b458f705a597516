"""What becomes of imported items in the bank.

Evidence is looked for where the documents have it now. The gates that read an item and its
documents examine it; those that ask the chat model some twenty times an item do not. What they
reject is kept and set aside as retired, so that it can be restored.
"""

from collections.abc import Iterator, Sequence

from ingest.errors import EmptyLibrary
from ingest.index import Index
from tutor.bank import located
from tutor.gates.admit import Instruments, verdicts
from tutor.gates.duplicates import NAME as DUPLICATES
from tutor.gates.grounds import Grounds, grounds_in
from tutor.interchange.audit import Audit, rejection
from tutor.quizzes import Quiz, QuizItem, Verdict
from tutor.session import StudySession
from tutor.standing import ItemEvent

NOT_EXAMINED = "the gates that ask a chat model are left out"
"""What an audit leaves out; empty where that is nothing."""
COMPARED = 300
"""Items of one import up to which each is compared with those before it: 45,000 pairs."""


def relocated(items: Sequence[QuizItem], session: StudySession) -> list[QuizItem]:
    """The items with their evidence where the documents have it now."""
    try:
        return located(items, session.library)
    except EmptyLibrary:
        return list(items)


def gates(items: Sequence[QuizItem], session: StudySession) -> Audit:
    """What the gates say of each of these items. Raises `ModelError`s, `StoreError`s."""
    index, few = _index(items, session), len(items) <= COMPARED
    places = {item.id: place for place, item in enumerate(items)}

    def said(item: QuizItem) -> Iterator[Verdict]:
        given = Instruments(items[: places[item.id]] if few else ())
        for verdict in verdicts(item, _grounds(item, index), given, every=True):
            if verdict.name == DUPLICATES and not few:
                why = f"more than {COMPARED} items are not compared with each other"
                yield Verdict(name=DUPLICATES, verdict="unchecked", detail=why)
            else:
                yield verdict

    return lambda item: list(said(item))


def set_aside(quiz: Quiz, session: StudySession, *, now: str) -> None:
    """Retire what a gate rejected. Raises `StoreError`s."""
    found = [(item, rejection(item)) for item in quiz.items]
    session.notebook.note(
        [
            ItemEvent(
                quiz=quiz.quiz,
                item=item.id,
                event="retired",
                reason=f"Rejected by {verdict.name}: {verdict.detail}",
                gates=item.gates,
                at=now,
            )
            for item, verdict in found
            if verdict
        ]
    )


def _index(items: Sequence[QuizItem], session: StudySession) -> Index | None:
    """The index where an item rests on words in it; None spares the embedding model."""
    try:
        library = session.library
    except EmptyLibrary:
        return None
    here = any(library.has(span.document) for item in items for span in item.evidence)
    return session.index if here else None


def _grounds(item: QuizItem, index: Index | None) -> Grounds:
    """What the item rests on in documents that are here: of others nothing can be said."""
    if index is None:
        return Grounds()
    here = tuple(span for span in item.evidence if index.has(span.document))
    return grounds_in(item.model_copy(update={"evidence": here}), index)
