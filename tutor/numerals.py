"""Numbers in words become digits, and digits become numbers, in every script.

Pure; knows nothing of what a number counts, but for the signs and units that tell a Han numeral
from a character of a word. A number whose digits may be read in two ways has two values.
"""

import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import regex

from ingest.languages import primary
from ingest.normalize import fold
from tutor.units import duals, forms
from tutor.word_lists import alternation, data, is_han


class Written(NamedTuple):
    """A folded text with digits for number words, and where these are."""

    text: str
    words: Mapping[int, tuple[int, str]]
    """Start in `text` → end, and what stood there."""

    def original(self, start: int, end: int) -> str:
        """A slice with the number words as they were."""
        parts, at = [], start
        for begin, (stop, words) in self.words.items():
            if at <= begin < end:
                parts += [self.text[at:begin], words]
                at = stop
        return "".join([*parts, self.text[at:end]]).strip()


def digitise(text: str, language: str) -> Written:
    """`text` folded, its number words as digits (`五分钟` → `5分钟`)."""
    folded = fold(apart(text))
    pieces: list[str] = []
    words: dict[int, tuple[int, str]] = {}
    end = length = 0
    for match in _pattern(primary(language)).finditer(folded):
        digits = _as_digits(match, primary(language))
        if digits is None:
            continue
        before = folded[end : match.start()]
        if _RUNS_ON.search((pieces[-1] if pieces else "")[-1:] + before):
            before += " "  # 三百，二百 is not 300,200
        if _GOES_ON.match(folded, match.end()):
            digits += " "
        pieces += [before, digits]
        start = length + len(before)
        length = start + len(digits)
        words[start] = (length, match[0])
        end = match.end()
    return Written("".join([*pieces, folded[end:]]), words)


_RAISED = regex.compile(
    r"(?<=\p{Nd})(?=[\p{No}--[²³]])|(?<=，)(?!(?<=\p{Nd}，)\p{Nd}{3}(?!\p{Nd}))(?=\p{Nd})", regex.V1
)


def apart(text: str) -> str:
    """Folding alone would make 11⁄2 of 1½, 105 of 10⁵, and one number of 五，12个.

    Digits of a newer Unicode than Python's, which `regex` knows, become signs without meaning.
    """
    return str(_RAISED.sub(" ", _NEW_DIGIT.sub(_known_digit, text)))


_NEW_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")


def _known_digit(match: "regex.Match[str]") -> str:
    known = unicodedata.decimal(match[0], None) is not None
    return str(match[0]) if known else chr(0x100000 + ord(match[0]) % 0xFFFE)


_RUNS_ON = regex.compile(r"\d[.,]?$")
_GOES_ON = regex.compile(r"[.,]?\d")
_HAN = "〇零一二三四五六七八九十百千万亿两"
_HAN_DIGITS = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*)"


@cache
def _pattern(code: str) -> "regex.Pattern[str]":
    """Number words of a language, fractions, dual forms and Han numerals."""
    writing = data()["writing"]
    clitics = f"[{writing['clitics']}]?(?:ال)?" if code == "ar" else ""
    word = alternation(_words(code))
    many = alternation(w for w, v in _words(code).items() if v >= 1000)
    big = alternation(w for w, v in _words(code).items() if v >= 100)
    tens = alternation(w for w, v in _words(code).items() if 20 <= v < 100)
    ten = alternation(w for w, v in _words(code).items() if v == 10) if code == "ar" else "(?!)"
    joined = (
        rf"(?:[ -]{big}| {ten}(?!\p{{L}})|(?<={tens})[ -]{word}|(?<={big}) (?:and )?{word}"
        rf"| ?و ?(?:{tens}|{big})|(?<={big}) ?و ?{word})*"
    )
    parts = alternation(form for form in _fractions() if not is_han(form))
    edge, end = r"(?<![\p{L}\p{M}\p{N}_-])", r"(?![\p{L}\p{M}\p{N}_])"
    begun = rf"(?<![{_HAN}\d几数])"
    han_units = alternation(form for form in forms() if is_han(form))
    after = rf"(?!{alternation(writing['no_units'])})(?=[{writing['measures']}%]|{han_units})"
    return regex.compile(
        rf"(?P<fraction>{edge}{clitics}{parts}{end}"
        rf"|一半|半(?=个?{han_units}))"
        rf"|(?P<dual>{edge}[{writing['clitics']}]?(?P<pair>{alternation(duals())}){end}(?!\s\d))"
        rf"|(?P<share>百分之(?P<percent>[{_HAN}点]+|{_DIGITS}))"
        rf"|(?P<ratio>(?P<below>[{_HAN}]+|\d+)分之(?P<above>[{_HAN}]+|\d+))"
        rf"|(?P<digits>(?<![\d.,\p{{Latin}}]){_DIGITS})"
        rf"(?:\s?[多余]?(?P<times>[十百千万亿]+)(?![克米瓦字赫兆])"
        rf"|\s(?P<many>{many}(?: {many})*){end})"
        rf"|(?P<decade>(?:(?P<century>[{_HAN}]+|\d+)世纪)?"
        rf"(?P<tens>(?<!\d)(?:1\d|20)?\d0|[{_HAN}]+)年代)"
        rf"|(?P<skip>{alternation(map(fold, writing['not_numbers']))})"
        rf"|(?P<han>{begun}(?:(?<=第)[{_HAN}]+"
        rf"|[{_HAN}]+(?:点[{_HAN}]+)?(?:[多余](?=[个名人万亿]))?{after}"
        rf"|[{_HAN}]{{2,}}(?<=[十百千万亿][{_HAN}]*|[〇零][{_HAN}]+)))"
        rf"|(?P<words>{edge}{clitics}{word}{joined}{end}(?!\s\d))"
    )


def _as_digits(match: "regex.Match[str]", code: str) -> str | None:
    if match["skip"]:
        return None
    if match["fraction"]:
        word = _bare(match["fraction"], code)
        return str(_fractions().get(word) or _fractions()["半"])
    if match["dual"]:
        return f"2 {match['pair']}"
    if match["share"]:
        return f"{_decimal(_han_or_digits(match['percent']))}%"
    if match["decade"]:
        tens = _han_or_digits(match["tens"])
        century = _han_or_digits(match["century"]) if match["century"] else 20
        return f"{_decimal((century - 1) * 100 + tens if tens < 100 else tens)}s"
    if match["ratio"]:
        return f"{_han_or_digits(match['above'])}/{_han_or_digits(match['below'])}"
    if match["digits"]:
        number = min(values(match["digits"], code), default=Fraction(0))
        for char in match["times"] or "":
            number *= _HAN_TIMES[char]
        for word in (match["many"] or "").split():
            number *= _words(code)[word]
        return _decimal(number)
    if match["han"]:
        if _ABOUT.fullmatch(match["han"]):
            return None
        return _decimal(_han(match["han"].rstrip("多余")))
    return _from_words(match["words"], code)


_ABOUT = regex.compile(r"[一二三四五六七八九]{2}")
"""四五个 is four or five."""


def _from_words(text: str, code: str) -> str | None:
    total = group = 0
    for token in regex.findall(r"[\p{L}\p{M}]+", text):
        word = token if token in _words(code) else _bare(token, code)
        value = _words(code).get(word)
        if value is None:
            continue
        if value < 100 or 100 < value < 1000:
            group += value
        elif value == 100:
            group = (group or 1) * value
        else:
            total += (group or 1) * value
            group = 0
    return str(total + group)


def _bare(word: str, code: str) -> str:
    """Without what Arabic writes together with the word."""
    if code != "ar" or word in _words(code) or word in _fractions():
        return word
    without = word[1:] if word[0] in data()["writing"]["clitics"] else word
    known = without in _words(code) or without in _fractions()
    return without if known else without.removeprefix("ال")


def says_hundred_or_more(word: str) -> bool:
    """Is it, in any language, a word for one number from a hundred up?"""
    spelled = {word, _bare(word, "ar")}
    return any(_words(code).get(form, 0) >= 100 for code in data()["numbers"] for form in spelled)


def _han_or_digits(text: str) -> Fraction:
    return min(values(text, "zh")) if text[0].isdigit() else _han(text)


def _han(text: str) -> Fraction:
    """Value of a Han numeral, by places (二〇二四) or by multipliers (二千零二十四)."""
    whole, _, decimals = text.partition("点")
    value = total = section = digit = 0
    if not set(whole) & set(_HAN_TIMES):
        value = int("".join(str(_HAN_DIGITS[char]) for char in whole) or 0)
    else:
        for char in whole:
            if char in _HAN_DIGITS:
                digit = _HAN_DIGITS[char]
            elif _HAN_TIMES[char] < 10**4:
                section += (digit or 1) * _HAN_TIMES[char]
                digit = 0
            else:
                total = (total + (section + digit or 1)) * _HAN_TIMES[char]
                section = digit = 0
        value = total + section + digit
    tail = "".join(str(_HAN_DIGITS.get(char, "")) for char in decimals)
    return Fraction(f"{value}.{tail or 0}")


def _decimal(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    return format(float(number), ".12g") if number >= Fraction(1, 1000) else str(number)


_GROUPING = str.maketrans("٫٬، ", ".'''")


def values(text: str, language: str) -> frozenset[Fraction]:
    """What a number in digits may mean; several where the language leaves it open."""
    text = text.translate(_GROUPING)
    comma = primary(language) in data()["writing"]["decimal_comma"]
    found = set()
    for decimal in (".", ","):
        thousands = "," if decimal == "." else "."
        whole, _, rest = text.partition(decimal)
        whole = whole.replace("'", thousands)
        grouped = regex.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d\d\d)+|\d+", whole)
        if not grouped or not (rest.isdigit() or not rest):
            continue
        if decimal == "," and rest and not comma and len(rest) == 3:
            continue
        if decimal == "," and whole.count(".") == 1 and not comma and not rest:
            continue
        found.add(Fraction(f"{whole.replace(thousands, '')}.{rest or 0}"))
    return frozenset(found)


@cache
def _words(code: str) -> dict[str, int]:
    return {fold(word): value for word, value in data()["numbers"].get(code, {}).items()}


@cache
def _fractions() -> dict[str, Fraction]:
    return {fold(w): Fraction(value) for value, words in data()["fractions"].items() for w in words}
