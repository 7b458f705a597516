"""`hikma review`: what is due is asked again, or with `--json` and `--list` told.

Times are read here and passed on: now in UTC, today where the learner is.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.exam_options import EvenRetired, current_exam, exam_day, language_code
from app.cli.quiz_take import stop
from app.cli.quiz_text import shown
from app.cli.taking import Taking, as_documents_have_them, told
from app.cli.terminal import DONE, Terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.review import Review
    from tutor.session import StudySession
    from tutor.studied import Held

SITTING = 20
"""Items of one sitting: some twenty minutes with their explanations."""


def review(
    context: typer.Context,
    exam: Annotated[
        str | None, typer.Option(help="Only items of this exam, by its id or code.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--date", help="Day of your exam: nothing is put off beyond it.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=1000, help="Items at the most, the most urgent.")
    ] = SITTING,
    language: Annotated[
        str | None,
        typer.Option(help="Preferred where an item is there in several; also what is said in."),
    ] = None,
    confidence: Annotated[
        bool, typer.Option(help="Ask how sure you are: what you only guessed comes again soon.")
    ] = True,
    listed: Annotated[
        bool, typer.Option("--list", help="Tell what is due without asking it; --json does.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=365, help="Days of the forecast.")] = 7,
    even_retired: EvenRetired = False,
) -> int:
    """Go through what you have answered before and are about to forget. Enter skips, ? gives a
    hint; Ctrl-C keeps what is done."""
    here = terminal(context)
    wish = _Wish(
        exam=current_exam(here, exam, even_retired).id if exam else None,
        day=exam_day(on, datetime.now().astimezone().date()) if on else None,
        limit=limit,
        language=language_code(language) if language else None,
        days=days,
    )
    with here.session() as session:
        every, found = wish.found(session)
        if here.json or listed or not found.items:
            here.emit(_record(wish, every, found), _listed(wish, found, here))
            return DONE
        interrupted = _ask(here, session, every, found, confidence, wish.said_in)
        _, left = wish.found(session)
    here.line(_still_due(wish, left))
    if interrupted:
        stop()
    return DONE


@dataclass(frozen=True)
class _Wish:
    """What is to be reviewed."""

    exam: str | None
    day: date | None
    """Of the exam."""
    limit: int
    language: str | None
    days: int
    """Of the forecast."""

    @property
    def said_in(self) -> str:
        """The language of what is said of all of it; each item speaks its own."""
        from ingest.languages import DEFAULT

        return self.language or DEFAULT

    def found(self, session: "StudySession") -> "tuple[Mapping[str, Held], Review]":
        """Every item of the notebook, and what is due at this moment."""
        from tutor.review import review as due_at
        from tutor.studied import askable, held, studied

        now = datetime.now(UTC)
        every = held(session.notebook)
        practice = studied(session.notebook, now, self.exam, every)
        return every, due_at(
            practice,
            askable(session.notebook, every),
            now,
            limit=self.limit,
            exam=self.day,
            language=self.language,
            days=self.days,
        )


def _ask(
    here: Terminal,
    session: "StudySession",
    every: "Mapping[str, Held]",
    found: "Review",
    confidence: bool,
    language: str,
) -> bool:
    """Ask the items of a sitting; True where the learner stopped it."""
    from tutor.studied import Held

    items = as_documents_have_them(here, session, [each.item for each in found.items])
    asked = [Held(every[item.id].quiz, item) for item in items]
    taking = Taking(here, session, asked, confidence)
    grades, interrupted = [], False
    try:
        for graded in taking.grades():
            grades.append(graded)
    except KeyboardInterrupt:
        interrupted = True
    here.line("\n" + told(grades, language))
    return interrupted


def _record(wish: _Wish, every: "Mapping[str, Held]", found: "Review") -> dict[str, Any]:
    """The due items as clients may see them before they are answered."""
    from tutor.unanswered import public

    said = found.model_dump(mode="json", exclude={"items"})
    rows = [
        {
            "quiz": every[each.item.id].quiz,
            **each.model_dump(mode="json", exclude={"item"}),
            "item": public(each.item).model_dump(mode="json"),
        }
        for each in found.items
    ]
    day = wish.day.isoformat() if wish.day else None
    return {"exam": wish.exam, "date": day, "due": rows, **said}


def _listed(wish: _Wish, found: "Review", here: Terminal) -> str:
    from tutor.progress import label

    lines = [
        f"{each.recall:4.0%}  {_day(each.since)}  {shown(each.item.stem, here)}   [{each.item.id}]"
        for each in found.items
    ]
    if lines:
        lines = [label("due list", wish.said_in), *lines]
    if found.unaskable:
        lines.append(label("unaskable", wish.said_in, count=str(found.unaskable)))
    return "\n".join([*lines, _still_due(wish, found), *_coming(wish, found)])


def _still_due(wish: _Wish, found: "Review") -> str:
    """What is left, or when there is something again."""
    from tutor.progress import label

    if not found.practised:
        return label("nothing answered", wish.said_in, command="hikma quiz take ID")
    if found.facts:
        return label("due", wish.said_in, count=str(found.facts), command="hikma review")
    if found.next is None:
        return label("none before the exam" if wish.day else "none askable", wish.said_in)
    return label("due next", wish.said_in, day=_day(found.next))


def _coming(wish: _Wish, found: "Review") -> list[str]:
    """The forecast of the days on which something is expected."""
    from tutor.progress import label

    first = found.at.astimezone().date()
    rows = [
        f"  {first + timedelta(days=at)}  {reviews:.0f}"
        for at, reviews in enumerate(found.forecast)
        if round(reviews)
    ]
    return [label("expected reviews", wish.said_in), *rows] if rows else []


def _day(at: datetime) -> str:
    return at.astimezone().date().isoformat()
