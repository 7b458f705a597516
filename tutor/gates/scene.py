"""The numbers of a question stand in its passage: a model that sets a scene of its own invents the
figures, and with them the answer."""

from tutor.cite import numbers
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import passed, rejected, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "scene"


def scene(item: QuizItem, grounds: Grounds) -> Verdict:
    """Rejected, but for true/false items, whose stem may be false by its number."""
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    if item.kind == "true-false":
        return passed(NAME)
    there = numbers(grounds.read)
    alien = {number for number in numbers(item.stem) - there if _as_share(number) not in there}
    if alien:
        return rejected(NAME, f"not in the passage: {', '.join(sorted(alien))}")
    return passed(NAME)


def _as_share(number: str) -> str:
    """`80` of a hundred is 0.80."""
    return f"{int(number) / 100:.2f}" if number.isdigit() and int(number) < 100 else number
