"""The word lists of `flaws.toml`, found in texts of their language.

Knows no rule: what a word means for an item is its gate's. A language without a list gives None:
it was not looked at, which is not the same as nothing found.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import regex

from ingest.languages import primary
from ingest.normalize import fold

_SIGN = regex.compile(r" ?~ ?|[()|*#]")
_SIGNS = {"(": "(?:", ")": ")", "|": "|", "*": r"\p{L}*", "#": "[0-9]"}
"""What of an entry is no word; `~` is read by language."""
_BETWEEN = r"(?: [^\s.,;:?!؟،]+){0,7}? "
_BETWEEN_HAN = ".{0,20}?"
_CLITICS = r"[وفبلك]?(?:ال|لل)?"


@cache
def data() -> dict[str, Any]:
    """The lists as they are written."""
    text = resources.files("tutor.gates").joinpath("flaws.toml").read_text("utf-8")
    return tomllib.loads(text)


def found(rule: str, text: str, language: str, part: str = "words") -> list[str] | None:
    """What of the list `rule` stands in `text`, folded; None where the language has no list."""
    entry = data()[rule].get(primary(language))
    if entry is None:
        return None
    folded = fold(text)
    harmless = _pattern(rule, primary(language), "harmless") if "harmless" in entry else None
    if harmless is not None:
        folded = harmless.sub(lambda match: "_" * len(match[0]), folded)
    return [match[0] for match in _pattern(rule, primary(language), part).finditer(folded)]


def is_whole(rule: str, text: str, language: str, part: str = "whole") -> bool:
    """Is `text` nothing but an entry of the list?"""
    code = primary(language)
    return code in data()[rule] and bool(_pattern(rule, code, part).fullmatch(bare(text)))


def bare(text: str) -> str:
    """Folded, without signs at the ends."""
    return fold(text).strip(" .。,،;؛:!?؟\"'")


def truth_words(language: str) -> tuple[tuple[str, str], ...]:
    """The pairs of words for true and false, as `bare` gives them; none for an unknown language."""
    return tuple((bare(a), bare(b)) for a, b in data()["truth"].get(primary(language), ()))


def alternatives(rule: str, language: str) -> "regex.Pattern[str] | None":
    """A plain list (`choose`, `at_least`, …) as one pattern."""
    code = primary(language)
    return _plain(rule, code) if code in data()[rule] else None


@cache
def _plain(rule: str, code: str) -> "regex.Pattern[str]":
    return _compiled(tuple(data()[rule][code]), code)


@cache
def _pattern(rule: str, code: str, part: str) -> "regex.Pattern[str]":
    return _compiled(tuple(data()[rule][code][part]), code)


def _compiled(entries: tuple[str, ...], code: str) -> "regex.Pattern[str]":
    ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
    any_entry = f"(?:{'|'.join(_as_pattern(entry, code) for entry in ordered) or '(?!)'})"
    if code == "zh":
        return regex.compile(any_entry)
    before = _CLITICS if code == "ar" else ""
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}'_]){before}{any_entry}(?![\p{{L}}\p{{M}}\p{{N}}_])"
    )


def _as_pattern(entry: str, code: str) -> str:
    parts, end = [], 0
    for match in _SIGN.finditer(entry):
        between = _BETWEEN_HAN if code == "zh" else _BETWEEN
        parts += [_words(entry[end : match.start()]), _SIGNS.get(match[0], between)]
        end = match.end()
    return "".join([*parts, _words(entry[end:])])


def _words(text: str) -> str:
    """Folded; the spaces at its ends, which folding would keep or not by what is beside, stay."""
    inner = text.strip(" ")
    if not inner:
        return text
    before = " " * (len(text) - len(text.lstrip(" ")))
    after = " " * (len(text) - len(text.rstrip(" ")))
    return str(regex.escape(before + fold(inner) + after, literal_spaces=True))
