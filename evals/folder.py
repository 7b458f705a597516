"""RunFolder: where a run is kept, `<data>/evals/<run id>/`, readable without Hikma.

`records.jsonl` grows by a line as each case ends; `run.json` and `report.json` are replaced
whole.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from evals.errors import RunDamaged, RunNewer, RunOlder
from evals.records import FORMAT, EvalRecord, EvalReport, EvalRun
from ingest.documents import Record
from ingest.errors import StoreBusy, StoreError

_RUN_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-.+")


class RunFolder:
    """The files of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records = path / "records.jsonl"
        self.report = path / "report.json"
        self._run = path / "run.json"
        self._lock = FileLock(path / "running.lock")

    @classmethod
    def create(cls, data: Path, run: EvalRun) -> "RunFolder":
        """A new folder under `data`. Raises `StoreError`."""
        folder = cls(_root(data) / run.run)
        with _writing(folder.path):
            folder.path.mkdir(parents=True)
            folder.records.touch()
        folder.hold()
        folder.write_run(run)
        return folder

    def hold(self) -> None:
        """Keep other processes from adding to it, until `release` or the end of this one.

        Raises `StoreBusy` where another one does.
        """
        with _writing(self.path):
            try:
                self._lock.acquire(timeout=0)
            except Timeout as error:  # an OSError, too
                raise StoreBusy(
                    f"The run {self.path.name} is still running in another process.",
                    hint="Wait for its end, or interrupt it first.",
                ) from error

    def release(self) -> None:
        """Let others take it up."""
        self._lock.release()

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
            return self.load()
        except StoreError:
            return None

    def load(self) -> EvalRun:
        """How the run was made. Raises `RunDamaged`, `RunOlder`, `RunNewer`."""
        try:
            fields = json.loads(self._run.read_bytes())
            written = fields.get("format", 1)
            if written == FORMAT:
                return EvalRun.model_validate(fields)
        except (OSError, ValueError, AttributeError) as error:
            raise RunDamaged(
                f"{self._run} cannot be read as a run.",
                hint="Run the questions again: hikma eval run",
            ) from error
        newer = isinstance(written, int) and written > FORMAT
        kind, by = (RunNewer, "a newer") if newer else (RunOlder, "an older")
        raise kind(
            f"The run {self.path.name} was written by {by} version of Hikma "
            f"(format {written}, this one reads {FORMAT}).",
            hint="Use that version of Hikma for it, or run the questions again: hikma eval run",
        )

    def take_up(self) -> tuple[EvalRecord, ...]:
        """The cases done so far; a last line that was not written whole is cut off.

        Raises `RunDamaged` for a line before that which is no record.
        """
        try:
            data = self.records.read_bytes()
        except OSError as error:
            raise RunDamaged(
                f"{self.records} cannot be read ({error.strerror}).", hint="Run it from the start."
            ) from error
        whole = data[: data.rfind(b"\n") + 1]
        records = tuple(self._record(n, line) for n, line in enumerate(whole.split(b"\n")[:-1], 1))
        if whole != data:
            with _writing(self.path), self.records.open("r+b") as file:
                file.truncate(len(whole))
        return records

    def _record(self, number: int, line: bytes) -> EvalRecord:
        try:
            return EvalRecord.model_validate_json(line)
        except ValidationError as error:
            raise RunDamaged(
                f"Line {number} of {self.records} is no record.",
                hint="Run it from the start, without --resume.",
            ) from error


def run_folders(data: Path) -> Iterator[RunFolder]:
    """Every run kept under `data`, oldest first: ids begin with the time.

    Libraries of suites and calibrations of judges lie beside them.
    """
    if _root(data).is_dir():
        for path in sorted(_root(data).iterdir()):
            if path.is_dir() and (_RUN_ID.fullmatch(path.name) or (path / "run.json").exists()):
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
