"""Notebook: the learner's quizzes and attempts, in SQLite through SQLAlchemy.

The one door to SQLAlchemy: its errors leave as `StoreError`s. Items are stored whole as JSON,
beside the columns that are searched; attempts are only ever added.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.schema import CreateTable

from ingest.errors import StoreBusy
from tutor.errors import NotebookDamaged, UnknownQuiz
from tutor.quizzes import Attempt, Quiz, QuizEntry, QuizItem, Rejected

FILE = "notebook.sqlite"
WAIT = 10
"""Seconds to wait for another process that is writing."""
_TABLES = MetaData()
_QUIZZES = Table(
    "quizzes",
    _TABLES,
    Column("id", String, primary_key=True),
    Column("language", String, nullable=False),
    Column("topic", String),
    Column("seed", Integer, nullable=False),
    Column("model", String, nullable=False),
    Column("settings", String, nullable=False),
    Column("created", String, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("rejected", String, nullable=False),
)
_ITEMS = Table(
    "items",
    _TABLES,
    Column("quiz", ForeignKey("quizzes.id"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("language", String, nullable=False),
    Column("document", String, nullable=False, index=True),
    Column("payload", String, nullable=False),
)
_ATTEMPTS = Table(
    "attempts",
    _TABLES,
    Column("number", Integer, primary_key=True),
    Column("quiz", String, nullable=False),
    Column("item", String, nullable=False),
    Column("chosen", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("points", Float, nullable=False),
    Column("at", String, nullable=False),
    ForeignKeyConstraint(["quiz", "item"], ["items.quiz", "items.id"]),
)


class Notebook:
    """Quizzes and attempts of one data folder; safe to share between threads."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> "Notebook":
        """Open the notebook in `folder`, made where it is missing.

        Raises `NotebookDamaged`, `StoreBusy`.
        """
        path = folder / FILE
        engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": WAIT})
        event.listen(engine, "connect", _on_connect)
        notebook = cls(engine, folder)
        with notebook._writing() as connection:
            # Not `create_all`: two processes that both find a table missing would both make it.
            for table in _TABLES.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
        return notebook

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    def save(self, quiz: Quiz) -> None:
        """Store a quiz, or what it has become since; its items are never changed or taken out.

        Complete or absent. Raises `NotebookDamaged`, `StoreBusy`.
        """
        row = {
            "id": quiz.quiz,
            "rejected": json.dumps([r.model_dump() for r in quiz.rejected], ensure_ascii=False),
            **quiz.model_dump(exclude={"quiz", "items", "rejected"}),
        }
        items = [
            {
                "quiz": quiz.quiz,
                "id": item.id,
                "position": position,
                "kind": item.kind,
                "language": item.language,
                "document": item.evidence[0].document,
                "payload": item.model_dump_json(),
            }
            for position, item in enumerate(quiz.items)
        ]
        with self._writing() as connection:
            connection.execute(
                upsert(_QUIZZES)
                .values(row)
                .on_conflict_do_update(index_elements=["id"], set_={"rejected": row["rejected"]})
            )
            if items:
                connection.execute(upsert(_ITEMS).on_conflict_do_nothing(), items)

    def quiz(self, name: str) -> Quiz:
        """The quiz that `name` (an id, or the beginning of one) means.

        Raises `UnknownQuiz`, `NotebookDamaged`.
        """
        with self._reading() as connection:
            matches = _QUIZZES.c.id.startswith(name.strip().lower(), autoescape=True)
            rows = connection.execute(select(_QUIZZES).where(matches).limit(2)).mappings().all()
            if len(rows) != 1 or not name.strip():
                raise UnknownQuiz(
                    f"{name!r} is the beginning of several quiz ids."
                    if rows and name.strip()
                    else f"No quiz has the id {name!r}.",
                    hint="Run: hikma quiz list",
                )
            payloads = connection.execute(
                select(_ITEMS.c.payload)
                .where(_ITEMS.c.quiz == rows[0]["id"])
                .order_by(_ITEMS.c.position)
            ).scalars()
            return self._quiz(rows[0], list(payloads))

    def quizzes(self) -> list[QuizEntry]:
        """Every quiz without its items, the newest first."""
        with self._reading() as connection:
            made = _by_quiz(connection, select(_ITEMS.c.quiz, func.count()).group_by(_ITEMS.c.quiz))
            # The latest attempt at each item counts: numbers only grow.
            latest = select(func.max(_ATTEMPTS.c.number)).group_by(
                _ATTEMPTS.c.quiz, _ATTEMPTS.c.item
            )
            points = _ATTEMPTS.c.points
            scores = _by_quiz(
                connection,
                select(_ATTEMPTS.c.quiz, func.count(), func.avg(points))
                .where(_ATTEMPTS.c.number.in_(latest))
                .group_by(_ATTEMPTS.c.quiz),
            )
            newest = select(_QUIZZES).order_by(_QUIZZES.c.created.desc(), _QUIZZES.c.id)
            rows = connection.execute(newest).mappings().all()
        return [
            QuizEntry(
                quiz=row["id"],
                language=row["language"],
                topic=row["topic"],
                created=row["created"],
                asked=row["asked"],
                made=made.get(row["id"], (0,))[0],
                attempted=scores.get(row["id"], (0, None))[0],
                score=scores.get(row["id"], (0, None))[1],
            )
            for row in rows
        ]

    def record(self, attempts: Sequence[Attempt]) -> None:
        """Add attempts, all or none. Raises `NotebookDamaged`, `StoreBusy`."""
        rows = [
            attempt.model_dump() | {"chosen": json.dumps(attempt.chosen)} for attempt in attempts
        ]
        if rows:
            with self._writing() as connection:
                connection.execute(insert(_ATTEMPTS), rows)

    def attempts(self, quiz: str) -> list[Attempt]:
        """The attempts at a quiz, the oldest first."""
        query = select(_ATTEMPTS).where(_ATTEMPTS.c.quiz == quiz).order_by(_ATTEMPTS.c.number)
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Attempt(**{**row, "chosen": tuple(json.loads(row["chosen"]))})
            for row in ({n: r[n] for n in Attempt.model_fields} for r in rows)
        ]

    def _quiz(self, row: Any, payloads: Sequence[str]) -> Quiz:
        rejected = tuple(Rejected.model_validate(found) for found in json.loads(row["rejected"]))
        columns = {name: row[name] for name in Quiz.model_fields if name in row}
        items = tuple(QuizItem.model_validate_json(payload) for payload in payloads)
        return Quiz(**{**columns, "quiz": row["id"], "rejected": rejected, "items": items})

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            yield
        except OperationalError as error:
            said = str(error.orig)
            if "locked" in said or "busy" in said:
                raise StoreBusy(
                    f"Another process is writing to {self._folder / FILE}.",
                    hint="Wait until it is done, then run the command again.",
                ) from error
            raise self._damaged(said) from error
        except SQLAlchemyError as error:
            raise self._damaged(str(getattr(error, "orig", None) or error)) from error
        except (ValidationError, json.JSONDecodeError) as error:
            raise self._damaged("it holds what this version of Hikma cannot read") from error
        except OSError as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> NotebookDamaged:
        return NotebookDamaged(
            f"The notebook {self._folder / FILE} cannot be used: {why}.",
            hint="Check the disk and the folder's permissions. If the file is broken, "
            "move it away: a new one is made, and your documents are not touched.",
        )


def _by_quiz(connection: Connection, query: Any) -> dict[str, tuple[Any, ...]]:
    """Rows by their first column."""
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def _on_connect(connection: Any, record: Any) -> None:
    """SQLite forgets these with every connection, and leaves foreign keys off by default."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()
