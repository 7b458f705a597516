"""RunFolder: where a run is kept, `<data>/evals/<run id>/`, readable without Hikma.

`records.jsonl` grows by a line as each case ends; `run.json` and `report.json` are replaced
whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from evals.records import EvalRecord, EvalReport, EvalRun
from ingest.documents import Record
from ingest.errors import StoreError


class RunFolder:
    """The files of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records = path / "records.jsonl"
        self.report = path / "report.json"
        self._run = path / "run.json"

    @classmethod
    def create(cls, data: Path, run: EvalRun) -> "RunFolder":
        """A new folder under `data`. Raises `StoreError`."""
        folder = cls(_root(data) / run.run)
        with _writing(folder.path):
            folder.path.mkdir(parents=True)
            folder.records.touch()
        folder.write_run(run)
        return folder

    def append(self, record: EvalRecord) -> None:
        """Add a case, at once and whole. Raises `StoreError`."""
        with _writing(self.path), self.records.open("a", encoding="utf-8", newline="\n") as file:
            file.write(record.model_dump_json() + "\n")

    def write_run(self, run: EvalRun) -> None:
        _replace(self._run, run)

    def write_report(self, report: EvalReport) -> None:
        _replace(self.report, report)

    def run(self) -> EvalRun | None:
        """How the run was made, or None where that cannot be read."""
        try:
            return EvalRun.model_validate_json(self._run.read_bytes())
        except (OSError, ValidationError):
            return None


def run_folders(data: Path) -> Iterator[RunFolder]:
    """Every run kept under `data`, oldest first: ids begin with the time."""
    if _root(data).is_dir():
        for path in sorted(_root(data).iterdir()):
            if path.is_dir():
                yield RunFolder(path)


def _root(data: Path) -> Path:
    return data.absolute() / "evals"


def _replace(path: Path, record: Record) -> None:
    fresh = path.with_name(path.name + ".new")
    with _writing(path.parent):
        fresh.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8", newline="\n")
        fresh.replace(path)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """A full disk or a locked folder comes out as `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The run cannot be kept in {folder} ({error.strerror}).",
            hint="Check free space and the folder's permissions, or name another with --data.",
        ) from error
