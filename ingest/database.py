"""The SQLite file of a library: its tables, how it is opened, and its errors as ours."""

import sqlite3
from pathlib import Path

from ingest.errors import HikmaError, IndexDamaged, StoreBusy, StoreNotWritable

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    pages TEXT NOT NULL, health TEXT NOT NULL, reader TEXT NOT NULL, languages TEXT NOT NULL,
    chunks INTEGER NOT NULL, tokens INTEGER NOT NULL, added TEXT NOT NULL
);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER NOT NULL,
    page_end INTEGER NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL,
    languages TEXT NOT NULL, heading TEXT NOT NULL, tokens INTEGER NOT NULL
);
CREATE INDEX chunks_by_document ON chunks (document);
-- Terms come ready-made: the ascii tokenizer splits at nothing but the spaces between them.
CREATE VIRTUAL TABLE words USING fts5 (terms, tokenize = 'ascii', detail = 'full');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab ('words', 'row');
"""
LAYOUT = "2"
FILE = "library.sqlite"


def connect(folder: Path, *, create: bool) -> sqlite3.Connection:
    """The database in `folder`. Raises `IndexDamaged`, `StoreNotWritable`."""
    path = folder / FILE
    try:
        if create:
            # Made beside and moved into place: a half-made database must not look like one.
            fresh = folder / f"{FILE}.new"
            fresh.unlink(missing_ok=True)
            made = sqlite3.connect(fresh)
            made.executescript(SCHEMA)
            made.close()
            fresh.replace(path)
        database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("SELECT count(*) FROM facts").fetchone()
    except sqlite3.DatabaseError as error:
        raise fault(folder, error) from error
    except OSError as error:
        raise StoreNotWritable(
            f"{folder} cannot be written: {error.strerror}.", hint="Check the folder and the disk."
        ) from error
    return database


def file_number(folder: Path) -> int:
    try:
        return (folder / FILE).stat().st_ino
    except OSError:
        return 0


def fault(folder: Path, error: sqlite3.DatabaseError) -> HikmaError:
    """SQLite's error as ours."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreBusy(
            f"Another process is writing to {folder}.",
            hint="Wait until it is done, then run the command again.",
        )
    if "full" in text:
        return StoreNotWritable(
            f"The disk is full: {folder} cannot be written.",
            hint="Free some space and run the command again: what was done is kept.",
        )
    if "readonly" in text or "unable to open" in text:
        return StoreNotWritable(
            f"{folder} cannot be written ({text}).",
            hint="Check the folder's permissions, or name another with --data.",
        )
    return IndexDamaged(
        f"The index in {folder} cannot be used ({text}).", hint="Run: hikma doctor --mend"
    )
