"""Mock exams in the notebook: drawn from its bank, sat again, their answers kept as attempts.

The one place where mock exams meet the notebook; `draw`, `sit` and `report` take values. Times are
arguments.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from tutor.blueprint import Blueprint
from tutor.mock.draw import Wish, draw
from tutor.mock.papers import MockPaper, MockReport, Sitting
from tutor.mock.report import asked_items, attempts, report
from tutor.mock.sit import present
from tutor.notebook import Notebook
from tutor.quizzes import QuizItem
from tutor.studied import Held, askable, held


def new_paper(
    notebook: Notebook,
    blueprint: Blueprint,
    wish: Wish,
    *,
    now: str,
    every: Mapping[str, Held] | None = None,
) -> MockPaper:
    """Draw a paper from all that may be asked, and keep it; what was asked least goes first.

    `every` spares looking up what `held` gives, which takes seconds for 20,000 items.

    Raises `NoWeights`, `NoItems`, `InputError`, `StoreError`s.
    """
    asked = Counter(attempt.item for attempt in notebook.attempts())
    bank = askable(notebook, held(notebook) if every is None else every)
    paper = draw(blueprint, bank, wish, now=now, asked=asked)
    notebook.keep_paper(paper)
    return paper


def questions(notebook: Notebook, paper: MockPaper) -> dict[str, QuizItem]:
    """What a paper asks, by the item's id, also what was retired since. Raises `UnknownItem`."""
    there = notebook.items(question.item for question in paper.questions)
    return asked_items(paper, {id: each.item for id, each in there.items()})


def sittings(notebook: Notebook, *, now: str) -> Iterator[tuple[MockPaper, Sitting]]:
    """Every paper with its exam as it stands now, the newest first."""
    for paper in notebook.papers():
        yield paper, present(paper, notebook.ledger.events(paper.id), now)


def settle(notebook: Notebook, paper: MockPaper, sitting: Sitting) -> MockReport:
    """The report of an exam that is over; what was answered counts as attempts, once however often
    and in however many windows it is looked at.

    Raises `InputError` before the end, `UnknownItem`, `StoreError`s.
    """
    there = notebook.items(question.item for question in paper.questions)
    found = report(paper, sitting, {id: each.item for id, each in there.items()})
    notebook.record_once(attempts(found, sitting, {id: each.quiz for id, each in there.items()}))
    return found
