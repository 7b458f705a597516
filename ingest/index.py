"""The index: Chroma for vectors, SQLite beside it for documents, chunks and the word index.

The one door to Chroma. SQLite decides what exists: vectors are written before the SQLite
transaction that makes a document visible and deleted after the one that hides it, so a reader
never sees a chunk without its vector, and vectors that no row names (a process was killed) are
passed over and swept by the next writer.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest import lexical, split
from ingest.documents import Chunk, Document, Finding, Hit, LibraryEntry, Page
from ingest.embed import LoadedEmbeddings
from ingest.errors import EmptyLibrary, IndexDamaged, IndexMismatch, StoreBusy, UnknownDocument

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    pages TEXT NOT NULL, health TEXT NOT NULL, languages TEXT NOT NULL,
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
LAYOUT = "1"
COLLECTION = "chunks"
QUERY_TERMS = 96
"""Longest query in terms; the rest of a pasted page adds time, not precision."""


class Index:
    """Documents and chunks of one data folder, searchable by meaning and by word.

    Open with `Index.open` (must exist) or `Index.create` (made where missing). Not shared
    between threads without `check_same_thread`; SQLite serialises the calls.
    """

    def __init__(self, folder: Path, embeddings: LoadedEmbeddings, *, create: bool) -> None:
        self.folder = folder
        self.embeddings = embeddings
        self._database = _connect(folder, create=create)
        self._check_facts(create=create)
        self._collection = _open_collection(folder, create=create)

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """True where something was ingested into `folder` before."""
        return (folder / "library.sqlite").is_file()

    @classmethod
    def require(cls, folder: Path) -> None:
        """Raises `EmptyLibrary` where nothing was ingested into `folder` before."""
        if not cls.exists(folder):
            raise EmptyLibrary(
                f"Nothing has been ingested into {folder.parent} yet.",
                hint="Run: hikma ingest PATH (or name another folder with --data).",
            )

    @classmethod
    def open(cls, folder: Path, embeddings: LoadedEmbeddings) -> "Index":
        """Open for asking; never creates. Raises `EmptyLibrary`, `IndexMismatch`,
        `IndexDamaged`."""
        cls.require(folder)
        return cls(folder, embeddings, create=False)

    @classmethod
    def create(cls, folder: Path, embeddings: LoadedEmbeddings) -> "Index":
        """Open for writing, made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, embeddings, create=not cls.exists(folder))

    def close(self) -> None:
        """Close the database; Chroma has nothing to close."""
        self._database.close()

    # -- what is there ------------------------------------------------------------------

    def __len__(self) -> int:
        return int(self._one("SELECT count(*) FROM chunks")[0])

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
        path = str(Path(name).absolute())
        rows = self._database.execute(
            "SELECT id FROM documents WHERE id = ?1 OR path = ?1 OR path = ?2 "
            "OR (length(?1) >= 6 AND substr(id, 1, length(?1)) = ?1)",
            (name, path),
        ).fetchall()
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
                prefix = f"{folder.absolute()}/"
                rows = self._database.execute(
                    "SELECT id FROM documents WHERE substr(path, 1, ?) = ?", (len(prefix), prefix)
                ).fetchall()
                found.update(dict.fromkeys(row["id"] for row in rows))
            else:
                found[self.resolve(name)] = None
        if names and not found:
            raise UnknownDocument(
                f"No document was ingested from {', '.join(names)}.",
                hint="Run: hikma library (it lists ids and paths).",
            )
        return list(found)

    def document(self, id: str) -> Document:
        """One document with its text. Raises `UnknownDocument`."""
        return _document(self._one("SELECT * FROM documents WHERE id = ?", self.resolve(id)))

    def title_and_path(self, document: str) -> tuple[str, str]:
        """Title and path of a stored document."""
        row = self._one("SELECT title, path FROM documents WHERE id = ?", document)
        return row["title"], row["path"]

    def library(self) -> list[LibraryEntry]:
        """Every document without its text, in order of title."""
        rows = self._database.execute(
            "SELECT id, title, path, json_array_length(pages) AS pages, chunks, tokens, languages, "
            "health, added FROM documents ORDER BY title, path"
        )
        return [
            LibraryEntry(
                document=row["id"],
                title=row["title"],
                path=row["path"],
                pages=row["pages"],
                chunks=row["chunks"],
                tokens=row["tokens"],
                languages=json.loads(row["languages"]),
                health=_findings(row["health"]),
                added=row["added"],
            )
            for row in rows
        ]

    def languages(self) -> dict[str, int]:
        """Chunks per language."""
        rows = self._database.execute("SELECT language, count(*) FROM chunks GROUP BY language")
        return {row[0]: row[1] for row in rows}

    def chunks_of(self, document: str) -> list[Chunk]:
        """The chunks of one document, in order."""
        rows = self._database.execute(
            "SELECT * FROM chunks WHERE document = ? ORDER BY start", (document,)
        )
        return [_chunk(row) for row in rows]

    # -- writing ------------------------------------------------------------------------

    def add(
        self, document: Document, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]
    ) -> dict[str, float]:
        """Store a document with its chunks, replacing whatever was read from its path before.

        Returns the share of its text per language.
        """
        self._upsert_vectors(chunks, vectors)
        languages = _shares(chunks)
        with self._writing() as database:
            replaced = database.execute(
                "SELECT id FROM documents WHERE path = ? AND id != ?", (document.path, document.id)
            ).fetchall()
            for row in [*replaced, {"id": document.id}]:
                _delete_rows(database, row["id"])
            database.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    document.path,
                    document.title,
                    document.text,
                    json.dumps([(p.number, p.start, p.end) for p in document.pages]),
                    json.dumps([f.model_dump() for f in document.health]),
                    json.dumps(languages),
                    len(chunks),
                    sum(chunk.tokens for chunk in chunks),
                    datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                ),
            )
            for chunk in chunks:
                number = database.execute(
                    "INSERT INTO chunks (id, document, start, \"end\", page, page_end, "
                    "text, language, languages, heading, tokens) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        chunk.id, chunk.document, chunk.start, chunk.end, chunk.page, chunk.page_end,
                        chunk.text, chunk.language, " ".join(chunk.languages), chunk.heading, chunk.tokens,
                    ),
                ).lastrowid  # fmt: skip
                words = " ".join(lexical.terms(indexed_text(document.title, chunk), chunk.language))
                database.execute("INSERT INTO words (rowid, terms) VALUES (?, ?)", (number, words))
        for row in replaced:
            self._collection.delete(where={"document": row["id"]})
        return languages

    def move(self, document: str, path: str) -> None:
        """Note that an unchanged document is now read from `path`."""
        with self._writing() as database:
            database.execute("UPDATE documents SET path = ? WHERE id = ?", (path, document))

    def remove(self, document: str) -> None:
        """Forget a document. Raises `UnknownDocument`."""
        id = self.resolve(document)
        with self._writing() as database:
            _delete_rows(database, id)
        self._collection.delete(where={"document": id})

    def sweep(self) -> int:
        """Delete vectors that no chunk names (left by a killed process); returns how many."""
        known = {row[0] for row in self._database.execute("SELECT id FROM chunks")}
        if self._collection.count() == len(known):
            return 0
        stored = set(self._collection.get(include=[])["ids"])
        orphans = sorted(stored - known)
        for batch in _batched(orphans, _max_batch(self._collection)):
            self._collection.delete(ids=batch)
        return len(orphans)

    def missing_vectors(self) -> list[str]:
        """Ids of documents with a chunk whose vector is gone (for `hikma doctor`)."""
        stored = set(self._collection.get(include=[])["ids"])
        rows = self._database.execute("SELECT id, document FROM chunks")
        return sorted({row["document"] for row in rows if row["id"] not in stored})

    # -- searching ----------------------------------------------------------------------

    def search_dense(
        self, vector: Sequence[float], limit: int, *, where: "Scope"
    ) -> dict[str, float]:
        """Cosine similarity of the nearest chunks by id."""
        count = self._collection.count()
        if not count:
            return {}
        found = self._collection.query(
            query_embeddings=[list(vector)],
            n_results=min(limit, count),
            where=where.for_chroma(),
            include=["distances"],
        )
        return {id: 1 - d for id, d in zip(found["ids"][0], found["distances"][0])}

    def similarity(self, vector: Sequence[float], ids: Sequence[str]) -> dict[str, float]:
        """Cosine similarity of given chunks (those a word search found)."""
        if not ids:
            return {}
        import numpy as np

        found = self._collection.get(ids=list(ids), include=["embeddings"])
        scores = np.asarray(found["embeddings"]) @ np.asarray(vector)
        return dict(zip(found["ids"], scores.tolist()))

    def search_words(self, terms: Sequence[str], limit: int, *, where: "Scope") -> dict[str, float]:
        """BM25 score (k1 = 1.2, b = 0.75) of the best chunks by id."""
        wanted = list(dict.fromkeys(terms))[:QUERY_TERMS]
        if not wanted:
            return {}
        query = " OR ".join(f'"{term}"' for term in wanted)
        condition, values = where.for_sqlite()
        rows = self._database.execute(
            "SELECT chunks.id AS id, -bm25(words) AS score FROM words "
            f"JOIN chunks ON chunks.number = words.rowid WHERE words MATCH ? {condition} "
            "ORDER BY bm25(words) LIMIT ?",
            (query, *values, limit),
        )
        return {row["id"]: row["score"] for row in rows}

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each distinct term: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        total, found = len(self), {}
        for term in dict.fromkeys(terms):
            row = self._one("SELECT doc FROM vocabulary WHERE term = ?", term)
            count = row["doc"] if row else 0
            found[term] = math.log(1 + (total - count + 0.5) / (count + 0.5))
        return found

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks by id; ids without a row (see the top of this file) are left out."""
        found = {}
        for batch in _batched(list(ids), 500):
            marks = ",".join("?" * len(batch))
            rows = self._database.execute(f"SELECT * FROM chunks WHERE id IN ({marks})", batch)
            found.update({row["id"]: _chunk(row) for row in rows})
        return found

    def hits(self, scores: dict[str, float]) -> list[Hit]:
        """Chunks with their scores, best first; ties by id, so that order never varies."""
        chunks = self.chunks(scores)
        ordered = sorted(chunks, key=lambda id: (-scores[id], id))
        return [Hit(chunk=chunks[id], score=scores[id]) for id in ordered]

    # -- inside -------------------------------------------------------------------------

    def _one(self, sql: str, *values: Any) -> Any:
        return self._database.execute(sql, values).fetchone()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise StoreBusy(
                    f"Another process is writing to {self.folder}.",
                    hint="Wait until it is done, then run the command again.",
                ) from error
            raise IndexDamaged(
                f"The index in {self.folder} cannot be written: {error}.",
                hint="Check the disk and the folder's permissions; then run: hikma doctor",
            ) from error

    def _upsert_vectors(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        pairs = list(zip(chunks, vectors, strict=True))
        for batch in _batched(pairs, _max_batch(self._collection)):
            self._collection.upsert(
                ids=[chunk.id for chunk, _ in batch],
                embeddings=[list(vector) for _, vector in batch],
                metadatas=[
                    {"document": chunk.document, "language": chunk.language} for chunk, _ in batch
                ],
            )

    def _facts(self) -> dict[str, str]:
        return {
            "layout": LAYOUT,
            "splitter": split.VERSION,
            "words": lexical.VERSION,
            "embedding": self.embeddings.identity.model_dump_json(),
        }

    def _check_facts(self, *, create: bool) -> None:
        ours = self._facts()
        if create:
            with self._writing() as database:
                database.executemany(
                    "INSERT INTO facts VALUES (?, ?) ON CONFLICT DO NOTHING", ours.items()
                )
        stored = dict(self._database.execute("SELECT name, value FROM facts").fetchall())
        different = sorted(name for name in ours if stored.get(name) != ours[name])
        if different:
            built = json.loads(stored.get("embedding", "{}")).get("model", "another version")
            raise IndexMismatch(
                f"The index in {self.folder} was built with {built}, "
                f"now {self.embeddings.identity.model} is set (different: {', '.join(different)}).",
                hint="Run: hikma ingest --reindex (embeds every document anew), "
                f"or ask with --embedding {built}",
            )


class Scope:
    """Which chunks a search may return: those of some documents, of some languages, or all."""

    def __init__(self, documents: Sequence[str] = (), languages: Sequence[str] = ()) -> None:
        self.documents = tuple(documents)
        self.languages = tuple(languages)

    def for_chroma(self) -> dict[str, Any] | None:
        parts: list[dict[str, Any]] = []
        if self.documents:
            parts.append({"document": {"$in": list(self.documents)}})
        if self.languages:
            parts.append({"language": {"$in": list(self.languages)}})
        return {"$and": parts} if len(parts) > 1 else (parts[0] if parts else None)

    def for_sqlite(self) -> tuple[str, list[Any]]:
        sql, values = "", list[Any]()
        for column, wanted in (("document", self.documents), ("language", self.languages)):
            if wanted:
                sql += f" AND chunks.{column} IN ({','.join('?' * len(wanted))})"
                values += wanted
        return sql, values


def indexed_text(title: str, chunk: Chunk) -> str:
    """What is embedded and whose words are indexed: a slice alone may not say what it is about."""
    above = chunk.heading if chunk.heading.startswith(title) else f"{title} › {chunk.heading}"
    return f"{above.strip(' ›')}\n{chunk.text}"


def stored_documents(folder: Path) -> list[Document]:
    """Every document of the index at `folder`, whatever model built it (for rebuilding)."""
    with closing(_connect(folder, create=False)) as database:
        return [_document(row) for row in database.execute("SELECT * FROM documents")]


def _connect(folder: Path, *, create: bool) -> sqlite3.Connection:
    path = folder / "library.sqlite"
    try:
        if create:
            # Made beside and moved into place: a half-made database must not look like one.
            fresh = folder / "library.sqlite.new"
            fresh.unlink(missing_ok=True)
            database = sqlite3.connect(fresh)
            database.executescript(SCHEMA)
            database.close()
            fresh.replace(path)
        database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("SELECT count(*) FROM facts").fetchone()
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"The index in {folder} cannot be opened ({error}).",
            hint=f"Delete {folder} and ingest your documents again.",
        ) from error
    return database


def _open_collection(folder: Path, *, create: bool) -> Any:
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import NotFoundError

    try:
        client = chromadb.PersistentClient(
            str(folder / "chroma"), settings=Settings(anonymized_telemetry=False)
        )
        if create:
            return client.get_or_create_collection(
                COLLECTION, embedding_function=None, metadata={"hnsw:space": "cosine"}
            )
        return client.get_collection(COLLECTION, embedding_function=None)
    except NotFoundError as error:
        raise IndexDamaged(
            f"The index in {folder} has lost its vectors.", hint="Run: hikma ingest --reindex"
        ) from error


def _max_batch(collection: Any) -> int:
    return int(collection._client.get_max_batch_size())


def _batched(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def _delete_rows(database: sqlite3.Connection, document: str) -> None:
    database.execute(
        "DELETE FROM words WHERE rowid IN (SELECT number FROM chunks WHERE document = ?)",
        (document,),
    )
    database.execute("DELETE FROM chunks WHERE document = ?", (document,))
    database.execute("DELETE FROM documents WHERE id = ?", (document,))


def _chunk(row: sqlite3.Row) -> Chunk:
    values = {name: row[name] for name in Chunk.model_fields}
    return Chunk(**values | {"languages": tuple(row["languages"].split())})


def _document(row: sqlite3.Row) -> Document:
    return Document(
        id=row["id"],
        path=row["path"],
        title=row["title"],
        text=row["text"],
        pages=tuple(Page(number=n, start=s, end=e) for n, s, e in json.loads(row["pages"])),
        health=_findings(row["health"]),
    )


def _findings(stored: str) -> tuple[Finding, ...]:
    return tuple(Finding.model_validate(finding) for finding in json.loads(stored))


def _shares(chunks: Sequence[Chunk]) -> dict[str, float]:
    """Share of the characters per language, rounded, largest first."""
    sizes: dict[str, int] = {}
    for chunk in chunks:
        sizes[chunk.language] = sizes.get(chunk.language, 0) + len(chunk.text)
    total = math.fsum(sizes.values()) or 1
    ranked = sorted(sizes.items(), key=lambda item: -item[1])
    return {language: round(size / total, 2) for language, size in ranked}
