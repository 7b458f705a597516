"""What the library holds, in SQLite: documents and their chunks, with their words beside them.

Knows nothing of vectors or models. SQLite decides what exists: every change is one transaction,
so a reader sees a document with all its chunks and words, or not at all.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.documents import Chunk, Document, Finding, LibraryEntry, Page, Scope
from ingest.errors import UnknownDocument
from ingest.files import stored_path
from ingest.stored import COLUMNS, chunk_of, condition, values_of
from ingest.word_index import WordIndex, terms_of

_INSERT_CHUNK = (
    f"INSERT INTO chunks ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(COLUMNS))})"
)


class Library(WordIndex):
    """The documents and chunks of one data folder.

    Usable from several threads, as `Stored` is.
    """

    # -- what is there ------------------------------------------------------------------

    def has(self, document: str) -> bool:
        """True where a document of this id is stored."""
        return self._one("SELECT 1 FROM documents WHERE id = ?", document) is not None

    def id_at(self, path: str) -> str | None:
        """Id of the document that was read from `path`."""
        row = self._one("SELECT id FROM documents WHERE path = ?", path)
        return row["id"] if row else None

    def resolve(self, name: str) -> str:
        """Id of the document that `name` (an id, its beginning, or a path) means.

        Raises `UnknownDocument`.
        """
        path = stored_path(Path(name).absolute())
        rows = self._rows(
            "SELECT id FROM documents WHERE id = ?1 OR path = ?1 OR path = ?2 "
            "OR (length(?1) >= 6 AND substr(id, 1, length(?1)) = ?1)",
            name,
            path,
        )
        if len(rows) != 1:
            raise UnknownDocument(
                f"No document has the id or path {name!r}."
                if not rows
                else f"{name!r} is the beginning of several document ids.",
                hint="Run: hikma library (it lists ids and paths).",
            )
        return str(rows[0]["id"])

    def resolve_all(self, names: Sequence[str]) -> list[str]:
        """Ids of the documents that `names` (ids, paths, or folders) mean, each once.

        Raises `UnknownDocument`.
        """
        found: dict[str, None] = {}
        for name in names:
            folder = Path(name)
            if folder.is_dir():
                found.update(dict.fromkeys(self.below(folder)))
            else:
                found[self.resolve(name)] = None
        if names and not found:
            raise UnknownDocument(
                f"No document was ingested from {', '.join(names)}.",
                hint="Run: hikma library (it lists ids and paths).",
            )
        return list(found)

    def below(self, folder: Path) -> dict[str, str]:
        """Paths by id of the documents that were read from `folder` or below it."""
        prefix = f"{stored_path(folder.absolute())}/"
        rows = self._rows(
            "SELECT id, path FROM documents WHERE substr(path, 1, ?) = ?", len(prefix), prefix
        )
        return {row["id"]: row["path"] for row in rows}

    def document(self, id: str) -> Document:
        """One document with its text. Raises `UnknownDocument`."""
        return _document(self._one("SELECT * FROM documents WHERE id = ?", self.resolve(id)))

    def ids(self) -> list[str]:
        """Ids of every document."""
        return [row["id"] for row in self._rows("SELECT id FROM documents ORDER BY id")]

    def titles_and_paths(self, documents: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Title and path of those of `documents` that are (still) stored."""
        found = {}
        for id in documents:
            row = self._one("SELECT title, path FROM documents WHERE id = ?", id)
            if row:
                found[id] = (row["title"], row["path"])
        return found

    def entry(self, id: str) -> LibraryEntry:
        """One document without its text. Raises `UnknownDocument`."""
        id = self.resolve(id)
        return next(self._entries("WHERE id = ?", id))

    def library(self) -> list[LibraryEntry]:
        """Every document without its text, in order of title."""
        return list(self._entries("ORDER BY title, path"))

    def _entries(self, clause: str, *values: Any) -> Iterator[LibraryEntry]:
        rows = self._rows(
            "SELECT id, title, path, json_array_length(pages) AS pages, chunks, tokens, languages, "
            f"health, reader, added FROM documents {clause}",
            *values,
        )
        for row in rows:
            yield LibraryEntry(
                document=row["id"],
                title=row["title"],
                path=row["path"],
                pages=row["pages"],
                chunks=row["chunks"],
                tokens=row["tokens"],
                languages=json.loads(row["languages"]),
                health=_findings(row["health"]),
                reader=row["reader"],
                added=row["added"],
            )

    def languages(self) -> dict[str, int]:
        """Chunks per main language."""
        counted = "SELECT language, count(*) FROM chunks GROUP BY language"
        rows = self._remembered(Scope(), lambda: tuple(self._rows(counted)))
        return {row[0]: row[1] for row in rows}

    def chunk_ids_in(self, scope: Scope) -> tuple[str, ...]:
        """Ids of the chunks of a scope; read anew only after a change."""
        within, values = condition(scope)
        chosen = f"SELECT id FROM chunks WHERE 1 {within}"
        return self._remembered(scope, lambda: tuple(row[0] for row in self._rows(chosen, *values)))

    def languages_of(self, documents: Iterable[str]) -> dict[str, dict[str, int]]:
        """Chunks per main language, for each of some documents by id."""
        wanted = list(dict.fromkeys(documents))
        found: dict[str, dict[str, int]] = {}
        for row in self._rows(
            "SELECT document, language, count(*) FROM chunks "
            f"WHERE document IN ({','.join('?' * len(wanted))}) GROUP BY document, language",
            *wanted,
        ):
            found.setdefault(row[0], {})[row[1]] = row[2]
        return found

    def chunks_of(self, document: str) -> list[Chunk]:
        """The chunks of one document, in order."""
        rows = self._rows("SELECT * FROM chunks WHERE document = ? ORDER BY start", document)
        return [chunk_of(row) for row in rows]

    def page_starts(self, chunk: Chunk) -> tuple[int, ...]:
        """Where further pages begin within a chunk."""
        if chunk.page == chunk.page_end:
            return ()
        row = self._one("SELECT pages FROM documents WHERE id = ?", chunk.document)
        starts = [start for _, start, _ in json.loads(row["pages"])] if row else []
        return tuple(start for start in starts if chunk.start < start < chunk.end)

    def chunk_ids(self) -> set[str]:
        """Ids of every chunk."""
        return {row[0] for row in self._rows("SELECT id FROM chunks")}

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks by id; ids without a row are left out."""
        found, wanted = {}, list(ids)
        for start in range(0, len(wanted), 500):
            batch = wanted[start : start + 500]
            marks = ",".join("?" * len(batch))
            rows = self._rows(f"SELECT * FROM chunks WHERE id IN ({marks})", *batch)
            found.update({row["id"]: chunk_of(row) for row in rows})
        return found

    # -- writing ------------------------------------------------------------------------

    def put(
        self, database: sqlite3.Connection, document: Document, chunks: Sequence[Chunk]
    ) -> None:
        """Within a `transaction`: store a document, replacing what had its id or its path."""
        for row in database.execute(
            "SELECT id FROM documents WHERE path = ? OR id = ?", (document.path, document.id)
        ).fetchall():
            delete(database, row["id"])
        database.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.path,
                document.title,
                document.text,
                json.dumps([(p.number, p.start, p.end) for p in document.pages]),
                json.dumps([f.model_dump() for f in document.health]),
                document.reader,
                json.dumps(shares(chunks)),
                len(chunks),
                sum(chunk.tokens for chunk in chunks),
                datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            ),
        )
        for chunk in chunks:
            number = database.execute(_INSERT_CHUNK, values_of(chunk)).lastrowid
            database.execute(
                "INSERT INTO words (rowid, terms) VALUES (?, ?)",
                (number, terms_of(document.title, chunk)),
            )

    def move(self, document: str, path: str) -> None:
        """Note that an unchanged document is now read from `path`, where another may have been."""
        with self.transaction() as database:
            before = "SELECT id FROM documents WHERE path = ? AND id != ?"
            for row in database.execute(before, (path, document)).fetchall():
                delete(database, row["id"])
            database.execute("UPDATE documents SET path = ? WHERE id = ?", (path, document))

    def facts(self) -> dict[str, str]:
        """What the index was built with, and whether a writer is at work."""
        return {row["name"]: row["value"] for row in self._rows("SELECT name, value FROM facts")}

    def note(self, **facts: str | None) -> None:
        """Set facts; None removes one."""
        with self.transaction() as database:
            for name, value in facts.items():
                database.execute("DELETE FROM facts WHERE name = ?", (name,))
                if value is not None:
                    database.execute("INSERT INTO facts VALUES (?, ?)", (name, value))

    def integrity(self) -> str:
        """`ok`, or what SQLite finds wrong with its pages first."""
        return str(self._one("PRAGMA quick_check(1)")[0])


def delete(database: sqlite3.Connection, document: str) -> None:
    """Within a transaction: forget a document with its chunks and words."""
    database.execute(
        "DELETE FROM words WHERE rowid IN (SELECT number FROM chunks WHERE document = ?)",
        (document,),
    )
    database.execute("DELETE FROM chunks WHERE document = ?", (document,))
    database.execute("DELETE FROM documents WHERE id = ?", (document,))


def shares(chunks: Sequence[Chunk]) -> dict[str, float]:
    """Share of the characters per language, rounded, largest first."""
    sizes: dict[str, int] = {}
    for chunk in chunks:
        sizes[chunk.language] = sizes.get(chunk.language, 0) + len(chunk.text)
    total = math.fsum(sizes.values()) or 1
    ranked = sorted(sizes.items(), key=lambda item: -item[1])
    return {language: round(size / total, 2) for language, size in ranked}


def _document(row: sqlite3.Row) -> Document:
    return Document(
        id=row["id"],
        path=row["path"],
        title=row["title"],
        text=row["text"],
        pages=tuple(Page(number=n, start=s, end=e) for n, s, e in json.loads(row["pages"])),
        health=_findings(row["health"]),
        # An index of an older layout, read for rebuilding, has no such column.
        reader=row["reader"] if "reader" in row.keys() else "",  # noqa: SIM118
    )


def _findings(stored: str) -> tuple[Finding, ...]:
    return tuple(Finding.model_validate(finding) for finding in json.loads(stored))
