"""An item in other words: what a learner changed, as an item of its own.

Pure. The evidence stays, and whether it still supports the item is for the gates to say; what they
said of the old words does not hold for the new ones.
"""

from collections.abc import Mapping

from pydantic import Field

from ingest.documents import Record
from ingest.errors import InputError
from ingest.normalize import one_line
from tutor.items import item_id
from tutor.quizzes import CHOSEN, Option, QuizItem


class Changes(Record):
    """What is to be different; what is None or not named stays as it is."""

    stem: str | None = None
    options: Mapping[str, str] = Field(default_factory=dict)
    """Texts by letter."""
    right: tuple[str, ...] | None = None
    """Letters of the options that are right."""
    answer: tuple[str, ...] | None = None
    """Accepted forms, the first one shown."""
    explanation: str | None = None


def edited(item: QuizItem, changes: Changes) -> QuizItem:
    """The item with its changes, under a new id, judged by no gate yet.

    Options keep their letters; an option in other words, or one that has become right or wrong,
    loses its rationale. Raises `InputError` where nothing is different, and for letters or forms
    that the item cannot have.
    """
    _check(item, changes)
    answer = item.answer
    if changes.answer is not None and changes.answer != answer:
        answer = tuple(filter(None, map(one_line, changes.answer)))
    explanation = item.explanation
    if changes.explanation is not None and changes.explanation.strip() != explanation.strip():
        explanation = changes.explanation.strip()
    stem = _line(changes.stem, item.stem)
    options = tuple(_option(option, changes) for option in item.options)
    made = item.model_copy(
        update={"stem": stem, "options": options, "answer": answer, "explanation": explanation}
    )
    if made == item:
        raise InputError("Nothing was changed.", hint="Change the question, or an answer.")
    return made.model_copy(update={"id": _id(made), "gates": ()})


def _option(option: Option, changes: Changes) -> Option:
    text = _line(changes.options.get(option.id), option.text)
    correct = option.correct if changes.right is None else option.id in changes.right
    same = (text, correct) == (option.text, option.correct)
    return Option(
        id=option.id, text=text, correct=correct, rationale=option.rationale if same else ""
    )


def _line(wanted: str | None, old: str) -> str:
    """`wanted` on one line; the old text, its line breaks among it, where that says the same."""
    if wanted is None or one_line(wanted) == one_line(old):
        return old
    return one_line(wanted)


def _id(item: QuizItem) -> str:
    """Another than any maker gives, for the explanation counts as well."""
    right = [option.text for option in item.keys] or list(item.answer)
    wrong = [option.text for option in item.options if not option.correct]
    said = [*wrong, item.explanation]
    return item_id(item.kind, item.language, item.stem, right, said, item.evidence)


def _check(item: QuizItem, changes: Changes) -> None:
    letters = {option.id for option in item.options}
    unknown = sorted({*changes.options, *(changes.right or ())} - letters)
    if unknown:
        raise InputError(
            f"Item {item.id} has no option {unknown[0]!r}.",
            hint=f"Its options are {', '.join(sorted(letters))}."
            if letters
            else "Its answer is typed: change that.",
        )
    if changes.answer is not None and item.kind in CHOSEN:
        raise InputError(
            f"Item {item.id} is answered by options.", hint="Change an option, or which are right."
        )
