"""From the address of a database to SQLAlchemy's engine, and what of an address is a secret.

No message repeats an address as it was given: it may hold a password.
"""

import sqlite3
import time
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from ingest.errors import PackageMissing, SettingsError

SETTING = "HIKMA_NOTEBOOK_URL"
WAIT = 10
"""Seconds to wait for another process that is writing, and for a server."""
_PACKAGES = {
    "psycopg": "psycopg[binary]",
    "psycopg2": "psycopg2-binary",
    "MySQLdb": "mysqlclient",
}
"""Packages of drivers that are not called as they are imported."""


def parsed(address: str) -> URL:
    """The address. Raises `SettingsError`."""
    try:
        return make_url(address.strip())
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            f"{SETTING} is not the address of a database.",
            hint="Write for example postgresql+psycopg://USER@HOST/DATABASE",
        ) from error


def engine_of(url: URL) -> Engine:
    """What connects to the database; not connected yet. Raises `SettingsError`,
    `PackageMissing`."""
    kind = url.get_backend_name()
    # A server closes connections that were idle for long: each is tried before it is used.
    options: dict[str, Any] = {} if kind == "sqlite" else {"pool_pre_ping": True}
    if kind == "sqlite":
        options["connect_args"] = {"timeout": WAIT}
    elif url.drivername.startswith("postgresql+psycopg") and "connect_timeout" not in url.query:
        options["connect_args"] = {"connect_timeout": WAIT}
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
        raise refused_options(url) from error
    if kind == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _begin_sqlite)
    elif kind == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def refused_options(url: URL) -> SettingsError:
    """What to say where a driver does not know what stands after the question mark."""
    return SettingsError(
        f"{SETTING} has options that {url.drivername} does not take.",
        hint="Leave out what stands after the question mark, or correct it.",
    )


def secrets_of(url: URL) -> set[str]:
    """What of the address may not be shown, as it is meant and as it is written in one."""
    said = [str(url.password or "")]
    said += [str(value) for name, value in url.query.items() if "pass" in name.lower()]
    ways = (str, quote, quote_plus, partial(quote, safe=""))
    return {way(value) for value in said if value for way in ways}


def _on_connect(connection: Any, record: Any) -> None:
    """SQLite forgets these with every connection, and leaves foreign keys off by default."""
    # The driver begins transactions late, and none before a change of tables: see _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    set_journal(cursor)
    cursor.close()


def set_journal(cursor: Any) -> None:
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


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writing", False))


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if _writes(connection):  # by default it waits for another writer without end
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT * 1000:.0f}ms'")
