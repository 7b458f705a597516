"""A number as a text writes it → others near it, written alike (`٣٥` → `٧٠`, `1,200` → `2,400`).

Pure; knows no units. The word that is counted changes with the number (1 day, 2 days; ٥ أيام، ٣٥
يومًا), so that only numbers that take the same form are near; known of Arabic, and of others that
one is not many.
"""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import regex

from ingest.documents import Record
from ingest.languages import primary

_GROUPED = regex.compile(
    r"\p{Nd}{1,3}(?:(?P<sign>[,،٬.\u00a0\u202f])\p{Nd}{3})(?:(?P=sign)\p{Nd}{3})*"
)
_PLAIN = regex.compile(r"\p{Nd}+(?:(?P<point>[.,٫．])\p{Nd}+)?")
_SIGNS = frozenset(",،٬.٫．\u00a0\u202f")
_FACTORS = tuple(
    Fraction(a, b)
    for a, b in ((1, 2), (2, 1), (3, 2), (2, 3), (3, 1), (1, 3), (4, 1), (1, 4), (5, 1), (1, 5),
                 (10, 1), (1, 10))
)  # fmt: skip
"""A learner who half remembers takes the half or the double, or slips by a digit."""
_SMALL, _STEPS = 12, (1, -1, 2, -2, 3, -3)
"""Up to this size whole numbers are mixed up with their neighbours."""
_YEARS = range(1500, 2101)
"""What is written without a group is a year among them, or mixed up with its neighbours as well."""
_UNCHANGED = frozenset({"zh", "ja", "ko", "vi", "th", "id", "ms", "tr", "fa"})
"""Languages in which what is counted stays as it is."""
_WHOLE = 100
"""A share has no more."""


class Writing(Record):
    """One number with the way it is written."""

    value: Fraction
    zero: str
    """The digit nought of its digit system."""
    places: int
    """Digits behind the decimal sign."""
    point: str
    group: str
    """What stands between thousands; empty for nothing."""


def read(text: str) -> Writing | None:
    """The number that `text` is, and nothing else; None for anything else (`1.2.3`)."""
    grouped, plain = _GROUPED.fullmatch(text), _PLAIN.fullmatch(text)
    # 1.024 and 1,024: a point groups only where there are several.
    groups = grouped and (grouped["sign"] != "." or text.count(".") > 1)
    if not (groups or plain):
        return None
    group = str(grouped["sign"]) if grouped and groups else ""
    point = str(plain["point"] or "") if plain and not groups else ""
    if any(not char.isdecimal() and char not in _SIGNS for char in text):
        return None  # `\p{Nd}` also has digits of scripts newer than Python
    first = next(char for char in text if char.isdecimal())
    digits = "".join(
        "." if point and char == point else str(unicodedata.decimal(char))
        for char in text
        if char.isdecimal() or char == point
    )
    return Writing(
        value=Fraction(Decimal(digits)),
        zero=chr(ord(first) - unicodedata.decimal(first)),
        places=len(digits.partition(".")[2]),
        point=point,
        group=group,
    )


def write(value: Fraction, like: Writing) -> str:
    """A number in the digits and with the signs of another."""
    scaled = value * 10**like.places
    digits = str(scaled.numerator // scaled.denominator).rjust(like.places + 1, "0")
    whole, rest = (digits[: -like.places], digits[-like.places :]) if like.places else (digits, "")
    if like.group:
        whole = f"{int(whole):,}".replace(",", like.group)
    text = whole + (like.point + rest if rest else "")
    return "".join(chr(ord(like.zero) + int(c)) if c in "0123456789" else c for c in text)


def near(text: str, *, counting: str = "", share: bool = False) -> list[str]:
    """Other numbers in the same writing, the likeliest to be mixed up with it first; none for what
    is no number.

    `counting`: the language of the word that is counted; empty where it does not change. `share`:
    of a hundred, and so at the most a hundred.
    """
    written = read(text)
    if written is None:
        return []
    found = dict.fromkeys(
        write(value, written)
        for value in _values(written)
        if _fits(value, written, counting) and not (share and value > _WHOLE)
    )
    return [other for other in found if other != text]


def _values(written: Writing) -> Iterator[Fraction]:
    value = written.value
    if value.denominator == 1 and not written.group and int(value) in _YEARS:
        yield from (value + step for step in _STEPS)
        return
    if value.denominator == 1 and value <= _SMALL:
        yield from (value + step for step in _STEPS)
    if value > _WHOLE * Fraction(9, 10) and value <= _WHOLE:  # 99.9 is mixed up with 99.99 and 99
        yield from (_WHOLE - (_WHOLE - value) * factor for factor in _FACTORS)
    yield from (value * factor for factor in _FACTORS)
    step = Fraction(10) ** (len(str(int(value))) - 1)
    for size in (step, step / 2):
        if value >= size and value % size == 0:
            yield from (value + size * by for by in _STEPS)


def _fits(value: Fraction, written: Writing, counting: str) -> bool:
    """Is it above nought, writable as the other is, and does it count in the same form?"""
    scaled = value * 10**written.places
    return (
        value > 0
        and scaled.denominator == 1
        and form(value, counting) == form(written.value, counting)
    )


def form(value: Fraction, counting: str) -> int:
    """Equal for numbers after which a counted word of a language has one form."""
    if not counting or primary(counting) in _UNCHANGED:
        return 0
    if primary(counting) != "ar" or value.denominator != 1:
        return int(value == 1)
    last = int(value) % 100
    if value < 3:
        return int(value)
    return 3 if 3 <= last <= 10 else 4 if last > 10 else 5 + min(last, 2)
