"""A citation → its words in the passage that they were taken from, cited and gold ones marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evals.html.words import Words, words
from evals.records import EvalRecord, Located
from tutor.answers import Citation, Passage

AROUND = 240
"""Characters of a passage that are shown before and after what is marked."""
QUOTE = 2000
"""Characters of a quote that are shown."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage that is marked alike."""

    text: str
    cited: bool
    gold: bool


@dataclass(frozen=True)
class Cited:
    """A citation as it is shown."""

    label: int
    title: Words
    page: int
    quote: Words
    pieces: tuple[Piece, ...]
    """Empty where the passage was not recorded."""
    direction: str
    language: str
    fault: str
    """What is wrong with the citation, or why its passage is not shown; empty where nothing is."""
    gold: bool
    """Whether it touches gold evidence."""


@dataclass(frozen=True)
class Found:
    """A passage that was found, without its words."""

    rank: int
    title: Words
    page: int
    language: str
    gold: bool
    """Whether it touches gold evidence."""


def found(record: EvalRecord) -> tuple[Found, ...]:
    """The passages of a record's answer, in order."""
    return tuple(
        Found(
            rank=one.rank,
            title=words(one.title, limit=200),
            page=one.page,
            language=one.language,
            gold=any(_touches(gold, one) for gold in record.evidence),
        )
        for one in (record.answer.passages if record.answer else ())
    )


def cited(record: EvalRecord) -> tuple[Cited, ...]:
    """The citations of a record's answer, in order."""
    if record.answer is None:
        return ()
    passages = record.answer.passages
    return tuple(_shown(one, passages, record.evidence) for one in record.answer.citations)


def _shown(one: Citation, passages: Sequence[Passage], evidence: Sequence[Located]) -> Cited:
    holder = next((p for p in passages if _holds(p, one)), None)
    quote = words(one.quote, one.language, QUOTE)
    pieces: tuple[Piece, ...] = ()
    fault = "The passage that it was taken from was not recorded."
    if holder is not None:
        said = holder.text[one.start - holder.start : one.end - holder.start]
        fault = "" if said == one.quote else "These are not the words of the passage."
        pieces = _pieces(holder, one, evidence)
    return Cited(
        label=one.label,
        title=words(one.title, limit=200),
        page=one.page,
        quote=quote,
        pieces=pieces,
        direction=quote.direction,
        language=quote.language,
        fault=fault,
        gold=any(_touches(gold, one) for gold in evidence),
    )


def _holds(passage: Passage, one: Citation) -> bool:
    return passage.document == one.document and passage.start <= one.start < one.end <= passage.end


def _touches(gold: Located, one: Citation | Passage) -> bool:
    if gold.start is None or gold.end is None or gold.document != one.document:
        return False
    return gold.start < one.end and one.start < gold.end


def _pieces(passage: Passage, one: Citation, evidence: Sequence[Located]) -> tuple[Piece, ...]:
    """The passage around the citation, cut where a mark begins or ends."""
    first = max(passage.start, one.start - AROUND)
    last = min(passage.end, one.end + AROUND, one.start + QUOTE + AROUND)
    golds = [
        (gold.start, gold.end)
        for gold in evidence
        if gold.document == passage.document and gold.start is not None and gold.end is not None
    ]
    ends = {first, last, one.start, one.end} | {end for gold in golds for end in gold}
    cuts = sorted(end for end in ends if first <= end <= last)
    pieces = [
        Piece(
            text=passage.text[start - passage.start : end - passage.start],
            cited=one.start <= start and end <= one.end,
            gold=any(begin <= start and end <= stop for begin, stop in golds),
        )
        for start, end in pairwise(cuts)
    ]
    if first > passage.start:
        pieces.insert(0, Piece("… ", cited=False, gold=False))
    if last < passage.end:
        pieces.append(Piece(" …", cited=False, gold=False))
    return tuple(pieces)
