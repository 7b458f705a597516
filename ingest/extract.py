"""Reads files in processes of their own, so that no file can harm or stop the one that asked.

A file may hang its reader, eat all memory or crash an engine written in C: then its process ends,
the fault is named, and the next file gets a new process. Knows nothing of formats; `ingest.serve`
is what those processes run.
"""

import collections
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from ingest import errors
from ingest.documents import Document
from ingest.files import shown
from ingest.kinds import require_supported
from ingest.serve import OUT_OF_MEMORY, Reply, receive, send
from ingest.settings import IngestSettings

FILES_EACH = 200
"""Files that one process reads before a new one takes its place: engines leak."""
_START = (
    "import sys; root = {root!r}; sys.path[:0] = [] if root in sys.path else [root]; "
    "from ingest.serve import serve; serve()"
)
_MEMORY_WORDS = ("memoryerror", "bad_alloc", "out of memory", "cannot allocate")
Reason = Literal["not started", "late", "memory", "killed", "crashed", "nonsense", "closed"]


class _Ended(Exception):
    """A reading process is no more, or of no more use."""

    def __init__(self, reason: Reason, *, page: int = 0, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.page = page
        self.detail = detail


class Extractors:
    """Up to `settings.workers` reading processes, each reused; `read` may be called by threads."""

    def __init__(self, settings: IngestSettings, *, command: Sequence[str] = ()) -> None:
        self._settings = settings
        self._command = tuple(command) or _command()
        self._turns = threading.Semaphore(settings.workers)
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._closed = False

    def __enter__(self) -> "Extractors":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process; a `read` that waits for one raises `ReadError`."""
        with self._lock:
            self._closed = True
            idle, busy = self._idle, self._all.difference(self._idle)
            self._idle = []
        for process in idle:
            process.end()
        for process in busy:
            process.kill()  # whoever waits for it ends it

    def read(self, path: Path) -> Document:
        """The document in the file; blocks until it is read or its time is over.

        Raises the errors of `load` and `read`, and `TooSlow`, `TooLarge`, `DamagedFile` for a
        file that stopped its process.
        """
        require_supported(path, shown(path.name))
        with self._turns:
            try:
                reply = self._ask_any(path)
            except _Ended as ended:
                reason: Reason = "closed" if self._closed else ended.reason
                raise _fault(reason, path, ended, self._settings) from ended
        if reply.document is None:
            raise _as_raised(reply.error or {})
        return reply.document

    def _ask_any(self, path: Path) -> Reply:
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is not None:
            try:
                return self._ask(process, path)
            except _Ended as ended:
                if ended.reason == "late" or self._closed:
                    raise
                # What ended it may be left over from the files before: a new one shall tell.
        return self._ask(self._start(), path)

    def _start(self) -> "_Process":
        with self._lock:
            if self._closed:
                raise _Ended("closed")
            process = _Process(self._command, self._settings)
            self._all.add(process)
        return process

    def _ask(self, process: "_Process", path: Path) -> Reply:
        keep = False
        try:
            reply = process.ask(path)
            worn = reply.peak_mb > self._settings.memory_mb / 4 or process.files >= FILES_EACH
            keep = not worn and not process.late
        finally:  # an interrupt, too, leaves a process in mid-sentence
            with self._lock:
                keep = keep and not self._closed
                if keep:
                    self._idle.append(process)
                else:
                    self._all.discard(process)
            if not keep:
                process.end()
        return reply


def _command() -> tuple[str, ...]:
    """This very Hikma, whatever lies in the folder that the user stands in (`-P`)."""
    return (sys.executable, "-P", "-c", _START.format(root=str(Path(__file__).parents[1])))


class _Process:
    """One reading process, as seen from outside."""

    def __init__(self, command: Sequence[str], settings: IngestSettings) -> None:
        self.files = 0
        self._settings = settings
        self._ready = False
        self.late = False
        self._last_words: collections.deque[bytes] = collections.deque(maxlen=8)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for us; and what it starts ends with it
            )
        except OSError as error:
            raise _Ended("not started", detail=error.strerror or "") from error
        self._listener = threading.Thread(target=self._overhear, daemon=True)
        self._listener.start()

    def ask(self, path: Path) -> Reply:
        """Its answer about one file. Raises `_Ended`."""
        self.late = False
        timer = threading.Timer(self._settings.file_seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            return self._ask(path)
        finally:
            timer.cancel()
            timer.join()  # else it might still end the process while it reads another file

    def _ask(self, path: Path) -> Reply:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended: its silence will tell
            if not self.files:
                send(self._process.stdin, self._settings.model_dump_json().encode())
            send(self._process.stdin, json.dumps(str(path)).encode())
        self.files += 1
        page = 0
        while (reply := self._receive(page)) is not None:
            if reply.document or reply.error:
                return reply
            self._ready = True
            page = reply.page
        raise self._why(page)

    def _receive(self, page: int) -> Reply | None:
        assert self._process.stdout is not None
        most = 2_000_000 * max(self._settings.max_unpacked_mb, self._settings.max_file_mb)
        try:
            frame = receive(self._process.stdout, most)
            return None if frame is None else Reply.model_validate_json(frame)
        except (ValueError, ValidationError) as error:
            # Not what `serve` writes: whoever wrote it is not to be asked again.
            raise _Ended("nonsense", page=page) from error

    def _why(self, page: int) -> _Ended:
        """Why it fell silent."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return _Ended("nonsense", page=page)
        self._listener.join(timeout=1)
        words = b"".join(self._last_words).decode("utf-8", "replace").strip().rpartition("\n")[2]
        if self.late or status == -getattr(signal, "SIGXCPU", 0):
            return _Ended("late", page=page)
        if status == OUT_OF_MEMORY or any(word in words.lower() for word in _MEMORY_WORDS):
            return _Ended("memory", page=page)
        if not self._ready:
            return _Ended("not started", detail=words)
        if status == -getattr(signal, "SIGKILL", 0):
            return _Ended("killed", page=page)
        return _Ended("crashed", page=page, detail=_name_of(status))

    def _give_up(self) -> None:
        self.late = True
        self.kill()

    def _overhear(self) -> None:
        """Keep the last of what it prints: a full pipe would stop it."""
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            while block := os.read(stream.fileno(), 1024):
                self._last_words.append(block)

    def kill(self) -> None:
        """Stop it and all that it started, now."""
        if self._process.returncode is None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()

    def end(self) -> None:
        """Stop it and give back what it held."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what was not sent yet has no reader any more
                assert pipe is not None
                pipe.close()
        self._listener.join(timeout=1)


def _name_of(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"status {status}"


def _fault(
    reason: Reason, path: Path, ended: _Ended, settings: IngestSettings
) -> errors.HikmaError:
    name = shown(path.name)
    at = f" at page {ended.page}" if ended.page else ""
    detail = f": {shown(ended.detail)}" if ended.detail else ""
    match reason:
        case "late":
            return errors.TooSlow(
                f"{name} was not read within {settings.file_seconds:g} s; reading stopped{at}.",
                hint="Split the file, or raise HIKMA_INGEST__FILE_SECONDS.",
            )
        case "memory":
            return errors.TooLarge(
                f"{name} needs more than {settings.memory_mb} MB of memory{at}.",
                hint="Split the file, or raise HIKMA_INGEST__MEMORY_MB.",
            )
        case "killed":
            return errors.TooLarge(
                f"The system stopped the process that read {name}{at}: most likely memory ran out.",
                hint="Close other programs or set HIKMA_INGEST__WORKERS=1, then ingest it again.",
            )
        case "crashed" | "nonsense":
            return errors.DamagedFile(
                f"The process that read {name} crashed{at}{detail}.",
                hint="Open the file in its own program, save it anew and ingest that.",
            )
        case "not started":
            return errors.ReadError(
                f"{name} was not read: no process to read files could be started{detail}.",
                hint="Raise HIKMA_INGEST__MEMORY_MB, set HIKMA_INGEST__WORKERS=1, "
                "or install Hikma anew.",
            )
        case "closed":
            return errors.ReadError(
                f"{name} was not read: reading was stopped.", hint="Run it again to go on."
            )


def _as_raised(record: dict[str, str]) -> errors.HikmaError:
    """The error that `as_record` recorded, of the same class."""
    family = {kind.__name__: kind for kind in _family(errors.HikmaError)}
    kind = family.get(record.get("type", ""), errors.ReadError)
    return kind(record.get("message", ""), hint=record.get("hint", ""))


def _family(kind: type[errors.HikmaError]) -> list[type[errors.HikmaError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _family(child))]
