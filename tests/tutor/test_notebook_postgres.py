"""A notebook on a PostgreSQL server, where it is not as in a file.

What is the same for both is tested in `test_notebook*.py`, `test_chats.py` and
`test_migrations.py`, over both.
"""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from ingest.errors import StoreBusy, StoreNotWritable
from tests.servers import free_port
from tests.tutor.postgres import PASSWORD
from tests.tutor.test_database import QUIZ, WRITES, filled, refused
from tests.tutor.test_notebook import a_quiz, an_attempt
from tests.tutor.test_notebook_bank import happened
from tutor import database_address
from tutor.errors import NotebookDamaged
from tutor.notebook import Notebook
from tutor.quizzes import Quiz


@pytest.fixture
def notebook(tmp_path: Path, server: str) -> Iterator[Notebook]:
    opened = filled(tmp_path, server)
    yield opened
    opened.close()


def test_nothing_is_written_to_the_data_folder(notebook: Notebook, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []


def test_a_reader_sees_one_state_throughout(notebook: Notebook) -> None:
    with notebook._database.reading() as connection:
        count = text("SELECT count(*) FROM quizzes")
        before = connection.execute(count).scalar()
        notebook.save(a_quiz("bbbbbbbbbbbb", "en"))
        assert connection.execute(count).scalar() == before == 1
    assert len(notebook.quizzes()) == 2


@pytest.mark.parametrize("table", ["quizzes", "attempts", "items", "chats"])
def test_who_waits_too_long_for_another_writer_is_told(
    notebook: Notebook, server: str, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setattr(database_address, "WAIT", 0.1)
    engine = create_engine(server)
    blocked = {"quizzes": WRITES[0], "attempts": WRITES[1], "items": WRITES[2], "chats": WRITES[3]}
    with engine.begin() as other:
        other.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StoreBusy) as caught:
            blocked[table](notebook)
        assert "Wait" in caught.value.hint
    engine.dispose()
    blocked[table](notebook)


def test_a_deadlock_is_told_as_busy_and_one_of_both_goes_on(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [f"UPDATE items SET position = 7 WHERE id = '{item.id}'" for item in QUIZ.items]
    meet, done = threading.Barrier(2), list[str]()

    def change(orders: list[str]) -> None:
        try:
            with notebook._database.writing() as connection:
                connection.execute(text(orders[0]))
                meet.wait(10)
                connection.execute(text(orders[1]))
            done.append("kept")
        except StoreBusy:
            done.append("busy")

    threads = [threading.Thread(target=change, args=(o,)) for o in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["busy", "kept"]


def test_a_server_that_takes_no_writes_is_read_and_writing_is_an_error(
    notebook: Notebook, tmp_path: Path, server: str
) -> None:
    option = quote("-c default_transaction_read_only=on")
    standby = Notebook.open(tmp_path, f"{server}?options={option}")
    refused(standby, StoreNotWritable, "HIKMA_NOTEBOOK_URL")
    standby.close()


def test_a_user_who_may_only_read_is_told_so(
    notebook: Notebook, tmp_path: Path, server: str
) -> None:
    engine = create_engine(server)
    reader = f"reader_{make_url(server).database}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE USER {reader} PASSWORD 's3cr!t'"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"))
    url = make_url(server).set(username=reader, password="s3cr!t")
    opened = Notebook.open(tmp_path, url.render_as_string(hide_password=False))
    refused(opened, StoreNotWritable, "may write")
    opened.close()
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {reader}"))
        connection.execute(text(f"DROP USER {reader}"))
    engine.dispose()


def test_a_server_that_refuses_is_told_without_the_password(tmp_path: Path, server: str) -> None:
    url = make_url(server)
    for wrong in (
        url.set(password="s3cr!t wrong"),
        url.set(username="nobody here"),
        url.set(database="no such"),
        url.set(port=free_port()),
        url.update_query_dict({"nonsense": "1"}),
        url.update_query_dict({"sslmode": "require"}),
    ):
        with pytest.raises(NotebookDamaged) as caught:
            Notebook.open(tmp_path, wrong.render_as_string(hide_password=False))
        said = caught.value.message + caught.value.hint
        assert "HIKMA_NOTEBOOK_URL" in said
        assert not re.search(r"s3cr(!|%21)t", said)
        assert PASSWORD not in said
        assert quote(PASSWORD, safe="") not in said


def test_a_server_that_went_away_is_told_and_used_again_once_it_is_back(
    notebook: Notebook, server: str
) -> None:
    assert notebook.quiz("a") == QUIZ
    admin = create_engine(make_url(server).set(database="postgres"))
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    with admin.connect() as connection:
        connection.execute(text(others), {"name": make_url(server).database})
    admin.dispose()
    # The connections that were open are dead: each is tried before it is used.
    for write in WRITES:
        write(notebook)
    assert notebook.attempts(QUIZ.quiz) == [an_attempt(QUIZ)]


def test_two_that_begin_the_same_quiz_at_once_both_keep_their_items(notebook: Notebook) -> None:
    meet = threading.Barrier(6)
    faults = list[BaseException]()
    codes = ["en", "ar", "zh-Hans"] * 2

    def begin(quiz: Quiz) -> None:
        try:
            meet.wait(10)
            notebook.save(quiz)
        except BaseException as error:
            faults.append(error)

    for n in range(10):
        quizzes = [a_quiz(f"{n}bbbbbbbbbbb", code) for code in codes]
        threads = [threading.Thread(target=begin, args=(quiz,)) for quiz in quizzes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        kept = {item.language for item in notebook.quiz(f"{n}bb").items}
        assert kept == set(codes)


def test_two_that_retire_the_same_item_at_once_note_it_once(notebook: Notebook) -> None:
    for n in range(10):
        event = "retired" if n % 2 == 0 else "restored"
        threads = [
            threading.Thread(target=notebook.note, args=([happened(QUIZ, event, at=str(n))],))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [e.at for e in notebook.events()] == list("0123456789")
