"""What one browser page remembers between reruns, typed in one place.

Only what is on the page: conversations are kept in the notebook, work that goes on in
`app/jobs.py`, the language in `app/i18n.py`. A refresh begins with an empty one.
"""

from dataclasses import dataclass, field

import streamlit as st

from app.removal import Removal
from ingest.documents import Record
from tutor.chats import Fault
from tutor.mock.draw import Wish
from tutor.quizzes import ItemGrade
from tutor.review import Review
from tutor.studied import Held
from tutor.taking import Confidence

_KEY = "hikma"


class Place(Record):
    """Words of a document that are to be shown beside what speaks of them."""

    document: str
    page: int
    start: int
    end: int
    label: int = 0
    """The `[n]` of the answer's text; 0 where the answer does not cite it."""
    turn: int = 0
    """Number of the turn whose source it is."""


@dataclass
class Sat:
    """The question of a mock exam that the page shows."""

    paper: str
    item: str
    given: tuple[str, ...] = ()
    """Its answer as the page last knew it: another window may have changed it since."""
    turn: int = 0
    """A new number is a new set of widgets."""


@dataclass
class Sitting:
    """Items that are asked one after the other, of a quiz or of what is due."""

    number: int
    """Tells this sitting's widgets from those of an earlier one at the same items."""
    items: tuple[Held, ...]
    """What is asked, each item with the quiz that it stands in."""
    name: str
    """Tells what was answered in it from what was in another, also after a refresh."""
    quiz: str = ""
    """Id; empty for a review."""
    after: int = 0
    """Attempts at the quiz that there were before it was begun."""
    done: int = 0
    """Items that were answered before the page was opened."""
    left_out: int = 0
    """Items of the quiz that are stale or retired."""
    grades: dict[str, ItemGrade] = field(default_factory=dict)
    """By item's id; stored already."""
    ladders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Hints of the items of which one was asked for."""
    hints: dict[str, int] = field(default_factory=dict)
    """Hints that were seen, by item's id."""
    sure: dict[str, Confidence] = field(default_factory=dict)
    """How sure the learner was, by item's id."""
    skipped: set[str] = field(default_factory=set)
    without: tuple[Fault, ...] = ()
    """What could not be used as it was begun."""
    lost: dict[str, tuple[Fault, ...]] = field(default_factory=dict)
    """What an answer had to be graded without, by item's id."""
    shown: str | None = None
    """Id of the item whose grade is on the page."""


@dataclass
class Practice:
    """The practice screen's memory."""

    part: str | None = None
    """The part of the screen that is to be shown next; None for the one that is."""
    sittings: int = 0
    """How many were begun on this page."""
    taking: Sitting | None = None
    reviewing: Sitting | None = None
    review: Review | None = None
    """What was due when it was looked at; None before, and after a review."""
    due: tuple[Held, ...] = ()
    """The items of `review`, with their quizzes."""
    queue: str = ""
    """How the address names the sitting that `review` is."""
    item: str | None = None
    """Id of the item that is open in the bank."""


@dataclass
class State:
    """One page's memory."""

    chat: str | None = None
    """Id of the open conversation; None before its first question."""
    opened: Place | None = None
    """The source beside the conversation."""
    uploads: int = 0
    """Uploads so far: a new number is a new, empty upload box."""
    removed: Removal | None = None
    """The document that was removed last, as long as that can be undone."""
    shown: str | None = None
    """Id of the document whose pages the library shows."""
    confirming: str | None = None
    """What the next click would do for good: the page asks first."""
    sat: Sat | None = None
    """Where the page is in a mock exam."""
    making: str | None = None
    """Id of the exam for which a mock exam is being set up."""
    short: Wish | None = None
    """The mock exam that was wanted, and for which the bank has too few questions."""
    judged: dict[int, str] = field(default_factory=dict)
    """The thumb that was kept for an answer, by number of the turn; empty after a dispute alone."""
    practice_from: tuple[str, ...] = ()
    """Ids of the documents that an answer rests on, for the practice screen to make items of."""
    practice: Practice = field(default_factory=Practice)


def state() -> State:
    """The memory of the page that is being drawn."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = State()
    found = st.session_state[_KEY]
    assert isinstance(found, State)
    return found
