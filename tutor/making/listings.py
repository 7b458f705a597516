"""Lists in the documents: what leads into each, and its members as options show them.

Knows an index and what a list looks like (`tutor.lists`), no items.
"""

from collections.abc import Iterator, Sequence

import regex

from ingest.blocks import parse
from ingest.documents import Document, Record
from ingest.index import Index
from ingest.normalize import one_line
from tutor.answers import Passage
from tutor.cite import Quote, span_of
from tutor.facts import Source, passages_in
from tutor.lists import is_row, whole_list
from tutor.making.stems import shown
from tutor.wording import size

FEWEST = 2
"""Members of a list that can be asked about."""
LONGEST = 130
"""Size of a member as an option."""
_LABEL = regex.compile(r"^[*_]*([^:：—–.。]{2,60}?)[*_]*\s*(?:[:：]|\s[—–-]\s)\s*\S")
_TAIL = regex.compile(r"[\s;；,，、.。؛،]+(?:and|or|و|和|或)?\s*$")
_LEAD_TAIL = regex.compile(r"[\s:：*_]+$")


class Member(Record):
    """One item of a list: what is shown of it, and where that stands."""

    text: str
    start: int
    end: int


class Listing(Record):
    """A list with the line that leads into it."""

    document: str
    title: str
    page: int
    language: str
    lead: tuple[int, int]
    lead_text: str
    labelled: bool
    """Are its members shown by what stands before their colon?"""
    members: tuple[Member, ...]


def listings(document: Document, passages: Sequence[Passage]) -> Iterator[Listing]:
    """The lists of a document that can be asked about; `passages`: all of it."""
    for block in parse(document.text):
        home = next((p for p in passages if p.start <= block.start < p.end), None)
        if block.kind == "led" and home is not None:
            end = document.text.find("\n", block.start)
            quote = span_of(document, block.start, max(end, block.start + 1), home.language)
            found = whole_list(document, quote)
            if len(found) > FEWEST and not any(map(is_row, found)):
                yield from _listing(document, found, home.language)


def _listing(document: Document, found: Sequence[Quote], language: str) -> Iterator[Listing]:
    lead, *items = found
    labels = [_LABEL.match(quote.text) for quote in items]
    labelled = all(labels)
    members = [_member(quote, label if labelled else None) for quote, label in zip(items, labels)]
    if all(member.text and size(member.text) <= LONGEST for member in members):
        yield Listing(
            document=document.id,
            title=document.title,
            page=lead.page,
            language=language,
            lead=(lead.start, lead.end),
            lead_text=_LEAD_TAIL.sub("", one_line(lead.text)),
            labelled=labelled,
            members=tuple(members),
        )


def _member(quote: Quote, label: "regex.Match[str] | None") -> Member:
    start, end = (quote.start + label.start(1), quote.start + label.end(1)) if label else (
        quote.start, quote.start + len(_TAIL.sub("", quote.text))
    )  # fmt: skip
    text = shown(quote.text[start - quote.start : end - quote.start])
    return Member(text=text.strip(" *_"), start=start, end=end)


class Listings:
    """The lists of documents, read when they are first asked for, and kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._read: dict[str, tuple[Listing, ...]] = {}

    def of(self, id: str) -> tuple[Listing, ...]:
        """Those of one document; none of one that is gone."""
        if id not in self._read:
            there = self._index.has(id)
            self._read[id] = (
                tuple(listings(self._index.document(id), passages_in(id, self._index)))
                if there
                else ()
            )
        return self._read[id]

    def is_member(self, source: Source) -> bool:
        """Is a sentence one of a list, said in full by what leads into it alone? What has a label
        says it of that."""
        start = source.evidence.start
        return any(
            member.start <= start < member.end
            for listing in self.of(source.document.id)
            for member in listing.members
            if not listing.labelled
        )
