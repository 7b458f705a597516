"""How sure the learner was → how often that was right.

Pure. Counted are answers with a confidence, without hints, and to what was not just shown
(`Response.fresh`): whoever has read the key a minute ago is sure of that. The interval is that of
the share alone; how sure a learner is differs from topic to topic, and nothing here knows topics.
"""

from collections.abc import Iterable
from typing import Literal, get_args

from ingest.documents import Record
from tutor.history import Response
from tutor.posterior import Share

Sure = Literal[1, 2, 3]
"""A guess, fairly sure, certain."""


class Calibration(Record):
    """What came of the answers of one confidence."""

    confidence: Sure
    answers: int
    right: int
    low: float | None
    high: float | None
    """Ends of the 80% interval of the share that is right; None without answers."""

    @property
    def share(self) -> float | None:
        """Right of the answers, 0 to 1; None without answers."""
        return self.right / self.answers if self.answers else None


def calibration(responses: Iterable[Response]) -> tuple[Calibration, ...]:
    """The three confidences, the least first."""
    answers = [(r.confidence, r.right) for r in responses if r.fresh and not r.hints]
    return tuple(_of(sure, [right for c, right in answers if c == sure]) for sure in get_args(Sure))


def _of(sure: Sure, answers: list[bool]) -> Calibration:
    right, count = sum(answers), len(answers)
    low, high = _interval(right, count - right) if answers else (None, None)
    return Calibration(confidence=sure, answers=count, right=right, low=low, high=high)


def _interval(right: int, wrong: int) -> tuple[float, float]:
    """Of a share of which nothing was known before: Beta(right + 1, wrong + 1)."""
    a, b = right + 1, wrong + 1
    mean = a / (a + b)
    return Share(mean, mean * (1 - mean) / (a + b + 1)).interval
