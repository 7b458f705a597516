"""The runs of a data folder as a list; what cannot be read is shown, not passed over."""

from pathlib import Path
from typing import Literal

from evals.errors import RunNewer, RunOlder
from evals.folder import RunFolder, run_folders
from evals.records import EvalRun
from ingest.documents import Record
from ingest.errors import StoreError

State = Literal["complete", "cut-short", "unfinished", "damaged", "older-version", "newer-version"]
"""`cut-short` was interrupted and reported on; `unfinished` is running, or was killed."""


class Listed(Record):
    """One run; of one that cannot be read only its name and state."""

    run: str
    state: State
    system: str | None = None
    suite: str | None = None
    split: str | None = None
    started: str | None = None
    """RFC 3339 UTC."""
    ended: str | None = None
    cases: int | None = None
    done: int | None = None
    errors: int | None = None
    model: str | None = None
    file: str | None = None


def listed(data: Path) -> list[Listed]:
    """Every run kept under `data`, oldest first."""
    return [_listed(folder) for folder in run_folders(data)]


def _listed(folder: RunFolder) -> Listed:
    made, state = _read(folder)
    if made is None:
        return Listed(run=folder.path.name, state=state)
    kept = made.model_dump(include=Listed.model_fields.keys() - {"run", "state"})
    return Listed(run=folder.path.name, state=state, **kept)


def _read(folder: RunFolder) -> tuple[EvalRun | None, State]:
    try:
        made = folder.load()
    except RunOlder:
        return None, "older-version"
    except RunNewer:
        return None, "newer-version"
    except StoreError:
        return None, "damaged"
    return made, "complete" if made.complete else "cut-short" if made.ended else "unfinished"
