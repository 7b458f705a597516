"""Progress on standard error: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.terminal import Terminal

if TYPE_CHECKING:
    from rich.progress import Progress

EVERY = 5.0
"""Seconds between two lines where there is no terminal."""


class Meter:
    """Shows how far a task is; `show` may be called as often as one likes."""

    def __init__(self, terminal: Terminal, *, as_bytes: bool) -> None:
        self._terminal = terminal
        self._live = sys.stderr.isatty() and not terminal.quiet
        self._as_bytes = as_bytes
        self._label, self._said = "", 0.0
        self._bar: Progress | None = None

    def show(self, label: str, done: int, total: int, detail: str = "") -> None:
        """A new label is shown at once, anything else now and then."""
        now = time.monotonic()
        new = label != self._label
        if not (new or done >= total) and now - self._said < (0.1 if self._live else EVERY):
            return
        self._label, self._said = label, now
        share = f" {self._amount(done)} of {self._amount(total)}" if total > 1 else ""
        if not self._live:
            self._terminal.note(f"{label}{share}{detail}")
            return
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
        (task,) = self._bar.task_ids
        length = total if total > 1 else None  # None: it moves to and fro
        self._bar.update(
            task, description=f"{label}{share}", total=length, completed=done, detail=detail
        )

    def _amount(self, value: int) -> str:
        return f"{value / 1e6:,.0f} MB" if self._as_bytes else str(value)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    # Names of files are no markup.
    shown = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[detail]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
    shown.add_task("", total=None, detail="")
    return shown


@contextmanager
def meter(terminal: Terminal, *, as_bytes: bool = False) -> Iterator[Meter]:
    """A meter that leaves the line clean behind it."""
    shown = Meter(terminal, as_bytes=as_bytes)
    try:
        yield shown
    finally:
        shown.close()
