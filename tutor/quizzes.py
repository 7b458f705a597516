"""The nouns of practice: items with their evidence, quizzes, attempts, grades.

Always `span.quote == document.text[span.start:span.end]`. Options carry the letters they are
shown with, in the order they are shown; no model had a say in either.
"""

from typing import Literal

from ingest.documents import Record

Kind = Literal["single", "multiple", "true-false", "cloze", "short", "card"]
"""Of `single`, `multiple` and `true-false` the learner chooses options; a gap (`GAP` in the stem)
and a short answer are typed; a flashcard's answer is typed or only thought of."""
CHOSEN: tuple[Kind, ...] = ("single", "multiple", "true-false")
TYPED: tuple[Kind, ...] = ("cloze", "short", "card")
GAP = "____"
LETTERS = "abcdefgh"
"""Of options, in the order shown."""
Standing = Literal["active", "stale", "retired"]
"""`stale`: the words of its evidence are no longer in the documents. `retired`: taken out by the
learner, or after a dispute. Neither is asked again; both are kept."""
GateVerdict = Literal["pass", "flag", "reject", "unchecked"]
GradeVerdict = Literal["correct", "partly", "wrong", "ungraded"]


class Option(Record):
    """One of the answers to choose from."""

    id: str
    """One of `LETTERS`."""
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
    path: str = ""
    """Where the document was read: what stands there now has its place. Empty in old items."""


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
    """Accepted forms, the first one shown, for kinds without options."""
    explanation: str = ""
    evidence: tuple[EvidenceSpan, ...]
    topic: str = ""
    """What it is about: the headings above its evidence."""
    as_of: str = ""
    """The date that the evidence's document gives itself, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    exam: str | None = None
    domain: str | None = None
    task: str | None = None
    difficulty: float | None = None
    """0 to 1, a prior from kind and passage until attempts say; None where there is none."""
    gates: tuple[Verdict, ...] = ()

    @property
    def key(self) -> Option:
        """The right option of a single-choice item."""
        return next(option for option in self.options if option.correct)

    @property
    def keys(self) -> tuple[Option, ...]:
        """All options that are right."""
        return tuple(option for option in self.options if option.correct)

    @property
    def right(self) -> tuple[str, ...]:
        """What is right, as texts: of the right options, else the accepted forms."""
        return tuple(option.text for option in self.keys) or self.answer


class Rejected(Record):
    """A draft that a gate turned away; of the gate `plan` what could not be drafted at all."""

    stem: str
    gate: str
    detail: str
    kind: Kind | None = None
    """None in old quizzes."""
    language: str = ""
    """Of the item that was to be; empty in old quizzes, and where nothing was drafted."""
    gates: tuple[Verdict, ...] = ()
    """What the gates found, that which rejects last; empty in old quizzes, and without a draft."""


class Drafts(Record):
    """What came of a quiz's drafts of one kind and language: how well the model writes those."""

    kind: Kind
    language: str
    """Empty in old quizzes."""
    drafted: int
    admitted: int
    rejected: dict[str, int]
    """Drafts by the gate that turned them away, in the order met."""

    @property
    def rate(self) -> float:
        """Share that was admitted."""
        return self.admitted / self.drafted


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

    @property
    def drafts(self) -> tuple[Drafts, ...]:
        """What came of the drafts, by kind and language; what could not be drafted is none."""
        groups: dict[tuple[Kind, str], list[str]] = {}
        for item in self.items:
            groups.setdefault((item.kind, item.language), []).append("")
        for turned in self.rejected:
            if turned.gate != "plan":
                group = (turned.kind or "single", turned.language)
                groups.setdefault(group, []).append(turned.gate)
        return tuple(
            Drafts(
                kind=kind,
                language=language,
                drafted=len(gates),
                admitted=gates.count(""),
                rejected={gate: gates.count(gate) for gate in dict.fromkeys(gates) if gate},
            )
            for (kind, language), gates in groups.items()
        )


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
    """Mean points of the latest graded attempt at each item; None before the first."""


class Attempt(Record):
    """One answer of the learner, as it was graded."""

    quiz: str
    item: str
    chosen: tuple[str, ...] = ()
    """Letters of options."""
    text: str = ""
    """What was typed, for kinds without options."""
    verdict: GradeVerdict
    points: float
    confidence: Literal[1, 2, 3] | None = None
    """How sure the learner was before seeing the key: a guess, fairly, certain; None unasked."""
    hints: int = 0
    """Hints seen before answering."""
    at: str
    """RFC 3339 UTC."""


class ItemGrade(Record):
    """The grade of one answer."""

    id: str
    """Of the item."""
    chosen: tuple[str, ...] = ()
    text: str = ""
    verdict: GradeVerdict
    points: float
    """0 to 1."""
    feedback: str
    evidence: tuple[EvidenceSpan, ...]

    @property
    def answered(self) -> bool:
        """Was anything chosen or typed?"""
        return bool(self.chosen or self.text)


class Grade(Record):
    """The grade of a whole quiz."""

    score: float
    """Points by items, 0 to 1: unanswered ones give none, answers that nobody could grade do not
    count."""
    items: tuple[ItemGrade, ...]
