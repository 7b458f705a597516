"""A kept run as short Markdown, for a pull request: a table over all languages, others folded.

What a run recorded is data: no link, mention or HTML comes of it.
"""

import html

from evals.compare import Comparison, Difference, known_metrics
from evals.html.words import number, signed, span
from evals.kept import Kept, may_gate
from evals.records import EvalReport, MetricRow
from evals.report import ALL
from ingest.languages import canonical, english_name
from tutor.display import harmless


def as_markdown(kept: Kept, report: EvalReport, against: Comparison | None = None) -> str:
    """`report` of `kept`; with the differences of `against`, whose second run is `kept`."""
    run = kept.run
    head = [
        f"### Hikma evaluation: {_plain(run.suite or run.file)}"
        + (f", half {_plain(run.split)}" if run.split else ""),
        "",
        f"Run {_plain(run.run)} of {_plain(run.system)} with {_plain(run.model)}: "
        f"{report.cases} cases, {report.errors} failed, "
        f"commit {_plain((run.code.commit or 'unknown')[:12])}"
        f"{' with uncommitted changes' if run.code.dirty else ''}, "
        f"settings {_plain(run.settings)}.",
    ]
    head += [] if report.complete else ["", f"**Cut short:** {run.done} of {run.cases} cases."]
    if against is not None:
        head += ["", _compared(against)]
    languages = dict.fromkeys(row.language for row in report.metrics)
    ordered = [*([ALL] if ALL in languages else []), *(one for one in languages if one != ALL)]
    parts = [
        _folded(one, [*_table(report, against, one), *_advisory(kept, report, one)])
        for one in ordered
    ]
    return "\n".join([*head, *(line for part in parts for line in part)]) + "\n"


def _compared(against: Comparison) -> str:
    return (
        f"Differences to {_plain(against.a)}, over {against.cases} cases in common "
        f"(of {against.cases_a} and {against.cases_b}); {len(against.flipped)} scores flipped."
    )


def _folded(language: str, lines: list[str]) -> list[str]:
    """The table of all languages open, each language behind its name."""
    if language == ALL:
        return lines
    known = canonical(language)
    # Within a tag Markdown is not read: here it is HTML that must not be obeyed.
    name = f"{english_name(known)} ({known})" if known else html.escape(_line(language))
    return ["", f"<details><summary>{name}</summary>", *lines, "", "</details>"]


def _table(report: EvalReport, against: Comparison | None, language: str) -> list[str]:
    rows = [row for row in report.metrics if row.language == language and not row.passages]
    found = (
        {row.name: row for row in against.metrics if row.language == language} if against else {}
    )
    head = ["metric", "value", "95% interval", "n", "unscored"]
    head += ["difference", "95% interval", "pairs", "verdict"] if against else []
    return [
        "",
        f"| {' | '.join(head)} |",
        f"| --- |{' ---: |' * 4}{' ---: | ---: | ---: | --- |' if against else ''}",
        *(_row(row, found.get(row.name), wide=against is not None) for row in rows),
    ]


def _advisory(kept: Kept, report: EvalReport, language: str) -> list[str]:
    """Which figures of a table rest on a judge that may not gate there."""
    judged = {name for name, metric in known_metrics(kept.run).items() if metric.needs_judge}
    names = dict.fromkeys(r.name for r in report.metrics if r.language == language)
    shown = [name for name in names if name in judged]
    judges = may_gate(kept)
    trusted = all(judges.values()) if language == ALL else judges.get(language, False)
    if not shown or (trusted and judges):
        return []
    return ["", f"Advisory, as the judge may not gate here: {', '.join(map(_plain, shown))}."]


def _row(row: MetricRow, change: Difference | None, *, wide: bool) -> str:
    cells = [_plain(row.name), number(row.value), span(row.interval), str(row.n), str(row.unscored)]
    if wide and change is None:
        cells += ["–", "–", "0", "not in both"]
    elif change is not None:
        cells += [signed(change.difference), span(change.interval), str(change.n), change.verdict]
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """`text` as code on one line: nothing in it is obeyed, no name called, no address linked."""
    line = _line(text)
    # A backtick would end the code, a bar the cell.
    return f"`{line.replace('`', chr(39)).replace('|', '¦')}`" if line else "–"


def _line(text: str) -> str:
    return " ".join(harmless(text).split())
