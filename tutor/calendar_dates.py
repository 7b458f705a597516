"""Days of the calendar as a text writes them, whole or in part, in every language.

Pure; knows neither today nor what a date is the date of (`tutor.dates` finds a document's own).
"""

from functools import cache
from typing import NamedTuple

import regex

from ingest.normalize import fold
from tutor.numerals import Written
from tutor.word_lists import alternation, data

Day = tuple[int | None, int | None, int | None]


class Date(NamedTuple):
    """A date, or the parts of it that are given."""

    text: str
    readings: tuple[Day, ...]
    """Year, month, day; 3/4/2024 is two."""


_ISO = (
    r"(?<![\d.])(?P<y>[12]\d{3})(?:[-/](?P<m>0?[1-9]|1[0-2])(?:[-/](?P<d>\d{1,2}))?"
    r"|\.(?P<m>\d{1,2})\.(?P<d>\d{1,2}))(?![\d%]|[-/.]\d)"
)
_HAN_MONTH = r"(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?[日号])?"
_HAN_DATE = (
    rf"(?<!\d)(?:(?P<y>[12]\d{{3}})\s?年(?!代)(?:\s?{_HAN_MONTH})?|{_HAN_MONTH}"
    r"|(?P<d>\d{1,2})\s?日)"
)
NUMERIC = regex.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2([12]\d{3})(?!\d)")
"""`31.03.2024`; day and month may come in either order."""


@cache
def _date_pattern() -> "regex.Pattern[str]":
    month = alternation(months())
    clitics = data()["writing"]["clitics"]
    named = (
        rf"(?:(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s|de\s|من\s(?:شهر\s)?)?"
        rf"|(?<![\p{{L}}\p{{M}}\p{{N}}])(?:[{clitics}]|شهر\s)?)"
        rf"(?P<month>{month})(?:\s?/\s?{month})?(?![\p{{L}}\p{{M}}])\.?"
        rf"(?:\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%\p{{L}}]))?"
        rf"(?:\s?[,،]?\s(?:of\s|de\s|عام\s|سنه\s|لعام\s)?(?P<y>[12]\d{{3}})(?!\d))?"
    )
    return regex.compile(f"{_ISO}|{_HAN_DATE}|{named}")


def dates_in(written: Written, capitals: str) -> tuple[list[Date], set[int]]:
    """The dates of a text, and the offsets of what they are written with.

    `capitals`: the text as `tutor.names.cased` gives it.
    """
    text, dates = written.text, []
    taken: set[int] = set()
    for match in [*NUMERIC.finditer(text), *_date_pattern().finditer(text)]:
        if match.start() in taken:
            continue
        readings = _either_way(match) if match.re is NUMERIC else _as_written(match, capitals)
        if readings:
            dates.append(Date(written.original(*match.span()), readings))
            taken.update(range(*match.span()))
    return dates, taken


def _either_way(match: "regex.Match[str]") -> tuple[Day, ...]:
    """3/4/2024 is in March or in April."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    pairs = dict.fromkeys([(first, second), (second, first)])
    return tuple((year, month, day) for day, month in pairs if 0 < month <= 12 and 0 < day <= 31)


def _as_written(match: "regex.Match[str]", capitals: str) -> tuple[Day, ...]:
    year, month, day = (int(match[part]) if match[part] else None for part in "ymd")
    name = match["month"]
    if name:
        month = months()[name]
        # `may` and `march` are mostly no months.
        word = name in _beside_numbers() and not (year or day)
        if word and not regex.search(rf"[\p{{L}},] {name.capitalize()}\b", capitals):
            return ()
    if not 1 <= (1 if month is None else month) <= 12 or not 1 <= (1 if day is None else day) <= 31:
        return ()
    return ((year, month, day),)


@cache
def months() -> dict[str, int]:
    """Every form of every month's name, folded, with its number."""
    return {
        fold(form): int(n) for n, forms in data()["months"].items() if n.isdigit() for form in forms
    }


@cache
def _beside_numbers() -> frozenset[str]:
    return frozenset(map(fold, data()["months"]["beside_numbers"]))
