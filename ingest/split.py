"""Document text → chunks, along its sections and blocks; pure.

Every chunk is a slice of the text, chunks do not overlap, and together they cover everything
but white space between them. Sizes are in the embedding model's own tokens (`ingest.pieces`).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ingest import blocks
from ingest.blocks import Block
from ingest.documents import Chunk, Document
from ingest.languages import languages_in
from ingest.pieces import CountTokens, Piece, Ruler

VERSION = "2"
"""Change with the chunks: an index built with other chunks is refused."""

FRAGMENT = 15
"""Fewer tokens say little alone and join a neighbour where they fit."""
_PER_JOIN = 2
"""Tokens by which two pieces joined may be longer than each for itself."""
_Group = list[Piece]


def split(document: Document, count_tokens: CountTokens, *, max_tokens: int) -> list[Chunk]:
    """Chunks of at most `max_tokens` tokens each, in order.

    A block (paragraph, list, table, code, question with its answer) stays whole where it fits,
    else it is cut between its parts, those at the ends of sentences, and a sentence that alone is
    too long at white space or, without any, between characters. A heading begins a chunk, except
    below another heading. A chunk without its table's header has it in `Chunk.heading`.
    """
    text = document.text
    parsed = blocks.parse(text)
    ruler = Ruler(text, count_tokens, max_tokens)
    ruler.measure(parsed)
    page_starts = [page.start for page in document.pages]
    found: list[tuple[str, _Group]] = []
    for path, headings, body in _sections(text, parsed):
        section = _Section(ruler, page_starts)
        for block in headings:
            section.add(block, goes_on=True)
        for block in body:
            section.add(block)
        groups = section.finished()
        if not body and found and _tokens(found[-1][1]) + _tokens(groups[0]) <= max_tokens:
            found[-1][1].extend(groups.pop(0))  # headings with nothing below them
        found += [(path, group) for group in groups]
    return _chunks(document, found, ruler)


def _sections(text: str, parsed: Sequence[Block]) -> Iterator[tuple[str, list[Block], list[Block]]]:
    """Path, headings and blocks of each section; headings without text go with the next one's."""
    trail: list[tuple[int, str]] = []
    headings: list[Block] = []
    body: list[Block] = []
    for block in parsed:
        if block.kind != "heading":
            body.append(block)
            continue
        if body:
            yield _path(trail), headings, body
            headings, body = [], []
        level, title = blocks.heading(text, block)
        trail = [above for above in trail if above[0] < level] + [(level, title)]
        headings.append(block)
    if headings or body:
        yield _path(trail), headings, body


def _path(trail: Sequence[tuple[int, str]]) -> str:
    return " › ".join(title for _, title in trail)


def _tokens(group: _Group) -> int:
    return sum(piece.tokens for piece in group)


class _Section:
    """Fills chunks with the blocks of one section, in order."""

    def __init__(self, ruler: Ruler, page_starts: Sequence[int]) -> None:
        self._ruler, self._page_starts = ruler, page_starts
        self._groups: list[_Group] = [[]]
        self._used = 0
        self._table: tuple[int, str] | None = None

    def add(self, block: Block, *, goes_on: bool = False) -> None:
        """`goes_on`: part of what was added last, whatever page it stands on."""
        size, limit = self._ruler.size(block), self._ruler.max_tokens
        if self._used + size <= limit and (goes_on or self._may_join(block, size)):
            self._append(block, size)
        elif size <= limit and not self._wants_part_of(block):
            self._open(size)
            self._append(block, size)
        else:
            self._add_parts(block, goes_on=goes_on)

    def finished(self) -> list[_Group]:
        groups = [group for group in self._groups if group]
        if len(groups) > 1 and _tokens(groups[-1]) < FRAGMENT:
            *_, before, last = groups
            movable = len(before) > 1 and not before[-2].heading
            if movable and before[-1].tokens + _tokens(last) <= self._ruler.max_tokens:
                last.insert(0, before.pop())
        return groups

    def _append(self, block: Block, size: int) -> None:
        heading = block.kind == "heading"
        self._groups[-1].append(Piece(block.start, block.end, size, heading, self._table))
        self._used += size

    def _open(self, size: int) -> None:
        """Begin a group for something of this size; what must stay with it comes along."""
        group, kept = self._groups[-1], 0
        while kept < len(group) and group[-1 - kept].keep:
            kept += 1
        moved = group[len(group) - kept :]
        if kept == len(group) or _tokens(moved) + size > self._ruler.max_tokens:
            moved = []
        del group[len(group) - len(moved) :]
        self._groups.append(list(moved))
        self._used = _tokens(moved)

    def _bare(self) -> bool:
        """Nothing but headings so far."""
        group = self._groups[-1]
        return bool(group) and all(piece.heading for piece in group)

    def _may_join(self, block: Block, size: int) -> bool:
        """True on one page, and for a fragment: a passage should be where its page says."""
        if not self._groups[-1] or self._bare():
            return True
        if self._used < FRAGMENT or size < FRAGMENT:
            return True
        last = self._groups[-1][-1].end - 1
        return bisect_right(self._page_starts, last) == bisect_right(self._page_starts, block.start)

    def _wants_part_of(self, block: Block) -> bool:
        """What there is would be too little alone, and a block that would fit is cut for it."""
        return self._bare() or (0 < self._used < FRAGMENT and block.kind == "text")

    def _add_parts(self, block: Block, *, goes_on: bool) -> None:
        parts = self._ruler.parts(block)
        if not parts:
            self._add_slices(block)
        for number, part in enumerate(parts):
            if block.kind == "table" and number and self._table is None:
                self._table = (block.start, self._ruler.short_header(block.header))
            self.add(part, goes_on=goes_on or number > 0)
            if block.kind in ("pair", "led") and self._groups[-1]:
                self._groups[-1][-1].keep = number + 1 < len(parts)
        if block.kind == "table":
            self._table = None

    def _add_slices(self, block: Block) -> None:
        """A sentence that is too long, or too long to stand below its heading."""
        limit = self._ruler.max_tokens
        room = limit - self._used if self._bare() else limit
        for part in self._ruler.slices(block, room if room > limit // 4 else limit):
            size = self._ruler.size(part)
            if self._used + size > limit:
                self._open(size)
            self._append(part, size)


def _chunks(document: Document, found: Sequence[tuple[str, _Group]], ruler: Ruler) -> list[Chunk]:
    pages = [page.start for page in document.pages]
    chunks = []
    for path, group, tokens in _exact(found, ruler):
        start, end = group[0].start, group[-1].end
        text = document.text[start:end]
        languages = languages_in(text)
        headers = (piece.table[1] for piece in group if piece.table and piece.table[0] < start)
        first, last = (max(0, bisect_right(pages, at) - 1) for at in (start, end - 1))
        chunks.append(
            Chunk(
                id=f"{document.id}:{start}-{end}",
                document=document.id,
                start=start,
                end=end,
                page=document.pages[first].number,
                page_end=document.pages[last].number,
                text=text,
                language=languages[0],
                languages=languages,
                heading=" › ".join(filter(None, [path, next(headers, "")])),
                tokens=tokens,
            )
        )
    return chunks


def _exact(found: Sequence[tuple[str, _Group]], ruler: Ruler) -> Iterator[tuple[str, _Group, int]]:
    """Each group with its size; those cut in two that are too long, though their pieces are not.

    Counted again are those near the limit: pieces joined can have a few tokens more.
    """
    near = {
        at: (group[0].start, group[-1].end)
        for at, (_, group) in enumerate(found)
        if len(group) > 1 and _tokens(group) + _PER_JOIN * len(group) > ruler.max_tokens
    }
    counted = dict(zip(near, ruler.count(list(near.values()))))
    for at, (path, group) in enumerate(found):
        size = counted.get(at, _tokens(group))
        if size <= ruler.max_tokens or len(group) == 1:
            yield path, group, size
        else:
            half = len(group) // 2
            yield from _exact([(path, group[:half]), (path, group[half:])], ruler)
