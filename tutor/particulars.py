"""What a text says in particular: its amounts, dates and versions, read once.

Pure; knows nothing of claims or evidence, nor how any of the three is written. Everything is read
from the folded text, in which numbers in words have become digits, but for versions and names
(`tutor.names`), whose capitals tell. Words by language are data (`particulars.toml`).
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import regex

from tutor.amounts import Amount, amounts_in, ordinals
from tutor.calendar_dates import Date, dates_in
from tutor.names import cased
from tutor.numerals import digitise
from tutor.versions import Version, versions_in


class Particulars(NamedTuple):
    """What is particular in a text; what is only implied stands beside what is said."""

    amounts: tuple[Amount, ...]
    dates: tuple[Date, ...]
    versions: tuple[Version, ...]


@lru_cache(maxsize=2000)
def read(text: str, language: str) -> Particulars:
    """Everything particular in `text` but names; those are in `tutor.names`."""
    written = digitise(text, language)
    dates, taken = dates_in(written, cased(text))
    amounts = [
        *amounts_in(written, language, taken),
        *_parts_of(dates),
        *ordinals(text, written.text),
    ]
    return Particulars(tuple(amounts), tuple(dates), tuple(versions_in(cased(text), language)))


def _parts_of(dates: list[Date]) -> Iterator[Amount]:
    for date in dates:
        parts = {part for reading in date.readings for part in reading if part}
        if regex.fullmatch(r"\d{4}-\d\d", date.text):  # 2001-02 may be two years
            parts.add(int(date.text[:2] + date.text[-2:]))
        for part in parts:
            yield Amount(date.text, frozenset({Fraction(part)}), implied=True)
