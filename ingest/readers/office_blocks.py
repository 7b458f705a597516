"""HTML elements as the office readers build them, and the text that comes of them.

List items carry the number that the program showed (`C)`, `第三章`), which HTML has no way to
say: it travels between two noncharacters and takes the bullet's place in the text.
"""

import re
from collections.abc import Iterable

from ingest.readers.markup import to_text
from ingest.readers.ooxml import Element

_BEFORE, _AFTER = "\ufdd0", "\ufdd1"
_LABEL = re.compile(f"- {_BEFORE}([^{_AFTER}]*){_AFTER}")


class Line:
    """Inline text as it becomes the content of an HTML element, at first of a paragraph."""

    def __init__(self) -> None:
        from lxml import etree

        self._make = etree.SubElement
        self.element: Element = etree.Element("p")
        self.boxes: list[Element] = []
        """Text boxes and the like that hang on this paragraph."""

    def add(self, text: str) -> None:
        """More text."""
        text = text.replace(_BEFORE, "").replace(_AFTER, "")
        if len(self.element):
            self.element[-1].tail = (self.element[-1].tail or "") + text
        else:
            self.element.text = (self.element.text or "") + text

    def mark(self, tag: str, text: str | None = None) -> None:
        """A `br`, `sup` or `sub`."""
        self._make(self.element, tag).text = text

    def text(self) -> str:
        """The words so far."""
        return "".join(self.element.itertext())


def make_item(element: Element, level: int, label: str) -> None:
    """Make of a paragraph a list item of that level (from 0); without a label it has a bullet."""
    element.tag = "li"
    element.set("level", str(level))
    if label:
        element.text = f"{_BEFORE}{label}{_AFTER} {element.text or ''}"


def nested(blocks: Iterable[Element]) -> list[Element]:
    """Blocks with runs of list items put into lists, and lines of code into one block."""
    from lxml import etree

    done: list[Element] = []
    lists: list[Element] = []
    """The open lists, outermost first."""
    for block in blocks:
        if block.tag == "li":
            level = min(int(block.attrib.pop("level")), len(lists))
            del lists[level + 1 :]
            if level == len(lists):
                made = etree.Element("ul")
                (lists[-1][-1] if lists else done).append(made)
                lists.append(made)
            lists[level].append(block)
            continue
        lists.clear()
        if block.tag == "pre" and done and done[-1].tag == "pre":
            etree.SubElement(done[-1], "br").tail = block.text
            done[-1].extend(list(block))
        else:
            done.append(block)
    return done


def write(blocks: Iterable[Element]) -> str:
    """The blocks as text, in the form that all readers write."""
    from lxml import etree

    root = etree.Element("div")
    root.extend(nested(blocks))
    return _LABEL.sub(r"\1", to_text(root))
