"""Document text → chunks, along sentences and paragraphs; pure.

Every chunk is a slice of the text, chunks do not overlap, and together they cover everything
but white space between them. Sizes are in the embedding model's own tokens.
"""

from collections.abc import Callable, Sequence

import regex

from ingest.documents import Chunk, Document
from ingest.languages import detect_language, sentence_spans

VERSION = "1"
"""Change with the chunks: an index built with other chunks is refused."""

CountTokens = Callable[[Sequence[str]], list[int]]

_BLOCK = regex.compile(r"\S(?:.|\n(?!\s*\n))*", regex.V1)
"""A run of lines without a blank line between them."""
_HEADING = regex.compile(r"(#{1,6})[ \t]+(.+?)[ \t#]*$", regex.MULTILINE)


def split(document: Document, count_tokens: CountTokens, *, max_tokens: int) -> list[Chunk]:
    """Chunks of at most `max_tokens` tokens each, in order.

    A block (paragraph, list, table) stays whole where it fits, else it is cut at sentence
    ends, and a sentence that alone is too long at word ends or, without those, anywhere.
    """
    pieces = _pieces(document.text, count_tokens, max_tokens)
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if groups and piece.joins(groups[-1], max_tokens, document):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_chunk(document, group) for group in groups]


class _Piece:
    """A sentence, block or part of one, with its size and the headings above it."""

    def __init__(self, start: int, end: int, tokens: int, heading: str, *, opens: bool) -> None:
        self.start, self.end, self.tokens, self.heading = start, end, tokens, heading
        self.opens = opens  # begins a section: never joined to what stands before it

    def joins(self, group: "list[_Piece]", max_tokens: int, document: Document) -> bool:
        if self.opens or self.heading != group[0].heading:
            return False
        if document.page_at(self.start) != document.page_at(group[0].start):
            return False
        return sum(piece.tokens for piece in group) + self.tokens <= max_tokens


def _pieces(text: str, count_tokens: CountTokens, max_tokens: int) -> list[_Piece]:
    blocks = [match.span() for match in _BLOCK.finditer(text)]
    sizes = count_tokens([text[start:end] for start, end in blocks])
    pieces: list[_Piece] = []
    trail: list[tuple[int, str]] = []
    opened = False
    for (start, end), size in zip(blocks, sizes):
        heading = _HEADING.match(text, start, end)
        if heading:
            level = len(heading[1])
            trail = [above for above in trail if above[0] < level] + [(level, heading[2])]
        path = " › ".join(title for _, title in trail)
        parts = (
            [(start, end, size)]
            if size <= max_tokens
            else _cut(text, start, end, count_tokens, max_tokens)
        )
        for at, (part_start, part_end, tokens) in enumerate(parts):
            # A heading that follows a heading opens no chunk of its own: it would be a title
            # without text.
            opens = bool(heading) and at == 0 and not opened
            pieces.append(_Piece(part_start, part_end, tokens, path, opens=opens))
        opened = bool(heading) and end - start <= heading.end() - heading.start() + 1
    return _settle_headings(pieces)


def _settle_headings(pieces: list[_Piece]) -> list[_Piece]:
    """Give a run of bare headings the path of the text below, so that they join it."""
    for before, after in zip(reversed(pieces[:-1]), reversed(pieces[1:])):
        if before.opens and not after.opens and after.heading.startswith(before.heading):
            before.heading = after.heading
    return pieces


def _cut(
    text: str, start: int, end: int, count_tokens: CountTokens, max_tokens: int
) -> list[tuple[int, int, int]]:
    block = text[start:end]
    spans = _without_gaps(block, sentence_spans(block, detect_language(block)))
    sizes = count_tokens([block[a:b] for a, b in spans])
    parts = []
    for (a, b), size in zip(spans, sizes):
        if size <= max_tokens:
            parts.append((start + a, start + b, size))
        else:
            parts.extend(_cut_anywhere(text, start + a, start + b, count_tokens, max_tokens))
    return parts


def _without_gaps(block: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each sentence with what stands between it and the one before, so that nothing is lost."""
    whole, end = [], 0
    for _, stop in spans:
        start = end + len(block[end:stop]) - len(block[end:stop].lstrip())
        whole.append((start, stop))
        end = stop
    last = len(block.rstrip())
    return [*whole[:-1], (whole[-1][0], last)] if whole else [(0, last)]


def _cut_anywhere(
    text: str, start: int, end: int, count_tokens: CountTokens, max_tokens: int
) -> list[tuple[int, int, int]]:
    """Halve until it fits, at white space near the middle where there is some."""
    (size,) = count_tokens([text[start:end]])
    if size <= max_tokens or end - start < 2:
        return [(start, end, size)] if text[start:end].strip() else []
    middle = (start + end) // 2
    space = text.rfind(" ", start + (end - start) // 4, middle)
    middle = space + 1 if space > 0 else middle
    left = _cut_anywhere(text, start, middle, count_tokens, max_tokens)
    return left + _cut_anywhere(text, middle, end, count_tokens, max_tokens)


def _chunk(document: Document, group: list[_Piece]) -> Chunk:
    start, end = group[0].start, group[-1].end
    text = document.text[start:end]
    language = detect_language(text)
    return Chunk(
        id=f"{document.id}:{start}-{end}",
        document=document.id,
        start=start,
        end=end,
        page=document.page_at(start),
        page_end=document.page_at(end - 1),
        text=text,
        language=language,
        languages=(language,),
        heading=group[-1].heading,
        tokens=sum(piece.tokens for piece in group),
    )
