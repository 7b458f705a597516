"""Review: FSRS as it is meant to be used, and what an exam's date changes."""

import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.practising import DAY, NOW, attempt, item, responses
from tutor.history import Response
from tutor.schedule import (
    BUFFER,
    LAST_OVER,
    RAISED,
    RETENTION,
    Memory,
    due,
    due_facts,
    forecast,
    is_due,
    mark,
    next_due,
    recall,
    remember,
)

BEGIN = datetime(2026, 1, 1, 9, tzinfo=UTC)


def response(at: datetime = BEGIN, fact: str = "f" * 16, **changed: object) -> Response:
    fields: dict[str, object] = {
        "item": "i", "fact": fact, "exam": None, "domain": None, "task": None, "chance": 0.25,
        "difficulty": None, "at": at, "right": True, "confidence": None, "hints": 0,
        "fresh": True, "unseen": True,
    }  # fmt: skip
    return Response(**(fields | changed))  # type: ignore[arg-type]


def memory(stability: float = 2.3065, at: datetime = BEGIN, fact: str = "f" * 16) -> Memory:
    return Memory(
        fact=fact, stability=stability, difficulty=2.1, last_review=at, reviews=1, lapses=0,
        sure_and_wrong=False, last_item="i",
    )  # fmt: skip


def test_a_fact_recalled_each_time_comes_after_2_11_46_163_and_497_days() -> None:
    at, answered, days = BEGIN, [], []
    for _ in range(5):
        answered.append(response(at))
        (known,) = remember(answered).values()
        again = due(known)
        assert again is not None
        days.append((again - at).days)
        at = again
    assert days == [2, 11, 46, 163, 497]


@pytest.mark.parametrize("stability", [0.001, 0.212, 1.3, 2.3065, 8.3, 100.0, 40_000.0])
def test_intervals_are_those_of_fsrs(stability: float) -> None:
    scheduler = Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    expected = scheduler._next_interval(stability=stability)
    assert due(memory(stability)) == BEGIN + timedelta(days=expected)


@pytest.mark.parametrize(
    ("right", "confidence", "hints", "expected"),
    [
        (True, None, 0, "good"),
        (True, 2, 0, "good"),
        (True, 3, 0, "good"),
        (True, 1, 0, "again"),  # a lucky guess is no recall
        (True, 1, 1, "again"),  # and never hard
        (True, 3, 1, "hard"),  # put in other words
        (True, 3, 2, "again"),  # the passage was shown
        (False, None, 0, "again"),
        (False, 3, 0, "again"),
        (False, 1, 1, "again"),
    ],
)
def test_what_an_answer_says_of_memory(
    right: bool, confidence: int | None, hints: int, expected: str
) -> None:
    assert mark(response(right=right, confidence=confidence, hints=hints)) == expected


def test_facts_are_scheduled_not_items_and_whatever_the_language() -> None:
    words = "Kept for 35 days."
    items = [item("en", words), item("zh", words, language="zh-Hans"), item("other")]
    found = remember(responses([attempt("en", 9), attempt("zh", 7), attempt("other", 1)], items))
    assert sorted(m.reviews for m in found.values()) == [1, 2]


def test_the_fold_goes_on_from_any_point_and_knows_no_chance() -> None:
    source = random.Random(5)
    made = [
        attempt(f"i{source.randrange(9)}", 60 - n, right=source.random() < 0.7) for n in range(60)
    ]
    whole = remember(responses(made))
    random.seed(99)
    assert remember(responses(made)) == whole
    # What follows changes no memory of a fact that it does not touch.
    before = remember(responses(made[:-1], [item(f"i{n}") for n in range(9)]))
    last = responses(made)[-1].fact
    assert {f: m for f, m in before.items() if f != last} == {
        f: m for f, m in whole.items() if f != last
    }


def test_every_run_gives_the_same_memories() -> None:
    # Not only every call: sets and hashes must play no part.
    code = (
        "from tests.tutor.practising import *\nfrom tutor.schedule import remember\n"
        "print(remember(responses([attempt(f'i{n}', 9 - n) for n in range(9)])))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_a_clock_that_goes_back_credits_no_waiting_and_breaks_nothing() -> None:
    straight = [response(BEGIN), response(BEGIN)]
    back = [response(BEGIN), response(BEGIN - 300 * DAY)]
    assert remember(back) == remember(straight)
    (known,) = remember([*back, response(BEGIN + 2 * DAY)]).values()
    assert known.last_review == BEGIN + 2 * DAY


def test_a_review_stamped_years_ahead_does_not_put_a_fact_off_for_years() -> None:
    made = [attempt("a", 5), attempt("a", at="2091-01-01T00:00:00Z"), attempt("a", 1)]
    (known,) = remember(responses(made)).values()
    again = due(known)
    assert again is not None
    assert again < NOW + 30 * DAY


def test_twenty_thousand_attempts_are_folded_in_seconds() -> None:
    items = [item(f"i{n}") for n in range(2000)]
    made = [
        attempt(f"i{n % 2000}", 400 - n / 50, right=n % 7 > 0) for n in range(20_000)
    ]  # fmt: skip
    begun = time.process_time()
    found = remember(responses(made, items))
    assert len(found) == 2000
    assert time.process_time() - begun < 6


def test_recall_is_one_on_the_first_day_and_ninety_percent_at_the_stability() -> None:
    known = memory(stability=10.0)
    assert recall(known, BEGIN) == recall(known, BEGIN + timedelta(hours=23)) == 1.0
    assert recall(known, BEGIN + 10 * DAY) == pytest.approx(0.9)
    assert recall(known, BEGIN - DAY) == 1.0


def test_a_lapse_is_counted_and_an_error_made_with_certainty_is_remembered() -> None:
    first = [response(right=False, confidence=3)]
    (new,) = remember(first).values()
    assert (new.lapses, new.sure_and_wrong) == (0, True)  # what was never known is no lapse
    (lapsed,) = remember([response(), response(BEGIN + 2 * DAY, right=False)]).values()
    assert (lapsed.lapses, lapsed.sure_and_wrong) == (1, False)


# -- towards an exam --------------------------------------------------------------------


def facts(count: int) -> list[str]:
    return [f"{n * 0x9E3779B97F4A7C15 % 2**64:016x}" for n in range(count)]


EXAM = date(2026, 6, 1)
DAWN = datetime(2026, 5, 31, 10, tzinfo=UTC)
"""When the first of June begins at UTC+14."""


@given(st.floats(0.001, 5000), st.floats(0.001, 200), st.integers(0, 2**64 - 1))
@settings(max_examples=300, deadline=None)
def test_nothing_comes_on_the_day_of_the_exam_or_in_the_days_kept_free(
    stability: float, ago: float, fact: int
) -> None:
    last = DAWN - timedelta(days=ago)
    at = due(memory(stability, last, f"{fact:016x}"), EXAM)
    if at is None:
        # Left out only where it was reviewed in the last days, and would have held.
        assert ago < BUFFER + LAST_OVER + 1
        return
    assert at < DAWN
    assert at > last
    # What was reviewed on the last free day or since cannot come before the days kept free.
    assert at <= max(DAWN - BUFFER * DAY, last + DAY)


def test_everything_comes_once_more_in_the_last_weeks_and_no_day_gets_it_all() -> None:
    days = [due(memory(4000.0, BEGIN, fact), EXAM) for fact in facts(700)]
    before = [(DAWN - at).days for at in days if at is not None]
    assert len(before) == 700
    assert set(before) == set(range(BUFFER, BUFFER + LAST_OVER))
    assert max(before.count(day) for day in set(before)) < 80  # 50 each, if even


def test_who_has_reviewed_in_the_last_week_is_left_alone_where_it_holds() -> None:
    assert due(memory(90.0, DAWN - 2 * DAY), EXAM) is None
    assert due(memory(0.2, DAWN - 4 * DAY), EXAM) == DAWN - 3 * DAY


def test_a_fact_missed_in_the_days_kept_free_comes_once_more_before_the_exam() -> None:
    missed = memory(0.2, DAWN - timedelta(days=1, hours=6))
    assert due(missed, EXAM) == DAWN - timedelta(hours=6)
    assert due(memory(0.2, DAWN - timedelta(hours=6)), EXAM) is None


def test_retention_is_raised_in_the_last_weeks_on_a_day_of_each_facts_own() -> None:
    # 0.94 is reached after 46% of the days in which recall falls to 0.90 and a bit:
    known = [memory(20.0, DAWN - 33 * DAY, fact) for fact in facts(200)]
    days = [(at - m.last_review).days for m in known if (at := due(m, EXAM)) is not None]
    assert set(days) <= set(range(9, 13))
    assert len(set(days)) > 1
    assert all(due(m) == m.last_review + 20 * DAY for m in known)
    early = memory(5.0, DAWN - 90 * DAY)
    assert due(early, EXAM) == due(early) == early.last_review + 5 * DAY


def test_the_raised_retention_is_kept() -> None:
    for fact in facts(50):
        known = memory(20.0, DAWN - 20 * DAY, fact)
        at = due(known, EXAM)
        assert at is not None
        assert recall(known, at) >= RAISED - 0.01


def test_after_the_exam_life_goes_on() -> None:
    known = memory(20.0, DAWN + DAY)
    assert due(known, EXAM) == due(known)
    held = memory(400.0, DAWN - 3 * DAY)
    assert due(held, EXAM) is None
    assert not is_due(held, DAWN - DAY, EXAM)
    assert is_due(held, DAWN + 400 * DAY, EXAM)
    assert sum(forecast([held], DAWN + 390 * DAY, 30, EXAM)) >= 1


def test_what_was_reviewed_last_night_is_asked_this_morning() -> None:
    known = memory(0.2, BEGIN + timedelta(hours=12))
    morning = BEGIN + DAY
    assert due(known) == morning + timedelta(hours=12)
    assert is_due(known, morning)
    assert not is_due(known, BEGIN + timedelta(hours=13))


def test_first_comes_what_the_learner_was_sure_of_and_had_wrong() -> None:
    a, b, c = facts(3)
    sure = memory(5.0, BEGIN + 9 * DAY, a).model_copy(update={"sure_and_wrong": True})
    known = {m.fact: m for m in (memory(9.0, BEGIN, b), sure, memory(2.0, BEGIN, c))}
    assert [m.fact for m in due_facts(known, BEGIN + 14 * DAY)] == [a, c, b]


# -- the load ----------------------------------------------------------------------------


def test_the_forecast_of_one_fact_is_its_intervals() -> None:
    # Due after 2 days, then 11: on day 13, then 46. Forgotten on day 2, it comes on day 3 instead.
    load = forecast([memory(2.3065, BEGIN)], BEGIN, 20)
    held = recall(memory(2.3065, BEGIN), BEGIN + 2 * DAY)
    assert load[:3] == (0, 0, 1)
    assert load[3] == pytest.approx(1 - held)
    assert load[13] == pytest.approx(held, abs=0.02)


def test_what_is_overdue_is_to_be_done_today_and_nothing_comes_after_the_exam() -> None:
    now = DAWN - 10 * DAY
    known = [memory(2.0, BEGIN, fact) for fact in facts(30)]
    load = forecast(known, now, 40, EXAM)
    assert load[0] == 30
    assert sum(load[10:]) == 0
    assert forecast([], now, 5) == (0,) * 5


def test_the_forecast_is_what_learners_meet() -> None:
    # Learners who forget as FSRS says, against what was forecast for them: 300 facts, 60 days.
    source = random.Random(3)
    known = {f: memory(source.uniform(1, 30), BEGIN, f) for f in facts(300)}
    expected = sum(forecast(known.values(), BEGIN, 60))
    scheduler, met = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False), 0
    for one in known.values():
        card = Card(1, stability=one.stability, difficulty=one.difficulty, last_review=BEGIN)
        at = due(one)
        while at is not None and at < BEGIN + 60 * DAY:
            met += 1
            held = source.random() < scheduler.get_card_retrievability(card, at)
            card, _ = scheduler.review_card(card, Rating.Good if held else Rating.Again, at)
            at = card.due
    assert expected == pytest.approx(met, rel=0.1)


def test_new_facts_add_their_own_reviews() -> None:
    # Met on day 0, due on 2, 13; met on day 1, due on 3, 14 …
    load = forecast([], BEGIN, 14, new_per_day=10)
    assert load[:2] == (0, 0)
    assert load[2] == 10
    assert 10 < load[3] < 12
    assert load[13] > 19


def test_a_time_zone_that_changes_between_attempts_changes_nothing() -> None:
    # The same moments, written on a journey from Riyadh to Los Angeles.
    stamps = ["2026-03-28T15:00:00+03:00", "2026-03-29T05:00:00-07:00", "2026-03-30T12:00:00Z"]
    moved = responses([attempt("a", at=stamp) for stamp in stamps])
    assert [b.at - a.at for a, b in pairwise(moved)] == [DAY, DAY]
    here = responses([attempt("a", at=f"2026-03-{day}T12:00:00Z") for day in (28, 29, 30)])
    assert remember(moved) == remember(here)


def test_the_next_to_fall_due_is_the_first_of_those_that_are_not() -> None:
    made = [attempt("due", 9), attempt("soon", 1), attempt("later", 20), attempt("later", 18)]
    memories = remember(responses(made))
    first = next_due(memories, NOW)
    assert first == NOW + DAY
    assert next_due(remember(responses(made[:1])), NOW) is None
    assert next_due({}, NOW) is None


def test_before_an_exam_nothing_falls_due_that_holds_until_then() -> None:
    memories = remember(responses([attempt("a", 20), attempt("a", 18), attempt("a", 0.5)]))
    assert next_due(memories, NOW, (NOW + 2 * DAY).date()) is None
    after = next_due(memories, NOW, (NOW - DAY).date())
    assert after == next_due(memories, NOW)
