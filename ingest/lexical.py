"""What counts as a word, in every script: the terms of the word index.

Knows nothing of storage. Words of alphabetic scripts are stemmed (Snowball) in the language of
the text, Latin words inside Arabic or Chinese text as English; scripts without spaces give
single characters and overlapping pairs, which need no dictionary.
"""

from functools import cache, lru_cache

import regex

from ingest.languages import primary
from ingest.normalize import fold

VERSION = "2"
"""Change with the terms: an index built with other terms is refused."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = regex.compile(rf"[{_UNSPACED}]+|[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]+", regex.V1)
_IS_UNSPACED = regex.compile(rf"[{_UNSPACED}]")
_LATIN = regex.compile(r"\p{Latin}")
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_LATIN_SCRIPT = frozenset(_SNOWBALL) - {"ar", "el", "hi", "hy", "ne", "ru", "sr", "ta", "yi"}


def terms(text: str, language: str) -> list[str]:
    """The index terms of `text`, in order, repeats kept."""
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        token = match[0]
        if _IS_UNSPACED.match(token):
            found.extend(token)
            found.extend(token[i : i + 2] for i in range(len(token) - 1))
        else:
            code = primary(language)
            if _LATIN.match(token) and code not in _LATIN_SCRIPT:
                code = "en"
            found.append(_stem(token, _SNOWBALL.get(code, "")))
    return found


@lru_cache(maxsize=100_000)
def _stem(word: str, algorithm: str) -> str:
    if not algorithm:
        return word
    return str(_stemmer(algorithm).stemWord(word))


@cache
def _stemmer(algorithm: str):  # type: ignore[no-untyped-def]
    from Stemmer import Stemmer

    return Stemmer(algorithm, 0)  # no cache of its own: `_stem` holds one
