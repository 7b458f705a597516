"""What every verb shares: the global options, and where output goes.

With `--json` exactly one document reaches standard output: the real one is kept aside and
everything else that prints, libraries included, is sent to standard error.

Nothing that a document, a model or a learner said is obeyed by a terminal: what would be is
written as an escape, which in JSON is the same value. Files and pipes get it as it is.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from tutor.session import StudySession
    from tutor.settings import Settings

DONE, USER_ERROR, WRONG_USAGE, PARTLY, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass
class Terminal:
    """The global options of one run and its output."""

    json: bool = False
    quiet: bool = False
    overrides: dict[str, Any] = field(default_factory=dict)
    emitted: bool = False
    """True once a result was written."""
    _out: IO[str] | None = None

    def settings(self) -> "Settings":
        """Settings with the command line on top. Raises `SettingsError`."""
        from tutor.settings import load_settings

        return load_settings(self.overrides)

    @contextmanager
    def session(self) -> "Iterator[StudySession]":
        """An open study session."""
        from tutor.session import StudySession

        with StudySession(self.settings()) as session:
            yield session

    def claim_stdout(self) -> None:
        """From here on only `emit` and `line` write to standard output."""
        if self._out is None:
            sys.stdout.flush()
            self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
            os.dup2(2, 1)

    @property
    def watched(self) -> bool:
        """True where a person's terminal shows what is written, not a file or a program."""
        return (self._out or sys.stdout).isatty()

    def emit(self, document: Mapping[str, Any], text: str) -> None:
        """The result: `document` with `--json`, else `text`."""
        self.emitted = True
        self.line(json.dumps(document, ensure_ascii=False) if self.json else text)

    def line(self, text: str, *, end: str = "\n") -> None:
        """Write to standard output."""
        _write(self._out or sys.stdout, text + end)

    def say(self, text: str, *, end: str = "\n") -> None:
        """To a person who is asked something: with `--json` this goes to standard error."""
        _write(sys.stderr if self.json else sys.stdout, text + end)

    def fault(self, record: Mapping[str, str]) -> None:
        """A fault meant for the user: `{"error": …}` with `--json`, else a line and its hint."""
        if self.json:
            self.line(json.dumps({"error": record}, ensure_ascii=False))
        else:
            _write(sys.stderr, f"hikma: {record['message']}\n  {record['hint']}\n")

    def note(self, text: str) -> None:
        """Progress and warnings: standard error, unless `--quiet`."""
        if not self.quiet:
            _write(sys.stderr, f"{text}\n")


def _write(stream: IO[str], text: str) -> None:
    if stream.isatty():
        from tutor.display import escaped

        text = escaped(text)
    # A lone surrogate (a file name in another encoding) must not end in a traceback.
    stream.write(text.encode("utf-8", "replace").decode("utf-8"))
    stream.flush()


def now() -> str:
    """RFC 3339 UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def terminal(context: typer.Context) -> Terminal:
    """The terminal of this run."""
    found = context.obj
    assert isinstance(found, Terminal)
    return found
