"""Changing the library as a job: adding files, re-indexing, putting back what was removed.

Each function gives the work that `jobs.start` runs; what it says on its way are `Step`s and
`FileReport`s. Knows no screens. One job changes the library at a time: `turn` is the lock.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.jobs import Desk
from app.removal import Removal, restore
from app.resources import discard_upload
from ingest.documents import LibraryEntry, Record
from ingest.files import actual_path, is_gone
from ingest.pipeline import Selection, find_files, ingest_paths, rebuild
from ingest.reports import FileReport, IngestResult, Watcher
from tutor.session import StudySession

KIND = "library"
"""All of them are one kind of job: a learner changes one thing at a time."""
_LOOK = 0.2
"""Seconds between two looks whether a waiting job was cancelled."""


class Step(Record):
    """A file that begins to be read."""

    path: str


class Cost(Record):
    """What re-indexing would do, said before."""

    documents: int
    chunks: int
    """Passages that would be embedded anew."""
    tokens: int
    """What the embedding model would read."""
    gone: int
    """Documents whose file is no longer there: kept, from their stored text."""


def adding(
    session: StudySession, paths: Sequence[Path], turn: threading.Lock
) -> Callable[[Desk], IngestResult]:
    """The work of adding or updating files and folders."""

    def work(desk: Desk) -> IngestResult:
        with _turn(turn, desk):
            return _ingested(session, find_files(paths), desk, anew=False)

    return work


def reindexing(session: StudySession, turn: threading.Lock) -> Callable[[Desk], IngestResult]:
    """The work of reading and embedding everything anew."""

    def work(desk: Desk) -> IngestResult:
        with _turn(turn, desk):
            return _ingested(session, Selection(files=()), desk, anew=True)

    return work


def restoring(
    session: StudySession, removal: Removal, turn: threading.Lock
) -> Callable[[Desk], None]:
    """The work of putting back a document that was removed."""

    def work(desk: Desk) -> None:
        with _turn(turn, desk):
            desk.progress(0, doing="restore", name=removal.document.title)
            restore(session, removal)

    return work


def cost(entries: Sequence[LibraryEntry]) -> Cost:
    """What `reindexing` would do to these documents. Looks at the disk for their files."""
    return Cost(
        documents=len(entries),
        chunks=sum(entry.chunks for entry in entries),
        tokens=sum(entry.tokens for entry in entries),
        gone=sum(is_gone(actual_path(entry.path)) for entry in entries),
    )


@contextmanager
def _turn(turn: threading.Lock, desk: Desk) -> Iterator[None]:
    """Wait for the others, unless the learner cancels meanwhile."""
    desk.progress(0, doing="wait")
    while not turn.acquire(timeout=_LOOK):
        desk.check()
    try:
        yield
    finally:
        turn.release()


def _ingested(
    session: StudySession, selection: Selection, desk: Desk, *, anew: bool
) -> IngestResult:
    settings = session.settings
    desk.progress(0, len(selection.files), doing="load")
    embeddings = session.embeddings
    desk.progress(0, len(selection.files), doing="open")
    try:
        return (rebuild if anew else ingest_paths)(
            selection,
            settings.index_folder,
            embeddings,
            settings.ingest,
            store=settings.index,
            watcher=_Told(session, desk, len(selection.files)),
        )
    finally:
        session.reopen_index()


class _Told(Watcher):
    """Hands on to the desk how far ingestion is, and stops it where the learner cancelled.

    Stopped in the middle it leaves what a killed run leaves, which the next one completes.
    """

    def __init__(self, session: StudySession, desk: Desk, total: int) -> None:
        self._settings, self._desk = session.settings, desk
        self._done, self._total = 0, total

    def reading(self, path: str) -> None:
        self._desk.say(Step(path=path))
        if not self._done:
            self._desk.progress(0, self._total, doing="read")

    def file(self, report: FileReport, number: int, total: int) -> None:
        self._done, self._total = number, total
        if report.status in ("failed", "skipped"):
            discard_upload(self._settings, actual_path(report.path))
        self._desk.say(report)
        self._desk.progress(number, total, doing="read")
        self._desk.check()

    def chunks(self, name: str, done: int, total: int) -> None:
        self._desk.progress(
            self._done, max(self._total, 1), doing="embed", name=f"{name} ({done}/{total})"
        )
        self._desk.check()
