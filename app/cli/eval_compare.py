"""`hikma eval compare` and `hikma eval report`: kept runs side by side, and on a page."""

import textwrap
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.terminal import DONE, USER_ERROR, Terminal, terminal

if TYPE_CHECKING:
    from evals.compare import Comparison, Difference
    from evals.gate import Failure
    from evals.kept import Kept

NAMED = 20
"""Flipped cases that are shown in a terminal."""
_RUN = "A run: its id or the beginning of it, last, last-1, or its folder."


def compare(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help=_RUN)],
    b: Annotated[str, typer.Argument(help="The run that came after.")],
    fail_under: Annotated[
        Path | None, typer.Option(help="File of thresholds; exit status 1 where one is missed.")
    ] = None,
) -> int:
    """Say whether B is better than A, over the cases that both ran, and which cases flipped."""
    from evals.compare import compare as compared
    from evals.compare import known_metrics
    from evals.gate_change import gate_change
    from evals.kept import may_gate

    here = terminal(context)
    first, second = _kept(here, a), _kept(here, b)
    found = compared(first, second)
    missed: list[Failure] | None = None
    if fail_under is not None:
        table = known_metrics(first.run) | known_metrics(second.run)
        missed = gate_change(found, fail_under, table, may_gate(second))
    document = found.model_dump(mode="json")
    if missed is not None:
        document["gates"] = [failure.model_dump(mode="json") for failure in missed]
    here.emit(document, as_text(found) + gates_as_text(missed, fail_under))
    return USER_ERROR if missed else DONE


def report(
    context: typer.Context,
    runs: Annotated[list[str], typer.Argument(help=f"{_RUN} Others stand beside the first.")],
    out: Annotated[Path | None, typer.Option(help="Where to write it.")] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Short Markdown; of two runs the second came before.")
    ] = False,
) -> int:
    """Write one HTML file that needs no network: figures, worst cases, what ran."""
    here = terminal(context)
    kept = [_kept(here, name) for name in runs]
    text = _markdown(kept) if markdown else _html(kept)
    path = out or kept[0].folder / ("report.md" if markdown else "report.html")
    _write(path, text)
    document = {"report": str(path.absolute()), "runs": [one.run.run for one in kept]}
    here.emit(document, text if markdown else str(path.absolute()))
    return DONE


def _kept(here: Terminal, name: str) -> "Kept":
    from evals.kept import find_run, read_kept

    found = read_kept(find_run(here.settings().data, name))
    if not found.run.complete:
        here.note(f"{found.run.run} was cut short: {found.run.done} of {found.run.cases} cases.")
    if found.damaged:
        here.note(f"{found.run.run}: {found.damaged} line(s) of its records are damaged.")
    return found


def _html(kept: "list[Kept]") -> str:
    from evals.html.page import as_html

    return as_html(kept)


def _markdown(kept: "list[Kept]") -> str:
    from evals.compare import compare as compared
    from evals.kept import reported
    from evals.markdown import as_markdown
    from ingest.errors import InputError

    if len(kept) > 2:
        raise InputError(
            "Markdown shows one run, and its difference to one other.",
            hint="Name one or two runs, or leave --markdown out.",
        )
    against = compared(kept[1], kept[0]) if len(kept) == 2 else None
    return as_markdown(kept[0], reported(kept[0]), against)


def _write(path: Path, text: str) -> None:
    from ingest.errors import StoreError

    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise StoreError(
            f"{path} cannot be written ({error.strerror}).", hint="Name another file with --out."
        ) from error


def as_text(found: "Comparison") -> str:
    """What ran differently, the differences as a table, then the cases that flipped."""
    lines = [
        f"A {found.a}, {found.cases_a} case(s)",
        f"B {found.b}, {found.cases_b} case(s)",
        f"{found.cases} case(s) in common.",
        "",
        *(f"{name}: {_short(left)} → {_short(right)}" for name, left, right in found.changes),
        *([""] if found.changes else []),
        *_table(found),
        "",
        "Each interval is 95%: of twenty rows about one differs by chance.",
    ]
    return "\n".join([*lines, *_flipped(found)])


def _table(found: "Comparison") -> list[str]:
    head = ("metric", "language", "A", "B", "difference", "95% interval", "n", "left out", "")
    rows = [_row(row) for row in found.metrics]
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    return [
        "  ".join(
            cell.ljust(width) if at in (0, 1, 8) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in (head, tuple("-" * width for width in widths), *rows)
    ]


def _row(row: "Difference") -> tuple[str, ...]:
    ends = " to ".join(f"{end:+.2f}" for end in row.interval) if row.interval else "–"
    left_out = row.only_a + row.only_b + max(row.unscored_a, row.unscored_b)
    return (
        row.name,
        row.language,
        _number(row.a),
        _number(row.b),
        "–" if row.difference is None else f"{row.difference:+.2f}",
        ends,
        str(row.n),
        str(left_out),
        row.verdict,
    )


def _short(value: str) -> str:
    """A setting on one line: a prompt is one, too."""
    return textwrap.shorten(value, 80, placeholder="…")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _flipped(found: "Comparison") -> list[str]:
    from tutor.display import harmless

    def said(text: str) -> str:
        return " ".join(harmless(text).split()) or "–"

    lines = ["", f"{len(found.flipped)} score(s) flipped."]
    for flip in found.flipped[:NAMED]:
        way = {True: "better", False: "worse", None: "changed"}[flip.better]
        lines += [
            "",
            f"{said(flip.id)}  {flip.metric} {_number(flip.a)} → {_number(flip.b)}, {way}",
            f"  {said(flip.question)}",
            f"  A: {said(flip.answer_a)}",
            f"  B: {said(flip.answer_b)}",
        ]
    rest = len(found.flipped) - NAMED
    return lines + ([f"… and {rest} more: add --json for all."] if rest > 0 else [])


def gates_as_text(missed: "list[Failure] | None", file: Path | None) -> str:
    """What does not hold, below the rest; nothing where nothing was asked."""
    if missed is None:
        return ""
    if not missed:
        return f"\n\nEvery threshold of {file} holds."
    lines = [f"{one.metric} ({one.language}) {one.why}: {one.message}" for one in missed]
    return "\n".join(["", "", f"Thresholds of {file} that do not hold:", *lines])
