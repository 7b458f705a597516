"""The notebook's quizzes with their items, and the attempts at them.

Items are stored whole as JSON, beside the columns that are searched; items and attempts are only
ever added.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ingest.normalize import fold
from tutor.errors import UnknownItem, UnknownQuiz
from tutor.quizzes import Attempt, Quiz, QuizEntry, QuizItem, Rejected
from tutor.shelf import Shelf, named, parts, storable
from tutor.tables import ATTEMPTS, ITEM_EVENTS, ITEMS, QUIZZES

LIST = "hikma quiz list"


class QuizShelf(Shelf):
    """Quizzes and attempts of one learner."""

    def save(self, quiz: Quiz) -> None:
        """Store a quiz, or what it has become since; its items are never changed or taken out.

        Complete or absent. Raises `NotebookDamaged`, `StoreBusy`, `StoreNotWritable`.
        """
        rejected = json.dumps([r.model_dump() for r in quiz.rejected], ensure_ascii=False)
        row = {
            **quiz.model_dump(exclude={"quiz", "items", "rejected"}),
            "id": quiz.quiz,
            "topic": None if quiz.topic is None else storable(quiz.topic),
            "rejected": storable(rejected),
        }
        with self._database.writing() as connection:
            _put(connection, row)
            stored = select(ITEMS.c.id).where(ITEMS.c.quiz == quiz.quiz)
            known = set(connection.execute(stored).scalars())
            fresh = [
                _row(item, position, quiz)
                for position, item in enumerate(quiz.items)
                if item.id not in known
            ]
            if fresh:
                connection.execute(insert(ITEMS), fresh)

    def quiz(self, name: str) -> Quiz:
        """The quiz that `name` (an id, or the beginning of one) means.

        Raises `UnknownQuiz`, `NotebookDamaged`.
        """
        with self._database.reading() as connection:
            id = named(connection, QUIZZES, name, UnknownQuiz, LIST)
            row = connection.execute(select(QUIZZES).where(QUIZZES.c.id == id)).mappings().one()
            items = select(ITEMS.c.payload).where(ITEMS.c.quiz == id)
            ordered = items.order_by(ITEMS.c.position, ITEMS.c.id)
            return _quiz(row, connection.execute(ordered).scalars().all())

    def quizzes(self) -> list[QuizEntry]:
        """Every quiz without its items, the newest first."""
        with self._database.reading() as connection:
            made = _by_quiz(connection, select(ITEMS.c.quiz, func.count()).group_by(ITEMS.c.quiz))
            quiz, item, points = ATTEMPTS.c.quiz, ATTEMPTS.c.item, ATTEMPTS.c.points
            answered = select(quiz, func.count(item.distinct())).group_by(quiz)
            attempted = _by_quiz(connection, answered)
            # The latest graded attempt at each item counts: numbers only grow.
            graded = select(func.max(ATTEMPTS.c.number)).where(ATTEMPTS.c.verdict != "ungraded")
            latest = ATTEMPTS.c.number.in_(graded.group_by(quiz, item))
            means = select(quiz, func.avg(points)).where(latest).group_by(quiz)
            scores = _by_quiz(connection, means)
            newest = select(QUIZZES).order_by(QUIZZES.c.created.desc(), QUIZZES.c.id)
            rows = connection.execute(newest).mappings().all()
        return [
            QuizEntry(
                quiz=row["id"],
                language=row["language"],
                topic=row["topic"],
                created=row["created"],
                asked=row["asked"],
                made=made.get(row["id"], 0),
                attempted=attempted.get(row["id"], 0),
                score=scores.get(row["id"]),
            )
            for row in rows
        ]

    def record(self, attempts: Sequence[Attempt]) -> None:
        """Add attempts, all or none.

        Raises `UnknownItem`, `NotebookDamaged`, `StoreBusy`, `StoreNotWritable`.
        """
        if attempts:
            with self._database.writing() as connection:
                _add(connection, attempts)

    def record_once(self, attempts: Sequence[Attempt]) -> None:
        """Add those attempts that are not there yet: none at the same item and the same time.

        Of two windows that record the same at the same moment one adds nothing. Raises as `record`.
        """
        ids = [attempt.item for attempt in attempts]
        with self._database.writing() as connection:
            known: set[tuple[str, str]] = set()
            for some in parts(ids):
                # SQLite has one writer; on a server the other transaction waits here for this one.
                held = select(ITEMS.c.id).where(ITEMS.c.id.in_(some)).order_by(ITEMS.c.id)
                connection.execute(held.with_for_update(key_share=True)).all()
                there = select(ATTEMPTS.c.item, ATTEMPTS.c.at).where(ATTEMPTS.c.item.in_(some))
                known |= {(item, at) for item, at in connection.execute(there)}
            _add(connection, [each for each in attempts if (each.item, each.at) not in known])

    def extent(self) -> tuple[int, int, int]:
        """How many items, attempts and events of items there are: none is ever taken out, so what
        was computed from them holds as long as these numbers stay."""
        tables = (ITEMS, ATTEMPTS, ITEM_EVENTS)
        with self._database.reading() as connection:
            items, attempts, events = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in tables
            )
            return items, attempts, events

    def attempts(self, quiz: str | None = None) -> list[Attempt]:
        """The attempts at a quiz, or at all, in the order in which they were recorded."""
        query = select(ATTEMPTS).order_by(ATTEMPTS.c.number)
        if quiz is not None:
            query = query.where(ATTEMPTS.c.quiz == quiz)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
            return list(map(_attempt, rows))


def _add(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Add attempts. Raises `UnknownItem`."""
    rows = [
        attempt.model_dump()
        | {"chosen": json.dumps(attempt.chosen), "text": storable(attempt.text)}
        for attempt in attempts
    ]
    if not rows:
        return
    try:
        connection.execute(insert(ATTEMPTS), rows)
    except IntegrityError as error:
        raise UnknownItem(
            "An item that was answered is not in the notebook.", hint=f"Run: {LIST}"
        ) from error


def _put(connection: Connection, row: dict[str, Any]) -> None:
    """Store a quiz's row, or its rejected drafts where it is there already.

    No upsert: each database has its own. Of two processes that begin the same quiz on a server,
    one is told only when it inserts that the other was quicker. What changes the row locks it.
    """
    change = update(QUIZZES).where(QUIZZES.c.id == row["id"]).values(rejected=row["rejected"])
    if connection.execute(change).rowcount:
        return
    try:
        with connection.begin_nested():
            connection.execute(insert(QUIZZES), row)
    except IntegrityError:
        connection.execute(change)


def _row(item: QuizItem, position: int, quiz: Quiz) -> dict[str, Any]:
    first = next(iter(item.evidence), None)
    # By `json`: pydantic refuses halves of characters, which models do write.
    payload = json.dumps(item.model_dump(), ensure_ascii=False)
    return {
        "quiz": quiz.quiz,
        "id": item.id,
        "position": position,
        "kind": item.kind,
        "language": item.language,
        "document": first.document if first else "",
        "path": storable(first.path) if first else "",
        "payload": storable(payload),
        "folded": storable(folded(item)),
    }


def folded(item: QuizItem) -> str:
    """What a search looks through: what the learner is shown before answering, and no answer."""
    said = (item.stem, *(option.text for option in item.options), item.topic)
    return "\n".join(map(fold, said))


def _quiz(row: Any, payloads: Sequence[str]) -> Quiz:
    rejected = tuple(Rejected.model_validate(found) for found in json.loads(row["rejected"]))
    columns = {name: row[name] for name in Quiz.model_fields if name in row}
    items = tuple(QuizItem.model_validate_json(payload) for payload in payloads)
    return Quiz(**{**columns, "quiz": row["id"], "rejected": rejected, "items": items})


def _attempt(row: Any) -> Attempt:
    # What attempts of before there was a column lack has its default.
    columns = {name: row[name] for name in Attempt.model_fields if row[name] is not None}
    return Attempt(**columns | {"chosen": tuple(json.loads(row["chosen"]))})


def _by_quiz(connection: Connection, query: Any) -> dict[str, Any]:
    """Rows of two columns, the first one a quiz's id."""
    return dict(map(tuple, connection.execute(query)))
