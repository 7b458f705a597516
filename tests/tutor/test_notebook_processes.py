"""Several processes write one notebook at once, and some are killed: nothing is lost or halved."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.tutor.notebook_writer import SHARED, grown, own, write
from tests.tutor.quizzing import good
from tutor.database import FILE
from tutor.notebook import Notebook

MODELS = [good(code)[0] for code in ("en", "zh-Hans", "ar")]


def started(
    names: str, folder: Path, address: str | None, rounds: int
) -> "list[subprocess.Popen[str]]":
    """A process a name, all let go at once."""
    pipe = subprocess.PIPE
    items = json.dumps([item.model_dump() for item in MODELS])
    program = [sys.executable, "-m", "tests.tutor.notebook_writer"]
    crowd = [
        subprocess.Popen(
            [*program, str(folder), address or "", items, name, str(rounds)],
            text=True, stdin=pipe, stdout=pipe, stderr=pipe, cwd=Path(__file__).parents[2],
        )
        for name in names
    ]  # fmt: skip
    for process in crowd:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()
    for process in crowd:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return crowd


def check(notebook: Notebook, name: str, rounds: int) -> None:
    """All that this process did in these rounds is there, in its order."""
    shared = notebook.quiz(SHARED)
    mine = [item.id for item in shared.items if item.id.startswith(name)]
    assert mine[:rounds] == [f"{name}-{n}" for n in range(rounds)]
    points = [a.points for a in notebook.attempts(SHARED) if a.item.startswith(name)]
    assert points[: 2 * rounds] == [0.0, 1.0] * rounds
    events = [e.event for e in notebook.events() if e.item.startswith(name)]
    assert events[: 2 * rounds] == ["disputed", "retired"] * rounds
    asked = {chat.title for chat in notebook.chats()}
    assert asked >= {f"{name} {n}" for n in range(rounds)}
    for n in range(rounds):
        assert notebook.quiz(own(name, n)) == grown(MODELS, name, n, own(name, n))
        assert len(notebook.attempts(own(name, n))) == 2


def sound(folder: Path, address: str | None) -> bool:
    """Does SQLite find its file whole?"""
    if address is not None:
        return True
    with closing(sqlite3.connect(folder / FILE)) as database:
        found = database.execute("PRAGMA integrity_check").fetchall()
        return found == [("ok",)] and not database.execute("PRAGMA foreign_key_check").fetchall()


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path, address: str | None) -> None:
    rounds, names = 12, "abcd"
    for process in started(names, tmp_path, address, rounds):
        said, errors = process.communicate(timeout=120)
        assert (process.returncode, said.split()) == (0, [str(n) for n in range(rounds)]), errors
    notebook = Notebook.open(tmp_path, address)
    for name in names:
        check(notebook, name, rounds)
    assert len(notebook.quiz(SHARED).items) == rounds * len(names)
    assert len(notebook.quizzes()) == rounds * len(names) + 1
    assert len(notebook.chats()) == rounds * len(names)
    assert notebook.bank(standing=None).total == rounds * len(names)
    assert notebook.bank(standing="retired").total == rounds * len(names)
    notebook.close()
    assert sound(tmp_path, address)


def test_what_a_killed_process_had_done_stays_and_nothing_is_half_done(
    tmp_path: Path, address: str | None
) -> None:
    # Each is killed in the middle of something else: after another number of rounds.
    crowd = started("abc", tmp_path, address, 10**6)
    done = {}
    for rounds, (name, process) in enumerate(zip("abc", crowd), start=2):
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(rounds)]
        process.kill()
        rest, _ = process.communicate(timeout=60)
        assert all(said), rest
        done[name] = len(said) + rest.count("\n")
    notebook = Notebook.open(tmp_path, address)
    for name, rounds in done.items():
        check(notebook, name, rounds)
    for entry in notebook.quizzes():
        if entry.quiz != SHARED:
            whole = grown(MODELS, entry.quiz[0], int(entry.quiz[1:]), entry.quiz)
            assert notebook.quiz(entry.quiz) == whole
            assert len(notebook.attempts(entry.quiz)) in (0, 2)
    write(notebook, MODELS, "d", 0)  # no lock was left behind
    check(notebook, "d", 1)
    notebook.close()
    assert sound(tmp_path, address)
