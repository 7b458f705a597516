"""Words without exceptions stand on both sides or on none: distractors with them are easily seen to
be wrong, and a lone `always` in the key draws the eye."""

from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "absolutes"
SEVERAL = 2
"""Distractors with such a word that the key lacks, from which they give themselves away."""


def absolutes(item: QuizItem, grounds: Grounds) -> Verdict:
    """Flagged where only the key, or only several distractors, say always, all or never."""
    if item.kind not in ("single", "multiple"):
        return passed(NAME)
    found = {o.id: word_rules.found("absolute", o.text, item.language) for o in item.options}
    if None in found.values():
        return unchecked(NAME, f"no list of such words for {item.language}")
    keys = [found[option.id] for option in item.options if option.correct]
    others = [found[option.id] for option in item.options if not option.correct]
    if any(keys) and not any(others):
        return flagged(NAME, f"only the key says {_first(keys)!r}")
    if not any(keys) and sum(map(bool, others)) >= SEVERAL:
        return flagged(NAME, f"only distractors say {_first(others)!r}")
    return passed(NAME)


def _first(found: list[list[str] | None]) -> str:
    return next(words[0] for words in found if words)
