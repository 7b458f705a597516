"""Was the same thing asked before in this quiz?"""

from collections.abc import Sequence

from tutor.quizzes import QuizItem, Verdict
from tutor.wording import plain

SAME = 0.8
"""Jaccard index of character trigrams of stem and key above which two items are one."""


def repeats(item: QuizItem, admitted: Sequence[QuizItem]) -> Verdict:
    """No admitted item asks the same, or asks for the same words of the same sentence."""
    for other in admitted:
        same_key = plain(other.key.text) == plain(item.key.text)
        if (same_key and other.evidence == item.evidence) or likeness(item, other) > SAME:
            detail = f"the same as {other.stem[:80]!r}"
            return Verdict(name="repeats", verdict="reject", detail=detail)
    return Verdict(name="repeats", verdict="pass")


def likeness(a: QuizItem, b: QuizItem) -> float:
    """Jaccard index of the character trigrams of stem and key, folded: 0 to 1."""
    first, second = _trigrams(a), _trigrams(b)
    return len(first & second) / (len(first | second) or 1)


def _trigrams(item: QuizItem) -> set[str]:
    text = f"{plain(item.stem)} {plain(item.key.text)}"
    return {text[at : at + 3] for at in range(len(text) - 2)}
