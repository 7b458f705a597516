"""Mastery: knowledge tracing with its guards, ability that starts nowhere and moves."""

import math
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.practising import DAY, NOW, attempt, item, options, responses
from tutor.mastery import KNOWN, MASTERED, Mastery, abilities, mastery, traced, untried
from tutor.quizzes import Attempt, QuizItem
from tutor.schedule import remember

ITEMS = [item(f"i{n}", task="1.1", domain="1") for n in range(20)]


def of(attempts: list[Attempt], items: list[QuizItem] = ITEMS) -> Mastery:
    made = responses(attempts, items)
    return mastery(made, remember(made), NOW)["1.1"]


def days(*right: bool, **changed: Any) -> list[Attempt]:
    """One item a day, the last one yesterday."""
    return [
        attempt(f"i{n}", len(right) - n, right=answered, **changed)
        for n, answered in enumerate(right)
    ]


def test_from_a_fifth_right_answers_lead_to_the_published_figures() -> None:
    # 0.2 · 0.9 / (0.2 · 0.9 + 0.8 · 0.25) = 0.474; + 0.526 · 0.1 = 0.526; and so on.
    known, seen = KNOWN, []
    for _ in range(4):
        known = traced(known, True, 0.25)
        seen.append(round(known, 3))
    assert seen == [0.526, 0.820, 0.948, 0.987]


def test_a_guesser_comes_to_mastery_as_often_as_published() -> None:
    source, came = random.Random(1), 0
    for _ in range(20_000):
        known = KNOWN
        for _ in range(20):
            known = traced(known, source.random() < 0.25, 0.25)
            if known >= MASTERED:
                came += 1
                break
    assert came / 20_000 == pytest.approx(0.074, abs=0.006)


@given(st.floats(0, 1), st.booleans(), st.floats(0, 0.5))
@settings(deadline=None)
def test_a_probability_stays_one(known: float, right: bool, guess: float) -> None:
    after = traced(known, right, guess)
    assert 0 <= after <= 1
    if right:
        assert after >= known - 1e-12


def test_one_typed_answer_does_not_make_it_certain_for_ever() -> None:
    once = traced(KNOWN, True, 0.0)
    assert once < MASTERED
    for _ in range(3):
        once = traced(once, False, 0.0)
    assert once < 0.3


def test_mastery_takes_four_items_on_two_days() -> None:
    assert of(days(True, True, True, True)).state == "mastered"
    three = of(days(True, True, True))
    assert (three.state, three.items, three.days) == ("learning", 3, 3)
    assert "items" in three.wanting
    one_day = [attempt(f"i{n}", 1 + n / 1000) for n in range(6)]
    assert of(one_day).wanting == ("days",)


def test_two_days_are_not_the_minutes_around_a_midnight() -> None:
    times = ["2026-11-19T23:50:00Z", "2026-11-19T23:55:00Z", "2026-11-20T00:05:00Z",
             "2026-11-20T00:10:00Z"]  # fmt: skip
    made = [attempt(f"i{n}", at=at) for n, at in enumerate(times)]
    assert of(made).wanting == ("days",)
    assert of([*made, attempt("i5", at="2026-11-20T13:00:00Z")]).state == "mastered"


def test_the_same_item_again_and_again_is_one_item() -> None:
    same = [attempt("i0", 9 - n) for n in range(8)]
    assert of(same).wanting == ("items",)


def test_an_error_made_with_certainty_among_the_last_three_holds_mastery_back() -> None:
    made = days(*[True] * 8, False, True, True)
    made[8] = made[8].model_copy(update={"confidence": 3})
    assert "certain error" in of(made).wanting
    later = [a.model_copy(update={"at": b.at}) for a, b in zip(made, days(*[True] * 12))]
    assert of([*later, attempt("i12", 1)]).state == "mastered"
    unsure = [*made[:8], made[8].model_copy(update={"confidence": 2}), *made[9:]]
    assert of(unsure).state == "mastered"


def test_a_right_guess_proves_nothing_and_a_wrong_one_does() -> None:
    guessed = of(days(True, True, True, True, confidence=1))
    assert (guessed.known, guessed.items) == (KNOWN, 0)
    assert of(days(False, confidence=1)).known < KNOWN


def test_true_or_false_alone_never_masters_a_task() -> None:
    items = [
        i.model_copy(update={"kind": "true-false", "options": options("T", "F")}) for i in ITEMS
    ]
    assert of(days(*[True] * 10), items).known == KNOWN
    assert of(days(False), items).known < KNOWN


def test_help_makes_an_answer_not_the_learners_own() -> None:
    assert of(days(True, True, hints=1)).known == of(days(False, False)).known


def test_what_was_just_explained_is_not_yet_known() -> None:
    # Wrong, and right a minute later: counts as the one wrong answer.
    made = [attempt("i0", 2, right=False), attempt("i0", 1.999), attempt("i0", 1.998)]
    assert of(made).known == of(made[:1]).known


def test_mastered_long_ago_is_fading() -> None:
    made = [a.model_copy(update={"at": a.at.replace("2026", "2025")}) for a in days(*[True] * 5)]
    found = of(made)
    assert (found.state, found.wanting) == ("fading", ())
    assert found.recalled is not None
    assert found.recalled < 0.8 < of(days(*[True] * 5)).recalled  # type: ignore[operator]


def test_a_task_that_was_never_tried_is_not_zero() -> None:
    assert mastery((), {}, NOW) == {}
    assert untried("1.1").state == "untried"
    assert untried("1.1").recalled is None


# -- ability ----------------------------------------------------------------------------


def test_the_first_answer_moves_ability_by_what_was_not_expected() -> None:
    # P = 0.25 + 0.75 · σ(0) = 0.625; right: 0 + 1 · (1 − 0.625) = 0.375; wrong: −0.625.
    assert abilities(responses([attempt("i0")], ITEMS))["1"].logits == pytest.approx(0.375)
    wrong = abilities(responses([attempt("i0", right=False)], ITEMS))["1"]
    assert wrong.logits == pytest.approx(-0.625)
    assert wrong.attempts == 1


def test_an_item_said_to_be_hard_moves_ability_more() -> None:
    hard = [ITEMS[0].model_copy(update={"difficulty": 0.9})]
    easy = [ITEMS[0].model_copy(update={"difficulty": 0.1})]
    moved = [abilities(responses([attempt("i0")], i))["1"].logits for i in (hard, ITEMS, easy)]
    assert moved == sorted(moved, reverse=True)


def test_ability_comes_near_the_learners_own() -> None:
    source, found = random.Random(2), []
    items = [item(f"n{n}", domain="1", difficulty=source.random()) for n in range(400)]
    for _ in range(20):
        made = []
        for n, each in enumerate(items):
            assert each.difficulty is not None
            above = 1.2 - 2 * (2 * each.difficulty - 1)
            chance = 0.25 + 0.75 / (1 + math.exp(-above))
            made.append(attempt(each.id, 30 - n / 20, right=source.random() < chance))
        found.append(abilities(responses(made, items))["1"].logits)
    assert sum(found) / 20 == pytest.approx(1.2, abs=0.25)


def test_items_of_no_domain_count_for_none() -> None:
    assert abilities(responses([attempt("i0")])) == {}


def test_thousands_of_wrong_answers_break_nothing() -> None:
    items = [item(f"n{n}", domain="1") for n in range(3000)]
    made = [attempt(f"n{n}", 30 - n / 1000, right=False) for n in range(3000)]
    assert math.isfinite(abilities(responses(made, items))["1"].logits)
    assert NOW - 30 * DAY < NOW
