"""PDFium's half of the PDF door: letters with their places, outlines and pictures of pages.

Knows PDFium's ways with right-to-left text, which it turns run by run (and sometimes letter by
letter): its order is used only within left-to-right runs, and within ligatures by what is sure.
"""

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, pairwise
from typing import Any

from ingest.readers.glyphs import Glyph
from ingest.readers.headings import OutlineEntry
from ingest.readers.layout import arrange
from ingest.readers.mend import base_letters
from ingest.readers.page_choice import Seen
from ingest.readers.visual_order import direction

_MOST_GLYPHS = 200_000
_MOST_BOOKMARKS = 20_000
_MOST_PIXELS = 25_000_000
_ALEFS = frozenset("اأإآٱ")
_TURNED_SHARE = 0.1
_SCAN_LETTERS = 40
_SCAN_AREA = 0.5
_PASSWORD_ERROR = 4


class Pdfium:
    """A file opened by PDFium."""

    _last_error = 0

    def __init__(self, document: Any) -> None:
        self._document = document

    @classmethod
    @contextmanager
    def opened(cls, data: bytes) -> Iterator["Pdfium | None"]:
        """None where PDFium cannot open the file."""
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            cls._last_error = getattr(error, "err_code", 0) or 0
            yield None
            return
        cls._last_error = 0
        try:
            yield cls(document)
        finally:
            document.close()

    @classmethod
    def last_error_is_password(cls) -> bool:
        """Whether the file that was opened last is locked."""
        return cls._last_error == _PASSWORD_ERROR

    def pages(self) -> int:
        return len(self._document)

    def title(self) -> str | None:
        return str(self._document.get_metadata_value("Title")) or None

    def outline(self) -> list[OutlineEntry]:
        """Bookmarks that lead to a page of this file; PDFium breaks their cycles."""
        entries = []
        for bookmark in islice(self._document.get_toc(), _MOST_BOOKMARKS):
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            if page is not None and bookmark.get_title():
                entries.append(OutlineEntry(bookmark.level, bookmark.get_title(), page))
        return entries

    def seen(self, index: int, other: str = "") -> Seen | None:
        """A page put together from its letters' places; None where the page cannot be opened.

        `other` is another engine's text of it, which knows the order within ligatures. Vertical
        writing and turned text stay in PDFium's own order.
        """
        with self.page(index) as page:
            if page is None:
                return None
            text_page = page.get_textpage()
            try:
                raw = _text(text_page)
                glyphs = glyphs_of(text_page, page.get_rotation())
            finally:
                text_page.close()
        if not glyphs or _is_vertical(glyphs) or len(glyphs) > _MOST_GLYPHS:
            return Seen(raw)
        glyphs = _ligatures_in_order(glyphs, base_letters(other))
        found = arrange(glyphs)
        return Seen(found.text, found.segments, found.paragraphs)

    def has_ink(self, index: int) -> bool:
        """Whether anything at all is drawn on the page."""
        with self.page(index) as page:
            return page is not None and any(True for _ in page.get_objects(max_depth=3))

    def is_scan(self, index: int, text: str) -> bool:
        """Whether a picture fills a page of next to no text (a scanner's stamp, a page number)."""
        import pypdfium2.raw as raw

        if sum(char.isalpha() for char in text) >= _SCAN_LETTERS:
            return False
        with self.page(index) as page:
            if page is None:
                return False
            area = 0.0
            for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
                left, bottom, right, top = picture.get_bounds()
                area += (right - left) * (top - bottom)
            return bool(area >= _SCAN_AREA * page.get_width() * page.get_height())

    def picture(self, index: int, dots_per_inch: int) -> tuple[bytes, int]:
        """A page drawn in grey as PGM, and its resolution: less than asked for a huge page."""
        page = self._document[index]
        try:
            inches = page.get_width() * page.get_height() / 72**2
            dots = min(dots_per_inch, int(math.sqrt(_MOST_PIXELS / max(inches, 0.01))))
            bitmap = page.render(scale=max(dots, 1) / 72, grayscale=True)
        finally:
            page.close()
        rows = memoryview(bitmap.buffer).cast("B")
        packed = b"".join(
            rows[row * bitmap.stride : row * bitmap.stride + bitmap.width]
            for row in range(bitmap.height)
        )
        return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + packed, dots

    @contextmanager
    def page(self, index: int) -> Iterator[Any]:
        """PDFium's own page; None where it cannot be opened."""
        import pypdfium2

        try:
            page = self._document[index]
        except (pypdfium2.PdfiumError, IndexError):
            yield None
            return
        try:
            yield page
        finally:
            page.close()


def glyphs_of(text_page: Any, rotation: int) -> list[Glyph]:
    """The letters of an opened text layer; `Glyph.order` is PDFium's number of each."""
    return _Glyphs(text_page, rotation).read()


class _Glyphs:
    """Reads a page's letters with their places, upright whatever the page's rotation."""

    def __init__(self, text_page: Any, rotation: int) -> None:
        import pypdfium2.raw as raw

        self._raw, self._text_page = raw, text_page
        self._quarters = rotation // 90 % 4
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()

    def read(self) -> list[Glyph]:
        """Letters in PDFium's order, those of one ligature together; none if many are turned."""
        glyphs: list[Glyph] = []
        turned, origin = 0, (math.inf, math.inf)
        for order in range(min(self._text_page.count_chars(), _MOST_GLYPHS + 1)):
            char = chr(self._raw.FPDFText_GetUnicode(self._text_page, order))
            if char in "\r\n\0":
                continue
            if char in "\x02\ufffe":  # PDFium's own marks for a hyphen at a line's end.
                char = "-"
            glyph, upright = self._glyph(char, order)
            turned += not upright
            place = (self._x.value, self._y.value)
            spaced = not glyphs or glyphs[-1].text.isspace() or char.isspace()
            if place == origin and not spaced:
                glyphs[-1] = _merged(glyphs[-1], glyph)
            else:
                glyphs.append(glyph)
            origin = place
        return glyphs if turned <= _TURNED_SHARE * len(glyphs) else []

    def _glyph(self, char: str, order: int) -> tuple[Glyph, bool]:
        raw, page, box, matrix = self._raw, self._text_page, self._box, self._matrix
        raw.FPDFText_GetCharOrigin(page, order, self._x, self._y)
        raw.FPDFText_GetLooseCharBox(page, order, box)
        raw.FPDFText_GetMatrix(page, order, matrix)
        size = raw.FPDFText_GetFontSize(page, order) * math.hypot(matrix.c, matrix.d)
        x, base = self._turn(self._x.value, self._y.value)
        corners = self._turn(box.left, box.bottom)[0], self._turn(box.right, box.top)[0]
        along, across = self._turn(matrix.a, matrix.b)
        upright = char.isspace() or (along > 0 and abs(across) < 0.3 * along)
        # Ink may begin right of a letter's origin; the origin is where the letter begins.
        glyph = Glyph(char, min(x, *corners), max(corners), base, size, order, x)
        return glyph, upright

    def _turn(self, x: float, y: float) -> tuple[float, float]:
        """A place or direction on the paper as it is on the screen."""
        return ((x, y), (y, -x), (-x, -y), (-y, x))[self._quarters]


def _merged(glyph: Glyph, other: Glyph) -> Glyph:
    """A ligature of both. No ligature begins with alef: an alef before lam is PDFium's doing."""
    text = glyph.text + other.text
    if glyph.text[-1] in _ALEFS and other.text == "ل":
        text = glyph.text[:-1] + other.text + glyph.text[-1]
    left, right = min(glyph.left, other.left), max(glyph.right, other.right)
    return glyph._replace(text=text, left=left, right=right)


def _ligatures_in_order(glyphs: list[Glyph], other: str) -> list[Glyph]:
    """Right-to-left ligatures turned where another engine's text has only the turned order.

    Lam-alef is certain without it. The letters that stand right and left of a ligature count.
    """
    mended = []
    for glyph in glyphs:
        text = glyph.text
        if len(text) > 1 and direction(text) == "R" and not set(text) & _ALEFS:
            right, left = _beside(glyph, glyphs)
            here, turned = right + text + left, right + text[::-1] + left
            if other.count(turned) > other.count(here):
                glyph = glyph._replace(text=text[::-1])
        mended.append(glyph)
    return mended


def _beside(glyph: Glyph, glyphs: list[Glyph]) -> tuple[str, str]:
    """The letters that touch a glyph on its right and on its left; empty where none does."""
    near, right, left = 0.2 * glyph.size, "", ""
    for other in glyphs:
        if abs(other.base - glyph.base) > near or other is glyph or not other.text.isalpha():
            continue
        if abs(other.left - glyph.right) < near:
            right = other.text[-1]
        elif abs(other.right - glyph.left) < near:
            left = other.text[0]
    return right, left


def _is_vertical(glyphs: list[Glyph]) -> bool:
    """Whether letters follow each other downwards."""
    below = sum(
        abs(a.left - b.left) < 0.2 * a.size and 0.5 * a.size < a.base - b.base < 2 * a.size
        for a, b in pairwise(glyphs)
    )
    return below * 2 > len(glyphs)


def _text(text_page: Any) -> str:
    text = str(text_page.get_text_range()).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x02", "-").replace("\ufffe", "-")
