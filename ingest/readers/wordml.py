"""WordprocessingML → HTML elements, block by block, as Word shows them.

Kept: text, lists with the numbers Word gives them, tables, notes, text boxes, equations, what
was inserted. Left out: what was deleted, hidden text, comments, pictures, headers, footers and
tables of contents. Knows no archive and writes no text: `ingest.readers.markup` does.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ingest.errors import UnsafeFile
from ingest.readers.numbering import written
from ingest.readers.office_blocks import Line, make_item, nested
from ingest.readers.ooxml import Element, W
from ingest.readers.word_lines import DRAWN, SKIPPED, LineReader
from ingest.readers.word_styles import Lists, Styles, is_on, value

_DEEPEST = 40


class Block(NamedTuple):
    """An HTML element, and the page (from 0) on which its first word stands."""

    page: int
    element: Element


class Parts(NamedTuple):
    """What a document's body refers to."""

    styles: Styles
    lists: Lists
    notes: dict[str, dict[str, Element]]
    """`footnote` and `endnote`: each note by its id."""
    related: Callable[[str], list[Element]]
    """What a diagram or chart says, as HTML elements, by its relationship."""


class Walker:
    """Walks a document's body once; lists, notes and pages are counted on the way."""

    def __init__(self, parts: Parts, name: str) -> None:
        self._parts, self._name = parts, name
        self._lines = LineReader(parts.styles, self._refer, parts.related)
        self._labels: dict[str, dict[str, str]] = {"footnote": {}, "endnote": {}}
        self._footnotes: list[tuple[str, Element]] = []
        self._endnotes: list[tuple[str, Element]] = []
        self._open: Line | None = None
        """A paragraph whose end was deleted: it goes on in the next."""
        self._depth = 0
        self._inner = 0
        """How many table cells and notes are around: nothing in them is a heading."""
        self.title: str | None = None
        self.left_out: set[str] = set()
        """`contents`, `embedded`: what is not among the blocks though Word shows it."""

    def body(self, bodies: list[Element]) -> list[Block]:
        """The blocks of the document, which has one body if it is well made.

        Raises `UnsafeFile` where they nest absurdly deep.
        """
        blocks = self._blocks(bodies) + self._notes(self._footnotes)
        return blocks + self._notes(self._endnotes)

    def _blocks(self, container: Iterable[Element]) -> list[Block]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnsafeFile(
                f"{self._name} nests its tables or text boxes absurdly deep.",
                hint="The file is broken or built to do harm; save its text in another way.",
            )
        blocks: list[Block] = []
        for child in container:
            if not self._inner:
                self._lines.first_page = None
            if child.tag == f"{W}p":
                blocks += self._paragraph(child)
            elif child.tag == f"{W}tbl":
                blocks += self._close() + self._table_block(child)
            elif child.tag == DRAWN:
                blocks += [Block(self._page(), element) for element in list(child)]
            elif child.tag == f"{W}altChunk":
                self.left_out.add("embedded")
            elif child.tag == f"{W}sdt" and _is_contents(child):
                self.left_out.add("contents")
            elif child.tag not in SKIPPED and len(child):
                blocks += self._blocks(child)
        self._depth -= 1
        return blocks + self._close()

    def _paragraph(self, element: Element) -> list[Block]:
        properties = element.find(f"{W}pPr")
        styles = self._parts.styles
        if styles.is_contents(properties):
            self.left_out.add("contents")
            return []
        line, self._open = self._open or Line(), None
        held = self._footnotes[:]
        self._footnotes.clear()
        hidden = styles.is_hidden(properties, f"{W}pStyle")
        if not hidden:
            self._lines.read(element, line)
        goes_on = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
        self._open = line if goes_on else None
        # Word counts numbered paragraphs without words too.
        item = None if hidden or goes_on else self._parts.lists.item(properties)
        shown = not goes_on and bool(line.text().strip())
        blocks = [Block(self._page(), self._dressed(line, properties, item))] if shown else []
        if not shown or self._inner or blocks[0].element.tag == "li":
            # Notes wait for the end of the list, which they would cut in two.
            self._footnotes[:0] = held
        else:
            blocks = self._notes(held) + blocks + self._notes(self._footnotes)
        boxes = [] if goes_on else line.boxes
        return blocks + (self._blocks(boxes) if boxes else [])

    def _close(self) -> list[Block]:
        line, self._open = self._open, None
        if line is None:
            return []
        blocks = [Block(self._page(), line.element)] if line.text().strip() else []
        return blocks + self._blocks(line.boxes)

    def _page(self) -> int:
        first = self._lines.first_page
        return self._lines.page if first is None else first

    def _dressed(
        self, line: Line, properties: Element | None, item: tuple[int, str] | None
    ) -> Element:
        """The line's element, named by what the paragraph is."""
        element, styles = line.element, self._parts.styles
        heading = None if self._inner else styles.heading_level(properties)
        level, label = item or (0, "")
        if heading:
            element.tag = f"h{heading}"
            element.text = f"{label} {element.text or ''}"
            if self.title is None and styles.is_title(properties):
                self.title = line.text().strip()
        elif item:
            make_item(element, level, label)
        elif styles.is_code(properties):
            element.tag = "pre"
        return element

    # --- notes -----------------------------------------------------------------------------

    def _refer(self, kind: str, note: str) -> str:
        """The label of a note, which is kept for later; "" where the note is missing."""
        element = self._parts.notes.get(kind, {}).get(note)
        if element is None:
            return ""
        labels = self._labels[kind]
        if note not in labels:
            form = "decimal" if kind == "footnote" else "lowerRoman"
            labels[note] = f"[{written(len(labels) + 1, form)}]"
            waiting = self._footnotes if kind == "footnote" else self._endnotes
            waiting.append((labels[note], element))
        return labels[note]

    def _notes(self, waiting: list[tuple[str, Element]]) -> list[Block]:
        """Notes that were referred to, each behind its label; empties `waiting`."""
        blocks: list[Block] = []
        self._inner += 1
        while waiting:
            label, element = waiting.pop(0)
            found = self._blocks(element)
            if found and found[0].element.tag != "table":
                first = found[0].element
                first.tag, first.text = "p", f"{label} {(first.text or '').lstrip()}"
            blocks += found
        self._inner -= 1
        return blocks

    # --- tables ----------------------------------------------------------------------------

    def _table_block(self, element: Element) -> list[Block]:
        if self._inner:
            return [Block(0, self._table(element))]
        above = self._notes(self._footnotes)
        table = self._table(element)
        return [*above, Block(self._page(), table), *self._notes(self._footnotes)]

    def _table(self, element: Element) -> Element:
        from lxml import etree

        table = etree.Element("table")
        above: dict[int, Element] = {}
        """Column → the cell that may reach down in it."""
        for row in _within(element, f"{W}tr", f"{W}tc"):
            properties = row.find(f"{W}trPr")
            if properties is None or (
                properties.find(f"{W}del") is None and not is_on(properties, "hidden")
            ):
                self._row(row, etree.SubElement(table, "tr"), above)
        return table

    def _row(self, element: Element, row: Element, above: dict[int, Element]) -> None:
        from lxml import etree

        properties = element.find(f"{W}trPr")
        column = _number(value(properties, f"{W}gridBefore"), 0)
        if column:
            etree.SubElement(row, "td", colspan=str(column))
        kind = "th" if is_on(properties, "tblHeader") else "td"
        for cell in _within(element, f"{W}tc", f"{W}p"):
            own = cell.find(f"{W}tcPr")
            width = _number(value(own, f"{W}gridSpan"), 1)
            reaches = value(own, f"{W}vMerge")
            if reaches in ("", "continue") and column in above:
                high = int(above[column].get("rowspan", "1")) + 1
                above[column].set("rowspan", str(high))
            else:
                made = etree.SubElement(row, kind, colspan=str(width))
                made.extend(self._cell(cell))
                above.pop(column, None)
                above.update({column: made} if reaches is not None else {})
            column += width

    def _cell(self, element: Element) -> list[Element]:
        self._inner += 1
        blocks = self._blocks(element)
        self._inner -= 1
        return nested(block.element for block in blocks)


def _is_contents(element: Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _within(element: Element, wanted: str, end: str) -> Iterable[Element]:
    """Rows or cells, also those inside content controls and insertions, none of inner tables."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag != end and child.tag not in SKIPPED and len(child):
            yield from _within(child, wanted, end)


def _number(text: str | None, usual: int) -> int:
    return min(int(text), 100) if text and text.isdecimal() else usual
