"""Parts of a drawing → HTML elements: the words of SmartArt diagrams, the numbers of charts.

Reads the XML that DOCX and PPTX share; a chart's workbook is not opened. Knows no pages.
"""

from ingest.readers.office_blocks import Line, make_item
from ingest.readers.ooxml import CHART, DIAGRAM, A, Element, M

_MOST_ROWS = 500
"""Rows of a chart that are written; larger ones are drawn to be looked at."""


def drawn(root: Element) -> list[Element]:
    """What a diagram's data part or a chart's part says; nothing for other parts."""
    if root.tag == f"{DIAGRAM}dataModel":
        return _diagram(root)
    if root.tag == f"{CHART}chartSpace":
        return _chart(root)
    return []


def _diagram(root: Element) -> list[Element]:
    """A list of the diagram's nodes, in the order in which the file has them."""
    items = []
    for node in root.iter(f"{DIAGRAM}pt"):
        paragraphs = ("".join(p.itertext(f"{A}t", f"{M}t")).strip() for p in node.iter(f"{A}p"))
        line = Line()
        line.add(" ".join(filter(None, paragraphs)))
        if line.text():
            make_item(line.element, 0, "")
            items.append(line.element)
    return items


def _chart(root: Element) -> list[Element]:
    """The titles of chart and axes, then for each plot a table with a column for each series."""
    made = []
    for title in root.iter(f"{CHART}title"):
        for paragraph in title.iter(f"{A}p"):
            line = Line()
            line.add("".join(paragraph.itertext(f"{A}t")))
            made.append(line.element)
    for plot in root.iterfind(f"{CHART}chart/{CHART}plotArea/*"):
        series = plot.findall(f"{CHART}ser")
        if series:
            made.append(_table(series))
    return [element for element in made if "".join(element.itertext()).strip()]


def _table(series: list[Element]) -> Element:
    from lxml import etree

    names = ["".join(text for tx in one.findall(f"{CHART}tx") for text in tx.itertext(f"{CHART}v"))
             for one in series]  # fmt: skip
    values = [{**_points(one, "yVal"), **_points(one, "val")} for one in series]
    labels: dict[int, str] = {}
    for one in series:
        labels = {**_points(one, "xVal"), **_points(one, "cat"), **labels}
    rows = [["", *names]]
    for at in sorted({*labels, *(key for column in values for key in column)})[:_MOST_ROWS]:
        rows.append([labels.get(at, ""), *(column.get(at, "") for column in values)])
    table = etree.Element("table")
    for row in rows:
        line = etree.SubElement(table, "tr")
        for text in row:
            etree.SubElement(line, "td" if line.getprevious() is not None else "th").text = text
    return table


def _points(series: Element, name: str) -> dict[int, str]:
    """A series' points by their number; the levels of grouped categories joined by a space."""
    found: dict[int, str] = {}
    for point in series.iterfind(f"{CHART}{name}//{CHART}pt"):
        key, text = point.get("idx", ""), (point.findtext(f"{CHART}v") or "").strip()
        if key.isdecimal() and len(key) < 7 and text:
            text = _rounded(text)
            found[int(key)] = f"{text} {found[int(key)]}" if int(key) in found else text
    return found


def _rounded(text: str) -> str:
    """A number without the noise of binary fractions (0.30000000000000004)."""
    try:
        return f"{float(text):.10g}" if len(text) > 12 else text
    except ValueError:
        return text
