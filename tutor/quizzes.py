"""The nouns of practice: items with their evidence, quizzes, attempts, grades.

Always `span.quote == document.text[span.start:span.end]`. Options carry the letters they are
shown with, in the order they are shown; no model had a say in either.
"""

from typing import Literal

from ingest.documents import Record

Kind = Literal["single"]
GateVerdict = Literal["pass", "flag", "reject", "unchecked"]
GradeVerdict = Literal["correct", "partly", "wrong", "ungraded"]


class Option(Record):
    """One of the answers to choose from."""

    id: str
    """"a", "b", …, in the order shown."""
    text: str
    correct: bool
    rationale: str = ""
    """Why it is right or wrong; empty where nobody said."""


class EvidenceSpan(Record):
    """The verbatim words of a document that make the key right."""

    document: str
    title: str
    page: int
    start: int
    end: int
    quote: str
    language: str


class Verdict(Record):
    """What one gate found."""

    name: str
    verdict: GateVerdict
    detail: str = ""


class QuizItem(Record):
    """One question with everything that is needed to ask, grade and contest it."""

    id: str
    """Hash of what is asked and of its evidence."""
    kind: Kind = "single"
    language: str
    stem: str
    options: tuple[Option, ...] = ()
    answer: tuple[str, ...] = ()
    """Accepted forms, for kinds without options."""
    explanation: str = ""
    evidence: tuple[EvidenceSpan, ...]
    exam: str | None = None
    domain: str | None = None
    task: str | None = None
    difficulty: float | None = None
    """None until attempts say."""
    gates: tuple[Verdict, ...] = ()

    @property
    def key(self) -> Option:
        """The right option of a single-choice item."""
        return next(option for option in self.options if option.correct)


class Rejected(Record):
    """A draft that a gate turned away."""

    stem: str
    gate: str
    detail: str


class Quiz(Record):
    """Items made for one request, with the drafts that were turned away."""

    quiz: str
    """Its id."""
    language: str
    """Language of most of its items."""
    topic: str | None = None
    seed: int
    """Decides which sentences are asked about."""
    model: str
    settings: str
    """`Settings.fingerprint()`."""
    created: str
    """RFC 3339 UTC."""
    asked: int
    items: tuple[QuizItem, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def made(self) -> int:
        """Number of items."""
        return len(self.items)


class QuizEntry(Record):
    """One quiz as a list shows it."""

    quiz: str
    language: str
    topic: str | None
    created: str
    asked: int
    made: int
    attempted: int
    """Distinct items answered at least once."""
    score: float | None
    """Mean points of the latest attempt at each attempted item; None before the first."""


class Attempt(Record):
    """One answer of the learner, as it was graded."""

    quiz: str
    item: str
    chosen: tuple[str, ...]
    verdict: GradeVerdict
    points: float
    at: str
    """RFC 3339 UTC."""


class ItemGrade(Record):
    """The grade of one answer."""

    id: str
    """Of the item."""
    chosen: tuple[str, ...]
    verdict: GradeVerdict
    points: float
    """0 to 1."""
    feedback: str
    evidence: tuple[EvidenceSpan, ...]


class Grade(Record):
    """The grade of a whole quiz."""

    score: float
    """Points by items, unanswered ones included: 0 to 1."""
    items: tuple[ItemGrade, ...]
