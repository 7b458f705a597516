"""What a reader says while it works; who listens is not its affair."""

from collections.abc import Callable
from contextvars import ContextVar

listener: ContextVar[Callable[[int], None]] = ContextVar("listener", default=lambda page: None)
"""Told the number of each page before it is read."""


def at_page(number: int) -> None:
    """A reader is about to read this page: where it is found if it never comes back."""
    listener.get()(number)
