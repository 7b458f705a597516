"""Kept runs → one HTML page. The same records give the same bytes: no clock, no chance.

Everything that is written into the template is escaped there, and whatever is invisible or turns
the direction is taken out first. The page loads nothing and runs nothing: its policy forbids all
but the one style sheet in it, which is named by its hash.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.compare import Comparison, compare, known_metrics
from evals.html import calibrated, cases, facts, plots, tables
from evals.kept import Kept, reported
from evals.measure import Metric
from evals.records import EvalRecord
from evals.report import ALL
from ingest.errors import InputError
from ingest.languages import canonical, english_name, primary
from tutor.display import harmless

_HERE = Path(__file__).parent
Compared = tuple[int, Comparison | None, str]
"""Number of the run, the first one against it, or why they cannot be compared."""


@dataclass(frozen=True)
class Against:
    """The first run against another one: `b` minus `a`."""

    run: int
    rows: tuple[tables.Change, ...]
    better: int
    worse: int
    refused: str
    """Why they cannot be compared; empty where they can."""
    cases: int


@dataclass(frozen=True)
class Section:
    """One language, or all of them."""

    id: str
    title: str
    language: str
    counts: str
    lines: tuple[tables.Line, ...]
    against: tuple[Against, ...]
    waits: tuple[tables.Wait, ...]
    latency: plots.Axes | None
    scores: tuple[calibrated.Score, ...]
    notes: tuple[tuple[tuple[int, ...], str], ...]
    """Of the scores, with the runs that each is about."""
    judges: tuple[calibrated.Judge, ...]
    worst: tuple[cases.Shown, ...]


def as_html(runs: Sequence[Kept]) -> str:
    """The page. The first run is the one that is looked at; the others stand beside it.

    Raises `InputError` for a run without a report.
    """
    table: dict[str, Metric] = {}
    for kept in runs:
        reported(kept)
        table |= known_metrics(kept.run)
    css = (_HERE / "report.css").read_text("utf-8")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            style=Markup(css),
            style_hash=base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode(),
            runs=[_run(at, kept) for at, kept in enumerate(runs)],
            uneven=list(facts.uneven(runs)),
            sections=_sections(runs, table),
            matrices=tables.directions(runs),
            facts=facts.facts(runs),
            definitions=facts.definitions(_names(runs, table)),
            marked_by=cases.MARKED_BY,
            plots=plots,
        )
    )


def _names(runs: Sequence[Kept], table: Mapping[str, Metric]) -> list[str]:
    """The metrics of the reports, the known ones in their order."""
    seen = dict.fromkeys(row.name for kept in runs for row in reported(kept).metrics)
    return [name for name in table if name in seen] + [name for name in seen if name not in table]


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"letter": tables.letter, "language": language_name}
    return made


def _seen(value: Any) -> Any:
    """Every text, before it is escaped. `Markup` is what a template made and escaped."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def language_name(language: str) -> str:
    """`Arabic` for `ar`; the code itself where it is none."""
    known = {ALL: "All languages", "mul": "several languages", "und": "unknown"}
    return known.get(language) or (english_name(language) if canonical(language) else language)


def _run(at: int, kept: Kept) -> dict[str, Any]:
    return {
        "at": at,
        "run": kept.run,
        "counts": facts.counts(kept, None),
        "warnings": list(facts.warnings(kept)),
        "faults": facts.faults(kept),
        "failed": sum(record.error is not None for record in kept.records),
    }


def _sections(runs: Sequence[Kept], table: Mapping[str, Metric]) -> list[Section]:
    seen = dict.fromkeys(r.case.language for kept in runs for r in kept.records if r.case)
    compared = [_compared(runs[0], at, other) for at, other in enumerate(runs[1:], start=1)]
    return [
        _section(at, language, runs, table, compared)
        for at, language in enumerate([ALL, *sorted(seen, key=lambda one: (primary(one), one))])
    ]


def _compared(first: Kept, at: int, other: Kept) -> Compared:
    try:
        return at, compare(first, other), ""
    except InputError as error:
        return at, None, error.message


def _section(
    at: int,
    language: str,
    runs: Sequence[Kept],
    table: Mapping[str, Metric],
    compared: Sequence[Compared],
) -> Section:
    of = [_of(kept.records, language) for kept in runs]
    scores = () if language == ALL else calibrated.scores(runs, language)
    return Section(
        # A language is what a data file says: no name for a part of a page.
        id=f"page-{at}",
        title=language_name(language),
        language=language,
        counts=facts.counts(runs[0], None if language == ALL else language),
        lines=tables.lines(runs, language, table),
        against=tuple(_against(one, language) for one in compared),
        waits=tables.waits(of),
        latency=plots.distribution([tables.seconds(records) for records in of]),
        scores=scores,
        notes=calibrated.notes(scores),
        judges=() if language == ALL else calibrated.judges(runs, language),
        worst=() if language == ALL else cases.worst(of[0], runs, table),
    )


def _against(one: Compared, language: str) -> Against:
    run, found, refused = one
    rows = tables.changed(found.metrics, language) if found else ()
    return Against(
        run=run,
        rows=rows,
        better=sum(row.verdict == "better" for row in rows),
        worse=sum(row.verdict == "worse" for row in rows),
        refused=refused,
        cases=found.cases if found else 0,
    )


def _of(records: Sequence[EvalRecord], language: str) -> list[EvalRecord]:
    return [r for r in records if r.case and language in (ALL, r.case.language)]
