"""Numbers with what they count: their units, or the word after them.

Pure; knows no number words and no units of its own (`tutor.numerals`, `tutor.units`), and of
dates only which numbers are taken by them. Texts are folded, with digits for number words.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import regex

from ingest import lexical
from ingest.normalize import fold
from tutor.numerals import Written, says_hundred_or_more, values
from tutor.units import Unit, forms, lone_unit_pattern, unit_of, unit_pattern
from tutor.word_lists import data


class Amount(NamedTuple):
    """A number as it may be read, and what it counts."""

    text: str
    values: frozenset[Fraction]
    """1.024 is two numbers where a comma may be the decimal sign."""
    measure: str = ""
    """What its unit measures (`time`, `bytes`); empty without a unit."""
    sizes: frozenset[Fraction] = frozenset()
    """The values in the smallest unit of that measure."""
    noun: str = ""
    """The stem of the word after a number without a unit."""
    firm: bool = True
    """False for small numbers in words without a unit: `one`, `两种`."""
    implied: bool = False
    """True for what can support but is not claimed: the year of a date, `an hour`."""


_NUMBER = regex.compile(
    r"(?<![\p{Latin}\p{N}_])(?<!\p{Latin}[-./_@])(?<!\d[.'٫٬])(?<!\d,(?=\d{1,3}(?!\d)))"
    r"(?P<sign>(?<=^|[\s(=])-)?"
    r"(?P<digits>\d{1,3}(?: \d{3})+(?![\d])|\d+(?:[.'٫٬]\d+|,\d{1,3}(?!\d)|،\d{3}(?!\d))*)"
    r"(?:\s?[⁄/]\s?(?P<below>[1-9]\d*)(?![\d/.]|-\d))?(?P<half> 1⁄2)?"
)
_HYPHENED = regex.compile(
    r"(?<![\p{L}\p{N}-])(?:(?P<word>\p{Latin}{4,})|[\p{Latin}\p{N}]+)-"
    r"(?P<number>\d+)(?![\p{L}\p{N}])"
)
"""`top-5`, `oxygen-18`, and `GPT-4`, whose number is claimed with its name."""
_ORDINAL = regex.compile(r"(?:st|nd|rd|th|ern?|º|ª)(?!\p{L})")
_NOUN = regex.compile(
    r"[ -]?([\p{Latin}\p{Arabic}\p{Cyrillic}\p{M}]{3,})|([\p{Han}])(\p{Han}{0,2})"
)
_MONEY = {"$": "$", "us$": "$", "usd": "$", "€": "€", "eur": "€", "£": "£", "gbp": "£"}
_BEFORE = regex.compile(r"(us\$|\$|€|£|\busd|\beur|\bgbp)\s?$")
_LETTER = regex.compile(r"\p{Latin}")
_TIMES = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9}
_SUFFIX = regex.compile(r"(?:(bn|[kmb])(?![\p{Latin}\p{N}])|'?(s)(?![\p{Latin}\p{N}]))")
Span = tuple[int, int, Amount]
"""Start and end in the written text, and what stands there."""


def amounts_in(written: Written, language: str, taken: set[int]) -> list[Amount]:
    """Every number with its unit, and what is said without a number.

    `taken`: offsets of numbers that are parts of dates.
    """
    matches = (m for m in _NUMBER.finditer(written.text) if m.start() not in taken)
    found = [span for span in (_amount(match, written, language) for match in matches) if span]
    _share_units(found, written.text)
    implied = _implied(written, {at for start, end, _ in found for at in range(start, end)})
    return [*(amount for _, _, amount in found), *implied]


def _share_units(found: list[Span], text: str) -> None:
    """The ends of a range have the last one's unit."""
    for i in range(len(found) - 2, -1, -1):
        start, end, first = found[i]
        begin, stop, last = found[i + 1]
        between = text[end:begin].strip()
        if between not in _joining():
            continue
        if between in ("-", "~", "至", "到"):
            found[i + 1] = (begin, stop, _of_years(first, last))
        year = any(1000 <= value < 2200 for value in first.values)
        if last.measure and not first.measure and not year:
            sizes = {size / (max(last.values) or 1) for size in last.sizes}
            first = _with_unit(first, Unit(last.measure, tuple(sizes)))
        found[i] = (start, end, _of_range(first, last))


def _amount(match: "regex.Match[str]", written: Written, language: str) -> Span | None:
    text, start = written.text, match.start()
    found = values(match["digits"], language)
    if match["below"]:
        found = frozenset(value / int(match["below"]) for value in found)
    if match["half"]:
        found = frozenset(value + Fraction(1, 2) for value in found)
    if match["sign"]:
        found = frozenset(-value for value in found)
    times, unit, end = _after_number(match["digits"], text, match.end())
    if not found or (end == match.end() and _LETTER.match(text, end)):
        return None  # part of a code
    found |= {value * times for value in found}
    amount = Amount(written.original(start, end), found)
    money = _BEFORE.search(text, max(0, start - 4), start)
    if money:
        unit = forms()[_MONEY[money[1]]]
    if unit and not text[:start].endswith("第"):
        return start, end, _with_unit(amount, unit)._replace(firm=not _is_vague(match, written))
    noun = _noun(text, end, language)
    return start, end, amount._replace(noun=noun, firm=_is_firm(match, written))


def _after_number(digits: str, text: str, end: int) -> tuple[int, Unit | None, int]:
    """What multiplies a number (`7B`), its unit, and where they end."""
    suffix, ordinal = _SUFFIX.match(text, end), _ORDINAL.match(text, end)
    if suffix and suffix[1]:
        return _TIMES[suffix[1]], None, suffix.end()
    if suffix and len(digits) >= 4:  # 90s are seconds, 1990s are not
        return 1, None, suffix.end()
    end = ordinal.end() if ordinal else end
    unit = unit_pattern().match(text, end)
    return 1, unit_of(unit["form"]) if unit else None, unit.end() if unit else end


def _is_firm(match: "regex.Match[str]", written: Written) -> bool:
    """Words for what is small, vague (`hundred`) or a part (`half`) are said by the way."""
    if match.start() not in written.words:
        return True
    if written.text[: match.start()].endswith("第"):
        return bool(match["digits"] != "1")
    _, words = written.words[match.start()]
    if _HAN_ALONE.fullmatch(words):
        return int(match["digits"]) > 2
    if not _WORD_ALONE.fullmatch(words):
        return True
    return int(match["digits"]) > 10 and not match["below"] and not _is_vague(match, written)


_HAN_ALONE, _WORD_ALONE = regex.compile(r"\p{Han}"), regex.compile(r"[\p{L}\p{M}]+")


def _is_vague(match: "regex.Match[str]", written: Written) -> bool:
    """`hundred` alone may be several; مليارا may be one or two."""
    _, word = written.words.get(match.start(), (0, ""))
    return bool(word) and says_hundred_or_more(word)


def _with_unit(amount: Amount, unit: Unit) -> Amount:
    sizes = frozenset(value * size for value in amount.values for size in unit.sizes)
    return amount._replace(measure=unit.measure, sizes=sizes)


def _of_range(first: Amount, last: Amount) -> Amount:
    """30 of `30 to 50 thousand` may be 30,000."""
    most, own = max(last.values), max(first.values)
    if own >= 1000 or most < 1000 or not regex.search(r"\p{L}", last.text):
        return first
    more = {own * size for size in (10**3, 10**4, 10**6, 10**8, 10**9) if size <= most}
    return first._replace(values=first.values | more)


def _of_years(first: Amount, last: Amount) -> Amount:
    """57 of `1654-57` may be 1657."""
    begun, ended = max(first.values), max(last.values)
    if not (1000 <= begun < 2200 and ended < 100):
        return last
    return last._replace(values=last.values | {begun // 100 * 100 + ended})


def _implied(written: Written, inside: set[int]) -> Iterator[Amount]:
    """What a text says without a number of its own: `an hour`, `top-5`, the parts of `1 024`."""
    text, one = written.text, frozenset({Fraction(1)})
    for match in lone_unit_pattern().finditer(text):
        if match.start() not in inside:
            yield _with_unit(Amount(match[0], one, implied=True), unit_of(match["form"]))
    for match in _HYPHENED.finditer(text):
        number = frozenset({Fraction(match["number"])})
        yield Amount(match[0], number, implied=not match["word"])
    for match in _SPACED.finditer(text):
        for part in match[0].split():
            yield Amount(part, frozenset({Fraction(part)}), implied=True)


_SPACED = regex.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")


def _noun(text: str, end: int, language: str) -> str:
    match = _NOUN.match(text, end)
    if not match:
        return ""
    if match[1]:
        return next(iter(lexical.terms(match[1], language)), "")
    return match[2] + match[3] if match[2] in data()["writing"]["measures"] and match[3] else ""


_ROMAN = regex.compile(r"(?<![\p{L}\p{N}])[IVX]+(?![\p{L}\p{N}])")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}


def ordinals(text: str, folded: str) -> Iterator[Amount]:
    """What may be meant as a number: `XIV`, and `second`, which is mostly a unit."""
    for match in _ROMAN.finditer(text):
        digits = [_ROMAN_DIGITS[char] for char in match[0]]
        value = sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0]))
        yield Amount(match[0], frozenset({Fraction(value)}), implied=True)
    for match in regex.finditer(r"\b(1\d|20)(\d0)'?s(?![\p{Latin}\p{N}])", folded):
        for value in (int(match[1]) + 1, int(match[2])):  # the seventies of the 20th century
            yield Amount(match[0], frozenset({Fraction(value)}), implied=True)
    for word in data()["writing"]["second"]:
        if regex.search(rf"(?<!\p{{L}}){fold(word)}(?!\p{{L}})", folded):
            yield Amount(word, frozenset({Fraction(2)}), implied=True)


@cache
def _joining() -> frozenset[str]:
    return frozenset(map(fold, data()["writing"]["joining"]))
