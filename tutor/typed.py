"""What somebody typed, as it is compared: amounts, names, words, and what joins or denies them.

Pure; knows neither questions nor what is right, nor how numbers are read (`tutor.typed_amounts`).
Everything is folded; capitals tell only what is a name.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import regex

from ingest.languages import primary
from ingest.normalize import fold
from tutor.alike import lists
from tutor.names import cased, latin_names
from tutor.numerals import digitise
from tutor.typed_amounts import EDGE, END, LATIN, NUMBER, prepared, rate, read_number
from tutor.units import Unit, unit_of
from tutor.word_lists import alternation, data, is_han
from tutor.wording import script_of

Kind = Literal[
    "word", "proper", "name", "han", "number", "amount", "range", "end", "and", "or", "reason",
    "negation", "about", "upper", "lower", "above", "below",
]  # fmt: skip
VERSION = frozenset(map(fold, ("v", "version", "release", "الإصدار", "إصدار")))
"""Words before the number of a version."""
LETTERS: tuple[Kind, ...] = ("word", "proper", "name", "han")
BOUNDS: tuple[Kind, ...] = ("about", "upper", "lower", "above", "below")


class Token(NamedTuple):
    """A word, number or sign of a typed text."""

    kind: Kind
    """`name`: a code, or a Latin word in a text of another script; `proper`: a word that its
    capital makes a name; `number`: digits of a code (`S3`), compared as they are written."""
    text: str
    """Folded; of an amount, the digits alone."""
    glued: bool = False
    """Written together with the token before: `supervised` of semi-supervised."""
    value: Fraction | None = None
    unit: Unit | None = None
    plural: bool = False
    """Written as the plural of an acronym is (`APIs`), with an s that is not its own."""


def language_of(text: str, language: str) -> str:
    """The language a few typed words are compared in: that of their script, or else `language`."""
    for code, pattern in _SCRIPTS.items():
        if pattern.search(text):
            return language if script_of(language) == script_of(code) else code
    return "en" if LATIN.search(text) and script_of(language) != "Latin" else language


_SCRIPTS = {
    "ja": regex.compile(r"[\p{Hiragana}\p{Katakana}]"),
    "zh": regex.compile(r"\p{Han}"),
    "ar": regex.compile(r"\p{Arabic}"),
    "ru": regex.compile(r"\p{Cyrillic}"),
}


def tokens(text: str, language: str) -> tuple[Token, ...]:
    """The tokens of a text, in the language that `language_of` gives it; articles left out."""
    return tuple(_shared_units(_ranges(_bounding(_read(text, language)))))


def bounds_in(text: str, language: str) -> frozenset[Kind]:
    """How a text bounds numbers, whether it has one or asks for it."""
    return frozenset(token.kind for token in _read(text, language) if token.kind in BOUNDS)


@lru_cache(maxsize=5_000)
def _read(text: str, language: str) -> tuple[Token, ...]:
    code = primary(language_of(text, language))
    written = digitise(prepared(text, code), code).text
    names, plurals = _names(text, code), frozenset(map(fold, _PLURAL.findall(cased(text))))
    found: list[Token] = []
    end = 0
    for match in _pattern(code).finditer(written):
        if match.start() < end:
            continue  # the unit of a number
        between = written[end : match.start()]
        token, end = _token(match, written, code, names)
        if found and token.kind == found[-1].kind == "amount" and between.strip() in ("-", "~"):
            found.append(Token("range", "-"))
        elif found and between.strip() == "-" and between != "-":
            found.append(Token("end", "-"))
        glued = bool(found) and _is_glued(found[-1], between, token)
        found.append(token._replace(glued=glued, plural=token.text in plurals))
    return tuple(_lone_units(_without_articles(found, code)))


# ---- reading ------------------------------------------------------------------------------------

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}ー"


@cache
def _pattern(code: str) -> "regex.Pattern[str]":
    """Everything that becomes a token, longer things first."""
    letter = rf"[[\p{{L}}\p{{M}}]--[{_UNSPACED}]]"
    phrases = "|".join(_phrase(kind, words, code) for kind, words in _phrases(code).items())
    return regex.compile(
        rf"{phrases}|(?P<and>(?<![\p{{L}}\p{{M}}])و(?=ال\p{{L}}{{3}}))|{rate()}"
        rf"|(?P<amount>{NUMBER})|(?P<word>{letter}(?:{letter}|'(?=\p{{L}}))*[+#]*)"
        rf"|(?P<han>[{_UNSPACED}])|(?P<end>[.!?](?=\s|$)|[。؟;؛:()\[\]{{}}\n…])"
        r"|(?P<and>[,،、&]|(?<=\s)[/+](?=\s))"
        r"|(?P<upper>≤)|(?P<lower>≥)|(?P<above>>)|(?P<below><)|(?P<negation>≠|!=)",
        regex.V1,
    )


def _phrases(code: str) -> dict[str, list[str]]:
    """Phrases by what they do; texts in other scripts hold English ones too."""
    words, codes = lists(), {code} if script_of(code) == "Latin" else {code, "en"}

    def of(group: Mapping[str, Sequence[str]]) -> list[str]:
        return [form for each in sorted(codes) for form in group.get(each, ())]

    harmless = {each: rows["not"] for each, rows in data()["negation"].items()}
    denying = {each: rows["words"] for each, rows in data()["negation"].items()}
    leading = tuple(data()["negation"]["zh"]["words"])
    found = {
        str(kind): of({c: words["bounds"].get(c, {}).get(kind, ()) for c in codes})
        for kind in BOUNDS
    }
    return found | {
        # 识别 denies nothing; 非对称 does, for whoever was asked for 对称.
        "han": [form for form in harmless["zh"] if not form.startswith(leading)]
        + [form for form in words["makers"]["all"] if is_han(form)],
        "or": of(words["alternatives"]),
        "and": of(words["joins"]),
        "reason": of(words["reasons"]),
        "negation": of(words["negation"]) + of(denying),
    }


def _phrase(kind: str, words: Iterable[str], code: str) -> str:
    folded = [fold(form) for form in words]
    han = alternation(form for form in folded if is_han(form))
    others = alternation(form for form in folded if not is_han(form))
    clitics = "[وف]?" if code == "ar" and kind != "and" else ""
    return rf"(?P<{kind}>{EDGE}{clitics}{others}{END}|{han})"


def _token(
    match: "regex.Match[str]", written: str, code: str, names: Mapping[str, Kind]
) -> tuple[Token, int]:
    """What stands there, and where it ends."""
    if match["rate"]:
        unit = unit_of(match["rate"])
        return Token("word", f"/{unit.measure} {unit.sizes}"), match.end()
    if match["amount"]:
        number = read_number(written, match.start(), match.end(), code)
        kind: Kind = "number" if number.value is None else "amount"
        return Token(kind, number.text, value=number.value, unit=number.unit), number.end
    kind = next(name for name in _KINDS if match[name])
    if kind == "word" and LATIN.match(match[0]):
        kind = names.get(match[0], kind) if script_of(code) == "Latin" else "name"
    return Token(kind, match[0]), match.end()


_KINDS: tuple[Kind, ...] = ("word", "han", "end", "and", "or", "reason", "negation", *BOUNDS)


def _names(text: str, code: str) -> dict[str, Kind]:
    """Words of a text that name something, folded: none where all is in capitals."""
    plain = cased(text)
    words = regex.findall(r"[\p{Latin}\p{M}]+", plain)
    if len(words) > 2 and all(word.isupper() for word in words):
        return {}
    titled = len(words) == 1 or all(word[0].isupper() for word in words)
    nouns = code in data()["names"]["capital_nouns"]
    found: dict[str, Kind] = {}
    for name in latin_names(plain):
        if name.code or (not nouns and (titled or plain[: name.start].strip())):
            kind: Kind = "name" if name.code else "proper"
            found |= dict.fromkeys(_PIECES.findall(fold(name.text)), kind)
    return found


_PLURAL = regex.compile(r"(?<![\p{L}\p{N}])\p{Lu}{2,}s(?![\p{L}\p{N}])")
_PIECES = regex.compile(r"[\p{L}\p{M}']+[+#]*")


# ---- what belongs together ----------------------------------------------------------------------


def _is_glued(before: Token, between: str, token: Token) -> bool:
    if "han" in (before.kind, token.kind) or before.kind not in (*LETTERS, "number", "amount"):
        return False
    joined = between in ("", "-", "_", ".", "/", "@", "#", "'")
    return joined and token.kind in (*LETTERS, "number", "amount")


def _without_articles(found: list[Token], code: str) -> list[Token]:
    """Not the A of `A/B`, nor that of `type A`."""
    articles = {fold(word) for word in lists()["articles"].get(code, ())}
    kept = []
    for at, token in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        counts = token.text == "个" and at and found[at - 1].kind == "amount"
        bare = token.kind == "han" or (following and following.kind in (*LETTERS, "amount"))
        if counts or (token.text in articles and bare and not (following and following.glued)):
            continue
        kept.append(token)
    return kept or found


def _lone_units(found: list[Token]) -> list[Token]:
    """سنة alone is one year."""
    alone = {fold(word) for word in lists()["one"]["alone"]}
    return [
        Token("amount", "1", token.glued, Fraction(1), unit_of(token.text))
        if token.kind == "word"
        and token.text in alone
        and not any(other.kind == "amount" for other in found[max(0, at - 1) : at + 2])
        else token
        for at, token in enumerate(found)
    ]


def _bounding(found: Sequence[Token]) -> list[Token]:
    """`max` bounds beside a number; in `max pooling` it is a word, and دون denies."""
    denying = {fold(form) for rows in data()["negation"].values() for form in rows["words"]}
    return [
        token._replace(kind=_unbounding(token.text, denying))
        if token.kind in BOUNDS
        and not any(other.kind == "amount" for other in found[max(0, at - 1) : at + 2])
        else token
        for at, token in enumerate(found)
    ]


def _unbounding(word: str, denying: Collection[str]) -> Kind:
    return "negation" if word in denying else "han" if is_han(word) else "word"


def _ranges(found: list[Token]) -> list[Token]:
    """`from 3 to 5`, `between 3 and 5` and `3-5` are one range."""
    words = {name: {fold(word) for word in group} for name, group in lists()["ranges"].items()}
    kept: list[Token] = []
    for at, token in enumerate(found):
        ends = 0 < at < len(found) - 1 and {found[at - 1].kind, found[at + 1].kind} == {"amount"}
        opened = len(kept) > 1 and kept[-2].text in words["before"]
        if ends and (token.text in words["between"] or (token.kind == "and" and opened)):
            if opened:
                del kept[-2]
            token = Token("range", "-")
        kept.append(token)
    return kept


def _shared_units(found: list[Token]) -> Iterator[Token]:
    """The ends of a range have the last one's unit, and so have two amounts to choose from."""
    for at, token in enumerate(found):
        joined = at + 2 < len(found) and found[at + 1].kind in ("range", "and", "or")
        if joined and token.kind == found[at + 2].kind == "amount" and not token.unit:
            token = token._replace(unit=found[at + 2].unit)
        yield token
