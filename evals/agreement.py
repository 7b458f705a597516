"""How well verdicts agree with labels. Pure; the seed of the resampling is an argument."""

import warnings
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from evals.intervals import RESAMPLES, wilson
from evals.judges.calibrations import Bin, Counts, Figures
from evals.judges.labels import Labelled
from evals.judges.verdicts import Finding
from tutor.answers import Support

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 10
DIGITS = 4


class Judged(NamedTuple):
    """A labelled claim and what a judge says of it."""

    item: Labelled
    finding: Finding
    support: Support


def figures(judged: Sequence[Judged], seed: int) -> Figures:
    """Every measure of agreement over `judged`."""
    checked = [one for one in judged if one.support != "unchecked"]
    faults = [one.finding.fault for one in judged if one.finding.fault]
    counts = counted(checked)
    sensitivity, specificity = _share(counts.tp, counts.fn), _share(counts.tn, counts.fp)
    wins, ties, pairs = _pairs(judged)
    precision, recall = _numbers(judged)
    return Figures(
        n=len(judged),
        supported=sum(one.item.label for one in judged),
        unchecked=len(judged) - len(checked),
        faults=len(faults),
        fault=faults[0] if faults else None,
        counts=counts,
        sensitivity=_rounded(sensitivity),
        specificity=_rounded(specificity),
        balanced_accuracy=None
        if sensitivity is None or specificity is None
        else _rounded((sensitivity + specificity) / 2),
        balanced_accuracy_interval=_balanced_interval(checked, seed),
        kappa=_kappa(checked),
        auroc=_auroc(checked),
        pairs=len(pairs),
        pair_accuracy=_rounded((wins + ties / 2) / len(pairs)) if pairs else None,
        pair_accuracy_interval=_pair_interval(pairs, seed),
        ties=ties,
        numbers=sum(one.item.numeric for one in judged),
        number_precision=precision,
        number_recall=recall,
        curve=curve(checked),
    )


def best_threshold(labels: Sequence[bool], scores: Sequence[float]) -> float | None:
    """The threshold of the greatest balanced accuracy (Youden 1950), between two scores.

    The middle one of several as good. None where the labels are all alike or the scores are.
    """
    import numpy as np

    truth, values = np.asarray(labels, dtype=bool), np.asarray(scores, dtype=float)
    distinct = np.unique(values)
    if truth.all() or not truth.any() or distinct.size < 2:
        return None
    between = (distinct[:-1] + distinct[1:]) / 2
    called = values[None, :] >= between[:, None]
    accuracy = called[:, truth].mean(axis=1) + (~called[:, ~truth]).mean(axis=1)
    best = np.flatnonzero(np.isclose(accuracy, accuracy.max()))
    return float(between[best[len(best) // 2]])


def curve(judged: Sequence[Judged], bins: int = BINS) -> tuple[Bin, ...]:
    """The reliability curve: bins of about equally many claims, none split within one score."""
    import numpy as np

    if not judged:
        return ()
    scores = np.array([one.finding.score for one in judged], dtype=float)
    labels = np.array([one.item.label for one in judged], dtype=float)
    edges = np.unique(np.quantile(scores, np.linspace(0, 1, bins + 1)[1:-1]))
    where = np.digitize(scores, edges, right=True)
    return tuple(
        Bin(
            n=int((where == number).sum()),
            score=round(float(scores[where == number].mean()), DIGITS),
            supported=round(float(labels[where == number].mean()), DIGITS),
        )
        for number in np.unique(where)
    )


def counted(checked: Sequence[Judged]) -> Counts:
    """The table of labels and verdicts."""
    table = [(one.item.label, one.support == "supported") for one in checked]
    return Counts(
        tp=table.count((True, True)),
        fn=table.count((True, False)),
        tn=table.count((False, False)),
        fp=table.count((False, True)),
    )


def clustered(
    clusters: Sequence[Hashable],
    amounts: Sequence[Sequence[float]],
    statistic: "Callable[[NDArray[Any]], NDArray[Any]]",
    seed: int,
) -> tuple[float, float] | None:
    """95% percentile interval of `statistic` of the sums of `amounts`, resampling whole clusters
    (Field & Welsh 2007). None for fewer than two clusters, or where most draws have no value.

    `statistic` takes draws × sums.
    """
    import numpy as np

    draws = resampled(clusters, amounts, seed)
    if draws is None:
        return None
    values = statistic(draws)
    known = values[np.isfinite(values)]
    if known.size < RESAMPLES / 2:
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return round(float(low), DIGITS), round(float(high), DIGITS)


def resampled(
    clusters: Sequence[Hashable], amounts: Sequence[Sequence[float]], seed: int
) -> "NDArray[Any] | None":
    """Sums of `amounts` over clusters drawn with replacement, a row a draw."""
    import numpy as np

    number = {cluster: at for at, cluster in enumerate(dict.fromkeys(clusters))}
    if len(number) < 2:
        return None
    sums = np.zeros((len(number), len(amounts[0])))
    np.add.at(sums, [number[cluster] for cluster in clusters], np.asarray(amounts, dtype=float))
    weights = np.random.default_rng(seed).multinomial(
        len(number), np.full(len(number), 1 / len(number)), RESAMPLES
    )
    return weights @ sums


def _balanced_interval(checked: Sequence[Judged], seed: int) -> tuple[float, float] | None:
    import numpy as np

    def accuracy(sums: "NDArray[Any]") -> "NDArray[Any]":
        tp, fn, tn, fp = sums.T
        with np.errstate(invalid="ignore"):
            halves: NDArray[Any] = (tp / (tp + fn) + tn / (tn + fp)) / 2
        return halves

    rows = [tuple(counted([one]).model_dump().values()) for one in checked]
    return clustered([_cluster(one) for one in checked], rows, accuracy, seed) if rows else None


Pair = tuple[Hashable, float]


def _pairs(judged: Sequence[Judged]) -> tuple[int, int, list[Pair]]:
    """Pairs won, pairs tied, and all of them with their cluster and what they count.

    A claim without a score is neither better nor worse than another: a tie.
    """
    by_pair: dict[tuple[str, str], dict[bool, Judged]] = {}
    for one in judged:
        if one.item.pair:
            by_pair.setdefault((one.item.set, one.item.pair), {})[one.item.label] = one
    found: list[Pair] = []
    for pair in by_pair.values():
        if len(pair) == 2:
            right, wrong = pair[True].finding.score, pair[False].finding.score
            tied = right is None or wrong is None or right == wrong
            won = 0.5 if tied else float((right or 0.0) > (wrong or 0.0))
            found.append((_cluster(pair[True]), won))
    values = [value for _, value in found]
    return values.count(1.0), values.count(0.5), found


def _pair_interval(pairs: Sequence[Pair], seed: int) -> tuple[float, float] | None:
    if not pairs:
        return None
    clusters, values = [cluster for cluster, _ in pairs], [value for _, value in pairs]
    if len(set(values)) == 1:  # resampled, it would be an interval without width
        n = len(set(clusters))
        low, high = wilson(values[0] * n, n) or (0.0, 1.0)
        return round(low, DIGITS), round(high, DIGITS)
    rows = [(value, 1.0) for value in values]
    return clustered(clusters, rows, lambda sums: sums[:, 0] / sums[:, 1], seed)


def _numbers(judged: Sequence[Judged]) -> tuple[float | None, float | None]:
    """Precision and recall of calling a claim with a digit unsupported; not to check one finds
    nothing."""
    of = [one for one in judged if one.item.numeric]
    flagged = [one for one in of if one.support == "unsupported"]
    right = sum(not one.item.label for one in flagged)
    wrong = sum(not one.item.label for one in of)
    return (
        round(right / len(flagged), DIGITS) if flagged else None,
        round(right / wrong, DIGITS) if wrong else None,
    )


def _kappa(checked: Sequence[Judged]) -> float | None:
    from sklearn.metrics import cohen_kappa_score

    if len({one.item.label for one in checked}) < 2:
        return None
    labels = [one.item.label for one in checked]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(cohen_kappa_score(labels, [one.support == "supported" for one in checked]))
    return round(value, DIGITS)


def _auroc(checked: Sequence[Judged]) -> float | None:
    from sklearn.metrics import roc_auc_score

    labels = [one.item.label for one in checked]
    if len(set(labels)) < 2:
        return None
    return round(float(roc_auc_score(labels, [one.finding.score for one in checked])), DIGITS)


def _share(hits: int, misses: int) -> float | None:
    return hits / (hits + misses) if hits + misses else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _cluster(one: Judged) -> Hashable:
    return (one.item.set, one.item.evidence)
