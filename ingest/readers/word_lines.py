"""The inside of a Word paragraph → inline HTML: what is shown, in the order in which it is read.

Left out: what was deleted, hidden text, field codes, comments, pictures. Knows no blocks.
"""

from collections.abc import Callable

from ingest.readers.equations import linear
from ingest.readers.office_blocks import Line
from ingest.readers.ooxml import CHART, DIAGRAM, Element, M, R, W
from ingest.readers.word_styles import Styles, value

_NAMES = """
    annotationRef commentRangeEnd commentRangeStart commentReference del delInstrText delText
    endnoteRef fldChar footnoteRef instrText moveFrom pPr rPr sdtEndPr sdtPr softHyphen
    tblGrid tblPr tblPrEx tcPr trPr"""
SKIPPED = frozenset(f"{W}{name}" for name in _NAMES.split())
"""What Word does not show, and properties."""
DRAWN = "drawn"
"""A box of HTML elements, among boxes of Word's."""
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_NOTES = frozenset({f"{W}footnoteReference", f"{W}endnoteReference"})
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "\u2011"}
_SCRIPTS = {"superscript": "sup", "subscript": "sub"}


class LineReader:
    """Reads paragraphs one after the other; counts the pages on the way."""

    def __init__(
        self,
        styles: Styles,
        refer: Callable[[str, str], str],
        related: Callable[[str], list[Element]],
    ) -> None:
        self._styles, self._refer, self._related = styles, refer, related
        self.page = 0
        """Where Word broke the page when it last saved the file, counted from 0."""
        self.first_page: int | None = None
        """Page of the first word since this was set to None."""

    def read(self, element: Element, line: Line) -> None:
        """Add to `line` what a paragraph, or anything that stands inside one, shows."""
        for child in element:
            tag = child.tag
            if tag in SKIPPED or not isinstance(tag, str):
                continue
            if tag == f"{W}r":
                self._run(child, line)
            elif tag == f"{W}lastRenderedPageBreak":
                self.page += 1
            elif tag in _DRAWINGS:
                self._drawing(child, line)
            elif not self._sign(child, line):
                self.read(child, line)

    def _run(self, element: Element, line: Line) -> None:
        properties = element.find(f"{W}rPr")
        if self._styles.is_hidden(properties):
            return
        script = _SCRIPTS.get(value(properties, f"{W}vertAlign") or "")
        if script is None or any(child.tag in _NOTES for child in element):
            self.read(element, line)
            return
        inside = Line()
        self.read(element, inside)
        line.mark(script, inside.text())
        line.boxes += inside.boxes

    def _sign(self, element: Element, line: Line) -> bool:
        """Add what is not made of other elements that are shown; False for what is."""
        tag = element.tag
        if tag == f"{W}t":
            self._add(line, _read_by_font(element))
        elif tag in _SIGNS:
            line.add(_SIGNS[tag])
        elif tag == f"{W}cr" or (tag == f"{W}br" and element.get(f"{W}type") in _LINE_BREAKS):
            line.mark("br")
        elif tag == f"{W}sym":
            self._add(line, symbol(element.get(f"{W}font", ""), element.get(f"{W}char", "")))
        elif tag in _NOTES:
            kind = tag[len(W) : -len("Reference")]
            self._add(line, self._refer(kind, element.get(f"{W}id", "")))
        elif tag == f"{W}ruby":
            self._add(line, _ruby(element))
        elif tag.startswith(M):
            self._add(line, linear(element))
        else:
            return False
        return True

    def _add(self, line: Line, text: str) -> None:
        if self.first_page is None and text.strip():
            self.first_page = self.page
        line.add(text)

    def _drawing(self, element: Element, line: Line) -> None:
        line.boxes += [box for box in element.iter(f"{W}txbxContent") if _is_outer(box, element)]
        for reference in element.iter(f"{DIAGRAM}relIds", f"{CHART}chart"):
            target = reference.get(f"{R}dm") or reference.get(f"{R}id") or ""
            box = element.makeelement(DRAWN)
            box.extend(self._related(target))
            line.boxes.append(box)


_LINE_BREAKS = (None, "textWrapping")


def symbol(font: str, code: str) -> str:
    """What `code` (hexadecimal) shows in a symbol font; itself where that is not known."""
    from mammoth.docx.dingbats import dingbats

    try:
        point = int(code, 16)
    except ValueError:
        return ""
    known = dingbats.get((font, point & 0xFF if 0xF000 <= point <= 0xF0FF else point))
    if known is None and (0xD800 <= point <= 0xDFFF or not 32 <= point < 0x110000):
        return ""
    return chr(known or point)


def _read_by_font(element: Element) -> str:
    """The text of a `w:t`, its private-use characters read by the run's font."""
    text = element.text or ""
    if not any("\uf000" <= char <= "\uf0ff" for char in text):
        return text
    fonts = element.getparent().find(f"{W}rPr/{W}rFonts")
    font = "Symbol" if fonts is None else fonts.get(f"{W}ascii", "Symbol")
    return "".join(
        symbol(font, f"{ord(char):x}") if "\uf000" <= char <= "\uf0ff" else char for char in text
    )


def _ruby(element: Element) -> str:
    """A word with its reading above, as `漢字(かんじ)`."""
    base, reading = (
        "".join("".join(part.itertext(f"{W}t")) for part in element.findall(f"{W}{name}"))
        for name in ("rubyBase", "rt")
    )
    return f"{base}({reading})" if reading else base


def _is_outer(box: Element, root: Element) -> bool:
    """Whether a text box stands in no other one of the same drawing."""
    above = box.getparent()
    while above is not None and above is not root and above.tag != f"{W}txbxContent":
        above = above.getparent()
    return above is None or above is root
