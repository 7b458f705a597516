"""Banks, papers and ledgers for tests of mock exams."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.tutor import practising
from tutor.blueprint import Blueprint
from tutor.mock.draw import Wish, draw
from tutor.mock.papers import MockEvent, MockPaper
from tutor.quizzes import Option, QuizItem

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
EXAM = "acme-one"


def clock(minutes: float = 0.0) -> str:
    """So many minutes after the start."""
    return (START + timedelta(minutes=minutes)).isoformat()


def blueprint(**changed: Any) -> Blueprint:
    """Ten questions in 100 minutes: 50%, 30% and 20% of three domains, the first with two tasks."""
    fields: dict[str, Any] = {
        "id": EXAM, "vendor": "acme", "title": "Acme One", "status": "active",
        "as_of": "2026-11", "confidence": "A", "minutes": 100, "questions": {"total": 10},
        "formats": {"multiple_choice": {}, "multiple_response": {}},
        "domains": [
            {"id": "1", "title": "Storage", "weight": 50, "tasks": [
                {"id": "1.1", "title": "Objects"}, {"id": "1.2", "title": "Blocks"}]},
            {"id": "2", "title": "安全", "weight": 30},
            {"id": "3", "title": "التكلفة", "weight": 20},
        ],
        "sources": [{"title": "made up", "tier": "compiled"}],
    }  # fmt: skip
    return Blueprint.model_validate(fields | changed)


def item(id: str, domain: str, task: str | None = None, **changed: Any) -> QuizItem:
    """A single-choice item of the exam, a right."""
    return practising.item(id, exam=EXAM, domain=domain, task=task, **changed)


def several(id: str, domain: str) -> QuizItem:
    """An item with two right options of five: a and c."""
    options = tuple(
        Option(id=letter, text=f"{letter} of {id}", correct=letter in "ac", rationale=f"{letter}!")
        for letter in "abcde"
    )
    return item(id, domain, kind="multiple", options=options)


def bank(*numbers: int) -> list[QuizItem]:
    """So many items of each domain."""
    found = []
    for domain, number in zip("123", numbers):
        tasks = ("1.1", "1.2") if domain == "1" else (None,)
        found += [item(f"d{domain}-{at}", domain, tasks[at % len(tasks)]) for at in range(number)]
    return found


def paper(items: Sequence[QuizItem] | None = None, **wish: Any) -> MockPaper:
    """A paper of ten questions, or as many as there are items for."""
    return draw(blueprint(), bank(9, 9, 9) if items is None else items, Wish(**wish), now=clock())


class Lines:
    """Events as lines of a file: what a killed process leaves."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def events(self, paper: str) -> list[MockEvent]:
        lines = self.path.read_text("utf-8").splitlines()
        found = [MockEvent.model_validate_json(line) for line in lines]
        return [event for event in found if event.paper == paper]

    def add(self, event: MockEvent) -> None:
        if event.number != len(self.events(event.paper)):
            raise RuntimeError("taken")
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event.model_dump(mode="json"), ensure_ascii=False) + "\n")
