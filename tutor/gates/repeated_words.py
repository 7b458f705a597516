"""No word of the stem stands in the key alone: such a clang finds the key without knowledge."""

import regex

from ingest import lexical
from ingest.normalize import fold
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import script_of

NAME = "repeated-words"
_LONG, _HAN = 4, 3
"""Letters of a word, or Chinese characters in a row, from which a repetition is heard."""
_HAN_RUN = regex.compile(r"\p{Han}+")


def repeated_words(item: QuizItem, grounds: Grounds) -> Verdict:
    """Flagged: the word may be the plain name of the thing."""
    if item.kind != "single":
        return passed(NAME)
    others = [_heard(o.text, item.language) for o in item.options if not o.correct]
    only = _heard(item.stem, item.language) & _heard(item.key.text, item.language)
    only -= frozenset[str]().union(*others)
    if only:
        return flagged(NAME, f"{max(only, key=len)!r} stands in the stem and in the key alone")
    return passed(NAME)


def _heard(text: str, language: str) -> frozenset[str]:
    folded = fold(text)
    runs = _HAN_RUN.findall(folded)
    han = {run[at : at + _HAN] for run in runs for at in range(len(run) - _HAN + 1)}
    words = set(lexical.terms(_HAN_RUN.sub(" ", folded), language))
    own = {word for word in words if len(word) >= _LONG and not word.isdigit()}
    return frozenset(han | own) if script_of(language) in ("Han", "Hiragana") else frozenset(own)
