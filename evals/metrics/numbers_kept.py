"""numbers_kept: does the answer hold the numbers of the gold answer?

Share of the distinct numbers of an alternative that stand in the answer with the same value, the
maximum over alternatives: digits of every system, number words and Han numerals as
`tutor.numerals` reads them. Eligible: answerable cases of which every alternative holds a number
(else one may be right without any); a declined case counts 0. Numbers inside codes (EC2, GPT-4)
are names. Own measure; sees neither units nor what a number counts, nor that others were said.
"""

from fractions import Fraction

import regex

from evals.records import EvalCase, Outcome
from evals.said import text_of
from evals.wording import plain
from ingest.languages import detect_language
from tutor.numerals import digitise, values

_NUMBER = regex.compile(
    r"(?<![\p{Latin}\d._])(?<!\p{Latin}[-‐])"
    r"(?:\d{1,3}(?: \d{3})+(?![\d.,])|\d+(?:[.,٫٬]\d+)*)"
)
_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
Number = frozenset[Fraction] | str
"""What it may mean, or how it is written where it means no one number (`1.2.3`)."""


def applies(case: EvalCase) -> bool:
    golds = [gold for gold in case.answers if plain(gold)]
    return case.answerable and bool(golds) and all(numbers(g, case.language) for g in golds)


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    if outcome.answer.declined:
        return 0.0
    said = numbers(text_of(outcome.answer), case.language)
    golds = [numbers(gold, case.language) for gold in case.answers if plain(gold)]
    return max(sum(_holds(said, number) for number in gold) / len(gold) for gold in golds)


def numbers(text: str, language: str) -> set[Number]:
    """The numbers in `text`, whose language is `language` unless its letters tell another."""
    spoken = detect_language(text) if _NOT_LATIN.search(text) else language
    written = digitise(text, spoken).text
    found = (match[0] for match in _NUMBER.finditer(written))
    return {values(number, spoken) or number for number in found}


def _holds(said: set[Number], number: Number) -> bool:
    if isinstance(number, str):
        return number in said
    return any(not isinstance(other, str) and number & other for other in said)
