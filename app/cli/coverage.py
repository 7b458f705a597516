"""`hikma coverage`: what there is for each task of an exam, as a table, as data, as a picture."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.exam_options import EvenRetired, Exam, SaidIn, current_exam, language_code
from app.cli.files import write_whole
from app.cli.terminal import DONE, Terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.blueprint import Blueprint
    from tutor.coverage import Coverage
    from tutor.exam_topics import Place
    from tutor.session import StudySession


def coverage(
    context: typer.Context,
    exam: Exam,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw it into this file as well.")
    ] = None,
    language: SaidIn = "en",
    even_retired: EvenRetired = False,
) -> int:
    """Tasks of an exam × passages of your documents, items, answers, and how well you know them."""
    from tutor.coverage import as_table
    from tutor.coverage_picture import as_svg

    here, language = terminal(context), language_code(language)
    blueprint = current_exam(here, exam, even_retired)
    if picture is not None:
        _check_drawable(picture)
    with here.session() as session:
        found = _covered(here, session, blueprint)
    if picture is not None:
        write_whole(picture, as_svg(found, blueprint.title, language).encode("utf-8"))
    named = any(domain.tasks for domain in blueprint.domains)
    document = found.model_dump(mode="json") | {
        "title": blueprint.title,
        "tasks_published": named,
        "picture": str(picture) if picture else None,
    }
    lines = [as_table(found, language)]
    if not named:
        lines.append(_NO_TASKS)
    if found.outside:
        lines.append(f"Answers at items of none of these: {found.outside}.")
    if picture is not None:
        lines.append(f"Drawn into {picture}.")
    here.emit(document, "\n".join(lines))
    return DONE


_NO_TASKS = "The registry holds no task statements of this exam: its domains are shown."


def _check_drawable(picture: Path) -> None:
    from ingest.errors import InputError

    if picture.suffix.lower() != ".svg":
        raise InputError(
            f"No picture can be drawn into {picture.name!r}.",
            hint="Give the file a name that ends in .svg; browsers open it.",
        )


def _covered(here: Terminal, session: "StudySession", blueprint: "Blueprint") -> "Coverage":
    from ingest.errors import InputError
    from tutor.coverage import covered
    from tutor.exam_topics import places
    from tutor.studied import askable, held, studied

    there = places(blueprint)
    if not there:
        raise InputError(
            f"The registry holds no domains of {blueprint.title} ({blueprint.id}).",
            hint="Put a blueprint with domains into the folder blueprints of your data folder.",
        )
    now = datetime.now(UTC)
    every = held(session.notebook)
    practice = studied(session.notebook, now, blueprint.id, every)
    return covered(
        blueprint.id,
        there,
        items=askable(session.notebook, every),
        responses=practice.responses,
        memories=practice.memories,
        passages=_passages(here, session, there),
        now=now,
    )


def _passages(
    here: Terminal, session: "StudySession", there: "Sequence[Place]"
) -> dict[tuple[str, str | None], int]:
    """How many passages speak of each place; none in a library that is empty, which is said."""
    from app.cli.progress import meter
    from ingest.errors import EmptyLibrary
    from tutor.exam_topics import passages_on

    try:
        index = session.index
    except EmptyLibrary as error:
        here.note(f"{error.message} {error.hint}")
        return {}
    found: dict[tuple[str, str | None], int] = {}
    with meter(here) as shown:
        for number, place in enumerate(there, start=1):
            shown.show("searching your documents", number, len(there))
            found[place.domain, place.task] = len(passages_on(place, index))
    return found
