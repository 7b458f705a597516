"""A learner contests an item: every gate is asked again, over what the documents say now.

Knows no store; times are arguments. Whether another item asks the same is not looked for: who is
asked twice is not asked wrongly. An item that a gate rejects is retired, and so is one that the
learner wants retired; what was decided can be taken back (`restored`).
"""

from typing import TYPE_CHECKING

from ingest.documents import Record
from ingest.errors import InputError
from ingest.normalize import one_line
from tutor.gates.admit import Instruments, verdicts
from tutor.gates.grounds import Grounds
from tutor.quizzes import QuizItem, Verdict
from tutor.standing import ItemEvent

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class Dispute(Record):
    """A contested item, and what the gates say of it."""

    item: QuizItem
    words: str
    """What the learner says is wrong."""
    gates: tuple[Verdict, ...]

    @property
    def against(self) -> tuple[Verdict, ...]:
        """The verdicts that reject the item; it would not be admitted again."""
        return tuple(verdict for verdict in self.gates if verdict.verdict == "reject")


def dispute(
    item: QuizItem, words: str, grounds: Grounds, model: "BaseChatModel | None" = None
) -> Dispute:
    """Ask every gate; without a model those that need none. `item` as the documents have its
    evidence now (`bank.located`).

    Raises `InputError` where nothing is said, and the model's `ModelError`s.
    """
    words = one_line(words)
    if not words:
        raise InputError(
            "A dispute says what is wrong.", hint='Add for example: --why "b is right as well"'
        )
    found = verdicts(item, grounds, Instruments(model=model), every=True)
    return Dispute(item=item, words=words, gates=tuple(found))


def events(made: Dispute, quiz: str, *, retire: bool, now: str) -> tuple[ItemEvent, ...]:
    """What is to be noted of the item: that it was contested, and that it is retired."""
    rejected = [f"{verdict.name}: {verdict.detail}" for verdict in made.against]
    reason = f"Rejected by {rejected[0]}" if rejected else "No gate rejects it."
    contested = ItemEvent(
        quiz=quiz,
        item=made.item.id,
        event="disputed",
        reason=reason,
        words=made.words,
        gates=made.gates,
        at=now,
    )
    if not (rejected or retire):
        return (contested,)
    why = reason if rejected else f"Disputed: {made.words}"
    return contested, ItemEvent(quiz=quiz, item=made.item.id, event="retired", reason=why, at=now)
