"""The exam screen: which exams there are, which one fits, what it costs; mock exams of one's own.

A mock exam that is open stands in the address: a closed tab, a refresh and a crash come back to it.
"""

import html
from itertools import islice

import streamlit as st

from app import cards, clock
from app.i18n import Tongue, mark, tongue
from app.resources import study_session
from app.screens import exam_cards, exam_making, exam_sitting, ways
from ingest.errors import HikmaError
from tutor.blueprints import load_registry
from tutor.mock.keep import sittings
from tutor.mock.papers import MockPaper, Sitting
from tutor.notebook import Notebook

PARTS = {
    "exams": mark("Exams"),
    "mine": mark("My mock exams"),
    "ways": mark("Which one fits"),
    "costs": mark("What it costs"),
}
OPEN = "exam"
"""Name of the query parameter with the id of the mock exam that is open."""
LATEST = 50
"""Mock exams in the list, the newest."""
_PART = "exam-part"


def show() -> None:
    """Draw the screen. Raises `HikmaError`s."""
    _, session = tongue(), study_session()
    if name := st.query_params.get(OPEN):
        _opened(name, _)
        return
    st.header(_("Exams"), anchor=False)
    # Not by `default`: a click elsewhere chooses a part, too, and Streamlit objects to both.
    st.session_state.setdefault(_PART, "exams")
    part = st.segmented_control(
        _("Part"), list(PARTS), required=True, key=_PART, label_visibility="collapsed",
        format_func=lambda name: _(PARTS[name]),
    )  # fmt: skip
    if part == "mine":
        _mine(session.notebook, _)
        return
    registry = load_registry(session.settings.data)
    if part == "ways":
        ways.suggested(registry, _)
    elif part == "costs":
        ways.costs(registry, _)
    else:
        _under_way(session.notebook, _)
        made = exam_making.supplied(registry, session, _)
        paper = exam_cards.draw(registry, session, _) or made
        if paper is not None:
            _open(paper.id)


def _opened(name: str, _: Tongue) -> None:
    """The mock exam of the address, and the way back from it."""
    if st.button(
        _("All exams"), key="exam-back", icon=f":material/{exam_cards.arrow(_, back=True)}:"
    ):
        del st.query_params[OPEN]
        st.rerun()
    try:
        exam_sitting.draw(name, study_session(), _)
    except HikmaError as error:
        cards.fault(error.as_record(), _)


def _open(id: str) -> None:
    st.query_params[OPEN] = id
    st.rerun()


def _under_way(notebook: Notebook, _: Tongue) -> None:
    """Exams whose clock runs: said before all else, wherever the tab was closed."""
    for paper, now in _latest(notebook):
        if now.started and not now.end:
            with st.container(border=True, horizontal=True, vertical_alignment="center"):
                st.html(f"{cards.paragraph(paper.title)}{_state(now, _)}")
                if st.button(_("Go on"), key=f"go-on-{paper.id}", type="primary"):
                    _open(paper.id)


def _mine(notebook: Notebook, _: Tongue) -> None:
    found = _latest(notebook)
    if not found:
        st.info(_("No mock exam yet. Set one up under “Exams”."))
    for paper, now in found:
        with st.container(border=True):
            facts = [
                _.day(paper.drawn),
                _.plural(
                    "{count} question to answer",
                    "{count} questions to answer",
                    len(paper.questions),
                ),
                _("{done} answered", done=_.number(len(now.answers))),
            ]
            small = html.escape(" · ".join(facts))
            st.html(
                f"{cards.paragraph(paper.title)}{_state(now, _)}"
                f'<div class="hikma-small" dir="{_.direction}">{small}</div>'
            )
            label = _("Report") if now.end else _("Go on") if now.started else _("Open")
            if st.button(label, key=f"open-{paper.id}"):
                _open(paper.id)


def _state(now: Sitting, _: Tongue) -> str:
    """Where an exam stands."""
    if now.end:
        said = _("✓ over")
    elif now.started:
        said = _("◔ {time} left", time=exam_sitting.timed(now.left))
    else:
        said = _("○ not begun")
    return f'<div class="hikma-small" dir="{_.direction}">{html.escape(said)}</div>'


def _latest(notebook: Notebook) -> list[tuple[MockPaper, Sitting]]:
    return list(islice(sittings(notebook, now=clock.stamp()), LATEST))
