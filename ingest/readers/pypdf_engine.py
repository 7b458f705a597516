"""The one door to pypdf: the engine that reads a PDF first.

Its faults are translated here: what would exhaust the reader is `UnsafeFile`, a page that it
cannot read is `PageFault`, a file that it cannot open is left to PDFium.
"""

import io
import logging
from typing import Any

import regex

from ingest.errors import UnsafeFile

_FAULTS: tuple[type[Exception], ...] = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError),
    *(AssertionError, NotImplementedError, ArithmeticError, EOFError),
)
"""pypdf meets a malformed object with whatever Python raises there."""
_DRAWS = regex.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_MOST_DRAWN = 5_000
_MOST_CONTENT = 8_000_000
"""Bytes of drawing on a page: a page of text has some thousands."""


class PageFault(Exception):
    """A page that pypdf cannot read."""


class _Endless(Exception):
    """Forms that draw themselves, or each other without end."""


class Pypdf:
    """A file opened by pypdf."""

    def __init__(self, reader: Any, name: str, *, locked: bool) -> None:
        self._reader = reader
        self._name = name
        self._drawable: dict[int, bool] = {}
        self.locked = locked

    @classmethod
    def open(cls, data: bytes, name: str) -> "Pypdf | None":
        """None where pypdf cannot open it; PDFium may. Raises `UnsafeFile`."""
        import pypdf
        from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            locked = reader.is_encrypted and not reader.decrypt("")
            if not locked and len(reader.pages) and reader.is_encrypted:
                reader.pages[0].get_contents()  # AES needs a package, and is missed only here.
        except LimitReachedError as error:
            raise _unsafe(name, error) from error
        except (PyPdfError, DependencyError, *_FAULTS):
            return None
        return cls(reader, name, locked=bool(locked))

    def pages(self) -> int:
        """How many there are."""
        return len(self._reader.pages)

    def title(self) -> str | None:
        """As the file's metadata gives it."""
        from pypdf.errors import PyPdfError

        try:
            found = self._reader.metadata and self._reader.metadata.title
        except (PyPdfError, *_FAULTS):
            return None
        return str(found) if found else None

    def text(self, index: int) -> str:
        """A page's text. Raises `PageFault`, `UnsafeFile`."""
        from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

        try:
            return str(self._reader.pages[index].extract_text())
        except LimitReachedError as error:
            raise _unsafe(self._name, error) from error
        except (PyPdfError, DependencyError, *_FAULTS) as error:
            raise PageFault(str(error)) from error

    def is_drawable(self, index: int) -> bool:
        """Whether an engine that follows every drawing would come to an end with this page."""
        if index not in self._drawable:
            self._drawable[index] = self._ends(index)
        return self._drawable[index]

    def _ends(self, index: int) -> bool:
        from pypdf.errors import PyPdfError

        try:
            page = self._reader.pages[index]
            content = page.get_contents()
            data = b"" if content is None else content.get_data()
            if len(data) > _MOST_CONTENT:
                return False
            _follow(data, page.get("/Resources"), (), [0])
        except _Endless:
            return False
        except (PyPdfError, *_FAULTS):
            return True
        return True


def _follow(data: bytes, resources: Any, path: tuple[int, ...], count: list[int]) -> None:
    """Every form that is drawn, as often as it is drawn. Raises `_Endless`."""
    drawn = _DRAWS.findall(data)
    if not drawn or not resources:
        return
    forms = resources.get_object().get("/XObject")
    forms = {} if forms is None else forms.get_object()
    for name in drawn:
        form = forms.get("/" + name.decode("latin-1"))
        form = form.get_object() if form is not None else None
        if form is None or form.get("/Subtype") != "/Form":
            continue
        count[0] += 1
        number = form.indirect_reference.idnum if form.indirect_reference else -1
        if number in path or count[0] > _MOST_DRAWN or len(path) > 30:
            raise _Endless
        _follow(form.get_data(), form.get("/Resources", resources), (*path, number), count)


def _unsafe(name: str, error: Exception) -> UnsafeFile:
    return UnsafeFile(
        f"{name} is built to exhaust its reader: {error}.",
        hint="Get the document from its publisher.",
    )
