"""The key does not show by its length. In a corpus of 2,026 model-written items, whoever picks the
longest option scores 0.907 (landscape.md, M5)."""

from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed, rejected
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import size

NAME = "longest-key"
LONGER, MUCH_LONGER = 1.25, 2.0
"""Key by longest distractor: flagged, rejected (learning.md G2)."""
SHORT = 24
"""A key up to this size (`wording.size`) gives nothing away by its length."""


def longest_key(item: QuizItem, grounds: Grounds) -> Verdict:
    """Of several keys the shortest counts: one long option among them tells nothing of the rest."""
    if item.kind not in ("single", "multiple"):
        return passed(NAME)
    longest = max((size(o.text) for o in item.options if not o.correct), default=0)
    key = min((size(option.text) for option in item.keys), default=0)
    ratio = key / max(longest, 1)
    if key <= SHORT or ratio <= LONGER:
        return passed(NAME)
    detail = f"the key is {ratio:.2f} times as long as the longest distractor"
    return rejected(NAME, detail) if ratio >= MUCH_LONGER else flagged(NAME, detail)
