"""The nouns of ingestion: what a file becomes on its way into the index.

Knows nothing of files, models or stores. Offsets are Unicode code points into
`Document.text`, 0-based, end-exclusive; always
`chunk.text == document.text[chunk.start:chunk.end]`.
"""

import bisect

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of every value that flows: frozen, closed, documented by its fields' strings."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Page(Record):
    """A page as a slice of the document's text."""

    number: int
    """1-based; a file without pages is one page."""
    start: int
    end: int


class Finding(Record):
    """Something about a page that its reader should know."""

    page: int
    finding: str
    """Short stable name: no-text, garbled, …"""
    hint: str
    """What its reader can do about it."""
    done: str = ""
    """What Hikma did about it; empty where the page is as it was found."""


class Document(Record):
    """The text of one file, exactly what every offset refers to."""

    id: str
    """First 16 hexadecimal digits of the SHA-256 of the file's bytes."""
    path: str
    """Where the file was read, absolute."""
    title: str
    text: str
    pages: tuple[Page, ...]
    health: tuple[Finding, ...] = ()
    reader: str = ""
    """What read it, with its version: a file read by another one is read again."""

    def page_at(self, offset: int) -> int:
        """Number of the page that holds the code point at `offset`."""
        place = bisect.bisect_right(self.pages, offset, key=lambda page: page.start)
        return self.pages[max(place - 1, 0)].number


class Chunk(Record):
    """A slice of a document that is embedded and found as one."""

    id: str
    """`<document id>:<start>-<end>`: the document's id is a content hash, so this is one too."""
    document: str
    start: int
    end: int
    page: int
    """Page on which the slice begins."""
    page_end: int
    """Page on which it ends."""
    text: str
    language: str
    """BCP-47, the main one."""
    languages: tuple[str, ...]
    """Every language of a fifth of its text or more, the main one first."""
    heading: str = ""
    """Headings above the slice, outermost first, joined by ` › `."""
    tokens: int
    """Length in the embedding model's own tokens."""


class LibraryEntry(Record):
    """One document as the library lists it, without its text."""

    document: str
    title: str
    path: str
    pages: int
    chunks: int
    tokens: int
    languages: dict[str, float]
    """Share of the text per language."""
    health: tuple[Finding, ...]
    reader: str = ""
    """What read the file."""
    added: str
    """RFC 3339 UTC."""


class Hit(Record):
    """A chunk that a search found, with the score that ranked it."""

    chunk: Chunk
    score: float


class Scope(Record):
    """Which chunks a search may return: those of some documents, of some languages, or all."""

    documents: tuple[str, ...] = ()
    """Ids; none means any."""
    languages: tuple[str, ...] = ()
    """BCP-47; a chunk partly in one of them counts. None means any."""
