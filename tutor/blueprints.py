"""The registry of exams: shipped blueprints, and the learner's own files beside them.

Knows where files lie and which stands in for which; `blueprint_file.py` knows what is in one. A
shipped file that is broken is a bug and raises; one of the learner's is a fault of the registry,
which goes on without it.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from ingest.errors import InputError, NotReadable
from ingest.files import shown
from ingest.normalize import fold
from tutor.blueprint import ENDING, Blueprint, Entry, Fault, Registry
from tutor.blueprint_file import near, read_blueprint
from tutor.dates import last_day
from tutor.errors import BlueprintInvalid, ExamRetired, UnknownExam

FOLDER = "blueprints"
"""Under the data folder."""
MAX_FILES = 500
_SUFFIXES = (".yaml", ".yml")
_CLAIMED = re.compile(r"^id:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
_LIST = "List them with: hikma exam list"


@cache
def shipped() -> dict[str, Entry]:
    """The blueprints that come with Hikma, by id, read once: 19 of them take 8 to 11 ms.

    Raises `BlueprintInvalid`.
    """
    found: dict[str, Entry] = {}
    for path in _files(shipped_folder()):
        entry = Entry(blueprint=read_blueprint(path), path=str(path))
        if entry.blueprint.id != path.stem:
            raise BlueprintInvalid(
                f"{path} is of {entry.blueprint.id}.", hint=f"Call it {entry.blueprint.id}.yaml."
            )
        found[entry.blueprint.id] = entry
    for entry in found.values():
        if fault := _lost(entry, found, ()):
            raise BlueprintInvalid(fault.message, hint=fault.hint)
    return found


def load_registry(data: Path) -> Registry:
    """The shipped blueprints with those of the data folder on top.

    Raises `NotReadable` and `InputError` for the folder as a whole; a file that is no blueprint
    is among the registry's faults.
    """
    own, faults = _own(data / FOLDER)
    broken = _ids(faults)
    merged = {id: entry for id, entry in (shipped() | own).items() if id not in broken}
    mine = [entry for entry in merged.values() if entry.own]
    faults += filter(None, [_lost(entry, merged, broken) for entry in mine])
    kept = [merged[id] for id in sorted(merged.keys() - _ids(faults))]
    return Registry(entries=tuple(kept), faults=tuple(faults))


def find(registry: Registry, wanted: str) -> Entry:
    """The exam with this id or code, however it is written: `aws-mla-c01`, `mla c01`.

    Raises `UnknownExam`, and `BlueprintInvalid` where the learner's file of it is broken.
    """
    key = _key(wanted)
    for fault in registry.faults:
        if key in fault.ids:
            raise BlueprintInvalid(fault.message, hint=fault.hint)
    by_id = {entry.blueprint.id: entry for entry in registry.entries}
    if key in by_id:
        return by_id[key]
    coded = [e for e in registry.entries if key in map(_key, e.blueprint.codes)]
    if len(coded) == 1:
        return coded[0]
    hint = f"Name one of {', '.join(e.blueprint.id for e in coded)}." if coded else ""
    raise UnknownExam(
        f"There is no exam {shown(wanted)!r} in the registry.",
        hint=hint or " ".join(filter(None, [_similar(key, registry), _LIST])),
    )


def require_current(
    registry: Registry, wanted: str, *, even_retired: bool = False, today: date | None = None
) -> Blueprint:
    """The exam, if it can still be taken, or if a retired one was asked for plainly.

    Raises `ExamRetired`, naming the successor, and what `find` raises.
    """
    blueprint = find(registry, wanted).blueprint
    if even_retired or is_current(blueprint, today):
        return blueprint
    when = f" on {blueprint.retired_on}" if blueprint.retired_on else ""
    unsure = blueprint.confidence_of.get("retired_on", blueprint.confidence) == "C"
    next_one = heir(registry, blueprint, today)
    leads = f"Its successor is {next_one.id} ({next_one.title})." if next_one else _NO_HEIR
    raise ExamRetired(
        f"{blueprint.title} ({blueprint.id}) was {_ENDED[blueprint.status]}{when}"
        f"{' (unconfirmed)' if unsure else ''}.",
        hint=f"{leads} To have the old one all the same, add --even-retired.",
    )


_NO_HEIR = "No successor of it is known."
_ENDED = {"superseded": "superseded", "retired": "retired", "retiring": "retired"}


def is_current(blueprint: Blueprint, today: date | None = None) -> bool:
    """False once the exam can no longer be taken."""
    now = today or datetime.now(UTC).date()
    return not has_ended(blueprint.status, blueprint.retired_on or "", now)


def has_ended(status: str, last: str, today: date) -> bool:
    """True where an exam of this status, whose last day was `last`, is over."""
    if status not in ENDING:
        return False
    day = last_day(last)
    return status != "retiring" if day is None else day < today


def heir(registry: Registry, blueprint: Blueprint, today: date | None = None) -> Blueprint | None:
    """The exam that now stands in the place of a retired one; None where none is known."""
    by_id = {entry.blueprint.id: entry.blueprint for entry in registry.entries}
    at, seen = blueprint, {blueprint.id}
    while at.successor and at.successor in by_id and at.successor not in seen:
        at = by_id[at.successor]
        seen.add(at.id)
        if is_current(at, today):
            return at
    return None


def shipped_folder() -> Path:
    """`corpus/blueprints` of the repository, or where a wheel puts it."""
    beside = Path(__file__).absolute().parents[1] / "corpus" / FOLDER
    installed = Path(sys.prefix) / "share" / "hikma" / FOLDER
    for folder in (beside, installed):
        if folder.is_dir():
            return folder
    raise BlueprintInvalid(
        f"The shipped blueprints are not in {beside}.", hint="Install Hikma again."
    )


def _files(folder: Path) -> list[Path]:
    """Raises `NotReadable`, `InputError`."""
    try:
        found = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise NotReadable(
            f"The folder {shown(folder)} cannot be opened: {error.strerror}.",
            hint="Check that it is a folder and its permissions.",
        ) from error
    if len(found) > MAX_FILES:
        raise InputError(
            f"{shown(folder)} holds {len(found)} blueprints; the limit is {MAX_FILES}.",
            hint="Move those that you do not need somewhere else.",
        )
    return found


def _own(folder: Path) -> tuple[dict[str, Entry], list[Fault]]:
    """The learner's blueprints by id, and the files that are none."""
    entries: dict[str, list[Entry]] = {}
    faults: list[Fault] = []
    for path in _files(folder):
        try:
            blueprint = read_blueprint(path)
        except BlueprintInvalid as error:
            faults.append(
                Fault(path=shown(path), ids=_meant(path), message=error.message, hint=error.hint)
            )
            continue
        replaces = blueprint.id in shipped()
        entry = Entry(blueprint=blueprint, path=shown(path), own=True, replaces=replaces)
        entries.setdefault(blueprint.id, []).append(entry)
    for id, several in entries.items():
        if len(several) > 1:
            faults.append(
                Fault(
                    path=several[0].path,
                    ids=(id,),
                    message=f"{id} is given by {' and by '.join(e.path for e in several)}.",
                    hint="Keep one of the files, or give the other an id of its own.",
                )
            )
    return {id: several[0] for id, several in entries.items() if len(several) == 1}, faults


def _ids(faults: Iterable[Fault]) -> set[str]:
    return {id for fault in faults for id in fault.ids}


def _meant(path: Path) -> tuple[str, ...]:
    """Ids of the exams that a broken file was to describe: by its name, and by what it says."""
    try:
        with path.open("rb") as file:
            text = file.read(4096).decode("utf-8", "replace") if path.is_file() else ""
    except OSError:
        text = ""  # that it cannot be read is told already
    return tuple(dict.fromkeys([path.stem.lower(), *_CLAIMED.findall(text)[:1]]))


def _lost(entry: Entry, known: Mapping[str, Entry], broken: Iterable[str]) -> Fault | None:
    """What is wrong with the exams that a blueprint leads to."""
    blueprint = entry.blueprint
    for field, id in (("successor", blueprint.successor), ("next", blueprint.next)):
        if id is not None and id not in known and id not in broken:
            return Fault(
                path=entry.path,
                ids=(blueprint.id,),
                message=f"{entry.path}, {field}: no exam has the id {id!r}.",
                hint=near(id, known) or f"Correct it, or add a blueprint of {id}.",
            )
    trail, at = [blueprint.id], blueprint.successor
    while at is not None and at in known and at not in trail:
        trail.append(at)
        at = known[at].blueprint.successor
    if at not in trail:
        return None
    return Fault(
        path=entry.path,
        ids=(blueprint.id,),
        message=f"{entry.path}, successor: {' → '.join([*trail, str(at)])} goes in a circle.",
        hint="Correct the successor of one of them.",
    )


def _key(said: str) -> str:
    """An id or a code without regard to case, width, spaces and dashes."""
    return "-".join(re.findall(r"[^\W_]+", fold(said)))


def _similar(key: str, registry: Registry) -> str:
    names = {
        _key(name): entry.blueprint.id
        for entry in registry.entries
        for name in (entry.blueprint.title, *entry.blueprint.codes, entry.blueprint.id)
    }
    said = near(key, names)
    found = said.removeprefix("Did you mean ").removesuffix("?")
    return f"Did you mean {names[found]}?" if found else ""
