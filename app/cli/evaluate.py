"""`hikma eval`: run questions with known answers, and list the runs of this data folder."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.progress import meter
from app.cli.terminal import DONE, PARTLY, Terminal, terminal

if TYPE_CHECKING:
    from evals.records import Dataset, EvalReport, EvalRun
    from tutor.session import StudySession

app = typer.Typer(help="Measure answers against known ones.", no_args_is_help=True)


@app.command()
def run(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="JSON lines with id, question, answers…; or: corpus")],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first rows.")] = None,
    extractive: Annotated[
        bool, typer.Option("--extractive", help="Quote only; no chat model is used.")
    ] = False,
) -> int:
    """Ask every question of a file and score the answers; exit status 3 if some failed."""
    from evals.dataset import read_dataset

    here = terminal(context)
    dataset = read_dataset(file)
    if dataset.ignored:
        here.note(f"Fields that are not used: {', '.join(dataset.ignored)}.")
    with here.session() as session:
        report = _run(here, dataset, session, limit=limit, extractive=extractive)
    here.emit(report.model_dump(mode="json"), as_text(report))
    return PARTLY if report.errors else DONE


def _run(
    here: Terminal,
    dataset: "Dataset",
    session: "StudySession",
    *,
    limit: int | None,
    extractive: bool,
) -> "EvalReport":
    from datetime import UTC, datetime

    from evals.provenance import code_state
    from evals.run import run_cases, start

    def now() -> datetime:
        return datetime.now(UTC)

    made, folder = start(
        dataset, session, extractive=extractive, limit=limit, now=now, code=code_state()
    )
    try:
        with meter(here) as shown:
            return run_cases(
                made,
                folder,
                dataset,
                session,
                now=now,
                notify=lambda record, number, total: shown.show("cases", number, total),
            )
    except KeyboardInterrupt:
        here.note(f"The cases done so far are kept in {folder.path}")
        raise


def as_text(report: "EvalReport") -> str:
    """The metrics as a table, then what failed, then where the run is kept."""
    head = ("metric", "language", "value", "95% interval", "n", "unscored")
    rows = [
        (
            row.name,
            row.language,
            _number(row.value),
            " to ".join(_number(end) for end in row.interval) if row.interval else "–",
            str(row.n),
            str(row.unscored),
        )
        for row in report.metrics
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = []
    for row in [head, tuple("-" * width for width in widths), *rows]:
        left = [cell.ljust(width) for cell, width in zip(row[:2], widths)]
        right = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:])]
        lines.append("  ".join([*left, *right]))
    lines += ["", "Lower is better for: " + ", ".join(_lower_is_better()) + ".", ""]
    for fault in report.failed:
        name = f" ({fault['id']})" if fault["id"] else ""
        lines.append(f"line {fault['line']}{name}: {fault['error']['message']}")
    lines.append(f"Run {report.run}: {report.cases} case(s), {report.errors} error(s).")
    lines.append(report.report)
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _lower_is_better() -> list[str]:
    from evals.measure import metrics

    return [metric.name for metric in metrics(1) if metric.lower_is_better]


@app.command("list")
def list_(context: typer.Context) -> int:
    """The runs that are kept, oldest first."""
    from evals.folder import run_folders

    here = terminal(context)
    rows = [_listed(f.path.name, f.run()) for f in run_folders(here.settings().data)]
    text = "\n".join(
        f"{row['run']}  {row['state']}  {row['done']} of {row['cases']} case(s), "
        f"{row['errors']} error(s)  {row['model']}  {row['file']}"
        if row["file"]
        else f"{row['run']}  {row['state']}"
        for row in rows
    )
    here.emit({"runs": rows}, text or "No run is kept here. Run: hikma eval run corpus")
    return DONE


def _listed(name: str, made: "EvalRun | None") -> dict[str, Any]:
    """One run as a row; a run whose `run.json` is damaged is shown, not passed over."""
    kept = ("started", "ended", "cases", "done", "errors", "model", "file")
    row: dict[str, Any] = {"run": name, **{key: getattr(made, key, None) for key in kept}}
    if made is None:
        state = "damaged"
    else:
        state = "complete" if made.complete else "cut-short" if made.ended else "unfinished"
    return row | {"state": state}
