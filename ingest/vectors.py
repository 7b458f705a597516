"""Vectors of chunks in Chroma, in a folder or on a server: the one door to Chroma.

Knows ids, vectors and what they may be filtered by; `ingest.index` knows what they stand for. A
client in a folder never sees what another process wrote since it was opened (Chroma 1.5: searches
miss it, filtered ones fail), so `refresh` opens it anew.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ingest.documents import Record, Scope
from ingest.errors import IndexDamaged, ServerUnreachable, SettingsError, StoreNotWritable

READ_BATCH = 1_000
"""Vectors fetched at a time where all are looked at."""
COMPARED_ONE_BY_ONE = 1_000
"""Up to so many vectors of a scope are compared each with the question, exactly."""
TRIES = 10
"""About 1.4 seconds in all, until what fails is taken for damaged."""
_SPELLINGS = itertools.count(1)
MEND = "Run: hikma doctor --mend"
Result = TypeVar("Result")


class VectorRow(Record):
    """What is stored of one chunk."""

    id: str
    vector: tuple[float, ...] | list[float]
    document: str
    languages: tuple[str, ...]
    digest: str
    """Hash of the text that was embedded: an equal one need not be embedded again."""


class Vectors:
    """One collection of unit vectors. Opened by `open`, which creates only when told to."""

    def __init__(self, folder: Path, url: str | None, name: str) -> None:
        self._folder, self._url, self._name = folder, url, name
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None

    @classmethod
    def open(cls, folder: Path, url: str | None, name: str, *, create: bool) -> "Vectors":
        """The collection `name` in `folder`, or on the server at `url`.

        Raises `IndexDamaged` where it should exist and does not, `ServerUnreachable`.
        """
        vectors = cls(folder, url, name)
        vectors._connect(create=create)
        return vectors

    def close(self) -> None:
        """Let go of Chroma's files."""
        with self._lock:
            if self._client is not None and hasattr(self._client, "close"):
                self._client.close()
            self._client = self._collection = None

    def refresh(self) -> None:
        """See what other processes wrote."""
        if self._url is None:
            with self._lock:
                self.close()
                self._connect(create=False)

    def drop(self) -> None:
        """Delete the whole collection."""
        with self._lock:
            self._do(lambda: self._client.delete_collection(self._name))
            self._collection = None

    # -- writing ------------------------------------------------------------------------

    def upsert(self, rows: Sequence[VectorRow]) -> None:
        """Store vectors, those of the same ids replaced. Raises `StoreNotWritable`."""
        for batch in batched(rows, self._max_batch()):
            self._do(
                lambda batch=batch: self._collection.upsert(  # type: ignore[misc]
                    ids=[row.id for row in batch],
                    embeddings=[list(row.vector) for row in batch],
                    metadatas=[
                        {
                            "document": row.document,
                            "languages": list(row.languages),
                            "digest": row.digest,
                        }
                        for row in batch
                    ],
                )
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are passed over."""
        for batch in batched(ids, self._max_batch()):
            self._do(lambda batch=batch: self._collection.delete(ids=batch))  # type: ignore[misc]

    # -- reading ------------------------------------------------------------------------

    def count(self) -> int:
        return int(self._do(lambda: self._collection.count()))

    def digests(self, ids: Sequence[str]) -> dict[str, str]:
        """Digests of those of `ids` that are stored."""
        found: dict[str, str] = {}
        for batch in batched(ids, READ_BATCH):
            got = self._do(
                lambda batch=batch: self._collection.get(  # type: ignore[misc]
                    ids=batch, include=["metadatas"]
                )
            )
            found |= {id: meta["digest"] for id, meta in zip(got["ids"], got["metadatas"])}
        return found

    def of_document(self, document: str) -> dict[str, list[float]]:
        """Vectors of one document by digest."""
        got = self._do(
            lambda: self._collection.get(
                where={"document": document}, include=["metadatas", "embeddings"]
            )
        )
        pairs = zip(got["metadatas"], got["embeddings"])
        return {meta["digest"]: vector.tolist() for meta, vector in pairs}

    def each(self) -> Iterator[tuple[str, str, Any]]:
        """Id, digest and vector (numpy, float32) of everything, a batch at a time."""
        offset = 0
        while True:
            got = self._do(
                lambda offset=offset: self._collection.get(  # type: ignore[misc]
                    limit=READ_BATCH, offset=offset, include=["metadatas", "embeddings"]
                )
            )
            metas = got["metadatas"]
            yield from zip(
                got["ids"], (meta.get("digest", "") for meta in metas), got["embeddings"]
            )
            if len(got["ids"]) < READ_BATCH:
                return
            offset += READ_BATCH

    def ids(self) -> set[str]:
        """Every id that is stored."""
        return set(self._do(lambda: self._collection.get(include=[]))["ids"])

    def nearest(
        self,
        vector: Sequence[float],
        limit: int,
        scope: Scope,
        ids_in: Callable[[Scope], Sequence[str]],
    ) -> dict[str, float]:
        """Cosine similarity of the nearest ids of `scope`, whose ids `ids_in` gives."""
        if self._url is not None or not (scope.documents or scope.languages):
            return self._again(lambda: self._query(vector, limit, where=_filter(scope)))
        # In a folder Chroma takes 0.1 to 0.2 s of 100,000 chunks to look a filter up in its SQLite
        # and 0.03 s to be told the ids; with few of them its graph is slower than all cosines.
        ids = ids_in(scope)
        if len(ids) > COMPARED_ONE_BY_ONE:
            try:
                return self._do(lambda: self._query(vector, limit, ids=list(ids)))
            except IndexDamaged:  # one of them is not there (yet): a filter does not mind
                return self._again(lambda: self._query(vector, limit, where=_filter(scope)))
        every = self.similarity(vector, ids)
        best = sorted(every, key=lambda id: (-every[id], id))[:limit]
        return {id: every[id] for id in best}

    def _query(self, vector: Sequence[float], limit: int, **which: Any) -> dict[str, float]:
        found = self._collection.query(
            query_embeddings=[list(vector)], n_results=limit, include=["distances"], **which
        )
        return {id: 1 - d for id, d in zip(found["ids"][0], found["distances"][0])}

    def similarity(self, vector: Sequence[float], ids: Sequence[str]) -> dict[str, float]:
        """Cosine similarity of given ids, those without a vector left out."""
        if not ids:
            return {}
        import numpy as np

        found = self._again(lambda: self._collection.get(ids=list(ids), include=["embeddings"]))
        if not found["ids"]:
            return {}
        scores = np.asarray(found["embeddings"]) @ np.asarray(vector)
        return dict(zip(found["ids"], scores.tolist()))

    # -- inside -------------------------------------------------------------------------

    def _again(self, query: Callable[[], Result]) -> Result:
        """Run `query`; where another process writes at this moment, again on a fresh client.

        The window is a few milliseconds, but a quick writer may hit it several times in a row.
        """
        for attempt in range(TRIES):
            try:
                return self._do(query)
            except IndexDamaged:
                time.sleep(0.03 * attempt)
                self.refresh()
        return self._do(query)

    def _do(self, call: Callable[[], Result]) -> Result:
        """Run `call` on the open collection; Chroma's errors become ours."""
        import httpx
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                return call()
            except (httpx.HTTPError, ConnectionError) as error:
                raise self._unreachable(error) from error
            except ChromaError as error:
                raise self._translated(error) from error

    def _translated(self, error: Exception) -> Exception:
        text = str(error)
        if "disk is full" in text or "No space left" in text:
            return StoreNotWritable(
                f"The disk is full: {self._folder} cannot be written.",
                hint="Free some space and run the command again: what was done is kept.",
            )
        if "readonly" in text or "read-only" in text.lower() or "ermission denied" in text:
            return StoreNotWritable(
                f"{self._folder} cannot be written.", hint="Check the folder's permissions."
            )
        return IndexDamaged(f"The vectors in {self._folder} cannot be used ({text}).", hint=MEND)

    def _unreachable(self, error: Exception) -> ServerUnreachable:
        return ServerUnreachable(
            f"The Chroma server at {self._url} does not answer ({type(error).__name__}).",
            hint="Start it, or correct HIKMA_INDEX__CHROMA_URL.",
        )

    def _connect(self, *, create: bool) -> None:
        from chromadb.errors import ChromaError, NotFoundError

        try:
            self._client = self._server() if self._url else self._local()
            if create:
                self._collection = self._client.get_or_create_collection(
                    self._name, embedding_function=None, metadata={"hnsw:space": "cosine"}
                )
            else:
                self._collection = self._client.get_collection(self._name, embedding_function=None)
        except NotFoundError as error:
            raise IndexDamaged(
                f"The index in {self._folder.parent} has lost its vectors.", hint=MEND
            ) from error
        except ChromaError as error:
            raise self._translated(error) from error

    def _local(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        try:
            return chromadb.PersistentClient(
                _own_spelling(self._folder), settings=Settings(anonymized_telemetry=False)
            )
        except (ValueError, OSError, RuntimeError) as error:
            raise self._translated(error) from error

    def _server(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        at = urlsplit(self._url or "")
        if at.scheme not in ("http", "https") or not at.hostname:
            raise SettingsError(
                f"{self._url} is not the address of a Chroma server.",
                hint="Use http://HOST:PORT in HIKMA_INDEX__CHROMA_URL.",
            )
        secure = at.scheme == "https"
        try:
            return chromadb.HttpClient(
                host=at.hostname,
                port=at.port or (443 if secure else 8000),
                ssl=secure,
                settings=Settings(anonymized_telemetry=False),
            )
        except (ValueError, OSError) as error:  # chromadb says "Could not connect" as ValueError
            raise self._unreachable(error) from error

    def _max_batch(self) -> int:
        return int(self._client.get_max_batch_size())


def _own_spelling(folder: Path) -> str:
    """The folder's path, spelt as no other client of this process spells it.

    Clients of one spelling share what they hold in memory, and go on sharing it when one of them
    is opened anew, or when another index has taken the folder's place.
    """
    return str(folder) + "".join("/." if bit == "1" else "//" for bit in f"{next(_SPELLINGS):b}")


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """`items` in lists of at most `size`."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _filter(scope: Scope) -> dict[str, Any] | None:
    parts: list[dict[str, Any]] = []
    if scope.documents:
        parts.append({"document": {"$in": list(scope.documents)}})
    if scope.languages:
        any_of = [{"languages": {"$contains": code}} for code in scope.languages]
        parts.append({"$or": any_of} if len(any_of) > 1 else any_of[0])
    return {"$and": parts} if len(parts) > 1 else (parts[0] if parts else None)
