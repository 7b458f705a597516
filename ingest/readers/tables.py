"""An HTML table → rows of cells that stand in their columns, or the finding that it is layout.

Knows nothing of how a cell's words are written: the walker passes that in.
"""

from collections.abc import Callable
from typing import NamedTuple

from ingest.readers.elements import HEADINGS, Element, contents_of, kind_of

_ROW_GROUPS = frozenset({"thead", "tbody", "tfoot", "form"})
_WIDEST = 200
"""Columns that one cell may span; HTML allows 1,000."""
_REPEATED = 200
"""A cell that spans rows is repeated in each where it has no more characters."""
_LONG = 400


class Parts(NamedTuple):
    """What stands in a table: rows of cells, and elements that belong to no row."""

    rows: list[list[Element]]
    loose: list["str | Element"]
    headed: bool
    """Whether its first row says that it is a header."""


def parts_of(table: Element) -> Parts:
    """The table's own rows; those of a table inside it are not looked at."""
    rows: list[list[Element]] = []
    loose: list[str | Element] = []
    headed = False
    todo = [*reversed(contents_of(table))]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            loose.append(item)
        elif (kind := kind_of(item)) in _ROW_GROUPS:
            todo.extend(reversed(contents_of(item)))
        elif kind == "tr":
            cells = [child for child in contents_of(item) if not isinstance(child, str)]
            loose += [text for text in contents_of(item) if isinstance(text, str)]
            headed = headed or (not rows and _is_header(item, cells))
            rows += [cells] * bool(cells)
        else:
            loose.append(item)
    return Parts(rows=rows, loose=loose, headed=headed)


def _is_header(row: Element, cells: list[Element]) -> bool:
    in_head = kind_of(row.getparent()) == "thead"
    return in_head or (bool(cells) and all(kind_of(cell) == "th" for cell in cells))


def is_layout(table: Element, parts: Parts) -> bool:
    """Whether a table only places things on the page: one cell, or sections in its cells."""
    if table.get("role") in ("presentation", "none"):
        return True
    cells = [cell for row in parts.rows for cell in row]
    widest = max((len(row) for row in parts.rows), default=0)
    if len(cells) < 2 or (widest == 1 and not parts.headed):
        return True
    return any(_holds_sections(cell) for cell in cells)


def _holds_sections(cell: Element) -> bool:
    paragraphs = 0
    for element in cell.iterdescendants():
        kind = kind_of(element)
        if kind == "table" or (kind in HEADINGS and kind_of(cell) != "th"):
            return True
        if kind == "pre" and "\n" in "".join(element.itertext()).strip():
            return True
        paragraphs += kind == "p"
    return paragraphs > 2 and len("".join(cell.itertext())) > _LONG


def grid(rows: list[list[Element]], write: Callable[[Element], str]) -> list[list[str]]:
    """The cells' words in rows of equal length, each in its column.

    A cell over several columns leaves the others empty; one over several rows is repeated.
    """
    lines: list[dict[int, str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    """Column → how many more rows a cell above reaches into it, and its words."""
    for row in rows:
        line = {column: text for column, (_, text) in hanging.items()}
        below = {column: (left - 1, text) for column, (left, text) in hanging.items() if left > 1}
        column = 0
        for cell in row:
            while column in line:
                column += 1
            text, high = write(cell), _span(cell, "rowspan")
            for offset in range(min(_span(cell, "colspan"), _WIDEST)):
                line[column + offset] = "" if offset else text
                if high > 1:
                    repeated = not offset and len(text) <= _REPEATED
                    below[column + offset] = (high - 1, text if repeated else "")
        lines.append(line)
        hanging = below
    used = sorted({column for line in lines for column, text in line.items() if text})
    return [[line.get(column, "") for column in used] for line in lines]


def _span(cell: Element, attribute: str) -> int:
    value = cell.get(attribute, "").strip()
    return max(1, int(value)) if value.isdecimal() and len(value) < 6 else 1
