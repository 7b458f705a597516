"""The stem does not hold the key."""

import regex

from tutor.gates.grounds import Grounds
from tutor.gates.quantities import beside, quantities
from tutor.gates.verdicts import passed, quoted, rejected
from tutor.quizzes import GAP, QuizItem, Verdict
from tutor.wording import contains

NAME = "key-in-stem"
_ONE_SIGN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
"""一 is in every 一个: where words have no ends one sign gives nothing away."""


def key_in_stem(item: QuizItem, grounds: Grounds) -> Verdict:
    """A stem that names a distractor too (`which is larger, Earth or Mars?`) gives nothing away."""
    if item.kind in ("true-false", "card"):
        return passed(NAME)
    stem = item.stem.replace(GAP, " ")
    if any(contains(stem, o.text, item.language) for o in item.options if not o.correct):
        return passed(NAME)
    for text in item.right:
        if _ONE_SIGN.fullmatch(text.strip()):
            continue
        # 5 of `5 MB each` is another five than that of `____ shards`.
        number = not beside(text, item.language) and not any(
            amount.measure for amount in quantities(text, item.language)
        )
        if not number and contains(stem, text, item.language):
            return rejected(NAME, f"the stem holds the key {quoted(text)}")
    return passed(NAME)
