"""What a reading process runs: told a path, it answers with the document or the fault.

Talks in JSON over its pipes, which, unlike a pickle, cannot run code in the process that reads
it. Limits its own memory; ends when the one that asks is gone. `ingest.extract` starts it.
"""

import json
import os
import queue
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO

from ingest import progress
from ingest.documents import Document, Record
from ingest.errors import DamagedFile, HikmaError
from ingest.files import load, shown
from ingest.read import read
from ingest.settings import IngestSettings

OUT_OF_MEMORY = 77
"""Exit status of a process that met its limit of memory."""
_SIZE = 4
"""Bytes before each message that say how long it is, big-endian."""


class Reply(Record):
    """The page that is being read, or how it ended: a document or an error's record."""

    page: int = 0
    document: Document | None = None
    error: dict[str, str] | None = None
    peak_mb: int = 0
    """The most memory that the process has held."""


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(_SIZE, "big"))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> bytes | None:
    """One message, None at the end. Raises `ValueError` for one of more than `most` bytes."""
    size = stream.read(_SIZE)
    if len(size) < _SIZE:
        return None
    length = int.from_bytes(size, "big")
    if length > most:
        raise ValueError(f"a message of {length} bytes")
    message = stream.read(length)
    return message if len(message) == length else None


def serve() -> None:
    """Read files until nobody asks any more."""
    questions, answers = _private_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions, requests), daemon=True).start()
    settings = IngestSettings.model_validate_json(requests.get())
    _limit_memory(settings)
    _say(answers, Reply())
    progress.listener.set(lambda page: _say(answers, Reply(page=page)))
    while True:
        path = Path(json.loads(requests.get()))
        _limit_processor_time(settings)
        _say(answers, _answer(path, settings))


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output, for us alone: what a library prints must not be an answer."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return pipes


def _listen(questions: IO[bytes], requests: "queue.SimpleQueue[bytes]") -> None:
    """Hand on what is asked; when the pipe closes, whoever asked is gone: end, at any moment."""
    while (message := receive(questions, most=1 << 20)) is not None:
        requests.put(message)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def _say(answers: IO[bytes], reply: Reply) -> None:
    with suppress(BrokenPipeError):  # `_listen` is about to end this
        send(answers, reply.model_dump_json().encode())


def _answer(path: Path, settings: IngestSettings) -> Reply:
    try:
        document = read(path, load(path, settings), settings)
        return Reply(document=document, peak_mb=_peak_mb())
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except HikmaError as error:
        if _out_of_memory(error):
            os._exit(OUT_OF_MEMORY)
        return Reply(error=error.as_record(), peak_mb=_peak_mb())
    except Exception as error:  # a reader met what it was not written for
        if _out_of_memory(error):
            os._exit(OUT_OF_MEMORY)
        traceback.print_exc()
        return Reply(error=_unforeseen(path, error).as_record(), peak_mb=_peak_mb())


def _out_of_memory(error: BaseException | None) -> bool:
    """True where what was raised goes back to a want of memory."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, MemoryError):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def _unforeseen(path: Path, error: Exception) -> DamagedFile:
    step = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(step.filename).name}, line {step.lineno}"
    return DamagedFile(
        f"{shown(path.name)} holds something that its reader cannot make sense of ({where}).",
        hint="Open the file in its own program, save it anew and ingest that.",
    )


def _limit_memory(settings: IngestSettings) -> None:
    """No more than the settings allow, where the system can hold a process to that."""
    if sys.platform == "win32":
        return
    import resource

    most = settings.memory_mb * 1_000_000
    for limit, value in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # macOS knows the first by name only
            resource.setrlimit(limit, (value, value))


def _limit_processor_time(settings: IngestSettings) -> None:
    """End some time after `file_seconds` even where nobody is left to end it.

    An engine that holds the interpreter's lock keeps `_listen` from running.
    """
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = usage.ru_utime + usage.ru_stime + settings.file_seconds * (os.cpu_count() or 1) + 60
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(most), hard))


def _peak_mb() -> int:
    """The most memory held, 0 where nothing tells.

    On Linux `getrusage` begins with what the parent held when it started this process.
    """
    if sys.platform == "win32":
        return 0
    import resource

    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000_000
    with suppress(OSError, StopIteration):
        status = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) // 1000
    return 0
