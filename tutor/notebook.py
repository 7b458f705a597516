"""Notebook: the learner's quizzes, attempts and chats, in a database.

With `tutor/database.py`, which opens it, and `tutor/tables.py` the one door to SQLAlchemy.
Values are stored whole as JSON, beside the columns that are searched; attempts and turns are
only ever added. Nothing here is said in the SQL of one database only.
"""

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from ingest.errors import InputError
from tutor.answers import Answer, Manner
from tutor.chats import Chat, ChatEntry, Fault, Turn, title
from tutor.database import Database
from tutor.errors import UnknownChat, UnknownQuiz
from tutor.quizzes import Attempt, Quiz, QuizEntry, QuizItem, Rejected
from tutor.tables import ATTEMPTS, CHATS, ITEMS, QUIZZES, TURNS


class Notebook:
    """Quizzes, attempts and chats of one learner; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, folder: Path, address: str | None = None) -> "Notebook":
        """Open the notebook in `folder`, or in the database at `address`; made where missing.

        Raises `NotebookDamaged`, `NotebookNewer`, `StoreBusy`, `PackageMissing`,
        `SettingsError`.
        """
        return cls(Database.open(folder, address))

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # -- quizzes and attempts ---------------------------------------------------------

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
        again = update(QUIZZES).where(QUIZZES.c.id == quiz.quiz)
        with self._database.writing() as connection:
            # No upsert: each database has its own. Updating first locks the row, or the file.
            if not connection.execute(again.values(rejected=row["rejected"])).rowcount:
                connection.execute(insert(QUIZZES), row)
            stored = select(ITEMS.c.id).where(ITEMS.c.quiz == quiz.quiz)
            known = set(connection.execute(stored).scalars())
            if fresh := [item for item in items if item["id"] not in known]:
                connection.execute(insert(ITEMS), fresh)

    def quiz(self, name: str) -> Quiz:
        """The quiz that `name` (an id, or the beginning of one) means.

        Raises `UnknownQuiz`, `NotebookDamaged`.
        """
        with self._database.reading() as connection:
            row = _named(connection, QUIZZES, name, UnknownQuiz, "quiz")
            payloads = connection.execute(
                select(ITEMS.c.payload).where(ITEMS.c.quiz == row["id"]).order_by(ITEMS.c.position)
            ).scalars()
            return _quiz(row, list(payloads))

    def quizzes(self) -> list[QuizEntry]:
        """Every quiz without its items, the newest first."""
        with self._database.reading() as connection:
            made = _by_quiz(connection, select(ITEMS.c.quiz, func.count()).group_by(ITEMS.c.quiz))
            # The latest attempt at each item counts: numbers only grow.
            latest = select(func.max(ATTEMPTS.c.number)).group_by(ATTEMPTS.c.quiz, ATTEMPTS.c.item)
            points = ATTEMPTS.c.points
            scores = _by_quiz(
                connection,
                select(ATTEMPTS.c.quiz, func.count(), func.avg(points))
                .where(ATTEMPTS.c.number.in_(latest))
                .group_by(ATTEMPTS.c.quiz),
            )
            newest = select(QUIZZES).order_by(QUIZZES.c.created.desc(), QUIZZES.c.id)
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
            with self._database.writing() as connection:
                connection.execute(insert(ATTEMPTS), rows)

    def attempts(self, quiz: str) -> list[Attempt]:
        """The attempts at a quiz, the oldest first."""
        query = select(ATTEMPTS).where(ATTEMPTS.c.quiz == quiz).order_by(ATTEMPTS.c.number)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Attempt(**{**row, "chosen": tuple(json.loads(row["chosen"]))})
            for row in ({n: r[n] for n in Attempt.model_fields} for r in rows)
        ]

    # -- chats ------------------------------------------------------------------------

    def new_chat(self, question: str, *, now: str, manner: Manner = "short") -> Chat:
        """A chat that begins with this question, stored before it is answered."""
        id, question = secrets.token_hex(6), _storable(question)
        chat = Chat(id=id, title=title(question), created=now, updated=now)
        with self._database.writing() as connection:
            connection.execute(insert(CHATS), chat.model_dump(exclude={"turns"}))
            turn = _added(connection, id, question, now, manner)
        return chat.model_copy(update={"turns": (turn,)})

    def add_turn(self, chat: str, question: str, *, now: str, manner: Manner = "short") -> Turn:
        """Add a question to the chat of this id, stored before it is answered.

        Raises `UnknownChat` where it was deleted meanwhile.
        """
        with self._database.writing() as connection:
            _touch(connection, chat, now)
            return _added(connection, chat, _storable(question), now, manner)

    def complete_turn(self, chat: str, number: int, outcome: Answer | Fault, *, now: str) -> None:
        """Store what became of a question, once: the first outcome stays.

        Raises `UnknownChat` where the chat was deleted meanwhile.
        """
        column = "answer" if isinstance(outcome, Answer) else "fault"
        turn = update(TURNS).where(TURNS.c.chat == chat, TURNS.c.number == number)
        unanswered = turn.where(TURNS.c.answer.is_(None), TURNS.c.fault.is_(None))
        with self._database.writing() as connection:
            _touch(connection, chat, now)
            connection.execute(unanswered.values({column: outcome.model_dump_json()}))

    def chat(self, name: str) -> Chat:
        """The chat that `name` (an id, or the beginning of one) means, with its turns.

        Raises `UnknownChat`, `NotebookDamaged`.
        """
        with self._database.reading() as connection:
            row = _named(connection, CHATS, name, UnknownChat, "chat")
            said = select(TURNS).where(TURNS.c.chat == row["id"]).order_by(TURNS.c.number)
            turns = tuple(map(_turn, connection.execute(said).mappings()))
            return Chat(**row, turns=turns)

    def chats(self) -> list[ChatEntry]:
        """Every chat without its turns, the one last used first."""
        counts = (func.count(TURNS.c.number), func.count(TURNS.c.answer))
        query = (
            select(CHATS, counts[0].label("asked"), counts[1].label("answered"))
            .outerjoin(TURNS, TURNS.c.chat == CHATS.c.id)
            .group_by(*CHATS.c)
            .order_by(CHATS.c.updated.desc(), CHATS.c.created.desc(), CHATS.c.id)
        )
        with self._database.reading() as connection:
            return [ChatEntry(**row) for row in connection.execute(query).mappings()]

    def delete_chat(self, name: str) -> ChatEntry:
        """Delete the chat that `name` means, with its turns; says what was deleted.

        Raises `UnknownChat`.
        """
        with self._database.writing() as connection:
            row = _named(connection, CHATS, name, UnknownChat, "chat")
            counts = select(func.count(TURNS.c.number), func.count(TURNS.c.answer))
            asked, answered = connection.execute(counts.where(TURNS.c.chat == row["id"])).one()
            connection.execute(delete(TURNS).where(TURNS.c.chat == row["id"]))
            connection.execute(delete(CHATS).where(CHATS.c.id == row["id"]))
            return ChatEntry(**row, asked=asked, answered=answered)


def _quiz(row: Any, payloads: Sequence[str]) -> Quiz:
    rejected = tuple(Rejected.model_validate(found) for found in json.loads(row["rejected"]))
    columns = {name: row[name] for name in Quiz.model_fields if name in row}
    items = tuple(QuizItem.model_validate_json(payload) for payload in payloads)
    return Quiz(**{**columns, "quiz": row["id"], "rejected": rejected, "items": items})


def _turn(row: Any) -> Turn:
    plain = {name: row[name] for name in ("number", "question", "manner", "at")}
    answer = Answer.model_validate_json(row["answer"]) if row["answer"] else None
    fault = Fault.model_validate_json(row["fault"]) if row["fault"] else None
    return Turn(**plain, answer=answer, fault=fault)


def _added(connection: Connection, chat: str, question: str, now: str, manner: Manner) -> Turn:
    row = {"chat": chat, "question": question, "manner": manner, "at": now}
    number = connection.execute(insert(TURNS).values(row)).inserted_primary_key
    assert number is not None
    return Turn(number=number[0], question=question, manner=manner, at=now)


def _touch(connection: Connection, chat: str, now: str) -> None:
    """Note that a chat was used; what follows in this transaction finds it there."""
    done = connection.execute(update(CHATS).where(CHATS.c.id == chat).values(updated=now))
    if not done.rowcount:
        raise UnknownChat(f"No chat has the id {chat!r}.", hint="Run: hikma chat --list")


def _named(
    connection: Connection, table: Table, name: str, unknown: type[InputError], noun: str
) -> Any:
    """The one row whose id is or begins with `name`; raises `unknown` for none and several."""
    wanted = name.strip().lower()
    matches = table.c.id.startswith(wanted, autoescape=True)
    rows = connection.execute(select(table).where(matches).limit(2)).mappings().all()
    if len(rows) == 1 and wanted:
        return rows[0]
    raise unknown(
        f"{name!r} is the beginning of several {noun} ids."
        if rows and wanted
        else f"No {noun} has the id {name!r}.",
        hint="Run: hikma quiz list" if noun == "quiz" else "Run: hikma chat --list",
    )


def _storable(question: str) -> str:
    """`question` without what no database takes: halves of characters, and NUL."""
    return question.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _by_quiz(connection: Connection, query: Any) -> dict[str, tuple[Any, ...]]:
    """Rows by their first column."""
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}
