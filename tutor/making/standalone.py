"""Can a sentence be understood without those around it, and what puts it in its place?

Pure. Languages without a list are judged by their pronouns alone (`tutor.questions`), and those
without these not at all: then every sentence passes.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

import regex

from ingest.languages import primary
from ingest.normalize import fold, fold_with_map, one_line
from tutor.answers import Passage
from tutor.gates.terms import terms, wanted
from tutor.gates.word_rules import data as flaws
from tutor.questions import refers_back
from tutor.wording import size

JOINT = " › "
"""Between the headings of a passage."""
LONGEST = 120
"""Characters of a label."""
_TABLE = regex.compile(r"\s*\|")
_NUMBERING = regex.compile(r"^[\p{N}.()（）、\s]+(?=\p{L})")
_UNBALANCED = regex.compile(r"^[^(（\[]*[)）\]]|[(（\[][^)）\]]*$")
_DIGIT = regex.compile(r"\p{Nd}")
_LEADS = regex.compile(r"[:：]\s*$")


def stands_alone(text: str, language: str) -> bool:
    """True where nothing in the sentence points at others, as far as its words tell."""
    if _UNBALANCED.search(text) or _LEADS.search(text) or refers_back(text, language):
        return False
    listed = _lists().get(primary(language))
    if listed is None:
        return True
    folded = fold(text).strip(" \"'“”«»*_-")
    return not (listed.opening.match(folded) or listed.anywhere.search(folded))


def as_example(text: str, language: str) -> int:
    """Where a sentence begins to give an example; its length where it gives none."""
    pattern = _lists().get(primary(language), _NONE).example
    found = pattern.search(fold_with_map(text).text) if pattern else None
    return fold_with_map(text).span(*found.span())[0] if found else len(text)


def sets_scene(text: str, language: str) -> bool:
    """Does a sentence begin an example, whose numbers those behind it go on with?"""
    pattern = _lists().get(primary(language), _NONE).scene
    return bool(pattern and pattern.match(fold(text).strip(" \"'“”«»*_-")))


def is_exercise(passage: Passage) -> bool:
    """Do the headings say that it is an exercise or an example, and not what is so?"""
    pattern = _lists().get(primary(passage.language), _NONE).exercise
    return bool(pattern and pattern.search(fold(f"{passage.heading}")))


def speaks_of_itself(text: str, language: str) -> bool:
    """Is a sentence about the document that it stands in, and not about its subject?"""
    pattern = _lists().get(primary(language), _NONE).itself
    return bool(pattern and pattern.search(fold(text)))


def label(passage: Passage) -> str:
    """The headings above a passage, the last two: what it is about. Its title where it has none."""
    parts = [
        part for part in passage.heading.split(JOINT) if part.strip() and not _TABLE.match(part)
    ]
    shown = [_NUMBERING.sub("", one_line(part)) for part in parts[-2:]] or [one_line(passage.title)]
    # A date or number of a heading would be claimed with the stem.
    shown = [part for part in shown if not _DIGIT.search(part)] or shown[-1:]
    whole = JOINT.join(dict.fromkeys(shown))
    return whole if len(whole) <= LONGEST else shown[-1][:LONGEST]


def placed(stem: str, passage: Passage, language: str) -> str:
    """The stem, behind the headings that it says nothing of: a learner does not see where it
    comes from."""
    above = label(passage)
    if not size(above) or _shares(stem, above, language):
        return stem
    return f"{above} — {stem}"


def _shares(stem: str, above: str, language: str) -> bool:
    """Does the stem hold what the last heading is about: all its words, or a name of it?"""
    last = above.split(JOINT)[-1]
    held = terms(stem, language)
    looked_for = wanted(last, language)
    makers = set(flaws()["vendors"]["names"])
    names = [
        forms
        for forms in looked_for
        if any(regex.search(r"\p{Latin}", form) and form not in makers for form in forms)
    ]
    if primary(language) in ("zh", "ar") and names:
        return all(not forms.isdisjoint(held) for forms in names)
    return bool(looked_for) and all(not forms.isdisjoint(held) for forms in looked_for)


class _Words(NamedTuple):
    """The lists of a language."""

    opening: "regex.Pattern[str]"
    anywhere: "regex.Pattern[str]"
    example: "regex.Pattern[str] | None"
    scene: "regex.Pattern[str] | None"
    exercise: "regex.Pattern[str] | None"
    itself: "regex.Pattern[str] | None"


_NEVER = regex.compile("(?!)")
_NONE = _Words(_NEVER, _NEVER, None, None, None, None)


@cache
def _lists() -> dict[str, _Words]:
    text = resources.files("tutor.making").joinpath("standalone.toml").read_text("utf-8")
    return {
        code: _Words(*(_any(entry[name], code) for name in _Words._fields))
        for code, entry in tomllib.loads(text).items()
    }


def _any(words: list[str], code: str) -> "regex.Pattern[str]":
    any_word = "|".join(regex.escape(fold(w)) for w in sorted(words, key=lambda w: -len(w)))
    if code == "zh":
        return regex.compile(f"(?:{any_word})")
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_word})(?![\p{{L}}\p{{M}}])")
