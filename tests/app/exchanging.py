"""Quizzes to export and import, and the commands that do so in processes of their own."""

from tests.app.commands import hikma as hikma
from tests.app.commands import record as record
from tests.app.commands import stored as stored
from tests.tutor.interchange.builders import item
from tutor.quizzes import CHOSEN, TYPED, Quiz, QuizItem

QUIZ, OTHER = "0123456789ab", "ba9876543210"
ITEMS = tuple(item(kind, id=f"{at:016x}") for at, kind in enumerate(CHOSEN + TYPED))


def quiz(id: str, items: tuple[QuizItem, ...], created: str = "2026-11-21T08:00:00Z") -> Quiz:
    return Quiz(
        quiz=id, language="en", topic="Vault", seed=0, model="fake:words", settings="f",
        created=created, asked=len(items), items=items,
    )  # fmt: skip
