"""The nouns of certification: an exam's blueprint as its vendor publishes it, and the registry.

What a vendor does not publish, or nobody has checked, is absent: nothing here has a default that
somebody made up. Knows no files (`blueprint_file.py` reads them) and no learner.
"""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from ingest.documents import Record
from tutor.exam_terms import (
    Day,
    FormatName,
    FormatRules,
    Guide,
    Identifier,
    Languages,
    PassMark,
    Percent,
    Place,
    Price,
    Questions,
    Renewal,
    Retake,
    Scoring,
    Source,
    Text,
    Voucher,
    Whole,
    Years,
    refused,
)

Confidence = Literal["A", "B", "C"]
"""A: the vendor's own page or guide, or three pages that agree. B: one or two others. C:
unconfirmed. Of mixed letters the lower one counts."""
Status = Literal["active", "beta", "retiring", "superseded", "retired", "unknown"]
"""As of the blueprint's `as_of`. `retiring`: announced to end on `retired_on`. `superseded`: a
newer version of the same exam took its place. `unknown`: nobody has checked."""
ENDING: tuple[Status, ...] = ("retiring", "superseded", "retired")
Level = Literal["practitioner", "fundamentals", "associate", "professional", "specialty"]
_ROUNDING = 0.5
"""Percent by which printed weights may miss 100: vendors round."""


class Task(Record):
    """One task statement of a domain."""

    id: Place
    title: Text
    bullets: tuple[Text, ...] = Field(default=(), max_length=200)
    confidence: Confidence | None = None
    """Where it is not the blueprint's."""


class Domain(Record):
    """A section of the exam, with its percentage, a range, or neither where none is published."""

    id: Place
    title: Text
    weight: Percent | None = None
    weight_min: Percent | None = None
    weight_max: Percent | None = None
    tasks: tuple[Task, ...] = Field(default=(), max_length=200)

    @property
    def weighting(self) -> Literal["weight", "range", "none"]:
        """How its part of the exam is given."""
        if self.weight is not None:
            return "weight"
        return "none" if self.weight_min is None else "range"

    @model_validator(mode="after")
    def _agree(self) -> Self:
        low, high = self.weight_min, self.weight_max
        if (low is None) != (high is None) or (self.weight is not None and low is not None):
            raise refused(
                "gives half a range, or a weight and a range",
                "Give weight, or weight_min and weight_max, or neither.",
            )
        if low is not None and high is not None and low > high:
            raise refused(f"has weight_min {low:g} above weight_max {high:g}", "Exchange them.")
        if self.weight == 0 or high == 0:
            raise refused("has a weight of 0", "Leave the domain out, or its weight.")
        return self


class Blueprint(Record):
    """One version of an exam, with the date on which all this was true and how sure it is."""

    id: Identifier
    """`aws-mls-c01`: stable, used wherever an exam is named."""
    vendor: Identifier
    title: Text
    codes: tuple[Text, ...] = Field(default=(), max_length=20)
    names: tuple[Text, ...] = Field(default=(), max_length=50)
    """As people write them, besides the code and the title."""
    level: Level | None = None
    """The vendor's word for it."""
    experience_years: Years | None = None
    """Years of practice that the vendor recommends."""
    status: Status
    since: Day | None = None
    """The first day."""
    retired_on: Day | None = None
    """The last day on which it can be taken."""
    successor: Identifier | None = None
    next: Identifier | None = None
    """The exam that follows on the vendor's track."""
    as_of: Day
    confidence: Confidence
    confidence_of: dict[str, Confidence] = Field(default_factory=dict)
    """Fields that are more or less sure than the rest."""
    guide: Guide | None = None
    languages: Languages | None = None
    questions: Questions | None = None
    minutes: Whole | None = None
    """Time to answer."""
    seat_minutes: Whole | None = None
    """With introduction and survey."""
    extra_minutes: Whole | None = None
    """Granted on request to those who take the exam in a language that is not theirs."""
    pass_mark: PassMark | None = None
    price: Price | None = None
    """List price before tax."""
    validity_months: Whole | None = None
    expires: bool | None = None
    """False: the certificate is for life."""
    renewal: Renewal | None = None
    voucher: Voucher | None = None
    retake: Retake | None = None
    results_business_days: Whole | None = None
    """Within which the result comes."""
    scoring: Scoring | None = None
    formats: dict[FormatName, FormatRules] = Field(default_factory=dict)
    new_services_after_months: Whole | None = None
    """How long a service is generally available before it is asked about."""
    weights_as_of: Day | None = None
    """Where the weights are older than the rest."""
    weights_approximate: bool | None = None
    domains: tuple[Domain, ...] = Field(default=(), max_length=50)
    notes: tuple[Text, ...] = Field(default=(), max_length=50)
    sources: tuple[Source, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        self._check_status()
        for field in self.confidence_of:
            if field not in self.model_fields_set:
                raise refused(
                    f"names {field!r}, which this blueprint does not give",
                    "Name a field that it gives.",
                    "confidence_of",
                )
        if self.expires is False and self.validity_months:
            raise refused(
                "is false and validity_months is given", "Keep one of the two.", "expires"
            )
        _check_domains(self.domains)
        return self

    def _check_status(self) -> None:
        if self.status in ("active", "beta") and self.retired_on:
            raise refused(
                f"is {self.status}, but retired_on is given",
                "Write status: retiring (or retired), or drop retired_on.",
                "status",
            )
        if self.status == "retiring" and not self.retired_on:
            raise refused("is retiring, but when?", "Add retired_on: 2027-03-31.", "status")
        if self.id in (self.successor, self.next):
            raise refused("is the exam itself", "Name another exam, or drop it.", "successor")


def _check_domains(domains: Sequence[Domain]) -> None:
    for named in ([d.id for d in domains], [task.id for d in domains for task in d.tasks]):
        twice = sorted({id for id in named if named.count(id) > 1})
        if twice:
            raise refused(
                f"has the id {twice[0]} twice", "Give each domain and task its own.", "domains"
            )
    kinds = {domain.weighting for domain in domains}
    if len(kinds) > 1:
        raise refused(
            "mixes weights, ranges and domains without either",
            "Give all domains a weight, or all a range, or none.",
            "domains",
        )
    if kinds == {"weight"}:
        total = sum(domain.weight or 0 for domain in domains)
        if abs(total - 100) > _ROUNDING:
            raise refused(
                f"has weights that sum to {total:g}, not 100",
                "Correct the weights, or drop all of them.",
                "domains",
            )
    if kinds == {"range"}:
        _check_ranges(domains)


def _check_ranges(domains: Sequence[Domain]) -> None:
    low = sum(domain.weight_min or 0 for domain in domains)
    high = sum(domain.weight_max or 0 for domain in domains)
    if low > 100:
        raise refused(
            f"has ranges whose minima sum to {low:g}: more than 100",
            "Lower weight_min of some domain.",
            "domains",
        )
    if high < 100:
        raise refused(
            f"has ranges whose maxima sum to {high:g}: they cannot reach 100",
            "Raise weight_max of some domain, or add the domain that is missing.",
            "domains",
        )


class Entry(Record):
    """A blueprint in the registry, and where it is from."""

    blueprint: Blueprint
    path: str
    own: bool = False
    """True for a file of the learner's data folder."""
    replaces: bool = False
    """True where it stands in for a shipped blueprint of the same id."""


class Fault(Record):
    """A file of the learner's that the registry could not take."""

    path: str
    ids: tuple[str, ...]
    """Exams that the file may have been meant for: they are not to be had until it is mended."""
    message: str
    hint: str


class Registry(Record):
    """All blueprints, ordered by id, and the files that are none."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...] = ()
