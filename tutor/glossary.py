"""Names and terms in several languages: what a question calls a thing, and what else it is called.

Knows words, nothing of passages or models. The entries are data (`glossary.toml`); a learner's
own can be read with `Glossary.from_toml` and put before the shipped ones with `+`. Texts are
compared folded, English by stems, Arabic without what is written together with a word (ال، و،
ب، ل, endings), Chinese wherever the characters stand.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import regex

from ingest import lexical
from ingest.documents import Record
from ingest.languages import primary
from ingest.normalize import fold

LATIN = "en"
"""The language of an entry's forms in Latin letters, which documents of all languages use."""
_UNIT = regex.compile(
    r"\p{Han}|\p{Arabic}[\p{Arabic}\p{M}]*|[[\p{L}\p{N}]--[\p{Han}\p{Arabic}]]+", regex.V1
)
_ARABIC = regex.compile(r"\p{Arabic}")
_SEAM = regex.compile(r"(?<=\p{Arabic})(?=[\p{Latin}\p{N}])|(?<=[\p{Latin}\p{N}])(?=\p{Arabic})")
_BEFORE = (
    "و", "ف", "ب", "ك", "ل", "ال", "لل", "وال", "فال", "بال", "كال",
    "وب", "فب", "ول", "فل", "وبال", "فبال", "وكال", "ولل", "فلل",
)  # fmt: skip
_AFTER = ("ها", "هم", "نا", "ات", "ون", "ين", "يه", "ه", "ي")
_LEAST = 3
"""Letters that must be left of an Arabic word."""


class Entry(Record):
    """One thing with what it is called."""

    forms: Mapping[str, tuple[str, ...]]
    """By language (`en`, `zh`, `ar`), the usual form first."""
    name: bool
    """Written in Latin letters whatever the language of the text."""


class Mention(Record):
    """An entry that a text speaks of."""

    entry: Entry
    languages: frozenset[str]
    """Those in which the form that was met is listed."""


class Glossary:
    """Entries that can be looked for in texts."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._tree: dict[Any, Any] = {}
        for entry in self.entries:
            for language, forms in entry.forms.items():
                for form in forms:
                    self._plant(entry, language, form)

    @classmethod
    def from_toml(cls, source: str) -> "Glossary":
        """Read `names` and `terms`, lists of tables of forms by language.

        Raises `tomllib.TOMLDecodeError`, `pydantic.ValidationError`.
        """
        lists = tomllib.loads(source)
        return cls(
            [
                Entry(forms=forms, name=kind == "names")
                for kind in ("names", "terms")
                for forms in lists.get(kind, ())
            ]
        )

    def __add__(self, other: "Glossary") -> "Glossary":
        return Glossary((*self.entries, *other.entries))

    def mentions(self, text: str) -> list[Mention]:
        """The entries that `text` speaks of, the longest forms first taken, without overlaps."""
        units = [_keys(unit) for unit in _units(text)]
        found, at = [], 0
        while at < len(units):
            length, here = self._longest(units, at)
            found += [Mention(entry=entry, languages=frozenset(in_)) for entry, in_ in here]
            at += length or 1
        return found

    def others(self, text: str, language: str, into: str) -> list[str]:
        """What the things in `text` (of `language`) are called in texts of the language `into`.

        Names in Latin letters are given for every language; for the language of `text` itself
        nothing but what it says in another one.
        """
        own, said = primary(into) == primary(language), set(_units(text))
        found: dict[str, None] = {}
        for mention in self.mentions(text):
            if own and not mention.entry.name and primary(into) in mention.languages:
                continue
            for code in dict.fromkeys((primary(into), LATIN)):
                found.update(dict.fromkeys(_least(mention.entry.forms.get(code, ()))))
        return [form for form in found if not said.issuperset(_units(form))]

    def _plant(self, entry: Entry, language: str, form: str) -> None:
        node = self._tree
        for unit in _units(form):
            node = node.setdefault(_key(unit), {})
        for planted, languages in node.setdefault(None, []):
            if planted is entry:
                languages.add(language)
                return
        node[None].append((entry, {language}))

    def _longest(
        self, units: Sequence[frozenset[str]], start: int
    ) -> tuple[int, list[tuple[Entry, set[str]]]]:
        nodes, best = [self._tree], (0, list[tuple[Entry, set[str]]]())
        for at in range(start, len(units)):
            nodes = [node[key] for node in nodes for key in units[at] if key in node]
            here = [planted for node in nodes for planted in node.get(None, ())]
            if here:
                best = at + 1 - start, here
            if not nodes:
                break
        return best


@cache
def shipped() -> Glossary:
    """The glossary in the package."""
    return Glossary.from_toml(resources.files("tutor").joinpath("glossary.toml").read_text("utf-8"))


def terms(forms: Sequence[str], language: str) -> list[str]:
    """Index terms of some forms in texts of `language`.

    Arabic words also with their article: the stemmer makes other stems of these.
    """
    found = []
    for form in forms:
        found += lexical.terms(form, language)
        for unit in filter(_ARABIC.match, _units(form)):
            found += lexical.terms(f"ال{unit.removeprefix('ال')}", language)
    return list(dict.fromkeys(found))


def apart(text: str) -> str:
    """`text` with a space wherever Arabic letters are written together with Latin ones."""
    return str(_SEAM.sub(" ", fold(text)))


def _least(forms: Sequence[str]) -> list[str]:
    """Those that hold no other form: `Amazon SageMaker` adds a common word to `SageMaker`."""
    units = {form: frozenset(map(_key, _units(form))) for form in forms}
    return [form for form in forms if not any(units[form] > other for other in units.values())]


def _units(text: str) -> Iterator[str]:
    yield from _UNIT.findall(fold(text))


@lru_cache(maxsize=20_000)
def _key(unit: str) -> str:
    """The key of a word in a form."""
    if not _ARABIC.match(unit):
        return _stem(unit)
    rest = unit.removeprefix("ال")
    return _without_ending(rest if len(rest) >= _LEAST else unit)


@lru_cache(maxsize=20_000)
def _keys(unit: str) -> frozenset[str]:
    """The keys that a word in a text may mean."""
    if not _ARABIC.match(unit):
        return frozenset({_stem(unit)})
    bare = [unit.removeprefix(before) for before in _BEFORE if unit.startswith(before)]
    words = [unit, *(word for word in bare if len(word) >= _LEAST)]
    return frozenset(map(_without_ending, words))


def _without_ending(word: str) -> str:
    for ending in _AFTER:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word.removesuffix(ending)
    return word


def _stem(unit: str) -> str:
    return lexical.terms(unit, LATIN)[0]
