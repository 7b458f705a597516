"""What ran, and on what: recorded so that two runs can be compared, or refused to be."""

import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from evals.records import CodeState, Machine

CHECKOUT = Path(__file__).parent.parent
"""Root of the repository, if the package runs from one."""


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
    )


def machine() -> Machine:
    """The computer and its Python."""
    return Machine(
        system=platform.platform(),
        machine=platform.machine(),
        processors=os.cpu_count(),
        python=platform.python_version(),
    )
