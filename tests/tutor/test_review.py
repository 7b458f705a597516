"""What is due now: facts, one item of each, never more than was asked for."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutor.practising import DAY, NOW, attempt, item
from tutor.history import fact_of, history
from tutor.quizzes import Attempt, QuizItem
from tutor.review import Review, review
from tutor.schedule import remember
from tutor.studied import Studied

ARABIC = "تُحفَظ السجلات 24 ساعة."


def practised(items: list[QuizItem], attempts: list[Attempt]) -> Studied:
    answered = history(items, attempts, NOW)
    return Studied(items=tuple(items), responses=answered, memories=remember(answered))


def due(items: list[QuizItem], attempts: list[Attempt], **wish: object) -> Review:
    fields: dict[str, object] = {"limit": 20, "askable": items} | wish
    askable = fields.pop("askable")
    return review(practised(items, attempts), askable, NOW, **fields)  # type: ignore[arg-type]


def ids(found: Review) -> list[str]:
    return [each.item.id for each in found.items]


def test_what_was_never_answered_is_new_and_not_due() -> None:
    found = due([item("a"), item("b")], [])
    assert (found.items, found.facts, found.practised, found.next) == ((), 0, 0, None)
    assert found.forecast == (0.0,) * 7


def test_a_fact_recalled_yesterday_is_not_due_and_the_next_day_is_told() -> None:
    found = due([item("a")], [attempt("a", 1)])
    assert found.items == ()
    # First review right: after two days.
    assert found.next == NOW + DAY
    assert found.forecast[1] == pytest.approx(1.0)


def test_a_right_guess_comes_again_before_what_was_known() -> None:
    items = [item("guessed"), item("known")]
    made = [attempt("guessed", 1, confidence=1), attempt("known", 1, confidence=3)]
    assert ids(due(items, made)) == ["guessed"]


def test_what_the_learner_was_sure_of_and_had_wrong_comes_first_and_says_so() -> None:
    items = [item("old"), item("sure")]
    made = [attempt("old", 30), attempt("sure", 1, right=False, confidence=3)]
    found = due(items, made, limit=1)
    assert ids(found) == ["sure"]
    assert (found.items[0].sure_and_wrong, found.items[0].reviews) == (True, 1)
    # Both are due; the other one waits for the next sitting.
    assert found.facts == 2


def test_of_one_fact_the_item_is_asked_that_did_not_ask_it_the_last_time() -> None:
    items = [
        item("en", ARABIC),
        item("ar", ARABIC, language="ar", stem="كم مدة حفظ السجلات؟"),
        item("zh", ARABIC, language="zh-Hans", stem="日志默认保留多久？"),
    ]
    assert len({fact_of(each) for each in items}) == 1
    found = due(items, [attempt("en", 9)])
    assert len(found.items) == 1
    assert ids(found) != ["en"]
    assert ids(due(items, [attempt("en", 9)], language="zh")) == ["zh"]


def test_a_stale_item_is_not_asked_and_its_fact_is_told_to_be_due() -> None:
    items = [item("gone"), item("here")]
    made = [attempt("gone", 9), attempt("here", 9)]
    found = due(items, made, askable=items[1:])
    assert ids(found) == ["here"]
    assert (found.facts, found.unaskable) == (1, 1)
    nothing = due(items[:1], made[:1], askable=[])
    assert (nothing.items, nothing.next, nothing.practised) == ((), None, 1)


def test_items_of_other_exams_that_may_be_asked_are_left_out() -> None:
    mine, other = item("mine", exam="a"), item("other", exam="b")
    found = due([mine], [attempt("mine", 9)], askable=[mine, other])
    assert ids(found) == ["mine"]


def test_the_exam_brings_forward_what_would_come_after_it() -> None:
    # Recalled three times: FSRS would wait for 46 days.
    made = [attempt("a", 20), attempt("a", 18), attempt("a", 7)]
    free = due([item("a")], made)
    assert free.next is not None
    assert free.next > NOW + 30 * DAY
    exam = (NOW + 10 * DAY).date()
    capped = due([item("a")], made, exam=exam)
    comes = capped.next or min(each.since for each in capped.items)
    assert comes.date() < exam


def test_an_exam_that_is_over_caps_nothing() -> None:
    made = [attempt("a", 20), attempt("a", 18), attempt("a", 7)]
    over = due([item("a")], made, exam=(NOW - 3 * DAY).date())
    assert over.next == due([item("a")], made).next


def test_due_items_that_are_taken_for_one_another_are_asked_in_turns() -> None:
    stems = {"s1": "What is Amazon S3 for?", "s2": "What does Amazon S3 cost?",
             "e1": "What is Amazon EFS for?", "e2": "What does Amazon EFS cost?"}  # fmt: skip
    items = [item(id, stem=stem) for id, stem in stems.items()]
    found = due(items, [attempt(id, 9) for id in stems])
    assert [id[0] for id in ids(found)] in (["s", "e", "s", "e"], ["e", "s", "e", "s"])


def test_a_clock_that_was_years_ahead_hides_nothing_for_years() -> None:
    ahead = attempt("a", at=(NOW + 900 * DAY).strftime("%Y-%m-%dT%H:%M:%SZ"))
    found = due([item("a")], [attempt("a", 9), ahead])
    comes = found.next or NOW
    assert comes < NOW + 60 * DAY


@given(
    answers=st.lists(
        st.tuples(
            st.integers(0, 5), st.floats(0, 400), st.booleans(), st.sampled_from([None, 1, 2, 3])
        ),
        max_size=30,
    ),
    limit=st.integers(1, 4),
    left=st.one_of(st.none(), st.integers(0, 60)),
)
def test_no_more_than_the_limit_no_fact_twice_and_all_that_is_due_is_counted(
    answers: list[tuple[int, float, bool, int | None]], limit: int, left: int | None
) -> None:
    items = [item(f"i{n}", f"fact {n % 3}") for n in range(6)]
    made = [
        attempt(f"i{n}", days, right=right, confidence=sure) for n, days, right, sure in answers
    ]
    exam = None if left is None else (NOW + timedelta(days=left)).date()
    found = due(items, made, limit=limit, exam=exam)
    facts = [each.fact for each in found.items]
    assert len(facts) == len(set(facts)) == min(limit, found.facts)
    assert found.next is None or found.next > NOW
    assert sum(found.forecast) >= found.facts - 1e-9
    assert all(0 <= each.recall <= 1 for each in found.items)
