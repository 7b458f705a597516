"""The simulation: learners are what they are said to be, and what they are told holds."""

import json

import numpy as np
import pytest

from evals.learners import COURSES, Learner, attempts, learner, sits, worth
from evals.simulate import NUMBERS, Simulation, as_text, main, simulate
from tutor.allocate import largest_remainder
from tutor.readiness import CUT, READY

WEIGHTS = (20, 24, 36, 20)


@pytest.fixture(scope="module")
def found() -> Simulation:
    """A small run; the published one is larger."""
    return simulate([101], 120)


def test_what_a_learner_is_worth_is_what_is_right_in_the_long_run() -> None:
    random = np.random.default_rng(1)
    who = Learner((0.0, 1.0, 2.0, 3.0), "mock", 0.0)
    made = attempts(who, 40_000, WEIGHTS, random)
    assert sum(a.right for a in made) / 40_000 == pytest.approx(worth(who, WEIGHTS), abs=0.01)
    # Who knows nothing guesses one of four; who knows everything has all right.
    assert worth(Learner((-9.0,), "mock", 0.0), [1]) == pytest.approx(0.25, abs=0.01)
    assert worth(Learner((9.0,), "mock", 0.0), [1]) == pytest.approx(1.0, abs=0.01)


def test_an_exam_is_as_much_harder_as_it_is_said_to_be() -> None:
    random = np.random.default_rng(2)
    who = Learner((1.0, 1.0), "mock", 0.0)
    right = sum(sits(who, (25, 25), 0.85, random) for _ in range(800))
    assert right / (800 * 50) == pytest.approx(0.85 * worth(who, (1, 1)), abs=0.01)


def test_courses_differ_in_what_was_known_when() -> None:
    random = np.random.default_rng(3)
    for course in COURSES:
        people = [learner(4, course, random) for _ in range(150)]
        now = np.mean([worth(who, WEIGHTS) for who in people])
        made = [a for who in people for a in attempts(who, 60, WEIGHTS, random)]
        then = np.mean([a.right for a in made])
        gap = now - then
        assert {"improving": gap > 0.03, "rusty": gap < -0.02}.get(course, abs(gap) < 0.02)
        assert (max(a.age for a in made) == 0) == (course == "mock")
        assert (min(a.age for a in made) >= 30) == (course == "rusty")


def test_the_truth_lies_in_the_interval_as_often_as_it_says(found: Simulation) -> None:
    mock = [c for c in found.coverage if c.course == "mock"]
    inside = [c.inside for c in mock if c.inside is not None]
    # 600 learners: 0.80 ± 3 · sqrt(0.8 · 0.2 / 600) = ± 0.05.
    assert sum(inside) / len(inside) == pytest.approx(0.8, abs=0.05)
    steady = [c.inside for c in found.coverage if c.course == "steady" and c.inside is not None]
    assert sum(steady) / len(steady) > 0.8


def test_learners_who_improve_are_rather_underestimated(found: Simulation) -> None:
    for row in found.coverage:
        if row.course == "improving" and row.told == 1:
            assert row.above is not None
            assert row.below is not None
            assert row.above > row.below


def test_who_is_told_likely_ready_mostly_passes(found: Simulation) -> None:
    told = {o.said: o for o in found.outcomes}
    assert told["likely ready"].expected >= READY
    assert told["likely ready"].high >= READY  # 0.9 is not excluded
    assert told["likely ready"].passed > told["borderline"].passed > told["not ready yet"].passed
    assert told["borderline"].passed == pytest.approx(told["borderline"].expected, abs=0.1)


def test_where_the_offset_is_wrong_the_figures_say_so(found: Simulation) -> None:
    told = {o.said.rpartition(" ")[2]: o.passed for o in found.outcomes if "ease" in o.said}
    assert told["1.0"] >= told["0.9"] > told["0.8"] > told["0.75"]


def test_more_attempts_make_narrower_intervals(found: Simulation) -> None:
    widths = [c.width for c in found.coverage if c.course == "mock"]
    assert widths == sorted(widths, reverse=True)  # type: ignore[type-var]
    assert [c.attempts for c in found.coverage if c.course == "mock"] == list(NUMBERS)


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    one, again, other = (simulate([seed], 3) for seed in (5, 5, 6))
    assert one == again
    assert one.coverage != other.coverage


def test_the_exam_simulated_is_allocated_by_its_weights() -> None:
    from fractions import Fraction

    from evals.simulate import QUESTIONS

    weights = {str(n): Fraction(weight) for n, weight in enumerate(WEIGHTS)}
    assert tuple(largest_remainder(weights, 50).values()) == QUESTIONS
    assert CUT * sum(QUESTIONS) == 37.5


def test_the_command_prints_a_table_or_one_document(
    capsys: pytest.CaptureFixture[str], found: Simulation
) -> None:
    assert main(["--learners", "3", "--seeds", "1", "--seed", "9", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert Simulation.model_validate(document).seeds == (9,)
    table = as_text(found)
    assert "likely ready" in table
    assert "mock" in table


@pytest.mark.parametrize("given", [["--learners", "0"], ["--seeds", "-1"], ["--nonsense"]])
def test_wrong_usage_is_status_two(given: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 2
