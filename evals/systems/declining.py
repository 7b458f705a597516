"""Whether a free answer says that it does not know.

A rule, so that it is the same tomorrow: the answer holds no word, or its first sentence holds a
phrase of `declining.toml`, in any of its languages. It does not see a refusal in other words or
another language, and takes a first sentence that denies one thing and answers another for a
refusal. A later sentence does not count: an answer may well say what it does not cover.
"""

import tomllib
from functools import cache
from importlib import resources

import regex

from ingest.languages import detect_language, sentence_spans
from ingest.normalize import fold

_WORD = regex.compile(r"[\p{L}\p{N}]")


def declines(text: str) -> bool:
    """True where `text` answers nothing by its own account."""
    if not _WORD.search(text):
        return True
    start, end = sentence_spans(text, detect_language(text))[0]
    first, phrases = fold(text[start:end]), _phrases()
    if _holds(first, phrases["plain"]):
        return True
    return _holds(first, phrases["denied"]) and _holds(first, phrases["source"])


def _holds(text: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in text for phrase in phrases)


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    source = resources.files("evals.systems").joinpath("declining.toml").read_text("utf-8")
    return {
        kind: tuple(fold(phrase) for of in languages.values() for phrase in of)
        for kind, languages in tomllib.loads(source).items()
    }
