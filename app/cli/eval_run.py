"""The run behind `hikma eval run`: what was asked for → suite, library, system, judge → report."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.progress import Meter, meter
from app.cli.terminal import Terminal

if TYPE_CHECKING:
    from evals.judging import Judging
    from evals.loaders.suite import Suite
    from evals.records import EvalRecord, EvalReport
    from evals.run import Bench
    from ingest.reports import FileReport, Watcher
    from tutor.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """What a run was asked to be."""

    suite: str
    split: str | None
    sets: Path | None
    limit: int | None
    seed: int | None
    system: str
    judge: str | None
    resume: bool
    which: str | None


def work(here: Terminal, wanted: Wanted) -> "tuple[EvalReport, dict[str, bool]]":
    """The report, and for each language whether the judge may gate there."""
    from evals.folder import RunFolder
    from evals.kept import may_gate, read_kept
    from evals.loaders.library import SuiteSession, open_session
    from evals.run import Bench
    from evals.systems.table import load_system

    suite, settings = _suite(here, wanted), here.settings()
    judging = _judging(wanted.judge, settings)
    with meter(here) as shown, open_session(suite, settings, _watcher(shown)) as session:
        if isinstance(session, SuiteSession) and session.suite.failed:
            here.note(f"Texts that could not be indexed: {', '.join(session.suite.failed)}.")
        shown.show("opening", 0, 1)
        system = load_system(wanted.system, session)
        try:
            report = _asked(here, wanted, suite, Bench(session, system, judging), shown)
        finally:
            system.close()
    if judging is not None and judging.unjudged:
        here.note(f"The judge failed at {judging.unjudged} claim(s): {judging.fault}")
    return report, may_gate(read_kept(RunFolder(Path(report.report).parent)))


def _suite(here: Terminal, wanted: Wanted) -> "Suite":
    from evals.loaders.named import load_suite
    from evals.loaders.sample import half, sampled
    from evals.run import SEED

    suite = load_suite(wanted.suite, wanted.sets)
    if suite.dataset.ignored:
        here.note(f"Fields that are not used: {', '.join(suite.dataset.ignored)}.")
    if wanted.split is not None:
        suite = half(suite, wanted.split)
    return sampled(suite, wanted.limit, SEED if wanted.seed is None else wanted.seed)


def _judging(name: str | None, settings: "Settings") -> "Judging | None":
    if name is None:
        return None
    from evals.judges.judge import load_judge
    from evals.judging import Judging

    return Judging(load_judge(name, data=settings.data, model_roots=settings.model_roots))


def _asked(
    here: Terminal, wanted: Wanted, suite: "Suite", bench: "Bench", shown: Meter
) -> "EvalReport":
    from datetime import UTC, datetime

    from evals.provenance import code_state
    from evals.resume import resume
    from evals.run import SEED, begin, prepare, run_cases

    def now() -> datetime:
        return datetime.now(UTC)

    data, seed = here.settings().data, SEED if wanted.seed is None else wanted.seed
    made = prepare(suite, bench, limit=wanted.limit, seed=seed, now=now, code=code_state())
    done: tuple[EvalRecord, ...] = ()
    if wanted.resume:
        made, folder, done = resume(made, suite, data, wanted.which, now)
        here.note(f"Going on with {made.run} after {len(done)} of {made.cases} case(s).")
    else:
        folder = begin(made, data)
    with kept(here, folder.path):
        return run_cases(
            made, folder, suite, bench, done=done, now=now, notify=progress(shown, len(done))
        )


def progress(shown: Meter, begun: int) -> "Callable[[EvalRecord, int, int], None]":
    """Shows how far a run is and, where no bar does so, how long the rest will take."""
    started = time.monotonic()

    def notify(record: "EvalRecord", number: int, total: int) -> None:
        each = (time.monotonic() - started) / max(number - begun, 1)
        left = "" if sys.stderr.isatty() else f", {duration(each * (total - number))} left"
        shown.show("cases", number, total, left if number < total else "")

    return notify


def duration(seconds: float) -> str:
    """As a person says it who waits."""
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"about {round(seconds)} s"
    return f"about {minutes} min" if minutes < 120 else f"about {minutes / 60:.1f} h"


@contextmanager
def kept(here: Terminal, folder: Path) -> Iterator[None]:
    """Says where what was done is, if it is interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        here.note(f"The cases done so far are kept in {folder}; add --resume to go on.")
        raise


def _watcher(shown: Meter) -> "Watcher":
    """Shows how far a suite's own library is."""
    from ingest.reports import Watcher

    class Shown(Watcher):
        def file(self, report: "FileReport", number: int, total: int) -> None:
            shown.show("texts", number, total)

    return Shown()
