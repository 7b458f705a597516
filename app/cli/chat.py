"""`hikma chat`: a conversation with your documents, kept in the notebook.

This file knows the verb, its options and the commands inside a chat; `app/cli/talk.py` asks,
shows and keeps.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import Documents, Extractive, Language, Manner
from app.cli.talk import Talk
from app.cli.terminal import DONE, INTERRUPTED, Terminal, terminal
from ingest.errors import HikmaError, InputError

if TYPE_CHECKING:
    from tutor.ask import Ask
    from tutor.chats import Chat
    from tutor.notebook import Notebook
    from tutor.session import StudySession

PROMPT = "> "
HELP = """\
Type a question, in your language. What came before is understood: "and in Azure?"
  /short, /beginner, /example, /hint
                  the last question again: shortly, explained for a beginner, with an example,
                  or a hint instead of the answer; with words after it, those are asked
  /new            begin another chat
  /export FILE    write this chat as Markdown, with its citations
  /help           this text
  /quit, Ctrl-D   leave; hikma chat --session ID goes on
Ctrl-C stops an answer; at the prompt it leaves."""
MANNERS = ("short", "beginner", "example", "hint")


def chat(
    context: typer.Context,
    session: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Go on with this chat: its id, or the beginning of it."),
    ] = None,
    language: Language = "auto",
    document: Documents = None,
    manner: Manner = "short",
    extractive: Extractive = False,
    stream: Annotated[
        bool,
        typer.Option(
            "--stream",
            help="Show parts of answers as soon as they are checked (a terminal always does); with "
            "--json one object a line.",
        ),
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="The chats that there are.")] = False,
    export: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write the chat of --session, or the last one, as Markdown; - is standard output.",
        ),
    ] = None,
    delete: Annotated[
        str | None, typer.Option(metavar="ID", help="Delete this chat for good.")
    ] = None,
) -> int:
    """Ask your documents question after question; every chat is kept and can be resumed.

    In a terminal, type /help for the commands. Lines piped on standard input are asked one after
    another; exit status 3 if one of them failed.
    """
    from tutor.ask import Ask

    if sum([list_, export is not None, delete is not None]) > 1:
        raise typer.BadParameter("Use only one of --list, --export and --delete.")
    here = terminal(context)
    request = Ask(
        question="",
        language=language,
        documents=tuple(document or ()),
        extractive=extractive,
        manner=manner,
    )
    with here.session() as study:
        if list_:
            return _list(here, study.notebook)
        if delete is not None:
            return _delete(here, study.notebook, delete)
        if export is not None:
            return _export(here, _chosen(study.notebook, session), export)
        return _converse(here, study, request, session, stream)


# -- chats that there are -------------------------------------------------------------


def _list(here: Terminal, notebook: "Notebook") -> int:
    from tutor.display import harmless

    entries = notebook.chats()
    lines = [
        f"{e.id}  {e.updated}  {e.answered} of {e.asked} answered  {harmless(e.title)}"
        for e in entries
    ]
    empty = "There is no chat yet. Run: hikma chat"
    here.emit({"chats": [e.model_dump() for e in entries]}, "\n".join(lines) or empty)
    return DONE


def _delete(here: Terminal, notebook: "Notebook", name: str) -> int:
    from tutor.display import harmless

    gone = notebook.delete_chat(name)
    here.emit({"deleted": gone.model_dump()}, f"Deleted {gone.id}: {harmless(gone.title)}")
    return DONE


def _chosen(notebook: "Notebook", name: str | None) -> "Chat":
    """The chat of this name, else the one last used. Raises `UnknownChat`."""
    from tutor.errors import UnknownChat

    if name is None:
        last = next(iter(notebook.chats()), None)
        if last is None:
            raise UnknownChat("There is no chat yet.", hint="Begin one with: hikma chat")
        name = last.id
    return notebook.chat(name)


def _export(here: Terminal, chosen: "Chat", file: str) -> int:
    from tutor.transcript import markdown

    if file == "-":
        text = markdown(chosen)
        here.emit({"session": chosen.id, "markdown": text}, text.rstrip("\n"))
    else:
        path = export_to(file, chosen)
        here.emit({"session": chosen.id, "path": path}, f"Written to {path}")
    return DONE


def export_to(file: str, chosen: "Chat") -> str:
    """Write the chat as Markdown, wholly or not at all; gives the absolute path.

    Raises `InputError`.
    """
    from tutor.transcript import markdown

    path = Path(file).expanduser().absolute()
    fresh = path.with_name(f".{path.name}.new")
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        fresh.write_text(markdown(chosen), encoding="utf-8", newline="\n")
        fresh.replace(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"{path} cannot be written: {why}.", hint="Name a file in a folder that you may write."
        ) from error
    return str(path)


# -- talking --------------------------------------------------------------------------


def _converse(
    here: Terminal, study: "StudySession", request: "Ask", name: str | None, stream: bool
) -> int:
    _check(study, request)
    typed = sys.stdin.isatty()
    talk = Talk(here, study, request, typed=typed, stream=stream or (typed and not here.json))
    if name is not None:
        _resume(talk, name)
    try:
        for line in _typed() if typed else _piped():
            if not _taken(talk, line):
                break
    except KeyboardInterrupt:
        talk.tell("")
        _end(talk, stopped=True)
        # A status returned would be taken for a Ctrl-C that nobody handled.
        sys.exit(INTERRUPTED)
    _end(talk)
    return DONE if typed else talk.status


def _check(study: "StudySession", request: "Ask") -> None:
    """What would fail every question is said before the first."""
    from tutor.ask import wanted_language

    wanted_language(request)
    study.index.resolve_all(request.documents)


def _resume(talk: Talk, name: str) -> None:
    from tutor.display import harmless

    found = talk.study.notebook.chat(name)
    talk.chat = found.id
    if talk.typed:
        talk.tell(
            f"Going on with “{harmless(found.title)}”, {len(found.turns)} question(s) so far."
        )


def _typed() -> Iterator[str]:
    """Lines from a terminal, until Ctrl-D."""
    with suppress(ImportError):  # Windows has none
        import readline  # noqa: F401  (input() uses it where it was imported)
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    print("Ask your documents. /help tells what else can be typed; Ctrl-D leaves.")
    while True:
        print()
        try:
            yield input(PROMPT)
        except EOFError:
            print()
            return


def _piped() -> Iterator[str]:
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
    yield from iter(sys.stdin.readline, "")


def _taken(talk: Talk, line: str) -> bool:
    """Do what a line says; False where it says to leave."""
    command, words = _command(line)
    if command == "quit":
        return False
    try:
        if command is None:
            if words or not talk.typed:
                talk.ask(words)
        elif command == "help":
            talk.tell(HELP)
        elif command == "new":
            talk.chat = None
            talk.tell("A new chat.")
        elif command == "export":
            talk.tell(f"Written to {export_to(words or _no_file(), talk.current())}")
        elif command in MANNERS:
            talk.ask(words or talk.last_question(), manner=command)
        else:
            raise InputError(f"There is no command /{command}.", hint="Type /help.")
    except HikmaError as error:
        talk.failed(words, error)
    return True


def _no_file() -> str:
    raise InputError("No file is named.", hint="Write: /export FILE")


def _command(line: str) -> tuple[str | None, str]:
    """`/name words` in two; a question that begins with a path is a question."""
    from ingest.normalize import fold

    first, _, rest = line.strip().partition(" ")
    name = fold(first)  # a Chinese keyboard gives a full-width slash
    if name.startswith("/") and name[1:].isalpha():
        return name[1:], rest.strip()
    return None, line.strip()


def _end(talk: Talk, *, stopped: bool = False) -> None:
    here = talk.here
    if here.json and not talk.stream:
        here.emit({"session": talk.chat, "turns": talk.turns}, "")
    if talk.chat and (talk.typed or stopped):
        here.note(f"To go on: hikma chat --session {talk.chat}")
