"""Work off the script's thread: begun by one rerun, looked at by all later ones.

    def work(desk: Desk) -> Report:
        for number, path in enumerate(paths):
            desk.check()                                       # raises Stopped once cancelled
            desk.progress(number, len(paths), doing="read", name=path.name)
            desk.say(report_of(path))                          # kept in `job.said`, in order
        return report

    job = start("ingest", work)        # or the one of this kind that still runs
    job = current("ingest")            # None, or this learner's newest of the kind
    job.status                         # running, done, failed, cancelled
    job.progress, job.said, job.result, job.fault
    job.cancel();  forget("ingest")

Draw a running job inside `@st.fragment(run_every=PACE)`, and call `st.rerun()` once it has ended.
The work itself must not touch Streamlit: it runs without a page, outlives reruns and refreshes,
and speaks in values that the screen puts into the learner's language. What it raises becomes a
`Fault`, a bug among them (whose traceback goes to the log). Jobs belong to one browser: see
`learner`. Knows nothing of what is done.
"""

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from ingest.documents import Record
from ingest.errors import HikmaError
from tutor.chats import Fault

Status = Literal["running", "done", "failed", "cancelled"]
Result = TypeVar("Result")

PACE = 0.5
"""Seconds between two looks at a running job."""
KEPT = 500
"""Ended jobs that are remembered, of all learners together; the oldest are forgotten first."""
BUG = "Bug"
"""`Fault.type` of what is no `HikmaError`."""
_COOKIE = "_streamlit_xsrf"
_KEY = "hikma-learner"
_log = logging.getLogger("hikma.jobs")


class Stopped(Exception):
    """The learner cancelled, and the work has stopped in good order."""


class Progress(Record):
    """How far the work is; the screen puts it into words."""

    done: int = 0
    total: int = 0
    """0 where nobody knows."""
    doing: str = ""
    """Stable name of what is being done, as `read` or `embed`: never shown as it is."""
    name: str = ""
    """What it is done to, as a file's name."""

    @property
    def share(self) -> float:
        """`done / total` from 0 to 1; 0 where the total is unknown."""
        return min(self.done / self.total, 1.0) if self.total > 0 else 0.0


class Desk:
    """What the work is given: where it says how far it is and hears that it shall stop."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        """Set once the learner cancels; to be handed to what looks at an event itself."""
        self._progress = Progress()
        self._said: tuple[Any, ...] = ()
        self._saying = threading.Lock()

    def progress(self, done: int, total: int = 0, *, doing: str = "", name: str = "") -> None:
        """Say how far the work is; replaces what was said before."""
        self._progress = Progress(done=done, total=total, doing=doing, name=name)

    def say(self, value: Any) -> None:
        """Add a part of what comes out (a token, a file's report) to `Job.said`."""
        # A new tuple each time: whoever is reading the old one keeps it whole.
        with self._saying:  # the work may have threads of its own
            self._said = (*self._said, value)

    def check(self) -> None:
        """Raises `Stopped` once the learner has cancelled."""
        if self.cancelled.is_set():
            raise Stopped


class Job(Generic[Result]):
    """Work that was begun. Every property may be read at any time from any thread."""

    def __init__(self, kind: str, work: Callable[[Desk], Result], subject: str = "") -> None:
        self.kind = kind
        self.subject = subject
        """What it is about, as a chat's id; the screen's own affair."""
        self.id = secrets.token_hex(6)
        self.result: Result | None = None
        """What the work returned, once `done`."""
        self.fault: Fault | None = None
        """What went wrong, once `failed`."""
        self._status: Status = "running"
        self._work, self._desk = work, Desk()
        self._begun, self._ended = time.monotonic(), 0.0
        self._over = threading.Event()

    @property
    def status(self) -> Status:
        return self._status

    @property
    def running(self) -> bool:
        return self._status == "running"

    @property
    def cancelling(self) -> bool:
        """Cancelled, but not stopped yet."""
        return self.running and self._desk.cancelled.is_set()

    @property
    def progress(self) -> Progress:
        return self._desk._progress

    @property
    def said(self) -> tuple[Any, ...]:
        """What the work has said so far, in order; also after it failed or was cancelled."""
        return self._desk._said

    @property
    def seconds(self) -> float:
        """How long it has taken, or took."""
        return (self._ended or time.monotonic()) - self._begun

    def cancel(self) -> None:
        """Ask the work to stop; it does so where it looks next. Does nothing once it has ended."""
        self._desk.cancelled.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Block until it has ended; False where it has not in time. For tests, not for screens."""
        return self._over.wait(seconds)

    def run(self) -> None:
        """Do the work in this thread; `start` calls it in one of its own."""
        status: Status = "failed"
        try:
            self.result = self._work(self._desk)
            status = "done"
        except HikmaError as error:
            self.fault = Fault(**error.as_record())
        except Exception as error:
            # The engine's own `Cancelled` says the same as `Stopped`, and is no fault either.
            if self._desk.cancelled.is_set():
                status = "cancelled"
            else:
                _log.exception("The job %r failed.", self.kind)
                self.fault = _bug(error)
        finally:
            self._ended = time.monotonic()
            # Last: whoever sees the status may read all the rest.
            self._status = status
            self._over.set()


def start(kind: str, work: Callable[[Desk], Result], *, subject: str = "") -> Job[Result]:
    """Begin `work` in a thread as this learner's job of this kind, in place of an ended one.

    Where one still runs, that one is returned and nothing is begun: a second click does no harm.
    """
    return _board().begin(learner(), Job(kind, work, subject))


def current(kind: str) -> "Job[Any] | None":
    """This learner's job of this kind, running or ended; None where there is none."""
    return _board().job(learner(), kind)


def running() -> list["Job[Any]"]:
    """This learner's jobs that have not ended, the oldest first."""
    return [job for job in _board().jobs(learner()) if job.running]


def busy(kind: str) -> bool:
    """Whether a job of this kind runs, whoever began it."""
    return any(job.running and job.kind == kind for job in _board().every())


def forget(kind: str) -> None:
    """Remove this learner's ended job of this kind; one that runs is cancelled first."""
    _board().drop(learner(), kind)


def learner() -> str:
    """Whose page is being drawn: the same for all pages and refreshes of one browser.

    Streamlit gives each browser a random token against forged requests; its hash is the name.
    Where there is none (in tests) each page is a learner of its own.
    """
    # Kept, because the connection knows the cookie as it was when the page was opened.
    if _KEY not in st.session_state:
        token = _token(st.context.cookies.get(_COOKIE, ""))
        name = hashlib.sha256(token).hexdigest()[:16] if token else secrets.token_hex(8)
        st.session_state[_KEY] = name
    return str(st.session_state[_KEY])


def _token(cookie: str) -> bytes:
    """The token in `2|mask|masked|timestamp`, of which the mask changes at every request."""
    parts = cookie.strip("\"'").split("|")
    with suppress(ValueError):
        if len(parts) == 4 and parts[1]:
            mask, masked = bytes.fromhex(parts[1]), bytes.fromhex(parts[2])
            return bytes(byte ^ mask[at % len(mask)] for at, byte in enumerate(masked))
    return b""


def _bug(error: Exception) -> Fault:
    return Fault(
        type=BUG,
        message=f"{type(error).__name__}: {error}",
        hint="This is a fault of Hikma. The terminal in which it runs has the details.",
    )


class _Board:
    """All jobs of all learners of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[tuple[str, str], Job[Any]] = {}

    def begin(self, owner: str, job: Job[Any]) -> Job[Any]:
        with self._lock:
            there = self._jobs.get((owner, job.kind))
            if there is not None and there.running:
                return there
            self._jobs.pop((owner, job.kind), None)
            self._jobs[owner, job.kind] = job
            for key in list(self._over())[:-KEPT]:
                del self._jobs[key]
        # A daemon: what is half done is completed by the next run, and Ctrl-C ends the app now.
        threading.Thread(target=job.run, name=f"hikma-{job.kind}", daemon=True).start()
        return job

    def job(self, owner: str, kind: str) -> Job[Any] | None:
        with self._lock:
            return self._jobs.get((owner, kind))

    def jobs(self, owner: str) -> list[Job[Any]]:
        with self._lock:
            return [job for (whose, _), job in self._jobs.items() if whose == owner]

    def every(self) -> list[Job[Any]]:
        with self._lock:
            return list(self._jobs.values())

    def drop(self, owner: str, kind: str) -> None:
        with self._lock:
            job = self._jobs.pop((owner, kind), None)
        if job is not None:
            job.cancel()

    def _over(self) -> Iterator[tuple[str, str]]:
        return (key for key, job in self._jobs.items() if not job.running)


@st.cache_resource(show_spinner=False)
def _board() -> _Board:
    return _Board()
