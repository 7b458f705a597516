"""Readiness: a probability with an interval where there is enough to say, and no scaled score."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from tests.tutor.practising import NOW, attempt, item, responses
from tutor.errors import NoWeights
from tutor.posterior import Answers, Share, estimate, passing
from tutor.quizzes import Attempt, QuizItem
from tutor.readiness import (
    LEAST_ATTEMPTS,
    OFFSET,
    DomainReadiness,
    Readiness,
    Tally,
    judge,
    parts_of,
    readiness,
    tally,
)

WEIGHTS = {"1": 20.0, "2": 24.0, "3": 36.0, "4": 20.0}


def tallies(right: float, number: int = 60) -> dict[str, Tally]:
    """So many attempts today, the same share right in each domain, by its weight."""
    counts = {domain: number * part for domain, part in parts_of(WEIGHTS).items()}
    return {d: Tally(n * right, n * (1 - right), round(n)) for d, n in counts.items()}


def practised(
    number: int, right: int, days: float = 0.0, domain: str = "1"
) -> tuple[list[Attempt], list[QuizItem]]:
    """First attempts at `number` items of a domain, the first `right` of them right."""
    items = [item(f"{domain}-{n}", domain=domain) for n in range(number)]
    return [attempt(each.id, days, right=n < right) for n, each in enumerate(items)], items


def width(found: Readiness) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


# -- what counts ------------------------------------------------------------------------


def test_only_first_attempts_at_unseen_items_without_hints_count() -> None:
    made, items = practised(3, 3, days=5)
    again = [attempt("1-0", 2, right=False), attempt("1-1", 1, right=False)]
    helped = [attempt("x", 1, hints=1)]
    found = tally(responses([*made, *again, *helped], [*items, item("x", domain="1")]), NOW)
    assert found == {"1": Tally(3, 0, 3, 15)}


def test_old_attempts_count_less() -> None:
    # A week counts 1; 7 + 14 days a half; 7 + 28 a quarter.
    counts = [tally(responses([attempt("a", days)]), NOW)[""].right for days in (0, 7, 21, 35)]
    assert counts == pytest.approx([1, 1, 0.5, 0.25])


def test_simulated_attempts_and_stored_ones_are_tallied_alike() -> None:
    made, items = practised(5, 2, days=12.5)
    one = Tally()
    for n in range(5):
        one = one.with_one(n < 2, 12.5)
    found = tally(responses(made, items), NOW)["1"]
    assert found == pytest.approx(one)


def test_an_attempt_from_the_future_counts_no_more_than_one() -> None:
    assert Tally().with_one(True, -3.0).right == 1.0


# -- what is said -----------------------------------------------------------------------


def test_with_too_few_attempts_nothing_is_said_but_how_many_are_missing() -> None:
    made, items = practised(9, 9)
    found = readiness(responses(made, items), {"1": 1.0}, NOW)
    assert found.verdict == "not enough attempts"
    assert (found.probability, found.share, found.low, found.high) == (None,) * 4
    assert found.missing == LEAST_ATTEMPTS - 9
    nothing = readiness((), WEIGHTS, NOW)
    assert (nothing.attempts, nothing.missing) == (0, LEAST_ATTEMPTS)


def test_attempts_at_less_than_half_of_the_exam_are_not_enough() -> None:
    made, items = practised(60, 55)
    found = readiness(responses(made, items), WEIGHTS, NOW)
    assert found.verdict == "not enough attempts"
    assert found.missing == 1
    half = readiness(responses(made, items), {"1": 50, "2": 50}, NOW)
    assert half.verdict != "not enough attempts"


def test_attempts_of_last_year_are_not_enough() -> None:
    made, items = practised(60, 55, days=365)
    assert readiness(responses(made, items), {"1": 1.0}, NOW).verdict == "not enough attempts"


@pytest.mark.parametrize(
    ("right", "verdict"),
    [(1.0, "likely ready"), (0.94, "borderline"), (0.88, "not ready yet"), (0.0, "not ready yet")],
)
def test_verdicts(right: float, verdict: str) -> None:
    found = judge(tallies(right, 240), WEIGHTS)
    assert found.verdict == verdict
    assert found.probability is not None
    assert (found.probability >= 0.9) == (verdict == "likely ready")


def test_what_is_needed_here_is_the_cut_divided_by_the_offset() -> None:
    # 0.75 / 0.85 = 88% here: there the exam is a toss-up; with items as hard as the exam's, 75%.
    here = judge(tallies(0.75 / 0.85, 4000), WEIGHTS)
    assert here.share == pytest.approx(0.75, abs=0.005)
    assert here.probability == pytest.approx(0.5, abs=0.1)
    same = judge(tallies(0.75, 4000), WEIGHTS, offset=1.0)
    assert same.probability == pytest.approx(0.5, abs=0.1)
    assert (here.offset, here.cut, same.offset) == (OFFSET, 0.75, 1.0)


def test_one_mock_exam_does_not_make_80_percent_sure() -> None:
    # 52 of 65 right, items as hard as the exam's: the truth lies within about ± 6.4 points.
    found = judge(tallies(0.8, 65), WEIGHTS, offset=1.0)
    assert found.verdict in ("not ready yet", "borderline")
    assert found.low is not None
    assert found.high is not None
    assert 0.71 < found.low < 0.76
    assert 0.83 < found.high < 0.87


def test_no_scaled_score_is_ever_given() -> None:
    found = judge(tallies(0.9), WEIGHTS)
    figures = [found.probability, found.share, found.low, found.high, found.cut]
    assert all(figure is not None and 0 <= figure <= 1 for figure in figures)
    assert not {"score", "scaled", "points"} & (
        set(Readiness.model_fields) | set(DomainReadiness.model_fields)
    )


def test_a_domain_without_attempts_widens_the_interval_and_is_not_half_known() -> None:
    full = tallies(0.9, 240)
    without = {**full, "3": Tally()}
    whole, partly = judge(full, WEIGHTS), judge(without, WEIGHTS)
    assert width(partly) > 1.5 * width(whole)
    third = partly.domains[2]
    assert (third.domain, third.attempts) == ("3", 0)
    assert third.share > 0.8 * OFFSET
    assert third.high - third.low > 2 * (whole.domains[2].high - whole.domains[2].low)


def test_a_heavy_domain_counts_more() -> None:
    weak = {**tallies(0.95, 240), "3": Tally(20, 60, 80)}
    light = judge(weak, {**WEIGHTS, "3": 5.0})
    heavy = judge(weak, WEIGHTS)
    assert light.share is not None
    assert heavy.share is not None
    assert light.share > heavy.share + 0.1


def test_attempts_outside_the_blueprint_are_told_and_not_counted() -> None:
    made, items = practised(30, 30)
    other, others = practised(7, 0, domain="other exam's 9")
    found = readiness(responses([*made, *other], [*items, *others]), {"1": 1.0}, NOW)
    assert (found.attempts, found.outside) == (30, 7)
    assert found.share is not None
    assert found.share > 0.8


def test_weights_of_any_sum_are_the_same_exam() -> None:
    made = tallies(0.9)
    small = judge(made, {domain: weight / 1e6 for domain, weight in WEIGHTS.items()})
    assert small.probability == pytest.approx(judge(made, WEIGHTS).probability)
    assert sum(parts_of({"a": 1e308, "b": 1e308}).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "weights", [{}, {"1": 0.0}, {"1": -1.0, "2": 2.0}, {"1": math.nan}, {"1": math.inf}]
)
def test_weights_that_are_none_are_refused_with_the_remedy(weights: dict[str, float]) -> None:
    with pytest.raises(NoWeights) as told:
        judge(tallies(0.9), weights)
    assert "weight" in told.value.hint


@pytest.mark.parametrize(
    "changed",
    [
        {"cut": 0.0},
        {"cut": 75},
        {"offset": 0.0},
        {"offset": 1.2},
        {"questions": 0},
        {"cut": math.nan},
    ],
)
def test_an_impossible_exam_is_refused(changed: dict[str, float]) -> None:
    with pytest.raises(InputError, match="make no exam"):
        judge(tallies(0.9), WEIGHTS, **changed)  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=1, max_size=7
    ),
    st.floats(0.3, 1.0),
    st.integers(1, 100),
)  # fmt: skip
@settings(deadline=None)
def test_whatever_was_answered_the_figures_are_probabilities(
    answers: list[tuple[float, float]], cut: float, questions: int
) -> None:
    made = {str(n): Tally(*pair, 1, 9 * sum(pair)) for n, pair in enumerate(answers)}
    found = judge(made, dict.fromkeys(made, 1.0), cut=cut, questions=questions)
    for domain in found.domains:
        assert 0 <= domain.low <= domain.share <= domain.high <= 1
    if found.verdict != "not enough attempts":
        assert found.low is not None
        assert found.high is not None
        assert found.probability is not None
        assert 0 <= found.probability <= 1
        assert 0 <= found.low <= found.high <= found.offset


@given(st.integers(20, 200), st.data())
@settings(deadline=None)
def test_one_more_right_answer_never_makes_less_ready(number: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, number - 1))
    less = judge({"1": Tally(right, number - right, number)}, {"1": 1.0})
    more = judge({"1": Tally(right + 1, number - right - 1, number)}, {"1": 1.0})
    assert less.probability is not None
    assert more.probability is not None
    assert more.probability >= less.probability - 1e-9


# -- the arithmetic ---------------------------------------------------------------------


def test_certain_knowledge_passes_as_often_as_the_binomial_says() -> None:
    # 80% of 50 questions, 38 to pass: 81% of the time; 85%: 97% (learning.md, 3.5).
    assert passing(Share(0.80, 1e-9), 0.75, 1.0, 50) == pytest.approx(0.81, abs=0.005)
    assert passing(Share(0.85, 1e-9), 0.75, 1.0, 50) == pytest.approx(0.97, abs=0.005)
    # And 85% of the bank's items at an offset is the product: 0.85 / 0.9 · 0.9.
    assert passing(Share(0.85 / 0.9, 1e-9), 0.75, 0.9, 50) == pytest.approx(0.97, abs=0.005)


def test_unsure_knowledge_passes_as_often_as_drawing_it_says() -> None:
    share, source, passed = Share(0.9, 0.0025), random.Random(4), 0
    for _ in range(20_000):
        known = source.betavariate(*share.beta)
        passed += sum(source.random() < 0.9 * known for _ in range(40)) >= 30
    assert passing(share, 0.75, 0.9, 40) == pytest.approx(passed / 20_000, abs=0.012)


def test_no_question_is_lost_to_binary_fractions() -> None:
    # 0.07 · 100 is 7.000000000000001 in binary; seven are enough.
    exactly = passing(Share(0.5, 1e-9), 7 / 100, 1.0, 100)
    assert exactly == pytest.approx(passing(Share(0.5, 1e-9), 0.07, 1.0, 100))
    assert passing(Share(0.9999, 1e-12), 1.0, 1.0, 10) == pytest.approx(0.9999**10, abs=1e-4)


def test_with_many_answers_the_share_is_what_was_right() -> None:
    shares, score = estimate([Answers(900, 100), Answers(600, 400)], [0.5, 0.5])
    assert [s.mean for s in shares] == pytest.approx([0.9, 0.6], abs=0.01)
    assert score.mean == pytest.approx(0.75, abs=0.01)
    # sqrt(0.25 · (0.9 · 0.1 + 0.6 · 0.4) / 1000) = 0.0091
    assert math.sqrt(score.variance) == pytest.approx(0.0091, abs=0.001)


def test_time_makes_less_sure_and_moves_nothing() -> None:
    share = Share(0.8, 0.001)
    assert share.after(0) == share
    later, much = share.after(30), share.after(10_000)
    assert later.mean == much.mean == 0.8
    assert share.variance < later.variance < much.variance < 0.16
    low, high = much.interval
    assert 0 <= low < high <= 1
