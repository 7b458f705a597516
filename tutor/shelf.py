"""What the parts of the notebook share: the database, and how its rows are named and asked for."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Connection, Table, select

from ingest.errors import InputError
from tutor.database import Database

AT_ONCE = 500
"""Ids, or rows, in one exchange with the database."""
Key = TypeVar("Key", str, tuple[str, str])


class Shelf:
    """A part of the notebook: some of its tables."""

    def __init__(self, database: Database) -> None:
        self._database = database


def named(
    connection: Connection, table: Table, name: str, unknown: type[InputError], command: str
) -> str:
    """The one id in `table` that is or begins with `name`; raises `unknown` for none and several.

    `command` is what lists the ids.
    """
    wanted = storable(name.strip().lower())
    matches = table.c.id.startswith(wanted, autoescape=True)
    ids = connection.execute(select(table.c.id).where(matches).distinct().limit(2)).scalars().all()
    if len(ids) == 1 and wanted:
        return str(ids[0])
    noun = {"quizzes": "quiz"}.get(table.name, table.name.removesuffix("s"))
    raise unknown(
        f"{name!r} is the beginning of several {noun} ids."
        if ids and wanted
        else f"No {noun} has the id {name!r}.",
        hint=f"Run: {command}",
    )


def storable(text: str) -> str:
    """`text` without what no database takes: halves of characters, and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def parts(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """The keys in order, each once: whoever locks rows does so in the order of all others."""
    every = sorted(set(keys))
    for first in range(0, len(every), AT_ONCE):
        yield every[first : first + AT_ONCE]
