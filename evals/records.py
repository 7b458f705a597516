"""The nouns of evaluation: cases, what became of them, runs and reports.

No input or output. "Not eligible" is None, never 0; what could not be scored is named, never
dropped: a mean over the cases that happened to work rises as a system degrades.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ingest.documents import Record
from tutor.answers import Answer

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class GoldEvidence(Record):
    """Words of a document that hold the answer."""

    path: Words
    """Path of the file; the end of the document's stored path, such as `en/storage.md`."""
    quote: Words


class EvalCase(Record):
    """One question with what is known of its answer."""

    id: Words = Field(coerce_numbers_to_str=True)
    question: str
    answers: tuple[str, ...] = ()
    """Alternatives: any one of them is right."""
    language: str
    """BCP-47, of the question."""
    answerable: bool = Field(strict=True)
    """Whether the documents hold the answer."""
    evidence: tuple[GoldEvidence, ...] = ()
    documents: tuple[str, ...] = ()
    """Documents to ask: ids, paths or ends of paths; empty for all."""
    parts: tuple[tuple[str, ...], ...] = ()
    """The points that a list or comparison needs, each with its alternatives."""
    history: tuple[str, ...] = ()
    """Questions asked before, of which this one is a follow-up, the oldest first."""
    kind: str = ""
    """list, number, comparison, … as the set's writer calls it; for grouping only."""
    premise: Literal["", "true", "false"] = ""
    """`false`: the question takes for granted what the evidence denies."""
    split: str = ""
    """`tune` may be tuned on, `report` only measured; empty where the set has no halves."""
    source: str = ""
    """Which set the case was taken from, where a file mixes several."""
    synthetic: bool = False
    """Written by a model, not by people."""


class Row(Record):
    """A line of a data file: a case, or what is wrong with it."""

    line: int
    """From 1."""
    case: EvalCase | None = None
    error: dict[str, str] | None = None


class Dataset(Record):
    """A data file as it was read."""

    path: str
    sha256: str
    """Of the file's bytes, hexadecimal."""
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()
    """Names of fields that the harness does not know."""


class Located(Record):
    """A gold quote where it stands in a document of the library."""

    document: str
    quote: str
    start: int | None = None
    """Offset into the document's text; None where the words are there with other signs."""
    end: int | None = None


class Outcome(Record):
    """What a metric may look at besides the case."""

    answer: Answer
    evidence: tuple[Located, ...] = ()
    """The case's evidence as found in the library."""
    texts: dict[str, str] = Field(default_factory=dict)
    """Text of each cited document by id."""


class EvalRecord(Record):
    """One case of a run: a line of `records.jsonl`."""

    line: int
    """Line of the data file."""
    id: str | None
    """None where the line is no case."""
    case: EvalCase | None
    answer: Answer | None = None
    evidence: tuple[Located, ...] = ()
    scores: dict[str, float | None] = Field(default_factory=dict)
    """By metric; None where the case is not eligible."""
    unscored: tuple[str, ...] = ()
    """Metrics that the case is, or may be, eligible for and that could not be computed."""
    error: dict[str, str] | None = None
    ended: str
    """RFC 3339 UTC."""


class CodeState(Record):
    """Which code ran."""

    version: str
    commit: str | None = None
    """None where the package does not run from a git checkout."""
    dirty: bool | None = None
    """Whether the checkout held changes that are not committed."""


class Machine(Record):
    """What it ran on."""

    system: str
    machine: str
    processors: int | None
    python: str


class EvalRun(Record):
    """How a run was made: `run.json`."""

    run: str
    file: str
    file_sha256: str
    cases: int
    """Rows to run; more than `done` if the run was cut short."""
    limit: int | None
    extractive: bool
    model: str
    embedding: dict[str, Any]
    """The embedding model's identity."""
    settings: str
    """`Settings.fingerprint()`."""
    settings_values: dict[str, Any]
    library: tuple[str, ...]
    """Ids of the documents, which are hashes of their content."""
    code: CodeState
    machine: Machine
    started: str
    """RFC 3339 UTC."""
    ended: str | None = None
    """None while it runs, or if it was killed."""
    done: int = 0
    errors: int = 0
    complete: bool = False


class MetricRow(Record):
    """A metric over the cases of one language, or of all."""

    name: str
    language: str
    """BCP-47, or `all`."""
    value: float | None
    """Mean over the `n` scored cases; None where there is none."""
    n: int
    unscored: int
    """Cases that count for this metric and could not be scored."""
    interval: tuple[float, float] | None
    """95%; None for fewer than one case, or fewer than two where it is bootstrapped."""


class EvalReport(Record):
    """What a run found: `report.json`."""

    run: str
    cases: int
    """Cases done, those with errors and malformed rows among them."""
    errors: int
    complete: bool
    """False if the run was cut short."""
    report: str
    """Path of this report."""
    metrics: tuple[MetricRow, ...]
    failed: tuple[dict[str, Any], ...] = ()
    """`{"line", "id", "error"}` of each case with an error."""
