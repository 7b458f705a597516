"""A page of a PDF as a picture, with the places of quoted words on it.

`picture` asks a process of its own, as ingestion does: no file can harm the one that looks at it.
Words are looked for in PDFium's text layer, folded; where PDFium's order is not the reading order
(right-to-left lines), in the lines put together from the letters' places. Where they are found in
neither there are no boxes: nothing is guessed.
"""

import base64
import ctypes
import json
import math
import subprocess
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ingest.documents import Record
from ingest.files import document_id
from ingest.normalize import fold_with_map
from ingest.readers.glyphs import Glyph, line_text
from ingest.readers.layout import segments
from ingest.readers.pdfium import Pdfium, glyphs_of
from ingest.readers.visual_order import is_right_to_left
from ingest.settings import IngestSettings

WIDTH = 900
"""Width of the picture in pixels: read without scrolling beside an answer."""
_MOST_HEIGHT = 4_000
_START_SECONDS = 20.0
"""What a process may take to start on a busy machine."""
_START = (
    "import sys; root = {root!r}; sys.path[:0] = [] if root in sys.path else [root]; "
    "from ingest.readers.page_picture import serve; serve()"
)


class Box(Record):
    """A place on a page, in shares (0 to 1) of its width and height from its upper left."""

    left: float
    top: float
    width: float
    height: float


class PagePicture(Record):
    """A page as it looks, and where the words are that were asked for."""

    png: str
    """Base64."""
    width: int
    """Pixels."""
    height: int
    boxes: tuple[Box, ...] = ()
    """One for each line of the quote; empty where it was not found on the page."""


def picture(
    path: Path, document: str, page: int, quote: str, settings: IngestSettings
) -> PagePicture | None:
    """The page (1-based) of the PDF at `path`, with `quote` looked for.

    None where there is no picture: the file is gone, is not the `document` (an id) that was read,
    is broken, or takes too long. Why, does not matter to who only wanted to look.
    """
    root = str(Path(__file__).parents[2])
    command = (sys.executable, "-P", "-c", _START.format(root=root))
    asked = {"path": str(path), "document": document, "page": page, "quote": quote,
             "memory_mb": settings.memory_mb}  # fmt: skip
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=settings.page_seconds + _START_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return PagePicture.model_validate_json(done.stdout) if done.returncode == 0 else None


def serve() -> None:
    """What the process runs: one question on standard input, its picture on standard output."""
    asked = json.loads(sys.stdin.buffer.read())
    _limit_memory(asked["memory_mb"])
    data = Path(asked["path"]).read_bytes()
    if document_id(data) != asked["document"]:
        sys.exit("The file is not the one that was read.")
    sys.stdout.write(drawn(data, asked["page"], asked["quote"]).model_dump_json())


def drawn(data: bytes, page: int, quote: str) -> PagePicture:
    """The page (1-based) of a PDF, drawn in this process; for `serve`."""
    with Pdfium.opened(data) as pdf:
        if pdf is None:
            sys.exit("PDFium cannot open the file.")
        with pdf.page(page - 1) as opened:
            if opened is None:
                sys.exit("There is no such page.")
            png, width, height = _png(opened)
            boxes = _boxes(opened, quote, width, height)
    return PagePicture(png=png, width=width, height=height, boxes=boxes)


def _limit_memory(most_mb: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (most_mb * 1_000_000, most_mb * 1_000_000))


# -- the picture --------------------------------------------------------------------


def _png(page: Any) -> tuple[str, int, int]:
    scale = min(WIDTH / page.get_width(), _MOST_HEIGHT / page.get_height())
    bitmap = page.render(scale=scale, rev_byteorder=True)
    width, height, channels = bitmap.width, bitmap.height, bitmap.n_channels
    rows = memoryview(bitmap.buffer).cast("B")
    lines = []
    for row in range(height):
        line = bytes(rows[row * bitmap.stride : row * bitmap.stride + width * channels])
        lines.append(b"\0" + (_opaque(line) if channels == 4 else line))
    # Of grey (0) or of colours (2), eight bits each.
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    header += bytes((8, 0 if channels == 1 else 2, 0, 0, 0))
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 6)), (b"IEND", b""))
    whole = b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, data) for name, data in parts)
    return base64.b64encode(whole).decode("ascii"), width, height


def _opaque(line: bytes) -> bytes:
    """Red, green, blue, … without every fourth byte."""
    kept = bytearray(len(line) // 4 * 3)
    for channel in range(3):
        kept[channel::3] = line[channel::4]
    return bytes(kept)


def _part(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


# -- the places ---------------------------------------------------------------------


class _Place(NamedTuple):
    """A letter's box on the picture, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


def _boxes(page: Any, quote: str, width: int, height: int) -> tuple[Box, ...]:
    """One box for each line of `quote`."""
    if not quote.strip():
        return ()
    text_page = page.get_textpage()
    try:
        letters = _in_engines_order(text_page, quote) or _in_lines(text_page, page, quote)
        places = [_place(page, text_page, at, width, height) for at in letters]
    finally:
        text_page.close()
    return tuple(
        Box(
            left=max(line.left / width, 0.0),
            top=max(line.top / height, 0.0),
            width=min((line.right - line.left) / width, 1.0),
            height=min((line.bottom - line.top) / height, 1.0),
        )
        for line in _lines(places)
    )


def _in_engines_order(text_page: Any, quote: str) -> list[int]:
    """Numbers of the letters that say `quote` in PDFium's own order; none where it is not so."""
    import pypdfium2.raw as raw

    count = text_page.count_chars()
    text = "".join(_char(raw.FPDFText_GetUnicode(text_page, at)) for at in range(count))
    found = next(fold_with_map(text).find(quote), None)
    return [at for at in range(*found) if not text[at].isspace()] if found else []


def _char(code: int) -> str:
    if code in (0x02, 0xFFFE):  # PDFium's own marks for a hyphen at a line's end
        return "-"
    return chr(code) if code and not 0xD800 <= code <= 0xDFFF else " "


def _in_lines(text_page: Any, page: Any, quote: str) -> list[int]:
    """The same by lines, in the order of reading; of a line said in part, about that part."""
    found = segments(glyphs_of(text_page, page.get_rotation()))
    right_to_left = is_right_to_left("".join(g.text for run in found for g in run.glyphs))
    lines = [line_text([run.glyphs], right_to_left=right_to_left) for run in found]
    span = next(fold_with_map("\n".join(lines)).find(quote), None)
    if span is None:
        return []
    letters, begin = list[int](), 0
    for run, line in zip(found, lines):
        first, last = max(span[0], begin), min(span[1], begin + len(line))
        if first < last:
            turned = is_right_to_left(line)
            share = (first - begin) / len(line), (last - begin) / len(line)
            letters += _part_of(run.glyphs, share, right_to_left=turned)
        begin += len(line) + 1
    return letters


def _part_of(
    glyphs: Sequence[Glyph], share: tuple[float, float], *, right_to_left: bool
) -> list[int]:
    ordered = sorted(glyphs, key=lambda glyph: glyph.left, reverse=right_to_left)
    first, last = math.floor(share[0] * len(ordered)), math.ceil(share[1] * len(ordered))
    return [glyph.order for glyph in ordered[first:last] if not glyph.text.isspace()]


def _place(page: Any, text_page: Any, at: int, width: int, height: int) -> _Place:
    """Where a letter stands on the picture, however the page is turned or cut."""
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page, at, box)
    corners = []
    for x, y in ((box.left, box.top), (box.right, box.bottom)):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (a, b), (c, d) = corners
    return _Place(min(a, c), min(b, d), max(a, c), max(b, d))


def _lines(places: Iterable[_Place]) -> list[_Place]:
    """Letters that stand beside each other as one place."""
    lines: list[_Place] = []
    for place in places:
        middle = (place.top + place.bottom) / 2
        if lines and lines[-1].top <= middle <= lines[-1].bottom:
            last = lines[-1]
            lines[-1] = _Place(
                min(last.left, place.left), min(last.top, place.top),
                max(last.right, place.right), max(last.bottom, place.bottom),
            )  # fmt: skip
        else:
            lines.append(place)
    return lines
