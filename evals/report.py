"""Records → the report: each metric per language and over all, with n, unscored and interval."""

from collections.abc import Sequence
from typing import Any

from evals.intervals import bootstrap, wilson
from evals.measure import Metric
from evals.records import EvalRecord, MetricRow

ALL = "all"
DIGITS = 4


def summarise(
    records: Sequence[EvalRecord], table: Sequence[Metric], seed: int
) -> tuple[MetricRow, ...]:
    """A row for each metric and language that has cases for it, and one for `all`, always.

    A malformed row has no known language: it is unscored in `all` only.
    """
    languages = dict.fromkeys(record.case.language for record in records if record.case)
    rows = []
    for metric in table:
        for language in languages:
            of = [r for r in records if r.case and r.case.language == language]
            row = summary(of, metric, language, seed)
            if row.n or row.unscored:
                rows.append(row)
        rows.append(summary(records, metric, ALL, seed))
    return tuple(rows)


def summary(records: Sequence[EvalRecord], metric: Metric, language: str, seed: int) -> MetricRow:
    """One metric over `records`."""
    scores = (record.scores.get(metric.name) for record in records)
    values = [score for score in scores if score is not None]
    interval = wilson(sum(values), len(values)) if metric.binary else bootstrap(values, seed)
    return MetricRow(
        name=metric.name,
        language=language,
        value=round(sum(values) / len(values), DIGITS) if values else None,
        n=len(values),
        unscored=sum(metric.name in record.unscored for record in records),
        interval=(round(interval[0], DIGITS), round(interval[1], DIGITS)) if interval else None,
    )


def failures(records: Sequence[EvalRecord]) -> tuple[dict[str, Any], ...]:
    """`{"line", "id", "error"}` of each record with an error."""
    return tuple(
        {"line": record.line, "id": record.id, "error": record.error}
        for record in records
        if record.error
    )
