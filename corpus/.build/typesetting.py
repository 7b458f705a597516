"""Text on a PDF page such that extractors give it back as it was written.

Knows of fonts, directions and fpdf2, nothing of blocks or pages. An Arabic line is laid out run
by run from the right, and each run is its own text operation, so that extractors (pypdf in
particular) return Arabic, Latin words and numbers in the order they are read. Arabic sources
write a shadda without a second vowel mark: the font draws such a pair as one glyph, which does
not extract cleanly. The same holds for hamza on waw followed by a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from directions import directions
from fpdf import FPDF
from fpdf.enums import TextDirection
from fpdf.line_break import Fragment

OPENING, CLOSING, HAN = "（《“「", "，。、；：？！）》”」％", "\u3400-\u9fff"
TOKEN = re.compile(
    rf"\s+|[{OPENING}]*(?:[{HAN}]|[^\s{HAN}{OPENING}{CLOSING}]+)[{CLOSING}]*|[{OPENING}{CLOSING}]+"
)
# Spaces and brackets stand alone: extractors cannot tell on which side of a word they belong.
RTL_PART = re.compile(r"[\u0600-\u06ff]+|.")

# Contextual variants split a letter into several glyphs, which extractors show as extra letters.
RTL_FEATURES = {"calt": False}

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
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"


def runs(line: str) -> Iterator[tuple[str, bool]]:
    """Split a right-to-left line into (text, is right to left) operations, in reading order."""
    for part, rtl in directions(line):
        yield from ((run, True) for run in RTL_PART.findall(part)) if rtl else [(part, False)]


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


class Sheet(FPDF):
    """FPDF that shapes each text it is given in one piece, in one direction.

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

    def face(self, rtl: bool) -> None:
        """Shape what follows from right to left, or from left to right."""
        if rtl:
            self.set_text_shaping(
                True, features=RTL_FEATURES, direction="rtl", script="arab", language="ara"
            )
        else:
            self.set_text_shaping(True, direction="ltr")

    def measure(self, text: str, rtl: bool) -> float:
        """Width of one line in mm."""
        if not rtl:
            return float(self.get_string_width(text))
        total = 0.0
        for run, run_rtl in runs(text):
            self.face(run_rtl)
            total += self.get_string_width(run)
        return total

    def fill(self, text: str, available: float, rtl: bool) -> Iterator[str]:
        """`text` cut into lines that fit, in mm; a word that fits nowhere has its own line."""
        line = ""
        for token in TOKEN.findall(text):
            if line and self.measure((line + token).rstrip(), rtl) > available:
                yield line.rstrip()
                line = ""
            line += token if line else token.lstrip()
        if line:
            yield line.rstrip()

    def put(self, text: str, left: float, right: float, height: float, rtl: bool) -> None:
        """One line at the present height: from `left`, or to the left from `right`."""
        if not rtl:
            self.set_x(left)
            self.cell(h=height, text=text)
            return
        x = right
        for run, run_rtl in runs(text):
            self.face(run_rtl)
            width = self.get_string_width(run)
            x -= width
            self.set_x(x)
            self.cell(w=width, h=height, text=run)
