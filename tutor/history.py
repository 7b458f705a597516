"""Items and attempts → what the learner did, in order, each attempt placed in time and marked.

Pure. What is asked about is a fact, not an item: several items, of several languages, can ask
about the same words of a document. Knows neither memory nor ability: `schedule`, `mastery` and
`readiness` read their own things out of the same history.

Attempts come in the order in which they were recorded, which no clock decides. A clock can run
ahead, fall back or be put right; what each of these does to times is told at `instants`.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import comb

from ingest.documents import Record
from ingest.errors import InputError
from ingest.normalize import fold
from tutor.quizzes import Attempt, QuizItem

SKEW = timedelta(days=1)
"""By how much a clock may run ahead before its times are not believed: what two machines, or a time
zone written as if it were UTC, can differ."""
SHOWN = timedelta(days=1)
"""For so long an answer that was just shown is no evidence of knowing it."""


class Response(Record):
    """One attempt with what is to be known of its item."""

    item: str
    fact: str
    exam: str | None
    """Domains and tasks have ids that other exams have too."""
    domain: str | None
    task: str | None
    chance: float
    """Probability of a right answer by choosing blindly; 0 for what is typed."""
    difficulty: float | None
    """The item's prior, 0 to 1."""
    at: datetime
    """UTC; never later than the time of looking."""
    right: bool
    """Right as an exam counts: there is no part of a point."""
    confidence: int | None
    hints: int
    fresh: bool
    """True where nothing that gives the answer was shown during the day before: neither this item
    nor another one of the same fact."""
    unseen: bool
    """True for the first attempt at an item, without hints, where it is also `fresh`: the only
    attempts that tell how an exam would go."""


def fact_of(item: QuizItem) -> str:
    """The id of what an item asks about: 16 hexadecimal digits.

    Items on the same words of the same document share it, whatever their language, kind and
    wording. Items without evidence (of other people's banks) share it with those of the same task
    that have the same answer; one that is true or false, or has no task, stands alone.
    """
    if item.evidence:
        said = {(span.document, fold(span.quote)) for span in item.evidence}
        content: list[object] = ["words", *map(list, sorted(said))]
    elif item.task and item.right and item.kind != "true-false":
        content = ["task", item.exam, item.task, *sorted({fold(text) for text in item.right})]
    else:
        content = ["item", item.id]
    text = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def chance(item: QuizItem) -> float:
    """Probability of choosing the right options blindly, the number of them being told."""
    if len(item.options) < 2:
        return 0.0
    return 1 / max(comb(len(item.options), len(item.keys)), 2)


def history(
    items: Iterable[QuizItem], attempts: Sequence[Attempt], now: datetime
) -> tuple[Response, ...]:
    """What was answered, in the order of `attempts`: that in which they were recorded.

    Left out are attempts that nobody could grade and those at items that are not given.
    Raises `InputError` for a time that cannot be read.
    """
    known = {item.id: (item, fact_of(item), chance(item)) for item in items}
    answered, last_shown = set[str](), dict[str, datetime]()
    found = []
    for attempt, at in zip(attempts, instants([a.at for a in attempts], now)):
        if attempt.verdict == "ungraded" or attempt.item not in known:
            continue
        item, fact, by_chance = known[attempt.item]
        # Whoever sees times that fall back is not credited with a day that nobody waited.
        fresh = fact not in last_shown or at - last_shown[fact] >= SHOWN
        found.append(
            Response(
                item=item.id,
                fact=fact,
                exam=item.exam,
                domain=item.domain,
                task=item.task,
                chance=by_chance,
                difficulty=item.difficulty,
                at=at,
                right=attempt.verdict == "correct",
                confidence=attempt.confidence,
                hints=attempt.hints,
                fresh=fresh,
                unseen=fresh and attempt.item not in answered and not attempt.hints,
            )
        )
        answered.add(attempt.item)
        last_shown[fact] = max(at, last_shown.get(fact, at))
    return tuple(found)


def instants(stamps: Sequence[str], now: datetime) -> list[datetime]:
    """RFC 3339 times as UTC, none of them later than `now`.

    A time up to `SKEW` ahead of `now` becomes `now`. One further ahead is from a clock that was
    wrong, and what it says is not used: it becomes the time of the attempt recorded before it, else
    of the one after it, else `now`. Times that fall back are kept: which of two clocks was wrong
    cannot be told, and each reader takes them so that no waiting is credited twice.

    Raises `InputError` for a time that cannot be read or names no zone.
    """
    read = [instant(stamp) for stamp in stamps]
    believed = [min(at, now) if at <= now + SKEW else None for at in read]
    first = next((at for at in believed if at is not None), now)
    placed = []
    for at in believed:
        first = first if at is None else at
        placed.append(first)
    return placed


def instant(stamp: str) -> datetime:
    """An RFC 3339 time as UTC. Raises `InputError`."""
    try:
        read = datetime.fromisoformat(stamp)
        if read.tzinfo is None:
            raise ValueError("no time zone")
        # fsrs takes no other object for UTC than this one: not even `ZoneInfo("UTC")`.
        return read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{stamp!r} is not the time of an attempt.",
            hint="Times are written in UTC, like 2026-11-21T09:30:00Z.",
        ) from error
