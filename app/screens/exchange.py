"""Questions out to other programs and in from them, with what is lost on the way said."""

from collections.abc import Sequence

import streamlit as st

from app import cards, figures, jobs
from app.figures import Cell
from app.i18n import Tongue, choice
from app.jobs import Job
from app.practising import EXPORT, IMPORT, exporting, importing, now
from app.screens import gates, losses, sitting, underway
from ingest.errors import HikmaError
from tutor.exchange import Export, Import, counted
from tutor.interchange.banks import MOST_MB, Loss
from tutor.interchange.formats import FORMATS, of_file
from tutor.session import StudySession

SUFFIXES = {"qti": ".zip", "qti3": ".zip", "aiken": ".txt"}
"""Of files whose format has none of its own."""
LISTED = 100
"""Faults that are listed."""


def draw(session: StudySession, _: Tongue) -> None:
    """Export and import. Raises `StoreError`s."""
    out, into = st.columns(2, gap="large")
    with out:
        st.subheader(_("Export"), anchor=False)
        _export(session, _)
    with into:
        st.subheader(_("Import"), anchor=False)
        _import(session, _)


# ---- out ----------------------------------------------------------------------------------------


def _export(session: StudySession, _: Tongue) -> None:
    entries = {entry.quiz: entry for entry in session.notebook.quizzes() if entry.made}
    if not entries:
        st.info(_("There is no question to export yet."))
        return
    running = underway.busy(EXPORT)
    name = st.selectbox(
        _("Format"), list(FORMATS), key="export-format",
        format_func=lambda name: FORMATS[name].title,
    )  # fmt: skip
    quizzes = st.multiselect(
        _("Quizzes"), list(entries), key="export-quizzes", placeholder=_("all"),
        format_func=lambda id: cards.harmless(
            f"{entries[id].topic or id} · {_.day(entries[id].created)}"
        ),
    )  # fmt: skip
    if st.button(_("Make the file"), type="primary", disabled=running, key="export"):
        jobs.start(EXPORT, exporting(session, quizzes, FORMATS[name]))
        st.rerun()
    job = jobs.current(EXPORT)
    if running:
        underway.live(EXPORT, _)
    elif job is not None:
        _exported(job, _)


def _exported(job: "Job[object]", _: Tongue) -> None:
    underway.faults(job, _)
    made = job.result
    if not isinstance(made, Export):
        return
    kind = FORMATS[made.format]
    count = _.plural("{count} question", "{count} questions", made.written.items)
    st.success(_("{format}: {count} in the file.", format=kind.title, count=count))
    suffix = next(iter(kind.suffixes), "") if made.format not in SUFFIXES else ""
    st.download_button(
        _("Save the file"), made.written.data,
        file_name=f"hikma-{made.format}-{now()[:10]}{suffix or SUFFIXES.get(made.format, '')}",
        mime="application/octet-stream", key=f"save-{job.id}", on_click="ignore",
    )  # fmt: skip
    if made.left_out:
        st.warning(
            _.plural("{count} question is left out: the format has no place for it.",
                     "{count} questions are left out: the format has no place for them.",
                     len(made.left_out))
        )  # fmt: skip
        _losses(made.left_out, _)
    if made.lost:
        st.caption(_("What the format does not hold:"))
        _losses(made.lost, _)


# ---- in -----------------------------------------------------------------------------------------


def _import(session: StudySession, _: Tongue) -> None:
    running = underway.busy(IMPORT)
    with st.form("import", border=True):
        file = st.file_uploader(
            _("A file of questions, {most} MB at the most", most=MOST_MB),
            type=_types(), max_upload_size=MOST_MB, key="import-file",
        )  # fmt: skip
        name = st.selectbox(
            _("Format"), ["", *FORMATS], key=choice("import-format"),
            format_func=lambda name: FORMATS[name].title if name else _("as the file tells"),
        )  # fmt: skip
        audit = st.checkbox(
            _("Let the gates look at every question"), key="import-audit",
            help=_("What they reject is kept and not asked. The gates that need the chat model "
                   "are left out."),
        )  # fmt: skip
        sent = st.form_submit_button(
            _("Import"), type="primary", disabled=running, key="import-send"
        )
    job = jobs.current(IMPORT)
    if sent and file is None:
        st.warning(_("Choose a file first."))
    elif sent and file is not None:
        data = file.getvalue()
        try:
            kind = FORMATS[name] if name else of_file(file.name, data)
        except HikmaError as error:
            cards.fault(error.as_record(), _)
            return
        jobs.start(IMPORT, importing(session, file.name, data, kind, audit=audit))
        st.rerun()
    elif running:
        underway.live(IMPORT, _)
    elif job is not None:
        _imported(job, _)


def _types() -> list[str]:
    suffixes = {suffix for kind in FORMATS.values() for suffix in kind.suffixes}
    return sorted({*suffixes, ".txt"})


def _imported(job: "Job[object]", _: Tongue) -> None:
    underway.faults(job, _)
    if job.status == "cancelled":
        st.info(_("Stopped. Nothing was kept."))
    made = job.result
    if not isinstance(made, Import):
        return
    st.success(_.plural("{count} question was kept.", "{count} questions were kept.",
                        made.quiz.made))  # fmt: skip
    if st.button(_("Take it"), key=f"take-import-{job.id}"):
        sitting.open_quiz(made.quiz.quiz)
    if made.unread:
        st.warning(
            _.plural("{count} could not be read.", "{count} could not be read.", len(made.unread))
        )
        rows = [
            [Cell(e.where), Cell(e.stem), Cell(losses.told(e.detail, _))]
            for e in made.unread[:LISTED]
        ]
        head = [_("Where"), _("Question"), _("Found")]
        st.html(figures.STYLE + figures.table(head, rows, direction=_.direction))
    if made.losses:
        st.caption(_("What was lost or changed:"))
        _losses(made.losses, _)
    if made.audited:
        _audit(made, _)


def _audit(made: Import, _: Tongue) -> None:
    rejected, stems = made.said("reject"), {item.id: item.stem for item in made.quiz.items}
    if not rejected:
        st.caption(_("The gates rejected none."))
        return
    count = len({each["item"] for each in rejected})
    st.warning(
        _.plural("The gates rejected {count}: it is kept and not asked.",
                 "The gates rejected {count}: they are kept and not asked.", count)
    )  # fmt: skip
    reasons = [(stems[each["item"]], each["gate"], each["detail"]) for each in rejected[:LISTED]]
    st.html(gates.reasons(reasons, _))


def _losses(found: Sequence[Loss], _: Tongue) -> None:
    rows = [
        [Cell(losses.told(what, _)), Cell(_.number(count), number=True)]
        for what, count in counted(found)[:LISTED]
    ]
    head = [_("What is lost"), _("Questions")]
    st.html(figures.STYLE + figures.table(head, rows, direction=_.direction))
