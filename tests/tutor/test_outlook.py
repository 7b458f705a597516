"""What a blueprint and the practice for it say together."""

from datetime import date, timedelta

import pytest

from tests.tutor import practising
from tests.tutor.mock.sitting import EXAM, blueprint
from tests.tutor.practising import NOW, attempt
from tutor.errors import ExamPast, NoWeights
from tutor.outlook import gains, plan_for, readiness_for, tasks_of
from tutor.readiness import CUT, OFFSET, QUESTIONS
from tutor.schedule import forecast, remember
from tutor.studied import Studied

TODAY = date(2026, 11, 21)


def practice(*right: float) -> Studied:
    """Twenty first attempts in each domain, this share of them right."""
    items = [
        practising.item(f"d{domain}-{at}", exam=EXAM, domain=domain, task=f"{domain}.1")
        for domain, _ in zip("123", right) for at in range(20)
    ]  # fmt: skip
    wanted = {domain: round(20 * share) for domain, share in zip("123", right)}
    made = [
        attempt(item.id, 3, right=int(item.id.split("-")[1]) < wanted[item.domain or ""])
        for item in items
    ]
    found = practising.responses(made, items)
    return Studied(items=tuple(items), responses=found, memories=remember(found))


def test_readiness_takes_what_the_blueprint_says_and_assumes_the_rest() -> None:
    plain = readiness_for(blueprint(), practice(1, 1, 1), NOW)
    assert (plain.cut, plain.offset, plain.questions) == (CUT, OFFSET, 10)
    published = blueprint(pass_mark={"percent": 70}, questions={"total": 65, "scored": 50})
    found = readiness_for(published, practice(1, 1, 1), NOW)
    assert (found.cut, found.questions) == (0.7, 50)
    assert readiness_for(published, practice(1, 1, 1), NOW, cut=0.8, offset=1.0).cut == 0.8
    assert readiness_for(blueprint(questions=None), practice(), NOW).questions == QUESTIONS
    # A scaled score is no share: 720 of 1000 is not 72%.
    scaled = blueprint(pass_mark={"cut": 720, "scale_min": 100, "scale_max": 1000})
    assert readiness_for(scaled, practice(1, 1, 1), NOW).cut == CUT


def test_what_would_raise_it_most_is_weight_times_what_goes_wrong() -> None:
    # Half of the exam at 60% loses more than a fifth of it at nothing: 0.5 · 0.4 = 0.2 · 1.
    found = gains(readiness_for(blueprint(), practice(0.5, 1, 0.2), NOW))
    assert [gain.domain for gain in found] == ["1", "3", "2"]
    assert found[0].share > found[1].share > found[2].share > 0
    ready = readiness_for(blueprint(), practice(0.5, 1, 0.2), NOW)
    assert ready.share is not None
    # All that can be gained is all that is missing, but for the offset.
    assert sum(gain.share for gain in found) == pytest.approx(OFFSET - ready.share, abs=0.01)


def test_tasks_come_in_the_order_of_the_guide() -> None:
    items = [practising.item(f"i{n}", exam=EXAM, domain="1", task=f"1.{n}") for n in (10, 2, 9)]
    found = practising.responses([attempt(item.id, 1) for item in items], items)
    held = Studied(items=tuple(items), responses=found, memories=remember(found))
    assert [task.task for task in tasks_of(held, NOW)] == ["1.2", "1.9", "1.10"]


def test_a_plan_goes_by_the_weights_the_weakness_and_the_exams_time() -> None:
    held = practice(1, 0, 1)
    ready = readiness_for(blueprint(), held, NOW)
    day = TODAY + timedelta(days=35)
    reviews = forecast(held.memories.values(), NOW, 35, day)
    found = plan_for(blueprint(), ready, reviews, today=TODAY, day=day, hours=10)
    assert max(found.parts, key=lambda domain: found.parts[domain]) == "2"
    assert found.weeks[-1].end == day - timedelta(days=1)
    assert sum(week.reviews for week in found.weeks) >= 40
    # 100 minutes of exam, and half of that to go through it.
    assert {week.mock_minutes for week in found.weeks if week.mocks} == {150}
    untimed = blueprint(minutes=None)
    assert plan_for(untimed, ready, reviews, today=TODAY, day=day, hours=10).mocks == ()
    with pytest.raises(ExamPast):
        plan_for(blueprint(), ready, (), today=TODAY, day=date(2026, 11, 20), hours=1)


def test_an_exam_without_weights_is_not_judged() -> None:
    bare = blueprint(domains=[{"id": "1", "title": "الأمان"}, {"id": "2", "title": "成本"}])
    with pytest.raises(NoWeights):
        readiness_for(bare, practice(1), NOW)
