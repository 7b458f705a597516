"""The terms of a text as gates compare them: those of the word index, and Arabic words also without
what is written onto them (`وتجميد` is `تجميد` too).

Pure.
"""

from functools import lru_cache

import regex

from ingest import lexical
from ingest.languages import primary
from ingest.normalize import fold

_NUMBER = regex.compile(r"(?<![\p{Latin}_][0-9.,]*)[0-9]+(?:[.,][0-9]+)*")
"""In folded text. The digits of a name are no number: p99, S3."""
_ARABIC = regex.compile(r"\p{Arabic}+")
_JOINED_ON = "وفبلك"
_SHORTEST = 4
"""Letters of a word from which its first may be written onto it."""


@lru_cache(maxsize=5000)
def terms(text: str, language: str) -> frozenset[str]:
    """The different terms of a text that is looked into, in all their forms."""
    found = frozenset(lexical.terms(text, language))
    if primary(language) == "ar":
        found |= {term for word in _ARABIC.findall(fold(text)) for term in _forms(word, language)}
    return found


@lru_cache(maxsize=5000)
def wanted(text: str, language: str) -> frozenset[frozenset[str]]:
    """The different terms of a text that is looked for, without numbers, each with its forms."""
    folded = _NUMBER.sub(" ", fold(text))
    if primary(language) != "ar":
        return frozenset(frozenset({term}) for term in lexical.terms(folded, language))
    rest = lexical.terms(_ARABIC.sub(" ", folded), language)
    words = {_forms(word, language) for word in _ARABIC.findall(folded)}
    return frozenset(words | {frozenset({term}) for term in rest})


def held_share(text: str, held: str, language: str) -> float:
    """Share of the terms of `text`, numbers left out, that `held` has; 1 where it has none."""
    return share(wanted(text, language), terms(held, language))


def share(looked_for: frozenset[frozenset[str]], held: frozenset[str]) -> float:
    """Share of what is looked for that is held in any form; 1 where nothing is."""
    if not looked_for:
        return 1.0
    return sum(not forms.isdisjoint(held) for forms in looked_for) / len(looked_for)


@lru_cache(maxsize=20_000)
def _forms(word: str, language: str) -> frozenset[str]:
    """A folded Arabic word as it stands, without one and without two joined letters, each without
    the article, and their stems (the stemmer takes the ب of بيانات for a preposition)."""
    forms = {word}
    for _ in range(2):
        forms |= {form[1:] for form in forms if len(form) >= _SHORTEST and form[0] in _JOINED_ON}
        forms |= {"ال" + form[2:] for form in forms if form.startswith("لل")}
    bare = {form.removeprefix("ال") for form in forms if len(form) >= _SHORTEST}
    stems = {term for form in forms for term in lexical.terms(form, language)}
    return frozenset(forms | bare | stems)
