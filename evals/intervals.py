"""95% intervals of a mean and of a paired difference. Pure; the seed of resampling is an argument.

Cases about one document are not independent: they are right or wrong together. `clusters` names
the document of each value; those of one document are then resampled together, and a share of
0/1 values counts for as many cases as its spread over documents allows. Cases about one document
only get the interval of independent ones: it holds for that document.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Interval = tuple[float, float]
_Z = 1.959963984540054
"""97.5% point of the normal distribution."""
RESAMPLES = 2000
_BATCH = 100
"""Resamples at once, a divisor of them all: more would need much memory for many values."""


def wilson(ones: float, n: float) -> Interval | None:
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


def wilson_clustered(values: Sequence[float], clusters: Sequence[str]) -> Interval | None:
    """Wilson's interval for 0/1 values with the effective number of cases, n / design effect.

    After Korn & Graubard 1998 and Franco et al. 2019 (J. Survey Stat. Methodol. 7:334). The
    design effect is the variance of the mean with clusters over that without, and never under
    1. It is taken as 1 where all values are equal, or of one cluster: nothing tells it there.
    """
    n = len(values)
    if not n:
        return None
    share = sum(values) / n
    off: dict[str, float] = {}
    for value, cluster in zip(values, clusters, strict=True):
        off[cluster] = off.get(cluster, 0.0) + value - share
    plain = share * (1 - share) / n
    if len(off) < 2 or plain == 0:
        return wilson(sum(values), n)
    spread = sum(d * d for d in off.values()) / n**2 * len(off) / (len(off) - 1)
    effective = n / max(1.0, spread / plain)
    return wilson(share * effective, effective)


def bootstrap(
    values: Sequence[float], seed: int, clusters: Sequence[str] | None = None
) -> Interval | None:
    """Percentile interval of the mean (Efron & Tibshirani 1993, chapter 13).

    With clusters also the interval in which these are drawn whole (Davison & Hinkley 1997,
    section 3.8), and of both the outer ends: that it is narrower is chance, and with a handful of
    clusters usual (Cameron, Gelbach & Miller 2008). The same whatever order the values come in.
    None for fewer than two values, which tell nothing of their spread. Equal values give an
    interval without width: it says nothing of the values not seen.
    """
    import numpy as np

    singly = _resampled(np.sort(np.asarray(values, dtype=float)), np.ones(len(values)), seed)
    together = _resampled(*_by_cluster(values, clusters), seed) if clusters is not None else None
    if singly is None or together is None:
        return singly
    return min(singly[0], together[0]), max(singly[1], together[1])


def paired(
    a: Sequence[float],
    b: Sequence[float],
    seed: int,
    clusters: Sequence[str] | None = None,
) -> tuple[float, Interval | None]:
    """The mean of `b - a` over the same cases, in the same order, and its interval.

    The bootstrap of the differences, as in `bootstrap`. Where every case changed alike, the
    interval has no width. Raises `ValueError` for no cases, or not the same number.
    """
    changes = [after - before for before, after in zip(a, b, strict=True)]
    if not changes:
        raise ValueError("There is no pair to compare.")
    return math.fsum(changes) / len(changes), bootstrap(changes, seed, clusters)


def _resampled(
    sums: "NDArray[np.float64]", sizes: "NDArray[np.float64]", seed: int
) -> Interval | None:
    """Percentile interval of sum / size over draws of as many as there are; None for one."""
    import numpy as np

    number = len(sums)
    if number < 2:
        return None
    source = np.random.default_rng(seed)
    means: list[float] = []
    while len(means) < RESAMPLES:
        drawn = source.integers(0, number, (_BATCH, number), dtype=np.int32)
        means += (sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)).tolist()
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _by_cluster(
    values: Sequence[float], clusters: Sequence[str]
) -> tuple["NDArray[np.float64]", "NDArray[np.float64]"]:
    """Sum and number of the values of each cluster, in the order of their names."""
    import numpy as np

    held: dict[str, list[float]] = {}
    for value, name in zip(values, clusters, strict=True):
        held.setdefault(name, []).append(value)
    # fsum: adding in another order would give another last digit.
    sums = [math.fsum(held[name]) for name in sorted(held)]
    sizes = [len(held[name]) for name in sorted(held)]
    return np.asarray(sums, dtype=float), np.asarray(sizes, dtype=float)
