"""The index: a library whose chunks can be searched by meaning and by word.

Vectors are written before the SQLite transaction that makes a document visible and deleted after
the one that hides it, so a reader never sees a chunk without its vector. Vectors that no chunk
names (a process was killed) are passed over by searches, used again by the next run if it embeds
the same text, and deleted when that run is done.
"""

import hashlib
import json
import logging
import math
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

from ingest import lexical, split
from ingest.database import FILE, LAYOUT, connect
from ingest.documents import Chunk, Document, Hit, Record, Scope
from ingest.embed import LoadedEmbeddings
from ingest.errors import (
    EmptyLibrary,
    HikmaError,
    IndexDamaged,
    IndexMismatch,
    ServerUnreachable,
)
from ingest.files import actual_path
from ingest.library import Library, delete
from ingest.settings import IndexSettings
from ingest.vectors import VectorRow, Vectors, batched
from ingest.word_index import indexed_text

log = logging.getLogger(__name__)
SOURCES = "sources.jsonl"
EMBEDDED_AT_ONCE = 32
"""Chunks between two writes of vectors: what a killed process has to embed again at the most."""
Tick = Callable[[int], None]
"""Called with the number of chunks just embedded and stored."""


class Stages(Record):
    """Seconds spent, by stage."""

    embed: float = 0.0
    store: float = 0.0


class Index(Library):
    """Documents and chunks of one data folder, searchable by meaning and by word.

    Open with `Index.open` (must exist) or `Index.create` (made where missing).
    """

    def __init__(
        self, folder: Path, embeddings: LoadedEmbeddings, settings: IndexSettings, *, create: bool
    ) -> None:
        super().__init__(folder, create=create)
        self.embeddings = embeddings
        self._settings = settings
        try:
            if create:
                self.note(**self._ours())
                Index.new_collection(folder, self, settings)
            self._check_facts()
            self.vectors = _vectors(folder, settings, self.facts()["collection"])
        except BaseException:
            self._database.close()
            raise
        self._seen = self._version()

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """True where something was ingested into `folder` before."""
        return (folder / FILE).is_file()

    @classmethod
    def require(cls, folder: Path) -> None:
        """Raises `EmptyLibrary` where nothing was ingested into `folder` before."""
        if not cls.exists(folder):
            raise EmptyLibrary(
                f"Nothing has been ingested into {folder.parent} yet.",
                hint="Run: hikma ingest PATH (or name another folder with --data).",
            )

    @classmethod
    def open(
        cls, folder: Path, embeddings: LoadedEmbeddings, settings: IndexSettings | None = None
    ) -> "Index":
        """Open for asking; never creates. Raises `EmptyLibrary`, `IndexMismatch`,
        `IndexDamaged`."""
        cls.require(folder)
        return cls(folder, embeddings, settings or IndexSettings(), create=False)

    @classmethod
    def create(
        cls, folder: Path, embeddings: LoadedEmbeddings, settings: IndexSettings | None = None
    ) -> "Index":
        """Open for writing, made where it is missing. Raises `StoreNotWritable`."""
        if cls.exists(folder):
            return cls.open(folder, embeddings, settings)
        fresh = folder.with_name(f"{folder.name}.making")
        _remove_tree(fresh)
        fresh.mkdir(parents=True)
        cls(fresh, embeddings, settings or IndexSettings(), create=True).close()
        # An index appears whole: database, facts and an empty collection.
        _remove_tree(folder)
        fresh.rename(folder)
        return cls.open(folder, embeddings, settings)

    @staticmethod
    def new_collection(folder: Path, library: Library, settings: IndexSettings | None) -> None:
        """Make an empty collection and note that the vectors are to be there."""
        name = f"hikma-{uuid.uuid4().hex}"
        _vectors(folder, settings or IndexSettings(), name, create=True).close()
        library.note(collection=name)

    def close(self) -> None:
        """Let go of both stores."""
        self.vectors.close()
        super().close()

    # -- writing ------------------------------------------------------------------------

    def add(
        self,
        batch: Sequence[tuple[Document, Sequence[Chunk]]],
        tick: Tick = lambda count: None,
    ) -> Stages:
        """Embed and store documents, each replacing what had its id or its path."""
        started, embedding = perf_counter(), 0.0
        replaced = {id for document, _ in batch for id in self._replaced_by(document)}
        old = {chunk.id for id in replaced for chunk in self.chunks_of(id)}
        known: dict[str, list[float]] = {}
        for id in replaced:
            known |= self.vectors.of_document(id)
        every = [(document.title, chunk) for document, chunks in batch for chunk in chunks]
        for part in batched(every, EMBEDDED_AT_ONCE):
            embedding += self._store_vectors(part, known)
            tick(len(part))
        with self.transaction() as database:
            for document, chunks in batch:
                self.put(database, document, chunks)
        # Asked for now: what had the path at first may have been moved to another meanwhile.
        self.vectors.delete(sorted(old - self.chunks(old).keys()))
        total = perf_counter() - started
        return Stages(embed=embedding, store=total - embedding)

    def _replaced_by(self, document: Document) -> list[str]:
        before = (self.id_at(document.path), document.id if self.has(document.id) else None)
        return [id for id in dict.fromkeys(before) if id is not None]

    def _store_vectors(
        self, part: Sequence[tuple[str, Chunk]], known: dict[str, list[float]]
    ) -> float:
        """Embed what is not stored yet, under this id or (in `known`) another; seconds of it."""
        stored = self.vectors.digests([chunk.id for _, chunk in part])
        texts = [(chunk, indexed_text(title, chunk)) for title, chunk in part]
        lacking = [(c, text, digest(text)) for c, text in texts if stored.get(c.id) != digest(text)]
        fresh = list(dict.fromkeys(text for _, text, key in lacking if key not in known))
        started = perf_counter()
        vectors = dict(zip(fresh, self.embeddings.embed_documents(fresh))) if fresh else {}
        seconds = perf_counter() - started
        self.vectors.upsert(
            [
                VectorRow(
                    id=chunk.id,
                    vector=known.get(key) or vectors[text],
                    document=chunk.document,
                    languages=chunk.languages,
                    digest=key,
                )
                for chunk, text, key in lacking
            ]
        )
        return seconds

    def remove(self, document: str) -> None:
        """Forget a document. Raises `UnknownDocument`."""
        id = self.resolve(document)
        gone = [chunk.id for chunk in self.chunks_of(id)]
        with self.transaction() as database:
            delete(database, id)
        self.vectors.delete(gone)
        self.note_sources()

    def note_sources(self) -> None:
        """Write down beside the database where every document came from.

        A plain file, so that a database beyond reading can be made again from the originals.
        """
        paths = "".join(
            f"{json.dumps(path)}\n" for path in sorted(entry.path for entry in self.library())
        )
        fresh = self.folder / f"{SOURCES}.new"
        fresh.write_text(paths, encoding="utf-8")
        fresh.replace(self.folder / SOURCES)

    @contextmanager
    def repaired(self) -> Iterator[None]:
        """Write inside: what a killed writer left is mended before, leftovers are swept after."""
        if "writing" in self.facts():
            self.complete()
        self.note(writing="yes")
        yield
        if self.vectors.count() != len(self):
            self.sweep()
        self.note(writing=None)

    def complete(self) -> int:
        """Embed the chunks whose vector is missing or not of their text; returns how many."""
        lacking = self.lacking_vectors()
        titles = self.titles_and_paths({chunk.document for chunk in lacking})
        for part in batched(lacking, EMBEDDED_AT_ONCE):
            self.vectors.delete([chunk.id for chunk in part])
            self._store_vectors([(titles[chunk.document][0], chunk) for chunk in part], {})
        return len(lacking)

    def lacking_vectors(self) -> list[Chunk]:
        """Chunks without a usable vector of their own text."""
        dimension = self.embeddings.identity.dimension
        sound = {
            id: key
            for id, key, vector in self.vectors.each()
            if len(vector) == dimension and math.isfinite(norm := float(vector @ vector)) and norm
        }
        lacking = []
        for document in self.ids():
            chunks = self.chunks_of(document)
            title = self.titles_and_paths([document])[document][0]
            lacking += [c for c in chunks if sound.get(c.id) != digest(indexed_text(title, c))]
        return lacking

    def sweep(self) -> int:
        """Delete vectors that no chunk names (left by a killed process); returns how many."""
        orphans = sorted(self.vectors.ids() - self.chunk_ids())
        self.vectors.delete(orphans)
        return len(orphans)

    # -- searching ----------------------------------------------------------------------

    def search_dense(
        self, vector: Sequence[float], limit: int, *, where: Scope
    ) -> dict[str, float]:
        """Cosine similarity of the nearest chunks by id."""
        self._keep_up()
        return self.vectors.nearest(vector, limit, where, self.chunk_ids_in)

    def similarity(self, vector: Sequence[float], ids: Sequence[str]) -> dict[str, float]:
        """Cosine similarity of given chunks (those a word search found)."""
        self._keep_up()
        return self.vectors.similarity(vector, ids)

    def hits(self, scores: dict[str, float]) -> list[Hit]:
        """Chunks with their scores, best first; ties by id, so that order never varies."""
        chunks = self.chunks(scores)
        ordered = sorted(chunks, key=lambda id: (-scores[id], id))
        return [Hit(chunk=chunks[id], score=scores[id]) for id in ordered]

    # -- inside -------------------------------------------------------------------------

    def _keep_up(self) -> None:
        """Where another connection has committed since, let the vectors be read anew.

        Where another index has taken this one's place (it was rebuilt), open that.
        """
        if not self.is_current():
            self.vectors.close()
            self.reopen()
            self._check_facts()
            self.vectors = _vectors(self.folder, self._settings, self.facts()["collection"])
            self._seen = self._version()
        version = self._version()
        if version != self._seen:
            self.vectors.refresh()
            self._seen = version

    def _version(self) -> int:
        return int(self._one("PRAGMA data_version")[0])

    def _ours(self) -> dict[str, str]:
        return {
            "layout": LAYOUT,
            "splitter": split.VERSION,
            "words": lexical.VERSION,
            "embedding": self.embeddings.identity.model_dump_json(),
            "chroma": self._settings.chroma_url or "folder",
        }

    def _check_facts(self) -> None:
        ours, stored = self._ours(), self.facts()
        different = sorted(name for name in ours if stored.get(name) != ours[name])
        if "chroma" in different and "chroma" in stored:
            raise IndexMismatch(
                f"The vectors of {self.folder} are in {stored['chroma']}, not {ours['chroma']}.",
                hint="Set HIKMA_INDEX__CHROMA_URL as it was, or run: hikma ingest --reindex",
            )
        if different:
            built = json.loads(stored.get("embedding", "{}")).get("model", "another version")
            raise IndexMismatch(
                f"The index in {self.folder} was built with {built}, "
                f"now {self.embeddings.identity.model} is set (different: {', '.join(different)}).",
                hint="Run: hikma ingest --reindex (embeds every document anew), "
                f"or ask with --embedding {built}",
            )


def _vectors(
    folder: Path, settings: IndexSettings, collection: str, *, create: bool = False
) -> Vectors:
    return Vectors.open(folder / "chroma", settings.chroma_url, collection, create=create)


def digest(text: str) -> str:
    """Hash of an embedded text; within one index the model is always the same."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).hexdigest()


def source_paths(folder: Path) -> list[Path]:
    """Where the documents came from, as far as the database or the file beside it can tell."""
    try:
        return [actual_path(path) for path in stored_paths(folder).values()]
    except (HikmaError, sqlite3.DatabaseError):
        listed = folder / SOURCES
        lines = listed.read_text("utf-8").splitlines() if listed.exists() else []
        return [actual_path(json.loads(line)) for line in lines]


def stored_paths(folder: Path) -> dict[str, str]:
    """Path by id of every document of the index at `folder`, whatever version built it."""
    with closing(connect(folder, create=False)) as database:
        return dict(map(tuple, database.execute("SELECT id, path FROM documents")))


def stored_document(folder: Path, id: str) -> Document:
    """One of them, with its text (for rebuilding)."""
    with closing(Library(folder, create=False)) as library:
        return library.document(id)


def drop_vectors(folder: Path) -> None:
    """Delete the collection of the index at `folder` where it is on a server."""
    with closing(connect(folder, create=False)) as database:
        facts = dict(map(tuple, database.execute("SELECT name, value FROM facts")))
    url = facts.get("chroma", "folder")
    if url == "folder":
        return  # its files go with the folder
    try:
        with closing(Vectors.open(folder, url, facts["collection"], create=False)) as vectors:
            vectors.drop()
    except (ServerUnreachable, IndexDamaged):
        log.warning("The old collection %s stays on %s.", facts["collection"], url)


def _remove_tree(folder: Path) -> None:
    import shutil

    if folder.exists():
        shutil.rmtree(folder)
