"""How ready a learner is for an exam: a probability of passing, with an interval, or nothing.

Pure. Evidence are first attempts at unseen items, without hints (`Response.unseen`), old ones
counting less; `posterior` makes shares of them. The score is their mean by the blueprint's weights.

The items of a bank made from one's own documents are taken to be easier than the exam's, by
`OFFSET`; it is shown wherever a result is, since nobody has measured it. The pass mark is a share
of right answers. Vendors publish scaled scores and not how they come about: none is shown here.

The constants were chosen by simulation, whose figures stand in `evals/simulate.py`.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from ingest.documents import Record
from ingest.errors import InputError
from tutor.errors import NoWeights
from tutor.history import Response
from tutor.posterior import Answers, Share, estimate, passing

CUT = 0.75
"""Share of right answers taken to pass where the exam publishes none: no vendor's figure."""
OFFSET = 0.85
"""Right answers in the exam for each right one here. One author's opinion of 2020, on practice
exams that are sold: "the real exam is about 15% harder"."""
QUESTIONS = 50
"""Scored questions of an exam that does not say."""
RECENT, HALF_LIFE = 7.0, 14.0
"""Days for which an attempt counts 1, and further days after which it counts half, and so on: those
who improve are not held to what they once knew."""
LEAST_ATTEMPTS = 15.0
"""Attempts below which nothing is said, each counting 1 at most. With 15 the 80% interval is right
already, and 0.19 wide."""
LEAST_COVERED = 0.5
"""Share of the exam, by weight, whose domains must have attempts."""
READY, BORDERLINE = 0.9, 0.7
Verdict = Literal["not enough attempts", "not ready yet", "borderline", "likely ready"]


class Tally(NamedTuple):
    """First attempts at the items of one domain."""

    right: float = 0.0
    wrong: float = 0.0
    """By age: each attempt counts 1 at most."""
    attempts: int = 0
    days: float = 0.0
    """Sum of what each counts times its age."""

    def with_one(self, right: bool, age: float) -> "Tally":
        """With an attempt of `age` days ago."""
        counts = 0.5 ** (max(age - RECENT, 0.0) / HALF_LIFE)
        return Tally(
            self.right + counts * right,
            self.wrong + counts * (not right),
            self.attempts + 1,
            self.days + counts * age,
        )

    @property
    def counting(self) -> float:
        """What all of them count."""
        return self.right + self.wrong


class DomainReadiness(Record):
    """What is expected of one domain in the exam."""

    domain: str
    weight: float
    """Share of the exam; all of them sum to 1."""
    attempts: int
    """First attempts at unseen items."""
    share: float
    """Expected share of right answers in the exam, the offset included."""
    low: float
    high: float
    """Ends of the 80% interval of `share`."""


class Readiness(Record):
    """The verdict with what it rests on."""

    verdict: Verdict
    probability: float | None
    """Of passing; None, as all that follows from it, where there are not enough attempts."""
    share: float | None
    """Expected share of right answers in the exam, the offset included; no scaled score."""
    low: float | None
    high: float | None
    """Ends of the 80% interval of the share that the learner's knowledge is worth. The luck of one
    exam comes on top of it; `probability` has it included."""
    cut: float
    offset: float
    questions: int
    """Scored ones."""
    attempts: int
    """First attempts at unseen items."""
    counting: float
    """What they count for, being of different age."""
    missing: int
    """Attempts that are needed, at least, until something can be said; 0 where it is said."""
    domains: tuple[DomainReadiness, ...]
    """In the order of the blueprint."""
    outside: int
    """First attempts at items of no domain of this blueprint: not counted."""


def readiness(
    responses: Iterable[Response],
    weights: Mapping[str, float],
    now: datetime,
    *,
    cut: float = CUT,
    offset: float = OFFSET,
    questions: int = QUESTIONS,
) -> Readiness:
    """How ready the learner is now, by the blueprint's weights of its domains (of any sum).

    `responses` are those at items for this exam.

    Raises `NoWeights`; `InputError` for an impossible cut or offset, or no questions.
    """
    tallies = tally(responses, now)
    return judge(tallies, weights, cut=cut, offset=offset, questions=questions)


def tally(responses: Iterable[Response], now: datetime) -> dict[str, Tally]:
    """First attempts by domain; "" for items without one."""
    tallies: dict[str, Tally] = {}
    for response in responses:
        if response.unseen:
            domain = response.domain or ""
            age = (now - response.at) / timedelta(days=1)
            tallies[domain] = tallies.get(domain, Tally()).with_one(response.right, age)
    return tallies


def judge(
    tallies: Mapping[str, Tally],
    weights: Mapping[str, float],
    *,
    cut: float = CUT,
    offset: float = OFFSET,
    questions: int = QUESTIONS,
) -> Readiness:
    """`readiness`, from tallies."""
    _check(cut, offset, questions)
    parts = parts_of(weights)
    kept = {domain: tallies.get(domain, Tally()) for domain in parts}
    counting = math.fsum(t.counting for t in kept.values())
    age = math.fsum(t.days for t in kept.values()) / counting if counting else 0.0
    answers = [Answers(t.right, t.wrong) for t in kept.values()]
    shares, score = estimate(answers, list(parts.values()))
    score = score.after(age)
    covered = math.fsum(part for domain, part in parts.items() if kept[domain].attempts)
    enough = counting >= LEAST_ATTEMPTS and covered >= LEAST_COVERED
    probability = passing(score, cut, offset, questions) if enough else None
    low, high = score.interval
    return Readiness(
        verdict=_verdict(probability),
        probability=probability,
        share=offset * score.mean if enough else None,
        low=offset * low if enough else None,
        high=offset * high if enough else None,
        cut=cut,
        offset=offset,
        questions=questions,
        attempts=sum(t.attempts for t in kept.values()),
        counting=counting,
        missing=0 if enough else max(1, math.ceil(LEAST_ATTEMPTS - counting)),
        domains=tuple(
            _domain(domain, part, kept[domain].attempts, share.after(age), offset)
            for (domain, part), share in zip(parts.items(), shares)
        ),
        outside=sum(t.attempts for domain, t in tallies.items() if domain not in parts),
    )


def _domain(
    domain: str, weight: float, attempts: int, share: Share, ease: float
) -> DomainReadiness:
    low, high = share.interval
    return DomainReadiness(
        domain=domain,
        weight=weight,
        attempts=attempts,
        share=ease * share.mean,
        low=ease * low,
        high=ease * high,
    )


def _verdict(probability: float | None) -> Verdict:
    if probability is None:
        return "not enough attempts"
    if probability >= READY:
        return "likely ready"
    return "borderline" if probability >= BORDERLINE else "not ready yet"


def parts_of(weights: Mapping[str, float]) -> dict[str, float]:
    """The part of the exam that each domain is; they sum to 1. Raises `NoWeights`."""
    fair = all(math.isfinite(weight) and weight >= 0 for weight in weights.values())
    most = max(weights.values(), default=0.0) if fair else 0.0
    if not most:
        raise NoWeights(
            "The exam's domains have no weights that could be used.",
            hint="Give each domain a weight of 0 or more, and at least one of them more than 0.",
        )
    total = math.fsum(weight / most for weight in weights.values())
    return {domain: weight / most / total for domain, weight in weights.items()}


def _check(cut: float, offset: float, questions: int) -> None:
    if not (0 < cut <= 1 and 0 < offset <= 1 and questions >= 1):
        raise InputError(
            f"A cut of {cut:g}, an offset of {offset:g} and {questions} questions make no exam.",
            hint="The cut and the offset are shares, more than 0 and at most 1: 0.75 for 75%.",
        )
