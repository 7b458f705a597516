"""Simulated learners: they know each domain so well, answer items, and sit exams.

Pure; every draw comes from the generator that is passed. Knows nothing of how readiness is judged,
and is built otherwise than the judgement is: abilities and difficulties are on a logit scale, items
can be guessed, and what is known changes with time.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Course = Literal["mock", "steady", "improving", "rusty"]
"""When attempts were made, and how ability went meanwhile: all today; over `DAYS`, ability staying
as it was; the same, ability rising until now; the same, but `PAUSE` ago, and some lost since."""
COURSES: tuple[Course, ...] = ("mock", "steady", "improving", "rusty")
CHANCE = 0.25
"""Of guessing one of four options."""
ITEM_SPREAD = 0.8
"""Standard deviation of the difficulties of items, in logits."""
DOMAIN_SPREAD = 0.5
"""Standard deviation of a learner's domains around the learner's level, in logits."""
LEVEL, LEVEL_SPREAD = 1.5, 1.5
"""Mean and standard deviation of learners' levels, in logits: from near guessing to mastery."""
DAYS = 45
"""Days over which attempts are spread."""
PAUSE, LOST = 30, 0.4
"""Days since a rusty learner's last attempt, and logits lost since."""
GAINED = (0.5, 1.5)
"""Logits that improving learners gain over `DAYS`: 1 is the way from 73% to 88%."""


class Attempted(NamedTuple):
    """One first attempt at an unseen item."""

    domain: int
    right: bool
    age: float
    """Days ago."""


class Learner(NamedTuple):
    """One learner as they are now."""

    abilities: tuple[float, ...]
    """By domain, in logits."""
    course: Course
    before: float
    """Logits by which ability differed at the beginning, or before the pause."""


def learner(
    domains: int, course: Course, random: np.random.Generator, spread: float = DOMAIN_SPREAD
) -> Learner:
    """A learner drawn from the population."""
    level = random.normal(LEVEL, LEVEL_SPREAD)
    gained = random.uniform(*GAINED)
    before = {"improving": -gained, "rusty": LOST}.get(course, 0.0)
    return Learner(tuple(random.normal(level, spread, domains).tolist()), course, before)


def attempts(
    who: Learner, number: int, weights: Sequence[float], random: np.random.Generator
) -> list[Attempted]:
    """First attempts at `number` unseen items, their domains drawn by `weights`."""
    ago = random.uniform(0, 1, number)  # 1: at the beginning
    ages = np.zeros(number) if who.course == "mock" else DAYS * ago
    if who.course == "rusty":
        ages, ago = ages + PAUSE, np.ones(number)
    domains = random.choice(len(weights), number, p=np.asarray(weights) / sum(weights))
    was = np.asarray(who.abilities)[domains] + who.before * ago
    right = random.uniform(0, 1, number) < _chances(was, random)
    return [Attempted(int(d), bool(r), float(a)) for d, r, a in zip(domains, right, ages)]


def worth(who: Learner, weights: Sequence[float]) -> float:
    """The share of all items that could be asked that the learner gets right now, by weight."""
    nodes, masses = _difficulties()
    right = _curve(np.asarray(who.abilities)[:, None] - nodes) @ masses
    return float(right @ np.asarray(weights) / sum(weights))


def sits(who: Learner, counts: Sequence[int], ease: float, random: np.random.Generator) -> int:
    """Right answers in an exam with so many questions of each domain.

    Each question is right with `ease` times the probability of an item of the bank.
    """
    abilities = np.repeat(who.abilities, counts)
    return int((random.uniform(0, 1, len(abilities)) < ease * _chances(abilities, random)).sum())


def _chances(
    abilities: "NDArray[np.float64]", random: np.random.Generator
) -> "NDArray[np.float64]":
    """Of answering items right whose difficulties are drawn."""
    return _curve(abilities - random.normal(0, ITEM_SPREAD, len(abilities)))


@cache
def _difficulties() -> tuple["NDArray[np.float64]", "NDArray[np.float64]"]:
    """Difficulties and how many items have them: Gauss-Hermite quadrature of their distribution."""
    nodes, masses = np.polynomial.hermite_e.hermegauss(31)
    return ITEM_SPREAD * nodes, masses / masses.sum()


def _curve(above: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Three-parameter logistic curve of an ability so far above the difficulty."""
    return CHANCE + (1 - CHANCE) / (1 + np.exp(-above))
