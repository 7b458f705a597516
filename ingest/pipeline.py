"""Files and folders → the index: find, read, split, embed, add; each file reported.

Every file is complete or absent in the index. A run that was interrupted or killed is completed by
the next one: what was embedded is not embedded again.
"""

import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ingest.documents import Chunk, Document, Record
from ingest.embed import LoadedEmbeddings
from ingest.errors import HikmaError, NoSuchPath, NoText, OutsideFolder, UnsupportedFile
from ingest.extract import Extractors
from ingest.files import Found, actual_path, file_id, is_gone, shown, stored_path, walk
from ingest.index import Index, drop_vectors, stored_document, stored_paths
from ingest.library import shares
from ingest.read import reader_version
from ingest.reports import FileReport, IngestResult, Removed, Watcher
from ingest.settings import IndexSettings, IngestSettings
from ingest.split import split
from ingest.writing import set_aside, writing

BATCH_CHUNKS = 64
"""Chunks of small files that are stored in one write: a write costs as much as embedding ten."""
READ_AHEAD_BYTES = 64_000_000
"""Files that wait for embedding hold at most this many bytes, unless one alone is larger."""


class Selection(NamedTuple):
    """The files that were named, and the folders among what was named."""

    files: tuple[Found, ...]
    folders: tuple[Path, ...] = ()


def find_files(paths: Iterable[Path]) -> Selection:
    """The files that `paths` mean: files as named, folders walked without hidden entries.

    Raises `NoSuchPath` before anything is read.
    """
    files: dict[Path, Found] = {}
    folders = []
    for path in paths:
        absolute = path.absolute()
        if is_gone(absolute):
            raise NoSuchPath(
                f"There is no file or folder {shown(path)}.",
                hint="Check the path. (To forget a document whose file is gone: hikma remove DOC.)",
            )
        # Not Path.is_dir: it raises where a folder above may not be entered.
        if os.path.isdir(absolute):  # noqa: PTH112
            folders.append(absolute)
            files |= {found.path: found for found in walk(absolute)}
        else:
            files[absolute] = Found(path=absolute)
    return Selection(files=tuple(files.values()), folders=tuple(folders))


def ingest_paths(
    selection: Selection,
    folder: Path,
    embeddings: LoadedEmbeddings,
    settings: IngestSettings,
    *,
    store: IndexSettings | None = None,
    watcher: Watcher | None = None,
) -> IngestResult:
    """`ingest` into the index at `folder`, made where it is missing, one writer at a time."""
    with writing(folder), closing(Index.create(folder, embeddings, store)) as index:
        return ingest(selection, index, settings, watcher)


def rebuild(
    selection: Selection,
    folder: Path,
    embeddings: LoadedEmbeddings,
    settings: IngestSettings,
    *,
    store: IndexSettings | None = None,
    watcher: Watcher | None = None,
) -> IngestResult:
    """Read and embed everything anew, whatever built the old index, `selection` besides.

    The new index is made beside the old one and exchanged when it is whole. A document whose
    file is gone or can no longer be read is kept, from its stored text.
    """
    fresh = folder.with_name(folder.name + ".new")
    with writing(folder):
        shutil.rmtree(fresh, ignore_errors=True)
        stored = stored_paths(folder) if Index.exists(folder) else {}
        paths = map(actual_path, stored.values())
        again = [Found(path=path) for path in paths if not is_gone(path)]
        files = {found.path: found for found in (*again, *selection.files)}
        everything = Selection(files=tuple(files.values()))
        with closing(Index.create(fresh, embeddings, store)) as index:
            result = ingest(everything, index, settings, watcher)
            kept = _keep(stored, folder, index, settings)
        _exchange(folder, fresh)
    return result.model_copy(update={"files": result.files + kept})


def _exchange(folder: Path, fresh: Path) -> None:
    """Put the rebuilt index in the place of the old one; `writing` undoes one half of it."""
    aside = set_aside(folder)
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists():
        folder.rename(aside)
    fresh.rename(folder)
    if aside.exists():
        drop_vectors(aside)
        shutil.rmtree(aside, ignore_errors=True)


def _keep(
    stored: dict[str, str], folder: Path, index: Index, settings: IngestSettings
) -> tuple[FileReport, ...]:
    """Documents that could not be read again, from the text that is stored."""
    kept = []
    for id, path in stored.items():
        if not index.has(id) and not index.id_at(path):
            document = stored_document(folder, id)
            chunks = _split(document, index.embeddings, settings)
            index.add([(document, chunks)])
            kept.append(_report(_Prepared(document=document, chunks=chunks, status="updated")))
    return tuple(kept)


def ingest(
    selection: Selection, index: Index, settings: IngestSettings, watcher: Watcher | None = None
) -> IngestResult:
    """Add or update files; one that fails is reported and the rest go on.

    Documents whose file has vanished from a named folder are removed.
    """
    started = time.perf_counter()
    with index.repaired(), Extractors(settings) as extractors:
        run = _Run(index, settings, extractors, watcher or Watcher(), len(selection.files))
        with closing(_read_ahead(selection.files, run.prepare, settings.workers)) as ahead:
            for prepared in ahead:
                run.take(prepared)
        run.flush()
        removed = _remove_vanished(selection, index)
        index.note_sources()
    order = {stored_path(found.path): place for place, found in enumerate(selection.files)}
    reports = sorted(run.reports, key=lambda report: order.get(report.path, 0))
    return IngestResult(
        files=tuple(reports),
        removed=removed,
        seconds=round(time.perf_counter() - started, 2),
        stages=run.seconds(),
    )


class _Prepared(Record):
    """A document that is read and split, and waits for embedding."""

    document: Document
    chunks: tuple[Chunk, ...]
    status: str
    seconds: float = 0.0


class _Run:
    """One ingestion: prepares files (in several threads), batches them into the index."""

    def __init__(
        self,
        index: Index,
        settings: IngestSettings,
        extractors: Extractors,
        watcher: Watcher,
        total: int,
    ) -> None:
        self.reports: list[FileReport] = []
        self._index, self._settings, self._extractors = index, settings, extractors
        self._watcher, self._total = watcher, total
        self._batch: list[_Prepared] = []
        self._taken: dict[str, str] = {}
        self._lock, self._deciding = threading.Lock(), threading.Lock()
        self._seconds = {"read": 0.0, "split": 0.0, "embed": 0.0, "store": 0.0}

    def seconds(self) -> dict[str, float]:
        return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}

    def prepare(self, found: Found) -> "_Prepared | FileReport":
        """Read and split one file, unless it is known; runs in a worker's thread."""
        started = time.perf_counter()
        try:
            if found.error:
                raise found.error
            id = file_id(found.path, self._settings)
            # One at a time: where files exchanged their names, one's move is the other's loss.
            with self._deciding:
                known = self._known(found.path, id, started)
            return known or self._read(found.path, started)
        except HikmaError as error:
            return FileReport(
                path=stored_path(found.path),
                status="skipped" if isinstance(error, OutsideFolder) else "failed",
                seconds=round(time.perf_counter() - started, 3),
                error=self._failed(found.path, error),
            )

    def _read(self, path: Path, started: float) -> _Prepared:
        self._watcher.reading(stored_path(path))
        document = self._extractors.read(path)
        read = time.perf_counter()
        chunks = _split(document, self._index.embeddings, self._settings)
        done = time.perf_counter()
        if not chunks:
            raise NoText(f"{shown(path.name)} holds no words.", hint="Check the file.")
        self._count("read", read - started)
        self._count("split", done - read)
        known = self._index.id_at(document.path) or self._index.has(document.id)
        return _Prepared(
            document=document,
            chunks=chunks,
            status="updated" if known else "added",
            seconds=done - started,
        )

    def _known(self, path: Path, id: str, started: float) -> FileReport | None:
        """The report of a file whose very bytes are indexed, here or under another name.

        None where it is new, or where another reader would read it today.
        """
        if not self._index.has(id):
            return None
        entry, status, error = self._index.entry(id), "unchanged", None
        if entry.path != stored_path(path):
            if self._still_holds(actual_path(entry.path), id):
                status, error = "skipped", _same_as(path, entry.path)
            else:
                self._index.move(id, stored_path(path))
        reader = reader_version(path, self._settings, entry.health)
        if status == "unchanged" and entry.reader != reader:
            return None
        return FileReport(
            path=stored_path(path),
            status=status,
            document=id,
            title=entry.title,
            languages=entry.languages,
            pages=entry.pages,
            seconds=round(time.perf_counter() - started, 3),
            health=entry.health,
            error=error,
        )

    def _still_holds(self, path: Path, id: str) -> bool:
        """True where the file is what it was when it was read, or cannot be looked at."""
        try:
            return file_id(path, self._settings) == id
        except HikmaError:
            return not is_gone(path)

    def _failed(self, path: Path, error: HikmaError) -> dict[str, str]:
        record = error.as_record()
        if self._index.id_at(stored_path(path)):
            record["hint"] += " Its earlier text stays in the library."
        return record

    def take(self, prepared: "_Prepared | FileReport") -> None:
        """Put a file into the batch, and store the batch when it is large enough."""
        if isinstance(prepared, FileReport):
            self._tell(prepared)
            return
        document = prepared.document
        first = self._taken.setdefault(document.id, document.path)
        if first != document.path:  # read at the same time as its twin
            record = _same_as(Path(document.path), first)
            self._tell(FileReport(path=document.path, status="skipped", document=document.id,
                                  title=document.title, error=record))  # fmt: skip
            return
        self._batch.append(prepared)
        if sum(len(waiting.chunks) for waiting in self._batch) >= BATCH_CHUNKS:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        if not self._batch:
            return
        started, done = time.perf_counter(), 0
        total = sum(len(prepared.chunks) for prepared in self._batch)
        name = Path(self._batch[-1].document.path).name

        def tick(count: int) -> None:
            nonlocal done
            done += count
            self._watcher.chunks(name, done, total)

        stages = self._index.add([(p.document, p.chunks) for p in self._batch], tick)
        self._count("embed", stages.embed)
        self._count("store", stages.store)
        each = (time.perf_counter() - started) / max(total, 1)
        batch, self._batch = self._batch, []
        for prepared in batch:
            self._tell(_report(prepared, prepared.seconds + each * len(prepared.chunks)))

    def _tell(self, report: FileReport) -> None:
        self.reports.append(report)
        self._watcher.file(report, len(self.reports), self._total)

    def _count(self, stage: str, seconds: float) -> None:
        with self._lock:
            self._seconds[stage] += seconds


def _same_as(path: Path, other: str) -> dict[str, str]:
    return UnsupportedFile(
        f"{shown(path.name)} has the same content as {shown(other)}.",
        hint="Nothing to do: the document is in the library once.",
    ).as_record()


def _split(
    document: Document, embeddings: LoadedEmbeddings, settings: IngestSettings
) -> tuple[Chunk, ...]:
    return tuple(split(document, embeddings.count_tokens, max_tokens=settings.chunk_tokens))


def _read_ahead(
    files: Sequence[Found], prepare: Callable[[Found], "_Prepared | FileReport"], workers: int
) -> "Generator[_Prepared | FileReport]":
    """Prepare files ahead of the embedding, in order, a few and not too large at a time."""
    pool = ThreadPoolExecutor(workers)
    waiting: deque[tuple[Future[_Prepared | FileReport], int]] = deque()
    held = 0
    try:
        for found in files:
            size = _size(found.path)
            while waiting and (len(waiting) > 2 * workers or held + size > READ_AHEAD_BYTES):
                future, was = waiting.popleft()
                held -= was
                yield future.result()
            waiting.append((pool.submit(prepare, found), size))
            held += size
        while waiting:
            yield waiting.popleft()[0].result()
    finally:
        # Not waited for: the caller ends the extractors, and with them what is being read.
        pool.shutdown(wait=False, cancel_futures=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _remove_vanished(selection: Selection, index: Index) -> tuple[Removed, ...]:
    """Forget documents whose file is no longer in its folder.

    A folder without a single file is taken for a disk that is not there, and nothing is removed.
    """
    removed = []
    readable = [found.path for found in selection.files if not found.error]
    for folder in selection.folders:
        if not any(path.is_relative_to(folder) for path in readable):
            continue
        for id, path in index.below(folder).items():
            if is_gone(actual_path(path)):
                title = index.titles_and_paths([id])[id][0]
                index.remove(id)
                removed.append(Removed(document=id, title=title, path=path))
    return tuple(removed)


def _report(prepared: _Prepared, seconds: float = 0.0) -> FileReport:
    document, chunks = prepared.document, prepared.chunks
    return FileReport(
        path=document.path,
        status=prepared.status,
        document=document.id,
        title=document.title,
        languages=shares(chunks),
        pages=len(document.pages),
        chunks=len(chunks),
        tokens=sum(chunk.tokens for chunk in chunks),
        seconds=round(seconds, 3),
        health=document.health,
    )
