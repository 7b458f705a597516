"""What one browser page remembers between reruns, typed in one place.

Everything drawn twice is kept here, so that no rerun computes an answer or an embedding again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from ingest.documents import Record
from ingest.reports import FileReport
from tutor.answers import Answer

_KEY = "hikma"


class Excerpt(Record):
    """Quoted words inside their surroundings, as they stand in the document."""

    label: int
    """The `[n]` of the answer's text; 0 where the answer does not cite it."""
    title: str
    page: int
    language: str
    before: str
    quote: str
    after: str


@dataclass(frozen=True)
class Turn:
    """A question and what became of it; with neither answer nor fault it was interrupted."""

    question: str
    answer: Answer | None = None
    excerpts: tuple[Excerpt, ...] = ()
    """The citations of the answer or, where it declined, the nearest passages."""
    fault: Mapping[str, str] | None = None
    """`HikmaError.as_record()`."""


@dataclass
class State:
    """One page's memory."""

    turns: list[Turn] = field(default_factory=list)
    reports: list[FileReport] = field(default_factory=list)
    """What became of the files last added."""
    uploads: int = 0
    """Uploads so far: a new number is a new, empty upload box."""


def state() -> State:
    """The memory of the page that is being drawn."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = State()
    found = st.session_state[_KEY]
    assert isinstance(found, State)
    return found
