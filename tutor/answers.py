"""The nouns of answering: passages, citations, answers. No models, no stores.

Always `citation.quote == document.text[citation.start:citation.end]`.
"""

import bisect
from typing import Literal

from ingest.documents import Record

Support = Literal["supported", "unsupported", "unchecked"]
Grounding = Literal["grounded", "partly", "declined"]
Manner = Literal["short", "beginner", "example", "hint"]
"""How a tutor answers: shortly, explained for a beginner, with an example, or with a hint only."""


NEAREST = 3
"""Passages shown where nothing answers."""


class Passage(Record):
    """A chunk as a search returns it."""

    rank: int
    """1 is the best."""
    score: float
    """Comparable within one search only."""
    document: str
    title: str
    path: str
    page: int
    """The page on which it begins."""
    page_starts: tuple[int, ...] = ()
    """Where further pages begin within it, as offsets into the document's text."""
    start: int
    end: int
    language: str
    heading: str = ""
    """Headings above the passage, outermost first."""
    text: str
    heads: str = ""
    """Heads of the columns of the table that it begins in the middle of."""
    nearest: tuple[int, int] | None = None
    """Where its sentence that is nearest to the question stands, as offsets into the document's
    text; of the first `NEAREST` passages of a declined answer."""

    @property
    def nearest_text(self) -> str:
        """The nearest sentence; the whole text where nobody looked."""
        start, end = self.nearest or (self.start, self.end)
        return self.text[start - self.start : end - self.start]

    def holds(self, document: str, offset: int) -> bool:
        """Does the code point at `offset` of a document's text stand in the passage?"""
        return self.document == document and self.start <= offset < self.end

    def page_at(self, offset: int) -> int:
        """Number of the page that holds the code point at `offset` of the document's text."""
        return self.page + bisect.bisect_right(self.page_starts, offset)


class Citation(Record):
    """Verbatim words of a document."""

    label: int
    """The `[n]` of the answer's text, from 1."""
    document: str
    title: str
    path: str
    page: int
    start: int
    end: int
    quote: str
    language: str
    as_of: str = ""
    """The date that the document gives itself, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""


class Sentence(Record):
    """One sentence of an answer, `answer.answer[start:end]`, its markers left out."""

    text: str
    start: int
    end: int
    support: Support
    citations: tuple[int, ...]
    """Labels."""
    corrects: bool = False
    """It says that the question takes for granted what the documents have, or seem to have,
    otherwise."""


class Timings(Record):
    """Seconds since the question was asked, the models being loaded."""

    retrieve: float = 0.0
    first_token: float | None = None
    """None where no token was written by a chat model."""
    total: float = 0.0


class Tokens(Record):
    """What the chat model read and wrote."""

    prompt: int = 0
    cached: int = 0
    """Part of `prompt` that was computed before."""
    output: int = 0


class Answer(Record):
    """The answer to one question, as every surface shows it."""

    question: str
    understood: str = ""
    """The question as it was answered, where that is not as it was asked: a follow-up made
    self-contained, pinyin in characters."""
    language: str
    answer: str
    declined: bool
    grounding: Grounding
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    unresolved: tuple[str, ...] = ()
    """Labels or quotes that the model made up: kept for the record, never shown as support."""
    notes: tuple[str, ...] = ()
    """What the asker should know besides, in their language: an old document, a retired exam."""
    passages: tuple[Passage, ...] = ()
    model: str
    settings: str
    """`Settings.fingerprint()`."""
    timings: Timings = Timings()
    tokens: Tokens = Tokens()


class Exchange(Record):
    """An earlier question of a conversation and what was answered: what follow-ups refer to."""

    question: str
    understood: str = ""
    """The question made self-contained, where it was not."""
    answer: str
    """The answer's text; empty where it was declined."""
    documents: tuple[str, ...] = ()
    """Ids of the documents it cited."""
