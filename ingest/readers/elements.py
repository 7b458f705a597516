"""Bytes of HTML or XHTML → elements, and which of them are shown.

The one door to lxml for markup. Nothing is fetched and no entity but HTML's own is known, so
that a page can neither call out nor unfold. Knows nothing of how elements are written.
"""

from functools import lru_cache
from typing import Any

import regex

from ingest.errors import DamagedFile, TooLarge, UnsafeFile
from ingest.readers.text import decode

Element = Any
"""An lxml element: lxml ships no types."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
WRITTEN = HEADINGS | {
    "blockquote", "dir", "dl", "listing", "menu", "ol", "pre", "table", "ul", "xmp",
}  # fmt: skip
"""Elements that a walker writes as a whole, and so recurses into."""
INLINE = frozenset({"img", "math", "q", "script", "sub", "sup"})
"""Elements that become words of the paragraph in which they stand."""
BOUNDED = frozenset(
    {"address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog",
     "div", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "header",
     "hgroup", "hr", "html", "legend", "li", "main", "nav", "noframes", "optgroup", "option",
     "p", "search", "section", "summary", "tbody", "td", "tfoot", "th", "thead", "tr"}
)  # fmt: skip
"""Elements that begin and end a paragraph."""
BOXED = frozenset({"a", "button", "img", "input", "label"})
"""Shown apart where they stand next to each other, though they are inline."""
_SKIPPED = frozenset(
    {"applet", "area", "audio", "base", "canvas", "command", "datalist", "embed", "frame",
     "head", "iframe", "input", "link", "map", "meta", "noscript", "object", "param",
     "progress", "rp", "rt", "rtc", "script", "select", "source", "style", "svg", "template",
     "title", "track", "video", "mjx-math"}
)  # fmt: skip
_HIDDEN = regex.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", regex.I)
_NEVER_HIDDEN = frozenset({"html", "body", "main", "article"})
"""Pages hide these only until their scripts have run."""
_DECORATION = frozenset({"a", "b", "em", "i", "span", "strong"})
_LINE_NUMBERS = frozenset({"linenos", "lineno", "linenodiv", "line-numbers-rows", "gutter"})

_MOST_ELEMENTS = 3_000_000
_DEEPEST = 60
"""Lists, tables and quotations inside each other: more than any author writes."""
_DECLARED = regex.compile(
    rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)"""
    rb"""|<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    regex.IGNORECASE,
)
_DOCTYPE = regex.compile(
    r"\A\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*+<!DOCTYPE[^>\[]*\[(.*?)\]\s*>",
    regex.IGNORECASE | regex.DOTALL,
)
_XML_DECLARATION = regex.compile(r"\A\s*<\?xml[^>]*\?>")


def parse(data: bytes | str, name: str = "The page") -> Element:
    """The root of an HTML or XHTML page or fragment; an empty page gives an empty `html`.

    `name` is what messages call the page. Raises `UnsafeFile` (nested absurdly deep, entities
    of its own), `TooLarge`, `DamagedFile`, `UnknownEncoding`.
    """
    import lxml.html
    from lxml import etree

    text = data if isinstance(data, str) else decode(data, name, declared=_declared(data))
    text = _without_prologue(text, name)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise DamagedFile(
            f"{name} cannot be read as HTML: {error}.", hint="Save the page again as HTML."
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 goes no deeper than 2,048 elements and leaves out all that follows.
        raise _too_deep(name)
    if root is None:
        return etree.fromstring("<html/>", lxml.html.HTMLParser())
    _check_shape(root, name)
    return root


def kind_of(element: Element) -> str:
    """Its tag in small letters without a namespace; "" for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if element.get("role") == "heading" and tag not in HEADINGS:
        level = element.get("aria-level", "")
        return f"h{level}" if f"h{level}" in HEADINGS else "h2"
    return _local_name(tag)


@lru_cache(maxsize=1_000)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def contents_of(element: Element) -> list["str | Element"]:
    """What is shown in an element, in order: its children, and text that is not white space."""
    contents: list[str | Element] = [element.text or ""]
    for child in element:
        if not is_left_out(child):
            contents.append(child)
        contents.append(child.tail or "")
    return [item for item in contents if not isinstance(item, str) or item.strip()]


def is_left_out(element: Element) -> bool:
    """Whether an element is never shown, or is decoration: scripts, hidden parts, permalinks."""
    kind = kind_of(element)
    if not kind:
        return True
    if kind in _SKIPPED:
        return not (kind == "script" and "math/tex" in element.get("type", ""))
    attributes = element.attrib
    if not attributes:
        return False
    if kind not in _NEVER_HIDDEN:
        hidden = attributes.get("hidden", "until-found") != "until-found"
        if hidden or _HIDDEN.search(attributes.get("style", "")):
            return True
    if attributes.get("aria-hidden") == "true" and kind in _DECORATION:
        return True
    if not _LINE_NUMBERS.isdisjoint(attributes.get("class", "").split()):
        return True
    return kind == "a" and _is_permalink(element)


def _is_permalink(element: Element) -> bool:
    """A lone sign such as `¶`, `#` or `↩` that links to a place on the same page."""
    sign = (element.text or "").strip()
    return (
        len(element) == 0
        and element.get("href", "").startswith("#")
        and 0 < len(sign) <= 3
        and not any(char.isalnum() for char in sign)
    )


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _without_prologue(text: str, name: str) -> str:
    """`text` without what stands before its first element and would be taken for text."""
    prologue = _DOCTYPE.match(text[:1_000_000])
    if prologue is None:
        return str(_XML_DECLARATION.sub("", text, count=1))
    if "<!entity" in prologue[1].lower():
        raise UnsafeFile(
            f"{name} defines XML entities of its own, as an entity bomb does.",
            hint="If you trust the file, open it in a browser and save it again as HTML.",
        )
    return text[prologue.end() :]


def _too_deep(name: str) -> UnsafeFile:
    return UnsafeFile(
        f"{name} nests its elements absurdly deep.",
        hint="The file is broken or built to do harm; save its text in another way.",
    )


def _check_shape(root: Element, name: str) -> None:
    """Refuse what would exhaust the walker, which recurses into lists, tables and the like."""
    recursing = WRITTEN | INLINE
    depths = {root: 0}
    for count, element in enumerate(root.iterdescendants()):
        if count > _MOST_ELEMENTS:
            raise TooLarge(f"{name} has too many elements.", hint="Split the page.")
        depth = depths[element.getparent()] + (kind_of(element) in recursing)
        if depth > _DEEPEST:
            raise _too_deep(name)
        if len(element):
            depths[element] = depth
