"""How long the parts of a text are in a model's tokens, and where text without blocks is cut.

Knows nothing of what is done with the pieces (`ingest.split`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from ingest.blocks import Block
from ingest.languages import detect_language, sentence_spans

CountTokens = Callable[[Sequence[str]], list[int]]

_TOO_LONG = 16
"""A block of more characters a token is cut without being counted: short ones join again."""
_SLICES = 4
"""About so many slices make a chunk, where text has no sentence ends."""
_CLUSTER = regex.compile(r"\X")
_LONGEST_CLUSTER = 32
"""A character with more marks than this is no writing, and may be cut."""
_SAMPLE = 2_000
"""Characters that tell the language of a block."""


@dataclass(slots=True)
class Piece:
    """A slice that goes into a chunk as a whole."""

    start: int
    end: int
    tokens: int
    heading: bool = False
    table: tuple[int, str] | None = None
    """Start and header of the table of which this is a later part."""
    keep: bool = False
    """Stays with what comes next where both fit."""


class Ruler:
    """Measures slices of one text, each once."""

    def __init__(self, text: str, count_tokens: CountTokens, max_tokens: int) -> None:
        self._text, self._count_tokens = text, count_tokens
        self.max_tokens = max_tokens
        self._sizes: dict[tuple[int, int], int] = {}

    def count(self, spans: Sequence[tuple[int, int]]) -> list[int]:
        """Tokens of each slice."""
        return self._count_tokens([self._text[start:end] for start, end in spans])

    def measure(self, blocks: Iterable[Block]) -> None:
        """Count blocks together: one call for many is faster."""
        longest = _TOO_LONG * self.max_tokens
        spans = [(start, end) for _, start, end, *_ in blocks]
        short = [span for span in spans if span[1] - span[0] <= longest]
        self._sizes.update((span, self.max_tokens + 1) for span in spans)
        self._sizes.update(zip(short, self.count(short)))

    def size(self, block: Block) -> int:
        """Tokens of a block that was measured; more than `max_tokens` for one that is too long."""
        return self._sizes[block.start, block.end]

    def parts(self, block: Block) -> Sequence[Block]:
        """Its parts, measured, or else its sentences; none for a single sentence."""
        parts = block.parts
        if len(parts) < 2:
            parts = () if block.kind == "sentence" else tuple(self._sentences(block))
        if len(parts) < 2:
            return ()
        self.measure(parts)
        return parts

    def _sentences(self, block: Block) -> Iterator[Block]:
        """Each sentence with what stands between it and the one before, so that nothing is lost."""
        text = self._text[block.start : block.end]
        stops = [stop for _, stop in sentence_spans(text, detect_language(text[:_SAMPLE]))]
        start = 0
        for stop in [*stops[:-1], len(text)]:
            while text[start].isspace():
                start += 1
            yield Block("sentence", block.start + start, block.start + stop)
            start = stop

    def short_header(self, header: str) -> str:
        """A table's header, cut between cells where it would fill more than half a chunk."""
        half = self.max_tokens // 2
        while header.count("|") > 2 and self._count_tokens([header])[0] > half:
            header = header[: header.rindex("|", 0, len(header) * 2 // 3) + 1]
        return header

    def slices(self, block: Block, limit: int) -> list[Block]:
        """Slices of at most `limit` tokens, cut at white space where there is some.

        A single character is one slice, whatever its size.
        """
        spans, start, step = [], block.start, max(1, limit // _SLICES * 2)
        while start < block.end:
            stop = self._cut_near(start, min(block.end, start + step), block.end)
            spans.append((start, stop))
            start = stop
        fitting: list[tuple[tuple[int, int], int]] = []
        while spans:
            halves = []
            for (start, stop), size in zip(spans, self.count(spans)):
                middle = self._cut_near(start, (start + stop) // 2, stop)
                if size <= limit or middle == stop:
                    fitting.append(((start, stop), size))
                else:
                    halves += [(start, middle), (middle, stop)]
            spans = halves
        found = [(self._trimmed(*span), size) for span, size in sorted(fitting)]
        found = [(span, size) for span, size in found if span[0] < span[1]]
        self._sizes.update(found)
        return [Block("sentence", *span) for span, _ in found]

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        slice_ = self._text[start:end]
        return end - len(slice_.lstrip()), start + len(slice_.rstrip())

    def _cut_near(self, start: int, wanted: int, end: int) -> int:
        """Where to cut `start`–`end`, at `wanted` or before if possible; `end` where nowhere."""
        if wanted >= end:
            return end
        text, least = self._text, start + (wanted - start) // 2
        space = max(text.rfind(" ", least, wanted), text.rfind("\n", least, wanted))
        if space > start and _CLUSTER.match(text, space, space + 2).end() == space + 1:
            return space + 1
        cut = start
        for match in _CLUSTER.finditer(text, start, min(end, wanted + _LONGEST_CLUSTER)):
            if match.end() > wanted and cut > start:
                break
            cut = match.end()
        return cut if cut - start <= max(wanted - start, _LONGEST_CLUSTER) else wanted
