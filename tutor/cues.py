"""Phrases as data: a small language for turns of speech, compiled to patterns over folded text.

Knows nothing of questions. A phrase is plain words and: `[a|b|]` one of these; `...` a few
words; `*` the rest of a word; `^` and `$` where a clause begins and ends; `{term}` or `{a:term}`
a short name without function words; `{a:plain}` no word that asks; `{pair}` two names at least;
`{a}`, `{names}` and the like anything. Words match whole, in scripts that have spaces.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

import regex

from ingest.languages import primary
from ingest.normalize import fold

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts whose words need not stand apart; Korean ones carry endings."""
_LETTER = r"[\p{L}\p{M}\p{N}_]"
_WIDE = rf"[{UNSPACED}]"
_EDGE = rf"(?:(?<!{_LETTER})|(?!{_LETTER})|(?<={_WIDE})|(?={_WIDE}))"
_PIECE = regex.compile(r"\{(\w+)(?::(\w+))?\}|\.\.\.|[\[\]|*^$ ]|[^{}.\[\]|*^$ ]+|\.")
_CLAUSE = regex.compile(r"(?<!\d)[,،:;؛](?!\d) ?|--? | [-–—] ")
_END = r"[\s.!?؟。…]*$"
_UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "yue"})


@dataclass(frozen=True)
class Cue:
    """One phrase, compiled once a text holds all words that it cannot do without."""

    source: str
    """Its pattern."""
    anchored: bool
    """It begins where a clause does."""
    needed: tuple[str, ...] = ()
    """Folded. Compiling all phrases of a language takes as long as answering without a model."""

    @cached_property
    def _pattern(self) -> "regex.Pattern[str]":
        return regex.compile(self.source)

    def search(self, text: str) -> "regex.Match[str] | None":
        """Where it stands first in folded `text`."""
        return self._pattern.search(text) if self._possible(text) else None

    def match(self, text: str, at: int = 0) -> "regex.Match[str] | None":
        """It as it begins at `at`."""
        return self._pattern.match(text, at) if self._possible(text) else None

    def fullmatch(self, text: str) -> "regex.Match[str] | None":
        """It where it is the whole text."""
        return self._pattern.fullmatch(text) if self._possible(text) else None

    def _possible(self, text: str) -> bool:
        return all(word in text for word in self.needed)


@dataclass(frozen=True, eq=False)
class Cues:
    """What one language says; see the head of `questions.toml` for the keys."""

    words: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[Cue, ...]]
    weak: dict[str, tuple[Cue, ...]] = field(default_factory=dict)


def matches(
    groups: Sequence[Cue], text: str, *, later: bool = False
) -> "Iterator[regex.Match[str]]":
    """Where the phrases stand in folded `text`; with `later`, where a later clause begins so."""
    clauses = [match.end() for match in _CLAUSE.finditer(text)] if later else [0]
    for cue in groups:
        if not cue.anchored:
            found = None if later else cue.search(text)
            yield from [found] if found else []
            continue
        for at in clauses:
            found = cue.match(text, at)
            if found:
                yield found
                break


@cache
def cues_of(language: str) -> Cues | None:
    """What is known of a BCP-47 language, or None."""
    code = primary(language)
    table = _tables().get(code)
    if table is None:
        return None
    words = {name: tuple(map(fold, table.get(name, ()))) for name in _WORDS}
    made = _Compiler(code, words)
    return Cues(
        words=words,
        phrases={n: made.all(table[n]) for n in table if n not in words},
        weak={name: made.all(phrases) for name, phrases in _weak().get(code, {}).items()},
    )


_WORDS = (
    "small", "unnamed", "pronouns", "unlike", "and", "keep", "cut", "articles", "clitics",
    "asking",
)  # fmt: skip


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    source = resources.files("tutor").joinpath("questions.toml").read_text("utf-8")
    return tomllib.loads(source)


@cache
def _weak() -> dict[str, dict[str, list[str]]]:
    return _tables().get("weak", {})  # type: ignore[return-value]


class _Compiler:
    def __init__(self, language: str, words: dict[str, tuple[str, ...]]) -> None:
        self._unspaced = language in _UNSPACED_LANGUAGES
        self._clitics = f"(?:{one_of(words['clitics'])})?" if words["clitics"] else ""
        unnamed = one_of(words["unnamed"]) or "(?!)"
        asking = one_of(words["asking"]) or "(?!)"
        self._plain = rf"(?:(?!{asking})[^?!;\n]){{1,120}}?"
        if self._unspaced:
            self._term = rf"(?:(?!{unnamed})[^?!,.;:]){{1,16}}"
        else:
            self._term = rf"(?:(?!(?:{unnamed})(?!{_LETTER}))[^\s?!,;:]+(?: |(?=[?!.]|$))){{1,5}}"

    def all(self, phrases: Sequence[str]) -> tuple[Cue, ...]:
        return tuple(map(self.one, phrases))

    def one(self, phrase: str) -> Cue:
        anchored = phrase.startswith("^")
        body = phrase.removeprefix("^")
        whole = "".join(self._piece(match) for match in _PIECE.finditer(body))
        begins = "" if body.startswith("{") else _EDGE + self._clitics
        ends = "" if body.endswith(("$", "}", "*")) else _EDGE
        return Cue(f"{begins}{whole}{ends}", anchored, tuple(_needed(body)))

    def _piece(self, match: "regex.Match[str]") -> str:
        piece, slot = match[0], match[1]
        if slot:
            return f"(?P<{slot}>{self._slot(match[2] or slot)})"
        if piece in _SIGNS:
            return _SIGNS[piece]
        return str(regex.escape(fold(piece), literal_spaces=True))

    def _slot(self, slot: str) -> str:
        if slot in ("term", "plain"):
            return self._term if slot == "term" else self._plain
        # A list has commas in it, a name has none.
        comma = "" if slot == "names" and not self._unspaced else ","
        return rf"[^?!;{comma}\n]{{1,120}}?"


def _needed(phrase: str) -> Iterator[str]:
    """The words of a phrase that stand outside of its brackets."""
    depth = 0
    for match in _PIECE.finditer(phrase):
        depth += (match[0] == "[") - (match[0] == "]")
        if not depth and not match[1] and match[0] not in _SIGNS and match[0] != "]":
            yield fold(match[0])


_SIGNS = {
    "...": r"[^?!\n]{0,40}?",
    "[": "(?:",
    "]": ")",
    "|": "|",
    "*": rf"{_LETTER}*",
    "$": _END,
    " ": r"\s+",
}


def one_of(words: Sequence[str]) -> str:
    """A pattern for any of the words, the longest first; `*` is the rest of a word."""
    found = (regex.escape(word) for word in sorted(words, key=len, reverse=True))
    return "|".join(found).replace(r"\*", rf"{_LETTER}*")
