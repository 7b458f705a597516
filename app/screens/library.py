"""The library screen: add documents, see what was made of them, look into them, remove them."""

import time
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app import cards, jobs, pages, routes
from app.adding import KIND, adding, cost, reindexing, restoring
from app.checkup import models
from app.entrance import is_own_machine
from app.i18n import Tongue, choice, tongue
from app.progress import watch
from app.removal import remove
from app.resources import (
    discard_upload,
    listed,
    one_writer,
    opened_library,
    sample_files,
    save_upload,
    study_session,
    unlisted_uploads,
)
from app.state import state
from ingest.documents import LibraryEntry
from ingest.kinds import READERS
from ingest.library import Library
from ingest.normalize import fold
from tutor.session import StudySession

MOST_FILES = 100
"""Uploaded at once; more are better named as a folder."""
MOST_MB = 1_000
"""Uploaded at once, all files together: Streamlit holds them in memory."""
PAGE = 20
"""Documents shown at once."""


def show() -> None:
    """Draw the screen. Raises `HikmaError`s."""
    _ = tongue()
    session = study_session()
    st.header(_("Library"), anchor=False)
    job = jobs.current(KIND)
    busy = job is not None and job.running
    # Before the library is read: what somebody adds meanwhile must not look left behind.
    others = jobs.busy(KIND)
    library = opened_library(session)
    entries = listed(library)
    if not entries and not busy:
        _welcome(session, _)
    _add(session, _, busy=busy)
    watch(KIND, _, running=busy)
    _undo(session, library, _, busy=busy)
    if not others:
        _unfinished(session, entries, _)
    if library is None or not entries:
        return
    if (shown := state().shown) and library.has(shown):
        pages.draw(library, shown, session.settings.ingest, _)
    _list(session, entries, _, busy=busy)
    _reindex(session, entries, _)


def _welcome(session: StudySession, _: Tongue) -> None:
    """What this is, in three lines, and one click to try it."""
    lines = (
        _("Add study documents in any language: they stay on this computer."),
        _("Ask in your own language: every answer shows the words it rests on."),
        _("If the documents do not say, Hikma tells you so."),
    )
    with st.container(border=True):
        st.markdown("  \n".join(lines))
        samples = sample_files()
        if any(found.remedy == "pull" for found in models(session, rehash=False)):
            st.caption(_("The models must be fetched once, before documents can be added."))
            routes.link("settings", _("Fetch the models"), "download")
        if samples and st.button(_("Load the sample documents"), type="primary"):
            _start(session, samples)


def _add(session: StudySession, _: Tongue, *, busy: bool) -> None:
    limits = session.settings.ingest
    kinds = _.several(sorted({suffix.removeprefix(".").upper() for suffix in READERS}))
    files = st.file_uploader(
        _("Add documents: drop files here, or choose them"),
        type=[suffix.removeprefix(".") for suffix in READERS],
        accept_multiple_files=True,
        # A box that is drawn under a new key is empty: its files are added once.
        key=f"upload-{state().uploads}",
        disabled=busy,
    )
    st.caption(
        _(
            "At most {files} files at once, {size} MB each, {total} MB together. Kinds: {kinds}.",
            files=MOST_FILES, size=limits.max_file_mb, total=_.number(MOST_MB), kinds=kinds,
        )
    )  # fmt: skip
    if files and (len(files) > MOST_FILES or sum(f.size for f in files) > MOST_MB * 1_000_000):
        st.error(_("This is too much at once: add the files in several parts."))
    elif files:
        paths = [save_upload(session.settings, file.name, file.getvalue()) for file in files]
        state().uploads += 1
        _start(session, paths)
    if is_own_machine(session.settings):
        _folder(session, _, busy=busy)


def _folder(session: StudySession, _: Tongue, *, busy: bool) -> None:
    """Adding a folder by name: what a browser cannot drop."""
    with st.expander(_("Or name a folder on this computer")), st.form("folder", border=False):
        folder = st.text_input(_("Folder"), placeholder="/home/me/course", key="library-folder")
        wanted = st.form_submit_button(_("Add the folder"), disabled=busy)
    if wanted and folder.strip():
        _start(session, [Path(folder.strip()).expanduser()])


def _start(session: StudySession, paths: Sequence[Path]) -> None:
    jobs.start(KIND, adding(session, paths, one_writer()))
    st.rerun()


def _undo(session: StudySession, library: Library | None, _: Tongue, *, busy: bool) -> None:
    """The way back, open until the document is there again: putting it back may fail."""
    removal = state().removed
    if removal is None:
        return
    if library is not None and library.has(removal.document.id):
        state().removed = None
        return
    told, action = st.columns([5, 1], vertical_alignment="center")
    told.info(_("{title} was removed.", title=cards.literal(removal.document.title)))
    if action.button(_("Undo"), width="stretch", disabled=busy):
        jobs.start(KIND, restoring(session, removal, one_writer()))
        st.rerun()


def _unfinished(session: StudySession, entries: Sequence[LibraryEntry], _: Tongue) -> None:
    left = unlisted_uploads(session.settings, [entry.path for entry in entries])
    if not left:
        return
    st.warning(
        _.plural(
            "{count} uploaded file is not in the library: adding it did not finish.",
            "{count} uploaded files are not in the library: adding them did not finish.",
            len(left),
        )
    )
    add, discard = st.columns(2)
    if discard.button(_("Delete them"), width="stretch"):
        for path in left:
            discard_upload(session.settings, path)
        st.rerun()
    if add.button(_("Add them"), type="primary", width="stretch"):
        _start(session, left)


def _list(session: StudySession, entries: Sequence[LibraryEntry], _: Tongue, *, busy: bool) -> None:
    st.subheader(_.plural("{count} document", "{count} documents", len(entries)), anchor=False)
    found = _searched(entries, _)
    at = 0
    if len(found) > PAGE:
        pages_there = -(-len(found) // PAGE)
        # Under a key of its own: page 90 of the whole list is none of a search's three.
        at = PAGE * (st.pagination(pages_there, key=f"library-page-{pages_there}") - 1)
    for entry in found[at : at + PAGE]:
        _row(session, entry, _, busy=busy)
    if not found:
        st.caption(_("No document is like that."))


def _searched(entries: Sequence[LibraryEntry], _: Tongue) -> list[LibraryEntry]:
    """The documents whose title or file name holds what is looked for, in the chosen language."""
    languages = sorted({code for entry in entries for code in entry.languages})
    search, spoken = st.columns([3, 1])
    wanted = fold(search.text_input(_("Search by title or file name"), key="library-search"))
    language = spoken.selectbox(
        _("Language"),
        ["", *languages],
        format_func=lambda code: _.language(code) if code else _("all"),
        key=choice("library-language"),
    )
    return [
        entry
        for entry in entries
        if (not language or language in entry.languages)
        and wanted.strip() in fold(f"{entry.title}\n{Path(entry.path).name}")
    ]


def _row(session: StudySession, entry: LibraryEntry, _: Tongue, *, busy: bool) -> None:
    with st.container(border=True):
        facts, actions = st.columns([5, 2], vertical_alignment="center")
        facts.html(cards.entry(entry, _))
        both = actions.container(horizontal=True)
        if both.button(_("Look"), key=f"look-{entry.document}", width="stretch"):
            state().shown = entry.document
            st.rerun()
        if both.button(_("Remove"), key=f"remove-{entry.document}", width="stretch", disabled=busy):
            with st.spinner(_("Removing …")):  # the first time the models are opened for it
                state().removed = remove(session, entry.document, now=time.time())
            jobs.forget(KIND)
            st.rerun()


def _reindex(session: StudySession, entries: Sequence[LibraryEntry], _: Tongue) -> None:
    """Re-indexing, with what it would do said before."""
    with st.expander(_("Re-index")):
        # A click first: looking for the files of two thousand documents takes a while.
        if not st.toggle(_("Say what re-indexing would do"), key="library-cost"):
            return
        would = cost(entries)
        st.markdown(
            _(
                "All {documents} documents would be read again and {passages} passages embedded "
                "anew ({tokens} tokens). The library can be used meanwhile.",
                documents=_.number(would.documents),
                passages=_.number(would.chunks),
                tokens=_.number(would.tokens),
            )
        )
        if would.gone:
            st.caption(
                _.plural(
                    "The file of {count} document is gone: its stored text would be kept.",
                    "The files of {count} documents are gone: their stored text would be kept.",
                    would.gone,
                )
            )
        if st.button(_("Re-index everything"), type="primary"):
            jobs.start(KIND, reindexing(session, one_writer()))
            st.rerun()
