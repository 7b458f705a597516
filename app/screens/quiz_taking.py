"""Taking a quiz: the list of those there are, and the one that is open."""

import streamlit as st

from app import cards
from app.i18n import Tongue
from app.screens import sitting
from app.state import Practice, Sitting, state
from ingest.normalize import fold
from tutor.errors import UnknownQuiz
from tutor.quizzes import QuizEntry
from tutor.session import StudySession
from tutor.studied import Held
from tutor.taking import left, still_asked

PAGE = 15
"""Quizzes of a page."""


def draw(session: StudySession, _: Tongue) -> None:
    """The open quiz, else all. Raises `StoreError`s."""
    memory = state().practice
    sat = memory.taking or _from_address(session, memory, _)
    if sat is None:
        _list(session, _)
        return
    if st.button(_("All quizzes"), icon=":material/arrow_back:", key="quiz-close"):
        _close(memory)
        st.rerun()
    # Going to another screen clears the address.
    if st.query_params.get(sitting.QUIZ) != sat.quiz:
        st.query_params[sitting.QUIZ], st.query_params[sitting.AFTER] = sat.quiz, str(sat.after)
    if sitting.draw(session, sat, _) and st.button(
        _("Take it again"), key=f"again-{sat.quiz}-{sat.number}"
    ):
        sitting.open_quiz(sat.quiz)


def _from_address(session: StudySession, memory: Practice, _: Tongue) -> Sitting | None:
    """The sitting that the address names: begun now, or gone on with after a refresh."""
    name = st.query_params.get(sitting.QUIZ)
    if not name:
        return None
    try:
        quiz = session.notebook.quiz(name)
    except UnknownQuiz as error:
        cards.fault(error.as_record(), _)
        st.query_params.pop(sitting.QUIZ, None)
        return None
    attempts = session.notebook.attempts(quiz.quiz)
    after = _number(st.query_params.get(sitting.AFTER), len(attempts))
    items = still_asked(quiz.items, session.notebook)
    waiting = left(items, attempts, after)
    asked = [Held(quiz.quiz, item) for item in waiting]
    memory.taking = sitting.begun(memory, asked, session, f"{quiz.quiz}-{after}", quiz.quiz, after)
    memory.taking.done = len(items) - len(waiting)
    memory.taking.left_out = len(quiz.items) - len(items)
    st.query_params[sitting.QUIZ] = quiz.quiz
    st.query_params[sitting.AFTER] = str(after)
    return memory.taking


def _number(said: str | None, most: int) -> int:
    """A number of attempts in the address; what is none begins anew."""
    return min(int(said), most) if said and said.isascii() and said.isdigit() else most


def _close(memory: Practice) -> None:
    memory.taking, state().opened = None, None
    for name in (sitting.QUIZ, sitting.AFTER):
        st.query_params.pop(name, None)


def _list(session: StudySession, _: Tongue) -> None:
    entries = [entry for entry in session.notebook.quizzes() if entry.made]
    if not entries:
        st.info(_("There is no quiz yet. Make one of your documents, or import one."))
        return
    if len(entries) > PAGE:
        wanted = fold(st.text_input(_("Search by topic"), key="quiz-search")).strip()
        entries = [entry for entry in entries if wanted in fold(entry.topic or "")]
    st.caption(_.plural("{count} quiz", "{count} quizzes", len(entries)))
    at = 0
    if len(entries) > PAGE:
        pages = -(-len(entries) // PAGE)
        at = PAGE * (st.pagination(pages, key=f"quiz-page-{pages}") - 1)
    for entry in entries[at : at + PAGE]:
        _row(entry, _)


def _row(entry: QuizEntry, _: Tongue) -> None:
    facts = [
        _.language(entry.language),
        _.plural("{count} question", "{count} questions", entry.made),
        _.minute(entry.created),
    ]
    if entry.attempted:
        facts.append(_("{count} answered", count=_.number(entry.attempted)))
    if entry.score is not None:
        facts.append(_("{share} right", share=_.share(entry.score)))
    with st.container(border=True):
        told, action = st.columns([5, 1], vertical_alignment="center")
        told.html(
            f"<b>{cards.paragraph(entry.topic or _('Everything in the documents'))}</b>"
            f'<div class="hikma-small" dir="{_.direction}">{cards.escaped(" · ".join(facts))}</div>'
        )
        if action.button(_("Take"), key=f"take-{entry.quiz}", width="stretch"):
            sitting.open_quiz(entry.quiz)
