"""`hikma quiz take` and `grade`: questions asked one by one, and a file of answers."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.cli.quiz_text import indented
from app.cli.taking import (
    UNGRADED,
    Taking,
    as_documents_have_them,
    attempt_of,
    chat_model,
    told,
)
from app.cli.terminal import DONE, INTERRUPTED, Terminal, terminal
from ingest.errors import HikmaError

if TYPE_CHECKING:
    from tutor.quizzes import Quiz
    from tutor.session import StudySession
    from tutor.studied import Held

Id = Annotated[str, typer.Argument(metavar="ID", help="A quiz's id, or its beginning.")]


def take(
    context: typer.Context,
    id: Id,
    confidence: Annotated[
        bool, typer.Option("--confidence", help="Ask how sure you are before each verdict.")
    ] = False,
) -> int:
    """Answer a quiz item by item, with feedback at once. Enter skips, ? gives a hint; Ctrl-C keeps
    what is done."""
    from tutor.grade import summed

    here = terminal(context)
    with here.session() as session:
        quiz = quiz_of(here, session, id)
        taking = Taking(here, session, _askable(here, session, quiz), confidence)
        grades, interrupted = [], False
        try:
            for graded in taking.grades():
                grades.append(graded)
        except KeyboardInterrupt:
            interrupted = True
    here.emit(summed(grades).model_dump(), "\n" + told(grades, quiz.language))
    if interrupted:
        stop()
    return DONE


def grade(
    context: typer.Context,
    id: Id,
    answers: Annotated[
        Path, typer.Option(help='JSON: {"item-id": ["a"], "other": "in words", "third": null}.')
    ],
) -> int:
    """Grade a file of answers."""
    from tutor.grade import grade as graded
    from tutor.grade import is_free_text, read_answers

    here = terminal(context)
    with here.session() as session:
        quiz = quiz_of(here, session, id)
        given = read_answers(answers_in(answers))
        free = any(given.get(item.id) and is_free_text(item) for item in quiz.items)
        # What cannot be read is said before a model is loaded.
        result = graded(quiz, given)
        if free and (model := chat_model(here, session)):
            try:
                result = graded(quiz, given, model=model)
            except HikmaError as error:
                here.note(f"{error.message} {UNGRADED} {error.hint}")
        session.notebook.record([attempt_of(quiz.quiz, g) for g in result.items if g.answered])
    silent = "Not answered: the key is told after an answer."
    lines = [
        f"{g.id}  {g.verdict}\n{indented(g.feedback if g.answered else silent, here)}"
        for g in result.items
    ]
    here.emit(result.model_dump(), "\n".join([*lines, f"Score: {result.score:.0%}"]))
    return DONE


def quiz_of(here: Terminal, session: "StudySession", id: str) -> "Quiz":
    """The quiz, its evidence where the documents have it now."""
    quiz = session.notebook.quiz(id)
    return quiz.model_copy(update={"items": as_documents_have_them(here, session, quiz.items)})


def _askable(here: Terminal, session: "StudySession", quiz: "Quiz") -> "list[Held]":
    """The items that are still asked."""
    from tutor.studied import Held

    standing = session.notebook.standings([item.id for item in quiz.items])
    kept = [i for i in quiz.items if standing.get(i.id, "active") == "active"]
    if left_out := len(quiz.items) - len(kept):
        here.say(f"{left_out} item(s) are stale or retired and are not asked.")
    return [Held(quiz.quiz, item) for item in kept]


def stop() -> NoReturn:
    """End as interrupted, the result being told: a status returned would be taken for a Ctrl-C
    that nobody handled, and a second JSON document written about it."""
    sys.exit(INTERRUPTED)


def answers_in(path: Path) -> str:
    """The text of a file of answers."""
    from ingest.errors import NoSuchPath
    from tutor.errors import UnreadableAnswers

    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise NoSuchPath(f"There is no file {path}.", hint="Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableAnswers(
            f"{path} cannot be read as UTF-8 text.", hint="Save it as JSON in UTF-8."
        ) from error
