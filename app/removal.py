"""Removing a document so that it can be undone, and undoing it.

What is needed to put it back is kept in a `Removal`: text and chunks, so that undoing needs no
file, only the embedding model. An uploaded copy is set aside and deleted by a later removal, once
nobody can want it back. Knows no screens.
"""

import os
import shutil
from pathlib import Path

from ingest.documents import Chunk, Document, Record
from ingest.files import actual_path, is_gone
from ingest.writing import writing
from tutor.session import StudySession
from tutor.settings import Settings

KEPT = 24 * 3600
"""Seconds that an uploaded copy stays set aside: another learner may still undo her own removal."""


class Removal(Record):
    """A document that was removed, whole."""

    document: Document
    chunks: tuple[Chunk, ...]


def remove(session: StudySession, document: str, *, now: float) -> Removal:
    """Forget a document (an id). `now` is in seconds since 1970.

    Raises `UnknownDocument`, `StoreBusy` and other `StoreError`s, and `ModelError`s.
    """
    with writing(session.settings.index_folder):
        index = session.index
        found = index.document(document)
        removal = Removal(document=found, chunks=tuple(index.chunks_of(found.id)))
        index.remove(found.id)
    forget_removed(session.settings, before=now - KEPT)
    aside = _move(
        session.settings, found, uploads_folder(session.settings), _aside(session.settings)
    )
    if aside is not None:
        os.utime(aside, (now, now))
    return removal


def restore(session: StudySession, removal: Removal) -> None:
    """Put a removed document back, its chunks embedded anew. Raises `StoreError`s."""
    settings = session.settings
    _move(settings, removal.document, _aside(settings), uploads_folder(settings))
    with writing(settings.index_folder), session.index.repaired():
        session.index.add([(removal.document, removal.chunks)])
        session.index.note_sources()


def forget_removed(settings: Settings, *, before: float) -> None:
    """Delete the uploaded copies of documents that were removed before a time (seconds since
    1970). One that cannot be deleted now is deleted next time."""
    folder = _aside(settings)
    for copy in folder.iterdir() if folder.is_dir() else ():
        if copy.stat().st_mtime < before:
            shutil.rmtree(copy, ignore_errors=True)


def uploads_folder(settings: Settings) -> Path:
    """Where uploaded files are kept."""
    return settings.data.absolute() / "uploads"


def _aside(settings: Settings) -> Path:
    return settings.data.absolute() / "uploads.removed"


def _move(settings: Settings, document: Document, here: Path, there: Path) -> Path | None:
    """Move an uploaded copy, and say where it is; what was not uploaded stays where it is."""
    uploaded = actual_path(document.path)
    if uploads_folder(settings) not in uploaded.parents:
        return None
    name = uploaded.parent.relative_to(uploads_folder(settings))
    if not name.parts or is_gone(here / name):
        return None
    there.mkdir(parents=True, exist_ok=True)
    if not is_gone(there / name):
        shutil.rmtree(there / name)  # the same content, uploaded and removed before
    return (here / name).replace(there / name)
