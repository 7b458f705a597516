"""What a text says in particular: amounts with their units, dates, versions, names.

Pure; knows nothing of claims or evidence. Everything is read from the folded text
(`ingest.normalize.fold`), in which numbers in words have become digits, but for names, whose
capitals tell. Words, units and months by language are data (`particulars.toml`).
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import regex

from ingest import lexical
from ingest.languages import primary
from ingest.normalize import fold


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


Day = tuple[int | None, int | None, int | None]


class Date(NamedTuple):
    """A date, or the parts of it that are given."""

    text: str
    readings: tuple[Day, ...]
    """Year, month, day; 3/4/2024 is two."""


class Version(NamedTuple):
    """The number of a version, exam, model or table, with the name before it."""

    text: str
    name: str
    parts: tuple[str, ...]
    implied: bool = False
    """It can support, but is not claimed."""


class Particulars(NamedTuple):
    amounts: tuple[Amount, ...]
    dates: tuple[Date, ...]
    versions: tuple[Version, ...]


class Unit(NamedTuple):
    measure: str
    sizes: tuple[Fraction, ...]
    """In the smallest unit of the measure; several where usage differs."""


@lru_cache(maxsize=2000)
def read(text: str, language: str) -> Particulars:
    """Everything particular in `text` but names; those are in `latin_names`."""
    written = digitise(text, language)
    dates, taken = _dates(written, cased(text))
    amounts = [
        *_amounts(written, language, taken),
        *_parts_of(dates),
        *_ordinals(text, written.text),
    ]
    return Particulars(tuple(amounts), tuple(dates), tuple(_versions(cased(text), language)))


@cache
def data() -> dict[str, Any]:
    """The word lists, folded by whoever uses them."""
    return tomllib.loads(resources.files("tutor").joinpath("particulars.toml").read_text("utf-8"))


def cased(text: str) -> str:
    """NFKC with digits of every system as 0-9 and without what cannot be seen; capitals kept."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _apart(text)))
    return str(_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), plain))


_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}ـ]")
_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")
_RAISED = regex.compile(
    r"(?<=\p{Nd})(?=[\p{No}--[²³]])|(?<=，)(?!(?<=\p{Nd}，)\p{Nd}{3}(?!\p{Nd}))(?=\p{Nd})", regex.V1
)


def _apart(text: str) -> str:
    """Folding alone would make 11⁄2 of 1½, 105 of 10⁵, and one number of 五，12个."""
    return str(_RAISED.sub(" ", text))


# ---- numbers in words become digits -------------------------------------------------------------


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
    folded = fold(_apart(text))
    pieces: list[str] = []
    words: dict[int, tuple[int, str]] = {}
    end = length = 0
    for match in _number_words(primary(language)).finditer(folded):
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


_RUNS_ON = regex.compile(r"\d[.,]?$")
_GOES_ON = regex.compile(r"[.,]?\d")
_HAN = "〇零一二三四五六七八九十百千万亿两"
_HAN_DIGITS = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*)"


@cache
def _number_words(code: str) -> "regex.Pattern[str]":
    """Number words of a language, fractions, dual forms and Han numerals."""
    writing = data()["writing"]
    clitics = f"[{writing['clitics']}]?(?:ال)?" if code == "ar" else ""
    word = alternation(_values(code))
    many = alternation(w for w, v in _values(code).items() if v >= 1000)
    big = alternation(w for w, v in _values(code).items() if v >= 100)
    tens = alternation(w for w, v in _values(code).items() if 20 <= v < 100)
    ten = alternation(w for w, v in _values(code).items() if v == 10) if code == "ar" else "(?!)"
    joined = (
        rf"(?:[ -]{big}| {ten}(?!\p{{L}})|(?<={tens})[ -]{word}|(?<={big}) (?:and )?{word}"
        rf"| ?و ?(?:{tens}|{big})|(?<={big}) ?و ?{word})*"
    )
    parts = alternation(form for form in _fractions() if not _is_han(form))
    edge, end = r"(?<![\p{L}\p{M}\p{N}_-])", r"(?![\p{L}\p{M}\p{N}_])"
    begun = rf"(?<![{_HAN}\d几数])"
    han_units = alternation(form for form in _forms() if _is_han(form))
    after = rf"(?!{alternation(writing['no_units'])})(?=[{writing['measures']}%]|{han_units})"
    return regex.compile(
        rf"(?P<fraction>{edge}{clitics}{parts}{end}"
        rf"|一半|半(?=个?{han_units}))"
        rf"|(?P<dual>{edge}[{writing['clitics']}]?(?P<pair>{alternation(_pairs())}){end}(?!\s\d))"
        rf"|(?P<share>百分之(?P<percent>[{_HAN}点]+|{_DIGITS}))"
        rf"|(?P<ratio>(?P<below>[{_HAN}]+|\d+)分之(?P<above>[{_HAN}]+|\d+))"
        rf"|(?P<digits>(?<![\d.,\p{{Latin}}]){_DIGITS})"
        rf"(?:\s?[多余]?(?P<times>[十百千万亿]+)(?![克米瓦字赫兆])"
        rf"|\s(?P<many>{many}(?: {many})*){end})"
        rf"|(?P<decade>(?:(?P<century>[{_HAN}]+|\d+)世纪)?"
        rf"(?P<tens>(?<!\d)(?:1\d|20)?\d0|[{_HAN}]+)年代)"
        rf"|(?P<skip>{alternation(map(fold, writing['not_numbers']))})"
        rf"|(?P<han>{begun}(?:(?<=第)[{_HAN}]+"
        rf"|[{_HAN}]+(?:点[{_HAN}]+)?(?:[多余](?=[个名人万亿]))?{after}|[{_HAN}]{{2,}}(?<=[十百千万亿][{_HAN}]*|[〇零][{_HAN}]+)))"
        rf"|(?P<words>{edge}{clitics}{word}{joined}{end})"
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
            number *= _values(code)[word]
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
        word = token if token in _values(code) else _bare(token, code)
        value = _values(code).get(word)
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
    if code != "ar" or word in _values(code) or word in _fractions():
        return word
    without = word[1:] if word[0] in data()["writing"]["clitics"] else word
    known = without in _values(code) or without in _fractions()
    return without if known else without.removeprefix("ال")


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


# ---- amounts ------------------------------------------------------------------------------------

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


def _amounts(written: Written, language: str, taken: set[int]) -> list[Amount]:
    """Every number with its unit, and what is said without a number."""
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
        unit = _forms()[_MONEY[money[1]]]
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
    unit = _unit().match(text, end)
    return 1, _unit_of(unit["form"]) if unit else None, unit.end() if unit else end


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
    forms = {word, _bare(word, "ar")} if word else set()
    return any(_values(code).get(form, 0) >= 100 for code in data()["numbers"] for form in forms)


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
    for match in _unit_alone().finditer(text):
        if match.start() not in inside:
            yield _with_unit(Amount(match[0], one, implied=True), _unit_of(match["form"]))
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


def _ordinals(text: str, folded: str) -> Iterator[Amount]:
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


# ---- dates --------------------------------------------------------------------------------------

_ISO = (
    r"(?<![\d.])(?P<y>[12]\d{3})(?:[-/](?P<m>0?[1-9]|1[0-2])(?:[-/](?P<d>\d{1,2}))?"
    r"|\.(?P<m>\d{1,2})\.(?P<d>\d{1,2}))(?![\d%]|[-/.]\d)"
)
_HAN_MONTH = r"(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?"
_HAN_DATE = (
    rf"(?<!\d)(?:(?P<y>[12]\d{{3}})年(?!代)(?:{_HAN_MONTH})?|{_HAN_MONTH}|(?P<d>\d{{1,2}})日)"
)
_NUMERIC = regex.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2([12]\d{3})(?!\d)")


@cache
def _date_pattern() -> "regex.Pattern[str]":
    month = alternation(_months())
    clitics = data()["writing"]["clitics"]
    named = (
        rf"(?:(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s|de\s|من\s(?:شهر\s)?)?"
        rf"|(?<![\p{{L}}\p{{M}}\p{{N}}])(?:[{clitics}]|شهر\s)?)"
        rf"(?P<month>{month})(?:\s?/\s?{month})?(?![\p{{L}}\p{{M}}])\.?"
        rf"(?:\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%\p{{L}}]))?"
        rf"(?:\s?[,،]?\s(?:of\s|de\s|عام\s|سنه\s|لعام\s)?(?P<y>[12]\d{{3}})(?!\d))?"
    )
    return regex.compile(f"{_ISO}|{_HAN_DATE}|{named}")


def _dates(written: Written, capitals: str) -> tuple[list[Date], set[int]]:
    """The dates of a text, and the offsets of what they are written with."""
    text, dates = written.text, []
    taken: set[int] = set()
    for match in [*_NUMERIC.finditer(text), *_date_pattern().finditer(text)]:
        if match.start() in taken:
            continue
        readings = _either_way(match) if match.re is _NUMERIC else _as_written(match, capitals)
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
        month = _months()[name]
        # `may` and `march` are mostly no months.
        word = name in _beside_numbers() and not (year or day)
        if word and not regex.search(rf"[\p{{L}},] {name.capitalize()}\b", capitals):
            return ()
    if not 1 <= (1 if month is None else month) <= 12 or not 1 <= (1 if day is None else day) <= 31:
        return ()
    return ((year, month, day),)


def _parts_of(dates: list[Date]) -> Iterator[Amount]:
    for date in dates:
        parts = {part for reading in date.readings for part in reading if part}
        if regex.fullmatch(r"\d{4}-\d\d", date.text):  # 2001-02 may be two years
            parts.add(int(date.text[:2] + date.text[-2:]))
        for part in parts:
            yield Amount(date.text, frozenset({Fraction(part)}), implied=True)


# ---- versions -----------------------------------------------------------------------------------

_VERSION = regex.compile(
    r"(?P<name>(?<![\p{L}\p{N}])(?<!\p{L}-)\p{Lu}[\p{Latin}+#]*|(?<![\p{L}\p{N}])[Vv]ersions?|"
    r"(?<![\p{L}\p{N}])[Vv](?=\d)|ال?[إا]صدار|版本)[\s-]?[Vv]?"
    r"(?P<number>\d+(?:\.\d+)*)(?![\p{Latin}\p{N}%٪]|,\d)"
    r"|(?<![\p{L}\p{N}.])(?P<number>\d+(?:\.\d+){2,})(?![\p{Latin}\p{N}])"
)

_FURTHER = regex.compile(
    r"(?:\s?(?P<by>,|/|&|、|,? and|,? or|和|或|و|أو|to|-|至|到)\s?[vV]?"
    r"(?P<number>\d+(?:\.\d+)*)(?![\p{Latin}\p{N}%]))*"
)
"""`1.3` of `TLS 1.2 and 1.3`, `4` of `domains 1 to 4`."""


def _versions(text: str, language: str) -> Iterator[Version]:
    for match in _VERSION.finditer(text):
        name, number = fold(match["name"] or ""), match["number"]
        counted = _unit().match(fold(text[match.end() : match.end() + 20]))
        if counted or name in _opening() or name in _months():
            continue
        if not name and (values(number, language) or _NUMERIC.fullmatch(number)):
            continue  # 1.234.567, 31.03.2024
        name = "version" if name in _VERSION_WORDS else name.rstrip("s") if len(name) > 3 else name
        yield Version(match[0], name, _numbers(number))
        begun = number
        further = _FURTHER.match(text, match.end())
        for by, number in zip(further.captures("by"), further.captures("number")):
            yield Version(number, name, _numbers(number), implied="." not in number)
            if by in _RANGE and begun.isdigit() and number.isdigit():
                for inner in range(int(begun) + 1, min(int(number), int(begun) + 50)):
                    yield Version(number, name, (str(inner),), implied=True)


_VERSION_WORDS = tuple(map(fold, ("v", "versions", "إصدار", "الإصدار", "版本")))
_RANGE = ("to", "-", "至", "到")


def _numbers(number: str) -> tuple[str, ...]:
    return tuple(str(int(part)) for part in number.split("."))


# ---- word lists, folded -------------------------------------------------------------------------


def alternation(forms: Iterable[str]) -> str:
    """An alternation, the longest first; a star stands for the rest of a word."""
    ordered = sorted({form.strip() for form in forms}, key=lambda form: (-len(form), form))
    escaped = (regex.escape(form.rstrip("*")) + r"\p{L}*" * form.endswith("*") for form in ordered)
    return f"(?:{'|'.join(escaped)})" if ordered else "(?!)"


def _is_han(form: str) -> bool:
    return bool(regex.search(r"\p{Han}", form))


@cache
def _values(code: str) -> dict[str, int]:
    return {fold(word): value for word, value in data()["numbers"].get(code, {}).items()}


@cache
def _fractions() -> dict[str, Fraction]:
    return {fold(w): Fraction(value) for value, words in data()["fractions"].items() for w in words}


@cache
def _forms() -> dict[str, Unit]:
    found = {}
    for entry in data()["unit"]:
        unit = Unit(entry["measure"], tuple(map(Fraction, entry["size"])))
        for form in [*entry["forms"], *entry.get("pairs", ())]:
            found[fold(form)] = unit
    return found


@cache
def _pairs() -> frozenset[str]:
    return frozenset(fold(form) for entry in data()["unit"] for form in entry.get("pairs", ()))


@cache
def _months() -> dict[str, int]:
    return {
        fold(form): int(n) for n, forms in data()["months"].items() if n.isdigit() for form in forms
    }


@cache
def _beside_numbers() -> frozenset[str]:
    return frozenset(map(fold, data()["months"]["beside_numbers"]))


@cache
def _joining() -> frozenset[str]:
    return frozenset(map(fold, data()["writing"]["joining"]))


@cache
def _opening() -> frozenset[str]:
    return frozenset(data()["names"]["opening"])


@cache
def _unit() -> "regex.Pattern[str]":
    han, other = (
        alternation(f for f in _forms() if _is_han(f)),
        alternation(f for f in _forms() if not _is_han(f)),
    )
    no_units = alternation(data()["writing"]["no_units"])
    return regex.compile(
        rf"(?:\s(?:of\s)?an?(?=\s))?[\s)-]{{0,2}}(?:[多余]?个?(?!{no_units})(?P<form>{han})(?![代级度])|(?P<form>{other})(?![\p{{L}}\p{{M}}\p{{N}}]))"
    )


@cache
def _unit_alone() -> "regex.Pattern[str]":
    """Units of time that stand without a number, which then is one."""
    times = [f for f, u in _forms().items() if u.measure == "time" and (len(f) > 2 or _is_han(f))]
    words = alternation(f for f in times if not _is_han(f))
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}])[وفبلك]?(?:ال)?(?P<form>{words})(?![\p{{L}}\p{{M}}\p{{N}}])"
        rf"|每(?P<form>{alternation(f for f in times if _is_han(f))})"
    )


def _unit_of(form: str) -> Unit:
    exact = _forms().get(form)
    if exact:
        return exact
    return next(unit for f, unit in _forms().items() if f.endswith("*") and form.startswith(f[:-1]))


# ---- names --------------------------------------------------------------------------------------

_LATIN_TOKEN = regex.compile(
    r"/?[\p{Latin}\p{N}](?:[\p{Latin}\p{N}\p{M}_]|[-.#/:@&](?=[\p{Latin}\p{N}])|[+#]+(?![\p{L}]))*"
)
_RUN = regex.compile(r"[\p{Latin}\p{M}\p{N}]+[+#]*")
_CODE = regex.compile(r".*(?:\p{L}.*\d|\d.*\p{L}|\p{L}\p{Lu}|[_/#+@])", regex.DOTALL)
_PLAIN = regex.compile(r"\p{Lu}[\p{Ll}\p{M}]+")
_NO_NAME = regex.compile(
    r"\p{L}\p{Ll}{3,}-\d+|(?:\p{L}\.)+\p{L}|\d+s|[vV]\d[\d.]*|[ivxIVX]+"
    r"|\d[\d.,:/-]*(?:st|nd|rd|th|ern?|a)?(?:-[\p{L}\d]+)*"
)
_UNIT_TOKEN = regex.compile(r"[\d.,]*\d(?:st|nd|rd|th|bn|[kmbKMB])")
_SQUASHED = regex.compile(r"(?<!\d)\.|\.(?!\d)|[-_/:@& ]")


class Name(NamedTuple):
    """A word in Latin script that names something."""

    text: str
    start: int
    code: bool
    """Shaped as no word is: capitals or digits inside, signs."""


def latin_names(text: str) -> Iterator[Name]:
    """The names and codes of a text that `cased` gave."""
    for match in _LATIN_TOKEN.finditer(text):
        start = match.start()
        for piece in _pieces(match[0]):
            at = text.find(piece, start)
            start = at + len(piece)
            if _is_no_name(piece):
                continue
            if _CODE.match(piece):
                yield Name(piece, at, True)
            elif _PLAIN.fullmatch(piece):
                yield Name(piece, at, False)


def _pieces(token: str) -> list[str]:
    """`CI/CD` and `K-Means` are two words each; `MLA-C01` and `/opt/ml` are one."""
    if token.startswith("/") or regex.search(r"[\d_.@:#+]", token):
        return [token]
    return [piece for piece in regex.split(r"[-/&]", token) if piece]


def _is_no_name(token: str) -> bool:
    if (
        _NO_NAME.fullmatch(token)
        or _UNIT_TOKEN.fullmatch(token)
        or fold(token) in {*_opening(), *_months()}
    ):
        return True
    return fold(token.lstrip("0123456789.,")) in _forms()


def squash(token: str) -> str:
    """Equal for `GPT-4`, `GPT 4` and `gpt4`; `1.2` and `12` stay two."""
    return str(_SQUASHED.sub("", token.casefold()))


@lru_cache(maxsize=500)
def squashes(text: str) -> frozenset[str]:
    """All words of a cased text, and what up to four of them in a row make."""
    runs = list(_RUN.finditer(text))
    found = {squash(match[0]) for match in _LATIN_TOKEN.finditer(text)}
    for first in range(len(runs)):
        for last in range(first, min(first + 4, len(runs))):
            if last > first and runs[last].start() - runs[last - 1].end() != 1:
                break
            found.add(squash(text[runs[first].start() : runs[last].end()]))
    return frozenset(found)
