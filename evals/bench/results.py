"""The nouns of the benchmark: what was measured, section by section. No input or output.

What could not be measured is absent or None, never 0.
"""

from typing import Literal

from pydantic import Field

from evals.records import CodeState, Machine, ModelUsed
from ingest.documents import Record

Figure = Literal["median", "p95"]


class Spread(Record):
    """Values measured again and again."""

    n: int
    median: float
    low: float
    """The smallest."""
    high: float
    """The largest."""
    p95: float
    """By nearest rank: at least 95% of the values are no larger."""


class Row(Record):
    """One measure: Hikma, the baseline where there is one, and what became of the target."""

    measure: str
    of: str = ""
    """Which part: a language, a filter; empty for all."""
    unit: str
    """s, tokens, tokens/s, GB."""
    figure: Figure = "median"
    """What of Hikma's spread the target speaks of."""
    hikma: Spread
    baseline: Spread | None = None
    """Over the same questions or runs as Hikma's."""
    ratio: float | None = None
    """Hikma's median divided by the baseline's."""
    pairs: Spread | None = None
    """Hikma divided by the baseline, pair by pair."""
    target: str = ""
    met: bool | None = None
    """None where there is no target, or nothing to hold against it."""
    at_size: bool = True
    """False where less was measured than the target speaks of."""


class Point(Record):
    """Where a library stood while it grew, and what the documents before it had cost."""

    documents: int
    chunks: int
    seconds_each: float
    """Seconds for each document since the point before."""
    peak_memory: int | None
    """Bytes, the most that the process had held by then."""


class Count(Record):
    """What became of the questions that one side was asked."""

    asked: int
    wrote: int
    """Answers with a first token."""
    declined: int
    failed: int


class Section(Record):
    """One part of the benchmark."""

    name: str
    measured: str
    """What was measured against what, in a sentence."""
    rows: tuple[Row, ...] = ()
    curve: tuple[Point, ...] = ()
    counts: dict[str, Count] = Field(default_factory=dict)
    """By side: `hikma`, `baseline`."""
    memory: dict[str, int] = Field(default_factory=dict)
    """By side, the most bytes that its own process held, models among them."""
    notes: tuple[str, ...] = ()
    """How it was counted, where that is not obvious."""
    faults: tuple[dict[str, str], ...] = ()
    """What could not be measured, each with its remedy."""
    seconds: float = 0.0
    """What measuring took."""


class Facts(Record):
    """What it ran on."""

    machine: Machine
    cpu: str
    """The processor's own name; empty where the system does not tell."""
    usable: int
    """Processors that this process may use."""
    memory: int | None
    """Bytes of the machine."""
    load: float | None
    """Processes that wanted a processor in the minute before: ratios hold on a busy machine,
    seconds do not."""
    packages: dict[str, str]
    """Versions of what computes."""


class BenchReport(Record):
    """What `hikma bench --json` prints."""

    quick: bool
    started: str
    """RFC 3339 UTC."""
    seconds: float
    facts: Facts
    code: CodeState
    settings: str
    """`Settings.fingerprint()`."""
    models: tuple[ModelUsed, ...]
    sections: tuple[Section, ...]

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for was measured."""
        return not any(section.faults for section in self.sections)
