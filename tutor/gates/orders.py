"""The orders in which options are shown to a model: once may be the habit of a letter. Pure."""

from collections.abc import Sequence
from random import Random

from tutor.gates.reader import LETTERS
from tutor.quizzes import Option

SEEDS = (1, 2, 3)


def orders(options: Sequence[Option]) -> list[list[Option]]:
    """Three orders, made from a shuffle by turning it on: no option keeps its letter."""
    shown = list(options)
    Random(len(shown)).shuffle(shown)
    return [shown[at:] + shown[:at] for at in (seed % len(shown) for seed in SEEDS)]


def listed(options: Sequence[Option]) -> str:
    """Options with letters, a line each."""
    return "\n".join(f"{letter}. {option.text}" for letter, option in zip(LETTERS, options))


def means(
    order: Sequence[Option], probabilities: Sequence[float], sums: dict[str, float]
) -> dict[str, float]:
    """`sums` by option id with these added."""
    return {
        option.id: sums.get(option.id, 0.0) + value for option, value in zip(order, probabilities)
    }
