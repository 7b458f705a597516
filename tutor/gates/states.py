"""Which of two states that exclude each other a text says: on or off, allowed or forbidden.

Pure. A negation before the word turns the state round (`不关闭` is on). Aligned over languages, so
that an English key can be held against a Chinese quote.
"""

import tomllib
from functools import cache
from importlib import resources

import regex

from ingest.languages import primary
from ingest.normalize import fold
from tutor.word_lists import alternation, data

State = tuple[str, str]
"""Name of a pair of states, and "a" or "b"."""
_BEFORE = 14
"""Characters before a word in which a negation of it ends."""


def states(text: str, language: str) -> frozenset[State]:
    """Every state that the text says, of whatever it says it."""
    folded = fold(text)
    found = set()
    for name, side, pattern in _patterns(primary(language)):
        for match in pattern.finditer(folded):
            turned = _is_denied(folded, match.start(), primary(language))
            found.add((name, side if not turned else "ab"["ba".index(side)]))
    return frozenset(found)


def opposed(claim: frozenset[State], held: frozenset[State]) -> str:
    """Name of a pair of which the one says only this, the other only that; empty for none."""
    for name in sorted({name for name, _ in claim}):
        said = {side for pair, side in claim if pair == name}
        there = {side for pair, side in held if pair == name}
        if len(said) == len(there) == 1 and said != there:
            return name
    return ""


def _is_denied(folded: str, at: int, code: str) -> bool:
    pattern = _denials(code)
    before = folded[max(0, at - _BEFORE) : at]
    return pattern is not None and bool(pattern.search(before))


@cache
def _denials(code: str) -> "regex.Pattern[str] | None":
    """A negation at the end of what stands before a word, small words in between."""
    if code not in data()["negation"]:
        return None
    words = alternation(map(fold, data()["negation"][code]["words"]))
    between = alternation(map(fold, data()["negation"][code]["between"]))
    if code == "zh":
        return regex.compile(rf"{words}(?:{between}*|[^，。；、,;]{{0,3}})$")
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}']){words}(?: {between})* $")


@cache
def _patterns(code: str) -> tuple[tuple[str, str, "regex.Pattern[str]"], ...]:
    text = resources.files("tutor.gates").joinpath("states.toml").read_text("utf-8")
    codes = dict.fromkeys([code, "en"])
    return tuple(
        (entry["name"], side, _whole(forms, of))
        for entry in tomllib.loads(text)["state"]
        for of in codes
        for side, forms in zip("ab", entry.get(of, ()))
    )


def _whole(forms: list[str], code: str) -> "regex.Pattern[str]":
    any_form = alternation(map(fold, forms))
    if code == "zh":
        return regex.compile(any_form)
    clitics = r"[وفبلكس]?(?:ال|لل)?" if code == "ar" else ""
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}--[\p{{Han}}]])(?<!-){clitics}{any_form}"
        rf"(?![\p{{L}}\p{{M}}--[\p{{Han}}]])(?!-)",
        regex.V1,
    )
