"""PostgreSQL for tests: Debian's server on loopback, an empty database of its own for each test.

The server refuses to run as root, as which containers run tests: there it is another user's.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.servers import free_port

PROGRAMS = Path("/usr/lib/postgresql")
PASSWORD = "p@ss:w/o?rd %#"
"""Every character of it means something in an address."""
_RUN = '"$@" & server=$!; cat > /dev/null; kill -INT $server; wait $server'
"""Runs the server until standard input ends: with the tests, even those that were killed."""
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def postgres_missing() -> str:
    """Why no server can be started here; empty where one can."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed (pip install 'psycopg[binary]')"
    if _programs() is None:
        return "PostgreSQL is not installed (apt-get install postgresql)"
    if os.geteuid() == 0 and _other_user() is None:
        return "PostgreSQL does not run as root, and there is no other user"
    return ""


def _programs() -> Path | None:
    """Where the newest server's programs are."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def _other_user() -> str | None:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """A running server: the address of its database `postgres`."""
    programs = _programs()
    assert programs is not None
    user = _other_user() if os.geteuid() == 0 else None
    # Not pytest's folder: other users cannot enter that.
    folder = Path(tempfile.mkdtemp(prefix="hikma-postgres-"))
    try:
        _make_cluster(programs / "initdb", folder, user)
        with _running(programs / "postgres", folder, user) as address:
            yield address
    finally:
        shutil.rmtree(folder)


def _as(user: str | None) -> dict[str, Any]:
    """What `Popen` needs to run something in no folder of ours, as another user."""
    if user is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _make_cluster(initdb: Path, folder: Path, user: str | None) -> None:
    password = folder / "password"
    password.write_text(PASSWORD)
    if user:
        shutil.chown(folder, user)
        shutil.chown(password, user)
    command = [
        initdb, f"--pgdata={folder}/data", "--username=learner", f"--pwfile={password}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120, **_as(user))


@contextlib.contextmanager
def _running(program: Path, folder: Path, user: str | None) -> Iterator[str]:
    port = free_port()
    options = (*_FAST, "listen_addresses=127.0.0.1", f"port={port}")
    command = ["/bin/sh", "-c", _RUN, "sh", program, "-D", folder / "data", "-k", folder]
    command += [part for option in options for part in ("-c", option)]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, **_as(user)
        )
    try:
        address = f"postgresql+psycopg://learner:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
        _wait_until_it_answers(f"{address}/postgres", log)
        yield f"{address}/postgres"
    finally:
        process.communicate(timeout=30)


def _wait_until_it_answers(address: str, log: Path) -> None:
    engine = create_engine(address)
    for _ in range(300):
        with contextlib.suppress(OperationalError), engine.connect():
            engine.dispose()
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL does not answer: {log.read_text('utf-8', 'replace')}")


@contextlib.contextmanager
def empty_database(server: str) -> Iterator[str]:
    """The address of a new database of the server; deleted afterwards."""
    name = f"hikma_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.removesuffix("postgres") + name
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server for all tests; skips those that need one where none can be started."""
    if missing := postgres_missing():
        pytest.skip(missing)
    with postgres_server() as address:
        yield address


@pytest.fixture
def server(postgres: str) -> Iterator[str]:
    """The address of an empty database on a server."""
    with empty_database(postgres) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | None]:
    """Where a notebook is kept: in its own file (None), and in a database on a server."""
    if request.param == "sqlite":
        yield None
    else:
        with empty_database(request.getfixturevalue("postgres")) as made:
            yield made
