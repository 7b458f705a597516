"""Options of the verbs that are about an exam, and how what is said with them is read."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.terminal import Terminal

if TYPE_CHECKING:
    from tutor.blueprint import Blueprint

Exam = Annotated[str, typer.Argument(metavar="EXAM", help="An exam's id or code: aws-mla-c01.")]
EvenRetired = Annotated[
    bool, typer.Option("--even-retired", help="Also where the exam can no longer be taken.")
]
SaidIn = Annotated[
    str, typer.Option("--language", help="Language of what is said: en, zh-Hans, ar …")
]


def current_exam(here: Terminal, exam: str, even_retired: bool) -> "Blueprint":
    """The exam of this id or code. Raises `UnknownExam`, `ExamRetired`, `BlueprintInvalid`."""
    from tutor.blueprints import load_registry, require_current

    registry = load_registry(here.settings().data)
    return require_current(registry, exam, even_retired=even_retired)


def language_code(said: str) -> str:
    """The BCP-47 code of a language as it was typed. Raises `InputError`."""
    from ingest.errors import InputError
    from ingest.languages import canonical

    found = canonical(said)
    if found is None:
        raise InputError(f"{said!r} is not a language code.", hint="Use en, zh-Hans, ar …")
    return found


def day(said: str) -> date:
    """A date as it was typed, in the digits of any script. Raises `InputError`."""
    from ingest.errors import InputError
    from tutor.exam_terms import western

    try:
        return date.fromisoformat(western(said))
    except ValueError as error:
        raise InputError(f"{said!r} is no date.", hint="Write it as 2027-01-31.") from error


def exam_day(said: str, today: date) -> date:
    """The day of an exam that is to come, or is today. Raises `InputError`, `ExamPast`."""
    from tutor.plan import check_day

    found = day(said)
    check_day(today, found)
    return found
