"""The nouns of judging: a claim, what a judge found, its verdict, who it is. No models, no files.

A score is always between 0 and 1, higher for better supported; it is comparable within one judge
and form only, and it is no probability before it was calibrated.
"""

import hashlib
from collections.abc import Callable
from typing import Literal

from ingest.documents import Record
from tutor.answers import Support

Form = Literal["answer", "statement"]
"""`answer`: words that answer a question and claim nothing without it. `statement`: any other."""
Layer = Literal["verbatim", "particulars", "overlap", "model", "none"]
"""What decided. `verbatim` needs no judge: the claim stands in the quotes word for word."""
FORMS: tuple[Form, ...] = ("answer", "statement")


class Claim(Record):
    """One thing said, and the words it rests on."""

    text: str
    quotes: tuple[str, ...]
    language: str
    """BCP-47, of the claim."""
    question: str = ""
    """The question that the claim answers; empty where it stands for itself."""
    quotes_language: str = ""
    """BCP-47; detected where it is empty."""


class Finding(Record):
    """What a judge found, before any threshold."""

    form: Form
    layer: Layer
    score: float | None = None
    """None where the judge could not tell."""
    reason: str
    """Why, for the reader of a report; it may hold words of the claim."""
    fault: dict[str, str] | None = None
    """The error that kept the judge from judging."""


class Verdict(Record):
    """What a judge says of one claim."""

    support: Support
    """`unchecked`: the judge could not tell, or failed. Never counted as either of the others."""
    score: float | None
    reason: str
    form: Form = "statement"
    layer: Layer = "none"
    advisory: bool = False
    """True where the judge was not measured on this language and form, or agrees too little with
    people there: to be shown, not to be built on."""
    fault: dict[str, str] | None = None


class Identity(Record):
    """Which judge it was. Pinned: settings of the tutor do not reach it."""

    name: str
    version: int
    """Changes with the judge's code."""
    model: str = ""
    """Empty for a judge without one."""
    model_sha256: str = ""
    prompts_sha256: str = ""

    def fingerprint(self) -> str:
        """12 hexadecimal digits that change with anything the judge is made of."""
        return hashlib.sha256(self.model_dump_json().encode("utf-8")).hexdigest()[:12]


Scorer = Callable[[Claim], Finding]
"""How a judge judges. Raises nothing of `HikmaError`'s family: a fault is part of the finding."""
