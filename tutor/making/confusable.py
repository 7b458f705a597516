"""A fact → what it is mixed up with: the wrong options of its item, the likeliest first.

Amounts: others of the same unit that the documents give, those of the fact's own document first,
and numbers near the right one. Names and terms: what learners take them for (`confusion_sets`),
what stands beside them in the glossary, which is sorted by subject, and what is shaped alike in the
documents. How many of them are smaller than the key is left to chance, and those that are shorter
are now more and now fewer: else its place among them would be habit. Knows no model; whether an
option is wrong by the passage is for the gates to say.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from unicodedata import decimal

import regex

from ingest.documents import Record
from ingest.languages import primary
from ingest.normalize import fold, one_line
from tutor.cite import numbers
from tutor.confusion_sets import confusion_set
from tutor.facts import Source, is_statement
from tutor.glossary import Entry, shipped
from tutor.making.focus import Focus, called, entry_for, entry_of, usual_name
from tutor.making.inventory import Inventory, Stated
from tutor.making.near_numbers import form, near, read
from tutor.phrases import phrase
from tutor.wording import contains, plain, script_of, size

WANTED = 3
"""Wrong options of an item."""
BESIDE = 8
"""Entries before and behind one in the glossary that are of its kind."""
AS_LONG, FEW_LETTERS = 2.0, 12
"""An option is about as long as the key up to so many times its size, or so many letters more or
less: names of two letters and of ten stand side by side."""
_ABBREVIATED = regex.compile(r"\s?(?:\p{Lu}[\p{Lu}i]*\p{Lu}|[%％٪°]|[kKMGT]i?[Bb]|ms|s)")
_SHAPES = tuple(
    regex.compile(pattern)
    for pattern in (r".*_.*", r"\S*\p{Ll}\p{Lu}\S*", r".*\d.*", r"[\p{Lu}/-]+", r".* .*", r".*")
)
"""Of names: with underscores, capitals inside, digits, acronyms, several words, others."""


class Confusable(Record):
    """A wrong option."""

    text: str
    rationale: str
    """Where it comes from, in the language of the item, with the words of the documents that speak
    of it, where any do."""
    stated: bool
    """Is it in the documents?"""


def confusables(
    focus: Focus,
    source: Source,
    language: str,
    inventory: Inventory,
    random: Random,
    shorter: Counter[int] | None = None,
) -> list[Confusable]:
    """At most `WANTED` things that a learner may take for the focus of a sentence, in an item of
    `language`; fewer, or none, where too little is known. `shorter`: how often so many were shorter
    than their key so far; what was rarest is next."""
    if focus.of == "amount":
        return _amounts(focus, source, language, inventory, random)
    entry = entry_for(focus, source.passage.language)
    found = dict[str, Confusable]()
    close = [*_taken_for(entry), *_beside(entry)] if entry else []
    for other in _siblings(close, focus, source, language, inventory):
        if _differs(other.text, focus, source):
            found.setdefault(plain(other.text), other)
    if len(found) < WANTED:
        for other in _alike(focus, source, language, inventory):
            if _differs(other.text, focus, source):
                found.setdefault(plain(other.text), other)
    return _of_any_length(
        list(found.values()), focus, source, language, random, shorter or Counter()
    )


def _of_any_length(
    found: Sequence[Confusable],
    focus: Focus,
    source: Source,
    language: str,
    random: Random,
    used: Counter[int],
) -> list[Confusable]:
    """Some shorter and some longer than the key, those first that are about as long."""
    entry = entry_for(focus, source.passage.language)
    own = primary(source.passage.language) == primary(language)
    key = size(focus.text if own or entry is None else called(entry, language) or focus.text)
    ranked = sorted(found, key=lambda other: not _as_long(size(other.text), key))
    equal = [other for other in ranked if size(other.text) == key]
    below = [other for other in ranked if size(other.text) < key]
    above = [other for other in ranked if size(other.text) > key]
    every = min(WANTED, len(found))
    possible = range(
        max(0, every - len(above) - len(equal)), min(every, len(below) + len(equal)) + 1
    )
    wanted = min(possible, key=lambda count: (used[count], random.random()))
    below = [*below, *equal][:wanted]
    above = [other for other in [*above, *equal] if other not in below]
    return [*below, *above[: every - wanted]]


def _as_long(length: int, key: int) -> bool:
    return abs(length - key) <= FEW_LETTERS or key / AS_LONG <= length <= key * AS_LONG


def _differs(text: str, focus: Focus, source: Source) -> bool:
    language = source.passage.language
    evidence = source.evidence.text
    return not (
        contains(evidence, text, language)
        or contains(text, focus.text, language)
        or contains(focus.text, text, language)
    )


# ---- amounts ------------------------------------------------------------------------------------


def shown_amount(focus: Focus, source: Source, language: str) -> str:
    """An amount as an item of another language writes it: without a unit that is a word, and in
    that language's digits."""
    return _digits(_kept(focus, source, language), source, language)


def _kept(focus: Focus, source: Source, language: str) -> str:
    """What an item of a language shows of it, as it is written in the source."""
    own = primary(source.passage.language) == primary(language)
    return focus.text if own or _ABBREVIATED.fullmatch(focus.unit) else focus.number


def _digits(text: str, source: Source, language: str) -> str:
    own = primary(source.passage.language) == primary(language)
    if own or script_of(language) == "Arabic":
        return text
    text = _western(text).translate({0x066A: "%"})
    return "".join(str(decimal(c)) if c.isdecimal() else c for c in text)


def _amounts(
    focus: Focus, source: Source, language: str, inventory: Inventory, random: Random
) -> list[Confusable]:
    """Some below and some above the right one: they are shown in ascending order."""
    right = read(_western(focus.number))
    if right is None:
        return []
    kept = _kept(focus, source, language)
    found = dict[Fraction, Confusable]()
    for value, other in (
        *_given(focus, source, kept, inventory, language),
        *_near(focus, source, kept, language),
    ):
        if value != right.value:
            text = _digits(other.text, source, language)
            found.setdefault(value, other.model_copy(update={"text": text}))
    below = [other for value, other in found.items() if value < right.value]
    above = [other for value, other in found.items() if value > right.value]
    return _around(below, above, random)


def _around(below: list[Confusable], above: list[Confusable], random: Random) -> list[Confusable]:
    """`WANTED` of both, as many below as chance says, as far as there are so many."""
    wanted = random.randint(0, WANTED)
    wanted = min(max(wanted, WANTED - len(above)), len(below))
    return below[:wanted] + above[: WANTED - wanted]


def _given(
    focus: Focus, source: Source, kept: str, inventory: Inventory, language: str
) -> Iterator[tuple[Fraction, Confusable]]:
    """Other amounts of the same unit in the documents, written as this one is."""
    if not focus.unit.strip():
        return
    there, own = numbers(source.evidence.text), read(_western(focus.number))
    for stated in inventory.near(source.document.id, source.passage.language):
        other = stated.focus
        value = read(_western(other.number)) if other.number else None
        if value is None or own is None or fold(other.unit) != fold(focus.unit):
            continue
        counting = _counting(focus, kept, language)
        same_form = form(value.value, counting) == form(own.value, counting)
        if same_form and not numbers(other.number) & there and _money(other) == _money(focus):
            text = kept.replace(focus.number, other.number)
            yield value.value, _elsewhere(text, stated, language)


def _near(
    focus: Focus, source: Source, kept: str, language: str
) -> Iterator[tuple[Fraction, Confusable]]:
    there = numbers(source.evidence.text)
    for number in near(
        focus.number, counting=_counting(focus, kept, language), share=focus.is_share
    ):
        value = read(_western(number))
        if value is not None and not numbers(number) & there:
            right = shown_amount(focus, source, language)
            rationale = phrase("item_near", language, right=right)
            text = kept.replace(focus.number, number)
            yield value.value, Confusable(text=text, rationale=rationale, stated=False)


def _western(number: str) -> str:
    return number.translate({0x066B: ".", 0x066C: ","})


def _money(focus: Focus) -> str:
    return focus.text[: focus.text.find(focus.number)]


def _counting(focus: Focus, kept: str, language: str) -> str:
    """The language of the unit that the option shows; empty where it shows none, or one form."""
    unit = focus.unit.strip()
    return "" if kept == focus.number or _ABBREVIATED.fullmatch(unit) else language


# ---- names and terms ----------------------------------------------------------------------------


def _siblings(
    others: Sequence[Entry], focus: Focus, source: Source, language: str, inventory: Inventory
) -> Iterator[Confusable]:
    """Other entries of the glossary: of its confusion set, then those that the documents speak of,
    then the rest."""
    entry = entry_for(focus, source.passage.language)
    if entry is None:
        return
    spoken = inventory.spoken_of(source.document.id, source.passage.language)
    said = {form for forms in entry.forms.values() for form in forms}
    alike = {usual_name(other) for other in _taken_for(entry)}

    def far(other: Entry) -> tuple[bool, bool]:
        return usual_name(other) not in alike, usual_name(other) not in spoken

    for other in sorted(others, key=far):
        forms = {form for every in other.forms.values() for form in every} - said
        code = source.passage.language
        named = any(contains(source.evidence.text, form, code) for form in forms)
        if named or not called(other, language):
            continue
        stated = spoken.get(usual_name(other))
        name = _as_definite(called(other, language), focus.text, language)
        right = called(entry, language) or focus.text
        yield (
            _elsewhere(name, stated, language)
            if stated
            else Confusable(
                text=name, rationale=phrase("item_sibling", language, right=right), stated=False
            )
        )


def _as_definite(name: str, key: str, language: str) -> str:
    """An Arabic word with the article, where the key has it: the only one with it stands out."""
    bare = primary(language) == "ar" and " " not in name and not name.startswith("ال")
    return f"ال{name}" if bare and key.startswith("ال") and not name.isascii() else name


def _taken_for(entry: Entry) -> list[Entry]:
    """What stands in one confusion set with it."""
    own = confusion_set(usual_name(entry))
    return [
        other
        for other in shipped().entries
        if own is not None and other is not entry and confusion_set(usual_name(other)) == own
    ]


def _beside(entry: Entry) -> list[Entry]:
    """The nearest in the glossary first."""
    entries = shipped().entries
    at = next(place for place, other in enumerate(entries) if other is entry)
    near = range(max(0, at - BESIDE), min(len(entries), at + BESIDE + 1))
    places = sorted((place for place in near if place != at), key=lambda place: abs(place - at))
    return [entries[place] for place in places if entries[place].name == entry.name]


def _alike(
    focus: Focus, source: Source, language: str, inventory: Inventory
) -> Iterator[Confusable]:
    """Other names of the same shape in the documents, those in sentences before those in headings,
    tables and code; a term is shaped like nothing."""
    if focus.of != "name" or (script_of(language) != "Latin" and not focus.text.isascii()):
        return
    shape, entry = _shape(focus.text), entry_of(focus.text)
    alike = [
        stated
        for stated in inventory.near(source.document.id, source.passage.language)
        if stated.focus.of == "name"
        and _shape(stated.focus.text) == shape
        and (entry is None or entry_of(stated.focus.text) is not entry)
    ]
    for stated in sorted(alike, key=lambda stated: not is_statement(stated.quote)):
        yield _elsewhere(stated.focus.text, stated, language)


def _shape(name: str) -> int:
    return next(place for place, shape in enumerate(_SHAPES) if shape.fullmatch(name))


def _elsewhere(text: str, stated: Stated, language: str) -> Confusable:
    rationale = phrase(
        "item_elsewhere",
        language,
        quote=one_line(stated.quote),
        title=one_line(stated.title),
        page=str(stated.page),
    )
    return Confusable(text=text, rationale=rationale, stated=True)
