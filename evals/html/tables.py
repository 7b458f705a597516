"""Reports → the tables of one language: metrics, differences, retrieval by direction, waiting."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evals.compare import Difference
from evals.html import plots
from evals.html.words import number, signed, span
from evals.kept import Kept, may_gate
from evals.measure import Metric
from evals.records import EvalRecord, MetricRow
from evals.report import ALL


@dataclass(frozen=True)
class Cell:
    """A metric in one run."""

    value: str
    interval: str
    n: int
    unscored: int
    heat: int = 0


@dataclass(frozen=True)
class Line:
    """A metric in every run."""

    name: str
    better: str
    """`higher`, `lower`, or empty where nobody knows."""
    advisory: str
    """The runs whose judge may not gate by it here, as letters."""
    cells: tuple[Cell | None, ...]
    """None where a run has no such metric."""
    plot: plots.Intervals


@dataclass(frozen=True)
class Change:
    """A paired difference in words."""

    name: str
    a: str
    b: str
    difference: str
    interval: str
    n: int
    left_out: str
    verdict: str


@dataclass(frozen=True)
class Matrix:
    """A retrieval metric of one run by direction."""

    run: int
    name: str
    passages: tuple[str, ...]
    """Languages of the gold evidence: the columns."""
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    """Language of the question, then a cell for each column."""


@dataclass(frozen=True)
class Wait:
    """How long one run took."""

    run: int
    n: int
    middle: str
    most: str
    first: str
    """Middle of the seconds to the first token; a dash where no model wrote."""


def lines(runs: Sequence[Kept], language: str, table: Mapping[str, Metric]) -> tuple[Line, ...]:
    """Every metric that a run has for `language`."""
    found = [
        {row.name: row for row in _rows(kept) if row.language == language and not row.passages}
        for kept in runs
    ]
    seen = dict.fromkeys(name for rows in found for name in rows)
    names = [name for name in table if name in seen] + [n for n in seen if n not in table]
    weak = [at for at, kept in enumerate(runs) if not _trusted(kept, language)]
    return tuple(
        _line(name, [rows.get(name) for rows in found], table.get(name), weak) for name in names
    )


def _trusted(kept: Kept, language: str) -> bool:
    judges = may_gate(kept)
    return all(judges.values()) if language == ALL else judges.get(language, False)


def _line(
    name: str, rows: Sequence[MetricRow | None], metric: Metric | None, weak: Collection[int]
) -> Line:
    judged = metric is not None and metric.needs_judge
    better = ""
    if metric is not None and not metric.neutral:
        better = "lower" if metric.lower_is_better else "higher"
    values = [(row.value, row.interval) if row and row.value is not None else None for row in rows]
    said = "; ".join(
        f"{letter(run)} {number(row.value)}, 95% interval {span(row.interval)}"
        for run, row in enumerate(rows)
        if row and row.value is not None
    )
    return Line(
        name=name,
        better=better,
        advisory=", ".join(letter(at) for at in weak if judged and rows[at]),
        cells=tuple(_cell(row) for row in rows),
        plot=plots.intervals(values, f"{name}: {said or 'no value'}"),
    )


def _cell(row: MetricRow | None) -> Cell | None:
    if row is None:
        return None
    shown = "–" if row.value is None else span(row.interval)
    return Cell(number(row.value), shown, row.n, row.unscored, plots.heat(row.value))


def changed(rows: Sequence[Difference], language: str) -> tuple[Change, ...]:
    """The differences of one language."""
    return tuple(
        Change(
            name=row.name,
            a=number(row.a),
            b=number(row.b),
            difference=signed(row.difference),
            interval=span(row.interval),
            n=row.n,
            left_out=_left_out(row),
            verdict=row.verdict,
        )
        for row in rows
        if row.language == language
    )


def _left_out(row: Difference) -> str:
    parts = (
        (row.only_a, "in A only"),
        (row.only_b, "in B only"),
        (row.unscored_a, "unscored in A"),
        (row.unscored_b, "unscored in B"),
    )
    return ", ".join(f"{count} {what}" for count, what in parts if count) or "none"


def directions(runs: Sequence[Kept]) -> tuple[Matrix, ...]:
    """Each metric that is told by direction, in each run."""
    found = []
    for run, kept in enumerate(runs):
        rows = [row for row in _rows(kept) if row.passages and row.language != ALL]
        for name in dict.fromkeys(row.name for row in rows):
            found.append(_matrix(run, name, [row for row in rows if row.name == name]))
    return tuple(sorted(found, key=lambda matrix: (matrix.name, matrix.run)))


def _matrix(run: int, name: str, rows: Sequence[MetricRow]) -> Matrix:
    asked = list(dict.fromkeys(row.language for row in rows))
    held = list(dict.fromkeys(row.passages for row in rows))
    # The same order both ways: the diagonal is one language.
    held.sort(key=lambda one: (asked.index(one) if one in asked else len(asked), one))
    at = {(row.language, row.passages): _cell(row) for row in rows}
    return Matrix(
        run=run,
        name=name,
        passages=tuple(held),
        rows=tuple((one, tuple(at.get((one, other)) for other in held)) for one in asked),
    )


def waits(runs: Sequence[Sequence[EvalRecord]]) -> tuple[Wait, ...]:
    """How long each run's answers took."""
    return tuple(
        Wait(
            run=run,
            n=len(seconds(records)),
            middle=number(plots.quantile(seconds(records), 0.5)),
            most=number(plots.quantile(seconds(records), 0.95)),
            first=number(plots.quantile(_first(records), 0.5)),
        )
        for run, records in enumerate(runs)
    )


def seconds(records: Sequence[EvalRecord]) -> list[float]:
    """Seconds of every answer."""
    return [record.answer.timings.total for record in records if record.answer]


def _first(records: Sequence[EvalRecord]) -> list[float]:
    shown = (record.answer.timings.first_token for record in records if record.answer)
    return [value for value in shown if value is not None]


def letter(run: int) -> str:
    """A, B, … for the runs in their order; R27 after Z."""
    return chr(ord("A") + run) if run < 26 else f"R{run + 1}"


def _rows(kept: Kept) -> Sequence[MetricRow]:
    return kept.report.metrics if kept.report else ()
