"""`hikma search`: passages only, no chat model."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.terminal import DONE, terminal

if TYPE_CHECKING:
    from tutor.ask import Ask


def search(
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int | None, typer.Option("-k", help="How many passages (8).")] = None,
    language: Annotated[
        str | None, typer.Option(help="Only passages in this language (en, zh, ar …).")
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="Only this document or folder; may be repeated.")
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(help="JSON lines with id and question; one line each back.")
    ] = None,
) -> int:
    """Find the passages nearest to a question."""
    from app.cli.questions import answer_lines
    from ingest.errors import InputError
    from ingest.languages import canonical
    from tutor.ask import Ask
    from tutor.ask import search as find

    here = terminal(context)
    only = canonical(language) if language else None
    if language and only is None:
        raise InputError(f"{language!r} is not a language code.", hint="Use en, zh-Hans, ar …")

    with here.session() as session:
        index, settings = session.index, session.settings

        def work(request: "Ask") -> dict[str, Any]:
            started = time.perf_counter()
            wanted = canonical(request.language) if request.language else only
            found = find(request, index, settings, only=wanted)
            return {
                "passages": [passage.model_dump() for passage in found.passages],
                "seconds": round(time.perf_counter() - started, 4),
            }

        request = Ask(question=query or "", k=k, documents=tuple(document or ()))
        if questions is not None:
            return answer_lines(here, questions, request, work)
        result = work(request)
    text = "\n\n".join(
        f"{p['rank']}. {p['title']}, page {p['page']}  ({p['language']}, score {p['score']:.2f})\n"
        f"   {p['path']}:{p['start']}-{p['end']}\n{p['text']}"
        for p in result["passages"]
    )
    here.emit(result, text or "Nothing found.")
    return DONE
