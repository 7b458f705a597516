"""Over a whole quiz: do places and lengths of the keys differ from chance?

One item tells nothing of this; forty do. Exact: the chance of so many or more, each item with its
own number of options (learning.md, G6: P < 0.01 at one of four from 18 of 40, 26 of 65, 36 of 100
or 66 of 200).
"""

import math
from collections.abc import Sequence

from tutor.gates.verdicts import flagged, passed
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import size

UNLIKELY = 0.01
"""Chance of so many or more below which a quiz is flagged."""


def quiz_level(items: Sequence[QuizItem]) -> tuple[Verdict, ...]:
    """What the single-choice items of a quiz show together, and of statements how many are true;
    verdicts about the quiz, not an item."""
    chosen = [item for item in items if item.kind == "single" and len(item.options) > 1]
    judged = [item for item in items if item.kind == "true-false" and len(item.options) > 1]
    places = key_positions(chosen)
    return (places if places.verdict == "flag" else key_positions(judged), key_lengths(chosen))


def key_positions(items: Sequence[QuizItem]) -> Verdict:
    """Flagged where one place holds the key too often to be chance."""
    most = max((len(item.options) for item in items), default=0)
    for place in range(most):
        there = [item for item in items if len(item.options) > place]
        count = sum(item.options[place].correct for item in there)
        chance = at_least(count, [1 / len(item.options) for item in there])
        if chance < UNLIKELY:
            detail = (
                f"option {place + 1} is the key of {count} in {len(there)} items (P = {chance:.1g})"
            )
            return flagged("key-positions", detail)
    return passed("key-positions")


def key_lengths(items: Sequence[QuizItem]) -> Verdict:
    """Flagged where whoever picks the longest option, or the shortest, scores above chance."""
    chances = [1 / len(item.options) for item in items]
    for what, sign in (("longest", 1), ("shortest", -1)):
        count = sum(_stands_out(item, sign) for item in items)
        chance = at_least(count, chances)
        if chance < UNLIKELY:
            share = f"{count} in {len(items)} items (P = {chance:.1g})"
            return flagged("key-lengths", f"the {what} option is the key of {share}")
    if not items:
        return passed("key-lengths")
    found = f"the longest option is the key of {pick_longest(items):.0%}"
    return passed("key-lengths", f"{found} (by chance {math.fsum(chances) / len(items):.0%})")


def pick_longest(items: Sequence[QuizItem]) -> float:
    """The score of whoever always picks the longest option; of several as long, one of them.
    0 for no items."""
    scores = []
    for item in items:
        longest = max(size(option.text) for option in item.options)
        tied = [option for option in item.options if size(option.text) == longest]
        scores.append(sum(option.correct for option in tied) / len(tied))
    return math.fsum(scores) / len(scores) if scores else 0.0


def at_least(count: int, chances: Sequence[float]) -> float:
    """Probability of `count` or more successes, each with its own chance (Poisson binomial)."""
    exactly = [1.0]
    for chance in chances:
        without = [*exactly, 0.0]
        with_one = [0.0, *exactly]
        exactly = [a * (1 - chance) + b * chance for a, b in zip(without, with_one)]
    return min(1.0, math.fsum(exactly[count:]))


def _stands_out(item: QuizItem, sign: int) -> bool:
    """Is the key alone the longest (1) or the shortest (-1)?"""
    key = sign * size(item.key.text)
    return all(key > sign * size(o.text) for o in item.options if not o.correct)
