"""What was practised → what is to be asked again: facts that are due, one item of each, in order.

Pure. Facts are scheduled (`schedule`) and items are asked: of each fact one that may be, and not
the one that asked it the last time where there is another (`interleave`). What nobody has answered
yet is not due: it is new, and for quizzes.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from ingest.documents import Record
from tutor.history import fact_of
from tutor.interleave import sitting
from tutor.quizzes import QuizItem
from tutor.schedule import Memory, due, due_facts, forecast, next_due, recall
from tutor.studied import Studied

WEEK = 7
"""Days of a forecast."""


class DueItem(Record):
    """An item to be asked now, and why."""

    item: QuizItem
    fact: str
    since: datetime
    """When its fact fell due, UTC; up to half a day from now."""
    recall: float
    """The probability that the fact is recalled now."""
    sure_and_wrong: bool
    """The learner was certain the last time, and wrong."""
    reviews: int
    lapses: int


class Review(Record):
    """What is due at one moment."""

    at: datetime
    """This moment, UTC."""
    items: tuple[DueItem, ...]
    """One sitting, in the order to ask."""
    facts: int
    """All that are due and can be asked, in this sitting or a later one."""
    unaskable: int
    """Facts that are due, but all their items are stale or retired."""
    practised: int
    """Facts that were asked at least once."""
    next: datetime | None
    """When the first of the other facts falls due, UTC; None where none does before the exam."""
    forecast: tuple[float, ...]
    """Expected reviews on each of the coming days of 24 hours, what is due now on the first."""


def review(
    practice: Studied,
    askable: Iterable[QuizItem],
    now: datetime,
    *,
    limit: int,
    exam: date | None = None,
    language: str | None = None,
    days: int = WEEK,
) -> Review:
    """At most `limit` items of what is due.

    `askable` are the items that are neither stale nor retired; `exam` is the day before which due
    dates are brought forward; `language` is the one preferred where a fact has items in several.
    """
    ours = {item.id for item in practice.items}
    items = [item for item in askable if item.id in ours]
    facts = {fact_of(item) for item in items}
    kept = {fact: memory for fact, memory in practice.memories.items() if fact in facts}
    now_due = due_facts(practice.memories, now, exam)
    asked = Counter(response.item for response in practice.responses)
    chosen = sitting(now_due, items, asked, limit=limit, language=language)
    return Review(
        at=now,
        items=tuple(_due_item(item, kept[fact_of(item)], now, exam) for item in chosen),
        facts=sum(memory.fact in facts for memory in now_due),
        unaskable=sum(memory.fact not in facts for memory in now_due),
        practised=len(practice.memories),
        next=next_due(kept, now, exam),
        forecast=forecast(kept.values(), now, days, exam),
    )


def _due_item(item: QuizItem, memory: Memory, now: datetime, exam: date | None) -> DueItem:
    since = due(memory, exam) or due(memory)
    assert since is not None  # without an exam everything falls due some day
    return DueItem(
        item=item,
        fact=memory.fact,
        since=since,
        recall=recall(memory, now),
        sure_and_wrong=memory.sure_and_wrong,
        reviews=memory.reviews,
        lapses=memory.lapses,
    )
