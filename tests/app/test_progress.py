"""Progress: a bar on a terminal, a line now and then elsewhere."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.progress import meter
from app.cli.terminal import Terminal
from tests.app.test_cli import FAKES, FILES
from tests.builders import write_files


def test_elsewhere_it_is_a_line_at_the_start_and_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with meter(Terminal()) as shown:
        for number in range(1, 100):
            shown.show("files", number, 99, f": {number}.md")
    assert capsys.readouterr().err.splitlines() == ["files 1 of 99: 1.md", "files 99 of 99: 99.md"]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with meter(Terminal(quiet=True)) as shown:
        shown.show("files", 1, 1)
    assert capsys.readouterr().err == ""


def test_on_a_terminal_it_is_a_bar_and_names_are_no_markup(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "files", FILES | {"[red]x[bold].md": "# Odd\n\nA name."})
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "ingest", folder],
        env=os.environ | FAKES | {"HIKMA_DATA": str(tmp_path / "data"), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        encoding="utf-8",
    )
    os.close(theirs)
    said = b""
    try:
        while block := os.read(ours, 4096):
            said += block
    except OSError:
        pass  # how Linux says that the other side is closed
    out, _ = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    assert "━" in said.decode() or "╸" in said.decode()
    assert "4 file(s): 4 added" in out
