"""What Moodle's question bank makes of an item, whichever of its formats brings it there."""

from tutor.quizzes import QuizItem

_SHARES = {
    1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667", 7: "14.28571",
    8: "12.5", 9: "11.11111", 10: "10", 20: "5",
}  # fmt: skip
"""Hundredths of the points for one of so many right options: Moodle takes only such grades
(`question_bank::fraction_options_full`), 14.28571 but not 15."""


def share(right: int) -> str:
    """The grade of one of `right` options that are right; empty where Moodle has none."""
    return _SHARES.get(right, "")


def unmarkable(item: QuizItem) -> str | None:
    """Why Moodle cannot mark the item; None where it can."""
    right = len(item.keys)
    return None if share(right) else f"Moodle has no grade for one of {right} right options"


def lost(item: QuizItem) -> list[str]:
    """What Moodle does otherwise."""
    if item.kind == "card":
        return ["a flashcard becomes a question with a typed answer"]
    if item.kind == "multiple":
        return ["all or nothing: Moodle gives part of the points for part of the answer"]
    return []


def without_wildcards(answer: str) -> str:
    r"""A typed answer in which `*` is a star (`qtype_shortanswer_question`: it stands for any
    text, `\*` for itself)."""
    return answer.replace("*", r"\*")


def with_stars(answer: str) -> str:
    """What `without_wildcards` was given."""
    return answer.replace(r"\*", "*")
