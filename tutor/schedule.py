"""What the learner remembers of each fact, and when it is to be asked again.

The one door to FSRS (py-fsrs, its default parameters: on 9,999 users they lose little to fitted
ones, log loss 0.339 against 0.321). Facts are scheduled, not items: whoever meets the same item
again learns the item. Nothing is stored: memories are computed anew from the attempts, which are
only ever added, so they cannot come to differ from them; no chance is involved.

Towards an exam three things change, each fact on a day of its own so that no day gets them all: in
the fourth week before it retention is raised; in the two weeks before the last days each fact
comes once more; and what would come after that, and holds until the exam, does not come again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal

from fsrs import Card, Rating, Scheduler

from ingest.documents import Record
from tutor.history import Response

RETENTION, RAISED = 0.90, 0.94
"""Probability of recall at which a fact comes again; and in the last weeks before an exam."""
RAISED_DAYS = 28
"""Days before the exam on which the first facts get the raised retention; the last a week later."""
BUFFER = 2
"""Days before the exam that are kept free: the exam's date is a local one, and a plan can slip."""
RAISED_OVER, LAST_OVER = 7, 14
"""Days over which facts are spread that would all come at once: as retention is raised, and for the
last time. In one week the last time alone would be 2 hours a day for 1,000 facts."""
LONGEST = 36_500
"""Days between two reviews at most, as fsrs has it."""
POINTED_AT = 2
"""From so many hints on, the passage with the answer was seen (`learning.md`, 3.6)."""
Mark = Literal["again", "hard", "good"]
_DAY = timedelta(days=1)
_RATINGS: Mapping[Mark, Rating] = {
    "again": Rating.Again,
    "hard": Rating.Hard,
    "good": Rating.Good,
}


class Memory(Record):
    """What is remembered of one fact."""

    fact: str
    stability: float
    """Days until the probability of recall has fallen to 0.9."""
    difficulty: float
    """1 to 10."""
    last_review: datetime
    """UTC."""
    reviews: int
    lapses: int
    """Reviews at which a fact that had been known was not."""
    sure_and_wrong: bool
    """True where the learner was certain the last time, and wrong."""
    last_item: str
    """The item by which it was asked the last time."""


def mark(response: Response) -> Mark:
    """What an answer says of the memory of its fact.

    A right guess is no recall, nor is a right answer after the passage was shown. "Hard" counts as
    recalled in FSRS: it is for an answer that was found once the question was put in other words,
    never for a guess. "Easy" is for learners who say so, and nothing asks them.
    """
    if not response.right or response.confidence == 1 or response.hints >= POINTED_AT:
        return "again"
    return "hard" if response.hints else "good"


def remember(responses: Iterable[Response]) -> dict[str, Memory]:
    """The memory of each fact that was asked, by the fact's id.

    `responses` in the order in which they were recorded. One that is stamped earlier than the
    fact's last review counts as made at that moment: no time passed that could be credited.
    20,000 responses take less than a second.
    """
    scheduler = _scheduler()
    cards: dict[str, Card] = {}
    notes: dict[str, tuple[int, int, bool, str]] = {}
    for response in responses:
        card = cards.get(response.fact) or _new_card(response.fact)
        at = max(response.at, card.last_review or response.at)
        said = mark(response)
        cards[response.fact], _ = scheduler.review_card(card, _RATINGS[said], at)
        reviews, lapses, _, _ = notes.get(response.fact, (0, 0, False, ""))
        lapsed = said == "again" and reviews > 0
        sure = response.confidence == 3 and not response.right
        notes[response.fact] = (reviews + 1, lapses + lapsed, sure, response.item)
    return {fact: _memory(fact, card, *notes[fact]) for fact, card in cards.items()}


def recall(memory: Memory, now: datetime) -> float:
    """The probability that a fact is recalled at `now`; 1 during the first 24 hours (FSRS counts
    whole days), and before the last review."""
    return float(_scheduler().get_card_retrievability(_card(memory), now))


def due(memory: Memory, exam: date | None = None) -> datetime | None:
    """When a fact is to be asked again, UTC; None where not before the exam.

    Without an exam, or reviewed since, when recall has fallen to `RETENTION`. Before it at the
    latest on the fact's own day of the two weeks that end `BUFFER` days before the exam; whoever
    has reviewed it since then is asked again only if it would not hold. Never on the exam's day.
    """
    return _due(memory.fact, memory.stability, memory.last_review, exam)


def is_due(
    memory: Memory, now: datetime, exam: date | None = None, ahead: timedelta = _DAY / 2
) -> bool:
    """True where a fact is to be asked now.

    `ahead`: what falls due so soon is asked too. A review of yesterday evening, due after a day,
    would else not be found this morning.
    """
    at = due(memory, _still(exam, now))
    return at is not None and at <= now + ahead


def forecast(
    memories: Iterable[Memory],
    now: datetime,
    days: int,
    exam: date | None = None,
    new_per_day: float = 0.0,
) -> tuple[float, ...]:
    """Expected reviews on each of the next `days` days of 24 hours from `now`; the overdue at once.

    Each fact is followed until it is forgotten, and from there on as if it were recalled each time,
    all by probability. `new_per_day`: facts that are met for the first time on each day; their
    later reviews count as well. 1,000 facts take about a second for three months.
    """
    load, exam = [0.0] * days, _still(exam, now)
    for memory in memories:
        _follow(memory.fact, _card(memory), 1.0, load, now, exam)
    for day in range(days if new_per_day > 0 else 0):
        fact = f"{day * 0x9E3779B97F4A7C15 % 2**64:016x}"
        card, _ = _scheduler().review_card(_new_card(fact), Rating.Good, now + day * _DAY)
        _follow(fact, card, new_per_day, load, now, exam)
    return tuple(load)


def _follow(
    fact: str,
    card: Card,
    weight: float,
    load: list[float],
    now: datetime,
    exam: date | None,
    lapses: bool = True,
) -> None:
    """Add the reviews of one fact, which is met with probability `weight`, to each day's load."""
    while True:
        assert card.stability is not None
        assert card.last_review is not None
        at = _due(fact, card.stability, card.last_review, exam)
        if at is None or (day := (max(at, now) - now) // _DAY) >= len(load):
            return
        at = max(at, now)
        load[day] += weight
        if lapses:
            held = _scheduler().get_card_retrievability(card, at)
            lapsed, _ = _scheduler().review_card(card, Rating.Again, at)
            _follow(fact, lapsed, weight * (1 - held), load, now, exam, lapses=False)
            weight *= held
        card, _ = _scheduler().review_card(card, Rating.Good, at)


def _due(fact: str, stability: float, last_review: datetime, exam: date | None) -> datetime | None:
    usual = last_review + _interval(stability, RETENTION)
    if exam is None or _dawn(exam) <= last_review:
        return usual
    last_day = _dawn(exam) - BUFFER * _DAY
    raised_from = _dawn(exam) - (RAISED_DAYS - _own(fact, "raised")) * _DAY
    wanted = min(usual, max(last_review + _interval(stability, RAISED), raised_from))
    own_day = last_day - _own(fact, "last") * _DAY
    if last_review + _DAY <= own_day:
        return min(wanted, own_day)
    if wanted >= _dawn(exam):
        return None
    return min(wanted, max(last_day, last_review + _DAY))


@cache
def _scheduler() -> Scheduler:
    # No steps of minutes: a quiz is not a pile of cards. Fuzz draws from the global generator.
    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _new_card(fact: str) -> Card:
    # Without an id of its own a card sleeps for a millisecond to find one. 63 bits of the hash.
    return Card(card_id=int(fact, 16) >> 1)


def _card(memory: Memory) -> Card:
    card = _new_card(memory.fact)
    card.stability, card.difficulty = memory.stability, memory.difficulty
    card.last_review = memory.last_review
    return card


def _memory(
    fact: str, card: Card, reviews: int, lapses: int, sure_and_wrong: bool, last_item: str
) -> Memory:
    assert card.stability is not None
    assert card.difficulty is not None
    assert card.last_review is not None
    return Memory(
        fact=fact,
        stability=card.stability,
        difficulty=card.difficulty,
        last_review=card.last_review,
        reviews=reviews,
        lapses=lapses,
        sure_and_wrong=sure_and_wrong,
        last_item=last_item,
    )


def _interval(stability: float, retention: float) -> timedelta:
    """Until recall has fallen to `retention`, by FSRS-6: whole days, and at least one.

    R(t) = (1 + factor · t / S) ^ −decay, with the factor that makes R(S) = 0.9. fsrs computes it
    with each review for one retention only; here it is wanted for several, after the fact.
    """
    decay = -_scheduler().parameters[20]
    factor: float = 0.9 ** (1 / decay) - 1
    days = round(stability / factor * (retention ** (1 / decay) - 1))
    return timedelta(days=min(max(days, 1), LONGEST))


def _dawn(day: date) -> datetime:
    """When a day begins in the first of all time zones: which one is the learner's is not known."""
    return datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=14)


def _still(exam: date | None, now: datetime) -> date | None:
    """The exam as long as it is to come: after it facts are asked as if there had been none."""
    return exam if exam is not None and now < _dawn(exam) else None


def _own(fact: str, purpose: Literal["raised", "last"]) -> int:
    """A day that is the fact's own, from 0 on; those for both purposes do not go together."""
    number = int(fact, 16)
    return number % LAST_OVER if purpose == "last" else number // LAST_OVER % RAISED_OVER


def due_facts(
    memories: Mapping[str, Memory], now: datetime, exam: date | None = None
) -> Sequence[Memory]:
    """What is to be asked now: first what the learner was sure of and had wrong, then by recall,
    the least first."""
    found = [memory for memory in memories.values() if is_due(memory, now, exam)]
    return sorted(found, key=lambda m: (not m.sure_and_wrong, recall(m, now), m.fact))


def next_due(
    memories: Mapping[str, Memory], now: datetime, exam: date | None = None
) -> datetime | None:
    """When the first of the facts that are not to be asked now falls due, UTC; None where none
    does any more (before the exam)."""
    still = _still(exam, now)
    times = (due(m, still) for m in memories.values() if not is_due(m, now, exam))
    return min((at for at in times if at is not None), default=None)
