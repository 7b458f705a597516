"""Databases that cannot be used: locked, read-only, full, broken, away; each with its remedy."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, text

from ingest.errors import StoreBusy, StoreNotWritable
from tests.tutor.test_notebook import a_quiz, an_attempt
from tests.tutor.test_notebook_bank import happened
from tutor import database, database_address, database_faults
from tutor.database import FILE
from tutor.errors import NotebookDamaged
from tutor.notebook import Notebook

NOW = "2026-11-21T08:00:00Z"
QUIZ = a_quiz("aaaaaaaaaaaa", "en", "ar")
NOBODY = 65534


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_address, "WAIT", 0.1)


def filled(folder: Path, address: str | None = None) -> Notebook:
    notebook = Notebook.open(folder, address)
    notebook.save(QUIZ)
    return notebook


WRITES: list[Callable[[Notebook], Any]] = [
    lambda notebook: notebook.save(a_quiz("bbbbbbbbbbbb", "en")),
    lambda notebook: notebook.record([an_attempt(QUIZ)]),
    lambda notebook: notebook.note([happened(QUIZ, "retired")]),
    lambda notebook: notebook.new_chat("q", now=NOW),
    lambda notebook: notebook.try_writing(),
]


def refused(notebook: Notebook, fault: type[Exception], says: str) -> None:
    """Every way of writing is, nothing was written, and reading goes on."""
    for write in WRITES:
        with pytest.raises(fault) as caught:
            write(notebook)
        assert says in f"{caught.value} {getattr(caught.value, 'hint', '')}"
    assert notebook.quiz("a") == QUIZ
    assert notebook.bank().total == 2
    assert (notebook.attempts(QUIZ.quiz), notebook.events(), notebook.chats()) == ([], [], [])


# -- locked ---------------------------------------------------------------------------


def test_while_another_writes_it_is_busy_and_readers_still_read(
    tmp_path: Path, impatient: None
) -> None:
    notebook = filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(notebook, StoreBusy, "Wait until it is done")
        other.execute("ROLLBACK")
    for write in WRITES:
        write(notebook)
    assert notebook.attempts(QUIZ.quiz) == [an_attempt(QUIZ)]
    notebook.close()


def test_one_that_another_has_locked_whole_is_busy(tmp_path: Path, impatient: None) -> None:
    notebook = filled(tmp_path)
    notebook.close()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE quizzes SET asked = 4")
        with pytest.raises(StoreBusy) as caught:
            Notebook.open(tmp_path).bank()
        assert str(tmp_path) in caught.value.message


def test_one_that_another_process_writes_is_opened_and_an_old_one_is_busy(
    tmp_path: Path, impatient: None
) -> None:
    Notebook.open(tmp_path / "new").close()
    (tmp_path / "old").mkdir()
    for folder in (tmp_path / "new", tmp_path / "old"):
        with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("BEGIN IMMEDIATE")
            if folder.name == "new":
                notebook = Notebook.open(folder)
                assert notebook.chats() == []
                notebook.close()
            else:
                with pytest.raises(StoreBusy):
                    Notebook.open(folder)


# -- read-only and full ---------------------------------------------------------------


def test_a_read_only_notebook_is_read_and_writing_to_it_is_an_error(tmp_path: Path) -> None:
    filled(tmp_path).close()
    read_only = f"sqlite:///file:{tmp_path / FILE}?mode=ro&uri=true"
    notebook = Notebook.open(tmp_path, read_only)
    refused(notebook, StoreNotWritable, "HIKMA_NOTEBOOK_URL")
    notebook.close()


@pytest.fixture
def anybodys(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody can enter: pytest's own are one user's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Root may write what is read-only: to be somebody who may not."""
    if not os.geteuid():
        os.seteuid(NOBODY)
        yield
        os.seteuid(0)
    else:
        yield


def test_a_folder_that_may_not_be_written_is_an_error_that_says_so(
    anybodys: Path, request: pytest.FixtureRequest
) -> None:
    filled(anybodys / "data").close()
    for mode in (0o444, 0o555):
        (anybodys / "data" / FILE).chmod(0o444)
        (anybodys / "data").chmod(mode | 0o111)
    anybodys.chmod(0o555)
    request.getfixturevalue("unprivileged")
    for folder in ("data", "none"):
        with pytest.raises(StoreNotWritable) as caught:
            Notebook.open(anybodys / folder)
        assert str(anybodys / folder) in caught.value.message
        assert "permissions" in caught.value.hint
        assert "move it away" not in caught.value.hint  # it is sound


def test_a_full_disk_is_an_error_and_what_was_kept_stays(tmp_path: Path) -> None:
    notebook = filled(tmp_path)
    notebook.close()

    def no_more(connection: Any, record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(notebook._database._engine, "connect", no_more)
    item = QUIZ.items[0]
    many = tuple(item.model_copy(update={"id": str(n), "stem": "س" * 9_000}) for n in range(40))
    with pytest.raises(StoreNotWritable) as caught:
        notebook.save(a_quiz("bbbbbbbbbbbb").model_copy(update={"items": many}))
    assert "full" in caught.value.hint
    assert [entry.quiz for entry in notebook.quizzes()] == [QUIZ.quiz]
    assert notebook.quiz("a") == QUIZ
    notebook.close()


# -- broken ---------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database " * 100)
    with pytest.raises(NotebookDamaged) as caught:
        Notebook.open(tmp_path)
    assert "move it away" in caught.value.hint
    (tmp_path / FILE).rename(tmp_path / "away")
    filled(tmp_path).close()  # the remedy helps


def test_a_database_that_was_cut_short_or_overwritten_is_an_error_with_a_remedy(
    tmp_path: Path,
) -> None:
    filled(tmp_path).close()
    whole = (tmp_path / FILE).read_bytes()
    half = len(whole) // 2
    for number, broken in enumerate([whole[:half], whole[:4096] + b"\xff" * (len(whole) - 4096)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / FILE).write_bytes(broken)
        with pytest.raises(NotebookDamaged) as caught:
            Notebook.open(folder).quiz("a")
        assert "move it away" in caught.value.hint
        assert (folder / FILE).read_bytes()[: len(broken)] == broken


@pytest.mark.parametrize("table", ["items", "attempts", "item_events", "turns"])
def test_a_table_that_is_missing_is_an_error(
    tmp_path: Path, address: str | None, table: str
) -> None:
    notebook = filled(tmp_path, address)
    with notebook._database.writing() as connection:
        cascade = "" if address is None else " CASCADE"
        connection.execute(text(f"DROP TABLE {table}{cascade}"))
    uses: dict[str, Callable[[], Any]] = {
        "items": notebook.bank,
        "attempts": notebook.quizzes,
        "item_events": notebook.bank,
        "turns": notebook.chats,
    }
    with pytest.raises(NotebookDamaged, match=table):
        uses[table]()
    notebook.close()


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotebookDamaged):
        Notebook.open(tmp_path / "file" / "data")


# -- secrets --------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["p@th /x", "p%40th%20%2Fx", "p%40th+%2Fx", "p%40th%20/x"])
def test_what_a_driver_says_is_told_without_the_password(written: str) -> None:
    url = make_url("postgresql+psycopg://u:p%40th%20%2Fx@h/d?sslpassword=s3cret")
    faults = database._faults_of(url)
    assert isinstance(faults, database_faults.Faults)
    told = faults.damaged(f"no {written}, no s3cret")
    assert told.message.endswith("cannot be used: no ***, no ***.")
