"""What there is for each task of an exam: passages, items, attempts, mastery; data and a table.

Pure: whoever knows passages, items or attempts passes functions that count them. A task without a
passage is said to have none: nothing is made up to fill it. Figures stand before titles in the
table, each title in a direction of its own, so that Arabic moves no figure out of its column.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from ingest.documents import Record
from tutor.display import harmless, isolated
from tutor.history import Response
from tutor.mastery import Mastery, State, mastery, untried
from tutor.progress import label
from tutor.quizzes import QuizItem
from tutor.schedule import Memory

if TYPE_CHECKING:  # it knows searches, and with them half of Hikma
    from tutor.exam_topics import Place

Gap = Literal["no passage", "no item", "no attempt", "none"]
"""What a task wants first; without passages no item can be made."""


class CoveredTask(Record):
    """One task statement, or a domain that names none."""

    domain: str
    task: str
    """The domain's id where the domain names no tasks."""
    title: str
    passages: int
    """That speak of it, of those that are near (`exam_topics.NEAREST`)."""
    items: int
    """That may be asked."""
    attempts: int
    right: int
    """Of the attempts."""
    state: State
    known: float | None
    """P(known); None before the first attempt."""
    gap: Gap


class Coverage(Record):
    """All tasks of one exam, in its order."""

    exam: str
    tasks: tuple[CoveredTask, ...]
    outside: int
    """Attempts at items of no task of this exam."""


class TaskName(Record):
    """A task as an exam's blueprint names it."""

    domain: str
    task: str
    title: str


def coverage(
    exam: str,
    tasks: Sequence[TaskName],
    *,
    passages: Callable[[TaskName], int],
    items: Callable[[TaskName], int],
    responses: Iterable[Response],
    known: Mapping[str, Mastery],
) -> Coverage:
    """The map of one exam; `responses` and `known`, by task, are those of this exam."""
    tried: dict[tuple[str | None, str | None], list[Response]] = {}
    for response in responses:
        tried.setdefault((response.domain, response.task), []).append(response)
    rows = []
    for task in tasks:
        # Items for a whole domain name no task: they count for a domain that has none either.
        made = tried.pop((task.domain, task.task), [])
        if task.task == task.domain:
            made += tried.pop((task.domain, None), [])
        rows.append(_row(task, passages(task), items(task), made, known.get(task.task)))
    return Coverage(exam=exam, tasks=tuple(rows), outside=sum(map(len, tried.values())))


def covered(
    exam: str,
    places: "Sequence[Place]",
    *,
    items: Iterable[QuizItem],
    responses: Iterable[Response],
    memories: Mapping[str, Memory],
    passages: Mapping[tuple[str, str | None], int],
    now: datetime,
) -> Coverage:
    """The map of one exam from its practice; `items` are those that may be asked, `passages` are
    numbers by domain and task.

    Where a domain names no tasks, whatever was made for one of its tasks counts for the domain.
    """
    whole = {place.domain for place in places if place.task is None}

    def at(domain: str | None, task: str | None) -> tuple[str | None, str | None]:
        return domain, None if domain in whole else task

    answered = [
        response.model_copy(update={"task": at(response.domain, response.task)[1]})
        for response in responses
    ]
    made = Counter(at(item.domain, item.task) for item in items if item.exam == exam)
    names = {
        TaskName(domain=p.domain, task=p.task or p.domain, title=p.title): (p.domain, p.task)
        for p in places
    }
    return coverage(
        exam,
        tuple(names),
        passages=lambda task: passages.get(names[task], 0),
        items=lambda task: made[names[task]],
        responses=answered,
        known=mastery(answered, memories, now),
    )


def as_table(found: Coverage, language: str) -> str:
    """The map as text of fixed columns, its words in a BCP-47 language."""
    columns = ("task", "passages", "items", "attempts", "right", "known", "state", "title")
    rows = [[label(name, language) for name in columns]]
    rows += [_cells(task, language) for task in found.tasks]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(columns) - 1)]
    return "\n".join("  ".join([*_padded(row, widths), isolated(row[-1])]).rstrip() for row in rows)


def _row(
    task: TaskName, passages: int, items: int, made: Sequence[Response], known: Mastery | None
) -> CoveredTask:
    known = known or untried(task.task)
    gap: Gap = "none" if made else "no attempt"
    if not items:
        gap = "no item" if passages else "no passage"
    return CoveredTask(
        domain=task.domain,
        task=task.task,
        title=task.title,
        passages=passages,
        items=items,
        attempts=len(made),
        right=sum(response.right for response in made),
        state=known.state,
        known=None if known.state == "untried" else known.known,
        gap=gap,
    )


def _cells(task: CoveredTask, language: str) -> list[str]:
    gap = "" if task.gap == "none" else label(task.gap, language)
    return [
        harmless(task.task),
        str(task.passages),
        str(task.items),
        str(task.attempts),
        str(task.right),
        "-" if task.known is None else f"{task.known:.0%}",
        gap or label(task.state, language),
        " ".join(harmless(task.title).split()),
    ]


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Cells as wide as their columns: figures to the right, words to the left."""
    cells = []
    for at, (cell, width) in enumerate(zip(row, widths)):
        fill = " " * (width - _width(cell))
        words = at in (0, len(widths) - 1)
        cells.append(isolated(cell) + fill if words else fill + isolated(cell))
    return cells


def _width(text: str) -> int:
    """Columns that a text takes in a terminal: Chinese characters two, marks none."""
    from rich.cells import cell_len

    return cell_len(text)
