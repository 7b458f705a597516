"""`hikma eval`: run questions with known answers, and list the runs of this data folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.eval_calibrate import calibrate
from app.cli.eval_compare import compare, gates_as_text, report
from app.cli.progress import meter
from app.cli.terminal import DONE, PARTLY, USER_ERROR, terminal

if TYPE_CHECKING:
    from evals.gate import Failure
    from evals.records import EvalReport

app = typer.Typer(help="Measure answers against known ones.", no_args_is_help=True)
app.command()(compare)
app.command("report")(report)
app.command()(calibrate)


@app.command()
def run(
    context: typer.Context,
    suite: Annotated[
        str, typer.Argument(help="A set by name (gold, items, xquad, …), or a file of questions.")
    ],
    which: Annotated[
        str | None, typer.Argument(metavar="RUN", help="With --resume: the run to go on with.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="Only one half: tune or report.")] = None,
    sets: Annotated[Path | None, typer.Option(help="Folder of further sets.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="That many cases, drawn in proportion.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of drawing and of the intervals.")] = None,
    system: Annotated[
        str, typer.Option(help="Who answers: tutor, extractive, bm25, dense, chain.")
    ] = "tutor",
    judge: Annotated[
        str | None, typer.Option(help="Who judges the claims: embedded, particulars, floor.")
    ] = None,
    fail_under: Annotated[
        Path | None, typer.Option(help="File of thresholds; exit status 1 where one is missed.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the last such run that was interrupted.")
    ] = False,
) -> int:
    """Ask every question of a suite and score the answers; exit status 3 if some failed.

    The suite `items`, and a file of such, asks the gates for quiz items instead; with `--system
    extractive` those that need no chat model.
    """
    from app.cli.eval_items import told
    from app.cli.eval_run import run as shown_run
    from evals.items.cases import is_items
    from evals.wanted import Wanted

    here = terminal(context)
    _refuse(which, resume)
    if fail_under is not None:
        from evals.gate import read_thresholds

        read_thresholds(fail_under)  # a typing error in it must not cost an hour
    wanted = Wanted(
        suite=suite, split=split, sets=sets, limit=limit, seed=seed, system=system, judge=judge,
        resume=resume, which=which,
    )  # fmt: skip
    made, judges = shown_run(here, wanted)
    missed = _missed(made, fail_under, judges)
    shown = made.model_dump(mode="json")
    if missed is not None:
        shown["gates"] = [failure.model_dump(mode="json") for failure in missed]
    table = told(made, system) if is_items(suite) else ""
    here.emit(shown | {"system": system}, table + as_text(made) + gates_as_text(missed, fail_under))
    if missed:
        return USER_ERROR
    return PARTLY if made.errors else DONE


def _refuse(which: str | None, resume: bool) -> None:
    from ingest.errors import InputError

    if which is not None and not resume:
        raise InputError(
            f"{which} after the suite means a run to go on with.",
            hint="Write: hikma eval run SUITE --resume RUN",
        )


def _missed(
    report: "EvalReport", file: Path | None, judges: dict[str, bool]
) -> "list[Failure] | None":
    """The thresholds of `file` that do not hold; None without a file. Raises `InputError`."""
    if file is None:
        return None
    from evals.gate import gate
    from evals.measure import metrics

    judged = frozenset(metric.name for metric in metrics(1) if metric.needs_judge)
    return gate(report, file, judges, judged)


@app.command()
def make(
    context: typer.Context,
    count: Annotated[int, typer.Argument(min=1, help="How many questions.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("questions.jsonl"),
    seed: Annotated[int, typer.Option(help="Of what is asked about.")] = 0,
) -> int:
    """Write questions about your own documents, marked as synthetic; exit status 3 if fewer."""
    from evals.synthetic import synthetic, write_cases
    from tutor.compose import TRIES

    here = terminal(context)
    drafts = 0

    def tell(made: object) -> None:
        nonlocal drafts
        drafts += 1
        shown.show("drafts", drafts, TRIES * count)

    with meter(here) as shown, here.session() as session:
        written = write_cases(out, synthetic(session, count, seed, tell))
    document = {"file": str(out.absolute()), "asked": count, "made": written}
    here.emit(document, f"{written} of {count} question(s) in {out}: hikma eval run {out}")
    return DONE if written == count else PARTLY


def as_text(report: "EvalReport") -> str:
    """The metrics as a table, then what failed, then where the run is kept."""
    head = ("metric", "language", "value", "95% interval", "n", "unscored")
    rows = [
        (
            row.name,
            f"{row.language}→{row.passages}" if row.passages else row.language,
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
    lower = _lower_is_better(report)
    lines += ["", *(["Lower is better for: " + ", ".join(lower) + ".", ""] if lower else [])]
    for fault in report.failed:
        name = f" ({fault['id']})" if fault["id"] else ""
        lines.append(f"line {fault['line']}{name}: {fault['error']['message']}")
    lines.append(f"Run {report.run}: {report.cases} case(s), {report.errors} error(s).")
    if report.unjudged:
        lines.append(f"The judge failed at {report.unjudged} claim(s): they are unchecked.")
    lines.append(report.report)
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _lower_is_better(report: "EvalReport") -> list[str]:
    from evals.measure import metrics

    shown = {row.name for row in report.metrics}
    return [m.name for m in metrics(1) if m.lower_is_better and m.name in shown]


@app.command("list")
def list_(context: typer.Context) -> int:
    """The runs that are kept, oldest first."""
    from evals.listing import listed

    here = terminal(context)
    rows = listed(here.settings().data)
    text = "\n".join(
        f"{row.run}  {row.state}  {row.done} of {row.cases} case(s), "
        f"{row.errors} error(s)  {row.system}  {row.model}  {row.suite}"
        if row.file
        else f"{row.run}  {row.state}"
        for row in rows
    )
    document = {"runs": [row.model_dump(mode="json") for row in rows]}
    here.emit(document, text or "No run is kept here. Run: hikma eval run gold")
    return DONE
