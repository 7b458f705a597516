"""`hikma quiz`: make quizzes from the documents, take them, grade them, contest their items."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.quiz_dispute import dispute, disputes, restore
from app.cli.quiz_take import Id, grade, quiz_of, stop, take
from app.cli.quiz_text import as_text, shown
from app.cli.terminal import DONE, PARTLY, Terminal, now, terminal

if TYPE_CHECKING:
    from tutor.compose import QuizRequest
    from tutor.quizzes import Quiz, QuizItem
    from tutor.session import StudySession

app = typer.Typer(help="Make quizzes from your documents, take them, grade them.")


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
        stop()
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
                request, session.index, session.chat_model, session.settings, now=now()
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
        + (f", {e.attempted} answered" if e.attempted else "")
        + (f", {e.score:.0%} right" if e.score is not None else "")
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
        quiz = quiz_of(here, session, id)
    texts = [
        as_text(item, number, quiz.made, here) + ("\n" + _solution(item, here) if answers else "")
        for number, item in enumerate(quiz.items, start=1)
    ]
    here.emit(as_record(quiz), "\n\n".join(texts) or "This quiz holds no items.")
    return DONE


app.command()(take)
app.command()(grade)
app.command()(dispute)
app.command()(disputes)
app.command()(restore)


def as_record(quiz: "Quiz") -> dict[str, Any]:
    """The quiz as the contract writes it; `gates` are those over the whole quiz."""
    from tutor.gates.quiz_level import quiz_level

    verdicts = [verdict.model_dump() for verdict in quiz_level(quiz.items)]
    return quiz.model_dump() | {"made": quiz.made, "gates": verdicts}


def _summary(quiz: "Quiz") -> str:
    from tutor.gates.quiz_level import quiz_level

    lines = [f"Quiz {quiz.quiz}: {quiz.made} of {quiz.asked} item(s) made."]
    lines += [f"  {v.name}: {v.detail}" for v in quiz_level(quiz.items) if v.verdict == "flag"]
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


def _solution(item: "QuizItem", here: Terminal) -> str:
    """The key, why, and the words of the documents."""
    right = [f"{option.id}. {option.text}" for option in item.keys] or item.answer[:1]
    evidence = [f"“{span.quote}” {span.title}, page {span.page}" for span in item.evidence]
    lines = ["→ " + shown(text, here) for text in right]
    lines += [shown(text, here) for text in (item.explanation, *evidence) if text]
    return "\n".join(f"   {line}" for line in lines)
