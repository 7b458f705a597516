"""The notebook's database: how it is opened and migrated, and its errors as ours.

With `tutor/notebook.py` the one door to SQLAlchemy, and the only one to Alembic, which is
imported where tables are to be changed and not otherwise. SQLite unless an address says else.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from pydantic import ValidationError
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from ingest.errors import HikmaError, PackageMissing, SettingsError, StoreBusy
from tutor.errors import NotebookDamaged, NotebookNewer

FILE = "notebook.sqlite"
SETTING = "HIKMA_NOTEBOOK_URL"
NEWEST = "0002"
"""The last of `tutor/migrations/versions`: written here so that opening need not look."""
WAIT = 10
"""Seconds to wait for another process that is writing an SQLite file."""
_MIGRATING = threading.Lock()
"""Alembic's environment is one for the whole process."""


class Database:
    """An open database, its tables those of this version; safe to share between threads."""

    def __init__(self, url: URL, name: str, remedy: str) -> None:
        """`name` is what messages call it, `remedy` their hint; neither holds a secret."""
        self._name, self._remedy = name, remedy
        self._secrets = _secrets(url)
        self._engine = _engine(url)
        # BEGIN IMMEDIATE waits for another writer; a transaction that has read and then writes
        # is refused at once where another wrote in between.
        self._writer = self._engine.execution_options(writing=True)

    @classmethod
    def open(cls, folder: Path, address: str | None = None) -> "Database":
        """The database at `address`, by default a file in `folder`; made or migrated if need be.

        Raises `NotebookDamaged`, `NotebookNewer`, `StoreBusy`, `PackageMissing`,
        `SettingsError`.
        """
        if address:
            url = _parsed(address)
            name = URL.create(url.drivername, host=url.host, database=url.database)
            remedy = f"Check that the database can be reached, and {SETTING}."
            opened = cls(url, name.render_as_string(), remedy)
            opened._try_options(url)
        else:
            path = folder / FILE
            remedy = (
                "Check the disk and the folder's permissions. If the file is broken, "
                "move it away: a new one is made, and your documents are not touched."
            )
            opened = cls(URL.create("sqlite", database=str(path)), str(path), remedy)
            with opened._translated():
                folder.mkdir(parents=True, exist_ok=True)
        try:
            opened._bring_up_to_date()
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, kept whole or not at all."""
        with self._translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout."""
        with self._translated(), self._engine.connect() as connection:
            yield connection

    def _try_options(self, url: URL) -> None:
        try:
            with self.reading():
                pass
        except TypeError as error:  # a driver was called with what it does not know
            raise _bad_options(url) from error

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            if _revisions(connection) == [NEWEST]:
                return
        with _MIGRATING, self.writing() as connection:
            if connection.dialect.name == "postgresql":
                # What BEGIN IMMEDIATE does for SQLite: one process at a time. The number is ours.
                connection.execute(text("SELECT pg_advisory_xact_lock(7446527079)"))
            stored = _revisions(connection)
            if stored != [NEWEST]:  # another process may have been quicker
                self._migrate(connection, stored)

    def _migrate(self, connection: Connection, stored: list[str]) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", "tutor:migrations")
        config.attributes["connection"] = connection
        known = {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}
        if not known.issuperset(stored):
            raise NotebookNewer(
                f"The notebook {self._name} was written by a newer version of Hikma.",
                hint="Update Hikma, or name another data folder with --data.",
            )
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise self._damaged(str(error)) from error

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            said = str(error.orig)
            if "locked" in said or "busy" in said:
                raise StoreBusy(
                    f"Another process is writing to {self._name}.",
                    hint="Wait until it is done, then run the command again.",
                ) from error
            raise self._damaged(said) from error
        except SQLAlchemyError as error:
            raise self._damaged(str(getattr(error, "orig", None) or error)) from error
        except (ValidationError, json.JSONDecodeError) as error:
            raise self._damaged("it holds what this version of Hikma cannot read") from error
        except OSError as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> HikmaError:
        for secret in self._secrets:
            why = why.replace(secret, "***")
        return NotebookDamaged(
            f"The notebook {self._name} cannot be used: {why.strip().rstrip('.')}.",
            hint=self._remedy,
        )


def _parsed(address: str) -> URL:
    """The address, which no message repeats: it may hold a password."""
    try:
        return make_url(address.strip())
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            f"{SETTING} is not the address of a database.",
            hint="Write for example postgresql+psycopg://USER@HOST/DATABASE",
        ) from error


def _engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    # A server closes connections that were idle for long: each is tried before it is used.
    options: dict[str, Any] = (
        {"connect_args": {"timeout": WAIT}} if sqlite else {"pool_pre_ping": True}
    )
    try:
        engine = create_engine(url, **options)
    except NoSuchModuleError as error:
        raise SettingsError(
            f"{SETTING} names a kind of database that is not known: {url.drivername!r}.",
            hint="Write for example postgresql+psycopg://USER@HOST/DATABASE, or install the "
            "package that teaches SQLAlchemy this kind.",
        ) from error
    except ImportError as error:
        driver = error.name or url.get_driver_name()
        raise PackageMissing(
            f"The driver {driver!r} of the notebook's database is not installed.",
            hint=f"Run: pip install '{_PACKAGES.get(driver, driver)}'",
        ) from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise _bad_options(url) from error
    if sqlite:
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _bad_options(url: URL) -> SettingsError:
    return SettingsError(
        f"{SETTING} has options that {url.drivername} does not take.",
        hint="Leave out what stands after the question mark, or correct it.",
    )


_PACKAGES = {
    "psycopg": "psycopg[binary]",
    "psycopg2": "psycopg2-binary",
    "MySQLdb": "mysqlclient",
}
"""Packages of drivers that are not called as they are imported."""


def _secrets(url: URL) -> set[str]:
    """What of the address may not be shown, as it is meant and as it is written in one."""
    said = [str(url.password or "")]
    said += [str(value) for name, value in url.query.items() if "pass" in name.lower()]
    return {form for value in said if value for form in (value, quote(value), quote_plus(value))}


def _revisions(connection: Connection) -> list[str]:
    """What the tables say they are; empty for those of before there were revisions, and none."""
    if not inspect(connection).has_table("alembic_version"):
        return []
    return [str(row[0]) for row in connection.execute(text("SELECT * FROM alembic_version"))]


def _on_connect(connection: Any, record: Any) -> None:
    """SQLite forgets these with every connection, and leaves foreign keys off by default."""
    # The driver begins transactions late, and none before a change of tables: see _on_begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    _set_journal(cursor)
    cursor.close()


def _set_journal(cursor: Any) -> None:
    """Let readers read while another writes.

    SQLite does not wait by itself where two connections change this of a new file at once.
    """
    end = time.monotonic() + WAIT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.01)


def _on_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
