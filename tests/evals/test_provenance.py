"""Which code ran: asked of git through a seam, so that these tests run none."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.provenance import code_state, machine


def scripted(commit: str | None, changes: str | None) -> object:
    """Stands for git."""

    def ask(arguments: Sequence[str]) -> str | None:
        return commit if "rev-parse" in arguments else changes

    return ask


@pytest.mark.parametrize(
    ("changes", "dirty"), [("", False), (" M evals/run.py\n", True), ("?? new.py\n", True)]
)
def test_a_checkout_gives_its_commit_and_whether_it_was_changed(
    tmp_path: Path, changes: str, dirty: bool
) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere")  # a work tree has a file
    found = code_state(tmp_path, scripted("abc123\n", changes))  # type: ignore[arg-type]
    assert (found.commit, found.dirty) == ("abc123", dirty)


def test_without_a_checkout_git_is_not_even_asked(tmp_path: Path) -> None:
    def never(arguments: Sequence[str]) -> str | None:
        raise AssertionError("git was asked")

    found = code_state(tmp_path, never)
    assert (found.commit, found.dirty) == (None, None)
    assert found.version


def test_a_git_that_is_missing_or_refuses_gives_no_commit(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    found = code_state(tmp_path, scripted(None, None))  # type: ignore[arg-type]
    assert (found.commit, found.dirty) == (None, None)


def test_the_machine_says_what_it_is() -> None:
    assert machine().python.startswith("3.")
