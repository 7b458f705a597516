"""What was practised, read from the notebook once and again only after something was added to it.

A bank of 20,000 items takes seconds to read and nothing of it changes: items, attempts and what
happened to items are only ever added, so that their numbers tell whether what is known still holds.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

import streamlit as st

from app import clock
from tutor.notebook import Notebook
from tutor.quizzes import QuizItem
from tutor.schedule import forecast
from tutor.session import StudySession
from tutor.studied import Held, Studied, askable, held, studied

Key = tuple[str | int, ...]
"""The data folder, and how much there is in its notebook of what was computed from."""
KEPT = 8
"""Exams whose practice is held, of all pages of the browser together."""


def bank(session: StudySession) -> Mapping[str, Held]:
    """Every item by its id; read anew once items were added. Raises `StoreError`s."""
    items, _attempts, _events = session.notebook.extent()
    return _held((str(session.settings.data), items), session.notebook)


def practised(session: StudySession, exam: str) -> Studied:
    """The practice for the exam of this id. Raises `StoreError`s."""
    return _studied(_answered(session), exam, session.notebook, bank(session))


def askable_items(session: StudySession) -> list[QuizItem]:
    """Every item that is neither stale nor retired. Raises `StoreError`s."""
    items, _attempts, events = session.notebook.extent()
    key = (str(session.settings.data), items, events)
    return _askable(key, session.notebook, bank(session))


def exams_practised(session: StudySession) -> list[str]:
    """Ids of the exams that items are for, those with the most answers first, then with the most
    items. Raises `StoreError`s."""
    return _exams(_answered(session), session.notebook, bank(session))


def reviews(
    session: StudySession, exam: str, days: int, day: date | None = None
) -> tuple[float, ...]:
    """Reviews to expect on each of the next `days` days, towards the exam on `day` where that is
    known; reckoned anew each hour. Raises `StoreError`s."""
    now = clock.now()
    key = (*_answered(session), exam, days, str(day), f"{now:%Y%m%d%H}")
    return _reviews(key, practised(session, exam), days, day, now)


def _answered(session: StudySession) -> Key:
    items, attempts, _events = session.notebook.extent()
    return str(session.settings.data), items, attempts


@st.cache_resource(show_spinner=False, max_entries=2)
def _held(key: Key, _notebook: Notebook) -> Mapping[str, Held]:
    return held(_notebook)


@st.cache_resource(show_spinner=False, max_entries=2)
def _askable(key: Key, _notebook: Notebook, _every: Mapping[str, Held]) -> list[QuizItem]:
    return askable(_notebook, _every)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _studied(key: Key, exam: str, _notebook: Notebook, _every: Mapping[str, Held]) -> Studied:
    return studied(_notebook, clock.now(), exam, _every)


@st.cache_resource(show_spinner=False, max_entries=2)
def _exams(key: Key, _notebook: Notebook, _every: Mapping[str, Held]) -> list[str]:
    items = Counter(each.item.exam for each in _every.values() if each.item.exam)
    exams = (_every[a.item].item.exam for a in _notebook.attempts() if a.item in _every)
    answers = Counter(exam for exam in exams if exam)
    return sorted(items, key=lambda exam: (-answers[exam], -items[exam], exam))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _reviews(
    key: Key, _practice: Studied, _days: int, _day: date | None, _now: datetime
) -> tuple[float, ...]:
    return forecast(_practice.memories.values(), _now, _days, _day)
