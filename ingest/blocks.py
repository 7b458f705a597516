"""Document text → blocks, by the Markdown marks that every reader writes; pure.

Knows nothing of sizes, models or languages. Blocks are slices in order that hold everything but
white space between them; a block's parts are where it may be cut, and hold all of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import regex

Kind = Literal[
    "heading", "text", "list", "table", "code", "question", "answer", "pair", "led",
    "part", "sentence",
]  # fmt: skip

MARKER = r"[ \t]*(?:#{1,6}|[-*+>•▪◦‣]|\p{Nd}{1,3}[.)、])[ \t]+"
"""What begins a heading, a list item or a quotation."""
FENCE = r"[ \t]*(?:`{3,}|~{3,})"
# A letter alone is a label before a colon only: `A.` and `ج.` are also options of a question.
_LONG = r"(?:[ \t]*[#№]?\p{Nd}{1,4}[*_]{0,2}(?:[.:：．、)]|[ \t]*$)|[ \t]*[*_]{0,2}[:：])"
_SHORT = r"(?:[ \t]*\p{Nd}{1,4}[*_]{0,2}[.:：．、)]|[ \t]*[*_]{0,2}[:：])"
_BEFORE_LABEL = r"[ \t]*(?:[-*+•][ \t]+|\p{Nd}{1,3}[.)、][ \t]*)?[*_]{0,2}"
QUESTION = (
    rf"{_BEFORE_LABEL}(?i:(?:question|问题?|問題?|质问|質問|السؤال|سؤال|سوال|پرسش|pregunta|frage"
    rf"|вопрос|질문|문제|प्रश्न|questão|pergunta|domanda|soru|câu hỏi){_LONG}|[qس]{_SHORT})"
)
ANSWER = (
    rf"{_BEFORE_LABEL}(?i:(?:answer|correct answer|答案?|解答|回答|正确答案|الجواب|جواب|الإجابة"
    rf"|إجابة|الاجابة|پاسخ|respuesta|réponse|antwort|ответ|답변?|정답|उत्तर|resposta|risposta|cevap"
    rf"|trả lời){_LONG}|[aج]{_SHORT})"
)
_KINDS = regex.compile(
    rf"(?P<heading>#{{1,6}}[ \t]+\S)|(?P<fence>{FENCE})|(?P<row>[ \t]*\|)"
    rf"|(?P<question>{QUESTION})|(?P<answer>{ANSWER})|(?P<item>{MARKER})",
    regex.MULTILINE,
)
_HEADING = regex.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*$", regex.MULTILINE)
_FENCE_LINE = regex.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*(\S?)", regex.MULTILINE)
_RULE_ROW = regex.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_INTRODUCES = regex.compile(r"[:：﹕]\W*$")
_NESTED = 2
"""Spaces before a line that belongs to the list item above it."""


class Block(NamedTuple):
    """A slice of the text with its kind and the parts at whose ends it may be cut."""

    kind: Kind
    start: int
    end: int
    parts: "tuple[Block, ...]" = ()
    """None for text: it is cut at the ends of sentences."""
    header: str = ""
    """Of a table: its first row, where a rule follows it."""


class _Line(NamedTuple):
    """A line that is not blank, without the white space around it."""

    kind: str
    start: int
    end: int
    indent: int
    gap: bool
    """Blank lines stand before it."""


def heading(text: str, block: Block) -> tuple[int, str]:
    """Level and title of a heading."""
    match = _HEADING.match(text, block.start, block.end)
    return (len(match[1]), match[2]) if match else (6, "")


def parse(text: str) -> list[Block]:
    """The blocks of `text`: headings, paragraphs, lists, tables, code, questions with answers.

    What leads to a list, table or code with a colon is one block with it.
    """
    return list(_led(text, _paired(_plain_blocks(text))))


def _lines(text: str) -> Iterator[_Line]:
    start, gap = 0, False
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        body = line.strip()
        if body:
            match = _KINDS.match(text, start, end)
            kind = (match.lastgroup if match else None) or "text"
            indent = len(line) - len(line.lstrip())
            yield _Line(kind, start + indent, start + indent + len(body), indent, gap)
        gap, start = not body, end + 1


class _Lines:
    """Lines to be taken one after another, with a look at the next."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self._lines = lines
        self.next = next(lines, None)

    def take(self, goes_on: Callable[[_Line], bool]) -> Iterator[_Line]:
        """The next line, and those after it as long as they go on with it."""
        first, line = True, self.next
        while line is not None and (first or goes_on(line)):
            first, self.next = False, next(self._lines, None)
            yield line
            line = self.next


def _plain_blocks(text: str) -> Iterator[Block]:
    lines = _Lines(_lines(text))
    fences = _closing_fences(text)
    while (line := lines.next) is not None:
        if line.start in fences:
            yield _code(list(lines.take(_up_to(fences[line.start]))))
        elif line.kind == "row":
            yield _table(text, list(lines.take(_is_row)))
        elif line.kind == "item":
            yield _list(list(lines.take(_is_of_list)))
        else:
            end = line.end
            for last in lines.take(_only_one if line.kind == "heading" else _is_prose(fences)):
                end = last.end  # a paragraph may have millions of lines: none is kept
            yield Block(_KIND_OF.get(line.kind, "text"), line.start, end)


_KIND_OF: dict[str, Kind] = {"heading": "heading", "question": "question", "answer": "answer"}


def _up_to(stop: int) -> Callable[[_Line], bool]:
    return lambda line: line.start <= stop


def _only_one(line: _Line) -> bool:
    return False


def _is_row(line: _Line) -> bool:
    return line.kind == "row" and not line.gap


def _is_of_list(line: _Line) -> bool:
    """A list goes on over blank lines to the next item or indented line."""
    inside = line.indent >= _NESTED and line.kind != "heading"
    return line.kind == "item" or inside or (line.kind == "text" and not line.gap)


def _is_prose(fences: Mapping[int, int]) -> Callable[[_Line], bool]:
    """Lines of a paragraph; a fence that nothing closes is one of them."""
    return lambda line: line.kind in ("text", "fence") and line.start not in fences and not line.gap


def _closing_fences(text: str) -> dict[int, int]:
    """Start of the line that closes each fence that is closed, by the start of the fence."""
    marks = [(match.start(1), match[1], match[2]) for match in _FENCE_LINE.finditer(text)]
    # An opening fence that nothing closes is looked up once, not searched to the end of the text.
    longest_below = [{"`": 0, "~": 0}]
    for _, mark, info in reversed(marks):
        longest = longest_below[-1]
        if not info and len(mark) > longest[mark[0]]:
            longest = longest | {mark[0]: len(mark)}
        longest_below.append(longest)
    closed, at = {}, 0
    while at < len(marks):
        opening, mark, _ = marks[at]
        at += 1
        if longest_below[len(marks) - at][mark[0]] < len(mark):
            continue
        while marks[at][2] or not marks[at][1].startswith(mark):
            at += 1
        closed[opening] = marks[at][0]
        at += 1
    return closed


def _code(lines: Sequence[_Line]) -> Block:
    """Lines; the fences go with the first and the last."""
    inner = lines[1:-1]
    # The indent of a line of code is part of it.
    starts = [lines[0].start, *(line.start - line.indent for line in inner[1:])]
    ends = [line.end for line in inner[:-1]] + [lines[-1].end]
    return Block("code", lines[0].start, lines[-1].end, _parts(starts, ends))


def _table(text: str, lines: Sequence[_Line]) -> Block:
    """Rows; the first part holds the header, the rule below it and the first row."""
    ruled = len(lines) > 1 and _RULE_ROW.fullmatch(text, lines[1].start, lines[1].end)
    header = text[lines[0].start : lines[0].end] if ruled else ""
    rows = lines[2:] if ruled and len(lines) > 2 else lines[:1] if ruled else lines
    starts = [lines[0].start, *(line.start for line in rows[1:])]
    ends = [line.end for line in rows[:-1]] + [lines[-1].end]
    return Block("table", starts[0], ends[-1], _parts(starts, ends), header)


def _list(lines: Sequence[_Line]) -> Block:
    """Items, each with what is nested in it."""
    first = [
        at
        for at, line in enumerate(lines)
        if at == 0 or (line.kind == "item" and line.indent <= lines[0].indent + 1)
    ]
    starts = [lines[at].start for at in first]
    ends = [lines[at - 1].end for at in first[1:]] + [lines[-1].end]
    return Block("list", starts[0], ends[-1], _parts(starts, ends))


def _parts(starts: Sequence[int], ends: Sequence[int]) -> tuple[Block, ...]:
    return tuple(Block("part", start, end) for start, end in zip(starts, ends, strict=True))


def _paired(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each question as one block with all that comes up to its answer.

    An answer without a question before it belongs to the paragraph or last item above it.
    """
    waiting: list[Block] = []
    for block in blocks:
        if block.kind == "answer" and waiting:
            *others, before = waiting
            if waiting[0].kind != "question" and before.kind == "list" and len(before.parts) > 1:
                item = before.parts[-1]
                rest = before.parts[:-1]
                others.append(Block("list", before.start, rest[-1].end, rest))
                before = item
            if waiting[0].kind == "question":
                yield _together("pair", [*waiting, block])
            else:
                yield from others
                yield _together("pair", [before, block])
            waiting = []
        elif block.kind in ("question", "heading"):
            yield from waiting
            waiting = [block] if block.kind == "question" else []
            if block.kind == "heading":
                yield block
        elif waiting and waiting[0].kind == "question":
            waiting.append(block)
        else:
            yield from waiting
            waiting = [block]
    yield from waiting


def _led(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """What ends in a colon as one block with the list, table or code below it."""
    before: Block | None = None
    for block in blocks:
        if before and block.kind in ("list", "table", "code"):
            yield _together("led", [before, block])
            before = None
            continue
        if before:
            yield before
        last_words = text[max(block.start, block.end - 20) : block.end]
        before = block if block.kind == "text" and _INTRODUCES.search(last_words) else None
        if not before:
            yield block
    if before:
        yield before


def _together(kind: Kind, parts: Sequence[Block]) -> Block:
    return Block(kind, parts[0].start, parts[-1].end, tuple(parts))
