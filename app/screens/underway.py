"""A running job of practice: what is being done, how far it is, which drafts were turned away."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import cards, item_cards, jobs
from app.i18n import Tongue, mark, speaking
from app.jobs import PACE, Job
from app.practising import Lost
from app.screens import gates
from tutor.quizzes import Rejected

DOING = {
    "": mark("Starting …"),
    "load": mark("Loading the chat model and reading the documents …"),
    "draft": mark("Making questions; each is checked against your documents …"),
    "count": mark("Counting what the documents hold …"),
    "grade": mark("Comparing your answer with the documents …"),
    "examine": mark("Asking every gate …"),
    "write": mark("Writing the file …"),
    "read": mark("Reading the file …"),
    "audit": mark("The gates look at every item …"),
}
"""What `Progress.doing` means."""
LISTED = 20
"""Rejections shown while it runs, the latest."""


def live(kind: str, _: Tongue) -> None:
    """Draw this learner's running job of this kind, and the whole page once it has ended."""
    _drawn(kind, _.code)


def busy(kind: str) -> bool:
    """Does this learner's job of this kind run?"""
    job = jobs.current(kind)
    return job is not None and job.running


@st.fragment(run_every=PACE)
def _drawn(kind: str, code: str) -> None:
    _, job = speaking(code), jobs.current(kind)
    if job is None or not job.running:
        st.rerun()
    now = job.progress
    parts = [_(DOING[now.doing])]
    if now.total > 1:
        parts.append(_("{done} of {total}", done=_.number(now.done), total=_.number(now.total)))
    if turned := rejected(job):
        parts.append(_.plural("{count} turned away", "{count} turned away", len(turned)))
    st.progress(now.share, text=" · ".join(parts))
    if job.cancelling:
        st.caption(_("Stopping after what is in hand …"))
    else:
        st.button(_("Cancel"), key=f"cancel-{job.id}", on_click=job.cancel)
    if turned:
        reasons = [(each.stem, each.gate, each.detail) for each in turned[-LISTED:]]
        st.html(gates.reasons(reversed(reasons), _))


def rejected(job: Job[Any]) -> list[Rejected]:
    """The drafts that were turned away so far."""
    return [said for said in job.said if isinstance(said, Rejected)]


def turned_away(drafts: Sequence[Rejected], _: Tongue) -> None:
    """The drafts that were turned away, each with its reason, behind how many they are."""
    if not drafts:
        return
    label = _.plural("{count} turned away", "{count} turned away", len(drafts))
    with st.expander(label):
        rows = [(_said(each, _), each.gate, each.detail) for each in drafts]
        st.html(gates.reasons(rows, _))


def _said(draft: Rejected, _: Tongue) -> str:
    """What was asked; of what could not be drafted its kind."""
    kinds = {str(name): title for name, title in item_cards.KINDS.items()}
    return draft.stem or (_(kinds[draft.kind]) if draft.kind in kinds else "")


def faults(job: Job[Any], _: Tongue) -> None:
    """What went wrong, and what was done without."""
    if job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    for said in job.said:
        if isinstance(said, Lost):
            cards.fault(said.fault.model_dump(), _)
