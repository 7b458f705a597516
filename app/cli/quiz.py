"""`hikma quiz`: make quizzes from the documents, take them, grade them."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from app.cli.terminal import DONE, INTERRUPTED, PARTLY, Terminal, terminal

if TYPE_CHECKING:
    from tutor.compose import QuizRequest
    from tutor.notebook import Notebook
    from tutor.quizzes import ItemGrade, Quiz, QuizItem
    from tutor.session import StudySession

app = typer.Typer(help="Make quizzes from your documents, take them, grade them.")
Id = Annotated[str, typer.Argument(metavar="ID", help="A quiz's id, or its beginning.")]


@app.command()
def new(
    context: typer.Context,
    topic: Annotated[str | None, typer.Option(help="What it is to be about.")] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="Only this document or folder; may be repeated.")
    ] = None,
    count: Annotated[int, typer.Option(help="How many items, 1 to 200.")] = 5,
    language: Annotated[
        str | None, typer.Option(help="Language of the items; each document's own without it.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same seed asks about the same sentences.")
    ] = None,
) -> int:
    """Make a quiz; each item is checked against your documents before it is admitted."""
    from random import SystemRandom

    from tutor.compose import QuizRequest

    here = terminal(context)
    request = QuizRequest(
        topic=topic,
        documents=tuple(document or ()),
        count=count,
        language=language,
        seed=SystemRandom().randrange(2**31) if seed is None else seed,
    )
    with here.session() as session:
        quiz, interrupted = _made(here, request, session)
    here.emit(as_record(quiz), _summary(quiz))
    if interrupted:
        _stop()
    return DONE if quiz.made == quiz.asked else PARTLY


def _made(here: Terminal, request: "QuizRequest", session: "StudySession") -> "tuple[Quiz, bool]":
    """The quiz, stored after every draft; True where the learner stopped it."""
    from app.cli.progress import meter
    from tutor.compose import check_request, compose

    check_request(request, session.index, session.settings)
    quiz = None
    try:
        with meter(here) as shown:
            shown.show("loading the chat model", 0, 1)
            drafts = compose(
                request, session.index, session.chat_model, session.settings, now=_now()
            )
            for quiz in drafts:
                session.notebook.save(quiz)
                shown.show(f"{len(quiz.rejected)} rejected, made", quiz.made, quiz.asked)
    except KeyboardInterrupt:
        if quiz is None:
            raise
        return quiz, True
    assert quiz is not None
    return quiz, False


@app.command("list")
def list_(context: typer.Context) -> int:
    """The quizzes that there are, the newest first."""
    here = terminal(context)
    with here.session() as session:
        entries = session.notebook.quizzes()
    lines = [
        f"{e.quiz}  {e.created}  {e.language}  {e.made} item(s)"
        + (f", {e.attempted} answered, {e.score:.0%} right" if e.score is not None else "")
        + (f"  {e.topic}" if e.topic else "")
        for e in entries
    ]
    empty = "No quiz has been made yet. Run: hikma quiz new"
    here.emit({"quizzes": [e.model_dump() for e in entries]}, "\n".join(lines) or empty)
    return DONE


@app.command()
def show(
    context: typer.Context,
    id: Id,
    answers: Annotated[bool, typer.Option("--answers", help="With keys and evidence.")] = False,
) -> int:
    """The items of a quiz."""
    here = terminal(context)
    with here.session() as session:
        quiz = session.notebook.quiz(id)
    texts = [
        as_text(item, number, quiz) + ("\n" + _solution(item) if answers else "")
        for number, item in enumerate(quiz.items, start=1)
    ]
    here.emit(as_record(quiz), "\n\n".join(texts) or "This quiz holds no items.")
    return DONE


@app.command()
def take(context: typer.Context, id: Id) -> int:
    """Answer a quiz item by item, with feedback at once. Enter skips; Ctrl-C keeps what is done."""
    from tutor.quizzes import Grade

    here = terminal(context)
    with here.session() as session:
        quiz, grades, interrupted = session.notebook.quiz(id), [], False
        try:
            for graded in _taken(quiz, session.notebook):
                grades.append(graded)
        except KeyboardInterrupt:
            interrupted = True
    right = sum(graded.points for graded in grades)
    score = right / len(grades) if grades else 0.0
    result = Grade(score=round(score, 4), items=tuple(grades))
    answered = sum(graded.verdict != "ungraded" for graded in grades)
    here.emit(result.model_dump(), f"\n{right:g} of {answered} answered item(s) right.")
    if interrupted:
        _stop()
    return DONE


@app.command()
def grade(
    context: typer.Context,
    id: Id,
    answers: Annotated[Path, typer.Option(help='JSON: {"item-id": ["a"], "other": null}.')],
) -> int:
    """Grade a file of answers."""
    from tutor.grade import grade as graded
    from tutor.grade import read_answers

    here = terminal(context)
    with here.session() as session:
        quiz = session.notebook.quiz(id)
        result = graded(quiz, read_answers(_read(answers)))
        _keep(result.items, quiz, session.notebook)
    lines = [f"{g.id}  {g.verdict}  {g.feedback}" for g in result.items]
    here.emit(result.model_dump(), "\n".join([*lines, f"Score: {result.score:.0%}"]))
    return DONE


def as_record(quiz: "Quiz") -> dict[str, Any]:
    """The quiz as the contract writes it."""
    return quiz.model_dump() | {"made": quiz.made}


def as_text(item: "QuizItem", number: int, quiz: "Quiz") -> str:
    """An item as it is asked, the key not shown."""
    options = "\n".join(f"   {option.id}. {option.text}" for option in item.options)
    return f"{number}/{quiz.made}  {item.stem}   [{item.id}]\n{options}"


def _summary(quiz: "Quiz") -> str:
    lines = [f"Quiz {quiz.quiz}: {quiz.made} of {quiz.asked} item(s) made."]
    if quiz.made < quiz.asked:
        gates = [rejected.gate for rejected in quiz.rejected]
        counts = ", ".join(f"{gate} {gates.count(gate)}" for gate in dict.fromkeys(gates))
        lines.append(
            f"  {len(gates)} draft(s) were turned away ({counts}); no more were tried."
            if gates
            else "  No sentence of the documents named makes a question."
        )
        lines.append("  Add documents, widen the topic, or try another --seed.")
    if quiz.made:
        lines.append(f"Take it with: hikma quiz take {quiz.quiz}")
    return "\n".join(lines)


def _solution(item: "QuizItem") -> str:
    from ingest.normalize import one_line

    evidence = [f"   “{one_line(e.quote)}”\n   {e.title}, page {e.page}" for e in item.evidence]
    why = [f"   {item.explanation}"] if item.explanation else []
    return "\n".join([f"   → {item.key.id}. {item.key.text}", *why, *evidence])


def _taken(quiz: "Quiz", notebook: "Notebook") -> "Iterator[ItemGrade]":
    """Each item as it is answered, stored at once; ends where the input does.

    Questions are printed: with `--json` `Terminal.claim_stdout` leads that to standard error.
    """
    from tutor.grade import grade_item

    for number, item in enumerate(quiz.items, start=1):
        print("\n" + as_text(item, number, quiz))
        chosen = _choice([option.id for option in item.options])
        if chosen is None:
            return
        graded = grade_item(item, chosen)
        _keep([graded], quiz, notebook)
        # Kept before it is told: whoever has seen the key has answered.
        mark = {"correct": "Right.", "wrong": "Wrong.", "ungraded": "Skipped."}[graded.verdict]
        print(f"{mark}\n{_solution(item)}", flush=True)
        yield graded


def _choice(letters: list[str]) -> list[str] | None:
    """The letter typed, none for a bare Enter; None at the end of the input."""
    from ingest.normalize import fold

    while True:
        print(f"{'/'.join(letters)}? ", end="", flush=True)
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            line = "?\n"
        if not line:
            return None
        letter = fold(line).strip().strip(".)")
        if not letter:
            return []
        if letter in letters:
            return [letter]
        print(f"Type one of {', '.join(letters)}, or Enter to skip.")


def _stop() -> NoReturn:
    """End as interrupted, the result being told: a status returned would be taken for a Ctrl-C
    that nobody handled, and a second JSON document written about it."""
    sys.exit(INTERRUPTED)


def _keep(grades: "Sequence[ItemGrade]", quiz: "Quiz", notebook: "Notebook") -> None:
    """Store as attempts what was answered."""
    from tutor.quizzes import Attempt

    now = _now()
    notebook.record(
        [
            Attempt(
                quiz=quiz.quiz,
                item=graded.id,
                chosen=graded.chosen,
                verdict=graded.verdict,
                points=graded.points,
                at=now,
            )
            for graded in grades
            if graded.verdict != "ungraded"
        ]
    )


def _read(path: Path) -> str:
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


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
