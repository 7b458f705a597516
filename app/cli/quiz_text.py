"""How items are shown: what documents, models and learners said is harmless, each text in a
direction of its own."""

from typing import TYPE_CHECKING

from app.cli.terminal import Terminal

if TYPE_CHECKING:
    from tutor.quizzes import QuizItem


def as_text(item: "QuizItem", number: int, count: int, here: Terminal) -> str:
    """An item as it is asked, nothing of the key in it."""
    from tutor.unanswered import public

    asked = public(item)
    options = [f"   {option.id}. {shown(option.text, here)}" for option in asked.options]
    return "\n".join([f"{number}/{count}  {shown(asked.stem, here)}   [{asked.id}]", *options])


def indented(text: str, here: Terminal) -> str:
    """Lines below a question."""
    return "\n".join(f"   {shown(line, here)}" for line in text.splitlines())


def shown(text: str, here: Terminal) -> str:
    """A text by others as it is shown: harmless, and in a direction of its own on a terminal."""
    from ingest.normalize import one_line
    from tutor.display import harmless, isolated

    line = one_line(harmless(text))
    return isolated(line) if here.watched else line
