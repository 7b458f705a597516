"""Text ⇄ HTML, for formats whose texts are marked up.

Right-to-left text says so, and Latin names in it keep to themselves (`<bdi>`), else `C#` is shown
as `#C`. Reading, what Hikma wrote is taken as it stands; of what others wrote white space is
joined as a browser does. Nothing is fetched and no entity but HTML's own is known.
"""

import html
from collections.abc import Iterator, Sequence
from typing import Any

import regex

from ingest.languages import is_right_to_left, primary

Element = Any
"""An lxml element: lxml ships no types."""

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_LETTER = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}\p{Adlam}]")
_LATIN = regex.compile(r"[!-~]*[A-Za-z][!-~]*(?: [!-~]+)*+")
"""A run of ASCII with a letter in it, spaces between its words."""
_MATHS = regex.compile(r"\\([(\[])")
_ENDS = ".,:;!?"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_SPACE = regex.compile(r"[ \t\n\r\f]+")
_AROUND_BREAK = regex.compile(r"[ \t]*\n[ \t]*")
_MANY_BREAKS = regex.compile(r"\n{3,}")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "footer",
     "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
     "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul", "prompt",
     "qti-prompt"}
)  # fmt: skip
_UNSEEN = frozenset({"script", "style", "head", "template", "title"})
_MEDIA = {
    "img": "a picture", "object": "an embedded object", "audio": "a sound", "video": "a video",
    "iframe": "an embedded page", "svg": "a drawing", "math": "a formula",
}  # fmt: skip
_BREAK, _BLANK = object(), object()
"""Where a block begins or ends; a line that an editor left empty."""
_KEPT = "\0"
"""A space of preformatted text until the others are joined; no text holds one."""


def direction(text: str, language: str) -> str:
    """`rtl` or `ltr`, for the attribute `dir`: an Arabic question may begin with a Latin name."""
    spoken = primary(language) in _RIGHT_TO_LEFT and _LETTER.search(text)
    return "rtl" if spoken or is_right_to_left(text) else "ltr"


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in pieces; True for a Latin name inside right-to-left text."""
    end = 0
    if _LETTER.search(text):
        for match in _LATIN.finditer(text):
            name = _name(match[0])
            if name:
                start = match.start() + match[0].index(name)
                yield text[end:start], False
                yield name, True
                end = start + len(name)
    yield text[end:], False


def to_html(text: str) -> str:
    """`text` as HTML that shows nothing but that text, also where MathJax runs: it looks for
    `\\(` in text, not across elements."""
    pieces = (
        f"<bdi>{html.escape(piece)}</bdi>" if name else html.escape(piece)
        for piece, name in runs(text)
    )
    shown = _MATHS.sub(r"\\<span>\1</span>", "".join(pieces))
    return str(shown).replace("\n", "<br>")


def block(text: str, language: str) -> str:
    """`text` as a paragraph with its direction and language."""
    return f"{opened(text, language)}{to_html(text)}</p>"


def opened(text: str, language: str) -> str:
    """The start of a paragraph that holds `text`."""
    return f'<p dir="{direction(text, language)}" lang="{html.escape(language)}">'


def parse(source: str) -> Element:
    """A fragment of HTML in a `div`; never fails."""
    import lxml.html
    from lxml import etree

    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    data = f"<html><body><div>{source}</div></body></html>".encode("utf-8", "replace")
    root = etree.fromstring(data, parser)
    found = None if root is None else root.find(".//div")
    return etree.Element("div") if found is None else found


def from_html(source: str, *, own: bool) -> tuple[str, tuple[str, ...]]:
    """The text of a fragment of HTML, and what of it is no text; `own`: written by Hikma."""
    if own and "<" not in source:
        return html.unescape(source), ()
    return text_of(parse(source), own=own)


def text_of(
    root: Element, *, own: bool, leave: Sequence[Element] = ()
) -> tuple[str, tuple[str, ...]]:
    """The text below an element of HTML or of XML that speaks it; elements in `leave` are passed
    over, as is what nobody sees."""
    lost: dict[str, None] = {}
    pending = False
    out: list[str] = []
    for piece in _pieces(root, own, frozenset(leave), lost):
        if piece is _BREAK:
            pending = bool(out)
        elif piece is _BLANK:
            out.append("\n")
        elif piece and not (pending and not own and piece.isspace()):
            if pending:
                out.append("\n")
            out.append(piece)
            pending = False
    text = "".join(out)
    if not own:
        text = _MANY_BREAKS.sub("\n\n", _AROUND_BREAK.sub("\n", text)).strip()
        text = text.replace(_KEPT, " ").rstrip()
    return text, tuple(f"{what} was left out" for what in lost)


def _pieces(
    root: Element, own: bool, leave: frozenset[Element], lost: dict[str, None]
) -> Iterator[Any]:
    """Texts and breaks in their order."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    depth_of_pre = 0
    for event, element in walk:
        tag = _local(element.tag)
        if event == "start":
            if element in leave or tag in _UNSEEN or tag in _MEDIA:
                if tag in _MEDIA and element not in leave:
                    lost[_MEDIA[tag]] = None
                    yield element.get("alt") or ""
                walk.skip_subtree()
                continue
            depth_of_pre += tag == "pre"
            if tag == "br":
                yield "\n"
            if tag in _BLOCKS and element is not root:
                yield _BREAK
            if _is_blank(element, tag):
                yield _BLANK
                walk.skip_subtree()
                continue
            yield _shown(element.text, own, depth_of_pre)
        else:
            if event == "end" and element not in leave:
                depth_of_pre -= tag == "pre"
                if tag in _BLOCKS and element is not root:
                    yield _BREAK
            if element is not root:
                yield _shown(element.tail, own, depth_of_pre)


def _shown(text: str | None, own: bool, depth_of_pre: int) -> str:
    if not text or own:
        return text or ""
    text = text.replace("\u00a0", " ")  # editors write it for any second space
    return text.replace(" ", _KEPT) if depth_of_pre else str(_SPACE.sub(" ", text))


def _is_blank(element: Element, tag: str) -> bool:
    """`<div><br></div>`, the empty line of Anki's editor."""
    if tag != "div" or len(element) != 1 or element.text or element[0].tail:
        return False
    return _local(element[0].tag) == "br"


def _local(tag: Any) -> str:
    """`{namespace}Name` → `name`; empty for comments."""
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def _name(run: str) -> str:
    """A run without the signs at its ends that belong to the sentence around it."""
    before = None
    while run != before:
        before = run
        run = run.rstrip(_ENDS + " ")
        if _closes_outside(run):
            run = run[:-1]
        if _opens_outside(run):
            run = run[1:]
    return run if any(char.isalpha() for char in run) else ""


def _closes_outside(run: str) -> bool:
    """Does a bracket or a quotation that begins before a run end with it?"""
    last = run[-1:]
    if last == '"':
        return run.count('"') % 2 == 1
    return last in _PAIRS and run.count(last) > run.count(_PAIRS[last])


def _opens_outside(run: str) -> bool:
    """Does a bracket that a run begins with end after it?"""
    closing = next((close for close, opening in _PAIRS.items() if opening == run[:1]), "")
    return bool(closing) and run.count(run[0]) > run.count(closing)
