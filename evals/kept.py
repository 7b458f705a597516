"""Kept runs: which one a person means, and all that its folder holds.

Reads only what a run recorded; opens no index and no model.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from evals.correction import forms_judged, trusted
from evals.errors import RunDamaged
from evals.folder import RunFolder, run_folders
from evals.judges.calibrations import Calibration, read_calibrations
from evals.judges.verdicts import Identity
from evals.records import EvalRecord, EvalReport, EvalRun, SentenceVerdicts, Verdict
from ingest.documents import Record
from ingest.errors import InputError
from ingest.languages import primary

_LAST = re.compile(r"last(?:-([0-9]{1,6}))?")
_LIST = "List the runs with: hikma eval list"


class Kept(Record):
    """A run as its folder holds it."""

    folder: Path
    run: EvalRun
    report: EvalReport | None
    """None where the run was killed before it wrote one."""
    records: tuple[EvalRecord, ...]
    damaged: int = 0
    """Lines of `records.jsonl` that are no record: the last one of a killed run, mostly."""


def find_run(data: Path, name: str) -> RunFolder:
    """The run that `name` means: `last`, `last-1`, an id or its beginning, or a run's folder.

    Raises `InputError` where there is none, or more than one.
    """
    made = list(run_folders(data))
    if counted := _LAST.fullmatch(name):
        return _counted(made, int(counted[1] or 0))
    # A folder must be named as one: `2026` is the beginning of an id wherever one stands.
    if os.sep in name or "/" in name:
        return _at(Path(name))
    found = [f for f in made if f.path.name == name] or [
        folder for folder in made if name and folder.path.name.startswith(name)
    ]
    if len(found) > 1:
        names = ", ".join(folder.path.name for folder in found[:5])
        raise InputError(f"{name} is the beginning of {len(found)} runs: {names}.", hint=_LIST)
    if found:
        return found[0]
    return _at(Path(name))


def read_kept(folder: RunFolder) -> Kept:
    """Everything in `folder`, which is left as it is.

    Raises `RunDamaged`, `RunOlder`, `RunNewer`.
    """
    run = folder.load()
    records, damaged = _records(folder)
    return Kept(
        folder=folder.path, run=run, report=_report(folder), records=records, damaged=damaged
    )


def reported(kept: Kept) -> EvalReport:
    """The report of a run. Raises `InputError` where it was killed before it wrote one."""
    if kept.report is None:
        raise InputError(
            f"The run {kept.run.run} wrote no report: it was killed.",
            hint="Let it go on with: hikma eval run SUITE --resume",
        )
    return kept.report


def calibrations_of(kept: Kept) -> Mapping[str, Calibration]:
    """The calibrations of exactly this run's judge that lie beside the run, by language."""
    known = {k: v for k, v in kept.run.judge.identity.items() if k in Identity.model_fields}
    try:
        judge = Identity.model_validate(known)
    except ValidationError:
        return {}
    return read_calibrations(kept.folder.parent.parent, judge)


def may_gate(kept: Kept) -> dict[str, bool]:
    """By language of the run's cases, whether its judge may gate there: whether it was measured
    to agree with people on the forms of claim that it judged in the run."""
    if not kept.run.judge.name:
        return {}
    found = calibrations_of(kept)
    judged: dict[str, list[Verdict]] = {}
    for record in kept.records:
        if record.case:
            said = judged.setdefault(record.case.language, [])
            said += [verdict for one in record.verdicts or () for verdict in _verdicts(one)]
    return {
        language: trusted(forms_judged(said), found.get(primary(language)))
        for language, said in judged.items()
    }


def _verdicts(of: SentenceVerdicts) -> Iterator[Verdict]:
    yield of.verdict
    yield from of.alone
    yield from filter(None, of.without)


def _counted(made: list[RunFolder], back: int) -> RunFolder:
    if back >= len(made):
        raise InputError(
            f"There is no run {back + 1} from the end: {len(made)} are kept here.",
            hint="Make one with: hikma eval run gold",
        )
    return made[-1 - back]


def _at(path: Path) -> RunFolder:
    if not (path / "run.json").exists():
        raise InputError(f"No run is called {path}, nor is it a run's folder.", hint=_LIST)
    return RunFolder(path.absolute())


def _records(folder: RunFolder) -> tuple[tuple[EvalRecord, ...], int]:
    found: list[EvalRecord] = []
    damaged = 0
    for line in _bytes(folder.records).split(b"\n"):
        if line.strip():
            try:
                found.append(EvalRecord.model_validate_json(line))
            except ValidationError:
                damaged += 1
    return tuple(found), damaged


def _report(folder: RunFolder) -> EvalReport | None:
    if not folder.report.exists():
        return None
    try:
        return EvalReport.model_validate_json(_bytes(folder.report))
    except ValidationError as error:
        raise RunDamaged(
            f"{folder.report} is damaged.",
            hint="Run the questions again: hikma eval run",
        ) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RunDamaged(
            f"{path} cannot be read ({error.strerror}).", hint="Check the folder's permissions."
        ) from error
