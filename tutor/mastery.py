"""What a learner has mastered: ability by domain (Elo), and knowledge by task (BKT), from attempts.

Pure. Of all attempts count those before which nothing that gives the answer was shown for a day
(`Response.fresh`); with hints an answer is not the learner's alone, so it counts as not right. A
right answer that was said to be a guess proves nothing and is left out; a wrong guess counts.

With one learner the difficulties of items cannot be told from the learner's ability: items keep the
difficulty that they were given, and ability moves. Knowledge tracing knows no forgetting: whether
what was mastered is still known is for `schedule.recall` to say.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from ingest.documents import Record
from tutor.history import Response
from tutor.schedule import Memory, recall

STEP, SLOWING = 1.0, 0.05
"""Elo: how far an answer moves ability at first, in logits, and how fast that becomes less
(Pelánek 2016: a / (1 + b · n))."""
HARDEST = 2.0
"""Difficulty, in logits, of an item whose prior is 1; of one whose prior is 0 as far below zero."""
KNOWN, LEARNED, SLIP = 0.2, 0.1, 0.1
"""BKT: P(known at first), P(learned with an attempt), P(wrong though known)."""
LEAST_GUESS, MOST_GUESS = 0.05, 0.3
"""BKT: P(right though unknown). At 0 one right answer would make it certain for ever; items that
are guessed more often (true or false) prove nothing by a right answer."""
MASTERED = 0.95
LEAST_ITEMS, LEAST_DAYS, LAST = 4, 2, 3
"""Wanted besides, since one guesser in 14 comes to `MASTERED` within 20 items: items answered,
days on which that was, attempts at the end among which no error was made with certainty."""
FADING = 0.8
"""Mean recall below which what was mastered is fading: reviews aim at 0.9, and were left out."""
APART = timedelta(hours=12)
"""Between the first and the last attempt: two days are not the minutes around a midnight."""
State = Literal["untried", "learning", "mastered", "fading"]


class Ability(Record):
    """How able a learner is in one domain."""

    domain: str
    logits: float
    """0: half of the items of middling difficulty would be right if none could be guessed."""
    attempts: int


class Mastery(Record):
    """How well a learner knows one task."""

    task: str
    state: State
    """`fading`: mastered, and since then not reviewed enough to be recalled."""
    known: float
    """P(known), by knowledge tracing."""
    recalled: float | None
    """Mean probability of recalling its facts now; None without any."""
    items: int
    """Different items that count."""
    days: int
    """Days, in UTC, with attempts that count."""
    wanting: tuple[str, ...]
    """What keeps it from being mastered: `probability`, `items`, `days`, `certain error`."""


def abilities(responses: Iterable[Response]) -> dict[str, Ability]:
    """Ability in each domain that was tried; `responses` are those of one exam.

    An answer's expectation is c + (1 − c) · σ(ability − difficulty), c by guessing.
    """
    found: dict[str, Ability] = {}
    for response in filter(_counts, responses):
        if response.domain is None:
            continue
        now = found.get(response.domain, Ability(domain=response.domain, logits=0.0, attempts=0))
        expected = _expected(now.logits, response)
        step = STEP / (1 + SLOWING * now.attempts)
        moved = now.logits + step * (_alone(response) - expected)
        found[now.domain] = Ability(domain=now.domain, logits=moved, attempts=now.attempts + 1)
    return found


def mastery(
    responses: Iterable[Response], memories: Mapping[str, Memory], now: datetime
) -> dict[str, Mastery]:
    """How well each task is known that was tried, by its id; `responses` are those of one exam.

    What names a domain and no task counts under the domain's id.
    """
    by_task: dict[str, list[Response]] = {}
    for response in responses:
        if task := response.task or response.domain:
            by_task.setdefault(task, []).append(response)
    return {task: _of(task, tried, memories, now) for task, tried in by_task.items()}


def untried(task: str) -> Mastery:
    """Of a task before its first attempt."""
    return Mastery(
        task=task, state="untried", known=KNOWN, recalled=None, items=0, days=0,
        wanting=("probability", "items", "days"),
    )  # fmt: skip


def traced(known: float, right: bool, guess: float) -> float:
    """P(known) after an answer (Corbett & Anderson 1994)."""
    guess = max(guess, LEAST_GUESS)
    if right and guess > MOST_GUESS:
        return known
    if right:
        shown = known * (1 - SLIP) / (known * (1 - SLIP) + (1 - known) * guess)
    else:
        shown = known * SLIP / (known * SLIP + (1 - known) * (1 - guess))
    return shown + (1 - shown) * LEARNED


def _of(
    task: str, responses: Sequence[Response], memories: Mapping[str, Memory], now: datetime
) -> Mastery:
    counted = [r for r in responses if _counts(r)]
    known = KNOWN
    for response in counted:
        known = traced(known, _alone(response), response.chance)
    facts = [memories[f] for f in {r.fact: None for r in responses} if f in memories]
    recalled = math.fsum(recall(m, now) for m in facts) / len(facts) if facts else None
    wanting = _wanting(known, counted)
    state: State = "learning" if wanting else "mastered"
    if not wanting and recalled is not None and recalled < FADING:
        state = "fading"
    return Mastery(
        task=task,
        state=state,
        known=known,
        recalled=recalled,
        items=len({r.item for r in counted}),
        days=len({r.at.date() for r in counted}),
        wanting=wanting,
    )


def _wanting(known: float, counted: Sequence[Response]) -> tuple[str, ...]:
    apart = bool(counted) and _apart(counted)
    days = len({r.at.date() for r in counted}) if apart else min(len(counted), 1)
    checks = {
        "probability": known >= MASTERED,
        "items": len({r.item for r in counted}) >= LEAST_ITEMS,
        "days": days >= LEAST_DAYS,
        "certain error": not any(r.confidence == 3 and not r.right for r in counted[-LAST:]),
    }
    return tuple(name for name, passed in checks.items() if not passed)


def _apart(counted: Sequence[Response]) -> bool:
    times = [r.at for r in counted]
    return max(times) - min(times) >= APART


def _counts(response: Response) -> bool:
    guessed = response.right and response.confidence == 1
    return response.fresh and not guessed


def _alone(response: Response) -> bool:
    """Right without help."""
    return response.right and not response.hints


def _expected(logits: float, response: Response) -> float:
    prior = 0.5 if response.difficulty is None else min(max(response.difficulty, 0.0), 1.0)
    above = logits - HARDEST * (2 * prior - 1)
    return response.chance + (1 - response.chance) / (1 + math.exp(-above))
