"""How well a judge agrees with people: what was measured before, and measuring anew."""

from collections.abc import Collection
from pathlib import Path

import streamlit as st

from app import cards, figures, jobs
from app.entrance import is_own_machine
from app.evaluating import CALIBRATE, Note, calibrating, keep_questions
from app.figures import Cell, Scale
from app.i18n import Tongue, choice, mark
from app.jobs import Job
from app.screens import working
from evals.judges.calibrations import Calibration, Figures, read_calibrations
from evals.judges.judge import JUDGES
from ingest.errors import InputError
from tutor.session import StudySession

TOLD = {
    "particulars": mark("compares numbers, names and denials; needs no model"),
    "embedded": mark("asks the embedded chat model"),
    "floor": mark("counts shared words: the floor that a judge must beat"),
    "none": mark("judges nothing"),
}
MOST_NOTES = 5
"""Lines that are no labelled claim and are named."""


def draw(session: StudySession, _: Tongue) -> None:
    """A judge's figures per language, and a form to measure it. Raises `HikmaError`s."""
    st.caption(
        _("A judge says whether quotes support a claim. Here it is measured against people.")
    )
    # The judge that runs are offered first.
    known = sorted((name for name in JUDGES if name != "none"), key=list(TOLD).index)
    judge = st.selectbox(
        _("Judge"), known, format_func=lambda name: f"{name}: {_(TOLD[name])}",
        key=choice("eval-judge-shown"),
    )  # fmt: skip
    # Looked at first: one that ends meanwhile has its figures read, at the latest by the rerun.
    job = jobs.current(CALIBRATE)
    running = job is not None and job.running
    stored = read_calibrations(session.settings.data, judge)
    if stored:
        st.html(figures.STYLE + _table(stored.values(), _))
        for one in stored.values():
            st.caption(_standing(one, _))
    else:
        st.info(_("This judge was not measured here yet."))
    if running:
        working.live(CALIBRATE, _)
    else:
        _ended(job, _)
        _form(session, judge, _)


def _table(stored: Collection[Calibration], _: Tongue) -> str:
    head = [
        _("Set"), _("Language"), _("Claims"), _("Unchecked"), _("Balanced accuracy"),
        _("95% interval"), _("Kappa"), "",
    ]  # fmt: skip
    rows = [
        _row(of.set, one.language, measured, floor, _)
        for one in stored
        for of in one.sets
        for measured, floor in ((of.judge, False), (of.floor, True))
    ]
    return figures.table(head, rows, direction=_.direction)


def _row(name: str, language: str, of: Figures, floor: bool, _: Tongue) -> list[Cell]:
    value, interval = of.balanced_accuracy, of.balanced_accuracy_interval
    told = f"{figures.number(value)} ({figures.ends(interval)})"
    return [
        Cell(f"{name}, " + _("shared words alone") if floor else name),
        Cell(_.language(language)),
        Cell(str(of.n), number=True),
        Cell(str(of.unchecked), number=True),
        Cell(figures.number(value), number=True),
        Cell(figures.ends(interval), number=True),
        Cell(figures.number(of.kappa), number=True),
        Cell("", plot=figures.whisker(value, interval, Scale(), told)),
    ]


def _standing(one: Calibration, _: Tongue) -> str:
    """Whether its word counts in a language."""
    name = _.language(one.language)
    if one.may_gate():
        return _("{language}: agrees well enough with people to be relied on.", language=name)
    return _("{language}: to be read as advice only.", language=name)


def _ended(job: "Job[object] | None", _: Tongue) -> None:
    """What became of the last measuring."""
    if job is None:
        return
    if job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    if job.status == "cancelled":
        st.info(_("Stopped. What was judged is kept: measuring again goes on from there."))
    notes = [said.text for said in job.said if isinstance(said, Note)]
    for text in notes[:MOST_NOTES]:
        st.html(cards.paragraph(text))


def _form(session: StudySession, judge: str, _: Tongue) -> None:
    st.subheader(_("Measure it"), anchor=False)
    with st.form("calibrate", border=True):
        file = st.file_uploader(
            _("Labelled claims: a file of JSON lines"), type=["jsonl"], key="eval-labels"
        )
        folder = ""
        if is_own_machine(session.settings):
            folder = st.text_input(
                _("Or a file or folder of such sets on this computer"), key="eval-labels-folder"
            )
        limit = st.number_input(
            _("Claims of each set and language; 0 for all"),
            min_value=0,
            value=60,
            step=20,
            key="eval-labels-limit",
        )
        wanted = st.form_submit_button(_("Measure"), type="primary")
    if not wanted:
        return
    if file is None and not folder.strip():
        fault = InputError("No labelled claims were named.", hint="Choose a file, or a folder.")
        cards.fault(fault.as_record(), _)
        return
    path = (
        keep_questions(session.settings, file.name, file.getvalue())
        if file is not None
        else Path(folder.strip()).expanduser()
    )
    most = max(int(limit), 2) if limit else None
    jobs.start(CALIBRATE, calibrating(session.settings, judge, path, most))
    st.rerun()
