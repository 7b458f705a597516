"""`hikma quiz dispute`, `disputes` and `restore`: items contested, and what became of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.quiz_take import chat_model
from app.cli.quiz_text import indented, shown
from app.cli.terminal import DONE, Terminal, now, terminal
from ingest.errors import ModelError

if TYPE_CHECKING:
    from tutor.disputes import Dispute
    from tutor.quizzes import Standing
    from tutor.session import StudySession
    from tutor.standing import BankItem

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
    from tutor.disputes import events

    here = terminal(context)
    with here.session() as session:
        held = session.notebook.item(item)
        made = _examined(here, session, held, why, extractive=extractive)
        session.notebook.note(events(made, held.quiz, retire=retire, now=now()))
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


def restore(context: typer.Context, item: Item) -> int:
    """Ask an item again that was retired."""
    from tutor.standing import ItemEvent

    here = terminal(context)
    with here.session() as session:
        held = session.notebook.item(item)
        id = held.item.id
        session.notebook.note([ItemEvent(quiz=held.quiz, item=id, event="restored", at=now())])
        standing = session.notebook.item(id).standing
    here.emit({"item": id, "standing": standing}, f"Item {id} is {standing}.")
    return DONE


def _examined(
    here: Terminal, session: "StudySession", held: "BankItem", why: str, *, extractive: bool
) -> "Dispute":
    """What the gates say; without the chat model's where it fails: no dispute is lost for that."""
    from tutor.bank import located
    from tutor.disputes import dispute
    from tutor.gates.grounds import grounds_in

    index = session.index
    (item,) = located([held.item], index)
    grounds = grounds_in(item, index)
    model = None if extractive else chat_model(here, session, lost=_LOST)
    try:
        return dispute(item, why, grounds, model)
    except ModelError as error:
        here.note(f"{error.message} {_LOST} {error.hint}")
        return dispute(item, why, grounds)


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
