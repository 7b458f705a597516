"""The practice screen: make quizzes, take them, review what is due, look after the bank, exchange.

Another screen leads here with documents to ask about: it sets `state().practice_from` to their ids
and opens the page whose address is `PATH`.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from app import beside
from app.i18n import Tongue, mark, tongue
from app.resources import listed, opened_library, study_session
from app.screens import bank, exchange, quiz_builder, quiz_taking, reviewing, sitting
from app.state import state
from ingest.documents import LibraryEntry
from tutor.session import StudySession

PATH = "practice"
"""Last part of the screen's address."""
PARAMETER = "part"
"""Name of the address's parameter by which a refresh finds the part again."""
PARTS = {
    "make": mark("Make a quiz"),
    "take": mark("Quizzes"),
    "review": mark("Review"),
    "bank": mark("All questions"),
    "exchange": mark("Export and import"),
}


def show() -> None:
    """Draw the screen. Raises `HikmaError`s."""
    _, session = tongue(), study_session()
    st.header(_("Practice"), anchor=False)
    part = _part(_)
    library = opened_library(session)
    place = state().opened
    if place is not None and place.turn:  # the chat's
        state().opened = place = None
    if place is None or library is None:
        _parts(session, listed(library), _)[part]()
        return
    main, source = st.columns(2)
    with main:
        _parts(session, listed(library), _)[part]()
    with source:
        beside.panel(library, session.settings.ingest, _)


def _part(_: Tongue) -> str:
    """The part that is shown: as it was chosen, else as the address says."""
    memory = state().practice
    if state().practice_from:  # an answer led here
        memory.part = "make"
    if memory.part is not None:
        st.session_state[sitting.PART], memory.part = memory.part, None
    said = st.query_params.get(PARAMETER)
    begun = memory.taking is not None or sitting.QUIZ in st.query_params
    usual = said if said in PARTS else "take" if begun else "make"
    st.session_state.setdefault(sitting.PART, usual)
    part = st.segmented_control(
        _("Part"), list(PARTS), required=True, key=sitting.PART, label_visibility="collapsed",
        format_func=lambda name: _(PARTS[name]), on_change=_left,
    )  # fmt: skip
    shown = part or usual
    if st.query_params.get(PARAMETER) != shown:
        st.query_params[PARAMETER] = shown
    return shown


def _left() -> None:
    """A callback: the source of another part's item is not this one's."""
    state().opened = None


def _parts(
    session: StudySession, entries: Sequence[LibraryEntry], _: Tongue
) -> dict[str, Callable[[], None]]:
    return {
        "make": lambda: quiz_builder.draw(session, entries, _),
        "take": lambda: quiz_taking.draw(session, _),
        "review": lambda: reviewing.draw(session, _),
        "bank": lambda: bank.draw(session, _),
        "exchange": lambda: exchange.draw(session, _),
    }
