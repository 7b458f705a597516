"""HTML of any origin → the text form of `ingest.readers`; the one walker that all formats share.

Knows nothing of files, nor of what is clutter in a web page (`html.py` does).
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

import regex

from ingest.normalize import one_line
from ingest.readers import marks
from ingest.readers.elements import (
    BOUNDED,
    BOXED,
    INLINE,
    WRITTEN,
    Element,
    contents_of,
    is_left_out,
    kind_of,
    parse,
)
from ingest.readers.inline import alternative_text, formula, script_text
from ingest.readers.listings import code_language, code_text
from ingest.readers.tables import grid, is_layout, parts_of

__all__ = ["Block", "blocks_of", "line_of", "parse", "to_text"]


class Block(NamedTuple):
    """A piece of text that stands by itself, and what it is."""

    text: str
    kind: str = "paragraph"


class _Mark(Enum):
    PARAGRAPH = "begins or ends a paragraph"
    LINE = "a line break that the author wants"


def to_text(element: Element) -> str:
    """`element` and all in it as blocks with a blank line between them."""
    return "\n\n".join(block.text for block in _inside(element, plain=False))


def line_of(element: Element) -> str:
    """`element` and all in it on one line without block marks, as a title or a label."""
    return one_line(" ".join(block.text for block in blocks_of(element, plain=True)))


def blocks_of(element: Element, *, plain: bool = False) -> list[Block]:
    """What stands in `element`; `plain` leaves block marks out, for titles and table cells."""
    flow = _Flow()
    for step in _steps(element):
        if isinstance(step, str):
            flow.add(step)
        elif step is _Mark.LINE:
            flow.break_line()
        elif step is _Mark.PARAGRAPH:
            flow.end_paragraph()
        elif kind_of(step) in INLINE:
            _add_inline(flow, step)
        else:
            flow.write(_written(step, plain))
    flow.end_paragraph()
    return flow.blocks


class _Flow:
    """Gathers text into paragraphs, between the blocks that elements write themselves."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._lines: list[list[str]] = [[]]

    def add(self, text: str) -> None:
        if text:
            self._lines[-1].append(text)

    def add_script(self, text: str, sign: str) -> None:
        """A sub- or superscript, joined to what stands before it as it must be."""
        self.add(script_text("".join(self._lines[-1][-1:]), text, sign))

    def break_line(self) -> None:
        self._lines.append([])

    def end_paragraph(self) -> None:
        lines = [one_line("".join(line)).replace("\u00ad", "") for line in self._lines]
        self._lines = [[]]
        # Two line breaks in a row are how old pages part their paragraphs.
        for text in regex.split(r"\n{2,}", "\n".join(lines)):
            if text.strip():
                self.blocks.append(Block(text.strip()))

    def write(self, blocks: list[Block]) -> None:
        self.end_paragraph()
        self.blocks.extend(block for block in blocks if block.text)


def _steps(root: Element) -> Iterator["str | _Mark | Element"]:
    """Text, breaks and the elements that are written whole, in order. Never recurses."""
    todo = [*reversed(_parts(root))]
    while todo:
        item = todo.pop()
        if isinstance(item, str | _Mark):
            yield item
        elif is_left_out(item):
            continue
        elif (kind := kind_of(item)) == "br":
            yield _Mark.LINE
        elif kind in WRITTEN or kind in INLINE:
            yield item
        else:
            todo.extend(reversed(_parts(item)))


def _parts(element: Element) -> list["str | _Mark | Element"]:
    kind = kind_of(element)
    edge = [_Mark.PARAGRAPH] if kind in BOUNDED else []
    parts: list[str | _Mark | Element] = [*edge, element.text or ""]
    for child in element:
        parts += [child, child.tail or ""]
        following = child.getnext() if not child.tail and kind_of(child) in BOXED else None
        if following is not None and kind_of(following) in BOXED:
            parts.append(" ")
    return parts + edge


def _add_inline(flow: _Flow, element: Element) -> None:
    kind = kind_of(element)
    if kind in ("sub", "sup"):
        flow.add_script(line_of(element), "_" if kind == "sub" else "^")
    elif kind == "math":
        flow.add(formula(element))
    elif kind == "img":
        flow.add(alternative_text(element))
    elif kind == "script":
        flow.add(f"${(element.text or '').strip()}$")
    else:
        flow.add(f"“{line_of(element)}”")


def _written(element: Element, plain: bool) -> list[Block]:
    kind = kind_of(element)
    if kind in ("ul", "ol", "dir", "menu"):
        return _list(element, plain)
    if kind == "dl":
        return _definitions(element, plain)
    if kind == "table":
        return _table(element, plain)
    if kind == "blockquote":
        return _quotation(element, plain)
    if kind in ("pre", "listing", "xmp"):
        return _code(element, plain)
    return _heading(element, plain)


def _heading(element: Element, plain: bool) -> list[Block]:
    text = line_of(element)
    level = int(kind_of(element)[1])
    return [Block(text if plain or not text else f"{'#' * level} {text}", "heading")]


def _quotation(element: Element, plain: bool) -> list[Block]:
    inside = blocks_of(element, plain=plain)
    if plain:
        return inside
    return [Block(marks.quotation("\n\n".join(block.text for block in inside)), "quotation")]


def _code(element: Element, plain: bool) -> list[Block]:
    text = code_text(element)
    if plain:
        return [Block(one_line(text))]
    return [Block(marks.code(text, code_language(element)), "code")]


# --- lists ---------------------------------------------------------------------------------


def _list(element: Element, plain: bool) -> list[Block]:
    items = [item for item in _items(element, plain) if item[1]]
    if plain or any(block.kind == "heading" for _, blocks in items for block in blocks):
        # A list of sections only places them on the page: their headings are what counts.
        return [
            Block(f"{marker} {block.text}" if plain and not at else block.text, block.kind)
            for marker, blocks in items
            for at, block in enumerate(blocks)
        ]
    lines = [_item(marker, blocks) for marker, blocks in items]
    apart = "\n\n" if any("\n\n" in line for line in lines) else "\n"
    return [Block(apart.join(lines), "list")]


def _items(element: Element, plain: bool) -> Iterator[tuple[str, list[Block]]]:
    """Each item's marker and what stands in it; what is between items has no marker."""
    number, step = _numbering(element)
    for child in contents_of(element):
        marker = ""
        if not isinstance(child, str) and kind_of(child) == "li":
            number = _number(child.get("value", ""), number)
            marker = _marker(element, number)
            number += step
        yield marker, _inside(child, plain)


def _inside(item: "str | Element", plain: bool) -> list[Block]:
    """The blocks of an element or of a stray text, the element's own form included."""
    if isinstance(item, str):
        return [Block(one_line(item))]
    return _written(item, plain) if kind_of(item) in WRITTEN else blocks_of(item, plain=plain)


def _numbering(element: Element) -> tuple[int, int]:
    if element.get("reversed") is not None:
        return sum(1 for child in element if kind_of(child) == "li"), -1
    return _number(element.get("start", ""), 1), 1


def _number(value: str, otherwise: int) -> int:
    value = value.strip()
    return int(value) if value.isdecimal() and len(value) < 10 else otherwise


def _marker(element: Element, number: int) -> str:
    if kind_of(element) != "ol":
        return "-"
    alphabet = _LETTERS.get(element.get("type", ""), "")
    return f"{alphabet[number - 1]}." if 0 < number <= len(alphabet) else f"{number}."


_LETTERS = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
"""The choices of a question are named by letters, and its answer names one."""


def _item(marker: str, blocks: list[Block]) -> str:
    """An item's text: its first paragraph behind the marker, the rest two spaces further in."""
    first, *rest = blocks
    if not marker:
        text = marks.indent(first.text) if first.kind == "list" else first.text
    elif first.kind in ("paragraph", "heading"):
        text = f"{marker} " + marks.indent(first.text).strip()
    else:
        text = f"{marker}\n{marks.indent(first.text)}"
    for block in rest:
        text += ("\n" if block.kind == "list" else "\n\n") + marks.indent(block.text)
    return text


def _definitions(element: Element, plain: bool) -> list[Block]:
    """Terms with what they mean: `term: meaning`, further blocks below."""
    blocks: list[Block] = []
    terms: list[str] = []
    for child in _entries(element):
        if not isinstance(child, str) and kind_of(child) == "dt":
            terms.append(line_of(child))
            continue
        meaning = _inside(child, plain)
        label = ", ".join(term for term in terms if term)
        terms = []
        if label and meaning and meaning[0].kind == "paragraph":
            meaning[0] = Block(_labelled(label, meaning[0].text))
        elif label:
            meaning.insert(0, Block(label))
        blocks += meaning
    return blocks + [Block(", ".join(terms))] * bool(terms)


def _entries(element: Element) -> Iterator["str | Element"]:
    """The terms and meanings, of which some pages put each pair into a `div`."""
    for child in contents_of(element):
        if not isinstance(child, str) and kind_of(child) == "div":
            yield from contents_of(child)
        else:
            yield child


_NEEDS_NO_COLON = regex.compile(r"[?!.:;？！。：；؟؛…]$")


def _labelled(label: str, text: str) -> str:
    colon = "" if _NEEDS_NO_COLON.search(label) else ":"
    return f"{label}{colon} {text}"


# --- tables --------------------------------------------------------------------------------


def _table(element: Element, plain: bool) -> list[Block]:
    parts = parts_of(element)
    around = [block for item in parts.loose for block in _inside(item, plain)]
    if plain or is_layout(element, parts):
        cells = (cell for row in parts.rows for cell in row)
        return around + [block for cell in cells for block in _inside(cell, plain)]
    return [*around, Block(marks.table(grid(parts.rows, line_of)), "table")]
