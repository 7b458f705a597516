"""The review queue: what is about to be forgotten, and the sitting in which it is asked.

A sitting that was begun stands in the address as all that its questions follow from: a refresh
finds them again and goes on behind those that were answered since, where it would otherwise begin
another sitting of as many.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import streamlit as st

from app.i18n import Tongue, choice
from app.screens import sitting
from app.state import Practice, Sitting, state
from tutor.history import fact_of
from tutor.review import Review, review
from tutor.session import StudySession
from tutor.studied import Held, askable, held, studied

SITTING, MOST = 20, 200
"""Items of one sitting, where nothing else is said and at the most."""
LANGUAGES = ("en", "zh-Hans", "ar")
QUEUE = "review"
"""Name of the address's parameter."""
_NAME = re.compile(rf"([0-9]{{1,9}})-([0-9]{{1,10}})-([0-9]{{1,3}})-(|{'|'.join(LANGUAGES)})")


class Queue(NamedTuple):
    """All that the questions of a review follow from."""

    after: int
    """Attempts that there were."""
    at: datetime
    """When it was looked at, UTC, to the second."""
    most: int
    language: str | None

    @property
    def name(self) -> str:
        """As the address has it: `12-1795334400-20-zh-Hans`."""
        return f"{self.after}-{int(self.at.timestamp())}-{self.most}-{self.language or ''}"


def named(said: str) -> Queue | None:
    """The queue that an address names; None where it names none."""
    found = _NAME.fullmatch(said)
    if found is None or not 1 <= (most := int(found[3])) <= MOST:
        return None
    return Queue(int(found[1]), datetime.fromtimestamp(int(found[2]), UTC), most, found[4] or None)


def draw(session: StudySession, _: Tongue) -> None:
    """What is due, or the sitting that goes on. Raises `StoreError`s."""
    memory = state().practice
    sat = memory.reviewing or _from_address(session, memory)
    if sat is not None:
        # Going to another screen clears the address.
        if st.query_params.get(QUEUE) != sat.name:
            st.query_params[QUEUE] = sat.name
        if st.button(_("Stop the review"), icon=":material/arrow_back:", key="review-close"):
            _close(memory)
            st.rerun()
        if sitting.draw(session, sat, _) and st.button(_("What else is due"), key="review-more"):
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
        memory.reviewing = sitting.begun(memory, memory.due, session, memory.queue)
        st.rerun()
    if st.button(_("Look again"), key="review-look"):
        memory.review = None
        st.rerun()


def _wish(_: Tongue) -> tuple[str | None, int]:
    spoken, number = st.columns([3, 1])
    language = spoken.selectbox(
        _("Rather in"), ["", *LANGUAGES], on_change=_forget, key=choice("review-language"),
        format_func=lambda code: _.language(code) if code else _("any language"),
    )  # fmt: skip
    count = number.number_input(
        _("How many at the most"), 1, MOST, SITTING, on_change=_forget, key="review-count"
    )
    return language or None, int(count)


def _from_address(session: StudySession, memory: Practice) -> Sitting | None:
    """The sitting that the address names, gone on with after a refresh."""
    queue = named(st.query_params.get(QUEUE, ""))
    if queue is None:
        st.query_params.pop(QUEUE, None)
        return None
    every = held(session.notebook)
    since = session.notebook.attempts()[queue.after :]
    # Facts, not items: one that was made since may ask now what was answered of another.
    done = {fact_of(every[attempt.item].item) for attempt in since if attempt.item in every}
    due = _due(session, queue, every).items
    waiting = [every[each.item.id] for each in due if each.fact not in done]
    memory.reviewing = sitting.begun(memory, waiting, session, queue.name)
    memory.reviewing.done = len(due) - len(waiting)
    return memory.reviewing


def _due(session: StudySession, queue: Queue, every: Mapping[str, Held]) -> Review:
    """What was due then; reads every item and every attempt."""
    notebook = session.notebook
    before = notebook.attempts()[: queue.after]
    practice = studied(notebook, queue.at, every=every, attempts=before)
    return review(
        practice, askable(notebook, every), queue.at, limit=queue.most, language=queue.language
    )


def _found(
    session: StudySession, memory: Practice, language: str | None, count: int, _: Tongue
) -> Review:
    """What is due: computed once."""
    if memory.review is None:
        with st.spinner(_("Looking at what you answered …")):
            after = len(session.notebook.attempts())
            queue = Queue(after, datetime.now(UTC).replace(microsecond=0), count, language)
            every = held(session.notebook)
            memory.review = _due(session, queue, every)
            memory.due = tuple(every[each.item.id] for each in memory.review.items)
            memory.queue = queue.name
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
    st.query_params.pop(QUEUE, None)
