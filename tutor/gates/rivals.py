"""Does another option stand in the evidence where the question points, rather than the key?

A quote often says the same of several things (`expedited 1 to 5 minutes, standard 3 to 5 hours`):
the right one is in the clause that shares most with the question. Compares words and amounts; asks
no model.
"""

from collections.abc import Iterable
from fractions import Fraction

import regex

from ingest.documents import Record
from ingest.languages import primary
from ingest.normalize import fold
from tutor.gates.clauses import GLOSS, sentences
from tutor.gates.grounds import Grounds
from tutor.gates.quantities import beside, quantities, supported
from tutor.gates.terms import share, terms, wanted
from tutor.gates.verdicts import passed, quoted, rejected, unchecked
from tutor.gates.words import comparable
from tutor.polarity import negates
from tutor.quizzes import Option, QuizItem, Verdict
from tutor.wording import script_of, size

NAME = "rivals"
WHOLE = 0.99
"""Share of an option's terms that a clause must hold to state it."""
TELLING = 4
"""Size of a word (`wording.size`) that tells one part of a sentence from another."""
FEW, HALF = 3, 0.5
"""Terms of a key that is hardly said in other words; share of a key that is said but for a word."""
_LATIN, _JOINED_NAME = regex.compile(r"\p{Latin}{3}"), regex.compile(r"\p{L}_\p{L}|\p{L}[0-9]")


class Place(Record):
    """The part of the evidence that says an option best."""

    share: float
    """Of the option's words, amounts counted as one, in that part."""
    text: str
    sentence: str


def rivals(item: QuizItem, grounds: Grounds) -> Verdict:
    """No distractor is stated nearer to the question than the key."""
    if item.kind != "single":
        return passed(NAME)
    if not grounds.parts:
        return unchecked(NAME, "the item has no evidence")
    if option := _asked_again(item, grounds):
        return rejected(NAME, f"the key is an amount of the question; {quoted(option.text)} is not")
    for language in grounds.languages:
        if comparable(item.language, language):
            rival = _nearer(item, grounds.quoted_in(language), language)
            if rival is not None:
                return rejected(NAME, f"the evidence rather says {quoted(rival.text)}")
    return passed(NAME)


def _nearer(item: QuizItem, text: str, language: str) -> Option | None:
    key = _place(item.key.text, text, language)
    asked = _values(item.stem, item.language)
    for option in item.options:
        values = _values(option.text, item.language)
        if option.correct or (values and values <= asked):  # what is given is not asked for
            continue
        other = _place(option.text, text, language)
        if other.share < WHOLE or other.share < key.share or _turned(key, other, language):
            continue
        ours, theirs = (_is_nearer(*pair, item, language) for pair in ((other, key), (key, other)))
        fuller = other.share > key.share and not theirs
        if ours or (fuller and _is_comparable(key, other, item, option, language)):
            return option
    return None


def _is_nearer(one: Place, other: Place, item: QuizItem, language: str) -> bool:
    """Does the question point at the one place, and not at the other? Where clauses leave that
    open (a cell of a table, a bare name before a comma), by their sentences."""
    if _points_at(one.text, other.text, item, language):
        return True
    undecided = not _points_at(other.text, one.text, item, language)
    return undecided and _points_at(one.sentence, other.sentence, item, language)


def _is_comparable(key: Place, other: Place, item: QuizItem, option: Option, language: str) -> bool:
    """Would a right key be as much in the words of the evidence as the other option? One that
    differs from it in a word, and one of a word or two; a longer one may be said in other words."""
    words = wanted(item.key.text, language)
    alike = not words.isdisjoint(wanted(option.text, language))
    in_a_word = alike and key.share >= HALF and key.text == other.text
    return in_a_word or (key.share == 0 and len(words) <= FEW)


def _turned(key: Place, other: Place, language: str) -> bool:
    """`Trees do not need it` does not say trees."""
    return negates(other.sentence, language) != negates(key.sentence or other.sentence, language)


def _points_at(one: str, other: str, item: QuizItem, language: str) -> bool:
    """Does the question speak of the one part and not of the other?

    Of the words that only the one has, the question has some, and no telling one is missing in it;
    of those that only the other has, none is in it, or a telling one is missing: the second of two
    clauses often leaves out what the first has said (`standard ones are kept 35 days, express ones
    7`).
    """
    if other and other in one:  # a whole sentence has more than its clauses
        return False
    options = frozenset[str]().union(*(terms(o.text, language) for o in item.options))
    asked = terms(item.stem, language)
    ours, theirs = (
        {f for f in wanted(part, language) if f.isdisjoint(options | terms(rest, language))}
        for part, rest in ((one, other), (other, one))
    )
    ours_asked = {forms for forms in ours if not forms.isdisjoint(asked)}
    theirs_asked = {forms for forms in theirs if not forms.isdisjoint(asked)}
    if len(ours_asked) < _least(language):
        return False
    if not theirs_asked or (_named(ours_asked, language) and not _named(theirs_asked, language)):
        return True
    return _telling(theirs - theirs_asked) and not _telling(ours - ours_asked)


def _telling(words: Iterable[frozenset[str]]) -> bool:
    """Is one among them that is long enough to be no mere particle?"""
    return any(max(map(size, forms)) >= TELLING for forms in words)


def _named(words: Iterable[frozenset[str]], language: str) -> bool:
    """Is one of them a name, as far as its letters tell: `IDENTICAL_DATA` in a Chinese text?"""
    alphabet = _LATIN if script_of(language) != "Latin" else _JOINED_NAME
    return any(alphabet.search(form) for forms in words for form in forms)


def _least(language: str) -> int:
    """A word of three Chinese characters is five terms, one of two is three."""
    return 3 if primary(language) in ("zh", "ja") else 1


def _place(option: str, evidence: str, language: str) -> Place:
    """Where the evidence says an option best; the shortest part, since a sentence holds whatever
    its clauses do."""
    best, forms = Place(share=0.0, text="", sentence=""), _forms(option)
    for sentence in sentences(evidence, language):
        if sentence.ordered:
            continue
        for part in sorted({*sentence.clauses, sentence.text}, key=len):
            share = max(said(form, part, language) for form in forms)
            if share > best.share:
                best = Place(share=share, text=part, sentence=sentence.text)
    return best


def _forms(option: str) -> list[str]:
    """An option, what it says outside of brackets, and in them: `堆叠（stacking）` is either."""
    glosses = [inner for gloss in GLOSS.findall(fold(option)) if (inner := gloss.strip(" ()"))]
    bare = GLOSS.sub(" ", fold(option)).strip()
    return [option, bare, *glosses] if glosses and bare else [option]


def said(option: str, part: str, language: str) -> float:
    """Share of an option's words in a part of the evidence; 0 where an amount of it is not."""
    if not supported(option, part, language):
        return 0.0
    return share(beside(option, language), terms(part, language))


def _asked_again(item: QuizItem, grounds: Grounds) -> Option | None:
    """The option whose amount only the evidence has, where the key repeats one of the question.

    Holds across languages.
    """
    asked, key = _values(item.stem, item.language), _values(item.key.text, item.language)
    if not key or not key <= asked:
        return None
    held = {v for code in grounds.languages for v in _values(grounds.quoted_in(code), code)}
    for option in item.options:
        values = _values(option.text, item.language)
        if not option.correct and values and values <= held - asked:
            return option
    return None


def _values(text: str, language: str) -> frozenset[Fraction]:
    found = (amount.values for amount in quantities(text, language) if amount.firm)
    return frozenset[Fraction]().union(*found)
