"""The settings screen: models, which of them answer, health, and where everything is kept.

Nothing secret reaches the page: keys, and addresses that may hold a password, are not even read.
"""

import os
import platform
from importlib import metadata

import streamlit as st

from app import adding, cards, figures, jobs, tending
from app.checkup import Finding, machine, models
from app.entrance import is_own_machine
from app.figures import Cell
from app.i18n import Tongue, choice, mark, tongue
from app.jobs import Job
from app.progress import watch
from app.resources import listed, one_writer, opened_library, study_session
from app.screens import working
from app.tending import CHOOSE, EXAMINE, FETCH, Role
from ingest.library import Library
from tutor.session import StudySession

STATES = {
    "present": ("✔", mark("present")),
    "missing": ("✘", mark("missing")),
    "corrupt": ("✘", mark("damaged")),
}
STATUSES = {
    "ok": ("✔", mark("in order")),
    "warn": ("⚠", mark("to be looked at")),
    "fail": ("✘", mark("wrong")),
    "mended": ("✔", mark("mended")),
}
CHECKS = {
    "embedding model": mark("Embedding model"),
    "chat model": mark("Chat model"),
    "index": mark("Library"),
    "disk": mark("Disk"),
}
ROLES: dict[Role, str] = {"model": mark("Chat model"), "embedding": mark("Embedding model")}
ANOTHER = "another"
PACKAGES = ("hikma", "streamlit", "chromadb", "llama-cpp-python", "onnxruntime", "langchain-core")


def show() -> None:
    """Draw the screen. Raises `HikmaError`s."""
    _ = tongue()
    _adopt()
    session = study_session()
    st.header(_("Settings and health"), anchor=False)
    st.html(figures.STYLE)
    st.subheader(_("Models on this computer"), anchor=False)
    _models(session, _)
    st.subheader(_("Which models answer"), anchor=False)
    _choice(session, _)
    st.subheader(_("Health"), anchor=False)
    _health(session, _)
    st.subheader(_("Where everything is"), anchor=False)
    _facts(session, _)


def _adopt() -> None:
    """A model was chosen: every page opens a session with it from its next rerun on."""
    job = jobs.current(CHOOSE)
    if job is not None and job.status == "done":
        jobs.forget(CHOOSE)
        study_session.clear()


# -- models -------------------------------------------------------------------------


def _models(session: StudySession, _: Tongue) -> None:
    settings = session.settings
    files, rows = tending.present(settings), []
    for name in dict.fromkeys(file.model for file in files):
        of = [file for file in files if file.model == name]
        # One that is not whole is what there is to be done about.
        worst = next((file.state for file in of if file.state != "present"), "present")
        sign, words = STATES[worst]
        size = sum(file.bytes for file in of) / 1e6
        rows.append(
            [
                Cell(name),
                Cell(f"{_.number(size)} MB", number=True),
                Cell(of[0].licence),
                Cell(f"{sign} {_(words)}"),
            ]
        )
    head = [_("Model"), _("Size"), _("Licence"), _("State")]
    st.html(figures.table(head, rows, direction=_.direction))
    job = jobs.current(FETCH)
    if job is not None and job.running:
        working.live(FETCH, _)
        return
    if job is not None:
        _fetched(job, _)
    if not tending.lacking(settings):
        st.caption(_("All models are here. Nothing needs to be fetched."))
        return
    need = _.number(tending.bytes_lacking(settings) / 1e9, 1)
    st.caption(
        _("About {size} GB will be fetched. It can be stopped and goes on later.", size=need)
    )
    if st.button(_("Fetch the models"), type="primary"):
        _fetch(session)


def _fetch(session: StudySession) -> None:
    names = sorted({file.model for file in tending.present(session.settings)})
    jobs.start(FETCH, tending.fetching(session.settings, names))
    st.rerun()


def _fetched(job: "Job[object]", _: Tongue) -> None:
    if job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    elif job.status == "cancelled":
        st.info(_("Stopped. What was fetched is kept: fetching again goes on from there."))
    else:
        st.success(_("The models are here."))


# -- choice -------------------------------------------------------------------------


def _choice(session: StudySession, _: Tongue) -> None:
    job = jobs.current(CHOOSE)
    if job is not None and job.running:
        working.live(CHOOSE, _)
        return
    if job is not None and job.fault is not None:
        st.warning(_("This model cannot be used, so nothing was changed."))
        cards.fault(job.fault.model_dump(), _)
    library = opened_library(session)
    for role, place in zip(ROLES, st.columns(2), strict=True):
        with place:
            _role(session, role, library, _)
    if library is not None:
        _mismatch(session, library, _)


def _role(session: StudySession, role: Role, library: Library | None, _: Tongue) -> None:
    now = str(getattr(session.settings, role))
    st.html(
        f'<div class="hikma" dir="{_.direction}"><b>{cards.escaped(_(ROLES[role]))}</b>'
        f"<br><bdi>{cards.escaped(now)}</bdi></div>"
    )
    if not is_own_machine(session.settings):
        st.caption(_("It can be changed on the computer that runs Hikma alone."))
        return
    if any(name.upper() == f"HIKMA_{role.upper()}" for name in os.environ):
        st.caption(_("Set when Hikma was started: it cannot be changed here."))
        return
    with st.expander(_("Choose another")):
        known = [spec for spec in tending.embedded(role) if spec != now]
        chosen = st.selectbox(
            _("Model"), [*known, ANOTHER], key=choice(f"settings-{role}"),
            format_func=lambda spec: (
                _("another provider") if spec == ANOTHER else cards.harmless(spec)
            ),
        )  # fmt: skip
        if chosen == ANOTHER:
            chosen = st.text_input(
                _("Provider and name"), placeholder="ollama:qwen3", key=f"settings-{role}-name"
            ).strip()
        for line in _meaning(role, str(chosen), library, _):
            st.caption(line)
        if st.button(_("Use this model"), key=f"settings-{role}-use", disabled=not chosen):
            jobs.start(CHOOSE, tending.choosing(session.settings, role, str(chosen)))
            st.rerun()


def _meaning(role: Role, spec: str, library: Library | None, _: Tongue) -> list[str]:
    """What choosing this model would mean, said before."""
    lines = []
    if spec and not spec.startswith(("embedded:", "fake:", "sentence-transformers:")):
        lines.append(
            _("What you ask and the passages found for it are sent to that provider.")
            if role == "model"
            else _("All your documents are sent to that provider to be embedded.")
        )
        lines.append(
            _("Keys come from the environment in which Hikma is started; they are never shown.")
        )
    if role == "embedding" and library is not None:
        would = adding.cost(listed(library))
        lines.append(
            _(
                "The library must be re-indexed: {passages} passages of {documents} documents "
                "are embedded again.",
                passages=_.number(would.chunks), documents=_.number(would.documents),
            )
        )  # fmt: skip
    return lines


def _mismatch(session: StudySession, library: Library, _: Tongue) -> None:
    """The library was made with another model: say so, and offer to re-index it."""
    watch(adding.KIND, _)
    built, now = tending.built_with(library), session.settings.embedding
    if not built or built == now:
        return
    st.warning(
        _(
            "The library was made with {built}, and {now} is set: it cannot be searched until "
            "it is re-indexed.",
            built=cards.literal(built), now=cards.literal(now),
        )
    )  # fmt: skip
    job = jobs.current(adding.KIND)
    busy = job is not None and job.running
    if st.button(_("Re-index everything"), type="primary", disabled=busy):
        jobs.start(adding.KIND, adding.reindexing(session, one_writer()))
        st.rerun()


# -- health -------------------------------------------------------------------------


def _health(session: StudySession, _: Tongue) -> None:
    job = jobs.current(EXAMINE)
    if job is not None and job.running:
        working.live(EXAMINE, _)
        return
    if job is not None and job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    findings = [*models(session, rehash=False), *machine(session)]
    if job is not None and job.result is not None:
        findings = job.result
    st.html(_findings(findings, _))
    for remedy, label in (("pull", _("Fetch the models")), ("mend", _("Mend the index"))):
        if any(found.remedy == remedy for found in findings) and st.button(
            label, key=f"remedy-{remedy}", type="primary"
        ):
            _remedy(remedy, session)
    if st.button(_("Check everything")):
        jobs.start(EXAMINE, tending.examining(session))
        st.rerun()
    if job is None:
        st.caption(_("The library is looked at when you ask for it: that takes a while."))


def _remedy(remedy: str, session: StudySession) -> None:
    if remedy == "pull":
        jobs.forget(EXAMINE)
        _fetch(session)
    jobs.start(EXAMINE, tending.mending(session))
    st.rerun()


def _findings(findings: list[Finding], _: Tongue) -> str:
    """Each finding with its sign; message and hint are Hikma's own, in English."""
    rows = []
    for found in findings:
        sign, words = STATUSES[found.status]
        first, _space, detail = found.check.partition(" ")
        name = CHECKS.get(found.check) or CHECKS.get(first)
        check = _(name) if name else found.check
        if name and found.check not in CHECKS:
            check = f"{check} ({detail})"
        told = f"{found.message} {found.hint}".strip()
        rows.append([Cell(check), Cell(f"{sign} {_(words)}"), Cell(told)])
    return figures.table([_("Looked at"), _("State"), _("Found")], rows, direction=_.direction)


# -- facts --------------------------------------------------------------------------


def _facts(session: StudySession, _: Tongue) -> None:
    settings = session.settings
    notebook = _("in the data folder")
    if settings.notebook_url is not None:
        notebook = _("in a database of your own")  # its address may hold a password
    folders = [
        [Cell(_("Data folder")), Cell(str(settings.data.absolute()))],
        [Cell(_("Models")), Cell(str(settings.model_roots[0]))],
    ]
    rows = [
        *(folders if is_own_machine(settings) else ()),
        [Cell(_("Conversations and quizzes")), Cell(notebook)],
        [Cell("Python"), Cell(f"{platform.python_version()}, {platform.system()}")],
        *([Cell(name), Cell(_version(name))] for name in PACKAGES),
    ]
    st.html(figures.table(["", ""], rows, direction=_.direction))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "–"
