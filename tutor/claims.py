"""What a sentence claims against the words it cites: is everything particular in them?

Pure; knows nothing of answers or models. Numbers, units, dates, versions and Latin names are
compared between any two languages; negations, opposites and other names within one. Where it
cannot tell it says nothing: a false alarm drops a right sentence.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import regex

from ingest.documents import Record
from ingest.languages import same_language
from ingest.normalize import fold
from tutor.amounts import Amount
from tutor.calendar_dates import Date, Day
from tutor.misnamed import misnamed
from tutor.particulars import Particulars, read
from tutor.polarity import reversals
from tutor.versions import Version

Kind = Literal["number", "unit", "date", "version", "negation", "name"]
_MARKS = regex.compile(
    r"(?m)\s?[\[【［]\p{Nd}{1,2}(?:\.\p{Nd}{1,2})?[\]】］]"
    r"|^\s*(?:\p{Nd}{1,2}[.)、]|[(（]\p{Nd}{1,2}[)）])(?=\s)"
)
"""Labels of citations and numbers of list items are no claims."""
_HAN = regex.compile(r"\p{Han}")


class Mismatch(Record):
    """Something particular in a claim that its evidence does not hold."""

    kind: Kind
    text: str
    """As the claim has it, but for folding; what denies or reverses, for a negation."""


def mismatches(
    claim: str, evidence: str, *, language: str, evidence_language: str, question: str = ""
) -> tuple[Mismatch, ...]:
    """What is particular in `claim` and does not stand in `evidence`; empty where all does.

    What merely repeats `question` is let through, unless the evidence has another value for it:
    being asked about does not make a number true.
    """
    claim = _MARKS.sub("", claim)
    said, held = read(claim, language), read(evidence, evidence_language)
    asked = read(question, language)
    same = same_language(language, evidence_language)
    versions: list[tuple[Kind, str]] = [("version", v) for v in _versions(said, held, asked)]
    found: list[tuple[Kind, str]] = [("date", text) for text in _dates(said, held, asked)]
    found += versions
    found += _amounts(said, held, asked, same=same)
    found += misnamed(claim, evidence, language, evidence_language, question)
    if same:
        found += [("negation", text) for text in reversals(claim, evidence, language)]
    kept = (
        (kind, text)
        for kind, text in dict.fromkeys(found)
        if kind == "version" or not any(fold(text) in fold(version) for _, version in versions)
    )
    return tuple(Mismatch(kind=kind, text=text) for kind, text in kept)


# ---- amounts ------------------------------------------------------------------------------------


def _amounts(
    said: Particulars, held: Particulars, asked: Particulars, *, same: bool
) -> Iterator[tuple[Kind, str]]:
    for amount in said.amounts:
        if amount.implied or _of_version(amount, said, held):
            continue
        rivals = [other for other in held.amounts if same and _counts_the_same(amount, other)]
        supported = any(_supports(other, amount) for other in held.amounts)
        if supported and (not rivals or any(_supports(other, amount) for other in rivals)):
            continue
        if not amount.firm and (not rivals or amount.values == {1}):
            continue
        if not _contradicted(amount, held) and any(_supports(o, amount) for o in asked.amounts):
            continue
        other_unit = any(
            other.measure and amount.measure and other.values & amount.values
            for other in held.amounts
        )
        yield ("unit" if other_unit else "number"), amount.text


def _supports(held: Amount, said: Amount) -> bool:
    """Units are compared where both have one; a share may be a plain fraction (50%, a half)."""
    if held.measure and said.measure:
        return held.measure == said.measure and bool(held.sizes & said.sizes)
    if "share" in (held.measure, said.measure):
        fraction = (held.sizes or held.values) & (said.sizes or said.values)
        if any(value.denominator > 1 for value in fraction):
            return True
    if held.implied and said.measure:
        return False  # the 13th is not 13 years
    wanted = said.values | {abs(value) for value in said.values if "-" in held.text}
    return bool(wanted & (held.values | {abs(value) for value in held.values}))


def _of_version(amount: Amount, said: Particulars, held: Particulars) -> bool:
    """Is it the number of a version that the evidence speaks of (`Python 3` of 3.12)?"""
    return not amount.measure and any(
        amount.text == ".".join(version.parts) and _rivals(version, held)
        for version in said.versions
    )


def _counts_the_same(a: Amount, b: Amount) -> bool:
    """The same word after both, a year being no count."""
    years = any(1000 <= value < 2200 for value in a.values | b.values)
    return bool(a.noun) and a.noun == b.noun and not years and not b.implied


def _contradicted(said: Amount, held: Particulars) -> bool:
    """Does the evidence have a number of the same unit, and so another one?"""
    for other in held.amounts:
        if other.implied:
            continue
        if said.measure and said.measure == other.measure:
            return True
        noun = said.noun[:1] if _HAN.match(said.noun) else said.noun
        if noun and not said.measure and other.noun.startswith(noun):
            return True
    return False


# ---- dates and versions -------------------------------------------------------------------------


def _dates(said: Particulars, held: Particulars, asked: Particulars) -> Iterator[str]:
    for date in said.dates:
        if _date_stands(date, held):
            continue
        precision = [part is not None for part in date.readings[0]]
        rival = any(
            [part is not None for part in other.readings[0]] == precision for other in held.dates
        )
        if rival or not _date_stands(date, asked):
            yield date.text


def _date_stands(said: Date, held: Particulars) -> bool:
    """Compared at the precision of the claim; the year or month of a shorter date may stand
    elsewhere in the evidence (`2014年 … 8月8日`)."""
    readings = [reading for date in held.dates for reading in date.readings]
    plain = {value for amount in held.amounts if not amount.measure for value in amount.values}
    months = {reading[1] for reading in readings}
    known_years = {reading[0] for reading in readings} | plain

    def stands(wanted: Day, given: Day) -> bool:
        year, month, day = wanted
        return (
            (year is None or year == given[0] or (given[0] is None and year in known_years))
            and (month is None or month == given[1] or (given[1] is None and month in months))
            and (day is None or day == given[2])
        )

    if any(stands(wanted, given) for wanted in said.readings for given in readings):
        return True
    if any(year in plain and not (month or day) for year, month, day in said.readings):
        return True
    years = regex.fullmatch(r"(\d\d)\d\d-(\d\d)", said.text)  # 2001-02 may be two years
    return bool(years) and {int(said.text[:4]), int(years[1] + years[2])} <= plain


def _versions(said: Particulars, held: Particulars, asked: Particulars) -> Iterator[str]:
    plain = {value for amount in held.amounts for value in amount.values}
    for version in said.versions:
        if version.implied:
            continue
        rivals = _rivals(version, held)
        if any(_is_version(version, v) for v in rivals or held.versions):
            continue
        asked_for = any(version.name == v.name and _is_version(version, v) for v in asked.versions)
        if rivals or (not asked_for and _unseen(version, plain)):
            yield version.text


def _rivals(version: Version, held: Particulars) -> list[Version]:
    """Versions of the same thing."""
    return [other for other in held.versions if other.name and other.name == version.name]


def _unseen(version: Version, plain: set[Fraction]) -> bool:
    number = ".".join(version.parts)
    return len(version.parts) > 2 or (len(version.parts) == 2 and Fraction(number) not in plain)


def _is_version(said: Version, held: Version) -> bool:
    """`2` is said of 2.0 and 2.1, and 2.0 is 2."""
    longer = (*held.parts, *["0"] * len(said.parts))
    return longer[: len(said.parts)] == said.parts
