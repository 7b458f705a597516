"""Anki's collections, opened without trust: a zip, perhaps zstd, and SQLite, all in memory.

Knows both forms: schema 11 (`collection.anki2`, `.anki21`), whose note types are JSON, and schema
18 (`collection.anki21b`), where they are tables and Protocol Buffers. A newer package carries an
older collection of one note that asks to update Anki: the newest form is read.
"""

import io
import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

import regex

from ingest.errors import DamagedFile, TooLarge, UnsafeFile
from ingest.readers.archive import open_archive
from ingest.settings import IngestSettings
from tutor.errors import UnreadableBank

NEWEST = "collection.anki21b"
OLDER = ("collection.anki21", "collection.anki2")
_OPERATIONS, _TIMES = 1_000_000, 2_000
"""SQLite's steps between two looks at the clock, and how many looks: minutes at the most."""
_WINDOW = 1 << 27
"""Of zstd, in bytes: what Anki itself allows."""
_REFERENCE = regex.compile(r"\{\{([^{}#^/][^{}]*)\}\}")
_SPECIAL = frozenset({"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag"})
_HINT = "In Anki: File, Export, Anki Deck Package (.apkg)."


class NoteType(NamedTuple):
    """What a note of one kind holds, and which fields its first card shows on which side."""

    id: int
    fields: tuple[str, ...]
    is_cloze: bool
    front: tuple[str, ...]
    back: tuple[str, ...]
    """Those that are not on the front already."""


class Note(NamedTuple):
    """One note."""

    number: int
    """From 1, in the order of their making."""
    type: NoteType | None
    """None where the collection holds no note type of its own for it."""
    values: dict[str, str]
    """HTML by name of field."""
    tags: tuple[str, ...]


def notes(data: bytes, name: str, limits: IngestSettings) -> Iterator[Note]:
    """Every note of a package, as far as it can be read.

    Raises `UnreadableBank`, `DamagedFile`, `UnsafeFile`, `TooLarge`, `EncryptedFile`; the second
    after the notes before the damage, where that is among them.
    """
    connection = _opened(_collection(data, name, limits), name)
    try:
        yield from _notes(connection)
    except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFile(
            f"{name} is damaged: its collection cannot be read ({error}).", hint=_HINT
        ) from error
    finally:
        connection.close()


def _collection(data: bytes, name: str, limits: IngestSettings) -> bytes:
    archive = open_archive(data, name, limits)
    if NEWEST in archive:
        return _unpacked(archive.read(NEWEST), name, limits)
    for member in OLDER:
        if member in archive:
            return archive.read(member)
    raise UnreadableBank(f"{name} holds no collection of Anki.", hint=_HINT)


def _unpacked(data: bytes, name: str, limits: IngestSettings) -> bytes:
    """What zstd packed, up to the limit: its header need not tell how much that is."""
    import zstandard

    most = limits.max_unpacked_mb * 1_000_000
    try:
        with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(
            io.BytesIO(data)
        ) as stream:
            unpacked = stream.read(most + 1)
    except zstandard.ZstdError as error:
        raise DamagedFile(f"{name} is damaged ({error}).", hint=_HINT) from error
    if len(unpacked) > most:
        raise TooLarge(
            f"{name} unpacks to more than {limits.max_unpacked_mb} MB.",
            hint="Export fewer decks at a time, without media.",
        )
    return bytes(unpacked)


def _opened(collection: bytes, name: str) -> sqlite3.Connection:
    """The database, in which nothing acts but what is asked (SQLite, "Defense Against The Dark
    Arts")."""
    if collection[:15] != b"SQLite format 3":
        raise DamagedFile(f"{name} is damaged: its collection is none.", hint=_HINT)
    # In memory there is no write-ahead log, so a database that asks for one would not open.
    if collection[18:20] != b"\x01\x01":
        collection = collection[:18] + b"\x01\x01" + collection[20:]
    connection = sqlite3.connect(":memory:")
    connection.deserialize(collection)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a < b))
    looks = iter(range(_TIMES))
    connection.set_progress_handler(lambda: next(looks, None) is None, _OPERATIONS)
    try:
        for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        made = connection.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
    except sqlite3.Error as error:
        connection.close()
        raise DamagedFile(f"{name} is damaged ({error}).", hint=_HINT) from error
    if any(
        kind in ("view", "trigger") or "VIRTUAL" in (sql or "").upper() for _, kind, sql in made
    ):
        connection.close()
        raise UnsafeFile(f"{name} is not safe to open: its collection runs code.", hint=_HINT)
    return connection


def _notes(connection: sqlite3.Connection) -> Iterator[Note]:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    types = {
        kind.id: kind
        for kind in (_newer_types(connection) if "notetypes" in tables else _types(connection))
    }
    rows = connection.execute("SELECT mid, flds, tags FROM notes ORDER BY id")
    for number, (mid, flds, tags) in enumerate(rows, start=1):
        kind = types.get(mid)
        values = dict(zip(kind.fields if kind else (), str(flds).split("\x1f")))
        yield Note(number, kind, values, tuple(str(tags).split()))


def _types(connection: sqlite3.Connection) -> Iterator[NoteType]:
    (models,) = connection.execute("SELECT models FROM col").fetchone()
    for id, model in json.loads(models).items():
        names = tuple(str(each["name"]) for each in model["flds"])
        first = model["tmpls"][0]
        yield _type(int(id), names, model.get("type") == 1, first["qfmt"], first["afmt"])


def _newer_types(connection: sqlite3.Connection) -> Iterator[NoteType]:
    for id, config in connection.execute("SELECT id, config FROM notetypes").fetchall():
        fields = connection.execute("SELECT name FROM fields WHERE ntid = ? ORDER BY ord", (id,))
        names = tuple(str(name) for (name,) in fields)
        (first,) = connection.execute(
            "SELECT config FROM templates WHERE ntid = ? ORDER BY ord LIMIT 1", (id,)
        ).fetchone()
        # Notetype.Config.kind is field 1; Template.Config.q_format and a_format are 1 and 2.
        sides = _message(first)
        front, back = (str(sides.get(at, b""), "utf-8", "replace") for at in (1, 2))
        yield _type(int(id), names, _message(config).get(1) == 1, front, back)


def _type(id: int, fields: tuple[str, ...], is_cloze: bool, front: str, back: str) -> NoteType:
    shown = _named(front, fields)
    rest = tuple(name for name in _named(back, fields) if name not in shown)
    return NoteType(id, fields, is_cloze, shown, rest)


def _named(template: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that a template shows, `{{type:cloze:Text}}` as `Text`."""
    names = [found.rsplit(":", 1)[-1].strip() for found in _REFERENCE.findall(template)]
    return tuple(dict.fromkeys(n for n in names if n in fields and n not in _SPECIAL))


def _message(data: bytes) -> dict[int, Any]:
    """The fields of a Protocol Buffers message: numbers and byte strings, the last of each."""
    found: dict[int, Any] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            found[number], at = _varint(data, at)
        elif wire == 2:
            length, at = _varint(data, at)
            found[number] = data[at : at + length]
            at += length
        elif wire in (1, 5):
            at += 8 if wire == 1 else 4
        else:
            raise ValueError(f"wire type {wire}")
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        value |= (data[at] & 0x7F) << shift
        at += 1
        if not data[at - 1] & 0x80:
            return value, at
        shift += 7
    raise ValueError("a number without end")
