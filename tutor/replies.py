"""What of a model's reply is its answer, and whether it is whole. Pure."""

from collections.abc import Mapping
from typing import Any

import regex

from tutor.chat_faults import OTHERWISE
from tutor.errors import ReplyUnusable

_OPEN = ("<think>", "<thinking>", "<thought>", "<reasoning>")
_CLOSE = regex.compile(r"(?i)</(?:think|thinking|thought|reasoning)>")
_LONGEST = len("</reasoning>")
_REASONS = ("finish_reason", "stop_reason", "done_reason", "stopReason", "status")
"""Where providers say why a reply ended."""
_CUT = {"length", "max_tokens", "model_length", "max_output_tokens", "incomplete"}
_WITHHELD = {"content_filter", "safety", "refusal", "recitation", "blocklist"}
MOST = 20_000
"""Characters of a reply; what is asked for has a few hundred, a model that goes in circles has no
end."""


class Thoughts:
    """Parts a reply from what the model thought aloud before it, piece by piece.

    Some servers leave the opening tag to the template, so that only the closing one is seen:
    with `expected`, all is held back until it comes.
    """

    def __init__(self, *, expected: bool = False) -> None:
        self._held = ""
        self._said = ""
        self._opened = False
        self._speaks = False
        self._bare = False
        self._expected = expected
        self.found = False
        """True once a tag was seen."""

    def feed(self, text: str) -> str:
        """What of `text`, and of what was held back, is known to be the reply."""
        if self._speaks:
            return self._spoken(text)
        self._held += text
        start = self._held.lstrip().lower()
        self._opened = self._opened or start.startswith(_OPEN)
        self.found = self.found or self._opened
        closed = _CLOSE.search(self._held)
        if closed:
            self.found = self._speaks = self._bare = True
            return self._spoken(self._held[closed.end() :])
        undecided = any(tag.startswith(start) for tag in _OPEN)
        if self._opened or self._expected or undecided:
            return ""
        self._speaks = True
        return self._spoken(self._held)

    def flush(self) -> str:
        """What was held back for nothing, the reply being over."""
        return "" if self._speaks or self._opened else self._held

    def _spoken(self, text: str) -> str:
        if self._bare:
            text = text.lstrip()
            self._bare = not text
        self._said = self._said[-_LONGEST:] + text
        if _CLOSE.search(self._said):
            self.found = True
            # What was given out already cannot be taken back; the next reply is held back.
            raise unusable("began with what it thinks", "Ask again")
        return text


def check_end(metadata: Mapping[str, Any], text: str, *, calls: bool, ends_named: bool) -> bool:
    """True where the reply says why it ended.

    Raises `ReplyUnusable` where it was cut short, withheld, is empty or a call of a tool.
    """
    reason = next((str(metadata[name]) for name in _REASONS if metadata.get(name)), "")
    if reason.casefold() in _CUT:
        raise unusable(
            "was cut short by the server's limit of length; a part is not shown as the whole",
            "Let the server write longer replies",
        )
    if reason.casefold() in _WITHHELD:
        raise unusable("was withheld by the server's filter", "Ask in other words")
    if ends_named and not reason:
        raise unusable("broke off in the middle; a part is not shown as the whole", "Ask again")
    if not text.strip():
        empty = "calls a tool instead of answering" if calls else "is empty"
        raise unusable(empty, "Use another model, --model provider:name")
    return bool(reason)


def check_length(text: str) -> None:
    """Raises `ReplyUnusable` for a reply that goes on and on."""
    if len(text) > MOST:
        raise unusable("does not come to an end", "Use another model, --model provider:name")


def unusable(what: str, remedy: str) -> ReplyUnusable:
    """The fault that says what is wrong with a reply."""
    return ReplyUnusable(f"The chat model's reply {what}.", hint=f"{remedy}, {OTHERWISE}")
