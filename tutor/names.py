"""Names and codes in Latin letters, in texts of any script, and what makes two of them one.

Pure; knows nothing of claims or evidence. Names are read from the text as `cased` gives it:
their capitals tell.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from ingest.normalize import fold
from tutor.calendar_dates import months
from tutor.numerals import apart
from tutor.units import forms
from tutor.word_lists import data


class Name(NamedTuple):
    """A word in Latin script that names something."""

    text: str
    start: int
    code: bool
    """Shaped as no word is: capitals or digits inside, signs."""


def cased(text: str) -> str:
    """NFKC with digits of every system as 0-9 and without what cannot be seen; capitals kept."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", apart(text)))
    return str(_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), plain))


_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}ـ]")
_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")


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


def _pieces(token: str) -> list[str]:
    """`CI/CD` and `K-Means` are two words each; `MLA-C01` and `/opt/ml` are one."""
    if token.startswith("/") or regex.search(r"[\d_.@:#+]", token):
        return [token]
    return [piece for piece in regex.split(r"[-/&]", token) if piece]


def _is_no_name(token: str) -> bool:
    if (
        _NO_NAME.fullmatch(token)
        or _UNIT_TOKEN.fullmatch(token)
        or fold(token) in {*opening_words(), *months()}
    ):
        return True
    return fold(token.lstrip("0123456789.,")) in forms()


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


@cache
def opening_words() -> frozenset[str]:
    """Words in capitals that name nothing: they open sentences, or are stressed."""
    return frozenset(data()["names"]["opening"])
