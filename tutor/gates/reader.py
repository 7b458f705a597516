"""A chat model as gates ask it: which letter, yes or no, a few words; the same thing never twice.

Of the embedded model log-probabilities are read, of others their replies. Knows prompts, not what
the answers mean for an item.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import regex
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from ingest.normalize import fold, one_line
from tutor.chat_models import log_odds, reply_text
from tutor.evidence import SourceSentence
from tutor.gates.thresholds import ForModel, for_model
from tutor.llama_engine import Usage
from tutor.prompt import render

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LETTERS = "ABCDEFGH"
Maker = Literal["code", "model"]
"""Who asks in a draft of Hikma's own: code, by a sentence that lacks something, or this model. Its
doubts count for more there, where another draft costs less than a bad item. None of other items."""
WORDS = 32
"""Tokens of an answer in a few words."""
_LONE_LETTER = regex.compile(r"(?<!\p{L})[a-h](?!\p{L})")


class Reader:
    """One model for the gates of one item. Raises `ModelUnavailable` wherever it is asked."""

    def __init__(self, model: "BaseChatModel", maker: Maker | None = None) -> None:
        self.model = model
        self.maker = maker
        self.name = str(model._identifying_params.get("model", ""))
        self._odds: dict[str, float] = {}

    @cached_property
    def lines(self) -> ForModel:
        """Where gates draw the line with this model, in this item."""
        return self.doubts if self.maker else for_model(self.name)

    @cached_property
    def doubts(self) -> ForModel:
        """Where they draw it in a draft of Hikma's own: whoever else made an item is told."""
        return for_model(self.name, drafts=True)

    def odds(self, prompt: str) -> float:
        """ln P(Yes) − ln P(No)."""
        if prompt not in self._odds:
            self._odds[prompt] = log_odds(self.model, _messages(prompt), "Yes", "No", usage=Usage())
        return self._odds[prompt]

    def letters(self, prompt: str, count: int) -> list[float] | None:
        """Probability of each of the first letters; 1 for the one that a reply names. None where
        it names none."""
        shown = LETTERS[:count]
        from tutor.embedded_chat import EmbeddedChatModel

        if isinstance(self.model, EmbeddedChatModel):
            logs = self.model.log_probabilities(_messages(prompt), list(shown), usage=Usage())
            most = max(logs)
            each = [math.exp(log - most) for log in logs]
            return [value / math.fsum(each) for value in each]
        said = _LONE_LETTER.search(fold(self._reply(prompt)))
        place = shown.lower().find(said[0]) if said else -1
        return [float(place == at) for at in range(count)] if place >= 0 else None

    def words(self, prompt: str) -> str:
        """What it says, on one line."""
        return one_line(self._reply(prompt))

    def _reply(self, prompt: str) -> str:
        return reply_text(self.model, _messages(prompt), usage=Usage(), max_tokens=WORDS)


def numbered(sentences: Sequence[SourceSentence]) -> str:
    """A passage as prompts show it, a labelled sentence a line."""
    return "\n".join(f"[{s.label}] {one_line(s.text)}" for s in sentences)


def _messages(prompt: str) -> list[BaseMessage]:
    """All begin alike, and prompts begin with the passage: what is computed of one serves the
    next."""
    return [SystemMessage(render("system")), HumanMessage(prompt)]
