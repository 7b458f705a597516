"""`hikma bench`: speed and memory on this machine, side by side with a baseline, as ratios."""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.progress import Meter, meter
from app.cli.terminal import DONE, PARTLY, terminal

if TYPE_CHECKING:
    from evals.bench.sides import Show

COMMAND = (sys.executable, "-m", "app.cli.main")
"""What `hikma` starts, with this Python."""


def bench(
    context: typer.Context,
    section: Annotated[
        list[str] | None,
        typer.Option(help="Only ingest, answers, cold, growth or search; repeatable."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Little of each, in under two minutes.")
    ] = False,
) -> int:
    """Measure speed and memory, each beside a baseline in the same run.

    Ingesting and answering beside the plain LangChain chain on the same
    models (it needs the extra "eval"), a cold start beside importing
    chromadb; then a library that grows to 100,000 chunks, and search in it.
    About an hour; --quick measures little of each. Ratios hold on a busy
    machine, seconds do not. Works on the shipped documents in a temporary
    folder (2 GB): your library is not touched. Exit status 3 where
    something could not be measured; it is named with its remedy.
    """
    from datetime import UTC, datetime

    from evals import provenance
    from evals.bench.plan import planned
    from evals.bench.run import run
    from evals.bench.table import as_text

    here = terminal(context)
    plan = planned(section or (), quick=quick)
    with meter(here) as shown:
        report = run(
            plan,
            here.settings(),
            COMMAND,
            begin=lambda name, number, total: _section(shown, f"{number}/{total} {name}"),
            now=lambda: datetime.now(UTC),
            code=provenance.code_state(),
        )
    here.emit(report.model_dump(mode="json"), as_text(report))
    return DONE if report.complete else PARTLY


def _section(shown: Meter, name: str, clock: Callable[[], float] = time.monotonic) -> "Show":
    """Shows how far a section is and, where no bar does so, how long the rest of it takes."""
    from app.cli.eval_run import duration

    begun: dict[str, tuple[float, int]] = {}

    def show(what: str, done: int, total: int) -> None:
        now = clock()
        started, at = begun.setdefault(what, (now, done))
        left = ""
        if at < done < total and not sys.stderr.isatty():
            left = f", {duration((now - started) / (done - at) * (total - done))} left"
        shown.show(f"{name}: {what}", done, total, left)

    return show
