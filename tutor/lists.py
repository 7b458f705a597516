"""A sentence in a list → the whole list: half of it would be a wrong answer.

Pure. A list is a run of items, each on a line that begins with a bullet, a number or the cells of
a table, in any script, and the lines that belong to it; with the line above that leads into it.
"""

import bisect
from collections.abc import Sequence

import regex

from ingest.documents import Document
from ingest.languages import sentence_spans
from ingest.normalize import fold
from tutor.cite import Quote, span_of

MOST = 12
"""A list of more items is no short answer: then only what was hit is quoted."""
AROUND = 2_000
"""Characters before and behind a sentence in which others may count on from it."""
BETWEEN = 2
"""Sentences between two that count, which tell more of the first."""
_HEADING = regex.compile(r"(?m)^[ \t]*#{1,6}[ \t]")
_ITEM = regex.compile(
    r"[ \t\u3000]*(?:[-*+•·▪◦‣–](?=[ \t])|[•▪◦‣①-⑳]"
    r"|[(（]?(?:\p{Nd}{1,2}|[a-zA-Z]|[一二三四五六七八九十]{1,2})[.)、．）](?!\p{Nd})"
    r"|第[一二三四五六七八九十]+步)[ \t\u3000]*(?=\S)"
)
_ROW = regex.compile(r"[ \t]*\|.*\|[ \t]*$")
_RULE = regex.compile(r"[ \t]*\|[-:| \t]+\|[ \t]*$")
_LEADS = regex.compile(r"[:：](?:\*\*|__)?\s*$")
_ORDINAL = regex.compile(
    r"(?:first|second|third|fourth|fifth|next|then|finally|last|step \d+)(?:ly)?\b"
    r"|第[一二三四五六七八九十\d]+[步条项点种个类]?|首先|其次|再次|然后|接着|接下来|最后"
    r"|(?:و|ف)?(?:اولا|ثانيا|ثالثا|رابعا|خامسا|الخطوه|ثم|واخيرا|اخيرا)\b"
    r"|(?:primero|segundo|tercero|luego|d'abord|ensuite|enfin|zuerst|dann|schliesslich)\b"
)
"""After folding."""
_INDENTED = regex.compile(r"[ \t\u3000]+\S")


def whole_list(document: Document, quote: Quote) -> tuple[Quote, ...]:
    """The items of the list that `quote` stands in or leads into, what leads into it first.

    Nothing where there is no list, or one too long to be an answer.
    """
    lines = _Lines(document.text)
    items = lines.items(lines.at(quote.start))
    if not 2 <= len(items) <= MOST:
        return ()
    lead = lines.lead(items[0][0])
    spans = [lines.span(first, last) for first, last in ([lead] if lead else []) + items]
    return tuple(span_of(document, *span, quote.language) for span in spans)


def is_row(quote: Quote) -> bool:
    """Is it a row of a table, or a part of one?"""
    return quote.text.count("|") > 1


def nearby(document: Document, quote: Quote) -> tuple[Quote, ...]:
    """The sentences around `quote` under the same heading: steps may go on in the next chunk."""
    text = document.text
    heads = [match.start() for match in _HEADING.finditer(text)]
    before = heads[bisect.bisect_right(heads, quote.start) - 1] if heads else 0
    after = bisect.bisect_left(heads, quote.end)
    start = max(0, quote.start - AROUND, before if before <= quote.start else 0)
    end = min(len(text), quote.end + AROUND, heads[after] if after < len(heads) else len(text))
    spans = sentence_spans(text[start:end], quote.language)
    return tuple(span_of(document, start + a, start + b, quote.language) for a, b in spans)


def counted(sentences: Sequence[Quote], quote: Quote) -> tuple[Quote, ...]:
    """The sentences after `quote`, or around it, that count: "First …, Second …", with the one
    before them. Nothing where there are not two."""
    at = next((n for n, said in enumerate(sentences) if said.start <= quote.start < said.end), None)
    runs = list[list[int]]()
    for number in (n for n, said in enumerate(sentences) if _counts(said)):
        if runs and number - runs[-1][-1] <= 1 + BETWEEN:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        if at is not None and len(run) > 1 and run[0] - 1 <= at <= run[-1]:
            return tuple(sentences[max(run[0] - 1, 0) : run[-1] + 1])
    return ()


def _counts(sentence: Quote) -> bool:
    return bool(_ORDINAL.match(fold(sentence.text)))


class _Lines:
    """The lines of a text, by number."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def at(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset) - 1

    def items(self, at: int) -> list[tuple[int, int]]:
        """First and last line of each item of the list at the line `at` or just below it."""
        first = self._item_of(at)
        if first is None and self._leads(at):
            below = self._beyond_blank(at, 1)
            first = below if below is not None and self._is_item(below) else None
        if first is None:
            return []
        kind = self._is_row(first)
        found = [self._with_rest(first)]
        while (before := self._neighbour(found[0][0], -1, kind)) is not None:
            found.insert(0, self._with_rest(before))
        while (after := self._neighbour(found[-1][1], 1, kind)) is not None:
            found.append(self._with_rest(after))
        return [item for item in found if not _RULE.match(self.line(item[0]))]

    def lead(self, first: int) -> tuple[int, int] | None:
        """The line that leads into the item at line `first`."""
        before = self._beyond_blank(first, -1)
        return (before, before) if before is not None and self._leads(before) else None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of some lines without the marker before and the white space around."""
        start, end = self._starts[first], self._starts[last] + len(self.line(last))
        marker = _ITEM.match(self._text, start, end)
        start = marker.end() if marker else start
        said = self._text[start:end]
        return start + len(said) - len(said.lstrip()), end - (len(said) - len(said.rstrip()))

    def line(self, number: int) -> str:
        close = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else None
        return self._text[self._starts[number] : close]

    def _is_item(self, number: int) -> bool:
        return bool(_ITEM.match(self.line(number))) or self._is_row(number)

    def _is_row(self, number: int) -> bool:
        return bool(_ROW.match(self.line(number)))

    def _leads(self, number: int) -> bool:
        return bool(_LEADS.search(self.line(number))) and not self.line(number).startswith("#")

    def _item_of(self, at: int) -> int | None:
        """The line with the marker of the item that line `at` belongs to."""
        for number in range(at, -1, -1):
            if self._is_item(number):
                return number if self._with_rest(number)[1] >= at else None
            if not self.line(number).strip():
                break
        return None

    def _with_rest(self, first: int) -> tuple[int, int]:
        """An item with the lines that go on with it: those that are indented, and those up to
        the next item."""
        last = number = first
        while number + 1 < len(self._starts) and self.line(number + 1).strip():
            number += 1
            if self._is_item(number):
                return first, number - 1
            if last == number - 1 and _INDENTED.match(self.line(number)):
                last = number
        return first, last

    def _neighbour(self, line: int, way: int, row: bool) -> int | None:
        """The marked line of the item before or after `line`, over one blank line."""
        near = self._beyond_blank(line, way)
        item = None if near is None else self._item_of(near)
        return item if item is not None and self._is_row(item) == row else None

    def _beyond_blank(self, line: int, way: int) -> int | None:
        for number in (line + way, line + 2 * way):
            if 0 <= number < len(self._starts) and self.line(number).strip():
                return number
        return None
