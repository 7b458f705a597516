"""The nouns of the bank: what happened to items since they were made, and what they are now.

Events are only ever added; the present is computed from them. They are an item's wherever it
stands: an id is a hash of what is asked, so two quizzes may hold the same item.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from ingest.documents import Record
from tutor.quizzes import EvidenceSpan, Kind, QuizItem, Standing, Verdict

Event = Literal["retired", "restored", "stale", "fresh", "disputed"]
OPPOSITES: dict[Event, Event] = {"retired": "restored", "stale": "fresh"}
"""What begins, and what ends it. A retired item may be stale besides; it counts as retired."""
_BEGINNINGS = {end: begin for begin, end in OPPOSITES.items()}


class ItemEvent(Record):
    """Something that happened to an item."""

    quiz: str
    item: str
    event: Event
    reason: str = ""
    """Why; of a dispute, what came of it."""
    words: str = ""
    """Of a dispute, the learner's own."""
    gates: tuple[Verdict, ...] = ()
    """Of a dispute, what the gates said of the item when they were run again."""
    at: str
    """RFC 3339 UTC."""


class BankItem(Record):
    """An item as the bank holds it."""

    quiz: str
    """A quiz that it stands in."""
    item: QuizItem
    standing: Standing
    reason: str = ""
    """Why it is not active."""
    since: str = ""
    """Since when it is not, RFC 3339 UTC."""


class BankPage(Record):
    """Some of the items that were asked for, the newest first, with counts of all."""

    items: tuple[BankItem, ...]
    total: int
    """How many there are on all pages."""
    languages: dict[str, int]
    """How many there would be in each language, were none asked for."""
    kinds: dict[Kind, int]
    """The same for kinds."""
    standings: dict[Standing, int]
    """The same for standings."""


class ItemEvidence(Record):
    """Where the words stand that an item rests on."""

    quiz: str
    item: str
    evidence: tuple[EvidenceSpan, ...]
    stale: bool
    """Was it found stale when it was last looked at? Retired or not."""


def present(
    events: Iterable[ItemEvent],
) -> dict[str, tuple[Standing, ItemEvent | None]]:
    """What items are after these events, the oldest first, and which event made each that."""
    begun: dict[str, dict[Event, ItemEvent]] = {}
    for event in events:
        now = begun.setdefault(event.item, {})
        if event.event in OPPOSITES:
            now[event.event] = event
        else:
            now.pop(_BEGINNINGS.get(event.event, event.event), None)
    return {item: _present(now) for item, now in begun.items()}


def _present(begun: dict[Event, ItemEvent]) -> tuple[Standing, ItemEvent | None]:
    if "retired" in begun:
        return "retired", begun["retired"]
    if "stale" in begun:
        return "stale", begun["stale"]
    return "active", None


def telling(
    events: Sequence[ItemEvent], before: Iterable[tuple[str, Event]] = ()
) -> list[ItemEvent]:
    """Those of `events` that say something new after what happened `before` (items' ids, each with
    what happened), disputes always.

    To retire what is retired says nothing new, and neither does to restore what is not.
    """
    begun: set[tuple[str, Event]] = set()
    for item, happened in before:
        _change(begun, item, happened)
    return [e for e in events if _change(begun, e.item, e.event) or e.event == "disputed"]


def _change(begun: set[tuple[str, Event]], item: str, happened: Event) -> bool:
    """Let what happened begin or end what it does; was that any change?"""
    state = (item, _BEGINNINGS.get(happened, happened))
    was = state in begun
    if happened in OPPOSITES:
        begun.add(state)
    else:
        begun.discard(state)
    return was != (state in begun)
