"""Are two words one word, inflected or mistyped?

Pure; knows words and their languages, not what they answer. Where it cannot tell they are two:
over-stemming makes one word of policy and police, and a slip of one letter makes sharing of
sharding. Words are folded. Lists by language are data (`accepted.toml`).
"""

import tomllib
from collections.abc import Collection
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any

import regex

from ingest import lexical
from ingest.languages import primary
from ingest.normalize import fold
from tutor.word_lists import data as particulars

LEAST_STEM = 3
"""Letters that two forms of a word must share at their beginning."""
LEAST_SLIP = 6
"""Letters of the shortest word in which a slip is forgiven."""
_LETTERS = regex.compile(r"[\p{L}\p{M}']+")
_ARABIC = regex.compile(r"\p{Arabic}+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_BEFORE = tuple(
    map("".join, product(("", "و", "ف"), ("", "ال", "بال", "كال", "لل", "ب", "ك", "ل")))
)
_AFTER = ("ها", "هم", "ات", "يه", "ه", "ي", "ا")
_NUMBERS = ("ان", "ون", "ين")
"""Endings of two and of several: one another's forms, but not those of one (قيراط, قيراطان)."""


@cache
def lists() -> dict[str, Any]:
    """`accepted.toml`, folded by whoever uses it."""
    return tomllib.loads(resources.files("tutor").joinpath("accepted.toml").read_text("utf-8"))


def simplified(text: str) -> str:
    """`text` with the common traditional characters written as simplified ones."""
    return text.translate(_variants())


@cache
def _variants() -> dict[int, str]:
    source = resources.files("tutor").joinpath("han_variants.toml").read_text("utf-8")
    return {ord(pair[0]): pair[1] for pair in tomllib.loads(source)["pairs"].split()}


@lru_cache(maxsize=20_000)
def inflected(a: str, b: str, language: str) -> bool:
    """True for forms of one word: `endpoint`, `endpoints`; النموذج and نموذج."""
    if a == b:
        return True
    if secured(a, b):
        return False
    if not (_LETTERS.fullmatch(a) and _LETTERS.fullmatch(b)) or _UNSPACED.search(a + b):
        return False
    if _ARABIC.fullmatch(a) and _ARABIC.fullmatch(b):
        return not _bare(a).isdisjoint(_bare(b))
    shared = _shared(a, b)
    if shared < LEAST_STEM or lexical.terms(a, language) != lexical.terms(b, language):
        return False
    endings = lists()["endings"].get(primary(language))
    if endings is None:
        return max(len(a), len(b)) - shared <= LEAST_STEM <= shared - 1
    return all(
        rest in endings or (rest[:1] == a[shared - 1] and rest[1:] in endings)
        for rest in (a[shared:], b[shared:])
    )


def secured(a: str, b: str) -> bool:
    """Is one a protocol and the other the same on top of TLS (http, https)? No plural, that."""
    short, long = sorted((a, b), key=len)
    # Words may be joined here: `use Http` is compared as usehttp.
    return long == f"{short}s" and short.endswith(tuple(lists()["secured"]["all"]))


def mistyped(said: str, word: str, language: str, known: Collection[str] = ()) -> bool:
    """True where `said` is `word` with one letter too many, too few, other or transposed.

    Not where it is a word of its own: one of `known` (what the item speaks of) or of the trade,
    one with an opposite; nor where the first letter differs, which denies as often (asymmetric).
    Digits are no letters. Arabic and unspaced scripts: see `accepted.toml`.
    """
    if not (_LETTERS.fullmatch(said) and _LETTERS.fullmatch(word)) or _UNSPACED.search(said):
        return False
    if _ARABIC.match(word):
        return _misspelt(said, word)
    return (
        min(len(said), len(word)) >= LEAST_SLIP
        and said[0] == word[0]
        and said not in known
        and said not in _real_words()
        and not _opposite(said, word)
        and one_apart(said, word)
    )


def _opposite(a: str, b: str) -> bool:
    """Do they differ in a beginning that makes one the other's opposite (micro, macro)?"""
    return any(
        {a, b} == {one + rest for one in pair}
        for pair in lists()["opposite_beginnings"]["en"]
        for rest in {a.removeprefix(pair[0]), a.removeprefix(pair[1])}
    )


def one_apart(a: str, b: str) -> bool:
    """One letter inserted, left out, replaced, or two neighbours transposed; not equal."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    at = _shared(a, b)
    rest, other = a[at:], b[at:]
    transposed = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return transposed or rest[1:] == other[1:] or rest == other[1:] or rest[1:] == other


def _misspelt(said: str, word: str) -> bool:
    """Letters that sound alike in Arabic were confused, and nothing else."""
    return len(said) == len(word) and all(
        a == b or any(a in letters and b in letters for letters in lists()["slips"]["ar"])
        for a, b in zip(said, word)
    )


def _shared(a: str, b: str) -> int:
    """Length of the beginning that both have."""
    return next(
        (at for at, pair in enumerate(zip(a, b)) if len(set(pair)) > 1), min(len(a), len(b))
    )


@lru_cache(maxsize=20_000)
def _bare(word: str) -> frozenset[str]:
    """An Arabic word without what may be written together with it, or be its ending."""
    starts = (word[len(prefix) :] for prefix in _BEFORE if word.startswith(prefix))
    bare = {start for start in starts if len(start) >= LEAST_STEM} | {word}
    ended = {start.removesuffix(end) for start in bare for end in _AFTER if start.endswith(end)}
    ended |= {start[:-2] + _NUMBERS[-1] for start in bare if start.endswith(_NUMBERS)}
    return frozenset(bare | {start for start in ended if len(start) >= LEAST_STEM})


@cache
def _real_words() -> frozenset[str]:
    """Words for which another word may be meant, and those that have an opposite."""
    opposites = [
        form.rstrip("*")
        for entry in particulars()["antonyms"]
        for sides in entry.values()
        for side in sides
        for form in side
    ]
    return frozenset(map(fold, [*lists()["real_words"]["en"], *opposites]))
