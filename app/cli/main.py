"""`hikma`: the verbs, the global options, and the one place where faults are caught.

Verb files import only Typer at the top and what they need inside: `hikma --help` stays instant.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from app.cli import (
    ask,
    bench,
    browser,
    chat,
    coverage,
    doctor,
    evaluate,
    exam,
    exam_new,
    exam_take,
    exchange,
    ingest,
    library,
    models,
    plan,
    quiz,
    review,
    search,
)
from app.cli.terminal import (
    DONE,
    INTERRUPTED,
    USER_ERROR,
    WRONG_USAGE,
    Terminal,
    terminal,
)
from ingest.errors import HikmaError
from ingest.privacy import keep_private

app = typer.Typer(
    name="hikma",
    help="A study tutor that shows its evidence: ask your documents, in your language.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="The options above may stand after the verb as well: hikma ask QUESTION --json",
)
_VALUED = ("--data", "--model", "--embedding")
_FLAGS = ("--json", "--quiet", "--version")
NUMBERS = frozenset(
    {"--count", "--days", "--limit", "--minutes", "--page", "--port", "--seed", "--workers", "-k"}
)
"""Options that Typer reads as whole numbers; it knows no digits but 0 to 9."""


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("hikma"))
        raise typer.Exit(DONE)


@app.callback()
def globals_(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Folder of everything Hikma stores (or HIKMA_DATA).")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON document on standard output.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, no warnings.")] = False,
    model: Annotated[
        str | None,
        typer.Option(
            help="Chat model, provider:name (openai:NAME with OPENAI_BASE_URL, OPENAI_API_KEY)."
        ),
    ] = None,
    embedding: Annotated[str | None, typer.Option(help="Embedding model, provider:name.")] = None,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Options of every verb."""
    here = terminal(context)
    here.quiet = quiet
    here.overrides = {"data": data, "model": model, "embedding": embedding}


app.add_typer(models.app, name="models")
app.command("ingest")(ingest.ingest)
app.command("library")(library.library)
app.command("show")(library.show)
app.command("text")(library.text)
app.command("remove")(library.remove)
app.command("search")(search.search)
app.command("ask")(ask.ask)
app.command("chat")(chat.chat)
app.add_typer(quiz.app, name="quiz")
app.add_typer(exam.app, name="exam")
exam.app.command("new")(exam_new.new)
exam.app.command("take")(exam_take.take)
exam.app.command("grade")(exam_take.grade)
exam.app.command("sittings")(exam_take.sittings)
app.command("review")(review.review)
app.command("coverage")(coverage.coverage)
app.command("progress")(plan.progress)
app.command("plan")(plan.plan)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.add_typer(evaluate.app, name="eval")
app.command("bench")(bench.bench)
app.command("doctor")(doctor.doctor)
app.command("app")(browser.app)


def hoist(arguments: Sequence[str]) -> list[str]:
    """The arguments with the global options moved to the front, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            rest += [argument, *waiting]
            break
        if argument in _FLAGS or argument.startswith(tuple(f"{name}=" for name in _VALUED)):
            front.append(argument)
        elif argument in _VALUED and waiting:
            front += [argument, waiting.pop(0)]
        else:
            rest.append(argument)
    return front + rest


def western_numbers(arguments: Sequence[str]) -> list[str]:
    """The arguments, those of `NUMBERS` in the digits that Typer reads: `--count ٣`, `５`."""
    found: list[str] = []
    for argument in arguments:
        name, sign, value = argument.partition("=")
        if argument.isascii():
            found.append(argument)
        elif found and found[-1] in NUMBERS:
            found.append(_western(argument))
        else:
            found.append(f"{name}={_western(value)}" if sign and name in NUMBERS else argument)
    return found


def _western(said: str) -> str:
    from tutor.exam_terms import western

    return str(western(said))


def run(arguments: Sequence[str] | None = None) -> None:
    """Entry of the `hikma` command; ends the process with the contract's exit status."""
    keep_private()
    given = hoist(sys.argv[1:] if arguments is None else arguments)
    here = Terminal(json="--json" in given)
    if here.json:
        here.claim_stdout()
    sys.exit(_run(given, here))


def _run(arguments: list[str], here: Terminal) -> int:
    try:
        status = (
            app(args=western_numbers(arguments), prog_name="hikma", standalone_mode=False, obj=here)
            or DONE
        )
        # Typer turns Ctrl-C inside a verb into this status by itself, without a word.
        return _interrupted(here) if status == INTERRUPTED else int(status)
    except HikmaError as error:
        here.fault(error.as_record())
        return USER_ERROR
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(here)
    except BrokenPipeError:
        # The reader went away (`hikma library | head`): nothing to say, and nobody to hear it.
        sys.stderr.close()
        return DONE
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        # Typer's usage errors: a family of its vendored parser, known by this method.
        here.fault(
            {
                "type": "UsageError",
                "message": str(error.format_message()),
                "hint": "Run: hikma --help, or hikma VERB --help",
            }
        )
        return WRONG_USAGE


def _interrupted(here: Terminal) -> int:
    if not here.emitted:
        here.fault(
            {"type": "Interrupted", "message": "Interrupted.", "hint": "Run it again to go on."}
        )
    return INTERRUPTED


if __name__ == "__main__":
    run()
