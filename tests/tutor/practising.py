"""Items and attempts for tests of review, mastery and readiness."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tutor.history import Response, history
from tutor.quizzes import Attempt, EvidenceSpan, Option, QuizItem

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def span(quote: str, document: str = "d" * 16) -> EvidenceSpan:
    """Evidence with this quote."""
    return EvidenceSpan(
        document=document, title="T", page=1, start=0, end=len(quote), quote=quote, language="en"
    )


def item(id: str = "i1", quote: str = "", **changed: Any) -> QuizItem:
    """A single-choice item with four options, about a fact of its own or about `quote`."""
    fields: dict[str, Any] = {
        "id": id,
        "language": "en",
        "stem": f"What of {id}?",
        "options": options("right", "wrong 1", "wrong 2", "wrong 3"),
        "evidence": (span(quote or f"The words of {id}."),),
    }
    return QuizItem(**(fields | changed))


def options(right: str, *wrong: str) -> tuple[Option, ...]:
    """Options, the right one first."""
    return tuple(
        Option(id=letter, text=text, correct=text == right)
        for letter, text in zip("abcdefgh", (right, *wrong))
    )


def attempt(
    id: str = "i1", days: float = 0.0, *, right: bool = True, at: str = "", **changed: Any
) -> Attempt:
    """An attempt so many days before `NOW`."""
    fields: dict[str, Any] = {
        "quiz": "q",
        "item": id,
        "verdict": "correct" if right else "wrong",
        "points": float(right),
        "at": at or stamp(NOW - timedelta(days=days)),
    }
    return Attempt(**(fields | changed))


def stamp(at: datetime) -> str:
    """As the notebook stores times."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def responses(
    attempts: Sequence[Attempt], items: Iterable[QuizItem] = (), now: datetime = NOW
) -> tuple[Response, ...]:
    """The history of attempts at `items`, or at an item of its own for each id."""
    found = tuple(items) or tuple(item(id) for id in dict.fromkeys(a.item for a in attempts))
    return history(found, attempts, now)
