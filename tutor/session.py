"""StudySession: index, models and notebook opened together, each when first needed."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.embed import LoadedEmbeddings, load_embeddings
from ingest.index import Index
from ingest.library import Library
from tutor.chat_models import load_chat_model
from tutor.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from tutor.notebook import Notebook

Thing = TypeVar("Thing")
_THINGS = ("chat", "notebook", "library", "index", "embeddings")
"""What is opened, each after those that need it."""


class StudySession:
    """What a surface holds open while a learner works; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        # Each has a lock of its own: nobody waits for a chat model who only wants the notebook.
        self._opening = {name: threading.RLock() for name in _THINGS}
        self._things: dict[str, Any] = {}

    def __enter__(self) -> "StudySession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def embeddings(self) -> LoadedEmbeddings:
        """The embedding model. Raises `ModelError`s, `SettingsError`."""
        settings = self.settings
        return self._opened(
            "embeddings", lambda: load_embeddings(settings.embedding, settings.model_roots)
        )

    @property
    def index(self) -> Index:
        """The index, opened for asking. Raises `StoreError`s."""
        # Said before the models are loaded: without documents nothing else matters.
        Index.require(self.settings.index_folder)
        return self._opened(
            "index",
            lambda: Index.open(self.settings.index_folder, self.embeddings, self.settings.index),
        )

    @property
    def library(self) -> Library:
        """The documents alone: needs no model and no vectors. Raises `StoreError`s."""
        folder = self.settings.index_folder
        Index.require(folder)
        return self._opened("library", lambda: Library(folder, create=False))

    @property
    def chat_model(self) -> "BaseChatModel":
        """The chat model. Raises `ModelError`s, `SettingsError`."""
        settings = self.settings
        return self._opened(
            "chat", lambda: load_chat_model(settings.model, settings.model_roots, settings.chat)
        )

    @property
    def notebook(self) -> "Notebook":
        """Quizzes, attempts and chats. Raises `StoreError`s, `PackageMissing`, `SettingsError`."""
        from tutor.notebook import Notebook  # SQLAlchemy: 0.1 s that asking need not pay

        url = self.settings.notebook_url
        address = url.get_secret_value() if url else None
        return self._opened("notebook", lambda: Notebook.open(self.settings.data, address))

    def reopen_index(self) -> None:
        """Let the next use of the index see what another process or page ingested.

        The old one is not closed here: another page may be answering from it.
        """
        with self._opening["index"], self._lock:
            self._things.pop("index", None)

    def _opened(self, name: str, make: Callable[[], Thing]) -> Thing:
        with self._lock:
            if name in self._things:
                there: Thing = self._things[name]
                return there
        with self._opening[name]:
            with self._lock:
                if name in self._things:  # opened while this waited
                    there = self._things[name]
                    return there
            made = make()
            with self._lock:
                self._things[name] = made
            return made

    def close(self) -> None:
        """Close what was opened, and what is being opened once it is."""
        with ExitStack() as locks:
            for name in _THINGS:
                locks.enter_context(self._opening[name])
            with self._lock:
                things, self._things = self._things, {}
            for name in ("index", "library", "notebook"):
                if name in things:
                    things[name].close()
            engine = getattr(things.get("chat"), "engine", None)
            if engine is not None:
                engine.close()
