"""What a measuring process runs: opened as one part, it does step after step as it is told.

A process for each side of each section, so that the memory of one does not show in another. Talks
in JSON lines over its pipes: `{"args": {…}}` comes, `{"done": 1, "total": 3}` goes meanwhile, then
`{"result": {…}, "peak": bytes}` or `{"error": {…}}`. Ends when the one that asks is gone.
`evals.bench.worker` starts it.
"""

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import IO, Any, Protocol

from evals.provenance import peak_memory
from ingest.errors import HikmaError
from ingest.privacy import keep_private


class Show(Protocol):
    """Is told how far a step is."""

    def __call__(self, done: int, total: int) -> None: ...


Step = Callable[..., dict[str, Any]]
"""Does what its arguments ask, is told where to show how far it is, says what it took."""


def load_part(name: str) -> Step:
    """The step of the part called `name`, its models open. Raises what opening them raises."""
    side = name.partition(".")[2]
    if name.startswith("ingest."):
        from evals.bench import ingest

        return ingest.Chain().step if side == "chain" else ingest.Hikma().step
    if name.startswith("answers."):
        from evals.bench import answers

        return answers.Answering("chain" if side == "chain" else "tutor").step
    if name == "growth":
        from evals.bench import growth

        return growth.Growing().step
    from evals.bench import search

    return search.Searching().step


def main(name: str) -> None:
    """Do steps until nobody asks any more."""
    keep_private()
    questions, answers = _private_pipes()
    steps: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions, steps), daemon=True).start()

    def say(**said: Any) -> None:
        answers.write(json.dumps(said, ensure_ascii=False) + "\n")
        answers.flush()

    def show(done: int, total: int) -> None:
        say(done=done, total=total)

    step: Step | None = None
    while True:
        asked = json.loads(steps.get())
        try:
            step = step or load_part(name)
            result = step(show, **asked["args"]) if asked["args"] else {}
        except HikmaError as error:
            say(error=error.as_record())
        else:
            say(result=result, peak=peak_memory())


def _private_pipes() -> tuple[IO[str], IO[str]]:
    """Standard input and output, for us alone: what a library prints must not be an answer."""
    pipes = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return pipes


def _listen(questions: IO[str], steps: "queue.SimpleQueue[str]") -> None:
    """Hand on what is asked; when the pipe closes, whoever asked is gone: end, at any moment."""
    for line in questions:
        steps.put(line)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
