"""Items made for an exam: what `hikma exam new` and `hikma quiz new --exam` share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.cli.terminal import Terminal, now

if TYPE_CHECKING:
    from ingest.errors import HikmaError
    from tutor.blueprint import Blueprint, Domain
    from tutor.compose import QuizRequest
    from tutor.mock.supply import Order, Supplied, Supply
    from tutor.quizzes import Quiz, QuizItem
    from tutor.session import StudySession


@dataclass
class Making:
    """What came of one run."""

    supply: "Supply | None" = None
    """None where nothing was begun."""
    fault: "HikmaError | None" = None
    """What ended it before its time, or kept it from beginning."""
    interrupted: bool = False
    """True where the learner stopped it."""

    @property
    def quiz(self) -> "Quiz":
        """What was made, once something was begun."""
        assert self.supply is not None
        return self.supply.quiz

    @property
    def items(self) -> int:
        """How many were made."""
        return self.supply.quiz.made if self.supply else 0

    @property
    def orders(self) -> "Sequence[Supplied]":
        """What became of each domain and task."""
        return self.supply.orders if self.supply else ()

    def record(self) -> dict[str, Any]:
        """As the JSON of the verbs has it."""
        return {
            "quiz": self.supply.quiz.quiz if self.supply and self.items else None,
            "items": self.items,
            "places": [
                each.place.model_dump(mode="json", exclude={"exam", "topics"})
                | {"wanted": each.wanted, "made": each.made, "silent": each.silent}
                for each in self.orders
            ],
            "error": self.fault.as_record() if self.fault else None,
        }


def make(
    here: Terminal,
    session: "StudySession",
    orders: "Sequence[Order]",
    request: "QuizRequest",
    title: str,
    bank: "Sequence[QuizItem]",
) -> Making:
    """Make the items and keep them. A fault ends it and is told, and so does Ctrl-C."""
    from app.cli.progress import meter
    from ingest.errors import HikmaError
    from tutor.mock.stock import stocked

    making = Making()
    try:
        with meter(here) as shown:
            for so_far in stocked(session, orders, request, title=title, bank=bank, now=now()):
                quiz, making.supply = so_far.quiz, so_far
                shown.show(f"{len(quiz.rejected)} rejected, made", quiz.made, quiz.asked)
    except HikmaError as error:
        making.fault = error
        here.note(f"{_ended(making)} {error.message}\n  {error.hint}")
    except KeyboardInterrupt:
        making.interrupted = True
        here.note(f"Stopped: {making.items} item(s) were made and are kept.")
    return making


def _ended(making: Making) -> str:
    return "No more can be made:" if making.items else "Nothing can be made:"


@dataclass(frozen=True)
class Aim:
    """For what `hikma quiz new` is to make items."""

    exam: str
    """Its id or code."""
    domain: str | None
    """Its number or title; None for all domains by their weights."""
    even_retired: bool
    any_kind: bool
    """True where no kinds were asked for: those of the exam are made then."""


def for_exam(here: Terminal, session: "StudySession", request: "QuizRequest", aim: Aim) -> Making:
    """The items that `request` asks for, for an exam. A topic of the request stands in the place
    of what the domain's tasks name.

    Raises `InputError`s, `ExamRetired`, `NoWeights`, and what kept it from making any.
    """
    from app.cli.exam_options import current_exam
    from ingest.errors import InputError
    from tutor.compose import check_request
    from tutor.exam_topics import domain_named
    from tutor.mock.draw import kinds_of
    from tutor.studied import held

    if not aim.exam:
        raise InputError("--domain is of an exam.", hint="Name the exam with --exam aws-mla-c01.")
    blueprint = current_exam(here, aim.exam, aim.even_retired)
    domain = domain_named(blueprint, aim.domain) if aim.domain is not None else None
    kinds = kinds_of(blueprint) if aim.any_kind else ()
    wanted = replace(request, kinds=kinds or request.kinds)
    check_request(wanted, session.index, session.settings)
    orders = _orders(blueprint, domain, request)
    bank = [each.item for each in held(session.notebook).values()]
    making = make(here, session, orders, wanted, blueprint.title, bank)
    if making.items:
        return making
    if making.fault:
        raise making.fault
    if making.interrupted:
        raise KeyboardInterrupt
    if all(each.silent for each in making.orders):
        named = "; ".join(each.place.title for each in making.orders)
        raise InputError(
            f"Your documents hold nothing on {named}.",
            hint="Add documents on it, or see what there is with: hikma coverage " + blueprint.id,
        )
    return making


def _orders(
    blueprint: "Blueprint", domain: "Domain | None", request: "QuizRequest"
) -> "Sequence[Order]":
    from ingest.errors import InputError
    from tutor.exam_topics import Place
    from tutor.mock.supply import Order, ordered

    topic = request.topic
    if topic is None:
        return ordered(blueprint, domain, request.count)
    if domain is None:
        raise InputError(
            "To which domain of the exam does the topic belong?", hint="Add --domain 2."
        )
    place = Place(exam=blueprint.id, domain=domain.id, task=None, title=topic, topics=(topic,))
    return [Order(place=place, count=request.count)]


def told(making: Making | None, here: Terminal) -> str:
    """What was made, and on what the documents are silent; empty where nothing was to be made."""
    if making is None:
        return ""
    made = ""
    if making.items:
        quiz = making.quiz
        made = f"\nMade for it of your documents: {quiz.made} item(s), quiz {quiz.quiz}."
    return made + silences(making, here)


def silences(making: Making, here: Terminal) -> str:
    """On what the documents are silent, a line each; empty where on nothing."""
    from app.cli.quiz_text import shown

    return "".join(
        f"\n  Your documents hold nothing on {each.place.task or each.place.domain}. "
        f"{shown(each.place.title, here)}"
        for each in making.orders
        if each.silent
    )
