"""Answering a question as a job, its outcome kept in the notebook whoever still looks.

A question is stored before it is answered (`ask_in`), the answer by the job itself: a page that
was closed meanwhile finds it there. Knows no screens.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime

from app.jobs import Desk
from ingest.documents import LibraryEntry, Record
from ingest.errors import HikmaError, UnknownDocument
from ingest.index import Index
from ingest.languages import same_language
from tutor.answers import Answer, Exchange, Manner
from tutor.ask import Ask, Token, ask, check
from tutor.blueprints import find, load_registry
from tutor.chats import Chat, Fault, Turn, history
from tutor.exam_documents import exam_documents
from tutor.notebook import Notebook
from tutor.session import StudySession


class Wish(Record):
    """How the learner wants questions answered."""

    manner: Manner = "short"
    language: str = "auto"
    documents: tuple[str, ...] = ()
    """Ids; empty for all."""
    exam: str = ""
    """Id of the exam whose documents alone are asked; empty for all."""


def kind_of(chat: str) -> str:
    """The kind of the job that answers in this chat: one question at a time."""
    return f"answer-{chat}"


def ask_in(notebook: Notebook, chat: str | None, question: str, wish: Wish) -> tuple[str, Turn]:
    """Store a question in the chat, or in a new one; its chat and turn.

    Raises `UnknownChat`, `StoreError`s.
    """
    if chat is None:
        begun = notebook.new_chat(question, now=_now(), manner=wish.manner)
        return begun.id, begun.turns[0]
    return chat, notebook.add_turn(chat, question, now=_now(), manner=wish.manner)


def answering(
    session: StudySession, chat: Chat, turn: Turn, wish: Wish
) -> Callable[[Desk], Answer]:
    """The work of answering a stored question; says `Token`s on its way."""
    earlier = history(chat, turn.question)

    def work(desk: Desk) -> Answer:
        try:
            answer = _answer(session, turn.question, earlier, wish, desk)
        except HikmaError as error:
            fault = Fault(**error.as_record())
            session.notebook.complete_turn(chat.id, turn.number, fault, now=_now())
            raise
        session.notebook.complete_turn(chat.id, turn.number, answer, now=_now())
        return answer

    return work


def in_language(entries: Sequence[LibraryEntry], language: str) -> tuple[str, ...]:
    """Ids of the documents that are mainly in a language."""
    return tuple(
        entry.document
        for entry in entries
        if entry.languages and same_language(next(iter(entry.languages)), language)
    )


def scope(session: StudySession, index: Index, wish: Wish) -> tuple[str, ...]:
    """The documents to be asked, by id; empty for all. Those that were removed are left out.

    Raises `UnknownExam`, `BlueprintInvalid`, `UnknownDocument` where none of them is left.
    """
    there = index.ids()
    chosen = tuple(id for id in wish.documents if id in there)
    if wish.documents and not chosen:
        raise UnknownDocument(
            "None of the chosen documents is in the library.", hint="Choose others, or none."
        )
    if not wish.exam:
        return chosen
    blueprint = find(load_registry(session.settings.data), wish.exam).blueprint
    near = exam_documents(blueprint, index)
    # Chosen by hand counts for more than what a search holds to be near.
    return tuple(id for id in chosen if id in near) or chosen or near


def _answer(
    session: StudySession, question: str, earlier: tuple[Exchange, ...], wish: Wish, desk: Desk
) -> Answer:
    desk.progress(0, doing="open")
    index = session.index
    request = Ask(
        question=question,
        language=wish.language,
        documents=scope(session, index, wish),
        manner=wish.manner,
        history=earlier,
        cancel=desk.cancelled,
    )
    # A bad question is refused before a second is spent on loading the chat model.
    check(request, index, session.settings)
    desk.check()
    model = session.chat_model
    desk.check()
    desk.progress(0, doing="search")
    with closing(ask(request, index, model, session.settings)) as events:  # type: ignore[type-var]
        for event in events:
            if not isinstance(event, Token):
                return event
            desk.say(event)
            desk.check()
    raise AssertionError("an answer always comes last")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
