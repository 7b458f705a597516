"""Worker: the measuring process of one part, seen from the one that asks."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from evals.bench.workspace import Workspace
from ingest.errors import HikmaError

Told = Callable[[int, int], None]
"""Called with how much of a step is done, and of how much."""


class PartFailed(HikmaError):
    """A part of the benchmark could not be measured; keeps the record of why."""

    def __init__(self, record: dict[str, str]) -> None:
        super().__init__(record["message"], hint=record["hint"])
        self._record = record

    def as_record(self) -> dict[str, str]:
        """The fault as the measuring process recorded it."""
        return dict(self._record)


class Worker:
    """A process that holds the models of one part; ended for sure by `close`."""

    def __init__(self, part: str, space: Workspace) -> None:
        self.part = part
        self.peak: int | None = None
        """Bytes, the most it has held; None where that is unknown."""
        self._log = space.folder / f"{part}.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "evals.bench.child", part],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(space.environment),
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for us; and what it starts ends with it
            )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin(self) -> None:
        """Let it open its models, without waiting for that; `ready` does."""
        self._send({})

    def ready(self) -> None:
        """Wait until its models are open. Raises `PartFailed`."""
        self._reply(lambda done, total: None)

    def ask(self, told: Told = lambda done, total: None, **args: Any) -> dict[str, Any]:
        """One step's result. Raises `PartFailed`."""
        self._send(args)
        return self._reply(told)

    def _send(self, args: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        # Where it has ended there is nobody to hear it: `_reply` says why.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"args": args}) + "\n")
            self._process.stdin.flush()

    def _reply(self, told: Told) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "error" in said:
                raise PartFailed(said["error"])
            if "result" in said:
                self.peak = said["peak"]
                result: dict[str, Any] = said["result"]
                return result
            told(said["done"], said["total"])
        raise self._ended()

    def _ended(self) -> PartFailed:
        status = self._process.wait()
        words = self._log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        killed = status == -getattr(signal, "SIGKILL", 0)
        return PartFailed(
            {
                "type": "PartFailed",
                "message": f"The process of {self.part} ended (status {status}): "
                + ("most likely memory ran out." if killed else words or "it said nothing."),
                "hint": "Close other programs and run it again with "
                f"--section {self.part.partition('.')[0]}; if it ends again, report it.",
            }
        )

    def close(self) -> None:
        """Stop it and all that it started, now."""
        if self._process.poll() is None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what was not sent yet has no reader any more
                assert pipe is not None
                pipe.close()
