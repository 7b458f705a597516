"""Comparing short texts in any script: what a text names, how long it is, what it contains.

Pure; knows nothing of quizzes. Everything is compared folded (`ingest.normalize.fold`).
"""

from functools import lru_cache

import regex

from ingest import lexical
from ingest.languages import primary
from ingest.normalize import fold

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WIDE = regex.compile(rf"[{_UNSPACED}\p{{Hangul}}]")
_COUNTED = regex.compile(r"[\p{L}\p{N}]")
_LATIN_WORD = regex.compile(r"\p{Latin}[\p{Latin}\p{N}_+#]*")
_INNER_CAPITAL = regex.compile(r".*[\p{Lu}\p{N}_+#]", regex.V1)
_DIGITS = regex.compile(r"\p{Nd}")
_SIGNS = regex.compile(r"\p{Latin}[#+]")
_BLANKS = regex.compile(r"\s+")
_CLOSING = ".。,，;；:：!！?？؟،؛ \t\"'“”‘’«»「」"
WIDE = 3
"""One Chinese character says about as much as three letters."""
SCRIPTS = {
    "ar": "Arabic", "fa": "Arabic", "ur": "Arabic", "ps": "Arabic", "ug": "Arabic",
    "zh": "Han", "ja": "Hiragana", "ko": "Hangul",
    "ru": "Cyrillic", "uk": "Cyrillic", "bg": "Cyrillic", "sr": "Cyrillic", "mk": "Cyrillic",
    "be": "Cyrillic", "kk": "Cyrillic", "mn": "Cyrillic",
    "el": "Greek", "he": "Hebrew", "yi": "Hebrew", "hi": "Devanagari", "mr": "Devanagari",
    "ne": "Devanagari", "bn": "Bengali", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "lo": "Lao", "km": "Khmer", "my": "Myanmar", "ka": "Georgian", "hy": "Armenian",
    "am": "Ethiopic", "si": "Sinhala", "gu": "Gujarati", "pa": "Gurmukhi", "kn": "Kannada",
    "ml": "Malayalam",
}  # fmt: skip
"""Main script of a language; every other language is taken as Latin."""


def script_of(language: str) -> str:
    """Unicode name of the main script that a BCP-47 language is written in."""
    return SCRIPTS.get(primary(language), "Latin")


def size(text: str) -> int:
    """Letters and digits, those of scripts without spaces counted `WIDE` times."""
    return len(_COUNTED.findall(text)) + (WIDE - 1) * len(_WIDE.findall(text))


def names(text: str, language: str) -> set[str]:
    """Folded names of services, options, code: inside text of another script every Latin word,
    in Latin text the words with a capital, digit or sign after their first letter (`C#`, `S3`,
    `MaxWaitTime`)."""
    words = _LATIN_WORD.findall(text)
    if script_of(language) == "Latin":
        words = [word for word in words if _INNER_CAPITAL.match(word, pos=1)]
    return {fold(word) for word in words}


def latin_words(text: str) -> set[str]:
    """Every Latin word of a text, folded."""
    return {fold(word) for word in _LATIN_WORD.findall(text)}


def plain(text: str) -> str:
    """Folded, on one line, without closing marks: equal for options that read alike.

    Signs inside stay: `C`, `C#` and `C++` are three languages.
    """
    return str(_BLANKS.sub(" ", fold(text))).strip(_CLOSING)


def contains(text: str, part: str, language: str) -> bool:
    """True where `part` stands in `text` as whole words, inflected or not.

    `5` does not stand in `15` or `1.5`, nor `C` in `C#`; `5分钟` does in `每5分钟`.
    """
    wanted = plain(part)
    if not wanted:
        return False
    if _bounded(wanted).search(plain(text)):
        return True
    if _WIDE.search(wanted) or _SIGNS.search(wanted + plain(text)):  # C is no inflection of C#
        return False
    stems, whole = lexical.terms(part, language), lexical.terms(text, language)
    runs = (whole[at : at + len(stems)] for at in range(len(whole) - len(stems) + 1))
    return bool(stems) and not _DIGITS.search(wanted) and stems in runs


@lru_cache(maxsize=1000)
def _bounded(wanted: str) -> "regex.Pattern[str]":
    """A pattern for `wanted` between word ends; scripts without spaces have no word ends."""
    letter = rf"[[\p{{L}}\p{{M}}\p{{N}}_]--[{_UNSPACED}]]"
    before = rf"(?<!{letter})(?<!\d[.,])" if regex.match(letter, wanted, regex.V1) else ""
    after = rf"(?!{letter})(?![.,]\d)" if regex.match(letter, wanted[-1], regex.V1) else ""
    # A name goes on over its signs: `C` does not stand in `C#`.
    after += r"(?![#+])" if after else ""
    return regex.compile(before + regex.escape(wanted) + after, regex.V1)


def overlap(part: str, whole: str, language: str) -> float:
    """Share of the terms of `part` that `whole` holds; 0 where `part` has none."""
    wanted = set(lexical.terms(part, language))
    return len(wanted & set(lexical.terms(whole, language))) / len(wanted) if wanted else 0.0
