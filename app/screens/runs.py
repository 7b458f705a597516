"""The runs that are kept: their list, the report of one, and two side by side."""

import base64
from collections.abc import Iterable, Sequence
from pathlib import Path

import streamlit as st

from app import cards, figures, jobs
from app.evaluating import RUN, evaluating
from app.figures import Cell, Scale
from app.i18n import Tongue, choice, mark
from app.screens import metric_names, versus, working
from evals.compare import known_metrics
from evals.html.page import as_html
from evals.kept import Kept, find_run, read_kept, reported
from evals.listing import Listed, listed
from evals.measure import Metric
from evals.records import EvalReport, MetricRow
from evals.wanted import going_on
from tutor.session import StudySession

SHOWN = "eval-run"
"""Key of the run that is looked at: set by whoever ends one."""
MOST = 200
"""Runs in the list, the newest."""
FAILED = 20
"""Failed cases that are named."""
FRAME = 800
"""Height of the full report in pixels."""
STATES = {
    "complete": mark("complete"),
    "cut-short": mark("cut short"),
    "unfinished": mark("unfinished"),
    "damaged": mark("damaged"),
    "older-version": mark("of an older version"),
    "newer-version": mark("of a newer version"),
}


def draw(session: StudySession, _: Tongue) -> None:
    """The list, then the run that is chosen. Raises `HikmaError`s."""
    job = jobs.current(RUN)
    if job is not None and job.running:
        working.live(RUN, _)
    elif job is not None and job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    rows = listed(session.settings.data)[::-1][:MOST]
    if not rows:
        st.info(_("Nothing was measured yet. Start with a few questions."))
        return
    names = [row.run for row in rows]
    if st.session_state.get(SHOWN) not in names:
        st.session_state[SHOWN] = names[0]
    by_name = {row.run: row for row in rows}

    def label(name: str | None) -> str:
        return _label(by_name[name], _) if name else _("nothing")

    one, other = st.columns(2)
    shown = one.selectbox(_("Run"), names, format_func=label, key=choice(SHOWN))
    rest = [name for name in names if name != shown and by_name[name].file]
    against = other.selectbox(
        _("Compare with"), ["", *rest], format_func=label, key=choice(f"eval-against-{shown}")
    )
    kept = read_kept(find_run(session.settings.data, shown))
    _standing(kept, session, _)
    if against:
        earlier = read_kept(find_run(session.settings.data, against))
        versus.draw(earlier, kept, _)
    elif kept.report is not None:
        report(kept, _)
    with st.expander(_("All runs")):
        st.html(_list(rows, _))


def _label(row: Listed, _: Tongue) -> str:
    """A run in one line."""
    if row.file is None:
        return f"{row.run} · {_(STATES[row.state])}"
    name = cards.harmless(Path(row.suite or row.file).name)
    # Not the whole made harmless: the time keeps to itself among right-to-left words.
    parts = [_.minute(row.started) if row.started else row.run, name, row.system or ""]
    return " · ".join([*parts, f"{row.done}/{row.cases}"])


def _list(rows: Iterable[Listed], _: Tongue) -> str:
    head = [_("Started"), _("Questions from"), _("Who answered"), _("Asked"), _("Failed"), ""]
    return figures.table(
        head,
        [
            [
                Cell(_.minute(row.started) if row.started else row.run),
                Cell(Path(row.suite or "").name),
                Cell(" · ".join(filter(None, (row.system, row.model)))),
                Cell(f"{row.done}/{row.cases}" if row.file else "–", number=True),
                Cell("–" if row.errors is None else str(row.errors), number=True),
                Cell(_(STATES[row.state])),
            ]
            for row in rows
        ],
        direction=_.direction,
    )


def _standing(kept: Kept, session: StudySession, _: Tongue) -> None:
    """What a run was cut short by, and a way to go on with it."""
    if kept.damaged:
        st.warning(_.plural("{count} line is damaged.", "{count} lines are damaged.", kept.damaged))
    if kept.run.complete:
        return
    st.info(
        _(
            "{done} of {total} questions were asked. What was measured is kept.",
            done=len(kept.records), total=kept.run.cases,
        )
    )  # fmt: skip
    job = jobs.current(RUN)
    busy = job is not None and job.running
    if st.button(_("Go on with this run"), type="primary", disabled=busy):
        jobs.start(RUN, evaluating(going_on(kept.run), session))
        st.rerun()


def report(kept: Kept, _: Tongue) -> None:
    """The figures of a run in one language or all. Raises `InputError` for one without."""
    made = reported(kept)
    languages = list(dict.fromkeys(row.language for row in made.metrics))
    language = versus.pick_language(languages, f"eval-language-{made.run}", _)
    table = known_metrics(kept.run)
    rows = [row for row in made.metrics if row.language == language and not row.passages]
    first, rest = _parted(rows)
    st.html(figures.STYLE + _figures(first, table, _))
    st.caption(
        _(
            "Each figure is a mean with its 95% interval: the stroke and the bar around it. "
            "What cannot be scored is counted apart, never as 0."
        )
    )
    with st.expander(_("All figures")):
        st.html(_figures([*first, *rest], table, _))
    _failures(made, _)
    _full(kept, _)


def _parted(rows: Sequence[MetricRow]) -> tuple[list[MetricRow], list[MetricRow]]:
    """The rows to be shown at first, in `KEY`'s order, and the others."""
    scored = [row for row in rows if row.n or row.unscored]
    first = [
        row for name in metric_names.KEY for row in scored if metric_names.base(row.name) == name
    ]
    return first, [row for row in scored if row not in first]


def _figures(rows: Sequence[MetricRow], table: dict[str, Metric], _: Tongue) -> str:
    # The drawing stands beside the value: a phone shows no more than that at once.
    head = [
        _("What is measured"), _("Value"), "", _("95% interval"), _("Better"), _("Cases"),
        _("Unscored"),
    ]  # fmt: skip
    return figures.table(
        head, [_row(row, table.get(row.name), _) for row in rows], direction=_.direction
    )


def _row(row: MetricRow, metric: Metric | None, _: Tongue) -> list[Cell]:
    cost = metric is not None and bool(metric.unit)
    said = f"{figures.number(row.value)} ({figures.ends(row.interval)})"
    # A share lies between 0 and 1; seconds have no end to be drawn against.
    drawn = "" if cost else figures.whisker(row.value, row.interval, Scale(), said)
    return [
        Cell(metric_names.told(row.name, _)),
        Cell(figures.number(row.value), number=True),
        Cell("", plot=drawn),
        Cell(figures.ends(row.interval), number=True),
        Cell(better(metric, _)),
        Cell(str(row.n), number=True),
        Cell(str(row.unscored), number=True),
    ]


def better(metric: Metric | None, _: Tongue) -> str:
    """Which way a metric is better; nothing where neither is."""
    if metric is None or metric.neutral:
        return ""
    return "↓ " + _("lower") if metric.lower_is_better else "↑ " + _("higher")


def _failures(made: EvalReport, _: Tongue) -> None:
    if not made.failed:
        return
    label = _.plural("{count} question failed", "{count} questions failed", len(made.failed))
    with st.expander(label):
        head = [_("Line"), _("Question"), _("What went wrong")]
        rows = [
            [
                Cell(str(fault["line"]), number=True),
                Cell(str(fault["id"] or "")),
                Cell(f"{fault['error']['message']} {fault['error']['hint']}"),
            ]
            for fault in made.failed[:FAILED]
        ]
        st.html(figures.table(head, rows, direction=_.direction))


def _full(kept: Kept, _: Tongue) -> None:
    """The whole report, in a frame that can reach nothing of this page, and as a file."""
    if not st.toggle(_("Open the full report"), key=f"eval-full-{kept.run.run}"):
        return
    page = _page(str(kept.folder), kept.run.ended or "", kept)
    st.download_button(
        _("Save the report"), page, file_name=f"hikma-{kept.run.run}.html", mime="text/html",
        on_click="ignore",
    )  # fmt: skip
    # A data: address is an origin of its own: were the report's own policy to fail, what an
    # answer says could still not reach the app. Streamlit's frames of HTML share its origin.
    encoded = base64.b64encode(page.encode("utf-8")).decode("ascii")
    st.iframe(f"data:text/html;base64,{encoded}", height=FRAME, alt=_("The full report"))


@st.cache_data(max_entries=8, show_spinner=False)
def _page(folder: str, ended: str, _kept: Kept) -> str:
    """The report as HTML, made once for each end of a run."""
    return as_html([_kept])
