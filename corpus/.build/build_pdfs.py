"""Build the corpus PDFs from their Markdown sources.

Each ``corpus/.build/<lang>/<name>.md`` becomes ``corpus/<lang>/<name>.pdf``.
A source may use ``#``/``##`` headings, paragraphs and ``- `` lists. Run it with::

    python corpus/.build/build_pdfs.py

Needs Python 3.11+, ``pip install fpdf2==2.8.9 uharfbuzz`` and, on Debian,
``apt-get install fonts-noto-core fonts-wqy-zenhei fonts-hosny-amiri``.

Text is written in reading order: an Arabic line is laid out run by run from the
right, and each run is its own text operation, so that text extractors (pypdf in
particular) return Arabic, Latin words and numbers in the order they are read.
Arabic sources write a shadda without a second vowel mark: the font draws such a
pair as one glyph, which does not extract cleanly. The same holds for hamza on waw
followed by a mark. Compare the extracted text with the source after an edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TextDirection
from fpdf.line_break import Fragment

BUILD = Path(__file__).resolve().parent
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)  # fixed: rebuilding gives the same bytes
MARGIN, INDENT, LEADING = 22.0, 6.0, 1.55  # mm, mm, line height / font size
MM_PER_PT = 25.4 / 72

OPENING, CLOSING, HAN = "（《“「", "，。、；：？！）》”」％", "\u3400-\u9fff"
TOKEN = re.compile(
    rf"\s+|[{OPENING}]*(?:[{HAN}]|[^\s{HAN}{OPENING}{CLOSING}]+)[{CLOSING}]*|[{OPENING}{CLOSING}]+"
)
ATOM = r"[+\-−]?[A-Za-z0-9](?:[\w./:%+\-]*[A-Za-z0-9_%])?"
LTR_RUN = re.compile(
    rf"{ATOM}(?:\[[\w ]+\])?(?: ?[=+\-/×<>]? ?(?:{ATOM}|\([A-Za-z0-9_+\-/. ]+\)))*", re.ASCII
)

# Spaces and brackets stand alone: extractors cannot tell on which side of a word they belong.
RTL_PART = re.compile(r"[\u0600-\u06ff]+|.")

# Contextual variants split a letter into several glyphs, which extractors show as extra letters.
RTL_FEATURES = {"calt": False}


@dataclass(frozen=True)
class Style:
    size: float  # pt
    bold: bool = False
    before: float = 0.0  # mm
    indent: float = 0.0  # mm


STYLES = {
    "h1": Style(19, bold=True),
    "h2": Style(13.5, bold=True, before=4.0),
    "p": Style(11, before=1.8),
    "li": Style(11, before=1.0, indent=INDENT),
}
FONTS = {  # language: (regular, bold), as Debian installs them
    "en": (
        "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
        "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
    ),
    "zh": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",) * 2,
    "ar": (
        "/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf",
        "/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Bold.ttf",
    ),
}
LANG_TAGS = {"en": "en", "zh": "zh-Hans", "ar": "ar"}


def blocks(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield (style name, text) for each heading, paragraph and list item."""
    for chunk in re.split(r"\n\s*\n", markdown.strip()):
        if match := re.fullmatch(r"(#{1,2}) (.+)", chunk):
            yield f"h{len(match[1])}", match[2]
        elif chunk.startswith("- "):
            for item in re.split(r"\n(?=- )", chunk):
                yield "li", " ".join(item[2:].split())
        else:
            yield "p", " ".join(chunk.split())


def runs(line: str) -> Iterator[tuple[str, bool]]:
    """Split a right-to-left line into (text, is_rtl) runs, in reading order."""
    position = 0
    for match in LTR_RUN.finditer(line):
        yield from ((part, True) for part in RTL_PART.findall(line[position : match.start()]))
        yield match[0], False
        position = match.end()
    yield from ((part, True) for part in RTL_PART.findall(line[position:]))


class Run(Fragment):
    """Text of one direction, which approaches every vowel mark in small steps.

    pypdf takes a move of half a space or more for a gap between words, and the move
    from the pen position to a mark is often longer than that. Moves to the left and
    the short steps that follow do not count, and the mark lands where it belongs.
    """

    def render_with_text_shaping(
        self, pos_x: float, pos_y: float, h: float, word_spacing: float
    ) -> str:
        def approach(match: re.Match[str]) -> str:
            x, step = float(match[1]), 0.08 * self.font_size_pt
            return " ".join(f"1 0 0 1 {x - i * step:.2f} {match[2]} Tm" for i in range(7, -1, -1))

        operators = super().render_with_text_shaping(pos_x, pos_y, h, word_spacing)
        return re.sub(r"1 0 0 1 (\S+) (\S+) Tm", approach, operators)


class Document(FPDF):
    """FPDF that shapes each text it is given in one piece.

    fpdf2 starts a new fragment at every change of Unicode script. Vowel marks have the
    script "inherited", so it would cut a word at each mark and break the joining of letters.
    """

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:
        if not self.text_shaping:
            return self._preload_font_styles(text, markdown)
        direction = self.text_shaping["direction"]
        self.text_shaping |= {"paragraph_direction": direction, "fragment_direction": direction}
        kind = Run if direction == TextDirection.RTL else Fragment
        return (kind(text, self._get_current_graphics_state(), self.k),)


class Writer:
    """Lays out blocks on A4 pages."""

    def __init__(self, lang: str) -> None:
        self.rtl = lang == "ar"
        self.pdf = Document(format="A4")
        self.pdf.set_margin(MARGIN)
        self.pdf.c_margin = 0
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(AS_OF)
        self.pdf.set_lang(LANG_TAGS[lang])
        self.pdf.add_font("body", "", FONTS[lang][0])
        self.pdf.add_font("body", "B", FONTS[lang][1])
        self.pdf.set_font("body")
        self.pdf.add_page()

    def direction(self, rtl: bool) -> None:
        if rtl:
            self.pdf.set_text_shaping(
                True, features=RTL_FEATURES, direction="rtl", script="arab", language="ara"
            )
        else:
            self.pdf.set_text_shaping(True, direction="ltr")

    def width(self, text: str) -> float:
        if not self.rtl:
            return self.pdf.get_string_width(text)
        total = 0.0
        for run, rtl in runs(text):
            self.direction(rtl)
            total += self.pdf.get_string_width(run)
        return total

    def lines(self, text: str, available: float) -> Iterator[str]:
        line = ""
        for token in TOKEN.findall(text):
            if line and self.width((line + token).rstrip()) > available:
                yield line.rstrip()
                line = ""
            line += token if line else token.lstrip()
        if line:
            yield line.rstrip()

    def draw(self, text: str, indent: float, height: float) -> None:
        pdf = self.pdf
        if not self.rtl:
            pdf.set_x(MARGIN + indent)
            pdf.cell(h=height, text=text)
            return
        x = pdf.w - MARGIN - indent
        for run, rtl in runs(text):
            self.direction(rtl)
            width = pdf.get_string_width(run)
            x -= width
            pdf.set_x(x)
            pdf.cell(w=width, h=height, text=run)

    def block(self, kind: str, text: str) -> None:
        pdf, style = self.pdf, STYLES[kind]
        pdf.set_font("body", "B" if style.bold else "", style.size)
        self.direction(self.rtl)
        height = style.size * MM_PER_PT * LEADING
        available = pdf.w - 2 * MARGIN - style.indent
        pdf.set_y(pdf.get_y() + style.before)
        lines = list(self.lines(text, available))
        keep = height * (len(lines) + 3 if kind.startswith("h") else min(len(lines), 2))
        if pdf.get_y() + keep > pdf.h - MARGIN:
            pdf.add_page()
        if kind.startswith("h"):
            pdf.start_section(text, level=int(kind[1]) - 1)
        for number, line in enumerate(lines):
            if pdf.get_y() + height > pdf.h - MARGIN:
                pdf.add_page()
            if kind == "li" and number == 0:
                x = pdf.w - MARGIN - 3.2 if self.rtl else MARGIN + 2
                pdf.circle(x=x, y=pdf.get_y() + height / 2, radius=0.6, style="F")
            y = pdf.get_y()
            self.draw(line, style.indent, height)
            pdf.set_y(y + height)


def build(source: Path) -> Path:
    lang = source.parent.name
    writer = Writer(lang)
    for kind, text in blocks(source.read_text(encoding="utf-8")):
        if kind == "h1":
            writer.pdf.set_title(text)
        writer.block(kind, text)
    target = BUILD.parent / lang / f"{source.stem}.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    writer.pdf.output(str(target))
    return target


if __name__ == "__main__":
    for path in sorted(BUILD.glob("*/*.md")):
        print(build(path).relative_to(BUILD.parent))
