"""95% intervals of a mean. Pure; the seed of the resampling is an argument."""

import math
from collections.abc import Sequence

_Z = 1.959963984540054
"""97.5% point of the normal distribution."""
RESAMPLES = 2000


def wilson(ones: float, n: int) -> tuple[float, float] | None:
    """Interval of a share of 0/1 values (Wilson 1927); None for no values.

    Never empty at 0 or 1, where the textbook's p ± z·sqrt(p(1 − p)/n) is.
    """
    if not n:
        return None
    share, square = ones / n, _Z * _Z
    middle = share + square / (2 * n)
    half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def bootstrap(
    values: Sequence[float], seed: int, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """Percentile interval of the mean (Efron & Tibshirani 1993, chapter 13).

    None for fewer than two values, which tell nothing of their spread. Equal values give an
    interval without width: it says nothing of the values not seen.
    """
    if len(values) < 2:
        return None
    import numpy as np

    source, seen = np.random.default_rng(seed), np.asarray(values, dtype=float)
    means = [seen[source.integers(0, seen.size, seen.size)].mean() for _ in range(resamples)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
