"""The key is not the option that shares most with the others: distractors made by changing one part
of the key each leave it in their middle, where it can be found without knowledge."""

from tutor.gates.grounds import Grounds
from tutor.gates.terms import wanted
from tutor.gates.verdicts import flagged, passed
from tutor.quizzes import QuizItem, Verdict

NAME = "convergence"
MORE = 1.3
"""What the key shares with the others by what the next option shares, from which it shows."""


def convergence(item: QuizItem, grounds: Grounds) -> Verdict:
    """Flagged, and for items of one key among four or more options: of three little can be said."""
    if item.kind != "single" or len(item.options) < 4:
        return passed(NAME)
    every = [wanted(option.text, item.language) for option in item.options]
    common = frozenset.intersection(*every)
    words = {option.id: found - common for option, found in zip(item.options, every)}
    shared = {
        id: sum(len(own & other) for name, other in words.items() if name != id)
        for id, own in words.items()
    }
    key = shared.pop(item.key.id)
    most = max(shared.values())
    if most and key >= MORE * most:
        return flagged(NAME, "the key shares most words with the other options")
    return passed(NAME)
