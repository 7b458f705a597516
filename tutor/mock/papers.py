"""The nouns of a mock exam: the paper, what happened while it was sat, its present, its report.

What happened is only ever added; the present is computed from it, so nothing that a crash could
spoil is stored. No noun has a scaled score, for vendors do not publish how theirs come about, and
none says that a question is from a real exam: every one is the learner's own bank's.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from ingest.documents import Record
from tutor.quizzes import QuizItem

Happened = Literal["started", "shown", "answered", "flagged", "unflagged", "finished"]
End = Literal["", "early", "time"]
"""Empty while the exam goes on; `early`: the learner ended it; `time`: the clock did."""
Result = Literal["right", "wrong", "unanswered"]


class MockDomain(Record):
    """What one domain has in a paper."""

    id: str
    title: str
    share: float
    """Of the exam, 0 to 1, by the blueprint."""
    wanted: int
    """Questions that the blueprint gives it."""
    given: int
    """Questions that the bank had. Fewer are never made up by those of another domain."""
    tasks_without: tuple[str, ...] = ()
    """Ids of its tasks for which the bank had none."""


class MockQuestion(Record):
    """One question of a paper."""

    item: str
    domain: str
    scored: bool
    """False for those that a vendor tries out; while the exam goes on nobody is told which."""


class MockPaper(Record):
    """A mock exam as it was drawn; it never changes."""

    id: str
    """Hash of what it asks and of when it was drawn."""
    exam: str
    title: str
    language: str | None
    """Of its questions; None for any."""
    seconds: int
    """Time to answer."""
    cut: float
    """Share of right answers taken to pass: the vendor's where one is published as a share, else
    an assumption."""
    cut_published: bool
    domains: tuple[MockDomain, ...]
    """In the order of the blueprint, those without questions too."""
    questions: tuple[MockQuestion, ...]
    """In the order in which they are asked."""
    formats_left_out: tuple[str, ...]
    """Formats of the real exam that no item of a bank has."""
    drawn: str
    """RFC 3339 UTC."""


class MockEvent(Record):
    """Something that happened while a paper was sat."""

    paper: str
    number: int
    """From 0 on, each once: of two windows that answer at the same moment one is told."""
    event: Happened
    item: str = ""
    chosen: tuple[str, ...] = ()
    """Letters of options; none takes an answer back."""
    at: str
    """RFC 3339 UTC."""


class Ledger(Protocol):
    """Where events are kept: a table, a file, a list."""

    def events(self, paper: str) -> Sequence[MockEvent]:
        """All of one paper in their order."""

    def add(self, event: MockEvent) -> None:
        """Keep one more, for good before this returns; raises where its number is taken."""


class Sitting(Record):
    """A mock exam as it stands at one moment."""

    paper: str
    started: bool
    used: float
    """Seconds, by the exam's own clock."""
    left: float
    """Seconds; 0 at the end."""
    end: End
    answers: Mapping[str, tuple[str, ...]]
    """Letters by item; what is not answered is not in it."""
    answered_at: Mapping[str, str]
    """When each answer was last changed, RFC 3339 UTC."""
    flagged: frozenset[str]
    """Items to look at again."""
    seen: frozenset[str]
    seconds_on: Mapping[str, float]
    """How long each item was looked at."""
    shown: str
    """The item that was shown last; empty before the first."""
    events: int
    """How many there are: the number of the next."""


class Seat(Record):
    """One question in the overview."""

    number: int
    """From 1."""
    item: str
    answered: bool
    flagged: bool
    seen: bool


class QuestionReport(Record):
    """What became of one question."""

    number: int
    item: QuizItem
    """With its key, the reasons of its options, its explanation and its evidence."""
    domain: str
    scored: bool
    chosen: tuple[str, ...]
    result: Result
    flagged: bool
    seconds: float


class DomainReport(Record):
    """What became of one domain."""

    id: str
    title: str
    share: float
    """Of the exam, 0 to 1."""
    wanted: int
    given: int
    scored: int
    """Of the given, those that count."""
    right: int
    unanswered: int
    low: float | None
    high: float | None
    """Ends of the 80% interval of the share that the learner would get right; None where nothing
    was asked."""


class MockReport(Record):
    """What a mock exam says, once it is over."""

    paper: str
    exam: str
    title: str
    end: End
    seconds: float
    """Used, of `seconds_given`."""
    seconds_given: int
    scored: int
    right: int
    unanswered: int
    """Of the scored ones: they count as wrong, and wrong ones take nothing away."""
    share: float
    """Right of scored, 0 to 1."""
    expected: float
    """Share of right answers to be expected, domains by the blueprint's weights."""
    low: float
    high: float
    """Ends of its 80% interval: one exam tells less than its share seems to say."""
    cut: float
    cut_published: bool
    domains: tuple[DomainReport, ...]
    questions: tuple[QuestionReport, ...]
