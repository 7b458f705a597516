"""How sure the learner was, against what came of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutor.practising import attempt, responses
from tutor.calibration import calibration
from tutor.history import Response


def answered(*said: tuple[int | None, bool], **changed: Any) -> tuple[Response, ...]:
    """Answers with these confidences, each at an item of its own."""
    return responses(
        [attempt(f"i{at}", confidence=sure, right=right, **changed)
         for at, (sure, right) in enumerate(said)]
    )  # fmt: skip


def test_each_confidence_has_its_share_and_one_without_answers_has_none() -> None:
    guess, fairly, certain = calibration(answered((3, True), (3, False), (2, True)))
    assert (guess.answers, guess.share, guess.low, guess.high) == (0, None, None, None)
    assert (fairly.answers, fairly.share) == (1, 1.0)
    assert (certain.answers, certain.right, certain.share) == (2, 1, 0.5)


def test_the_interval_is_that_of_a_beta_distribution() -> None:
    # Beta(2, 1) has the distribution x², so that its tenth and ninetieth per cent are the roots.
    (_, fairly, _) = calibration(answered((2, True)))
    assert fairly.low == pytest.approx(0.1**0.5)
    assert fairly.high == pytest.approx(0.9**0.5)


def test_hints_what_was_just_shown_and_what_nobody_said_do_not_count() -> None:
    assert not any(each.answers for each in calibration(answered((None, True))))
    assert not any(each.answers for each in calibration(answered((3, True), hints=1)))
    again = responses([attempt("i", 0.02, confidence=3), attempt("i", 0.01, confidence=3)])
    assert calibration(again)[2].answers == 1


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.booleans()), max_size=30))
def test_the_share_lies_in_its_interval_or_at_its_edge_and_no_answer_is_lost(
    said: list[tuple[int, bool]],
) -> None:
    found = calibration(answered(*said))
    assert sum(each.answers for each in found) == len(said)
    for each in found:
        if each.low is not None and each.high is not None:
            assert 0 < each.low < each.high < 1
            assert each.share in (0.0, 1.0) or each.low < each.share < each.high  # type: ignore[operator]
