"""`hikma ask`: one cited answer, or many with `--questions`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.options import Documents, Extractive, Language, Manner
from app.cli.terminal import DONE, Terminal, terminal

if TYPE_CHECKING:
    from tutor.answers import Answer
    from tutor.ask import Ask
    from tutor.session import StudySession


LONGEST = 300
"""Characters of a nearest sentence that are shown."""


def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    k: Annotated[int | None, typer.Option("-k", help="How many passages to find (8).")] = None,
    language: Language = "auto",
    document: Documents = None,
    manner: Manner = "short",
    stream: Annotated[
        bool,
        typer.Option("--stream", help="Show parts of the answer as soon as they are checked."),
    ] = False,
    extractive: Extractive = False,
    questions: Annotated[
        Path | None, typer.Option(help="JSON lines with id and question; one line each back.")
    ] = None,
    readable: Annotated[
        bool, typer.Option("--readable", help="With --questions: text for people, not JSON lines.")
    ] = False,
) -> int:
    """Answer a question from your documents, with citations, or say that they do not."""
    from app.cli.questions import answer_lines, as_json
    from tutor.ask import Ask

    here = terminal(context)
    request = Ask(
        question=question or "",
        k=k,
        language=language,
        documents=tuple(document or ()),
        extractive=extractive,
        manner=manner,
    )
    with here.session() as session:
        if questions is not None:
            show = _block if readable and not here.json else as_json
            return answer_lines(
                here, questions, request, lambda r: _answer(r, session).model_dump(), show
            )
        if stream:
            return _stream(here, request, session)
        answer = _answer(request, session)
    here.emit(answer.model_dump(), as_text(answer, isolate=here.watched))
    return DONE


def _events(request: "Ask", session: "StudySession") -> Any:
    from tutor.ask import ask as answer
    from tutor.ask import check_question

    # A bad question is refused before a second is spent on loading the chat model.
    check_question(request.question, session.index, session.settings)
    model = None if request.extractive else session.chat_model
    return answer(request, session.index, model, session.settings)


def _answer(request: "Ask", session: "StudySession") -> "Answer":
    from tutor.answers import Answer

    *_, last = _events(request, session)
    assert isinstance(last, Answer)
    return last


def _stream(here: Terminal, request: "Ask", session: "StudySession") -> int:
    from tutor.answers import Answer
    from tutor.display import harmless

    for event in _events(request, session):
        done = isinstance(event, Answer)
        if here.json:
            record = {"event": "answer" if done else "token", **event.model_dump()}
            here.line(json.dumps(record, ensure_ascii=False))
        elif not done:
            here.line(harmless(event.text), end="")
        else:
            # What came before had neither labels nor quotes.
            here.line("\n\n" + as_text(event, isolate=here.watched))
    return DONE


def _block(result: "dict[str, Any]") -> str:
    """One result of many, for people."""
    from tutor.answers import Answer
    from tutor.display import harmless

    if "error" in result:
        error = result["error"]
        return f"? {result['id']}\n\n{error['message']}\n  {error['hint']}\n"
    answer = Answer.model_validate({k: v for k, v in result.items() if k != "id"})
    seconds = f"({answer.timings.total:.1f} s)"
    return f"? {harmless(answer.question)}\n\n{as_text(answer)}\n  {seconds}\n"


def as_text(answer: "Answer", *, isolate: bool = False) -> str:
    """The answer with its citations as quote, document and page, or the nearest passages.

    What was said by others is made harmless to show. With `isolate`, meant for a terminal, what
    is written from right to left keeps its own direction beside what is not.
    """
    from ingest.files import shown
    from ingest.normalize import one_line
    from tutor.answers import NEAREST
    from tutor.display import harmless, isolated

    def apart(text: str) -> str:
        return isolated(text) if isolate else text

    def said(text: str) -> str:
        return apart(one_line(harmless(text)))

    lines = [f"({said(answer.understood)})", ""] if answer.understood else []
    lines += [harmless(answer.answer), ""]
    for c in answer.citations:
        lines.append(f"  [{c.label}] “{said(c.quote)}”")
        dated = f", as of {said(c.as_of)}" if c.as_of else ""
        lines.append(
            f"      {said(c.title)}, page {c.page}{dated} ({apart(harmless(shown(c.path)))})"
        )
    if answer.declined:
        for p in answer.passages[:NEAREST]:
            near = one_line(p.nearest_text)
            cut = "…" if len(near) > LONGEST else ""
            page = p.page_at(p.nearest[0] if p.nearest else p.start)
            lines.append(f"  - “{said(near[:LONGEST])}{cut}”\n      {said(p.title)}, page {page}")
    lines += [f"  {said(note)}" for note in answer.notes]
    if answer.grounding == "partly":
        lines.append("  (Not every sentence could be checked against its quote.)")
    return "\n".join(lines)
