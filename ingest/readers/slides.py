"""Shapes of a slide → HTML elements in reading order.

Knows python-pptx's shapes but no files. Left out: pictures, slide numbers and dates
that are counted by the program.
"""

from collections.abc import Iterable
from typing import Any

import regex

from ingest.readers.archive import parse_xml
from ingest.readers.drawings import drawn
from ingest.readers.equations import linear
from ingest.readers.numbering import written_on_slide
from ingest.readers.office_blocks import Line, make_item, nested
from ingest.readers.ooxml import CHART, DIAGRAM, A, Element, M, R

Shape = Any
"""A shape of python-pptx, which ships no types."""

_TITLES = ("TITLE", "CENTER_TITLE", "VERTICAL_TITLE")
_BULLETED = frozenset({"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"})
_COUNTERS = frozenset({"slidenum", "datetime"})
_RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}]")
_LETTER = regex.compile(r"\p{L}")


def placeholder(shape: Shape) -> str:
    """What a shape is on its layout (`TITLE`, `BODY`, …), "" for a free one."""
    return str(shape.placeholder_format.type.name) if shape.is_placeholder else ""


def title_of(shapes: Iterable[Shape]) -> Shape | None:
    """The slide's title where it has words."""
    for shape in shapes:
        if placeholder(shape) in _TITLES and shape.has_text_frame and shape.text_frame.text.strip():
            return shape
    return None


def shown(shapes: Iterable[Shape]) -> list[Shape]:
    """All shapes in reading order, those of a group in its place; without titles and numbers.

    Down the page, then along the line, which runs to the left on a slide in Arabic. Where all
    are placeholders their layout knows better: it has headings over columns.
    """
    known = [shape for shape in shapes if hasattr(shape._element, "has_ph_elm")]
    body = [shape for shape in known if placeholder(shape) not in (*_TITLES, "SLIDE_NUMBER")]
    if not all(shape.is_placeholder for shape in body):
        body = _in_reading_order(body)
    flat: list[Shape] = []
    for shape in body:
        flat += shown(shape.shapes) if hasattr(shape, "shapes") else [shape]
    return flat


def _in_reading_order(shapes: list[Shape]) -> list[Shape]:
    words = "".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    leftward = 2 * len(_RIGHT_TO_LEFT.findall(words)) > len(_LETTER.findall(words))
    lines: list[list[Shape]] = []
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        if lines and _is_beside(lines[-1][0], shape):
            lines[-1].append(shape)
        else:
            lines.append([shape])
    return [
        shape
        for line in lines
        for shape in sorted(line, key=lambda shape: shape.left or 0, reverse=leftward)
    ]


def _is_beside(first: Shape, second: Shape) -> bool:
    low = min(first.height or 0, second.height or 0)
    return bool(2 * ((second.top or 0) - (first.top or 0)) < low)


def elements(shape: Shape) -> list[Element]:
    """What a shape shows, as HTML elements; nothing for a picture."""
    if shape.has_text_frame:
        bulleted = placeholder(shape) in _BULLETED
        return text_elements(shape.text_frame._txBody, bulleted=bulleted)
    if getattr(shape, "has_table", False) and shape.has_table:
        return [_table(shape._element.find(f".//{A}tbl"))]
    return _drawn(shape)


def text_elements(body: Element, *, bulleted: bool = False) -> list[Element]:
    """The paragraphs of a text body, bullets and numbers as list items."""
    paragraphs = body.findall(f"{A}p")
    counts: dict[int, int] = {}
    found = []
    for paragraph in paragraphs:
        line = line_of_slide(paragraph)
        if not line.text().strip():
            continue
        level = _level(paragraph)
        label = _label(paragraph, counts, level)
        if label is not None or level or (bulleted and len(paragraphs) > 1 and _dotted(paragraph)):
            make_item(line.element, level, label or "")
        found.append(line.element)
    return found


def line_of_slide(paragraph: Element) -> Line:
    """An `a:p`'s words, with line breaks, scripts and equations."""
    line = Line()
    for child in paragraph:
        if child.tag == f"{A}br":
            line.mark("br")
        elif child.tag in (f"{A}r", f"{A}fld"):
            if (child.get("type") or "").rstrip("0123456789") in _COUNTERS:
                continue
            properties = child.find(f"{A}rPr")
            raised = "0" if properties is None else properties.get("baseline", "0")
            text = (child.findtext(f"{A}t") or "").replace("\v", "\n")
            if raised.strip("-0%") and text.strip():
                line.mark("sub" if raised.startswith("-") else "sup", text)
            else:
                line.add(text)
        elif child.find(f".//{M}oMath") is not None:
            line.add(linear(child))
    return line


def _level(paragraph: Element) -> int:
    properties = paragraph.find(f"{A}pPr")
    level = "0" if properties is None else properties.get("lvl", "0")
    return int(level) if level.isdecimal() else 0


def _label(paragraph: Element, counts: dict[int, int], level: int) -> str | None:
    """The number of a numbered paragraph, "" for a bullet of its own, None for neither."""
    properties = paragraph.find(f"{A}pPr")
    for deeper in [at for at in counts if at > level]:
        del counts[deeper]
    numbered = None if properties is None else properties.find(f"{A}buAutoNum")
    if numbered is None:
        counts.pop(level, None)
        dotted = properties is not None and properties.find(f"{A}buChar") is not None
        return "" if dotted else None
    start = numbered.get("startAt", "1")
    first = int(start) if start.isdecimal() and len(start) < 6 else 1
    counts[level] = counts[level] + 1 if level in counts else first
    return written_on_slide(counts[level], numbered.get("type", ""))


def _dotted(paragraph: Element) -> bool:
    return paragraph.find(f"{A}pPr/{A}buNone") is None


def _table(table: Element) -> Element:
    from lxml import etree

    made = etree.Element("table")
    headed = table.find(f"{A}tblPr[@firstRow='1']") is not None
    for number, row in enumerate(table.findall(f"{A}tr")):
        line = etree.SubElement(made, "tr")
        for cell in row.findall(f"{A}tc"):
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                continue
            spans = {"colspan": cell.get("gridSpan", "1"), "rowspan": cell.get("rowSpan", "1")}
            new = etree.SubElement(line, "th" if headed and not number else "td", spans)
            body = cell.find(f"{A}txBody")
            new.extend(nested(text_elements(body)) if body is not None else [])
    return made


def _drawn(shape: Shape) -> list[Element]:
    """What a chart or a SmartArt diagram says."""
    found = []
    for reference in shape._element.iter(f"{DIAGRAM}relIds", f"{CHART}chart"):
        key = reference.get(f"{R}dm") or reference.get(f"{R}id")
        data = shape.part.related_part(key).blob
        found += drawn(parse_xml(data.decode("utf-8"), "a drawing"))
    return found
