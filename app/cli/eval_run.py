"""What a terminal shows of `hikma eval run` while it works."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.progress import Meter, meter
from app.cli.terminal import Terminal
from evals.wanted import Onlooker, Wanted, work

if TYPE_CHECKING:
    from evals.records import EvalRecord, EvalReport


class Shown(Onlooker):
    """Shows how far a run is and, where no bar does so, how long the rest will take."""

    def __init__(self, here: Terminal, shown: Meter) -> None:
        self._here, self._shown = here, shown
        self._started, self._begun = time.monotonic(), 0
        self.folder: Path | None = None
        """Where the run is kept; None before it began."""

    def note(self, text: str) -> None:
        self._here.note(text)

    def texts(self, number: int, total: int) -> None:
        self._shown.show("texts", number, total)

    def opening(self) -> None:
        self._shown.show("opening", 0, 1)

    def begun(self, folder: Path, done: int, total: int) -> None:
        self.folder, self._begun = folder, done
        self._started = time.monotonic()

    def case(self, record: "EvalRecord", number: int, total: int) -> None:
        each = (time.monotonic() - self._started) / max(number - self._begun, 1)
        left = "" if sys.stderr.isatty() else f", {duration(each * (total - number))} left"
        self._shown.show("cases", number, total, left if number < total else "")


def run(here: Terminal, wanted: Wanted) -> "tuple[EvalReport, dict[str, bool]]":
    """The report, and for each language whether the judge may gate there."""
    with meter(here) as shown:
        looking = Shown(here, shown)
        try:
            return work(wanted, here.settings(), looking)
        except KeyboardInterrupt:
            if looking.folder is not None:
                here.note(
                    f"The cases done so far are kept in {looking.folder}; add --resume to go on."
                )
            raise


def duration(seconds: float) -> str:
    """As a person says it who waits."""
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"about {round(seconds)} s"
    return f"about {minutes} min" if minutes < 120 else f"about {minutes / 60:.1f} h"
