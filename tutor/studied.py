"""What a notebook holds of one exam's practice: items, answers in their order, memories.

The one place where review, mock exams, readiness and plans meet the notebook; they themselves take
values.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ingest.documents import Record
from tutor.history import Response, fact_of, history
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, QuizItem
from tutor.schedule import Memory, remember


class Held(NamedTuple):
    """An item, and the newest quiz that holds it: under this one an attempt at it is recorded."""

    quiz: str
    item: QuizItem


class Studied(Record):
    """A learner's practice for one exam, or all of it."""

    items: tuple[QuizItem, ...]
    """Each once, those of the newest quiz first."""
    responses: tuple[Response, ...]
    """What was answered, in the order in which it was recorded."""
    memories: Mapping[str, Memory]
    """By fact: of those that these items ask about, from all that was answered about them."""


def held(notebook: Notebook) -> dict[str, Held]:
    """Every item by its id, those of the newest quiz first. Raises `StoreError`s."""
    found: dict[str, Held] = {}
    for entry in notebook.quizzes():
        for item in notebook.quiz(entry.quiz).items:
            # Of several copies the newest counts: exams and tasks may have been put right in it.
            found.setdefault(item.id, Held(entry.quiz, item))
    return found


def askable(notebook: Notebook, every: Mapping[str, Held]) -> list[QuizItem]:
    """Those that are neither stale nor retired, in their order."""
    standing = notebook.standings(every)
    return [each.item for id, each in every.items() if standing.get(id, "active") == "active"]


def studied(
    notebook: Notebook,
    now: datetime,
    exam: str | None = None,
    every: Mapping[str, Held] | None = None,
    attempts: Sequence[Attempt] | None = None,
) -> Studied:
    """The practice for the exam of this id; without one, all. `every` spares looking up what
    `held` gives; `attempts`, in the order of the notebook's, are all of them unless only the first
    few are to count. Raises `StoreError`s."""
    known = [each.item for each in (held(notebook) if every is None else every).values()]
    items = [item for item in known if exam is None or item.exam == exam]
    # Of all items: a fact is the same fact whichever exam an item about it was made for.
    answered = history(known, notebook.attempts() if attempts is None else attempts, now)
    ids, facts = {item.id for item in items}, {fact_of(item) for item in items}
    memories = remember(each for each in answered if each.fact in facts)
    responses = tuple(each for each in answered if each.item in ids)
    return Studied(items=tuple(items), responses=responses, memories=memories)
