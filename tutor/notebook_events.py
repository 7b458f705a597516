"""What happened to the items of the notebook: noted, only ever added, read.

Knows items by their ids alone; what they ask is `tutor/notebook_items.py`'s.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, insert, select

from tutor.errors import UnknownItem
from tutor.notebook_quizzes import LIST
from tutor.quizzes import Standing
from tutor.shelf import Shelf, parts, storable
from tutor.standing import OPPOSITES, Event, ItemEvent, present, telling
from tutor.tables import ITEM_EVENTS, ITEMS


class EventShelf(Shelf):
    """What happened to the items of one learner."""

    def standings(self, items: Iterable[str]) -> dict[str, Standing]:
        """Of these items, by id, those that are not active."""
        with self._database.reading() as connection:
            events = events_of(connection, items)
        now = {id: standing for id, (standing, _) in present(events).items()}
        return {id: standing for id, standing in now.items() if standing != "active"}

    def note(self, events: Sequence[ItemEvent]) -> list[ItemEvent]:
        """Add what happened to items, all or none; returns what was added.

        What changes nothing is left out: who retires an item that is retired adds no event.
        Raises `UnknownItem`, `NotebookDamaged`, `StoreBusy`, `StoreNotWritable`.
        """
        if not events:
            return []
        ids = {event.item for event in events}
        with self._database.writing() as connection:
            known = _locked(connection, ids)
            for event in events:
                if (event.quiz, event.item) not in known:
                    raise UnknownItem(
                        f"The quiz {event.quiz!r} holds no item {event.item!r}.",
                        hint=f"Run: {LIST}",
                    )
            told = telling(events, _history(connection, ids))
            if told:
                connection.execute(insert(ITEM_EVENTS), list(map(_row, told)))
        return told

    def events(self, *, item: str | None = None, event: Event | None = None) -> list[ItemEvent]:
        """What happened, the oldest first: to one item or to all; of one kind or of any."""
        query = select(ITEM_EVENTS).order_by(ITEM_EVENTS.c.number)
        if item is not None:
            query = query.where(ITEM_EVENTS.c.item == item)
        if event is not None:
            query = query.where(ITEM_EVENTS.c.event == event)
        with self._database.reading() as connection:
            return [_event(row) for row in connection.execute(query).mappings()]


def begun(event: Event) -> Select[Any]:
    """Ids of the items of which `event` (retired, stale) is true and was not ended since."""

    def last(kind: Event) -> ColumnElement[int]:
        return func.max(case((ITEM_EVENTS.c.event == kind, ITEM_EVENTS.c.number), else_=0))

    pair = (event, OPPOSITES[event])
    either = select(ITEM_EVENTS.c.item).where(ITEM_EVENTS.c.event.in_(pair))
    return either.group_by(ITEM_EVENTS.c.item).having(last(pair[0]) > last(pair[1]))


def _locked(connection: Connection, ids: Iterable[str]) -> set[tuple[str, str]]:
    """Quiz and id of the items of these ids; no other process notes anything of them until this
    transaction is over. (SQLite has one writer, and knows no such lock.)"""
    known: set[tuple[str, str]] = set()
    for some in parts(ids):
        rows = select(ITEMS.c.quiz, ITEMS.c.id).where(ITEMS.c.id.in_(some))
        ordered = rows.order_by(ITEMS.c.id, ITEMS.c.quiz)
        # Attempts may be added meanwhile: their foreign key only needs the item to stay.
        known |= {(q, i) for q, i in connection.execute(ordered.with_for_update(key_share=True))}
    return known


def events_of(connection: Connection, ids: Iterable[str]) -> list[ItemEvent]:
    """What happened to these items, the oldest first for each."""
    query = select(ITEM_EVENTS).order_by(ITEM_EVENTS.c.number)
    return [
        _event(row)
        for some in parts(ids)
        for row in connection.execute(query.where(ITEM_EVENTS.c.item.in_(some))).mappings()
    ]


def _history(connection: Connection, ids: Iterable[str]) -> list[tuple[str, Event]]:
    """The same without what is said of it, which takes a tenth of the time."""
    query = select(ITEM_EVENTS.c.item, ITEM_EVENTS.c.event).order_by(ITEM_EVENTS.c.number)
    return [
        (item, event)
        for some in parts(ids)
        for item, event in connection.execute(query.where(ITEM_EVENTS.c.item.in_(some)))
    ]


def _row(event: ItemEvent) -> dict[str, Any]:
    gates = json.dumps([gate.model_dump() for gate in event.gates], ensure_ascii=False)
    said = {"reason": event.reason, "words": event.words, "gates": gates}
    return event.model_dump() | {name: storable(text) for name, text in said.items()}


def _event(row: Any) -> ItemEvent:
    columns = {name: row[name] for name in ItemEvent.model_fields}
    return ItemEvent.model_validate(columns | {"gates": json.loads(row["gates"])})
