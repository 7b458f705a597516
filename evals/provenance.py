"""What ran, and on what: recorded so that two runs can be compared, or refused to be."""

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from evals.records import CodeState, Machine, ModelUsed
from ingest.weights import PREPARED, locate, manifest, sha256_of

CHECKOUT = Path(__file__).parent.parent
"""Root of the repository, if the package runs from one."""
PACKAGES = ("ingest", "tutor", "evals", "app")
"""What runs: a change to anything else changes no answer."""
_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--binary", "HEAD")


def git(arguments: Sequence[str]) -> str | None:
    """What git prints, or None where it is missing or refuses."""
    try:
        # Without optional locks: looking at the state must not write to the repository.
        done = subprocess.run(
            ["git", "--no-optional-locks", *arguments],
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="replace",
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def code_state(
    root: Path = CHECKOUT, ask: Callable[[Sequence[str]], str | None] = git
) -> CodeState:
    """Version, commit and whether there are changes besides; untracked files are changes too."""
    installed = version("hikma")
    # An installed package may lie inside somebody else's repository: only the root counts.
    if not (root / ".git").exists():
        return CodeState(version=installed)
    commit = ask(["-C", str(root), "rev-parse", "HEAD"])
    changes = ask(["-C", str(root), "status", "--porcelain"])
    return CodeState(
        version=installed,
        commit=commit.strip() if commit else None,
        dirty=None if changes is None else bool(changes.strip()),
        diff_sha256=_diff_sha256(root, ask) if changes else None,
    )


def _diff_sha256(root: Path, ask: Callable[[Sequence[str]], str | None]) -> str | None:
    """Hash of what the packages hold besides the commit; None for nothing."""
    at = ["-C", str(root)]
    changed = ask([*at, *_DIFF, "--", *PACKAGES]) or ""
    names = ask([*at, "ls-files", "--others", "--exclude-standard", "-z", "--", *PACKAGES]) or ""
    new = [root / name for name in sorted(names.split("\0")) if name]
    if not changed and not new:
        return None
    digest = hashlib.sha256(changed.encode("utf-8"))
    for path in new:
        # Both of one length, so that no other names and files give the same bytes.
        digest.update(hashlib.sha256(str(path.relative_to(root)).encode("utf-8")).digest())
        digest.update(bytes.fromhex(sha256_of(path)) if path.is_file() else bytes(32))
    return digest.hexdigest()


def models_used(spec: str, roots: Sequence[Path], *files: str) -> tuple[ModelUsed, ...]:
    """The files of an embedded model that were loaded, with their hashes.

    `files` are those that were made from the fetched ones; none means the fetched ones. Of other
    models only the name is known.
    """
    provider, _, name = spec.partition(":")
    if provider != "embedded" or name not in manifest():
        return (ModelUsed(model=spec),)
    # Fetched files are checked against these hashes whenever they are loaded.
    if not files:
        fetched = manifest()[name].files
        return tuple(ModelUsed(model=spec, file=f.name, sha256=f.sha256) for f in fetched)
    folder = locate(name, roots) / PREPARED
    return tuple(
        ModelUsed(model=spec, file=f"{PREPARED}/{file}", sha256=sha256_of(folder / file))
        for file in files
    )


INT8 = "onnx/model_int8.onnx"
"""The file of the embedding model that the index uses."""
FP32 = "model.safetensors"
"""The same in full precision, for sentence-transformers."""


def peak_memory() -> int | None:
    """Most memory that this process ever held, in bytes, mapped models among it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in KiB, macOS in bytes.
    return int(peak if sys.platform == "darwin" else peak * 1024)


def machine() -> Machine:
    """The computer and its Python."""
    return Machine(
        system=platform.platform(),
        machine=platform.machine(),
        processors=os.cpu_count(),
        python=platform.python_version(),
    )
