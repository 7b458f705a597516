"""From glyphs with their places on a page to lines, columns and paragraphs.

Pure geometry, in PDF units (y grows upwards). Knows nothing of PDF engines. Does not know
vertical writing or turned text: whoever calls it leaves such pages alone.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from ingest.readers.glyphs import Glyph, line_text
from ingest.readers.visual_order import is_right_to_left

_SAME_LINE = 0.3
"""Baselines nearer than this share of the letter size are one line."""
_RAISED = 0.65
"""Small letters this near to a line are its superscripts, subscripts and notes."""
_SEGMENT_GAP = 1.0
"""Wider gaps, in letter sizes, may be a gutter or the space between two cells."""
_PARAGRAPH_GAP = 1.3
"""Lines further apart than this times the usual distance begin a paragraph."""
_MIN_LINES = 5
"""Fewer lines on one side of a gutter are no column."""
_MAX_CROSSING = 0.25
_FULL = 0.75
"""A line that fills this much of its column is one of running text, not a table's cell."""


class Segment(NamedTuple):
    """Glyphs on one baseline without a wide gap, from left to right."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    base: float
    size: float

    def squashed(self) -> str:
        """Its letters without white space, in the engine's order."""
        ordered = sorted(self.glyphs, key=lambda glyph: glyph.order)
        return "".join("".join(glyph.text.split()) for glyph in ordered)


class Layout(NamedTuple):
    """A page as lines in reading order, in paragraphs."""

    paragraphs: tuple[tuple[str, ...], ...]
    columns: int
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """Lines, a blank line between paragraphs."""
        return "\n\n".join("\n".join(lines) for lines in self.paragraphs)


def arrange(glyphs: Sequence[Glyph]) -> Layout:
    """A page's glyphs in the order in which a person reads them."""
    found = segments(glyphs)
    right_to_left = is_right_to_left("".join(glyph.text for glyph in glyphs))
    blocks = _blocks(found, right_to_left)
    paragraphs = [p for block in blocks for p in _paragraphs(block, right_to_left)]
    return Layout(tuple(paragraphs), count_columns(found), tuple(found))


def segments(glyphs: Iterable[Glyph]) -> list[Segment]:
    """Glyphs gathered into runs on one baseline, from the top of the page."""
    found = []
    for row in _rows(glyphs):
        run: list[Glyph] = []
        right = 0.0
        size = median(glyph.size for glyph in row)
        for glyph in sorted(row, key=lambda glyph: (glyph.left, glyph.order)):
            if run and glyph.left - right > _SEGMENT_GAP * size:
                found.append(_segment(run))
                run = []
            right = max(right, glyph.right) if run else glyph.right
            run.append(glyph)
        found.append(_segment(run))
    return [s for s in found if any(not glyph.text.isspace() for glyph in s.glyphs)]


def count_columns(found: Sequence[Segment]) -> int:
    """How many columns of running text stand side by side."""
    gutter = _gutter(found)
    if gutter is None:
        return 1
    left = [s for s in found if s.right <= gutter]
    return count_columns(left) + count_columns([s for s in found if s.left >= gutter])


def switches(found: Sequence[Segment], text: str) -> tuple[int, int]:
    """How often `text` changes sides at the page's gutter, and of how many lines."""
    gutter = _gutter(found)
    if gutter is None:
        return 0, 0
    squashed = "".join(text.split())
    places = []
    for segment in found:
        words = segment.squashed()
        place = squashed.find(words)
        once = place >= 0 and squashed.find(words, place + 1) < 0
        if once and len(words) > 3 and not segment.left < gutter < segment.right:
            places.append((place, segment.left >= gutter))
    sides = [side for _, side in sorted(places)]
    return sum(a != b for a, b in pairwise(sides)), len(sides)


def _segment(glyphs: Sequence[Glyph]) -> Segment:
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()] or list(glyphs)
    return Segment(
        tuple(glyphs),
        min(glyph.left for glyph in inked),
        max(glyph.right for glyph in inked),
        median(glyph.base for glyph in inked),
        median(glyph.size for glyph in inked),
    )


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs by baseline, the highest first; raised and lowered ones with their line."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.base):
        near = rows and rows[-1][-1].base - glyph.base <= _SAME_LINE * max(glyph.size, 1.0)
        if near:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return _with_raised(rows)


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    sizes = [median(glyph.size for glyph in row) for row in rows]
    homes: dict[int, int] = {}
    for small, row in enumerate(rows):
        for big in (small - 1, small + 1):
            if not 0 <= big < len(rows) or sizes[small] >= 0.85 * sizes[big]:
                continue
            near = abs(rows[big][0].base - row[0].base) <= _RAISED * sizes[big]
            beside = any(abs(row[0].left - glyph.right) < sizes[big] for glyph in rows[big])
            if near and beside and len(row) < len(rows[big]):
                homes[small] = big
    for small, big in homes.items():
        base = rows[big][0].base
        rows[big] = rows[big] + [glyph._replace(base=base) for glyph in rows[small]]
    return [row for position, row in enumerate(rows) if position not in homes]


def _gutter(found: Sequence[Segment]) -> float | None:
    """Where an empty strip parts the lines into two columns of running text."""
    if len(found) < 2 * _MIN_LINES:
        return None
    left, right = min(s.left for s in found), max(s.right for s in found)
    edges = sorted({s.left for s in found if left + 0.15 * (right - left) < s.left})
    best: tuple[int, float] | None = None
    for edge in edges:
        place = edge - 0.01
        crossing = sum(s.left < place < s.right for s in found)
        if crossing <= _MAX_CROSSING * len(found) and _is_gutter(found, place):
            best = min(best, (crossing, place)) if best else (crossing, place)
    return best[1] if best else None


def _is_gutter(found: Sequence[Segment], place: float) -> bool:
    sides = (
        [s for s in found if s.right <= place],
        [s for s in found if s.left >= place],
    )
    if not all(_is_running_text(side) for side in sides):
        return False
    top = min(max(s.base for s in side) for side in sides)
    bottom = max(min(s.base for s in side) for side in sides)
    beside = [sum(bottom <= s.base <= top for s in side) for side in sides]
    return min(beside) >= _MIN_LINES


def _is_running_text(side: Sequence[Segment]) -> bool:
    """Long lines that mostly fill their column's width: a table's cells do not.

    A side may itself be two columns; then each of its halves is judged in its turn.
    """
    if len(side) < _MIN_LINES:
        return False
    width = max(s.right for s in side) - min(s.left for s in side)
    letters = median(sum(_width(glyph.text) for glyph in s.glyphs) for s in side)
    filled = sum(s.right - s.left >= _FULL * width for s in side)
    return (letters >= 14 and filled * 2 >= len(side)) or _gutter(side) is not None


def _width(text: str) -> int:
    return 2 if unicodedata.east_asian_width(text[0]) in "WF" else 1


def _blocks(found: Sequence[Segment], right_to_left: bool) -> list[list[Segment]]:
    """Segments column by column; lines across the gutter end the columns above them."""
    gutter = _gutter(found)
    if gutter is None:
        return [list(found)] if found else []
    blocks: list[list[Segment]] = []
    for across, band in groupby(found, key=lambda s: s.left < gutter < s.right):
        run = list(band)
        if across:
            blocks.append(run)
            continue
        sides = [[s for s in run if s.right <= gutter], [s for s in run if s.left >= gutter]]
        for side in reversed(sides) if right_to_left else sides:
            blocks += _blocks(side, right_to_left)
    return blocks


def _paragraphs(block: Sequence[Segment], right_to_left: bool) -> list[tuple[str, ...]]:
    rows: list[list[Segment]] = []
    for segment in block:
        if rows and rows[-1][0].base - segment.base <= _SAME_LINE * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    breaks = paragraph_breaks([(row[0].base, max(s.size for s in row)) for row in rows])
    paragraphs: list[list[str]] = [[]]
    for position, row in enumerate(rows):
        if position in breaks:
            paragraphs.append([])
        runs = [segment.glyphs for segment in row]
        paragraphs[-1].append(line_text(runs, right_to_left=right_to_left))
    return [tuple(lines) for lines in paragraphs if lines]


def paragraph_breaks(lines: Sequence[tuple[float, float]]) -> set[int]:
    """Which of the lines, given as (baseline, letter size), begin a paragraph."""
    gaps = [
        (above[0] - below[0]) / max(above[1], below[1], 0.1) for above, below in pairwise(lines)
    ]
    if not gaps:
        return set()
    usual = min(median(gaps), 2.0)
    return {
        position
        for position, gap in enumerate(gaps, start=1)
        if gap > _PARAGRAPH_GAP * usual
        or gap < 0
        or not 0.85 < lines[position][1] / max(lines[position - 1][1], 0.1) < 1.18
    }
