"""The notebook's database: how it is opened, brought up to date, read and written.

The one door to Alembic, which is imported where tables are to be changed and not otherwise.
SQLite unless an address says else.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, text

from tutor.database_address import SETTING, engine_of, parsed, refused_options, secrets_of
from tutor.database_faults import Faults
from tutor.errors import NotebookNewer

FILE = "notebook.sqlite"
NEWEST = "0004"
"""The last of `tutor/migrations/versions`: written here so that opening need not look."""
_MIGRATING = threading.Lock()
"""Alembic's environment is one for the whole process."""


class Database:
    """An open database, its tables those of this version; safe to share between threads."""

    def __init__(self, url: URL, faults: Faults) -> None:
        self.faults = faults
        self._engine = engine_of(url)
        # BEGIN IMMEDIATE waits for another writer; a transaction that has read and then writes
        # is refused at once where another wrote in between.
        self._writer = self._engine.execution_options(writing=True)
        self._reader = self._engine
        if url.get_backend_name() == "postgresql":
            # By default each statement would see what was committed before it.
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")

    @classmethod
    def open(cls, folder: Path, address: str | None = None) -> "Database":
        """The database at `address`, by default a file in `folder`; made or migrated if need be.

        Raises `NotebookDamaged`, `NotebookNewer`, `StoreBusy`, `StoreNotWritable`,
        `PackageMissing`, `SettingsError`.
        """
        if address:
            url = parsed(address)
            opened = cls(url, _faults_of(url))
            opened._try_options(url)
        else:
            url = URL.create("sqlite", database=str(folder / FILE))
            opened = cls(url, _faults_in(folder))
            with opened.faults.translated():
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
        with self.faults.translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout."""
        with self.faults.translated(), self._reader.connect() as connection:
            yield connection

    def _try_options(self, url: URL) -> None:
        try:
            with self.reading():
                pass
        except TypeError as error:  # a driver was called with what it does not know
            raise refused_options(url) from error

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
                f"The notebook {self.faults.name} was written by a newer version of Hikma.",
                hint="Update Hikma, or name another data folder with --data.",
            )
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise self.faults.damaged(str(error)) from error


def _faults_in(folder: Path) -> Faults:
    return Faults(
        name=str(folder / FILE),
        remedy="Check the disk and the folder's permissions. If the file is broken, "
        "move it away: a new one is made, and your documents are not touched.",
        to_write="Check the folder's permissions and that the disk is not full, "
        "or name another data folder with --data.",
        secrets=(),
    )


def _faults_of(url: URL) -> Faults:
    name = URL.create(url.drivername, host=url.host, database=url.database)
    return Faults(
        name=name.render_as_string(),
        remedy=f"Check that the database can be reached, and {SETTING}.",
        to_write=f"Check that its user may write there, and {SETTING}.",
        secrets=secrets_of(url),
    )


def _revisions(connection: Connection) -> list[str]:
    """What the tables say they are; empty for those of before there were revisions, and none."""
    if not inspect(connection).has_table("alembic_version"):
        return []
    return [str(row[0]) for row in connection.execute(text("SELECT * FROM alembic_version"))]
