"""The chat screen: a question, its answer part by part, and the sources behind it."""

from contextlib import closing
from typing import TYPE_CHECKING

import streamlit as st

from app import cards
from app.resources import study_session
from app.state import Turn, state
from ingest.errors import HikmaError
from ingest.index import Index
from tutor.answers import NEAREST, Answer
from tutor.ask import Ask, Token, ask, check_question
from tutor.chats import REMEMBERED, exchange
from tutor.session import StudySession

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def show() -> None:
    """Draw the conversation and take the next question. Raises `SettingsError`."""
    session = study_session()
    turns = state().turns
    _heading(turns)
    for turn in turns:
        _question(turn.question)
        with st.chat_message("assistant"):
            _outcome(turn)
    ready = Index.exists(session.settings.index_folder)
    if not ready:
        st.info("The library is empty: add documents on the Library screen first.")
    if question := st.chat_input("Ask your documents, in your language", disabled=not ready):
        _question(question)
        # Kept before it is answered: a question that is interrupted is not lost.
        turns.append(Turn(question))
        with st.chat_message("assistant"):
            turns[-1] = _answered(question, turns[:-1], session, st.empty())
        # Drawn by the same lines as ever after, so that the page keeps its shape.
        st.rerun()


def _heading(turns: list[Turn]) -> None:
    title, action = st.columns([5, 1], vertical_alignment="bottom")
    title.header("Chat", anchor=False)
    if turns and action.button("Clear", width="stretch"):
        turns.clear()
        st.rerun()
    if not turns:
        st.caption("Every answer shows the words of your documents that it rests on.")


def _question(text: str) -> None:
    with st.chat_message("user"):
        st.html(cards.paragraph(text))


def _answered(
    question: str, earlier: list[Turn], session: StudySession, place: "DeltaGenerator"
) -> Turn:
    """The turn that answers `question`, drawn into `place` part by part."""
    said = [exchange(turn.question, turn.answer) for turn in earlier if turn.answer]
    request = Ask(question=question, history=said[-REMEMBERED:])
    try:
        with place, st.spinner("Looking through your documents …"):
            # A bad question is refused before a second is spent on loading the chat model.
            check_question(question, session.index, session.settings)
            answer = _written(request, session, place)
            excerpts = (
                [cards.nearest(passage) for passage in answer.passages[:NEAREST]]
                if answer.declined
                else [cards.cited(c, session.index.document(c.document)) for c in answer.citations]
            )
    except HikmaError as error:
        return Turn(question, fault=error.as_record())
    finally:
        # Streamlit ends a rerun with an exception when the page is left or stopped.
        request.cancel.set()
    return Turn(question, answer, tuple(excerpts))


def _written(request: Ask, session: StudySession, place: "DeltaGenerator") -> Answer:
    raw = ""
    events = ask(request, session.index, session.chat_model, session.settings)
    with closing(events):  # type: ignore[type-var]
        for event in events:
            if isinstance(event, Token):
                raw += event.text
                place.html(cards.draft(raw))
            else:
                return event
    raise AssertionError("an answer always comes last")


def _outcome(turn: Turn) -> None:
    if turn.fault:
        cards.fault(turn.fault)
    elif turn.answer is None:
        st.caption("This question was interrupted. Ask it again.")
    else:
        # One piece: Streamlit refuses an empty one, and an empty library has no sources.
        st.html(cards.answer(turn.answer) + cards.sources(turn.excerpts))
        st.caption(f"Answered in {turn.answer.timings.total:.1f} s")
