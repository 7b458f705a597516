"""Records → the report: each metric per language, per direction of retrieval and over all, with
n, unscored and interval. The same records give the same numbers, in whatever order they come.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from evals.intervals import Interval, bootstrap, wilson_clustered
from evals.measure import Metric
from evals.records import EvalRecord, MetricRow
from ingest.languages import detect_language

ALL = "all"
SEVERAL = "mul"
"""BCP-47 for several languages."""
DIGITS = 4


def summarise(
    records: Sequence[EvalRecord], table: Sequence[Metric], seed: int
) -> tuple[MetricRow, ...]:
    """A row for each metric and language that has cases for it, and one for `all`, always.

    After a language, for the metrics of retrieval, a row for each language that the evidence of
    its questions is in. A malformed row has no known language: it is unscored in `all` only.
    """
    languages = dict.fromkeys(record.case.language for record in records if record.case)
    rows = []
    for metric in table:
        for language in languages:
            of = [r for r in records if r.case and r.case.language == language]
            row = summary(of, metric, language, seed)
            if row.n or row.unscored:
                rows.append(row)
                rows += _directions(of, metric, language, seed) if metric.directed else ()
        rows.append(summary(records, metric, ALL, seed))
    return tuple(rows)


def _directions(
    records: Sequence[EvalRecord], metric: Metric, language: str, seed: int
) -> Iterator[MetricRow]:
    by_passages: dict[str, list[EvalRecord]] = {}
    for record in records:
        by_passages.setdefault(evidence_language(record), []).append(record)
    for passages in sorted(filter(None, by_passages)):
        row = summary(by_passages[passages], metric, language, seed, passages)
        if row.n or row.unscored:
            yield row


def evidence_language(record: EvalRecord) -> str:
    """The language of the case's gold evidence; `mul` for several, empty for no evidence.

    Of the words around it in the library; of the quotes where it is not there.
    """
    found = {gold.language or detect_language(gold.quote) for gold in record.evidence}
    if not found and record.case:
        found = {detect_language(gold.quote) for gold in record.case.evidence}
    return SEVERAL if len(found) > 1 else next(iter(found), "")


def summary(
    records: Sequence[EvalRecord], metric: Metric, language: str, seed: int, passages: str = ""
) -> MetricRow:
    """One metric over `records`; cases about one document are resampled together."""
    pairs = [(record.scores.get(metric.name), cluster_of(record)) for record in records]
    scored = [(score, cluster) for score, cluster in pairs if score is not None]
    values, clusters = [score for score, _ in scored], [cluster for _, cluster in scored]
    interval = _interval(values, clusters, metric, seed)
    return MetricRow(
        name=metric.name,
        language=language,
        passages=passages,
        value=round(math.fsum(values) / len(values), DIGITS) if values else None,
        n=len(values),
        unscored=sum(metric.name in record.unscored for record in records),
        interval=(round(interval[0], DIGITS), round(interval[1], DIGITS)) if interval else None,
    )


def _interval(
    values: Sequence[float], clusters: Sequence[str], metric: Metric, seed: int
) -> Interval | None:
    if metric.binary:
        return wilson_clustered(values, clusters)
    return bootstrap(values, seed, clusters)


def cluster_of(record: EvalRecord) -> str:
    """The document that a case is about, the first one where it is about several; without
    evidence it is a cluster of its own."""
    if record.case and record.case.evidence:
        return f"document {record.case.evidence[0].path}"
    return f"line {record.line}"


def failures(records: Sequence[EvalRecord]) -> tuple[dict[str, Any], ...]:
    """`{"line", "id", "error"}` of each record with an error."""
    return tuple(
        {"line": record.line, "id": record.id, "error": record.error}
        for record in records
        if record.error
    )
