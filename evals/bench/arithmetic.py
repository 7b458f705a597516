"""Measured values → spreads, ratios and rows. Pure."""

import math
import statistics
from collections.abc import Sequence

from evals.bench.results import Figure, Row, Spread

Values = Sequence[float | None]
"""One for each question or run; None where there is none."""


def percentile(values: Sequence[float], share: float) -> float:
    """By nearest rank: the smallest value that at least `share` (0 to 1) of all do not exceed.

    Raises `ValueError` for no values.
    """
    if not values:
        raise ValueError("There is no value.")
    # Rounded first: 0.95 × 20 is 19.000000000000004 on some machines.
    rank = math.ceil(round(share * len(values), 9))
    return sorted(values)[max(rank, 1) - 1]


def spread(values: Sequence[float]) -> Spread | None:
    """Median, range and 95th percentile, to four decimals; None for no values."""
    if not values:
        return None
    return Spread(
        n=len(values),
        median=round(statistics.median(values), 4),
        low=round(min(values), 4),
        high=round(max(values), 4),
        p95=round(percentile(values, 0.95), 4),
    )


def compared(
    measure: str,
    unit: str,
    ours: Values,
    theirs: Values | None = None,
    *,
    of: str = "",
    figure: Figure = "median",
) -> Row | None:
    """A row over the pairs in which both sides have a value; over ours alone without theirs.

    None where nothing is left.
    """
    if theirs is None or all(value is None for value in theirs):
        alone = spread([value for value in ours if value is not None])
        return Row(measure=measure, unit=unit, of=of, figure=figure, hikma=alone) if alone else None
    both = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    hikma, baseline = spread([a for a, _ in both]), spread([b for _, b in both])
    if hikma is None or baseline is None:
        return None
    return Row(
        measure=measure,
        unit=unit,
        of=of,
        figure=figure,
        hikma=hikma,
        baseline=baseline,
        ratio=round(hikma.median / baseline.median, 4) if baseline.median else None,
        pairs=spread([a / b for a, b in both if b]),
    )
