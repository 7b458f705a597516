"""What an answer is made with, in one value: index, chat model, settings, and what it has cost."""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.index import Index
from tutor.llama_engine import Usage
from tutor.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from tutor.embedded_chat import EmbeddedChatModel


@dataclass(frozen=True)
class Means:
    """Handed down from `ask`; only `usage` and `searched` change."""

    index: Index
    model: "BaseChatModel | None"
    """None in extractive mode."""
    settings: Settings
    usage: Usage = field(default_factory=Usage)
    cancel: threading.Event = field(default_factory=threading.Event)
    searched: list[float] = field(default_factory=list)
    """Seconds of each search."""

    @property
    def embedded(self) -> "EmbeddedChatModel | None":
        """The chat model where it is the embedded one, which can be asked for its odds."""
        if self.model is None:
            return None
        from tutor.embedded_chat import EmbeddedChatModel

        return self.model if isinstance(self.model, EmbeddedChatModel) else None
