"""Cold start: a question in a fresh process, beside importing chromadb in one, in turn.

Seconds from starting the process to its end. The files are in the system's cache: each side was
started once before it counts.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from evals.bench.answers import chosen
from evals.bench.arithmetic import compared
from evals.bench.ingest import ensure_library
from evals.bench.results import Section
from evals.bench.sides import Bench
from evals.bench.targets import judged
from evals.bench.worker import PartFailed
from evals.bench.workspace import Workspace

NAME = "cold"
MEASURED = "A fresh process: hikma ask --extractive against python -c 'import chromadb'."
IMPORT = (sys.executable, "-c", "import chromadb")


def measure(bench: Bench) -> Section:
    """The section. Raises `PartFailed` where a process fails."""
    ensure_library(bench)
    questions = [case.question for case in chosen(bench.plan)]
    total = bench.plan.starts + 1
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(total):
        bench.show("starts", number, total)
        asked = questions[number % len(questions)]
        ask = (*bench.hikma, "ask", "--extractive", "--json", "--", asked)
        for command, seconds in ((ask, ours), (IMPORT, theirs))[:: -1 if number % 2 else 1]:
            seconds.append(seconds_of(command, bench.space))
    row = compared("ask --extractive", "s", ours[1:], theirs[1:])
    return Section(
        name=NAME,
        measured=MEASURED,
        rows=(judged(NAME, row),) if row else (),
        notes=("The files are in the system's cache: the first start of each does not count.",),
    )


def seconds_of(command: Sequence[str], space: Workspace) -> float:
    """Wall clock of one process. Raises `PartFailed` where it does not end well."""
    log = space.folder / "cold.log"
    with log.open("wb") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=dict(space.environment),
            start_new_session=True,
        )
        try:
            status = process.wait()
            seconds = time.perf_counter() - started
        finally:
            _stop(process)
    if status:
        words = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        raise PartFailed(
            {
                "type": "PartFailed",
                "message": f"{' '.join(command[:4])} … ended with status {status}: {words}",
                "hint": "Run: hikma doctor",
            }
        )
    return seconds


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End it and what it started, where it still runs (Ctrl-C)."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
