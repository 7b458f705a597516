"""Which code ran: asked of git through a seam, so that these tests run none."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from evals.provenance import code_state, machine


def scripted(
    commit: str | None, changes: str | None, diff: str = "", new: str = ""
) -> Callable[[Sequence[str]], str | None]:
    """Stands for git."""

    def ask(arguments: Sequence[str]) -> str | None:
        if "diff" in arguments or "ls-files" in arguments:
            return diff if "diff" in arguments else new
        return commit if "rev-parse" in arguments else changes

    return ask


@pytest.mark.parametrize(
    ("changes", "dirty"), [("", False), (" M evals/run.py\n", True), ("?? new.py\n", True)]
)
def test_a_checkout_gives_its_commit_and_whether_it_was_changed(
    tmp_path: Path, changes: str, dirty: bool
) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere")  # a work tree has a file
    found = code_state(tmp_path, scripted("abc123\n", changes))
    assert (found.commit, found.dirty) == ("abc123", dirty)


def test_changes_to_the_packages_are_told_apart_by_a_hash_and_others_are_not(
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "evals").mkdir()
    new = tmp_path / "evals" / "جديد.py"

    def found(diff: str, names: str = "") -> str | None:
        return code_state(tmp_path, scripted("abc", " M x\n", diff, names)).diff_sha256

    assert found("") is None  # only the README was changed
    assert found("-a\n+b\n") == found("-a\n+b\n") != found("-a\n+ب\n")
    new.write_text("x = 1\n", "utf-8")
    first = found("", "evals/جديد.py\0")
    new.write_text("x = 2\n", "utf-8")
    assert None is not first != found("", "evals/جديد.py\0")
    assert found("", "evals/gone.py\0")  # deleted meanwhile
    assert code_state(tmp_path, scripted("abc", "", "", "")).diff_sha256 is None


def test_the_real_git_is_asked_in_words_that_it_knows() -> None:
    state = code_state()
    if state.commit is None:
        pytest.skip("not a git checkout")
    assert len(state.commit) == 40
    assert (state.diff_sha256 is None) or state.dirty


def test_without_a_checkout_git_is_not_even_asked(tmp_path: Path) -> None:
    def never(arguments: Sequence[str]) -> str | None:
        raise AssertionError("git was asked")

    found = code_state(tmp_path, never)
    assert (found.commit, found.dirty) == (None, None)
    assert found.version


def test_a_git_that_is_missing_or_refuses_gives_no_commit(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    found = code_state(tmp_path, scripted(None, None))
    assert (found.commit, found.dirty) == (None, None)


def test_the_machine_says_what_it_is() -> None:
    assert machine().python.startswith("3.")
