"""`hikma exam new`: a mock exam is drawn from the bank, and what it lacks is made first."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.exam import Id
from app.cli.exam_items import told
from app.cli.exam_options import EvenRetired, current_exam, language_code
from app.cli.terminal import DONE, PARTLY, Terminal, now, terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.cli.exam_items import Making
    from tutor.blueprint import Blueprint
    from tutor.mock.draw import Wish
    from tutor.mock.papers import MockPaper
    from tutor.session import StudySession
    from tutor.studied import Held


def new(
    context: typer.Context,
    id: Id,
    count: Annotated[int | None, typer.Option(help="Questions; as many as the exam has.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Time; by the exam's own without it.")] = None,
    extra_time: Annotated[
        bool, typer.Option("--extra-time", help="With what non-native speakers may ask for.")
    ] = False,
    unscored: Annotated[
        bool, typer.Option(help="With questions that do not count, where the exam has some.")
    ] = True,
    language: Annotated[str | None, typer.Option(help="Only questions in this language.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other questions.")] = 0,
    make: Annotated[
        bool,
        typer.Option(
            help="Make questions of your documents where the bank has too few, which can take "
            "long; or draw from the bank alone."
        ),
    ] = True,
    even_retired: EvenRetired = False,
) -> int:
    """Draw a mock exam by an exam's blueprint: from your bank, and what is made for it of your
    documents."""
    from app.cli.mock_text import drawn
    from tutor.errors import NoItems
    from tutor.mock.draw import Wish, check_wish
    from tutor.mock.keep import new_paper
    from tutor.studied import held

    here = terminal(context)
    wish = Wish(
        count=count, minutes=minutes, extra_time=extra_time, unscored=unscored,
        language=language_code(language) if language else None, seed=seed,
    )  # fmt: skip
    blueprint = current_exam(here, id, even_retired)
    check_wish(blueprint, wish)
    with here.session() as session:
        every = held(session.notebook)
        made = _made(here, session, blueprint, every, wish) if make else None
        if made and made.interrupted:
            raise KeyboardInterrupt
        if made and made.items:
            every = held(session.notebook)
        try:
            paper = new_paper(session.notebook, blueprint, wish, now=now(), every=every)
        except NoItems:
            here.note(told(made, here).strip())
            raise
    here.emit(
        _public(paper) | {"made": made.record() if made else None}, drawn(paper) + told(made, here)
    )
    return PARTLY if any(d.given < d.wanted for d in paper.domains) else DONE


def _made(
    here: Terminal,
    session: "StudySession",
    blueprint: "Blueprint",
    every: "Mapping[str, Held]",
    wish: "Wish",
) -> "Making | None":
    """What the bank lacks, made as far as the documents give it; None where it lacks nothing."""
    from app.cli.exam_items import make
    from tutor.mock.stock import shortage
    from tutor.studied import askable

    orders, request = shortage(blueprint, askable(session.notebook, every), wish)
    if not orders:
        return None
    bank = [each.item for each in every.values()]
    return make(here, session, orders, request, blueprint.title, bank)


def _public(paper: "MockPaper") -> dict[str, Any]:
    """The paper without what tells which questions count."""
    said = paper.model_dump(mode="json")
    return said | {"questions": [question.item for question in paper.questions]}
