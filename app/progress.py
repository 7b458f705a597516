"""A running job of the library on the page: what is being done, to which file, and how far."""

from pathlib import Path
from typing import Any

import streamlit as st

from app import cards, jobs, routes
from app.adding import Step
from app.i18n import Tongue, mark, speaking
from app.jobs import PACE, Job
from ingest.reports import FileReport

DOING = {
    "": mark("Starting …"),
    "wait": mark("Waiting: the library is being changed by somebody else …"),
    "load": mark("Loading the embedding model …"),
    "open": mark("Opening the library …"),
    "read": mark("Reading …"),
    "embed": mark("Embedding {name} …"),
    "restore": mark("Putting back {name} …"),
}
"""What `Progress.doing` means."""
LISTED = 30
"""Reports shown on the page; all failures are among them."""


def watch(kind: str, _: Tongue, *, running: bool | None = None) -> None:
    """Draw this learner's job of this kind: running, or what became of it.

    `running` is how the page found it before it looked at what the job changes: where it has
    ended since, the page is drawn anew. None where the page shows nothing of that.
    """
    job = jobs.current(kind)
    if job is None:
        return
    if job.running if running is None else running:
        _live(kind, _.code)
    else:
        _outcome(job, _)


@st.fragment(run_every=PACE)
def _live(kind: str, code: str) -> None:
    """The running job, drawn anew by itself; the whole page once it has ended."""
    _, job = speaking(code), jobs.current(kind)
    if job is None or not job.running:
        st.rerun()
    now = job.progress
    doing = _(DOING[now.doing], name=cards.literal(now.name)) if now.name else _(DOING[now.doing])
    told = _("{done} of {total} files", done=now.done, total=now.total) if now.total else ""
    st.progress(now.share, text=f"{doing} {told}".strip())
    if job.cancelling:
        st.caption(_("Stopping after what is in hand …"))
    else:
        st.button(_("Cancel"), key=f"cancel-{job.id}", on_click=job.cancel)
    _files(job, _)


def _files(job: Job[Any], _: Tongue) -> None:
    """Every file that was begun: what became of it, or that it is being read."""
    reports = [said for said in job.said if isinstance(said, FileReport)]
    done = {report.path for report in reports}
    begun = dict.fromkeys(said.path for said in job.said if isinstance(said, Step))
    drawn = cards.reports(_listed(reports), _)
    for path in [path for path in begun if path not in done][-LISTED:]:
        name = f"<bdi>{cards.escaped(Path(path).name)}</bdi>"
        reading = cards.escaped(_("being read"))
        drawn += f'<div class="hikma" dir="{_.direction}"><b>{reading}</b> {name}</div>'
    if drawn:
        st.html(drawn)


def _outcome(job: Job[Any], _: Tongue) -> None:
    reports = [said for said in job.said if isinstance(said, FileReport)]
    failed = sum(report.status == "failed" for report in reports)
    if job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
        if job.fault.type in ("ModelsMissing", "ModelFileCorrupt"):
            routes.link("settings", _("Fetch the models"), "download")
    if job.status == "cancelled":
        st.info(_("Stopped. What was done is kept; adding the files again goes on from there."))
    if any(report.status in ("added", "updated") for report in reports):
        routes.link("chat", _("Ask a question about them"), "forum")
    if not reports:
        return
    label = _.plural("{count} file read", "{count} files read", len(reports))
    if failed:
        label += " · " + _.plural("{count} failed", "{count} failed", failed)
    with st.expander(label, expanded=bool(failed)):
        st.html(cards.reports(_listed(reports), _))
        if len(reports) > LISTED:
            st.caption(_("The other files were read without a fault."))
        if st.button(_("Close"), key=f"close-{job.id}"):
            jobs.forget(job.kind)
            st.rerun()


def _listed(reports: list[FileReport]) -> list[FileReport]:
    """All that failed, and the latest of the others up to `LISTED`."""
    failed = [report for report in reports if report.status == "failed"]
    others = [report for report in reports if report.status != "failed"]
    room = max(LISTED - len(failed), 0)
    return failed + (others[-room:] if room else [])
