"""A running job of these screens: what is being done, how far it is, how long it will take."""

import time

import streamlit as st

from app import cards, jobs
from app.evaluating import Begun, Note
from app.i18n import Tongue, mark, speaking
from app.jobs import PACE, Job

DOING = {
    "": mark("Starting …"),
    "load": mark("Loading the questions and the models …"),
    "texts": mark("Indexing the texts that the questions are about …"),
    "open": mark("Opening the models …"),
    "ask": mark("Asking …"),
    "draft": mark("Drafting questions …"),
    "judge": mark("Judging claims …"),
    "wait": mark("Waiting for the library …"),
    "search": mark("Searching your documents …"),
    "check": mark("Looking at everything …"),
    "mend": mark("Mending the index …"),
    "fetch": mark("Fetching models …"),
}
"""What `Progress.doing` means."""


def live(kind: str, _: Tongue) -> None:
    """Draw this learner's running job of this kind, and the whole page once it has ended."""
    _drawn(kind, _.code)


@st.fragment(run_every=PACE)
def _drawn(kind: str, code: str) -> None:
    _, job = speaking(code), jobs.current(kind)
    if job is None or not job.running:
        st.rerun()
    now = job.progress
    parts = [_(DOING[now.doing]), cards.literal(now.name)]
    if now.total > 1:
        done, total = _amount(now.done, now.doing, _), _amount(now.total, now.doing, _)
        parts.append(_("{done} of {total}", done=done, total=total))
    if (left := seconds_left(job)) is not None:
        parts.append(waiting(left, _))
    st.progress(now.share, text=" · ".join(filter(None, parts)))
    for note in [said for said in job.said if isinstance(said, Note)]:
        st.html(f'<div class="hikma-small">{cards.paragraph(note.text)}</div>')
    if job.cancelling:
        st.caption(_("Stopping after what is in hand …"))
    else:
        st.button(_("Cancel"), key=f"cancel-{job.id}", on_click=job.cancel)


def _amount(value: int, doing: str, _: Tongue) -> str:
    return f"{_.number(value / 1e6)} MB" if doing == "fetch" else _.number(value)


def seconds_left(job: "Job[object]") -> float | None:
    """Until a run of questions ends, at its pace so far; None where nobody knows yet."""
    begun = [said for said in job.said if isinstance(said, Begun)]
    return begun[-1].left(job.progress.done, time.monotonic()) if begun else None


def waiting(seconds: float, _: Tongue) -> str:
    """How long that is, as a person says it who waits."""
    minutes = round(seconds / 60)
    if minutes < 2:
        return _.plural("about {count} second left", "about {count} seconds left", round(seconds))
    if minutes < 120:
        return _.plural("about {count} minute left", "about {count} minutes left", minutes)
    hours = round(minutes / 60)
    return _.plural("about {count} hour left", "about {count} hours left", hours)
