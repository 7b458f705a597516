"""Practice as jobs: making a quiz or what a mock exam lacks, counting facts, grading free text,
gates asked again, files.

Each function gives the work that `jobs.start` runs. What is done is `tutor`'s, the same as on the
command line. Knows no screens.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from app import clock
from app.jobs import Desk
from ingest.documents import Record
from ingest.errors import HikmaError
from tutor.blueprint import Blueprint
from tutor.chats import Fault
from tutor.compose import QuizRequest
from tutor.disputes import Dispute
from tutor.editing import Changes
from tutor.exchange import Export, Import, exported, imported
from tutor.grade import Given
from tutor.interchange.formats import Format
from tutor.making.capacity import Capacity, capacity, together
from tutor.mock.draw import Wish
from tutor.mock.keep import new_paper
from tutor.mock.stock import stocked
from tutor.mock.supply import Order, Supplied
from tutor.quizzes import ItemGrade, Quiz, QuizItem
from tutor.session import StudySession
from tutor.standing import BankItem
from tutor.taking import Confidence, Told, attempt, graded
from tutor.upkeep import Edit, changed, contested, made

MAKE, COUNT, EXAMINE, EXPORT, IMPORT = "make-quiz", "count-facts", "examine", "export", "import"
SUPPLY = "supply-exam"
"""Kinds of jobs."""


class Begun(Record):
    """The quiz has an id: from here on, what is admitted stays."""

    quiz: str


class Sought(Record):
    """What the mock exam is to be like for which questions are made."""

    wish: Wish


class Stocked(Record):
    """What became so far of the questions that a bank lacked."""

    orders: tuple[Supplied, ...]


class Lost(Record):
    """Something that was done without, and why."""

    fault: Fault


def grading_of(item: str) -> str:
    """The kind of the job that grades an answer to this item."""
    return f"grade-{item}"


def composing(session: StudySession, request: QuizRequest) -> Callable[[Desk], str]:
    """The work of making a quiz; its result is the quiz's id.

    Says `Begun` and each `Rejected` draft. Every item is stored as it is admitted, so what was
    made stays where the learner cancels, or the model fails.
    """

    def work(desk: Desk) -> str:
        desk.progress(0, request.count, doing="load")
        told, id = 0, ""
        for quiz in made(request, session, now=now()):
            if not id:
                desk.say(Begun(quiz=quiz.quiz))
                id = quiz.quiz
            told = _followed(desk, quiz, told)
        return id

    return work


def supplying(
    session: StudySession,
    blueprint: Blueprint,
    wish: Wish,
    orders: Sequence[Order],
    request: QuizRequest,
    bank: Sequence[QuizItem],
) -> Callable[[Desk], str]:
    """The work of making what the bank lacks for a mock exam, and then drawing it; its result is
    the exam's id. The rest as `tutor.mock.stock` has it.

    Says `Sought`, then each `Rejected` draft and what became of the orders (`Stocked`) as it
    changes, the last one last. Cancelled, or where the model fails, what was made stays and nothing
    is drawn.
    """

    def work(desk: Desk) -> str:
        desk.progress(0, sum(order.count for order in orders), doing="load")
        desk.say(Sought(wish=wish))
        told, before = 0, None
        for so_far in stocked(
            session, orders, request, title=blueprint.title, bank=bank, now=now()
        ):
            if so_far.orders != before:
                before = so_far.orders
                desk.say(Stocked(orders=before))
            told = _followed(desk, so_far.quiz, told)
        return new_paper(session.notebook, blueprint, wish, now=clock.stamp()).id

    return work


def _followed(desk: Desk, quiz: Quiz, told: int) -> int:
    """Say how far a quiz is and which drafts were turned away after the first `told`; how many
    they are now. Raises `Stopped`."""
    for rejected in quiz.rejected[told:]:
        desk.say(rejected)
    desk.progress(quiz.made, quiz.asked, doing="draft")
    desk.check()
    return len(quiz.rejected)


def counting(
    session: StudySession, documents: Sequence[str]
) -> Callable[[Desk], dict[str, Capacity]]:
    """The work of counting what documents (ids) can carry, by language."""

    def work(desk: Desk) -> dict[str, Capacity]:
        desk.progress(0, len(documents), doing="count")
        found = []
        for number, (_id, counts) in enumerate(capacity(session.library, documents), start=1):
            found.append(counts)
            desk.progress(number, len(documents), doing="count")
            desk.check()
        return together(found)

    return work


def grading(
    session: StudySession,
    quiz: str,
    item: QuizItem,
    given: Given,
    *,
    confidence: Confidence,
    hints: int,
) -> Callable[[Desk], ItemGrade]:
    """The work of grading an answer and storing the attempt, before anybody sees its grade."""

    def work(desk: Desk) -> ItemGrade:
        desk.progress(0, doing="grade")
        found = graded(item, given, session, _telling(desk), desk.cancelled)
        kept = attempt(quiz, found, confidence=confidence, hints=hints, now=now())
        session.notebook.record([kept])
        return found

    return work


def contesting(
    session: StudySession, held: BankItem, words: str, *, retire: bool
) -> Callable[[Desk], Dispute]:
    """The work of a dispute: every gate is asked again."""

    def work(desk: Desk) -> Dispute:
        desk.progress(0, doing="examine")
        return contested(held, words, session, _telling(desk), retire=retire, now=now())

    return work


def editing(session: StudySession, held: BankItem, changes: Changes) -> Callable[[Desk], Edit]:
    """The work of an edit: every gate is asked, and the item is refused where one rejects it."""

    def work(desk: Desk) -> Edit:
        desk.progress(0, doing="examine")
        return changed(held, changes, session, now=now())

    return work


def exporting(
    session: StudySession, quizzes: Sequence[str], kind: Format
) -> Callable[[Desk], Export]:
    """The work of writing items as a file's bytes."""

    def work(desk: Desk) -> Export:
        desk.progress(0, doing="write")
        return exported(session.notebook, quizzes, kind, now=now())

    return work


def importing(
    session: StudySession, name: str, data: bytes, kind: Format, *, audit: bool
) -> Callable[[Desk], Import]:
    """The work of reading a file's items, and of an audit where one is wanted."""

    def work(desk: Desk) -> Import:
        def told(done: int, total: int) -> None:
            desk.progress(done, total, doing="audit")
            desk.check()

        desk.progress(0, doing="read")
        return imported(session, name, data, kind, audit=audit, now=now(), told=told)

    return work


def now() -> str:
    """RFC 3339 UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _telling(desk: Desk) -> Told:
    def told(error: HikmaError) -> None:
        desk.say(Lost(fault=Fault(**error.as_record())))

    return told
