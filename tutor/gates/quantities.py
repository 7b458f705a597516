"""The amounts of an option: whether two are equal, what is left beside them, what range they span.

Pure; knows no items. Amounts are read by `tutor.particulars`.
"""

from fractions import Fraction
from functools import lru_cache

import regex

from ingest.documents import Record
from ingest.normalize import fold
from tutor.amounts import Amount
from tutor.gates import word_rules
from tutor.gates.terms import wanted
from tutor.particulars import read

_RANGE = regex.compile(r"[0-9][^0-9]{0,12}?(?:-|~|to|and|至|到|和|الي|و|حتي)\s?[0-9]")
SHORT = 3
"""Words of a text that says nothing but an amount."""


class Range(Record):
    """The values that an option stands for, in the smallest unit of what is measured."""

    measure: str
    """What the unit measures, else the word that is counted."""
    low: Fraction
    high: Fraction | None
    """None for no upper end."""


@lru_cache(maxsize=50_000)
def quantities(text: str, language: str) -> tuple[Amount, ...]:
    """What a text says of amounts, not what it only implies; a unit alone or beside the word for
    one is one of it (`سنة واحدة`, `a year`).

    Remembered: each new item is compared with the whole bank.
    """
    every = read(text, language).amounts
    told = tuple(amount for amount in every if not amount.implied)
    units = tuple(amount for amount in every if amount.implied and amount.measure)
    one = all(a.values == {1} and not (a.firm or a.measure) for a in told)
    if len(units) == 1 and one and len(text.split()) <= SHORT:
        return units
    return told


def supported(text: str, held: str, language: str) -> bool:
    """Does `held`, in the same language, have every amount of `text`? True where that has none."""
    there = read(held, language).amounts
    return all(any(_equal(a, other) for other in there) for a in quantities(text, language))


def same(a: str, b: str, language: str) -> bool:
    """Do two options say the same amounts, in whatever units, and nothing else of note?

    A number that may be read in two ways (1,000) is the same as none.
    """
    first, second = quantities(a, language), quantities(b, language)
    if not first or len(first) != len(second) or beside(a, language) != beside(b, language):
        return False
    plain = all(len(amount.values) == 1 for amount in (*first, *second))
    return plain and all(x.measure == y.measure and _equal(x, y) for x, y in zip(first, second))


@lru_cache(maxsize=2000)
def beside(text: str, language: str) -> frozenset[frozenset[str]]:
    """The terms of a text without those of its amounts."""
    folded = fold(text)
    for amount in read(text, language).amounts:
        folded = folded.replace(amount.text, " ")
    return wanted(folded, language)


def _equal(a: Amount, b: Amount) -> bool:
    if a.measure and b.measure:
        return a.measure == b.measure and bool(a.sizes & b.sizes)
    counts_the_same = not (a.noun and b.noun) or a.noun == b.noun
    return counts_the_same and bool(a.values & b.values)


def range_of(text: str, language: str) -> Range | None:
    """The range that an option says (`at least 5 GB`, `3 to 5 hours`); None where it says none,
    or more."""
    found = quantities(text, language)
    if not 1 <= len(found) <= 2 or any(amount.measure != found[0].measure for amount in found):
        return None
    values = [min(amount.sizes or amount.values) for amount in found]
    measure = (
        found[0].measure
        or found[0].noun
        or " ".join(sorted(min(forms) for forms in beside(text, language)))
    )
    if len(values) == 2:
        joined = _RANGE.search(fold(text)) and values[0] < values[1]
        return Range(measure=measure, low=values[0], high=values[1]) if joined else None
    if _has("at_least", text, language):
        return Range(measure=measure, low=values[0], high=None)
    low = Fraction(0) if _has("at_most", text, language) else values[0]
    return Range(measure=measure, low=low, high=values[0])


def _has(rule: str, text: str, language: str) -> bool:
    pattern = word_rules.alternatives(rule, language)
    return pattern is not None and bool(pattern.search(fold(text)))
