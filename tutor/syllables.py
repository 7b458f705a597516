"""Latin letters as syllables of Mandarin: how a word may be read, if it is pinyin at all.

Knows the syllables, tone marks and tone digits; nothing of characters or of what makes sense.
"""

import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import regex

from ingest.documents import Record

_READINGS = 8
_LONGEST = 8
"""Letters of a syllable, its tone mark included."""
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_LETTERS = r"(?:[b-df-hj-np-tv-z]|[aeiouü][\u0304\u0301\u030c\u0300]?)+"
_TOKEN = regex.compile(
    r"[\p{Latin}\p{M}\p{N}'’·._/+#-]*[\p{Latin}\p{M}\p{N}]|[^\s\p{Latin}\p{M}\p{N}]+"
)
_PINYIN = regex.compile(rf"{_LETTERS}[0-5]?(?:['’-]?{_LETTERS}[0-5]?)*")
_PART = regex.compile(rf"({_LETTERS})([0-5]?)")
_DIAERESIS = regex.compile(r"u([\u0304\u0301\u030c\u0300])?\u0308")
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_NAME = regex.compile(r"\p{Ll}\p{Lu}|\p{Lu}\p{Lu}|\p{Lu}.*\p{N}|[._+#/]")


class Sound(Record):
    """A syllable without its tone (`v` for ü), and the tone, 0 where none is written."""

    syllable: str
    tone: int


class Word(Record):
    """A piece of a text with the ways it can be read; none for what is no pinyin."""

    text: str
    readings: tuple[tuple[Sound, ...], ...] = ()

    @property
    def is_kept(self) -> bool:
        """True for a word that is no pinyin; signs are no words."""
        return not self.readings and _LETTER.search(self.text) is not None


def words(text: str) -> list[Word]:
    """The words and signs of `text` in order."""
    return [_word(token) for token in _TOKEN.findall(unicodedata.normalize("NFC", text))]


@cache
def data() -> dict[str, Any]:
    """What `pinyin.toml` says."""
    return tomllib.loads(resources.files("tutor").joinpath("pinyin.toml").read_text("utf-8"))


def _word(token: str) -> Word:
    if _NAME.search(token):
        return Word(text=token)
    spelled = _DIAERESIS.sub(r"ü\1", unicodedata.normalize("NFD", token.lower()))
    if not _PINYIN.fullmatch(spelled):
        return Word(text=token)
    readings: list[tuple[Sound, ...]] = [()]
    for letters, digit in _PART.findall(spelled):
        here = [_toned(reading, digit) for reading in _cuts(letters)]
        readings = [(*before, *after) for before in readings for after in here][:_READINGS]
    return Word(text=token, readings=tuple(readings))


def _toned(reading: Sequence[Sound], digit: str) -> tuple[Sound, ...]:
    """The reading with the tone that is written as a digit after its last syllable."""
    if not digit:
        return tuple(reading)
    return (*reading[:-1], reading[-1].model_copy(update={"tone": int(digit)}))


def _cuts(letters: str) -> list[tuple[Sound, ...]]:
    """The ways to cut letters (tone marks decomposed) into syllables, the longest first."""
    if not letters:
        return [()]
    found: list[tuple[Sound, ...]] = []
    for end in range(min(len(letters), _LONGEST), 0, -1):
        marks = [_TONES[char] for char in letters[:end] if char in _TONES]
        plain = "".join(char for char in letters[:end] if char not in _TONES).replace("ü", "v")
        if plain not in _table() or len(marks) > 1 or letters[end : end + 1] in _TONES:
            continue
        sound = Sound(syllable=plain, tone=marks[0] if marks else 0)
        found += [(sound, *others) for others in _cuts(letters[end:])]
        if len(found) >= _READINGS:
            break
    return found[:_READINGS]


@cache
def _table() -> frozenset[str]:
    return frozenset(data()["syllables"].split())
