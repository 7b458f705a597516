"""A line's glyphs, with their places, as text.

Says where words part and on which letter a mark stands; `visual_order` says what is read first.
"""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from ingest.readers.visual_order import direction, logical

_WORD_GAP = 0.15
"""A gap of this share of the letter size parts words."""
_CELL_GAP = 2.0
"""A gap of so many letter sizes parts cells of a table."""


class Glyph(NamedTuple):
    """A letter, or the letters of a ligature in reading order, where it stands."""

    text: str
    left: float
    right: float
    base: float
    size: float
    order: int
    """Its place in the engine's own order."""
    pen: float
    """Where it begins: letters may overlap, their beginnings follow each other."""


def line_text(runs: Sequence[Sequence[Glyph]], *, right_to_left: bool) -> str:
    """The glyphs of a line, in runs from left to right, as text in reading order."""
    kinds = {direction(glyph.text) for run in runs for glyph in run}
    if "R" not in kinds and ("L" in kinds or not right_to_left):
        return " ".join(" ".join(_in_order(run) for run in runs).split())
    cells = [logical(_as_seen(cell), right_to_left=right_to_left) for cell in _cells(runs)]
    return " ".join(" ".join(reversed(cells) if right_to_left else cells).split())


def _cells(runs: Sequence[Sequence[Glyph]]) -> list[list[Glyph]]:
    """Runs with no more than a stretched space between them; each cell of a table by itself."""
    cells: list[list[Glyph]] = []
    for run in runs:
        right = max((glyph.right for glyph in cells[-1]), default=0.0) if cells else 0.0
        if cells and min(glyph.left for glyph in run) - right < _CELL_GAP * run[0].size:
            cells[-1] += run
        else:
            cells.append(list(run))
    return cells


def _in_order(run: Sequence[Glyph]) -> str:
    """The engine's order is right within a left-to-right run, whatever marks it stacks."""
    return "".join(g.text for g in sorted(run, key=lambda glyph: glyph.order))


def _as_seen(glyphs: Sequence[Glyph]) -> list[str]:
    """Glyph texts from left to right, a space where there is a gap, marks on their letters."""
    letters = sorted(
        (g for g in glyphs if not g.text.isspace() and not _is_mark(g.text)),
        key=lambda glyph: (glyph.pen, glyph.left + glyph.right),
    )
    spaces = [g.left for g in glyphs if g.text.isspace()]
    marked = _with_marks(letters, [g for g in glyphs if _is_mark(g.text)])
    seen: list[str] = []
    for position, glyph in enumerate(letters):
        if position and _parted(letters[position - 1], glyph, spaces):
            seen.append(" ")
        seen.append(marked[position])
    return seen


def _parted(left: Glyph, right: Glyph, spaces: Sequence[float]) -> bool:
    gap = right.left - left.right
    size = max(left.size, right.size)
    if gap > _WORD_GAP * size:
        return True
    middle = (left.left + left.right) / 2, (right.left + right.right) / 2
    return gap > 0.08 * size and any(middle[0] < space < middle[1] for space in spaces)


def _with_marks(letters: Sequence[Glyph], marks: Sequence[Glyph]) -> list[str]:
    """Each mark behind the letter over or under which it stands."""
    if not letters:
        return []
    texts = [glyph.text for glyph in letters]
    places = {glyph.order: place for place, glyph in enumerate(letters)}
    for mark in sorted(marks, key=lambda glyph: glyph.order):
        home = _home(mark, letters, places)
        texts[home] += mark.text
    return texts


def _home(mark: Glyph, letters: Sequence[Glyph], places: dict[int, int]) -> int:
    """The letter of a mark: its neighbour in the engine's order if that is near, else the nearest.

    Engines put a mark behind its letter where they turned the run round, before it elsewhere.
    """
    middle = (mark.left + mark.right) / 2

    def distance(place: int) -> float:
        return max(letters[place].left - middle, middle - letters[place].right, 0.0)

    before, after = places.get(mark.order - 1), places.get(mark.order + 1)
    if before is not None and after is not None:
        turned = letters[before].left > letters[after].left
        neighbour = before if turned else after
        if distance(neighbour) < 0.25 * mark.size:
            return neighbour
    return min(range(len(letters)), key=distance)


def _is_mark(text: str) -> bool:
    return all(unicodedata.category(char) == "Mn" for char in text)
