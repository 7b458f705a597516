"""Days until an exam and hours a week → what to do in each week.

Pure. Dates are the learner's local ones, and today is an argument: no clock is read here and no
time zone known. Reviews that fall due come first, then mock exams, then study; study is shared out
by weight × weakness, in blocks, so that over the weeks each domain gets its part and none is left
for the end. Nothing is planned for the day of the exam or after it.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from ingest.documents import Record
from ingest.errors import InputError
from tutor.checklists import WeakTopic
from tutor.errors import ExamPast
from tutor.readiness import Readiness, parts_of

BLOCK = 30
"""Minutes that are given to one domain at a time."""
REVIEW_MINUTES = 1.0
"""What one review with its explanation is taken to need."""
MOCKS_BEFORE = (42, 28, 14, 7)
"""Days before the exam on which mock exams are taken, as many of them as there is time for: one of
65 questions cannot tell 75% from 80%, three nearly can (± 9.7 and ± 5.6 points)."""
SHORTEST_WITH_MOCK = 3
"""Days that a plan has at least if it holds a mock exam."""
GOING_THROUGH = 0.5
"""Of a mock exam's time, what going through its explanations is taken to need."""
LEAST_WEAKNESS = 0.05
"""What is known well is still looked at."""
LIFT = 0.2
"""Of a domain's strength, what one topic takes away that the learner is weak in."""
MOST_WEEKS = 104
"""No further ahead is planned."""
WEEK = 7
Note = Literal["no day left", "cut short", "reviews take all the time", "no time for a mock exam"]


class DomainTime(Record):
    """Study of one domain in one week."""

    domain: str
    minutes: int


class Week(Record):
    """Seven days from the day of planning on, or what is left of them before the exam."""

    start: date
    end: date
    """The last day, included."""
    minutes: int
    """The sum of those for reviews, mock exams and study."""
    reviews: int
    """Expected to fall due."""
    review_minutes: int
    mocks: tuple[date, ...]
    mock_minutes: int
    """With going through the explanations."""
    study: tuple[DomainTime, ...]
    """In the order of the blueprint."""
    topics: tuple[str, ...]
    """That self-assessment named, to be looked at this week."""
    notes: tuple[Note, ...] = ()


class Plan(Record):
    """What to do until the exam."""

    today: date
    exam: date
    days: int
    """Before the day of the exam, today included."""
    weeks: tuple[Week, ...]
    mocks: tuple[date, ...]
    parts: Mapping[str, float]
    """The part of study that each domain is to get; they sum to 1."""
    notes: tuple[Note, ...] = ()


def plan(
    *,
    today: date,
    exam: date,
    hours: float,
    weights: Mapping[str, float],
    weakness: Mapping[str, float],
    reviews: Sequence[float] = (),
    mock_minutes: int = 130,
    topics: Sequence[WeakTopic] = (),
    domain_of: Mapping[str, str] | None = None,
) -> Plan:
    """What to do in each week from `today` until the day before `exam`.

    `hours` a week. `weakness` by domain, 0 to 1; a domain that is missing is as weak as can be.
    `reviews` are those expected on each day, today first (`schedule.forecast`). `mock_minutes`: 0
    for no mock exams. `domain_of` tells which domain a topic belongs to, where that is known.

    Raises `ExamPast`; `InputError` for impossible hours or minutes; `NoWeights`.
    """
    _check(today, exam, hours, mock_minutes)
    days = (exam - today).days
    planned = min(days, WEEK * MOST_WEEKS)
    starts = range(0, planned, WEEK)
    parts = study_parts(weights, weakness, topics, domain_of or {})
    dates = mock_dates(today, exam) if mock_minutes else ()
    named = _spread([topic.topic for topic in topics], len(starts))
    credit = dict.fromkeys(parts, 0.0)
    weeks = []
    for start, of_week in zip(starts, named):
        end = min(start + WEEK, planned)
        week = _week(
            today + timedelta(days=start),
            today + timedelta(days=end - 1),
            round(60 * hours * (end - start) / WEEK),
            math.fsum(reviews[start:end]),
            dates,
            round(mock_minutes * (1 + GOING_THROUGH)),
        )
        study = _shared(week.minutes - week.review_minutes - week.mock_minutes, parts, credit)
        weeks.append(week.model_copy(update={"study": study, "topics": of_week}))
    notes: tuple[Note, ...] = () if days else ("no day left",)
    return Plan(
        today=today,
        exam=exam,
        days=days,
        weeks=tuple(weeks),
        mocks=tuple(day for week in weeks for day in week.mocks),
        parts=parts,
        notes=("cut short",) if planned < days else notes,
    )


def weaknesses(readiness: Readiness) -> dict[str, float]:
    """How weak the learner is in each domain: the share of the exam's questions expected wrong."""
    return {domain.domain: 1 - domain.share for domain in readiness.domains}


def study_parts(
    weights: Mapping[str, float],
    weakness: Mapping[str, float],
    topics: Sequence[WeakTopic],
    domain_of: Mapping[str, str],
) -> dict[str, float]:
    """The part of study that each domain is to get: weight × weakness, scaled to sum to 1."""
    strength = {domain: 1 - min(max(weakness.get(domain, 1.0), 0.0), 1.0) for domain in weights}
    for topic in topics:
        domain = domain_of.get(topic.topic)
        if domain in strength:
            strength[domain] *= 1 - LIFT * topic.weakness
    parts = {
        domain: part * max(1 - strength[domain], LEAST_WEAKNESS)
        for domain, part in parts_of(weights).items()
    }
    total = math.fsum(parts.values())
    return {domain: part / total for domain, part in parts.items()}


def mock_dates(today: date, exam: date) -> tuple[date, ...]:
    """The days of mock exams, the first not before a few days of study.

    In a plan of less than a week and a half one in its middle; in one of a day or two none.
    """
    days = (exam - today).days
    found = [exam - timedelta(days=before) for before in MOCKS_BEFORE]
    found = [day for day in found if (day - today).days >= SHORTEST_WITH_MOCK]
    if not found and days >= SHORTEST_WITH_MOCK:
        found = [today + timedelta(days=days // 2)]
    return tuple(found)


def _week(
    start: date, end: date, minutes: int, reviews: float, mocks: Sequence[date], mock_minutes: int
) -> Week:
    """A week without its study: reviews first, then as many mock exams as there is time for."""
    wanted = math.ceil(reviews * REVIEW_MINUTES - 1e-9)
    review_minutes = min(wanted, minutes)
    here = [day for day in mocks if start <= day <= end]
    fit = min(len(here), (minutes - review_minutes) // mock_minutes) if mock_minutes else 0
    notes: list[Note] = ["reviews take all the time"] if wanted >= minutes else []
    if fit < len(here):
        notes.append("no time for a mock exam")
    return Week(
        start=start,
        end=end,
        minutes=minutes,
        reviews=round(reviews),
        review_minutes=review_minutes,
        mocks=tuple(here[len(here) - fit :]),
        mock_minutes=fit * mock_minutes,
        study=(),
        topics=(),
        notes=tuple(notes),
    )


def _shared(
    minutes: int, parts: Mapping[str, float], credit: dict[str, float]
) -> tuple[DomainTime, ...]:
    """Study in blocks, each to the domain that is furthest behind its part; the last may be short.

    `credit`, the minutes that each domain is behind, goes on from week to week.
    """
    given = dict.fromkeys(parts, 0)
    while minutes > 0:
        block = min(BLOCK, minutes)
        minutes -= block
        for domain, part in parts.items():
            credit[domain] += block * part
        behind = max(parts, key=lambda domain: credit[domain])
        credit[behind] -= block
        given[behind] += block
    return tuple(DomainTime(domain=d, minutes=m) for d, m in given.items() if m)


def _spread(topics: Sequence[str], weeks: int) -> list[tuple[str, ...]]:
    """The topics over the weeks, the weakest first and about as many in each."""
    size = math.ceil(len(topics) / weeks) if weeks else 0
    return [tuple(topics[at * size : (at + 1) * size]) for at in range(weeks)]


def check_day(today: date, exam: date) -> None:
    """Raises `ExamPast`."""
    if exam < today:
        raise ExamPast(
            f"The exam's date, {exam.isoformat()}, is past: today is {today.isoformat()}.",
            hint="Give the date of the exam that you will take, as YYYY-MM-DD.",
        )


def _check(today: date, exam: date, hours: float, mock_minutes: int) -> None:
    check_day(today, exam)
    if not 0 < hours <= 24 * WEEK:
        raise InputError(
            f"{hours:g} hours a week cannot be planned.",
            hint=f"Give the hours that you have in a week: more than 0, at most {24 * WEEK}.",
        )
    if not 0 <= mock_minutes <= 24 * 60:
        raise InputError(
            f"A mock exam of {mock_minutes} minutes cannot be planned.",
            hint="Give the exam's minutes, or 0 for no mock exams.",
        )
