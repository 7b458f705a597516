"""Question-and-answer pairs that stand in a document → flashcards, by code alone.

Pairs are what `ingest.blocks` takes for them (`Q:`, `问：`, `س:`, `*A*：`), and in a list of
frequent questions the headings with the paragraph below. Pure; offsets are code points into the
document's text.
"""

from collections.abc import Iterator, Sequence

import regex

from ingest.blocks import ANSWER, QUESTION, Block, heading, parse
from ingest.documents import Document, Record
from ingest.normalize import one_line
from tutor.answers import Passage
from tutor.items import dressed, span_in, written
from tutor.making.bench import Made
from tutor.making.standalone import placed, stands_alone
from tutor.making.stems import shown
from tutor.questions import refers_back
from tutor.wording import size

LONGEST_QUESTION, LONGEST_ANSWER = 300, 700
"""Sizes of a card's two sides: more is no card, but a page."""
SHORTEST = 6
FEWEST = 3
"""Headings of one level that ask, from which they are questions with answers."""
_QUESTION = regex.compile(QUESTION)
_ANSWER = regex.compile(rf"(?m)(?:^|(?<=[?？؟])){ANSWER}")
"""A paragraph's lines are one: the answer may begin behind the question's mark."""
_HEADING = regex.compile(r"[ \t]*#{1,6}[ \t]+")
_EMPHASIS = regex.compile(r"^[\s*]+|[\s*]+$|\s#+\s*$|^_(?=[^_]+_$)|(?<=^_[^_]+)_$")
"""Marks of layout at the ends of a text; the signs of `C#` and `__init__` are none."""
_OPENING = regex.compile(r"[\s*]*(?:_{1,3}\s+)?")
"""What is left of the marks around a label (`**A:** …`)."""
_ASKS = regex.compile(r"[?？؟]\s*$")


class Pair(Record):
    """A question and its answer, as slices of a document's text."""

    question: tuple[int, int]
    answer: tuple[int, int]


def pairs(text: str) -> Iterator[Pair]:
    """Every question in the text that its answer follows."""
    blocks = parse(text)
    asking = _asking_levels(text, blocks)
    for at, block in enumerate(blocks):
        found = None
        if block.kind in ("pair", "question"):
            found = _labelled(text, block)
        elif block.kind == "heading" and heading(text, block)[0] in asking:
            found = _headed(text, block, blocks[at + 1 : at + 3])
        if found:
            yield found


def _asking_levels(text: str, blocks: Sequence[Block]) -> set[int]:
    """Levels of headings most of which ask: elsewhere a heading that asks opens a lecture."""
    counts = dict[int, list[bool]]()
    for block in blocks:
        if block.kind == "heading":
            level, title = heading(text, block)
            counts.setdefault(level, []).append(bool(_ASKS.search(_bare(title))))
    return {level for level, asks in counts.items() if sum(asks) >= max(FEWEST, len(asks) / 2)}


def _labelled(text: str, block: Block) -> Pair | None:
    opens = _QUESTION.match(text, block.start, block.end)
    begins = opens.end() if opens else block.start
    answers = _ANSWER.search(text, begins, block.end)
    if answers is None:
        return None
    return _pair(text, (begins, answers.start()), (answers.end(), block.end))


def _headed(text: str, above: Block, below: Sequence[Block]) -> Pair | None:
    """A heading that asks, and the paragraph that is all there is below it."""
    marks = _HEADING.match(text, above.start, above.end)
    begins = marks.end() if marks else above.start
    numbered = _QUESTION.match(text, begins, above.end)
    begins = numbered.end() if numbered else begins
    alone = below and below[0].kind == "text" and all(b.kind == "heading" for b in below[1:])
    if not alone or not _ASKS.search(_bare(text[begins : above.end])):
        return None
    return _pair(text, (begins, above.end), (below[0].start, below[0].end))


def _pair(text: str, question: tuple[int, int], answer: tuple[int, int]) -> Pair | None:
    question, answer = _trimmed(text, *question), _trimmed(text, *answer)
    fits = (
        SHORTEST <= size(text[slice(*question)]) <= LONGEST_QUESTION
        and SHORTEST <= size(text[slice(*answer)]) <= LONGEST_ANSWER
    )
    return Pair(question=question, answer=answer) if fits else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    said = text[start:end]
    opens = _OPENING.match(said)
    start += opens.end() if opens else 0
    return start, max(start, end - (len(said) - len(said.rstrip())))


def _bare(text: str) -> str:
    return str(_EMPHASIS.sub("", text))


def card(pair: Pair, document: Document, passages: Sequence[Passage], language: str) -> Made | None:
    """The card of a pair; None where its question leans on the one before it. `passages`: those
    that hold the pair, one at least."""
    question = one_line(_bare(document.text[slice(*pair.question)]))
    if refers_back(question, language):
        return None
    span = span_in(document, *pair.answer, language)
    item = written(
        "card",
        language,
        question if stands_alone(question, language) else placed(question, passages[0], language),
        _bare(shown(span.quote)),
        [span],
    )
    item = dressed(item, document, passages[0])
    return Made(item=item, document=document, passages=tuple(passages))
