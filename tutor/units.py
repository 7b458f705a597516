"""Units of measure in every language: their forms, what they measure, and how they are found.

Pure; knows nothing of the numbers before them. Texts are folded (`ingest.normalize.fold`).
"""

from fractions import Fraction
from functools import cache
from typing import NamedTuple

import regex

from ingest.normalize import fold
from tutor.word_lists import alternation, data, is_han


class Unit(NamedTuple):
    """What is measured, and how much of it one unit is."""

    measure: str
    sizes: tuple[Fraction, ...]
    """In the smallest unit of the measure; several where usage differs."""


@cache
def forms() -> dict[str, Unit]:
    """Every form of every unit; a star stands for the rest of a word."""
    found = {}
    for entry in data()["unit"]:
        unit = Unit(entry["measure"], tuple(map(Fraction, entry["size"])))
        for form in [*entry["forms"], *entry.get("pairs", ())]:
            found[fold(form)] = unit
    return found


@cache
def duals() -> frozenset[str]:
    """Forms that say two of a unit without a number (`يومين`)."""
    return frozenset(fold(form) for entry in data()["unit"] for form in entry.get("pairs", ()))


@cache
def unit_pattern() -> "regex.Pattern[str]":
    """A unit directly after a number, as `form`."""
    han = alternation(form for form in forms() if is_han(form))
    other = alternation(form for form in forms() if not is_han(form))
    no_units = alternation(data()["writing"]["no_units"])
    return regex.compile(
        rf"(?:\s(?:of\s)?an?(?=\s))?[\s)-]{{0,2}}"
        rf"(?:[多余]?个?(?!{no_units})(?P<form>{han})(?![代级度])"
        rf"|(?P<form>{other})(?![\p{{L}}\p{{M}}\p{{N}}]))"
    )


@cache
def lone_unit_pattern() -> "regex.Pattern[str]":
    """Units of time that stand without a number, which then is one; as `form`."""
    times = [f for f, u in forms().items() if u.measure == "time" and (len(f) > 2 or is_han(f))]
    words = alternation(f for f in times if not is_han(f))
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}])[وفبلك]?(?:ال)?(?P<form>{words})(?![\p{{L}}\p{{M}}\p{{N}}])"
        rf"|每(?P<form>{alternation(f for f in times if is_han(f))})"
    )


def unit_of(form: str) -> Unit:
    """The unit of a form that either pattern found."""
    exact = forms().get(form)
    if exact:
        return exact
    return next(unit for f, unit in forms().items() if f.endswith("*") and form.startswith(f[:-1]))
