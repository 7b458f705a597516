"""`hikma quiz dispute`, `disputes`, `edit`, `retire` and `restore`: what becomes of items."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.quiz_text import indented, shown
from app.cli.taking import told_at
from app.cli.terminal import DONE, PARTLY, Terminal, now, terminal

if TYPE_CHECKING:
    from tutor.disputes import Dispute
    from tutor.quizzes import Standing
    from tutor.standing import Event

Item = Annotated[str, typer.Argument(metavar="ITEM", help="An item's id, or its beginning.")]
_LOST = "The gates that ask a chat model are left out."


def dispute(
    context: typer.Context,
    item: Item,
    why: Annotated[str, typer.Option(help="What is wrong with it, in your own words.")],
    retire: Annotated[
        bool, typer.Option("--retire", help="Never ask it again, whatever the gates say.")
    ] = False,
    extractive: Annotated[
        bool, typer.Option("--extractive", help="Only the gates that need no chat model.")
    ] = False,
) -> int:
    """Contest an item: the gates examine it again, and it is retired if one rejects it."""
    from tutor.upkeep import contested

    here = terminal(context)
    with here.session() as session:
        held = session.notebook.item(item)
        made = contested(
            held, why, session, told_at(here, _LOST),
            retire=retire, now=now(), extractive=extractive,
        )  # fmt: skip
        standing = session.notebook.item(held.item.id).standing
    document = {
        "quiz": held.quiz,
        "item": made.item.model_dump(),
        "why": made.words,
        "upheld": bool(made.against),
        "standing": standing,
        "gates": [verdict.model_dump() for verdict in made.gates],
    }
    here.emit(document, _as_text(made, standing, here))
    return DONE


def disputes(
    context: typer.Context,
    export: Annotated[
        Path | None, typer.Option(help="Write the items there, for: hikma eval run FILE")
    ] = None,
) -> int:
    """The disputes that there were, the oldest first."""
    from evals.items.disputed import disputed
    from evals.synthetic import write_cases
    from ingest.index import Index

    here = terminal(context)
    with here.session() as session:
        every = session.notebook.events()
        contested = [event for event in every if event.event == "disputed"]
        held = {event.item: session.notebook.item(event.item) for event in contested}
        if export is not None:
            there = Index.exists(session.settings.index_folder)
            library = session.library.library() if there else []
            items = {id: each.item for id, each in held.items()}
            write_cases(export, disputed(every, items, library))
    lines = [
        f"{e.at}  {e.item}  {held[e.item].standing}\n{indented(held[e.item].item.stem, here)}\n"
        f"{indented(e.words, here)}\n{indented(e.reason, here)}"
        for e in contested
    ]
    rows = [event.model_dump() | {"standing": held[event.item].standing} for event in contested]
    document = {"disputes": rows} | ({"export": str(export)} if export is not None else {})
    here.emit(document, "\n".join(lines) or "No item has been disputed.")
    return DONE


def edit(
    context: typer.Context,
    item: Item,
    stem: Annotated[str | None, typer.Option(help="The question in other words.")] = None,
    option: Annotated[
        list[str] | None, typer.Option(help='An option: "b=in other words"; may be repeated.')
    ] = None,
    right: Annotated[str | None, typer.Option(help="The options that are right: b or a,c.")] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(help="An accepted answer; may be repeated, the first is shown."),
    ] = None,
    explanation: Annotated[str | None, typer.Option(help="Why it is so.")] = None,
) -> int:
    """Put an item in other words: all gates examine it, and it takes the old one's place."""
    from tutor.editing import Changes
    from tutor.upkeep import changed

    changes = Changes(
        stem=stem,
        options=dict(map(_lettered, option or ())),
        right=None if right is None else tuple(filter(None, map(str.strip, right.split(",")))),
        answer=tuple(answer) if answer else None,
        explanation=explanation,
    )
    here = terminal(context)
    with here.session() as session:
        made = changed(session.notebook.item(item), changes, session, now=now())
    against = made.against
    document = {
        "item": made.item.model_dump(),
        "admitted": against is None,
        "gates": [verdict.model_dump() for verdict in made.gates],
    }
    told = f"It is item {made.item.id} now, and the old one is retired."
    if against is not None:
        told = f"Refused by {against.name}: {shown(against.detail, here)}"
    here.emit(document, told)
    return DONE if against is None else PARTLY


def _lettered(said: str) -> tuple[str, str]:
    """`b=in other words` → ("b", "in other words"). Raises `InputError`."""
    from ingest.errors import InputError

    letter, sign, text = said.partition("=")
    if not sign:
        raise InputError(f"{said!r} names no option.", hint='Write it as "b=in other words".')
    return letter.strip(), text


def retire(
    context: typer.Context,
    item: Item,
    why: Annotated[str, typer.Option(help="Why, for yourself.")] = "",
) -> int:
    """Never ask an item again; `restore` takes that back."""
    return _noted(context, item, "retired", why)


def restore(context: typer.Context, item: Item) -> int:
    """Ask an item again that was retired."""
    return _noted(context, item, "restored")


def _noted(context: typer.Context, item: str, event: "Event", why: str = "") -> int:
    from tutor.upkeep import note

    here = terminal(context)
    with here.session() as session:
        held = session.notebook.item(item)
        note(held, event, session.notebook, reason=why, now=now())
        id, standing = held.item.id, session.notebook.item(held.item.id).standing
    here.emit({"item": id, "standing": standing}, f"Item {id} is {standing}.")
    return DONE


def _as_text(made: "Dispute", standing: "Standing", here: Terminal) -> str:
    """What was looked at, what tells against the item, and what it is now."""
    item = made.item
    lines = [shown(item.stem, here)]
    lines += [f"→ {shown(text, here)}" for text in item.right]
    lines += [
        f"“{shown(span.quote, here)}” {shown(span.title, here)}, page {span.page}"
        for span in item.evidence
    ]
    telling = [verdict for verdict in made.gates if verdict.verdict != "pass"]
    lines += [f"{v.verdict:9} {v.name}: {shown(v.detail, here)}" for v in telling]
    passed = len(made.gates) - len(telling)
    lines.append(f"{passed} of {len(made.gates)} gate(s) find nothing wrong.")
    told = {
        "retired": f"It is retired. To ask it again: hikma quiz restore {item.id}",
        "stale": "It is stale: the documents have other words now.",
        "active": "It is kept. To retire it all the same, add --retire.",
    }
    return "\n".join([*lines, told[standing]])
