"""The plan: hours over domains and weeks, nothing after the exam, and what does not fit is said."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from tutor.checklists import WeakTopic
from tutor.errors import ExamPast, NoWeights
from tutor.plan import BLOCK, MOST_WEEKS, Plan, mock_dates, plan, study_parts, weaknesses
from tutor.readiness import Tally, judge

TODAY = date(2026, 11, 21)
WEIGHTS = {"1": 20.0, "2": 24.0, "3": 36.0, "4": 20.0}
WEAKNESS = {"1": 0.4, "2": 0.2, "3": 0.3, "4": 0.1}


def made(days: int = 42, **changed: Any) -> Plan:
    fields: dict[str, Any] = {
        "today": TODAY,
        "exam": TODAY + timedelta(days=days),
        "hours": 10,
        "weights": WEIGHTS,
        "weakness": WEAKNESS,
    }
    return plan(**(fields | changed))


def studied(found: Plan) -> dict[str, int]:
    total = dict.fromkeys(found.parts, 0)
    for week in found.weeks:
        for part in week.study:
            total[part.domain] += part.minutes
    return total


def topic(name: str, weakness: float = 1.0) -> WeakTopic:
    return WeakTopic(topic=name, weakness=weakness, points=("cost/spot",))


def test_hours_go_where_weight_times_weakness_is() -> None:
    # 20 · 0.4 = 8, 24 · 0.2 = 4.8, 36 · 0.3 = 10.8, 20 · 0.1 = 2; of 25.6.
    found = made(mock_minutes=0)
    expected = {"1": 8 / 25.6, "2": 4.8 / 25.6, "3": 10.8 / 25.6, "4": 2 / 25.6}
    assert found.parts == pytest.approx(expected)
    whole = 6 * 10 * 60
    assert sum(studied(found).values()) == whole
    for domain, minutes in studied(found).items():
        assert minutes == pytest.approx(whole * expected[domain], abs=BLOCK)


def test_no_domain_is_left_for_the_end() -> None:
    for week in made(mock_minutes=0).weeks:
        assert {part.domain for part in week.study} == set(WEIGHTS)


def test_weeks_follow_each_other_from_today_to_the_day_before_the_exam() -> None:
    found = made(days=17)
    assert [(w.start, w.end) for w in found.weeks] == [
        (date(2026, 11, 21), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 12, 4)),
        (date(2026, 12, 5), date(2026, 12, 7)),
    ]
    assert found.exam == date(2026, 12, 8)
    assert [w.minutes for w in found.weeks] == [600, 600, 257]  # 600 · 3 / 7


def test_reviews_come_first_and_what_they_leave_is_studied() -> None:
    found = made(days=14, reviews=[20.0] * 7 + [100.0] * 7, mock_minutes=0)
    first, second = found.weeks
    assert (first.reviews, first.review_minutes) == (140, 140)
    assert sum(part.minutes for part in first.study) == 600 - 140
    assert (second.reviews, second.review_minutes, second.study) == (700, 600, ())
    assert second.notes == ("reviews take all the time",)


def test_mock_exams_have_dates_and_time_for_their_explanations() -> None:
    found = made(days=42, mock_minutes=120)
    # The first would be today: nobody begins with it.
    assert found.mocks == tuple(found.exam - timedelta(days=n) for n in (28, 14, 7))
    week = next(w for w in found.weeks if w.mocks)
    assert week.mock_minutes == 180
    assert week.start <= week.mocks[0] <= week.end


def test_a_mock_exam_that_does_not_fit_is_said_and_not_planned() -> None:
    found = made(days=21, hours=2, mock_minutes=130)
    assert found.mocks == ()
    assert [w.notes for w in found.weeks] == [(), ("no time for a mock exam",)] * 1 + [
        ("no time for a mock exam",)
    ]


@pytest.mark.parametrize(
    ("days", "before"),
    [
        (0, []),
        (1, []),
        (2, []),
        (3, [2]),
        (9, [5]),
        (10, [7]),
        (17, [14, 7]),
        (400, [42, 28, 14, 7]),
    ],
)
def test_when_mock_exams_are(days: int, before: list[int]) -> None:
    exam = TODAY + timedelta(days=days)
    assert [(exam - day).days for day in mock_dates(TODAY, exam)] == before


def test_an_exam_in_the_past_is_an_error_with_the_remedy() -> None:
    with pytest.raises(ExamPast) as told:
        made(days=-1)
    assert "2026-11-20" in told.value.message
    assert "2026-11-21" in told.value.message
    assert "YYYY-MM-DD" in told.value.hint


def test_an_exam_today_leaves_nothing_to_plan_and_one_tomorrow_a_day() -> None:
    none = made(days=0)
    assert (none.weeks, none.mocks, none.notes) == ((), (), ("no day left",))
    (only,) = made(days=1).weeks
    assert only.start == only.end == TODAY


def test_the_learners_date_counts_not_that_of_the_machine() -> None:
    # On 21 November in Beirut it is still the 20th in New York: the same exam, a day more.
    here, there = made(days=5), made(days=5, today=TODAY - timedelta(days=1))
    assert (here.exam, here.days) == (there.exam, there.days - 1)


def test_a_date_thousands_of_years_away_is_cut_short_and_quickly() -> None:
    found = made(exam=date(9999, 12, 31))
    assert (len(found.weeks), found.notes) == (MOST_WEEKS, ("cut short",))
    assert found.weeks[-1].end == TODAY + timedelta(days=7 * MOST_WEEKS - 1)


@pytest.mark.parametrize("hours", [0, -3, 169, float("nan"), float("inf")])
def test_impossible_hours_are_refused(hours: float) -> None:
    with pytest.raises(InputError, match="hours a week"):
        made(hours=hours)


@pytest.mark.parametrize("minutes", [-1, 5000])
def test_impossible_mock_exams_are_refused(minutes: int) -> None:
    with pytest.raises(InputError, match="mock exam"):
        made(mock_minutes=minutes)


def test_an_exam_without_weights_is_refused() -> None:
    with pytest.raises(NoWeights):
        made(weights={})


def test_what_nobody_knows_anything_of_is_weak_and_what_is_known_is_still_looked_at() -> None:
    parts = study_parts({"a": 1, "b": 1, "c": 1}, {"a": 0.0, "b": 1.0}, (), {})
    assert parts["b"] == parts["c"]
    assert parts["a"] == pytest.approx(0.05 / 2.05)


def test_topics_that_the_learner_is_weak_in_lift_their_domain_and_are_spread() -> None:
    topics = [topic(f"t{n}") for n in range(7)]
    found = made(days=21, topics=topics, domain_of={"t0": "4", "t1": "4", "t2": "no such"})
    # Domain 4 is 0.9 strong: 0.9 · 0.8 · 0.8 = 0.576, so 0.424 weak instead of 0.1.
    assert found.parts["4"] > 3 * made(days=21).parts["4"]
    assert [w.topics for w in found.weeks] == [("t0", "t1", "t2"), ("t3", "t4", "t5"), ("t6",)]


def test_what_readiness_says_is_how_weak_a_domain_is() -> None:
    tallies = {"1": Tally(30, 0, 30), "2": Tally(0, 30, 30)}
    found = weaknesses(judge(tallies, {"1": 1, "2": 1, "3": 1}))
    assert found["1"] < found["3"] < found["2"]


@given(
    days=st.integers(0, 900),
    hours=st.floats(0.1, 168),
    reviews=st.lists(st.floats(0, 5000), max_size=100),
    weights=st.dictionaries(st.sampled_from("abcdefg"), st.floats(0.1, 100), min_size=1),
    mock=st.integers(0, 300),
    topics=st.integers(0, 30),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_for_a_plan_adds_up_and_ends_before_the_exam(
    days: int,
    hours: float,
    reviews: list[float],
    weights: dict[str, float],
    mock: int,
    topics: int,
) -> None:
    named = [topic(f"t{n}") for n in range(topics)]
    found = made(days=days, hours=hours, reviews=reviews, weights=weights, mock_minutes=mock,
                 topics=named)  # fmt: skip
    for week in found.weeks:
        assert TODAY <= week.start <= week.end < found.exam
        assert all(week.start <= day <= week.end for day in week.mocks)
        used = week.review_minutes + week.mock_minutes + sum(p.minutes for p in week.study)
        assert used == week.minutes
    if found.weeks and days <= 7 * MOST_WEEKS:
        assert [t for week in found.weeks for t in week.topics] == [t.topic for t in named]
        total = sum(studied(found).values())
        for domain, minutes in studied(found).items():
            assert abs(minutes - total * found.parts[domain]) <= BLOCK * len(weights)
