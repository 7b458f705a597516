"""The notebook's chats and their turns, which are only ever added."""

import secrets
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from ingest.errors import InputError
from tutor.answers import Answer, Manner
from tutor.chats import Chat, ChatEntry, Fault, Turn, title
from tutor.errors import UnknownChat
from tutor.shelf import Shelf, named, storable
from tutor.tables import CHATS, TURNS

LIST = "hikma chat --list"


class ChatShelf(Shelf):
    """Chats of one learner."""

    def new_chat(self, question: str, *, now: str, manner: Manner = "short") -> Chat:
        """A chat that begins with this question, stored before it is answered."""
        id, question = secrets.token_hex(6), storable(question)
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
            return _added(connection, chat, storable(question), now, manner)

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
            id = named(connection, CHATS, name, UnknownChat, LIST)
            row = connection.execute(select(CHATS).where(CHATS.c.id == id)).mappings().one()
            said = select(TURNS).where(TURNS.c.chat == id).order_by(TURNS.c.number)
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

    def rename_chat(self, name: str, wanted: str) -> None:
        """Give the chat that `name` means another title, shortened like any.

        Raises `UnknownChat`, and `InputError` for a title without a character.
        """
        shortened = title(storable(wanted))
        if not shortened:
            raise InputError("The title is empty.", hint="Write at least one character.")
        with self._database.writing() as connection:
            id = named(connection, CHATS, name, UnknownChat, LIST)
            connection.execute(update(CHATS).where(CHATS.c.id == id).values(title=shortened))

    def delete_chat(self, name: str) -> ChatEntry:
        """Delete the chat that `name` means, with its turns; says what was deleted.

        Raises `UnknownChat`.
        """
        with self._database.writing() as connection:
            id = named(connection, CHATS, name, UnknownChat, LIST)
            # Locked: a server's other writers would add turns between the two deletions.
            found = select(CHATS).where(CHATS.c.id == id).with_for_update()
            row = connection.execute(found).mappings().first()
            if row is None:  # deleted by another meanwhile
                raise UnknownChat(f"No chat has the id {name!r}.", hint=f"Run: {LIST}")
            counts = select(func.count(TURNS.c.number), func.count(TURNS.c.answer))
            asked, answered = connection.execute(counts.where(TURNS.c.chat == id)).one()
            connection.execute(delete(TURNS).where(TURNS.c.chat == id))
            connection.execute(delete(CHATS).where(CHATS.c.id == id))
            return ChatEntry(**row, asked=asked, answered=answered)


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
        raise UnknownChat(f"No chat has the id {chat!r}.", hint=f"Run: {LIST}")
