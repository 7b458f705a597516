"""Which formats there are, and what a file's first bytes say it really is.

Names readers as modules and imports one when its first file comes; knows nothing of how any reads.
"""

import importlib
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, cast

from ingest.errors import DamagedFile, EncryptedFile, UnsupportedFile
from ingest.readers import Extracted
from ingest.settings import IngestSettings

Reader = Callable[[bytes, str, IngestSettings], Extracted]

READERS: dict[str, str] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    ".rst": "text",
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".epub": "epub",
    ".ipynb": "notebook",
    ".csv": "csv",
    ".tsv": "csv",
}
"""Module under `ingest.readers` for each suffix, in lower case."""

REVISIONS: dict[str, int] = {}
"""Raised by one (from 1) when a reader begins to read better: its files are then read again."""
_PACKAGES = {
    "markdown": ("lxml", "markdown-it-py", "mdit-py-plugins"),
    "html": ("lxml",),
    "text": ("charset-normalizer",),
    "pdf": ("pypdf", "pypdfium2"),
    "docx": ("lxml", "mammoth"),
    "pptx": ("lxml", "python-pptx"),
    "epub": ("lxml",),
    "notebook": ("lxml", "markdown-it-py", "mdit-py-plugins", "nbformat"),
    "csv": ("lxml", "charset-normalizer"),
}
"""Packages whose version may change what a reader gives."""
_ZIPPED = frozenset({".docx", ".pptx", ".epub"})
_SAVE_AS = {
    ".doc": "Open it in Word or LibreOffice and save it as DOCX.",
    ".rtf": "Open it in Word or LibreOffice and save it as DOCX.",
    ".odt": "Open it in Word or LibreOffice and save it as DOCX.",
    ".pages": "Export it from Pages as DOCX or PDF.",
    ".ppt": "Open it in PowerPoint or LibreOffice and save it as PPTX.",
    ".odp": "Open it in PowerPoint or LibreOffice and save it as PPTX.",
    ".key": "Export it from Keynote as PPTX or PDF.",
    ".xls": "Open it in a spreadsheet program and save each sheet as CSV.",
    ".xlsx": "Open it in a spreadsheet program and save each sheet as CSV.",
    ".ods": "Open it in a spreadsheet program and save each sheet as CSV.",
    ".mobi": "Convert it to EPUB (for example with Calibre).",
    ".azw3": "Convert it to EPUB (for example with Calibre).",
    ".djvu": "Convert it to PDF (for example with ddjvu -format=pdf).",
    ".zip": "Unpack it and ingest the folder.",
    ".gz": "Unpack it and ingest what is inside.",
    ".png": "Put the picture into a PDF; Hikma recognises the text of PDF pages.",
    ".jpg": "Put the picture into a PDF; Hikma recognises the text of PDF pages.",
    ".jpeg": "Put the picture into a PDF; Hikma recognises the text of PDF pages.",
    ".tiff": "Put the picture into a PDF; Hikma recognises the text of PDF pages.",
}


class _Kind(NamedTuple):
    name: str
    suffixes: frozenset[str]
    """What a file of this kind may be called."""
    remedy: str


def _kind(name: str, remedy: str, *suffixes: str) -> _Kind:
    return _Kind(name, frozenset(suffixes), remedy)


_IMAGE = _kind("a picture", "Rename it to what it is and put it into a PDF.")
_PACKED = _kind("a packed file", "Unpack it and ingest what is inside.")
_PROGRAM = _kind("a program", "Check where the file comes from.")
_OLE = _kind(
    "an older Office file (.doc, .ppt, .xls)",
    "Open it in Word, PowerPoint or LibreOffice and save it as DOCX, PPTX or CSV.",
)
_PDF = _kind("a PDF", "Rename it so that it ends in .pdf.", ".pdf")
_ZIP = _kind(
    "a ZIP archive",
    "If it is an Office file or a book, give it its ending (.docx, .pptx, .epub); else unpack it.",
    *_ZIPPED,
)
_RTF = _kind("an RTF file", "Open it in Word or LibreOffice and save it as DOCX.")
_HTML = _kind(
    "a web page",
    "It is often the page of an error or a login: download the file again, "
    "or rename it so that it ends in .html.",
)
_DATABASE = _kind("a database", "Export the tables that you want as CSV.")
_MAGIC: tuple[tuple[bytes, _Kind], ...] = (
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (b"\x89PNG\r\n", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF87a", _IMAGE),
    (b"GIF89a", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"\x1f\x8b", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"Rar!\x1a\x07", _PACKED),
    (b"\xfd7zXZ\0", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x7fELF", _PROGRAM),
    (b"{\\rtf", _RTF),
    (b"SQLite format 3\0", _DATABASE),
)
_HEAD = 1024
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def supported(path: Path) -> bool:
    """True where a reader knows this kind of file, by its name."""
    return path.suffix.lower() in READERS


def require_supported(path: Path, shown: str) -> None:
    """Raises `UnsupportedFile`, with what to do about it where that is known."""
    if not supported(path):
        raise UnsupportedFile(
            f"{shown}: this kind of file is not supported.",
            hint=_SAVE_AS.get(path.suffix.lower(), f"Supported are: {' '.join(sorted(READERS))}"),
        )


def reader_for(path: Path) -> Reader:
    """The `extract` of the file's reader, imported now if it was not."""
    return cast(Reader, _module(READERS[path.suffix.lower()]).extract)


def _module(name: str) -> Any:
    return importlib.import_module(f"ingest.readers.{name}")


@lru_cache(maxsize=64)
def reader_version(suffix: str, *, recognises: bool) -> str:
    """What reads files of this suffix, with all that decides its text: `html-1 lxml 6.1.3`.

    Where text is recognised, by what: a scan is read again when an engine is installed.
    """
    name = READERS[suffix.lower()]
    engines = [f"{package} {version(package)}" for package in _PACKAGES.get(name, ())]
    if recognises and name == "pdf" and (recogniser := _module("ocr").engine()):
        engines.append(recogniser)
    return " ".join([f"{name}-{REVISIONS.get(name, 1)}", *engines])


def check_kind(suffix: str, data: bytes, shown: str) -> None:
    """Raises `DamagedFile` where the first bytes of `data` belong to another kind of file.

    What is no text at all, but has no mark of its own, is left to the reader.
    """
    found = _kind_of(data)
    if found is None or suffix in found.suffixes:
        return
    if found is _OLE and suffix in _ZIPPED and _ENCRYPTED_OFFICE in data:
        # Office wraps a file with a password in the container of its older formats.
        raise EncryptedFile(
            f"{shown} is locked with a password.",
            hint="Save a copy without the password and ingest that.",
        )
    if found is _HTML and suffix not in _ZIPPED | {".pdf"}:
        return  # the source of a page is a text like any other
    raise DamagedFile(f"{shown} is really {found.name}.", hint=found.remedy)


def _kind_of(data: bytes) -> _Kind | None:
    head = data[:_HEAD]
    if b"%PDF-" in head:
        # Some PDFs begin with a mail header or white space, so the mark may stand anywhere here;
        # a text about PDF files may hold it too.
        return _PDF if head.lstrip().startswith(b"%PDF-") or b"\0" in data[:65536] else None
    for mark, kind in _MAGIC:
        if head.startswith(mark):
            return kind
    if head[8:12] == b"WEBP" and head.startswith(b"RIFF"):
        return _IMAGE
    if head.startswith(b"MZ") and b"\0" in head:
        return _PROGRAM
    if head.startswith(b"BZh") and head[4:10] == b"1AY&SY":
        return _PACKED
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return _HTML if start.startswith((b"<!doctype html", b"<html")) else None
