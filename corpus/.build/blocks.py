"""A Markdown source becomes blocks; knows nothing of PDF or Word.

Understood: `#` to `###` headings, paragraphs, `- ` and `1. ` lists (one level), `| a | b |`
tables, fenced code, `**bold**` and `` `code` `` inside a line, question and answer pairs (each
`Q:` or `A:` line is a paragraph of its own, in any of the three languages), and two directives
on a line of their own: `<!-- two columns -->` and `<!-- scanned page -->`. Anything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TWO_COLUMNS, SCANNED_PAGE = "<!-- two columns -->", "<!-- scanned page -->"

FENCE = re.compile(r"^```(\w*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"(#{1,3}) (.+)")
ITEM = re.compile(r"(?:-|\d+\.) ")
NEXT_ITEM = re.compile(r"\n(?=(?:-|\d+\.) )")
PAIR = re.compile(r"(?:Q|A|问|答|س|ج)\d* ?[:：]")
NEXT_OF_PAIR = re.compile(rf"\n(?={PAIR.pattern})")
RULE_ROW = re.compile(r"\|(?: ?:?-+:? ?\|)+")
INLINE = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`")


@dataclass(frozen=True)
class Block:
    kind: str
    """h1 h2 h3, p, li, ol, table or code."""
    text: str = ""
    """One line; the lines of code as they are; an `ol` begins with its number."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table, the header first."""


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of a source, in order; directives are left out."""
    position = 0
    for fence in FENCE.finditer(markdown):
        yield from _prose(markdown[position : fence.start()])
        yield Block("code", fence[2].rstrip("\n"))
        position = fence.end()
    yield from _prose(markdown[position:])


def _prose(markdown: str) -> Iterator[Block]:
    for chunk in re.split(r"\n\s*\n", markdown.strip()):
        if not chunk or chunk in (TWO_COLUMNS, SCANNED_PAGE):
            continue
        if match := HEADING.fullmatch(chunk):
            yield Block(f"h{len(match[1])}", match[2])
        elif ITEM.match(chunk):
            for item in NEXT_ITEM.split(chunk):
                bullet = item.startswith("- ")
                yield Block("li" if bullet else "ol", " ".join(item[2 * bullet :].split()))
        elif chunk.startswith("|"):
            yield Block("table", rows=tuple(_rows(chunk)))
        elif PAIR.match(chunk):
            yield from (Block("p", " ".join(line.split())) for line in NEXT_OF_PAIR.split(chunk))
        else:
            yield Block("p", " ".join(chunk.split()))


def _rows(chunk: str) -> Iterator[tuple[str, ...]]:
    for line in chunk.splitlines():
        if not RULE_ROW.fullmatch(line.strip()):
            yield tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def plain(text: str) -> str:
    """A line without its inline marks."""
    return INLINE.sub(lambda match: match[1] or match[2], text)


def spans(text: str) -> Iterator[tuple[str, str]]:
    """(text, "" or "bold" or "code") for each part of a line."""
    position = 0
    for match in INLINE.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], ""
        yield (match[1], "bold") if match[1] else (match[2], "code")
        position = match.end()
    if position < len(text):
        yield text[position:], ""
