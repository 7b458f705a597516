"""XML of others, opened without trust: no document type, no entities, nothing fetched.

Knows how a broken file is read in part; not what its elements mean.
"""

from collections.abc import Iterator
from typing import Any

import regex

from ingest.errors import DamagedFile, UnsafeFile
from ingest.readers.archive import decode_xml

Element = Any
"""An lxml element: lxml ships no types."""
_DECLARATION = regex.compile(r"\s*<\?xml[^>]*\?>")
_PLACE = regex.compile(r", line \d+, column \d+$")
_LINE = regex.compile(r"(?<=\bline )\d+")
_PROLOGUE = regex.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+<!", regex.DOTALL)


def parsed(data: bytes | str, where: str, *, first: int = 1) -> Element:
    """The root of a document, or of a part that begins on line `first` of it.

    Raises `UnsafeFile`, `DamagedFile` with the line.
    """
    from lxml import etree

    text = data if isinstance(data, str) else decoded(data, where)
    refuse_types(text, where)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFile(
            f"{where} is no sound XML: line {error.lineno + first - 1}: {_said(error, first)}.",
            hint="Export it again from the program that it comes from.",
        ) from error


def _said(error: Any, first: int) -> str:
    """The parser's words, the lines that they name those of the whole document."""
    words = _PLACE.sub("", error.msg)  # which is said already
    return str(_LINE.sub(lambda number: str(int(number[0]) + first - 1), words))


def decoded(data: bytes, where: str) -> str:
    """The text of a document in any of XML's encodings, without its declaration, its lines as
    many as they were."""
    text = decode_xml(data, where).removeprefix("\ufeff")
    return str(_DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1))


def refuse_types(text: str, where: str) -> None:
    """Raises `UnsafeFile` where a document declares a type: entities in it could grow without
    end, or read files of this machine. No format of questions needs one."""
    if _PROLOGUE.match(text):
        raise UnsafeFile(
            f"{where} declares a document type, which could hide entities.",
            hint="Take its line <!DOCTYPE …> out, if you trust where it is from.",
        )


def blocks(text: str, tag: str) -> Iterator[tuple[int, str]]:
    """Each `<tag>…</tag>` of a broken document with the line, from 1, that it begins on.

    One that is not closed ends where the next begins, so that it takes no other with it.
    """
    starts = [found.start() for found in regex.finditer(rf"<{tag}(?=[\s>])", text)]
    line, at = 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)]):
        line += text.count("\n", at, start)
        at = start
        closed = text.rfind(f"</{tag}>", start, end)
        yield line, text[start : end if closed < 0 else closed + len(tag) + 3]
