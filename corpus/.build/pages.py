"""Blocks on A4 pages: one column, or two under a title with a running head and page numbers.

Two columns are written as papers are set: the left column whole, then the right one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from blocks import Block, plain
from typesetting import FONTS, MONO, Sheet

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)  # fixed: rebuilding gives the same bytes
MARGIN, INDENT, GUTTER, LEADING = 22.0, 6.0, 8.0, 1.55  # mm, mm, mm, line height / font size
CELL = 1.5  # mm around the text of a table's cell
MM_PER_PT = 25.4 / 72
LANG_TAGS = {"en": "en", "zh": "zh-Hans", "ar": "ar"}


@dataclass(frozen=True)
class Style:
    size: float  # pt
    bold: bool = False
    before: float = 0.0  # mm
    indent: float = 0.0  # mm

    @property
    def height(self) -> float:
        """Of a line, in mm."""
        return self.size * MM_PER_PT * LEADING


STYLES = {
    "h1": Style(19, bold=True),
    "h2": Style(13.5, bold=True, before=4.0),
    "h3": Style(11.5, bold=True, before=3.0),
    "p": Style(11, before=1.8),
    "li": Style(11, before=1.0, indent=INDENT),
    "ol": Style(11, before=1.0, indent=INDENT),
    "table": Style(9.5, before=2.5),
    "code": Style(8.5, before=2.5, indent=3.0),
}
PAPER = STYLES | {  # of the two-column layout
    "h2": Style(11.5, bold=True, before=3.0),
    "h3": Style(10, bold=True, before=2.5),
    "p": Style(9.5, before=1.4),
    "li": Style(9.5, before=0.8, indent=4.5),
    "ol": Style(9.5, before=0.8, indent=4.5),
    "table": Style(8.5, before=2.0),
    "code": Style(7, before=2.0),
}


class PaperSheet(Sheet):
    """Pages with a running head and a page number."""

    running = ""

    def header(self) -> None:
        self._at(MARGIN - 9, self.running)

    def footer(self) -> None:
        self._at(self.h - MARGIN + 5, f"Page {self.page_no()}")

    def _at(self, y: float, text: str) -> None:
        self.set_font("body", "", 8)
        self.set_y(y)
        self.put(text, (self.w - self.get_string_width(text)) / 2, self.w, 4, rtl=False)
        self.set_y(MARGIN)


class Writer:
    """Writes blocks one under the other; `paper` gives two columns."""

    def __init__(self, lang: str, title: str, *, paper: bool = False) -> None:
        self.rtl = lang == "ar"
        self.styles = PAPER if paper else STYLES
        self.pdf = pdf = PaperSheet(format="A4") if paper else Sheet(format="A4")
        if isinstance(pdf, PaperSheet):
            pdf.running = f"Hikma study notes · {title} · November 2026"
        pdf.set_margin(MARGIN)
        pdf.c_margin = 0
        pdf.set_auto_page_break(False)
        pdf.set_creation_date(AS_OF)
        pdf.set_lang(LANG_TAGS[lang])
        pdf.add_font("body", "", FONTS[lang][0])
        pdf.add_font("body", "B", FONTS[lang][1])
        pdf.set_font("body")
        pdf.add_page()
        pdf.set_title(title)
        self.columns: tuple[tuple[float, float], ...] = ((MARGIN, pdf.w - MARGIN),)
        self.column, self.top = 0, MARGIN

    def split(self) -> None:
        """Two columns from here on."""
        half = (self.pdf.w - 2 * MARGIN - GUTTER) / 2
        middle = MARGIN + half + GUTTER
        self.columns = ((MARGIN, MARGIN + half), (middle, middle + half))
        self.column, self.top = 0, self.pdf.get_y()

    def advance(self) -> None:
        """To the next column, or to the next page."""
        if self.column + 1 < len(self.columns):
            self.column += 1
            self.pdf.set_y(self.top)
        else:
            self.pdf.add_page()
            self.column, self.top = 0, MARGIN

    def fits(self, height: float) -> bool:
        return bool(self.pdf.get_y() + height <= self.pdf.h - MARGIN)

    def write(self, blocks: Iterable[Block]) -> None:
        """All of `blocks`; two columns begin at the first section."""
        for block in blocks:
            if block.kind == "h2" and self.styles is PAPER and len(self.columns) == 1:
                self.split()
            style = self.styles[block.kind]
            self.pdf.set_font("body", "B" if style.bold else "", style.size)
            self.pdf.face(self.rtl)
            self.pdf.set_y(self.pdf.get_y() + style.before)
            {"table": self.table, "code": self.code}.get(block.kind, self.text)(block, style)

    def text(self, block: Block, style: Style) -> None:
        pdf, heading = self.pdf, block.kind.startswith("h")
        left, right = self.columns[self.column]
        text = plain(block.text)
        lines = list(pdf.fill(text, right - left - style.indent, self.rtl))
        if not self.fits(style.height * (len(lines) + 3 if heading else min(len(lines), 2))):
            self.advance()
        if heading:
            pdf.start_section(text, level=int(block.kind[1]) - 1)
        for number, line in enumerate(lines):
            if not self.fits(style.height):
                self.advance()
            left, right = self.columns[self.column]
            if block.kind == "li" and number == 0:
                x = right - style.indent + 2.8 if self.rtl else left + style.indent - 4
                pdf.circle(x=x, y=pdf.get_y() + style.height / 2, radius=0.6, style="F")
            y = pdf.get_y()
            pdf.put(line, left + style.indent, right - style.indent, style.height, self.rtl)
            pdf.set_y(y + style.height)

    def table(self, block: Block, style: Style) -> None:
        rows = [tuple(plain(cell) for cell in row) for row in block.rows]
        left, right = self.columns[self.column]
        natural = [
            max(self.pdf.measure(cell, self.rtl) for cell in column) for column in zip(*rows)
        ]
        shares = [min(width, (right - left) / 2) + 2 * CELL for width in natural]
        widths = [(right - left) * share / sum(shares) for share in shares]
        cells = [
            [
                list(self.pdf.fill(cell, width - 2 * CELL, self.rtl))
                for cell, width in zip(row, widths)
            ]
            for row in rows
        ]
        heights = [style.height * max(map(len, row)) + CELL for row in cells]
        if not self.fits(sum(heights)) and sum(heights) < self.pdf.h / 2:
            self.advance()
        for number, (row, height) in enumerate(zip(cells, heights)):
            self.pdf.set_font("body", "" if number else "B", style.size)
            if not self.fits(height):
                self.advance()
            self.row(row, widths, height, style)
        self.pdf.set_y(self.pdf.get_y() + style.before)

    def row(self, row: list[list[str]], widths: list[float], height: float, style: Style) -> None:
        """One row, cell by cell, over a thin line."""
        pdf = self.pdf
        (left, right), y = self.columns[self.column], pdf.get_y()
        x = right if self.rtl else left
        for lines, width in zip(row, widths):
            x -= width * self.rtl
            for number, line in enumerate(lines):
                pdf.set_y(y + CELL / 2 + number * style.height)
                # Extractors see no gap in a move to the left: a space keeps two cells apart.
                text = f"{line} " if self.rtl else line
                pdf.put(text, x + CELL, x + width - CELL, style.height, self.rtl)
            x += width * (not self.rtl)
        pdf.set_y(y + height)
        pdf.set_draw_color(170)
        pdf.line(left, y + height, right, y + height)

    def code(self, block: Block, style: Style) -> None:
        """Line by line, from left to right in every language. A line too long is an error."""
        pdf = self.pdf
        if "mono" not in pdf.fonts:
            pdf.add_font("mono", "", MONO)
        pdf.set_font("mono", "", style.size)
        pdf.face(rtl=False)
        for line in block.text.split("\n"):
            if not self.fits(style.height):
                self.advance()
            left, right = self.columns[self.column]
            if pdf.get_string_width(line) > right - left - style.indent:
                raise ValueError(f"This line of code is wider than its column: {line}")
            y = pdf.get_y()
            if line:
                pdf.put(line, left + style.indent, right, style.height, rtl=False)
            pdf.set_y(y + style.height * 0.9)
