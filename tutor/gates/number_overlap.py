"""No two ranges of numbers overlap: with `at least 5` and `at least 10` both may be right."""

from itertools import combinations

from tutor.gates.grounds import Grounds
from tutor.gates.quantities import Range, range_of
from tutor.gates.verdicts import flagged, passed, quoted
from tutor.quizzes import QuizItem, Verdict

NAME = "number-overlap"


def number_overlap(item: QuizItem, grounds: Grounds) -> Verdict:
    """Flagged: a value that ends one range and begins the next is no overlap."""
    if item.kind not in ("single", "multiple"):
        return passed(NAME)
    ranges = [(option, range_of(option.text, item.language)) for option in item.options]
    for (one, first), (other, second) in combinations(ranges, 2):
        if first is not None and second is not None and _overlap(first, second):
            return flagged(NAME, f"{quoted(one.text)} and {quoted(other.text)} overlap")
    return passed(NAME)


def _overlap(a: Range, b: Range) -> bool:
    if a.measure != b.measure or a == b:
        return False
    lower, upper = (a, b) if a.low <= b.low else (b, a)
    return lower.high is None or upper.low < lower.high
