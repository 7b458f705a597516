"""The library's database as it lies on the disk: one connection, its transactions, rows as chunks.

Knows nothing of documents, words or vectors.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.database import connect, fault, file_number
from ingest.documents import Chunk, Scope

REMEMBERED = 2_000
"""What is remembered of a library at the most: chunks of a scope, or with a term."""
COLUMNS = tuple(Chunk.model_fields)
"""Of a chunk's row."""


@dataclass(frozen=True)
class _Memory:
    """What was read from a library that has not changed since."""

    changes: tuple[Any, ...]
    found: dict[Scope | str, tuple[Any, ...]] = field(default_factory=dict)


class Stored:
    """An open database of a data folder.

    Usable from several threads: SQLite serialises the calls, and there is one writer.
    """

    def __init__(self, folder: Path, *, create: bool) -> None:
        self.folder = folder
        self._one_at_a_time = threading.Lock()
        self._database = connect(folder, create=create)
        self._file = file_number(folder)
        self._memory = _Memory(())

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def is_current(self) -> bool:
        """False where another library has taken this one's place, or none."""
        return self._file == file_number(self.folder)

    def reopen(self) -> None:
        """Open what is in the folder now."""
        self._database.close()
        self._database = connect(self.folder, create=False)
        self._file = file_number(self.folder)

    def __len__(self) -> int:
        return int(self._one("SELECT count(*) FROM chunks")[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is done inside, or nothing. Raises `StoreBusy`, `StoreNotWritable`,
        `IndexDamaged`."""
        database = self._database
        # Threads share the connection, and with it the one transaction that it can hold.
        with self._one_at_a_time:
            try:
                database.execute("BEGIN IMMEDIATE")
                try:
                    yield database
                    database.execute("COMMIT")
                except BaseException:
                    if database.in_transaction:
                        database.execute("ROLLBACK")
                    raise
            except sqlite3.DatabaseError as error:
                raise fault(self.folder, error) from error

    def _rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        try:
            return self._database.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise fault(self.folder, error) from error

    def _remembered(self, key: Scope | str, read: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        """What `read` gave for `key` since the last change, by whomever."""
        changes = (self._one("PRAGMA data_version")[0], self._database.total_changes, self._file)
        if self._database.in_transaction:  # another thread's: it may yet be undone
            return read()
        known = self._memory
        if known.changes != changes:
            known = self._memory = _Memory(changes)
        found = known.found.get(key)
        if found is None:
            if len(known.found) >= REMEMBERED:
                known.found.clear()
            found = known.found[key] = read()
        return found

    def _one(self, sql: str, *values: Any) -> Any:
        rows = self._rows(sql, *values)
        return rows[0] if rows else None


def chunk_of(row: sqlite3.Row) -> Chunk:
    """The chunk of a row."""
    values = {name: row[name] for name in COLUMNS}
    return Chunk(**values | {"languages": tuple(row["languages"].split())})


def values_of(chunk: Chunk) -> list[Any]:
    """The row of a chunk, in the order of `COLUMNS`."""
    values = chunk.model_dump() | {"languages": " ".join(chunk.languages)}
    return [values[name] for name in COLUMNS]


def condition(scope: Scope) -> tuple[str, list[Any]]:
    """SQL after `WHERE …` for the chunks of a scope, and its values."""
    sql, values = "", list[Any]()
    if scope.documents:
        sql += f" AND chunks.document IN ({','.join('?' * len(scope.documents))})"
        values += scope.documents
    if scope.languages:
        each = " OR ".join(["instr(' ' || chunks.languages || ' ', ?)"] * len(scope.languages))
        sql += f" AND ({each})"
        values += [f" {code} " for code in scope.languages]
    return sql, values
