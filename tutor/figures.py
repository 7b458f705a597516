"""Questions that only a figure answers, and sentences that hold one.

Pure. "How many …" is not answered by a sentence without a number, however near it is. Of 573
such questions of XQuAD (en, zh, ar), ARCD and CMRC the sentence with the answer holds a figure
that the question has not in 0.95 (xquad_ar: Arabic says two of a thing in one word) to 1.00, other
sentences of the same paragraph in 0.55 to 0.71. Of 56 that ask in Arabic or Chinese when something
happened (tuning halves) a date answers all but one; when to do something is no such question.
"""

from fractions import Fraction

import regex

from ingest.normalize import fold
from tutor.cues import cues_of, matches
from tutor.particulars import read
from tutor.questions import LONGEST, asking

_DIGITS = regex.compile(r"\d+")


def asks_figure(question: str, language: str) -> bool:
    """True where only a number, an amount or a date can answer: how many, 百分之几, كم."""
    cues = cues_of(language)
    if cues is None or len(question) > LONGEST:
        return False
    figure = cues.phrases.get("figure", ())
    return any(any(matches(figure, fold(said))) for said in asking(question, language))


def gives_figure(text: str, language: str, question: str, asked_in: str) -> bool:
    """Does `text` hold a number or a date that the question has not?"""
    if set(_DIGITS.findall(fold(text))) - set(_DIGITS.findall(fold(question))):
        return True
    return bool(
        read(text, language).dates or _numbers(text, language) - _numbers(question, asked_in)
    )


def _numbers(text: str, language: str) -> set[Fraction]:
    amounts = read(text, language).amounts
    return {value for amount in amounts if not amount.implied for value in amount.values}
