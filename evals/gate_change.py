"""A file of thresholds against a comparison: how much worse a change may make things."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from evals.compare import Comparison, Difference
from evals.flips import is_cost
from evals.gate import (
    ANY,
    EACH,
    HINT,
    Change,
    Failure,
    Thresholds,
    failed,
    missing,
    read_thresholds,
    unfit,
    unjudgeable,
)
from evals.measure import Metric
from evals.report import ALL
from ingest.errors import InputError


def gate_change(
    comparison: Comparison, file: Path, table: Mapping[str, Metric], judges: Mapping[str, bool]
) -> list[Failure]:
    """The changes that `file` does not allow: a metric surely worse, and by more than it says.

    Surely: zero lies outside the interval of the paired difference, on the worse side. `table` is
    `known_metrics` of the runs, `judges` tells by language whether their judge may gate. `*` is
    every metric but costs, and those whose judge may not gate.

    Raises `InputError` for a file without changes.
    """
    thresholds = read_thresholds(file)
    if not thresholds.change:
        raise InputError(f"{file} holds no [[change]], so nothing would be checked.", hint=HINT)
    if not comparison.complete:
        return [unjudgeable(ANY, ALL, "One of the runs was cut short.")]
    advisory = {
        row
        for row in comparison.metrics
        if row.name in table and table[row.name].needs_judge and not _judged(row.language, judges)
    }
    return [
        failure
        for one in thresholds.change
        for failure in _changes(one, comparison, thresholds, table, advisory)
    ]


def _judged(language: str, judges: Mapping[str, bool]) -> bool:
    if language == ALL:
        return bool(judges) and all(judges.values())
    return judges.get(language, False)


def _changes(
    one: Change,
    comparison: Comparison,
    thresholds: Thresholds,
    table: Mapping[str, Metric],
    advisory: Collection[Difference],
) -> Iterator[Failure]:
    rows = [row for row in comparison.metrics if _concerned(one, row, table, advisory)]
    if not rows:
        names = {row.name for row in comparison.metrics}
        yield unjudgeable(one.metric, one.language, missing(one.metric, names))
    for row in rows:
        weak = unfit(row.n, max(row.unscored_a, row.unscored_b), one, thresholds)
        weak = weak or _why_not(row, advisory)
        loss = abs(row.difference or 0.0)
        if weak is not None:
            yield unjudgeable(row.name, row.language, weak)
        elif row.verdict == "worse" and loss > one.worse_by_at_most:
            message = f"Worse by {loss:g}, more than {one.worse_by_at_most:g} (n {row.n})."
            yield failed(row, message, row.difference, one.worse_by_at_most)


def _why_not(row: Difference, advisory: Collection[Difference]) -> str | None:
    if row in advisory:
        return "The judge is not calibrated, or agrees too little with people, in this language."
    if row.interval is None:
        return "It has no interval."
    return {
        "different": "Neither way is better for it.",
        "other judge": "The runs were not judged by the same judge.",
    }.get(row.verdict)


def _concerned(
    one: Change, row: Difference, table: Mapping[str, Metric], advisory: Collection[Difference]
) -> bool:
    if one.language != row.language and not (one.language == EACH and row.language != ALL):
        return False
    metric = table.get(row.name)
    told = metric is not None and not metric.neutral and not is_cost(metric)
    return told and row not in advisory if one.metric == ANY else row.name == one.metric
