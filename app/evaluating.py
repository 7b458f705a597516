"""Measuring as a job: a run of questions, making questions, calibrating a judge.

Each function gives the work that `jobs.start` runs. Where its files are kept, too:
`<data>/evals/questions/`. Knows no screens.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.jobs import Desk
from app.resources import safe_name
from evals.calibrate import calibrate
from evals.judges.calibrations import Calibration
from evals.judges.judge import load_judge
from evals.judges.label_files import read_labels
from evals.records import EvalRecord
from evals.run import SEED
from evals.synthetic import synthetic, write_cases
from evals.wanted import Onlooker, Wanted, work
from ingest.documents import Record
from ingest.errors import StoreNotWritable, TooLarge
from ingest.files import document_id
from tutor.compose import TRIES
from tutor.session import StudySession
from tutor.settings import Settings

RUN, MAKE, CALIBRATE = "evaluate", "make-questions", "calibrate"
"""Kinds of jobs."""
MOST_MB = 50
"""Of an uploaded file of questions or labels, which is read into memory as a whole."""


class Begun(Record):
    """The run has a folder: from here on, what is measured stays."""

    run: str
    done: int
    """Cases that were asked before, in a run that goes on."""
    total: int
    at: float
    """`time.monotonic()`."""

    def left(self, done: int, now: float) -> float | None:
        """Seconds until the end at the pace so far; None before the first case."""
        fresh = done - self.done
        return (now - self.at) / fresh * (self.total - done) if fresh > 0 else None


class Note(Record):
    """Something to be known of a run."""

    text: str


class Made(Record):
    """Questions that were made from the learner's documents."""

    file: Path
    asked: int
    made: int


def evaluating(wanted: Wanted, session: StudySession) -> Callable[[Desk], str]:
    """The work of a run; its result is the run's id."""

    def asked(desk: Desk) -> str:
        desk.progress(0, doing="load")
        report, _gates = work(wanted, session.settings, _Told(desk), session)
        return report.run

    return asked


class _Told(Onlooker):
    """Hands on to the desk how far a run is, and ends it after a case where it was cancelled."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def note(self, text: str) -> None:
        self._desk.say(Note(text=text))

    def texts(self, number: int, total: int) -> None:
        self._desk.progress(number, total, doing="texts")
        self._desk.check()

    def opening(self) -> None:
        self._desk.progress(0, doing="open")

    def begun(self, folder: Path, done: int, total: int) -> None:
        self._desk.say(Begun(run=folder.name, done=done, total=total, at=time.monotonic()))
        self._desk.progress(done, total, doing="ask")

    def case(self, record: EvalRecord, number: int, total: int) -> None:
        self._desk.progress(number, total, doing="ask")
        self._desk.check()


def making(session: StudySession, count: int, seed: int) -> Callable[[Desk], Made]:
    """The work of writing questions about the learner's own documents."""

    def made(desk: Desk) -> Made:
        drafts, most = 0, TRIES * count

        def tell(_draft: object) -> None:
            nonlocal drafts
            drafts += 1
            desk.progress(drafts, most, doing="draft")
            desk.check()

        desk.progress(0, doing="load")
        cases = synthetic(session, count, seed, tell)
        name = f"synthetic-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl"
        path = _folder(session.settings) / name
        try:
            written = write_cases(path, cases)
        finally:
            if path.exists() and not path.stat().st_size:
                path.unlink()  # a set without a question would be offered, and refused
        return Made(file=path, asked=count, made=written)

    return made


def calibrating(
    settings: Settings, judge: str, labels: Path, limit: int | None
) -> Callable[[Desk], tuple[Calibration, ...]]:
    """The work of measuring a judge on labelled claims; what was judged is kept as it is."""

    def measured(desk: Desk) -> tuple[Calibration, ...]:
        def notify(done: int, total: int) -> None:
            desk.progress(done, total, doing="judge")
            desk.check()

        desk.progress(0, doing="load")
        rows = read_labels(labels)
        for fault in rows.faults:
            desk.say(Note(text=f"{fault['file']}, {fault['line']}: {fault['message']}"))
        loaded = load_judge(judge, data=settings.data, model_roots=settings.model_roots)
        return calibrate(
            loaded,
            rows,
            labels,
            settings.data,
            limit=limit,
            now=lambda: datetime.now(UTC),
            seed=SEED,
            notify=notify,
        )

    return measured


def questions_made(settings: Settings) -> list[Path]:
    """The sets that were made from the learner's documents, the newest first."""
    return sorted(_questions(settings).glob("synthetic-*.jsonl"), reverse=True)


def keep_questions(settings: Settings, name: str, data: bytes) -> Path:
    """Keep an uploaded file of questions or labels; the same content is kept once.

    Raises `TooLarge`, `StoreNotWritable`.
    """
    if len(data) > MOST_MB * 1_000_000:
        raise TooLarge(
            f"{safe_name(name)} has more than {MOST_MB} MB.", hint="Split the file, or shorten it."
        )
    # The content comes first in the name: two files of one name do not overwrite each other.
    path = _folder(settings) / f"{document_id(data)}-{safe_name(name)}"
    if path.exists():  # every rerun of a page hands the file over again
        return path
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        raise _not_writable(path, error) from error
    return path


def _questions(settings: Settings) -> Path:
    return settings.data.absolute() / "evals" / "questions"


def _folder(settings: Settings) -> Path:
    folder = _questions(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(folder, error) from error
    return folder


def _not_writable(path: Path, error: OSError) -> StoreNotWritable:
    return StoreNotWritable(
        f"{path} cannot be written ({error.strerror}).",
        hint="Check the free disk space and the folder's permissions.",
    )
