"""What a run is asked to be → suite, library, system, judge → its report.

The whole way of `hikma eval run` and of the app's screen. Who looks on is told how far it is; an
exception raised while being told ends the run, and what was done by then is kept.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from evals import provenance
from evals.folder import RunFolder
from evals.items.cases import is_items, read_items
from evals.items.human import human_rows
from evals.items.run import Calibration, refuse, run_items
from evals.judges.judge import load_judge
from evals.judging import Judging
from evals.kept import may_gate, read_kept
from evals.loaders.library import SuiteSession, open_session
from evals.loaders.named import load_suite
from evals.loaders.sample import half, named_half, sampled
from evals.loaders.suite import Suite
from evals.records import EvalRecord, EvalReport, EvalRun
from evals.resume import resume
from evals.run import SEED, Bench, begin, prepare, run_cases
from evals.systems.table import TUTOR, load_system
from ingest.documents import Record
from ingest.reports import FileReport, Watcher
from tutor.session import StudySession
from tutor.settings import Settings


class Wanted(Record):
    """What a run was asked to be."""

    suite: str
    """A name or a file, as `load_suite` takes it."""
    split: str | None = None
    sets: Path | None = None
    """Folder of further sets."""
    limit: int | None = None
    seed: int | None = None
    """None: `SEED`."""
    system: str = TUTOR
    judge: str | None = None
    resume: bool = False
    which: str | None = None
    """The run to go on with; None: the newest that was interrupted and asked for the same."""


class Onlooker:
    """Is told how far a run is; the base class does not listen."""

    def note(self, text: str) -> None:
        """Something that whoever asked should know."""

    def texts(self, number: int, total: int) -> None:
        """Of the suite's own texts, `number` of `total` are indexed."""

    def opening(self) -> None:
        """The models are about to be opened."""

    def begun(self, folder: Path, done: int, total: int) -> None:
        """The run is kept in `folder`; `done` of its cases were asked before."""

    def case(self, record: EvalRecord, number: int, total: int) -> None:
        """A case is done."""


def work(
    wanted: Wanted,
    settings: Settings,
    onlooker: Onlooker,
    models: StudySession | None = None,
) -> tuple[EvalReport, dict[str, bool]]:
    """The report, and for each language whether the judge may gate there.

    `models` is an open session whose models, and whose library where the suite brings no texts,
    are used and left open; without it they are opened and closed. Raises `HikmaError`s.
    """
    if is_items(wanted.suite):
        return _items(wanted, settings, onlooker, models), {}
    suite = _suite(wanted, onlooker)
    judging = _judging(wanted.judge, settings)
    with _session(suite, settings, onlooker, models) as session:
        if isinstance(session, SuiteSession) and session.suite.failed:
            onlooker.note(f"Texts that could not be indexed: {', '.join(session.suite.failed)}.")
        onlooker.opening()
        with closing(load_system(wanted.system, session)) as system:
            bench = Bench(session, system, judging)
            report = _kept(wanted, suite, bench, onlooker, run_cases)
    if judging is not None and judging.unjudged:
        onlooker.note(f"The judge failed at {judging.unjudged} claim(s): {judging.fault}")
    return report, may_gate(read_kept(RunFolder(Path(report.report).parent)))


def _items(
    wanted: Wanted, settings: Settings, onlooker: Onlooker, models: StudySession | None
) -> EvalReport:
    """The gates over quiz items instead of a system over questions."""
    refuse(wanted.system, wanted.judge)
    suite, cases = read_items(wanted.suite)
    if split := wanted.split or named_half(wanted.suite)[1]:
        suite = half(suite, split)
    suite = sampled(suite, wanted.limit, _seed(wanted))
    human = human_rows(wanted.sets) if wanted.sets is not None else ()
    with nullcontext(models) if models else StudySession(settings) as session:
        onlooker.opening()
        with closing(load_system(wanted.system, session)) as system:
            model = session.chat_model if wanted.system == TUTOR else None
            run = partial(run_items, works=Calibration(cases, model, human))
            return _kept(wanted, suite, Bench(session, system), onlooker, run)


def going_on(run: EvalRun) -> Wanted:
    """What goes on with an interrupted run: the same suite, system, judge, sample."""
    folder = Path(run.file).parent
    return Wanted(
        suite=run.suite or run.file,
        sets=folder if folder.is_dir() else None,
        limit=run.limit,
        seed=run.seed,
        system=run.system,
        judge=run.judge.name or None,
        resume=True,
        which=run.run,
    )


def _suite(wanted: Wanted, onlooker: Onlooker) -> Suite:
    suite = load_suite(wanted.suite, wanted.sets)
    if suite.dataset.ignored:
        onlooker.note(f"Fields that are not used: {', '.join(suite.dataset.ignored)}.")
    if wanted.split is not None:
        suite = half(suite, wanted.split)
    return sampled(suite, wanted.limit, _seed(wanted))


def _seed(wanted: Wanted) -> int:
    return SEED if wanted.seed is None else wanted.seed


def _judging(name: str | None, settings: Settings) -> Judging | None:
    if name is None:
        return None
    return Judging(load_judge(name, data=settings.data, model_roots=settings.model_roots))


def _session(
    suite: Suite, settings: Settings, onlooker: Onlooker, models: StudySession | None
) -> AbstractContextManager[StudySession]:
    if models is not None and not suite.documents:
        return nullcontext(models)
    return open_session(suite, settings, _Texts(onlooker), models)


class _Texts(Watcher):
    """Passes on how far a suite's own library is."""

    def __init__(self, onlooker: Onlooker) -> None:
        self._onlooker = onlooker

    def file(self, report: FileReport, number: int, total: int) -> None:
        self._onlooker.texts(number, total)


def _kept(
    wanted: Wanted,
    suite: Suite,
    bench: Bench,
    onlooker: Onlooker,
    run: Callable[..., EvalReport],
) -> EvalReport:
    """What `run` (as `run_cases`) makes of the suite, in a new folder or an interrupted run's."""
    data, seed = bench.session.settings.data, _seed(wanted)
    made = prepare(
        suite, bench, limit=wanted.limit, seed=seed, now=_now, code=provenance.code_state()
    )
    done: tuple[EvalRecord, ...] = ()
    if wanted.resume:
        made, folder, done = resume(made, suite, data, wanted.which, _now)
        onlooker.note(f"Going on with {made.run} after {len(done)} of {made.cases} case(s).")
    else:
        folder = begin(made, data)
    onlooker.begun(folder.path, len(done), made.cases)
    return run(made, folder, suite, bench, done=done, now=_now, notify=onlooker.case)


def _now() -> datetime:
    return datetime.now(UTC)
