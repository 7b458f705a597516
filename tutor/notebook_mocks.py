"""The notebook's mock exams: papers as they were drawn, and their events, only ever added."""

import json
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from ingest.errors import InputError
from tutor.errors import UnknownExam
from tutor.mock.papers import MockEvent, MockPaper
from tutor.shelf import Shelf, named
from tutor.tables import MOCK_EVENTS, MOCKS

LIST = "hikma exam sittings"


class MockShelf(Shelf):
    """Mock exams of one learner."""

    def keep_paper(self, paper: MockPaper) -> None:
        """Store a paper; the same one twice is one. Raises `StoreError`s."""
        row = {"id": paper.id, "exam": paper.exam, "drawn": paper.drawn}
        with self._database.writing() as connection:
            there = connection.execute(select(MOCKS.c.id).where(MOCKS.c.id == paper.id)).scalar()
            if there is None:
                payload = {"payload": paper.model_dump_json()}
                connection.execute(insert(MOCKS), row | payload)

    def paper(self, name: str) -> MockPaper:
        """The paper that `name` (an id, or the beginning of one) means.

        Raises `UnknownExam`, `NotebookDamaged`.
        """
        with self._database.reading() as connection:
            id = named(connection, MOCKS, name, UnknownExam, LIST)
            payload = connection.execute(select(MOCKS.c.payload).where(MOCKS.c.id == id)).scalar()
            return MockPaper.model_validate_json(str(payload))

    def papers(self) -> list[MockPaper]:
        """Every paper, the newest first."""
        newest = select(MOCKS.c.payload).order_by(MOCKS.c.drawn.desc(), MOCKS.c.id)
        with self._database.reading() as connection:
            found = connection.execute(newest).scalars().all()
            return [MockPaper.model_validate_json(payload) for payload in found]

    @property
    def ledger(self) -> "MockLedger":
        """What happens while papers are sat."""
        return MockLedger(self._database)


class MockLedger(Shelf):
    """Events of all papers: a `Ledger` of `tutor/mock/papers.py`."""

    def events(self, paper: str) -> list[MockEvent]:
        """All of one paper in their order."""
        query = select(MOCK_EVENTS).where(MOCK_EVENTS.c.paper == paper)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(MOCK_EVENTS.c.number)).mappings().all()
            return list(map(_event, rows))

    def add(self, event: MockEvent) -> None:
        """Keep one more. Raises `StoreError`s, `InputError` where another window was quicker."""
        row = event.model_dump() | {"chosen": json.dumps(event.chosen)}
        with self._database.writing() as connection:
            try:
                connection.execute(insert(MOCK_EVENTS), row)
            except IntegrityError as error:
                raise InputError(
                    "This mock exam is being sat in another window too.",
                    hint="Close one of them, and answer again.",
                ) from error


def _event(row: Any) -> MockEvent:
    return MockEvent(**{**row, "chosen": tuple(json.loads(row["chosen"]))})
