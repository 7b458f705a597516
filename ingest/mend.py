"""What can be wrong with an index, and how each fault is mended.

`examine` looks and changes nothing; `mend` holds the writer's lock and puts right what it finds,
from the least that is whole: words from chunks, vectors and chunks from the stored text, the
text from the original files.
"""

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from ingest.documents import Record
from ingest.embed import LoadedEmbeddings
from ingest.errors import IndexDamaged
from ingest.files import Found
from ingest.index import Index, source_paths
from ingest.library import Library, delete
from ingest.pipeline import Selection, ingest
from ingest.settings import IndexSettings, IngestSettings
from ingest.split import split
from ingest.writing import writing

HINT = "Run: hikma doctor --mend"


class Damage(Record):
    """One thing that is wrong."""

    check: str
    """database, words, chunks, vectors, orphans or leftovers."""
    message: str
    mended: str = ""
    """What was done about it; empty where nothing was (yet)."""


def examine(
    folder: Path, embeddings: LoadedEmbeddings, store: IndexSettings | None = None
) -> list[Damage]:
    """All that is wrong with the index in `folder`. Raises `IndexMismatch`, `StoreError`s."""
    found = [
        Damage(check="leftovers", message=f"{path.name} was left by a run that was killed.")
        for path in _leftovers(folder)
    ]
    if message := _database_fault(folder):
        return [*found, Damage(check="database", message=message)]
    with closing(Library(folder, create=False)) as library:
        found += _in_library(library)
    try:
        with closing(Index.open(folder, embeddings, store)) as index:
            return found + _in_vectors(index)
    except IndexDamaged as error:
        return [*found, Damage(check="vectors", message=error.message)]


def mend(
    folder: Path,
    embeddings: LoadedEmbeddings,
    settings: IngestSettings,
    store: IndexSettings | None = None,
) -> list[Damage]:
    """Put right what `examine` finds; each fault comes back with what was done.

    Raises `StoreBusy`, `IndexMismatch`, `StoreNotWritable`.
    """
    with writing(folder):
        found = examine(folder, embeddings, store)
        kinds = {damage.check for damage in found}
        done = _Mender(folder, embeddings, settings, store).run(kinds)
    return [damage.model_copy(update={"mended": done[damage.check]}) for damage in found]


class _Mender:
    """Mends kinds of damage, the deepest first: what is mended below may be damaged above."""

    def __init__(
        self,
        folder: Path,
        embeddings: LoadedEmbeddings,
        settings: IngestSettings,
        store: IndexSettings | None,
    ) -> None:
        self._folder, self._embeddings = folder, embeddings
        self._settings, self._store = settings, store

    def run(self, kinds: set[str]) -> dict[str, str]:
        """What was done, by kind of damage."""
        done = {}
        if "leftovers" in kinds:
            for path in _leftovers(self._folder):
                shutil.rmtree(path)
            done["leftovers"] = "deleted"
        if "database" in kinds:
            done["database"] = self._start_over()
        if "vectors" in kinds and not self._opens():
            done["vectors"] = self._vectors_anew()
        with closing(self._open()) as index:
            steps: dict[str, Callable[[Index], str]] = {
                "chunks": self._chunks,
                "words": self._words,
                "vectors": self._vectors,
                "orphans": self._orphans,
            }
            for kind, step in steps.items():
                if kind in kinds and kind not in done:
                    done[kind] = step(index)
            index.sweep()  # what was mended may have left vectors of chunks that are no more
            index.note_sources()
        return done

    def _open(self) -> Index:
        return Index.open(self._folder, self._embeddings, self._store)

    def _opens(self) -> bool:
        try:
            with closing(self._open()) as index:
                index.vectors.ids()
                list(index.vectors.each())
        except IndexDamaged:
            return False
        return True

    def _start_over(self) -> str:
        """Set the folder aside and read the originals again."""
        paths = source_paths(self._folder)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        aside = self._folder.with_name(f"{self._folder.name}.damaged-{stamp}")
        self._folder.rename(aside)
        files = tuple(Found(path=path) for path in paths)
        with closing(Index.create(self._folder, self._embeddings, self._store)) as index:
            result = ingest(Selection(files=files), index, self._settings)
        read = sum(report.status == "added" for report in result.files)
        lost = len(paths) - read
        kept = f"; {lost} could not be read again" if lost else ""
        return f"made again from {read} original file(s){kept}; the damaged one is {aside.name}"

    def _vectors_anew(self) -> str:
        """Put an empty collection in the place of one that does not open, and embed again."""
        with closing(Library(self._folder, create=False)) as library:
            shutil.rmtree(self._folder / "chroma", ignore_errors=True)
            Index.new_collection(self._folder, library, self._store)
        with closing(self._open()) as index:
            return f"{index.complete()} chunk(s) embedded again"

    def _chunks(self, index: Index) -> str:
        amiss = documents_amiss(index)
        for id in amiss:
            if id not in index.ids():
                with index.transaction() as database:
                    delete(database, id)
                continue
            document = index.document(id)
            count = self._embeddings.count_tokens
            chunks = split(document, count, max_tokens=self._settings.chunk_tokens)
            index.add([(document, chunks)])
        return f"{len(amiss)} document(s) split again"

    def _words(self, index: Index) -> str:
        index.rewrite_words()
        return "written again from the chunks"

    def _vectors(self, index: Index) -> str:
        return f"{index.complete()} chunk(s) embedded again"

    def _orphans(self, index: Index) -> str:
        return f"{index.sweep()} vector(s) deleted"


def documents_amiss(library: Library) -> list[str]:
    """Ids of documents whose chunks are not slices of their text, or are not all there."""
    listed = {entry.document: entry for entry in library.library()}
    amiss = {chunk_id.rpartition(":")[0] for chunk_id in library.chunk_ids()} - set(listed)
    for id, entry in listed.items():
        text, chunks = library.document(id).text, library.chunks_of(id)
        whole = all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)
        if not whole or len(chunks) != entry.chunks:
            amiss.add(id)
    return sorted(amiss)


def _in_library(library: Library) -> list[Damage]:
    found = []
    if amiss := documents_amiss(library):
        found.append(_damage("chunks", f"{len(amiss)} document(s) have wrong chunks", amiss))
    if not library.words_are_sound() or library.words_amiss():
        found.append(_damage("words", "The word index does not fit the chunks"))
    return found


def _in_vectors(index: Index) -> list[Damage]:
    found = []
    if lacking := index.lacking_vectors():
        documents = sorted({chunk.document for chunk in lacking})
        found.append(_damage("vectors", f"{len(lacking)} chunk(s) lack their vector", documents))
    if orphans := index.vectors.ids() - index.chunk_ids():
        found.append(_damage("orphans", f"{len(orphans)} vector(s) belong to no chunk"))
    return found


def _damage(check: str, message: str, documents: list[str] | None = None) -> Damage:
    names = f": {', '.join(documents[:5])}" if documents else ""
    return Damage(check=check, message=f"{message}{names}.")


def _leftovers(folder: Path) -> list[Path]:
    names = (f"{folder.name}.{suffix}" for suffix in ("new", "old", "making"))
    return [path for name in names if (path := folder.with_name(name)).exists()]


def _database_fault(folder: Path) -> str:
    """What SQLite finds wrong; empty where all is well."""
    try:
        with closing(Library(folder, create=False)) as library:
            answer = library.integrity()
            library.facts()["collection"]
            return "" if answer == "ok" else f"The database is damaged ({answer})."
    except IndexDamaged as error:
        return error.message
    except KeyError:
        return "The database does not say where its vectors are."
