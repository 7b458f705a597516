"""The nouns of evaluation: cases, what became of them, runs and reports.

No input or output. "Not eligible" is None, never 0; what could not be scored is named, never
dropped: a mean over the cases that happened to work rises as a system degrades.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from evals.judges.verdicts import Form, Layer
from ingest.documents import Record
from tutor import quizzes
from tutor.answers import Answer, Support

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class GoldEvidence(Record):
    """Words of a document that hold the answer."""

    path: Words
    """Path of the file; the end of the document's stored path, such as `en/storage.md`."""
    quote: Words
    point: int | None = None
    """Evidence of one point says the same: any one of it is enough. None: a point of its own."""


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
    language: str = ""
    """BCP-47, of the words around it; empty where nobody looked."""


class Verdict(Record):
    """What a judge says of one claim against some quotes."""

    support: Support
    """`unchecked` where the judge could not tell, or was gone."""
    score: float | None = None
    """Probability that the quotes support the claim; None where the judge gives none."""
    form: Form = "statement"
    layer: Layer = "none"
    """What decided; a copy, `verbatim`, is supported whoever judges."""


class SentenceVerdicts(Record):
    """What the judge says of one sentence of an answer (see `evals.judged`)."""

    verdict: Verdict
    """Against all it cites, joined; against all that was found where it cites nothing."""
    alone: tuple[Verdict, ...] = ()
    """Against each of its citations; only where it has several that support it together."""
    without: tuple[Verdict | None, ...] = ()
    """Against the others without that one; None where that one is enough."""


class Outcome(Record):
    """What a metric may look at besides the case."""

    answer: Answer
    evidence: tuple[Located, ...] = ()
    """The case's evidence as found in the library."""
    texts: dict[str, str] = Field(default_factory=dict)
    """Text of each cited document by id."""
    verdicts: tuple[SentenceVerdicts, ...] | None = None
    """One for each sentence of the answer, in order; None where nothing judged it."""


class EvalRecord(Record):
    """One case of a run: a line of `records.jsonl`."""

    line: int
    """Line of the data file."""
    id: str | None
    """None where the line is no case."""
    case: EvalCase | None
    answer: Answer | None = None
    evidence: tuple[Located, ...] = ()
    verdicts: tuple[SentenceVerdicts, ...] | None = None
    """What the judge said of each sentence; None where nothing judged it."""
    gates: tuple[quizzes.Verdict, ...] = ()
    """What the gates found, where the case is a quiz item."""
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
    diff_sha256: str | None = None
    """Of the changes to the packages that are not committed, new files among them; None where
    there are none."""


class ModelUsed(Record):
    """A file of a model that answered or judged."""

    model: str
    """`provider:name`."""
    file: str = ""
    """Empty where the model is a server's, whose files nobody here knows."""
    sha256: str = ""


class JudgeUsed(Record):
    """What judged the claims of a run."""

    name: str = ""
    """Empty where nothing did."""
    identity: dict[str, Any] = Field(default_factory=dict)
    """What decides its verdicts: model, hash, prompt, threshold."""


class Machine(Record):
    """What it ran on."""

    system: str
    machine: str
    processors: int | None
    python: str


FORMAT = 2
"""Of run folders. 1 had no number, nor the models' hashes."""


class EvalRun(Record):
    """How a run was made: `run.json`."""

    run: str
    format: int = FORMAT
    system: str = "tutor"
    """Which system answered."""
    system_values: dict[str, Any] = Field(default_factory=dict)
    """How a system is set that has settings of its own: sizes, versions of its packages."""
    suite: str = ""
    """Name of the suite, or of the data file."""
    split: str = ""
    """The half of the suite that was asked; empty for all of it."""
    file: str
    file_sha256: str
    data_sha256: str = ""
    """Of all data files of the suite."""
    cases: int
    """Rows to run; more than `done` if the run was cut short."""
    limit: int | None
    seed: int = 0
    """Of sampling and of the bootstrap."""
    judge: JudgeUsed = JudgeUsed()
    extractive: bool = False
    model: str
    """The chat model; for a system without one its name."""
    models: tuple[ModelUsed, ...] = ()
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
    resumed: tuple[str, ...] = ()
    """When it was taken up again after an interruption; RFC 3339 UTC."""
    ended: str | None = None
    """None while it runs, or if it was killed."""
    done: int = 0
    errors: int = 0
    unjudged: int = 0
    """Claims that the judge should have judged and could not."""
    judge_fault: str = ""
    """What the judge said last when it could not."""
    peak_memory: int | None = None
    """Most memory the process held, in bytes, models among it; None where that is unknown."""
    complete: bool = False


class MetricRow(Record):
    """A metric over the cases of one language, or of all."""

    name: str
    language: str
    """BCP-47 of the question, or `all`."""
    passages: str = ""
    """Language of the gold evidence for a row of one direction of retrieval, `mul` where it is in
    several; empty for all of them together."""
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
    unjudged: int = 0
    """Claims that the judge should have judged and could not."""
    report: str
    """Path of this report."""
    metrics: tuple[MetricRow, ...]
    failed: tuple[dict[str, Any], ...] = ()
    """`{"line", "id", "error"}` of each case with an error."""
