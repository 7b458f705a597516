"""The notebook's database: adopted, migrated, refused, opened by many at once."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

from ingest.errors import PackageMissing, SettingsError
from tests.tutor.quizzing import good
from tutor import database as module
from tutor import database_address
from tutor.database import FILE, NEWEST
from tutor.errors import NotebookDamaged, NotebookNewer
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, Quiz
from tutor.settings import load_settings
from tutor.standing import ItemEvent
from tutor.tables import TABLES

NOW = "2026-11-21T08:00:00Z"
OLD = """
CREATE TABLE quizzes (id VARCHAR NOT NULL, language VARCHAR NOT NULL, topic VARCHAR,
    seed INTEGER NOT NULL, model VARCHAR NOT NULL, settings VARCHAR NOT NULL,
    created VARCHAR NOT NULL, asked INTEGER NOT NULL, rejected VARCHAR NOT NULL,
    PRIMARY KEY (id));
CREATE TABLE items (quiz VARCHAR NOT NULL, id VARCHAR NOT NULL, position INTEGER NOT NULL,
    kind VARCHAR NOT NULL, language VARCHAR NOT NULL, document VARCHAR NOT NULL,
    payload VARCHAR NOT NULL, PRIMARY KEY (quiz, id), FOREIGN KEY(quiz) REFERENCES quizzes (id));
CREATE TABLE attempts (number INTEGER NOT NULL, quiz VARCHAR NOT NULL, item VARCHAR NOT NULL,
    chosen VARCHAR NOT NULL, verdict VARCHAR NOT NULL, points FLOAT NOT NULL, at VARCHAR NOT NULL,
    PRIMARY KEY (number), FOREIGN KEY(quiz, item) REFERENCES items (quiz, id));
"""
"""What notebooks were before they had revisions."""
QUIZ = Quiz(
    quiz="0123456789ab", language="ar", topic="اللُّقطات في C# 😀", seed=2**31, model="fake:words",
    settings="f", created=NOW, asked=3, items=(good("en")[0], good("ar")[0]),
)  # fmt: skip
TRY = Attempt(
    quiz=QUIZ.quiz, item=QUIZ.items[0].id, chosen=("c",), verdict="correct", points=1.0, at=NOW
)


def made_by_hand(folder: Path, script: str = OLD) -> Path:
    """A database file with these tables."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.executescript(script)
    return folder


def asked(folder: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / FILE)) as database:
        rows = database.execute(question).fetchall()
        database.commit()
    return rows


def fill(folder: Path) -> None:
    """Put a quiz and an attempt in, past the notebook."""
    row = QUIZ.model_dump(exclude={"quiz", "items", "rejected"}) | {"id": QUIZ.quiz}
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.execute(
            "INSERT INTO quizzes VALUES (:id, :language, :topic, :seed, :model, :settings, "
            ":created, :asked, '[]')",
            row,
        )
        for position, item in enumerate(QUIZ.items):
            values = (QUIZ.quiz, item.id, position, "single", item.language, "d")
            database.execute(
                "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, item.model_dump_json())
            )
        database.execute(
            "INSERT INTO attempts VALUES (1, ?, ?, '[\"c\"]', 'correct', 1.0, ?)",
            (TRY.quiz, TRY.item, TRY.at),
        )
        database.commit()


def engine_at(folder: Path, address: str | None) -> Engine:
    return create_engine(address or f"sqlite:///{folder / FILE}")


def made_at(revision: str, folder: Path, address: str | None) -> None:
    """A database of this revision with a quiz and an attempt, as Hikma then wrote them."""
    engine = engine_at(folder, address)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "tutor:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        row = QUIZ.model_dump(exclude={"quiz", "items", "rejected"}) | {"id": QUIZ.quiz}
        connection.execute(
            text(
                "INSERT INTO quizzes VALUES (:id, :language, :topic, :seed, :model, :settings, "
                ":created, :asked, '[]')"
            ),
            row,
        )
        for position, item in enumerate(QUIZ.items):
            payload = item.model_dump_json(exclude_defaults=True)
            values = {"q": QUIZ.quiz, "i": item.id, "n": position, "l": item.language}
            connection.execute(
                text("INSERT INTO items VALUES (:q, :i, :n, 'single', :l, 'd', :p)"),
                values | {"p": payload},
            )
        connection.execute(
            text(
                "INSERT INTO attempts (quiz, item, chosen, verdict, points, at) "
                "VALUES (:quiz, :item, '[\"c\"]', 'correct', 1.0, :at)"
            ),
            {"quiz": TRY.quiz, "item": TRY.item, "at": TRY.at},
        )
    engine.dispose()


def used(notebook: Notebook) -> None:
    """The quiz is there, can be found, and everything new works."""
    assert notebook.quiz("0123") == QUIZ
    assert notebook.attempts(QUIZ.quiz) == [TRY]
    for query, found in (("اللقطه", [QUIZ.items[1]]), ("BEFORE removal", [QUIZ.items[0]])):
        assert [entry.item for entry in notebook.bank(query=query).items] == found
    item = QUIZ.items[0].id
    for event in ("retired", "restored"):
        happened = ItemEvent(quiz=QUIZ.quiz, item=item, event=event, at=NOW)
        assert notebook.note([happened]) == [happened]
    chat = notebook.new_chat("ما هو؟", now=NOW)
    assert notebook.chat(chat.id) == chat


# -- revisions ------------------------------------------------------------------------


def test_the_newest_revision_is_the_last_migration_and_its_tables_are_those_that_are_used(
    tmp_path: Path, address: str | None
) -> None:
    script = ScriptDirectory(str(Path(module.__file__).parent / "migrations"))
    assert script.get_heads() == [NEWEST]
    Notebook.open(tmp_path, address).close()
    engine = engine_at(tmp_path, address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TABLES) == []
    engine.dispose()


def test_a_notebook_of_before_there_were_revisions_is_adopted_without_loss(
    tmp_path: Path,
) -> None:
    fill(made_by_hand(tmp_path))
    for _ in range(2):
        notebook = Notebook.open(tmp_path)
        used(notebook)
        notebook.close()
    assert asked(tmp_path, "SELECT version_num FROM alembic_version") == [(NEWEST,)]


def test_one_that_was_killed_while_its_tables_were_made_is_completed(tmp_path: Path) -> None:
    made_by_hand(tmp_path, OLD.split(";")[0])
    Notebook.open(tmp_path).close()
    notebook = Notebook.open(tmp_path)
    notebook.save(QUIZ)
    notebook.record([TRY])
    used(notebook)
    notebook.close()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_one_of_an_older_revision_is_migrated_without_loss(
    tmp_path: Path, address: str | None, revision: str
) -> None:
    made_at(revision, tmp_path, address)
    for _ in range(2):
        notebook = Notebook.open(tmp_path, address)
        used(notebook)
        notebook.close()


def test_an_item_that_is_broken_does_not_hinder_the_migration_and_is_told_when_it_is_read(
    tmp_path: Path, address: str | None
) -> None:
    made_at("0002", tmp_path, address)
    engine = engine_at(tmp_path, address)
    broken = ["{", "[]", "null", '{"stem": 1}', '{"stem": "s", "options": [{}]}', '{"stem": null}']
    with engine.begin() as connection:
        for number, payload in enumerate(broken):
            connection.execute(
                text("INSERT INTO items VALUES (:q, :i, 9, 'single', 'en', 'd', :p)"),
                {"q": QUIZ.quiz, "i": str(number), "p": payload},
            )
    engine.dispose()
    notebook = Notebook.open(tmp_path, address)
    assert [e.item for e in notebook.bank(query="Removal").items] == [QUIZ.items[0]]
    with pytest.raises(NotebookDamaged):
        notebook.quiz("0123")
    notebook.close()


def test_one_of_a_newer_hikma_is_refused_and_left_as_it_is(
    tmp_path: Path, address: str | None
) -> None:
    Notebook.open(tmp_path, address).close()
    engine = engine_at(tmp_path, address)
    change = text("UPDATE alembic_version SET version_num = '9999'")
    with engine.begin() as connection:
        connection.execute(change)
    for _ in range(2):
        with pytest.raises(NotebookNewer) as caught:
            Notebook.open(tmp_path, address)
        assert (FILE if address is None else "hikma_") in caught.value.message
        assert "Update Hikma" in caught.value.hint
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert found == ["9999"]
    engine.dispose()


def test_a_migration_that_fails_leaves_the_notebook_as_it_was(
    tmp_path: Path, address: str | None
) -> None:
    # `turns` cannot be made: the steps before it, and the mark of the revision, must go too.
    made_at("0001", tmp_path, address)
    engine = engine_at(tmp_path, address)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("CREATE TABLE turns (x INTEGER)"))
    with pytest.raises(NotebookDamaged, match="turns"):
        Notebook.open(tmp_path, address)
    assert set(inspect(engine).get_table_names()) == {"quizzes", "items", "attempts", "turns"}
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE turns"))
    engine.dispose()
    notebook = Notebook.open(tmp_path, address)
    used(notebook)
    notebook.close()


def test_an_up_to_date_notebook_is_opened_without_alembic(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.notebook import Notebook; "
        f"Notebook.open(Path({str(tmp_path)!r})).close(); print('alembic' in sys.modules)"
    )
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [done.stdout for done in said] == ["True\n", "False\n"]


@pytest.mark.parametrize("old", [True, False])
def test_processes_that_open_at_once_migrate_once(
    tmp_path: Path, address: str | None, old: bool
) -> None:
    if old:
        made_at("0002", tmp_path, address)
    # Each says that it is ready and waits for a line, so that all of them open together.
    code = (
        "import sys; from pathlib import Path; from tutor.notebook import Notebook; "
        "import alembic.command, alembic.config, alembic.script; "
        "print('ready', flush=True); sys.stdin.readline(); "
        f"n = Notebook.open(Path({str(tmp_path)!r}), {address!r}); n.new_chat('q', now='n'); "
        "n.close()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    crowd = [subprocess.Popen([sys.executable, "-c", code], text=True, **pipes) for _ in range(4)]
    for process in crowd:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in crowd:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in crowd:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    notebook = Notebook.open(tmp_path, address)
    assert len(notebook.chats()) == 4
    assert len(notebook.quizzes()) == old
    notebook.close()


class LockedCursor:
    """A new file whose journal two others are changing first."""

    def __init__(self, times: int) -> None:
        self.times = times

    def execute(self, command: str) -> None:
        self.times -= 1
        if self.times >= 0:
            raise sqlite3.OperationalError("database is locked")


def test_a_file_that_others_are_just_making_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # SQLite itself does not: of 300 crowds of six processes, 12 had some that were refused.
    cursor = LockedCursor(times=2)
    database_address.set_journal(cursor)
    assert cursor.times == -1
    monkeypatch.setattr(database_address, "WAIT", 0)
    with pytest.raises(sqlite3.OperationalError):
        database_address.set_journal(LockedCursor(times=10**9))


@pytest.mark.parametrize("name", ["a b", "100%", "سؤال?x=1#y", "%2f"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    notebook = Notebook.open(tmp_path / name)
    notebook.new_chat("q", now=NOW)
    notebook.close()
    assert (tmp_path / name / FILE).is_file()


# -- any database's address -----------------------------------------------------------


def test_an_address_is_used_instead_of_the_data_folder(tmp_path: Path) -> None:
    notebook = Notebook.open(tmp_path / "data", f"sqlite:///{tmp_path / 'mine.db'}")
    notebook.new_chat("q", now=NOW)
    notebook.close()
    assert (tmp_path / "mine.db").is_file()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("address", "fault", "says"),
    [
        ("postgresql+pg8000://u:s3cr%21t@h/d", PackageMissing, "pip install 'pg8000'"),
        ("postgresql+psycopg2://u:s3cr%21t@h/d", PackageMissing, "psycopg2-binary"),
        ("mysql+pymysql://u:s3cr%21t@h/d", PackageMissing, "pymysql"),
        ("postgres://u:s3cr%21t@h/d", SettingsError, "postgresql+psycopg://"),
        ("s3cr!t", SettingsError, "postgresql+psycopg://"),
        ("postgresql://u:s3cr!t@h:port/d", SettingsError, "postgresql+psycopg://"),
        ("sqlite:///x.db?timeout=s3cr!t", SettingsError, "question mark"),
        ("sqlite:////no/such/folder/x.db", NotebookDamaged, "HIKMA_NOTEBOOK_URL"),
    ],
)
def test_an_address_that_cannot_be_used_has_a_remedy_and_its_password_is_not_told(
    tmp_path: Path, address: str, fault: type[SettingsError], says: str
) -> None:
    with pytest.raises(fault) as caught:
        Notebook.open(tmp_path, address)
    assert says in caught.value.hint
    assert not re.search("s3cr(!|%21)t", caught.value.message + caught.value.hint)


def test_the_address_is_a_setting_that_is_neither_shown_nor_part_of_the_fingerprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = load_settings({})
    monkeypatch.setenv("HIKMA_NOTEBOOK_URL", "postgresql://u:s3cr!t@h/d")
    settings = load_settings({})
    assert settings.notebook_url is not None
    assert settings.notebook_url.get_secret_value() == "postgresql://u:s3cr!t@h/d"
    assert "s3cr" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert "s3cr" not in str(settings.model_dump(mode="json"))
    assert settings.fingerprint() == plain.fingerprint()
    monkeypatch.delenv("HIKMA_NOTEBOOK_URL")
    with pytest.raises(SettingsError) as caught:
        load_settings({}, {"HIKMA_NOTEBOOK__URL": "postgresql://u:s3cr!t@h/d"})
    assert "HIKMA_NOTEBOOK_URL" in caught.value.hint
    assert "s3cr" not in caught.value.message + caught.value.hint
