"""A blueprint and what was practised for it → readiness, what would raise it, tasks, a plan.

Pure. Joins `readiness`, `mastery`, `schedule` and `plan` by what the blueprint says: weights, the
published share to pass, the number of questions, the time. Now and today are arguments.
"""

from collections.abc import Sequence
from datetime import date, datetime

from ingest.documents import Record
from tutor.allocate import natural_order, shares
from tutor.blueprint import Blueprint
from tutor.checklists import WeakTopic
from tutor.mastery import Mastery, mastery
from tutor.plan import Plan, plan, weaknesses
from tutor.readiness import CUT, OFFSET, QUESTIONS, Readiness, readiness
from tutor.studied import Studied


class Gain(Record):
    """What one domain can still bring."""

    domain: str
    share: float
    """Of all the exam's questions, 0 to 1: those of this domain that are expected to go wrong."""
    attempts: int
    """First attempts at unseen items of the domain: what `share` rests on."""


def weights_of(blueprint: Blueprint) -> dict[str, float]:
    """Each domain's part of the exam by its id; they sum to 1. Raises `NoWeights`."""
    return {domain: float(share) for domain, share in shares(blueprint).items()}


def readiness_for(
    blueprint: Blueprint,
    practice: Studied,
    now: datetime,
    *,
    cut: float | None = None,
    offset: float = OFFSET,
) -> Readiness:
    """How ready the learner is; `cut` by default the published share, else an assumption.

    Raises `NoWeights`, `InputError` for an impossible cut or offset.
    """
    published = blueprint.pass_mark.percent if blueprint.pass_mark else None
    usual = published / 100 if published else CUT
    asked = blueprint.questions
    return readiness(
        practice.responses,
        weights_of(blueprint),
        now,
        cut=usual if cut is None else cut,
        offset=offset,
        questions=(asked.scored or asked.typical) if asked else QUESTIONS,
    )


def gains(ready: Readiness) -> tuple[Gain, ...]:
    """What would raise the expected share most, first: weight × what is expected to go wrong.

    The offset is left out of what can be gained: no practice makes the exam's questions easier.
    """
    found = [
        Gain(
            domain=domain.domain,
            share=domain.weight * max(ready.offset - domain.share, 0.0),
            attempts=domain.attempts,
        )
        for domain in ready.domains
    ]
    return tuple(sorted(found, key=lambda gain: -gain.share))


def tasks_of(practice: Studied, now: datetime) -> list[Mastery]:
    """How well each task is known that was tried, in the order of the guide."""
    found = mastery(practice.responses, practice.memories, now)
    return sorted(found.values(), key=lambda task: natural_order(task.task))


def plan_for(
    blueprint: Blueprint,
    ready: Readiness,
    reviews: Sequence[float],
    *,
    today: date,
    day: date,
    hours: float,
    topics: Sequence[WeakTopic] = (),
) -> Plan:
    """What to do in each week until the exam on `day`, with `hours` a week; `reviews` are those
    expected on each day until then (`schedule.forecast`).

    Raises `ExamPast`, `NoWeights`, `InputError` for impossible hours.
    """
    return plan(
        today=today,
        exam=day,
        hours=hours,
        weights=weights_of(blueprint),
        weakness=weaknesses(ready),
        reviews=reviews,
        mock_minutes=blueprint.minutes or 0,
        topics=topics,
    )
