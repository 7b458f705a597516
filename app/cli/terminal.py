"""What every verb shares: the global options, and where output goes.

With `--json` exactly one document reaches standard output: the real one is kept aside and
everything else that prints, libraries included, is sent to standard error.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
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

    def emit(self, document: Mapping[str, Any], text: str) -> None:
        """The result: `document` with `--json`, else `text`."""
        self.emitted = True
        self.line(json.dumps(document, ensure_ascii=False) if self.json else text)

    def line(self, text: str, *, end: str = "\n") -> None:
        """Write to standard output."""
        stream = self._out or sys.stdout
        # A lone surrogate (a file name in another encoding) must not end in a traceback.
        stream.write(text.encode("utf-8", "replace").decode("utf-8") + end)
        stream.flush()

    def fault(self, record: Mapping[str, str]) -> None:
        """A fault meant for the user: `{"error": …}` with `--json`, else a line and its hint."""
        if self.json:
            self.line(json.dumps({"error": record}, ensure_ascii=False))
        else:
            print(f"hikma: {record['message']}\n  {record['hint']}", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Progress and warnings: standard error, unless `--quiet`."""
        if not self.quiet:
            print(text, file=sys.stderr, flush=True)


def terminal(context: typer.Context) -> Terminal:
    """The terminal of this run."""
    found = context.obj
    assert isinstance(found, Terminal)
    return found
