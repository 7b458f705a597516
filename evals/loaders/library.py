"""A suite's texts → a library of their own, `<data>/evals/libraries/<hash>/`.

The learner's library is never touched. The folder's name is a hash of the texts and of all that
decides the index, so that what is there can be used again. Made by the real pipeline, which
completes what a killed run left half-done.
"""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from evals.loaders.suite import SourceText, Suite
from ingest import lexical, split
from ingest.database import LAYOUT
from ingest.documents import Record
from ingest.embed import LoadedEmbeddings
from ingest.errors import InputError
from ingest.index import Index
from ingest.library import Library
from ingest.pipeline import find_files, ingest_paths
from ingest.reports import Watcher
from ingest.settings import IndexSettings
from ingest.writing import not_writable
from tutor.session import StudySession
from tutor.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TEXTS, INDEX = "texts", "index"


class SuiteLibrary(Record):
    """Where a suite's documents are indexed."""

    folder: Path
    failed: tuple[str, ...] = ()
    """Names of texts that could not be indexed: evidence in them cannot be found."""

    @property
    def index_folder(self) -> Path:
        return self.folder / INDEX


class SuiteSession(StudySession):
    """A study session over a suite's own library; settings and models are the learner's."""

    def __init__(
        self,
        settings: Settings,
        texts: tuple[SourceText, ...],
        watcher: Watcher | None = None,
        models: StudySession | None = None,
    ) -> None:
        """The models of an open session are used, and left open, where there is one.

        Raises what loading the embedding model and `build` raise.
        """
        super().__init__(settings)
        self._models = models
        self.suite = build(texts, settings, self.embeddings, watcher)

    @property
    def embeddings(self) -> LoadedEmbeddings:
        """The embedding model. Raises `ModelError`s, `SettingsError`."""
        return self._models.embeddings if self._models else super().embeddings

    @property
    def chat_model(self) -> "BaseChatModel":
        """The chat model. Raises `ModelError`s, `SettingsError`."""
        return self._models.chat_model if self._models else super().chat_model

    @property
    def index(self) -> Index:
        """The suite's index, opened for asking. Raises `StoreError`s."""
        folder = self.suite.index_folder
        return self._opened("index", lambda: Index.open(folder, self.embeddings, IndexSettings()))

    @property
    def library(self) -> Library:
        """The suite's documents alone. Raises `StoreError`s."""
        folder = self.suite.index_folder
        return self._opened("library", lambda: Library(folder, create=False))


def open_session(
    suite: Suite,
    settings: Settings,
    watcher: Watcher | None = None,
    models: StudySession | None = None,
) -> StudySession:
    """A session to ask the suite's cases in: over its own texts, else over the learner's library.

    Raises as `SuiteSession` does.
    """
    if suite.documents:
        return SuiteSession(settings, suite.documents, watcher, models)
    return StudySession(settings)


def build(
    texts: tuple[SourceText, ...],
    settings: Settings,
    embeddings: LoadedEmbeddings,
    watcher: Watcher | None = None,
) -> SuiteLibrary:
    """Index the texts, or what is missing of them. Raises `StoreError`s, `InputError`."""
    folder = library_folder(texts, settings, embeddings)
    try:
        paths = [_written(folder / TEXTS, text) for text in texts]
    except OSError as error:
        raise not_writable(folder, error) from error
    # Not on the server of `HIKMA_INDEX__CHROMA_URL`: what is for measuring goes with its folder.
    result = ingest_paths(
        find_files(paths), folder / INDEX, embeddings, settings.ingest, watcher=watcher
    )
    return SuiteLibrary(
        folder=folder,
        failed=tuple(
            Path(report.path).relative_to(folder / TEXTS).as_posix()
            for report in result.files
            if report.status == "failed"
        ),
    )


def library_folder(
    texts: tuple[SourceText, ...], settings: Settings, embeddings: LoadedEmbeddings
) -> Path:
    """Where the library of these texts is kept."""
    decides = [
        sorted([text.name, text.text] for text in texts),
        embeddings.identity.model_dump(),
        settings.ingest.chunk_tokens,
        [LAYOUT, split.VERSION, lexical.VERSION],
    ]
    digest = hashlib.sha256(json.dumps(decides).encode("utf-8")).hexdigest()
    return settings.data.absolute() / "evals" / "libraries" / digest[:16]


def _written(folder: Path, text: SourceText) -> Path:
    """The text as a file, complete or absent. Raises `InputError` for a name that leads out."""
    path = folder / text.name
    if not path.resolve().is_relative_to(folder.resolve()) or path.suffix != ".txt":
        raise InputError(
            f"A text is named {text.name!r}, which leads out of its folder.", hint="Rename it."
        )
    data = text.text.encode("utf-8")
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(path)
    return path
