"""Options that are numbers stand in their order; read in another one they only take longer."""

from collections.abc import Sequence

from tutor.gates.grounds import Grounds
from tutor.gates.quantities import range_of
from tutor.gates.verdicts import flagged, passed
from tutor.quizzes import QuizItem, Verdict

NAME = "number-order"


def number_order(item: QuizItem, grounds: Grounds) -> Verdict:
    """Flagged where amounts of one kind neither rise nor fall from option to option."""
    texts = [option.text for option in item.options]
    ordered = in_order(texts, item.language) if len(texts) > 2 else None
    if ordered is None or texts in (ordered, ordered[::-1]):
        return passed(NAME)
    return flagged(NAME, "the numbers are not in order")


def in_order(texts: Sequence[str], language: str) -> list[str] | None:
    """The texts as their amounts rise, in whatever units (7 أيام, 14 يومًا); None where one has no
    amount, or they measure different things."""
    ranges = [range_of(text, language) for text in texts]
    found = [each for each in ranges if each is not None]
    if len(found) < len(ranges) or len({each.measure for each in found}) != 1:
        return None
    return [text for _, text in sorted(zip([each.low for each in found], texts))]
