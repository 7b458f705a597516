"""The review queue: what is about to be forgotten, and the sitting in which it is asked."""

from datetime import UTC, datetime

import streamlit as st

from app.i18n import Tongue
from app.screens import sitting
from app.state import Practice, state
from tutor.review import Review, review
from tutor.session import StudySession
from tutor.studied import askable, held, studied

SITTING, MOST = 20, 200
"""Items of one sitting, where nothing else is said and at the most."""
LANGUAGES = ("en", "zh-Hans", "ar")


def draw(session: StudySession, _: Tongue) -> None:
    """What is due, or the sitting that goes on. Raises `StoreError`s."""
    memory = state().practice
    if memory.reviewing is not None:
        if st.button(_("Stop the review"), icon=":material/arrow_back:", key="review-close"):
            _close(memory)
            st.rerun()
        if sitting.draw(session, memory.reviewing, _) and st.button(
            _("What else is due"), key="review-more"
        ):
            _close(memory)
            st.rerun()
        return
    st.caption(
        _(
            "What you answered comes back shortly before you would forget it: first what you were "
            "sure of and had wrong."
        )
    )
    language, count = _wish(_)
    found = _found(session, memory, language, count, _)
    _told(found, _)
    if found.items and st.button(_("Begin"), type="primary", key="review-begin"):
        memory.reviewing = sitting.begun(memory, memory.due, session)
        st.rerun()
    if st.button(_("Look again"), key="review-look"):
        memory.review = None
        st.rerun()


def _wish(_: Tongue) -> tuple[str | None, int]:
    spoken, number = st.columns([3, 1])
    language = spoken.selectbox(
        _("Rather in"), [None, *LANGUAGES], on_change=_forget, key="review-language",
        format_func=lambda code: _.language(code) if code else _("any language"),
    )  # fmt: skip
    count = number.number_input(
        _("How many at the most"), 1, MOST, SITTING, on_change=_forget, key="review-count"
    )
    return language, int(count)


def _found(
    session: StudySession, memory: Practice, language: str | None, count: int, _: Tongue
) -> Review:
    """What is due: computed once, for it reads every item and every attempt."""
    if memory.review is None:
        with st.spinner(_("Looking at what you answered …")):
            now, notebook = datetime.now(UTC), session.notebook
            every = held(notebook)
            practice = studied(notebook, now, every=every)
            memory.review = review(
                practice, askable(notebook, every), now, limit=count, language=language
            )
            memory.due = tuple(every[each.item.id] for each in memory.review.items)
    return memory.review


def _told(found: Review, _: Tongue) -> None:
    if found.facts:
        st.subheader(_.plural("{count} fact is due", "{count} facts are due", found.facts),
                     anchor=False)  # fmt: skip
        if len(found.items) < found.facts:
            asked = _.plural("{count} question now", "{count} questions now", len(found.items))
            st.caption(asked)
    elif not found.practised:
        st.info(_("Nothing was answered yet. Take a quiz first."))
    else:
        st.success(_("Nothing is due now."))
        if found.next is not None:
            st.caption(_("Next: {time}", time=_.minute(found.next)))


def _forget() -> None:
    """A callback: what was found was found for another wish."""
    state().practice.review = None


def _close(memory: Practice) -> None:
    memory.reviewing, memory.review, state().opened = None, None, None
