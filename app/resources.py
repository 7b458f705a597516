"""What the screens share: the study session, opened once, and the folder of uploaded files."""

import secrets
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import regex
import streamlit as st

from app.removal import uploads_folder
from ingest.database import FILE
from ingest.documents import LibraryEntry
from ingest.errors import StoreError
from ingest.files import document_id
from ingest.index import Index
from ingest.library import Library
from ingest.pipeline import find_files
from tutor.session import StudySession
from tutor.settings import Settings, load_settings

_UNSAFE = regex.compile(r'[\p{C}<>:"|?*]')
_NAME_BYTES = 150
"""Longest stem kept: file systems take 255 bytes, and paths have limits too."""


@st.cache_resource(show_spinner=False)
def study_session() -> StudySession:
    """Index and models, shared by every page; settings come from the environment.

    Raises `SettingsError`.
    """
    return StudySession(load_settings({}))


@st.cache_resource(show_spinner=False)
def one_writer() -> threading.Lock:
    """Held by the job that changes the library: the next learner's waits for its turn."""
    return threading.Lock()


def opened_library(session: StudySession) -> Library | None:
    """The documents as they are now; None where nothing was ever added. Needs no model.

    Raises `StoreError`s.
    """
    if not Index.exists(session.settings.index_folder):
        return None
    library = session.library
    if not library.is_current():  # it was rebuilt
        library.reopen()
    return library


def listed(library: Library | None) -> Sequence[LibraryEntry]:
    """Every document without its text, in order of title; read anew only after a change."""
    if library is None:
        return ()
    files = (library.folder / FILE, library.folder / f"{FILE}-wal")
    stamps = [path.stat() for path in files if path.exists()]
    return _listed(library, tuple((str(library.folder), s.st_mtime_ns, s.st_size) for s in stamps))


@st.cache_resource(show_spinner=False, max_entries=2)
def _listed(_library: Library, stamps: tuple[tuple[str, int, int], ...]) -> Sequence[LibraryEntry]:
    # 2,000 documents take a fifth of a second: too long for every click.
    return tuple(_library.library())


def sample_files() -> list[Path]:
    """The study documents shipped beside the packages; empty where there are none."""
    corpus = Path(__file__).absolute().parents[1] / "corpus"
    return _files_in(corpus)


def save_upload(settings: Settings, name: str, data: bytes) -> Path:
    """Keep an uploaded file, complete or not at all, and return where.

    Each content has a folder of its own: no file overwrites another, and names stay clean.
    Raises `StoreError`.
    """
    folder = uploads_folder(settings) / document_id(data)
    path = folder / safe_name(name)
    partial = folder / f".{secrets.token_hex(4)}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StoreError(
            f"{path.name} cannot be saved in {uploads_folder(settings)}: {error.strerror}.",
            hint="Check the free disk space and the folder's permissions.",
        ) from error
    return path


def safe_name(name: str) -> str:
    """The last part of a file's name without what a file system or a shell could trip over."""
    base = unicodedata.normalize("NFC", regex.split(r"[/\\]", name)[-1])
    base = _UNSAFE.sub("_", base).strip(" .")
    stem, dot, suffix = base.rpartition(".")
    if not dot:
        stem, suffix = base, ""
    stem = stem.encode()[:_NAME_BYTES].decode("utf-8", "ignore") or "document"
    return f"{stem}{dot}{suffix[:20]}"


def discard_upload(settings: Settings, path: Path) -> None:
    """Delete an uploaded copy that is no longer needed; other people's files are not touched."""
    uploads = uploads_folder(settings)
    if uploads not in path.parents:
        return
    path.unlink(missing_ok=True)
    if path.parent != uploads and path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def unlisted_uploads(settings: Settings, listed: Iterable[str]) -> list[Path]:
    """Uploaded files that are not in the library: adding them was interrupted."""
    uploads = uploads_folder(settings)
    known = set(listed)
    return [path for path in _files_in(uploads) if str(path) not in known]


def _files_in(folder: Path) -> list[Path]:
    return [found.path for found in find_files([folder]).files] if folder.is_dir() else []
