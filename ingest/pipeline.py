"""Files and folders → the index: walk, read, split, embed, add; each file reported.

Every file is complete or absent in the index, so an interrupt loses at most the file in hand.
"""

import os
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import Field

from ingest.documents import Chunk, Document, Finding, Record
from ingest.embed import LoadedEmbeddings
from ingest.errors import HikmaError, NoSuchPath, NoText, StoreBusy, UnsupportedFile
from ingest.index import Index, indexed_text, stored_documents
from ingest.read import READERS, document_id, load, read
from ingest.settings import IngestSettings
from ingest.split import split


class FileReport(Record):
    """What became of one file."""

    path: str
    status: str
    """added, updated, unchanged, failed or skipped."""
    document: str | None = None
    title: str | None = None
    languages: dict[str, float] = Field(default_factory=dict)
    pages: int = 0
    chunks: int = 0
    tokens: int = 0
    seconds: float = 0.0
    health: tuple[Finding, ...] = ()
    error: dict[str, str] | None = None


Notify = Callable[[FileReport, int, int], None]
"""Called after each file with its report, its number and the number of files."""


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files that `paths` mean: files as named, folders walked without hidden entries.

    Raises `NoSuchPath` before anything is read.
    """
    files: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise NoSuchPath(f"There is no file or folder {path}.", hint="Check the path.")
        absolute = path.absolute()
        found = sorted(_walk(absolute)) if path.is_dir() else [absolute]
        files.update(dict.fromkeys(found))
    return list(files)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in READERS:
                yield Path(root, name)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the right to write the index in `folder`. Raises `StoreBusy`."""
    from filelock import FileLock, Timeout

    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder.with_name(folder.name + ".lock"), timeout=0):
            if not folder.exists() and _old(folder).exists():
                _old(folder).rename(folder)  # killed in the middle of a rebuild's exchange
            yield
    except Timeout as error:
        raise StoreBusy(
            f"Another process is writing to {folder}.",
            hint="Wait until it is done, then run the command again.",
        ) from error


def ingest_paths(
    files: Sequence[Path],
    folder: Path,
    embeddings: LoadedEmbeddings,
    settings: IngestSettings,
    notify: Notify = lambda report, number, total: None,
) -> list[FileReport]:
    """`ingest` into the index at `folder`, made where it is missing, one writer at a time."""
    with writing(folder), closing(Index.create(folder, embeddings)) as index:
        return ingest(files, index, settings, notify)


def rebuild(
    files: Sequence[Path],
    folder: Path,
    embeddings: LoadedEmbeddings,
    settings: IngestSettings,
    notify: Notify = lambda report, number, total: None,
) -> list[FileReport]:
    """Embed everything anew, whatever built the old index, `files` besides.

    The new index is made beside the old one and exchanged when it is whole. A document whose
    file is gone is kept, from its stored text.
    """
    fresh = folder.with_name(folder.name + ".new")
    with writing(folder):
        shutil.rmtree(fresh, ignore_errors=True)
        stored = stored_documents(folder) if Index.exists(folder) else []
        paths = {Path(document.path): None for document in stored}
        gone = [document for document in stored if not Path(document.path).exists()]
        wanted = [path for path in {**paths, **dict.fromkeys(files)} if path.exists()]
        with closing(Index.create(fresh, embeddings)) as index:
            reports = ingest(wanted, index, settings, notify)
            for document in gone:
                chunks = split(document, embeddings.count_tokens, max_tokens=settings.chunk_tokens)
                reports.append(_add(_Prepared.of(document, chunks, "updated"), index))
        shutil.rmtree(_old(folder), ignore_errors=True)
        if folder.exists():
            folder.rename(_old(folder))
        fresh.rename(folder)
        shutil.rmtree(_old(folder), ignore_errors=True)
    return reports


def _old(folder: Path) -> Path:
    return folder.with_name(folder.name + ".old")


def ingest(
    files: Sequence[Path],
    index: Index,
    settings: IngestSettings,
    notify: Notify = lambda report, number, total: None,
) -> list[FileReport]:
    """Add or update `files`; a file that fails is reported and the rest go on."""
    index.sweep()
    reports = []
    for number, prepared in enumerate(_read_ahead(files, index, settings), start=1):
        report = prepared if isinstance(prepared, FileReport) else _add(prepared, index)
        reports.append(report)
        notify(report, number, len(files))
    return reports


class _Prepared(Record):
    document: Document
    chunks: tuple[Chunk, ...]
    status: str
    seconds: float = 0.0

    @classmethod
    def of(cls, document: Document, chunks: Sequence[Chunk], status: str) -> "_Prepared":
        return cls(document=document, chunks=tuple(chunks), status=status)


def _read_ahead(
    files: Sequence[Path], index: Index, settings: IngestSettings
) -> Iterator["_Prepared | FileReport"]:
    """Read and split a few files ahead of the embedding, in order, in bounded memory."""
    embeddings = index.embeddings
    with ThreadPoolExecutor(settings.workers) as pool:
        waiting: deque[Future[_Prepared | FileReport]] = deque()
        try:
            for path in files:
                waiting.append(pool.submit(_prepare, path, index, embeddings, settings))
                if len(waiting) > 2 * settings.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _prepare(
    path: Path, index: Index, embeddings: LoadedEmbeddings, settings: IngestSettings
) -> "_Prepared | FileReport":
    started = time.perf_counter()
    try:
        data = load(path, max_bytes=settings.max_file_mb * 1_000_000)
        id = document_id(data)
        if index.has(id):
            return _known(path, id, index, started)
        document = read(path, data, settings)
        chunks = split(document, embeddings.count_tokens, max_tokens=settings.chunk_tokens)
        if not chunks:
            raise NoText(f"{path.name} holds no words.", hint="Check the file.")
    except HikmaError as error:
        return FileReport(
            path=str(path),
            status="failed",
            seconds=round(time.perf_counter() - started, 3),
            error=error.as_record(),
        )
    return _Prepared(
        document=document,
        chunks=tuple(chunks),
        status="updated" if index.id_at(str(path)) else "added",
        seconds=time.perf_counter() - started,
    )


def _known(path: Path, id: str, index: Index, started: float) -> FileReport:
    """A file whose very bytes are indexed: at this path, or under another name."""
    document = index.document(id)
    status, error = "unchanged", None
    if document.path != str(path):
        if Path(document.path).exists():
            status = "skipped"
            error = UnsupportedFile(
                f"{path.name} has the same content as {document.path}.",
                hint="Nothing to do: the document is in the library once.",
            ).as_record()
        else:
            index.move(id, str(path))
    return FileReport(
        path=str(path),
        status=status,
        document=id,
        title=document.title,
        pages=len(document.pages),
        seconds=round(time.perf_counter() - started, 3),
        health=document.health,
        error=error,
    )


def _add(prepared: _Prepared, index: Index) -> FileReport:
    started = time.perf_counter()
    document, chunks = prepared.document, prepared.chunks
    texts = [indexed_text(document.title, chunk) for chunk in chunks]
    languages = index.add(document, chunks, index.embeddings.embed_documents(texts))
    return FileReport(
        path=document.path,
        status=prepared.status,
        document=document.id,
        title=document.title,
        languages=languages,
        pages=len(document.pages),
        chunks=len(chunks),
        tokens=sum(chunk.tokens for chunk in chunks),
        seconds=round(prepared.seconds + time.perf_counter() - started, 3),
        health=document.health,
    )
