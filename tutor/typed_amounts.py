"""Numbers as somebody typed them, with their units, read for grading.

Pure; knows neither the words around them nor what is right. Stricter than `tutor.amounts`, which
reads claims: there a false alarm drops a right sentence, here a doubt gives points. Each number
has one value; texts are folded, with digits for number words.
"""

import unicodedata
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import regex

from ingest.normalize import fold
from tutor.alike import lists, simplified
from tutor.numerals import apart, values
from tutor.units import Unit, forms, unit_of, unit_pattern
from tutor.word_lists import alternation, data, is_han

EDGE, END = r"(?<![\p{L}\p{M}\p{N}'])", r"(?![\p{L}\p{M}\p{N}'])"
_DIGITS = r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,'٫٬]\d+)*"
NUMBER = rf"(?:(?<=^|[\s(=])-)?(?:{_DIGITS})(?:[⁄/][1-9]\d*(?![\d/.]|-\d))?(?: 1⁄2)?"
LATIN = regex.compile(r"\p{Latin}")
_ACCENT = regex.compile(r"(?<=\p{Latin})\p{Mn}+")
_HEADLESS = regex.compile(r"(?<![\p{N}\p{L}.])[.٫．](?=\p{Nd})")
_HAN = "〇零一二三四五六七八九十百千万亿两"
_HAN_ALONE = regex.compile(rf"\s*[{_HAN}]+(?:点[{_HAN}]+)?\s*")
_HAN_BEGUN = regex.compile(rf"(?<![{_HAN}])([{_HAN}]+)(?=[到至~-][{_HAN}\d])")
_SEAM = regex.compile(
    r"(?<=[\p{Arabic}&&[\p{L}\p{M}]])(?=[\p{Latin}\d])|(?<=[\p{Latin}\d])(?=[\p{Arabic}&&\p{L}])",
    regex.V1,
)
_GROUP = regex.compile(r"(?<=\d)،(?=\d{3}(?!\d))")
_OR_MORE = regex.compile(r"(?<=\d(?: ?[\p{L}%]{1,12})?)\+(?![\w+])")
_BITS = regex.compile(r"(?<=\d ?)([kmg])(?:ilo|ega|iga)bits? per second")
_BYTES = regex.compile(r"(?<=\d ?[KMG])Bps\b")
_POINTS = regex.compile(r"(?:个?百分点|percentage points?|نقط\p{L}{0,2} مئوي\p{L}{1,2})")
_POINT = "percentage points"
_POINT_AFTER = regex.compile(rf"\s*{_POINT}")
_CODE = regex.compile(r"\p{Latin}[-./_@#]?$")
_TIMES = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9}
_SUFFIX = regex.compile(r"(bn|[kmb])(?![\p{L}\p{N}])")
_MONEY = regex.compile(r"(us\$|\$|€|£|\busd|\beur|\bgbp)\s?$")
_SIGN_OF = {"us$": "$", "usd": "$", "eur": "€", "gbp": "£"}


class Number(NamedTuple):
    """A number where it stands."""

    text: str
    """Its digits."""
    end: int
    """Where it ends, its unit included."""
    value: Fraction | None
    """None for digits that are part of a code (`S3`, `GPT-4`)."""
    unit: Unit | None


def prepared(text: str, code: str) -> str:
    """Folded, with what the readers of numbers need: .5 is 0.5, 五 alone is a number, `an hour`
    is 1 hour; Han characters simplified."""
    text = simplified(fold(apart(_HEADLESS.sub("0.", _BYTES.sub("B/s", text)))))
    text = _spelled_alike(_GROUP.sub("٬", text), code)
    text = _POINTS.sub(f" {_POINT} ", _BITS.sub(r"\1bps", text))
    # `5+` and `>= 5` are at least 5.
    text = _OR_MORE.sub(" ≥ ", text.replace(">=", "≥").replace("<=", "≤"))
    if code == "zh":
        text = f"{text.strip()}个" if _HAN_ALONE.fullmatch(text) else text
        text = _HAN_BEGUN.sub(r"\1个", text)
    return str(_one_of_a_unit().sub(r"1 \g<unit>", _a_month().sub("per ", seamed(text))))


def _spelled_alike(text: str, code: str) -> str:
    """Spellings of English words made one, with their accents, which keyboards lack, left out."""
    if code != "en":
        return text
    pairs = lists()["spellings"]["en"]
    bare = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))
    return str(_spellings().sub(lambda match: pairs[match[0]], bare))


@cache
def _spellings() -> "regex.Pattern[str]":
    return regex.compile(EDGE + alternation(lists()["spellings"]["en"]))


@cache
def _a_month() -> "regex.Pattern[str]":
    """The article of `5 GB a month`, which is a rate."""
    times = alternation(f for f, u in forms().items() if u.measure == "time" and len(f) > 2)
    return regex.compile(rf"(?<=\d ?\p{{Latin}}{{1,12}} )an? (?={times}{END})")


def seamed(text: str) -> str:
    """`text` with a space between Arabic letters and the Latin ones or digits beside them."""
    return str(_SEAM.sub(" ", text))


@cache
def _one_of_a_unit() -> "regex.Pattern[str]":
    one = {name: alternation(map(fold, words)) for name, words in lists()["one"].items()}
    latin = alternation(form for form in forms() if len(form) > 2 and LATIN.match(form))
    return regex.compile(
        rf"{EDGE}(?<!-){one['before']} (?P<unit>{latin}){END}"
        rf"|{EDGE}(?<!\d ){one['clitics']}?(?P<unit>{one['alone']}) {one['after']}{END}"
    )


@cache
def rate() -> str:
    """A pattern for `/s`, `per second`, 每秒, في الثانية; the unit as `rate`."""
    times = [form for form, unit in forms().items() if unit.measure == "time"]
    words = alternation(form for form in times if not is_han(form))
    return (
        rf"(?:(?<=\p{{L}})\s?/\s?|{EDGE}(?:per |في ال|لكل |كل ))(?P<rate>{words}){END}"
        rf"|每(?P<rate>{alternation(form for form in times if is_han(form))})"
    )


def read_number(written: str, start: int, end: int, code: str) -> Number:
    """The number in `written[start:end]`, which `NUMBER` matched."""
    digits, last = written[start:end], end
    value = _value(digits, code)
    unit, last = _unit(written, end)
    suffix = None if unit else _SUFFIX.match(written, end)
    if suffix and value is not None:
        value *= _TIMES[suffix[1]]
        unit, last = _unit(written, suffix.end())
    money = _MONEY.search(written, max(0, start - 4), start)
    if money and not unit:
        unit = forms()[_SIGN_OF.get(money[1], money[1])]
    named = _CODE.search(written, max(0, start - 2), start) and not money
    if value is None or named or (last == end and LATIN.match(written, end)):
        return Number(digits, end, None, None)
    return Number(digits, last, value, unit)


def _unit(written: str, end: int) -> tuple[Unit | None, int]:
    if points := _POINT_AFTER.match(written, end):
        return Unit(_POINT, (Fraction(1),)), points.end()  # 20% more is not 20 points more
    found = unit_pattern().match(written, end)
    return (unit_of(found["form"]), found.end()) if found else (None, end)


def _value(text: str, code: str) -> Fraction | None:
    """The one reading of a number: where a comma or point may group thousands it does, in the
    manner of the language. (Arabic has signs of its own for both, and uses ours as English does.)
    """
    sign, text = (-1, text[1:]) if text[0] == "-" else (1, text)
    half, text = text.endswith(" 1⁄2"), text.removesuffix(" 1⁄2")
    digits, _, below = text.replace("⁄", "/").partition("/")
    read = sorted(values(digits, "en" if code == "ar" else code))
    if not read:
        return None
    value = read[0] if "," in digits else read[-1]
    if below and value > int(below):
        return None  # 80/20 and 24/7 are no quotients
    return sign * (value / int(below or 1) + (Fraction(1, 2) if half else 0))


def units_in(text: str) -> frozenset[Unit]:
    """Units that a text names, with a number or without: that of `how many minutes`."""
    found = _named_units().finditer(simplified(fold(text)))
    return frozenset(unit_of(match["form"]) for match in found)


@cache
def _named_units() -> "regex.Pattern[str]":
    no_units = alternation(data()["writing"]["no_units"])
    han = alternation(form for form in forms() if is_han(form))
    words = alternation(form for form in forms() if len(form) > 1 and not is_han(form))
    signs = alternation(form for form in forms() if not form[0].isalpha())
    return regex.compile(
        rf"(?:(?<=[几少_] ?)|(?!{no_units}))(?P<form>{han})"
        rf"|{EDGE}[وفبلك]?(?:ال)?(?P<form>{words}){END}|(?P<form>{signs})"
    )
