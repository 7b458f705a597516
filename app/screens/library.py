"""The library screen: add documents, see what was made of them, remove them."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app import cards
from app.resources import (
    discard_upload,
    sample_files,
    save_upload,
    study_session,
    unlisted_uploads,
)
from app.state import state
from ingest.documents import LibraryEntry
from ingest.index import Index
from ingest.kinds import READERS
from ingest.pipeline import find_files, ingest_paths
from ingest.reports import FileReport, Watcher
from ingest.writing import writing
from tutor.session import StudySession


def show() -> None:
    """Draw the screen. Raises `HikmaError`s."""
    st.header("Library", anchor=False)
    session = study_session()
    _upload(session)
    _results()
    entries = _entries(session)
    _unfinished(session, entries)
    if entries:
        _list(session, entries)
    else:
        _welcome(session)


def _entries(session: StudySession) -> list[LibraryEntry]:
    if not Index.exists(session.settings.index_folder):
        return []
    with st.spinner("Opening the library …"):
        return session.index.library()


def _upload(session: StudySession) -> None:
    memory = state()
    files = st.file_uploader(
        "Add documents",
        type=[suffix.removeprefix(".") for suffix in READERS],
        accept_multiple_files=True,
        # A box that is drawn under a new key is empty: its files are added once.
        key=f"upload-{memory.uploads}",
    )
    if files:
        paths = [save_upload(session.settings, file.name, file.getvalue()) for file in files]
        _add(session, paths)


def _add(session: StudySession, paths: Sequence[Path]) -> None:
    """Ingest `paths` with progress, then draw the screen anew."""
    memory = state()
    memory.reports = []
    bar = st.progress(0.0, text="Loading the embedding model …")
    settings = session.settings
    embeddings = session.embeddings
    bar.progress(0.0, text=f"Reading {len(paths)} file(s) …")

    class Shown(Watcher):
        """Progress on the page."""

        def file(self, report: FileReport, number: int, total: int) -> None:
            memory.reports.append(report)
            if report.status in ("failed", "skipped"):
                discard_upload(settings, Path(report.path))
            st.html(cards.report(report))
            bar.progress(number / total, text=f"{number} of {total} done")

        def chunks(self, name: str, done: int, total: int) -> None:
            bar.progress(done / total, text=f"{name}: {done} of {total} passages")

    try:
        ingest_paths(
            find_files(paths),
            settings.index_folder,
            embeddings,
            settings.ingest,
            store=settings.index,
            watcher=Shown(),
        )
    finally:
        session.reopen_index()
    memory.uploads += 1
    st.rerun()


def _results() -> None:
    reports = state().reports
    if not reports:
        return
    failed = sum(report.status == "failed" for report in reports)
    label = f"{len(reports)} file(s) read" + (f", {failed} failed" if failed else "")
    with st.expander(label, expanded=bool(failed)):
        st.html(cards.reports(reports))


def _unfinished(session: StudySession, entries: Sequence[LibraryEntry]) -> None:
    left = unlisted_uploads(session.settings, [entry.path for entry in entries])
    if not left:
        return
    st.warning(f"{len(left)} uploaded file(s) are not in the library: adding them did not finish.")
    add, discard = st.columns(2)
    if discard.button("Delete them", width="stretch"):
        for path in left:
            discard_upload(session.settings, path)
        st.rerun()
    if add.button("Add them", type="primary", width="stretch"):
        _add(session, left)


def _welcome(session: StudySession) -> None:
    st.info("The library is empty. Add your own documents above; they stay on this computer.")
    samples = sample_files()
    if samples and st.button("Load the sample documents", type="primary"):
        _add(session, samples)


def _list(session: StudySession, entries: Sequence[LibraryEntry]) -> None:
    st.subheader(f"{len(entries)} document{'' if len(entries) == 1 else 's'}", anchor=False)
    for entry in entries:
        with st.container(border=True):
            facts, action = st.columns([5, 1], vertical_alignment="center")
            facts.html(cards.entry(entry))
            if action.button("Remove", key=f"remove-{entry.document}", width="stretch"):
                _remove(session, entry)


def _remove(session: StudySession, entry: LibraryEntry) -> None:
    """Forget a document, and the copy of it that was uploaded."""
    with writing(session.settings.index_folder):
        session.index.remove(entry.document)
    discard_upload(session.settings, Path(entry.path))
    state().reports = []
    st.rerun()
