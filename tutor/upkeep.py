"""Changing the bank: items made for a quiz, contested, edited, retired, restored.

What surfaces do alike between the notebook, the documents and the gates; it draws nothing. Times
are arguments (RFC 3339 UTC). Items are never changed and never taken out: one that was edited is
another item, and the old one is retired.
"""

from collections.abc import Iterator

from ingest.documents import Record
from ingest.errors import ModelError
from tutor.bank import located
from tutor.compose import QuizRequest, check_request, compose
from tutor.disputes import Dispute, dispute, events
from tutor.editing import Changes, edited
from tutor.gates.admit import Instruments, verdicts
from tutor.gates.duplicates import Remembered
from tutor.gates.grounds import grounds_in
from tutor.notebook import Notebook
from tutor.quizzes import Quiz, QuizItem, Verdict
from tutor.session import StudySession
from tutor.standing import BankItem, Event, ItemEvent
from tutor.taking import Told, available

WHOLE_BANK = 1_000_000
"""Items of the bank that new ones are compared with: all."""


class Edit(Record):
    """An item as it was edited, and what the gates said of it."""

    item: QuizItem
    gates: tuple[Verdict, ...]

    @property
    def against(self) -> Verdict | None:
        """Why it was refused; None where it is in the bank."""
        return next((verdict for verdict in self.gates if verdict.verdict == "reject"), None)


def made(request: QuizRequest, session: StudySession, *, now: str) -> Iterator[Quiz]:
    """The quiz so far, after each draft, stored before it is handed over: whoever stops keeps what
    was admitted.

    Raises at once what `compose.check_request` raises, and `StoreError`s where nothing could be
    kept, before a chat model is loaded; then `ModelError`s and `StoreError`s.
    """
    check_request(request, session.index, session.settings)
    session.notebook.try_writing()
    return _made(request, session, now)


def _made(request: QuizRequest, session: StudySession, now: str) -> Iterator[Quiz]:
    # Of every standing: what the learner retired, or what went stale, is not made again either.
    bank = every_item(session.notebook)
    for quiz in compose(
        request, session.index, session.chat_model, session.settings, now=now, bank=bank
    ):
        session.notebook.save(quiz)
        yield quiz


def every_item(notebook: Notebook) -> list[QuizItem]:
    """All items, whatever their standing."""
    return [entry.item for entry in notebook.bank(standing=None, limit=WHOLE_BANK).items]


def contested(
    held: BankItem,
    words: str,
    session: StudySession,
    told: Told,
    *,
    retire: bool,
    now: str,
    extractive: bool = False,
) -> Dispute:
    """What the gates say of an item that the learner contests, noted; retired where one rejects
    it, or the learner wants it to be.

    The gates that ask the chat model are left out where it fails (and with `extractive`): no
    dispute is lost for that, and `told` hears why. Raises `InputError`, `StoreError`s.
    """
    (item,) = located([held.item], session.index)
    grounds = grounds_in(item, session.index)
    model = None if extractive else available(session, told)
    try:
        found = dispute(item, words, grounds, model)
    except ModelError as error:
        told(error)
        found = dispute(item, words, grounds)
    session.notebook.note(events(found, held.quiz, retire=retire, now=now))
    return found


def changed(held: BankItem, changes: Changes, session: StudySession, *, now: str) -> Edit:
    """Let an edited item through all gates; admitted it takes the old one's place.

    It stands in the same quiz, and the old one is retired. Refused it is not kept. Raises
    `InputError`, `ModelError`s (the gates that ask the model are not left out), `StoreError`s.
    """
    old = held.item
    new = edited(old, changes)
    (new,) = located([new], session.index)
    known = [item for item in every_item(session.notebook) if item.id != old.id]
    given = Instruments(known, Remembered(session.index.embeddings), session.chat_model)
    found = tuple(verdicts(new, grounds_in(new, session.index), given))
    made = Edit(item=new.model_copy(update={"gates": found}), gates=found)
    if made.against is None:
        quiz = session.notebook.quiz(held.quiz)
        # The new one first: stopped between the two, both are there, and nothing is lost.
        session.notebook.save(quiz.model_copy(update={"items": (*quiz.items, made.item)}))
        reason = f"Edited: it is item {made.item.id} now."
        note(held, "retired", session.notebook, reason=reason, now=now)
    return made


def note(held: BankItem, event: Event, notebook: Notebook, *, reason: str = "", now: str) -> None:
    """Retire an item, or restore it. Raises `StoreError`s."""
    notebook.note(
        [ItemEvent(quiz=held.quiz, item=held.item.id, event=event, reason=reason, at=now)]
    )
