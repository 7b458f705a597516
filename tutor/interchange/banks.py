"""The nouns of interchange: what is written, what was read, and what was lost on the way.

Know no format.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ingest.documents import Record
from tutor.quizzes import Kind, Option, QuizItem

MOST_MB = 50
"""Larger files are not imported: some 50,000 items, far more than anyone answers."""
MOST_ITEMS = 50_000
"""Of one import; what follows is named as not read."""
MOST_UNREAD = 1_000
"""Faults that are listed one by one."""


class Bank(Record):
    """Items that are to be written to one file."""

    title: str
    """Names the deck, the package or the test."""
    items: tuple[QuizItem, ...]
    at: str
    """RFC 3339 UTC: when the file is made."""


class Loss(Record):
    """What a format could not hold of one item."""

    item: str
    """Its id; on import, where it stands in the file."""
    what: str
    whole: bool = False
    """True where the item is left out."""


class Exported(Record):
    """A file's bytes, and what is not in them."""

    data: bytes
    items: int
    """How many were written."""
    losses: tuple[Loss, ...] = ()


class Unread(Record):
    """An item that could not be read."""

    where: str
    """`line 12`, `item 3`, the name of a part: something that a person finds."""
    detail: str
    stem: str = ""
    """As far as it could be read."""


class Imported(Record):
    """What one file gave."""

    items: tuple[QuizItem, ...] = ()
    unread: tuple[Unread, ...] = ()
    losses: tuple[Loss, ...] = ()


class Truth(NamedTuple):
    """A true-false question of a format that writes no options for one."""

    right: bool
    if_true: str = ""
    """Feedback to who says true."""
    if_false: str = ""


class Found(NamedTuple):
    """One question as a reader found it, before it is made an item."""

    where: str
    stem: str = ""
    kind: Kind | None = None
    """None where the format does not say."""
    options: tuple[Option, ...] = ()
    """In their order; their ids are given later."""
    truth: Truth | None = None
    answer: tuple[str, ...] = ()
    explanation: str = ""
    extra: str = ""
    """What `extras.pack` wrote; empty in files of others."""
    id: str = ""
    """As the format's own place for ids has it."""
    named: Mapping[str, str] = MappingProxyType({})
    """`exam`, `domain`, `task` and `language`, where a person can see and change them."""
    tags: tuple[str, ...] = ()
    """Somebody else's: they become the topic."""
    losses: tuple[str, ...] = ()
    item: QuizItem | None = None
    """The item itself, of a format that holds items whole."""


def option(text: str, correct: bool, rationale: str = "") -> Option:
    """An option that has no letter yet."""
    return Option(id="", text=text, correct=correct, rationale=rationale)
