"""`hikma quiz`: make quizzes from the documents, take them, grade them, contest their items."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.exam_items import Aim, for_exam, silences
from app.cli.exam_options import EvenRetired
from app.cli.quiz_dispute import dispute, disputes, edit, restore, retire
from app.cli.quiz_take import Id, grade, quiz_of, stop, take
from app.cli.quiz_text import as_text, shown
from app.cli.terminal import DONE, PARTLY, Terminal, now, terminal
from ingest.errors import HikmaError

if TYPE_CHECKING:
    from tutor.compose import QuizRequest
    from tutor.quizzes import Quiz, QuizItem, Standing
    from tutor.session import StudySession

app = typer.Typer(help="Make quizzes from your documents, take them, grade them.")


class ItemKind(StrEnum):
    """The kinds of items, as `--kind` names them."""

    single = "single"
    multiple = "multiple"
    true_false = "true-false"
    cloze = "cloze"
    short = "short"
    card = "card"


@app.command()
def new(
    context: typer.Context,
    topic: Annotated[str | None, typer.Option(help="What it is to be about.")] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="Only this document or folder; may be repeated.")
    ] = None,
    exam: Annotated[
        str | None, typer.Option(help="For this exam: on what its tasks name, of its kinds.")
    ] = None,
    domain: Annotated[
        str | None, typer.Option(help="Only for this domain of the exam: its number or title.")
    ] = None,
    even_retired: EvenRetired = False,
    count: Annotated[int, typer.Option(help="How many items in all, 1 to 200.")] = 5,
    kind: Annotated[
        list[ItemKind] | None,
        typer.Option(
            help="Kind of item; may be repeated, each then has its share. Without it all but card, "
            "which is a question with its answer as your documents have them."
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            help="Language of the items, such as en, zh-Hans or ar; each document's own without "
            "it. Of documents in another language only single and short items can be made."
        ),
    ] = None,
    difficulty: Annotated[
        str | None,
        typer.Option(
            help="easy, medium, hard, or a range within 0 and 1 such as 0.3-0.5: an estimate from "
            "kind and passage, until answers say."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same seed asks about the same sentences.")
    ] = None,
) -> int:
    """Make a quiz; each item is checked against your documents before it is admitted."""
    from random import SystemRandom

    from tutor.compose import KINDS, QuizRequest

    here = terminal(context)
    request = QuizRequest(
        topic=topic,
        documents=tuple(document or ()),
        count=count,
        language=language,
        seed=SystemRandom().randrange(2**31) if seed is None else seed,
        kinds=tuple(each.value for each in kind) if kind else KINDS,
        difficulty=difficulty,
    )
    if exam is not None or domain is not None:
        aim = Aim(exam or "", domain, even_retired, any_kind=not kind)
        return _new_for_exam(here, request, aim)
    with here.session() as session:
        quiz, interrupted = _made(here, request, session)
    here.emit(as_record(quiz), _summary(quiz))
    if interrupted:
        stop()
    return DONE if quiz.made == quiz.asked else PARTLY


def _new_for_exam(here: Terminal, request: "QuizRequest", aim: Aim) -> int:
    with here.session() as session:
        making = for_exam(here, session, request, aim)
    quiz = making.quiz
    document = as_record(quiz) | {"places": making.record()["places"]}
    here.emit(document, _summary(quiz) + silences(making, here))
    if making.interrupted:
        stop()
    return DONE if quiz.made == quiz.asked else PARTLY


def _made(here: Terminal, request: "QuizRequest", session: "StudySession") -> "tuple[Quiz, bool]":
    """The quiz, stored after every draft; True where the learner stopped it. A fault in the middle
    tells what is kept."""
    from app.cli.progress import meter
    from tutor.upkeep import made

    drafts, quiz = made(request, session, now=now()), None
    try:
        with meter(here) as shown:
            shown.show("loading the chat model", 0, 1)
            for quiz in drafts:
                shown.show(f"{len(quiz.rejected)} rejected, made", quiz.made, quiz.asked)
    except KeyboardInterrupt:
        if quiz is None:
            raise
        return quiz, True
    except HikmaError as fault:
        if quiz is not None and quiz.made:
            fault.hint += f" {quiz.made} item(s) are kept: hikma quiz take {quiz.quiz}"
        raise
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
        standing = session.notebook.standings([item.id for item in quiz.items])
    texts = [
        as_text(item, number, quiz.made, here)
        + _gone(standing.get(item.id, "active"))
        + ("\n" + _solution(item, here) if answers else "")
        for number, item in enumerate(quiz.items, start=1)
    ]
    # Of three items the length of the keys would tell which they are.
    made = "\n".join([*_rates(quiz), *(_over_all(quiz) if answers else ())])
    told = "\n\n".join(texts) or "This quiz holds no items."
    here.emit(as_record(quiz), f"{told}\n\nHow it was made:\n{made}" if made else told)
    return DONE


app.command()(take)
app.command()(grade)
app.command()(dispute)
app.command()(disputes)
app.command()(edit)
app.command()(retire)
app.command()(restore)


def _gone(standing: "Standing") -> str:
    return "" if standing == "active" else f"\n({standing}: it is not asked any more)"


def as_record(quiz: "Quiz") -> dict[str, Any]:
    """The quiz as the contract writes it; `gates` are those over the whole quiz.

    `kinds` is what came of its drafts, by kind and language.
    """
    from tutor.gates.quiz_level import quiz_level

    verdicts = [verdict.model_dump() for verdict in quiz_level(quiz.items)]
    kinds = [each.model_dump() for each in quiz.drafts]
    return quiz.model_dump() | {"made": quiz.made, "gates": verdicts, "kinds": kinds}


def _summary(quiz: "Quiz") -> str:
    from tutor.gates.quiz_level import quiz_level

    lines = [f"Quiz {quiz.quiz}: {quiz.made} of {quiz.asked} item(s) made."]
    lines += [f"  {v.name}: {v.detail}" for v in quiz_level(quiz.items) if v.verdict == "flag"]
    lines += _rates(quiz)
    if quiz.made < quiz.asked:
        lines += [f"  {r.kind}: {r.detail}" for r in quiz.rejected if r.gate == "plan"]
        lines.append(
            "  Add documents, widen the topic, or try another --kind, --difficulty or --seed."
        )
    if quiz.made:
        lines.append(f"Take it with: hikma quiz take {quiz.quiz}")
    return "\n".join(lines)


def _rates(quiz: "Quiz") -> list[str]:
    """How much of what was drafted was admitted, and which gates turned the rest away."""
    lines = []
    for each in quiz.drafts:
        gates = ", ".join(f"{gate} {number}" for gate, number in each.rejected.items())
        turned_away = f"; turned away by {gates}" if gates else ""
        named = f"{each.kind} ({each.language})" if each.language else each.kind
        lines.append(
            f"  {named}: {each.admitted} of {each.drafted} drafts admitted "
            f"({each.rate:.0%}){turned_away}"
        )
    return lines


def _over_all(quiz: "Quiz") -> list[str]:
    """What places and lengths of the keys are over the whole quiz, where there is any to say."""
    from tutor.gates.quiz_level import quiz_level

    return [f"  {v.name}: {v.detail}" for v in quiz_level(quiz.items) if v.detail]


def _solution(item: "QuizItem", here: Terminal) -> str:
    """The key, why, and the words of the documents."""
    right = [f"{option.id}. {option.text}" for option in item.keys] or item.answer[:1]
    evidence = [f"“{span.quote}” {span.title}, page {span.page}" for span in item.evidence]
    lines = ["→ " + shown(text, here) for text in right]
    lines += [shown(text, here) for text in (item.explanation, *evidence) if text]
    return "\n".join(f"   {line}" for line in lines)
