"""Figures → geometry; the template draws it. Pure arithmetic, no drawing library.

Coordinates are rounded: the same records give the same bytes on every machine.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDE, STRIPE = 160, 14
"""Of the plot of intervals in a table's row: width, and height for each run."""
LEFT, TOP, RIGHT, BOTTOM = 44, 12, 352, 196
"""The inner frame of a plot with axes, in a box of 360 to 240."""
STEPS = 200
"""More points than this make a line no finer."""


@dataclass(frozen=True)
class Whisker:
    """One run's value with its interval."""

    run: int
    x: float
    y: float
    left: float | None
    right: float | None


@dataclass(frozen=True)
class Intervals:
    """A metric's values with their intervals, one under the other."""

    height: int
    whiskers: tuple[Whisker, ...]
    text: str
    """What is to be seen, in words."""


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class Line:
    """The points of one run's line."""

    run: int
    points: str
    """As SVG wants them."""


@dataclass(frozen=True)
class Axes:
    """A plot with two axes."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...] = ()
    dots: tuple[tuple[float, float, float], ...] = ()
    """x, y, radius."""


Row = tuple[float, tuple[float, float] | None]


def intervals(rows: Sequence[Row | None], text: str) -> Intervals:
    """Values between 0 and 1, or between 0 and the largest where one is over 1."""
    ends = [max(row[0], row[1][1] if row[1] else row[0]) for row in rows if row]
    most = max([1.0, *ends])

    def at(value: float) -> float:
        return round(4 + max(value, 0.0) / most * (WIDE - 8), 1)

    whiskers = (
        Whisker(
            run=run,
            x=at(row[0]),
            y=run * STRIPE + STRIPE / 2,
            left=at(row[1][0]) if row[1] else None,
            right=at(row[1][1]) if row[1] else None,
        )
        for run, row in enumerate(rows)
        if row
    )
    return Intervals(height=len(rows) * STRIPE, whiskers=tuple(whiskers), text=text)


def distribution(runs: Sequence[Sequence[float]]) -> Axes | None:
    """For each run the share of cases that took no longer than so many seconds.

    The empirical distribution function; None where there is no value.
    """
    most = _ceiling(max((max(values) for values in runs if values), default=0.0))
    if most <= 0:
        return None
    lines = [Line(run, _steps(sorted(values), most)) for run, values in enumerate(runs) if values]
    return Axes(
        x_ticks=tuple(Tick(_x(most * n / 4, most), f"{most * n / 4:g}") for n in range(5)),
        y_ticks=_shares(),
        lines=tuple(lines),
    )


def calibration(points: Sequence[tuple[float, float, int]]) -> Axes:
    """(predicted, seen, cases) each as a dot whose area tells the cases."""
    most = max((cases for _, _, cases in points), default=1)
    dots = (
        (_x(predicted, 1.0), _y(seen), round(2 + 6 * (cases / most) ** 0.5, 1))
        for predicted, seen, cases in points
    )
    ticks = tuple(Tick(_x(n / 4, 1.0), f"{n / 4:g}") for n in range(5))
    return Axes(x_ticks=ticks, y_ticks=_shares(), dots=tuple(dots))


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of `values` do not exceed."""
    if not values:
        return None
    # 0.95 * 20 is a little over 19.
    return sorted(values)[max(math.ceil(share * len(values) - 1e-9) - 1, 0)]


def heat(value: float | None) -> int:
    """Class of a cell's colour, 0 to 9; a value of 1 is 9."""
    return 0 if value is None else min(9, max(0, int(value * 10)))


def _shares() -> tuple[Tick, ...]:
    return tuple(Tick(_y(n / 4), f"{n * 25}%") for n in range(5))


def _steps(ordered: Sequence[float], most: float) -> str:
    """From nothing up to everything, to the right edge."""
    n = len(ordered)
    # Every k-th value only: the line stays within 1 / STEPS of the true one.
    kept = range(n) if n <= STEPS else sorted({*range(0, n, -(-n // STEPS)), n - 1})
    points, height = [(_x(0.0, most), _y(0.0))], 0.0
    for at in kept:
        x = _x(ordered[at], most)
        points.append((x, _y(height)))
        height = (at + 1) / n
        points.append((x, _y(height)))
    points.append((float(RIGHT), _y(1.0)))
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _ceiling(value: float) -> float:
    """The next 1, 2, 4 or 8 times a power of ten."""
    if value <= 0:
        return 0.0
    power = 1e-6
    while True:
        for step in (1, 2, 4, 8):
            if value <= step * power:
                return float(f"{step * power:g}")
        power *= 10


def _x(value: float, most: float) -> float:
    return round(LEFT + min(max(value / most, 0.0), 1.0) * (RIGHT - LEFT), 1)


def _y(share: float) -> float:
    return round(BOTTOM - min(max(share, 0.0), 1.0) * (BOTTOM - TOP), 1)
