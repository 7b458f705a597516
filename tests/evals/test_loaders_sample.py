"""A sample keeps the proportions of the whole, and is the same wherever it is drawn."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.loaders.sample import half, sampled
from evals.loaders.suite import Suite
from evals.records import Dataset, EvalCase, Row
from ingest.errors import InputError
from tests.evals.builders import case


def suite(*cases: EvalCase, broken: int = 0) -> Suite:
    faults = [Row(line=n + 1, error={"message": "bad"}) for n in range(broken)]
    rows = [Row(line=n + 1, case=each) for n, each in enumerate(cases, start=broken)]
    return Suite(name="mine", dataset=Dataset(path="/x", sha256="0" * 64, rows=(*faults, *rows)))


def mixed(ar: int, zh: int, en: int) -> list[EvalCase]:
    """Questions of three languages, every third of them unanswerable."""
    counts = {"ar": ar, "zh-Hans": zh, "en": en}
    return [
        case(id=f"{code}-{n}", language=code, answerable=n % 3 > 0, answers=())
        for code, count in counts.items()
        for n in range(count)
    ]


def test_every_language_and_kind_is_drawn_in_proportion() -> None:
    drawn = sampled(suite(*mixed(ar=60, zh=30, en=30)), 40, seed=1).cases
    # 40 of 120: a third of each, unanswerable ones a third of that.
    assert Counter(c.language for c in drawn) == {"ar": 20, "zh-Hans": 10, "en": 10}
    assert Counter(c.answerable for c in drawn if c.language == "ar")[False] in (6, 7)


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_rows() -> None:
    cases = mixed(ar=20, zh=20, en=20)
    ids = [c.id for c in sampled(suite(*cases), 12, seed=5).cases]
    backwards = [c.id for c in sampled(suite(*reversed(cases)), 12, seed=5).cases]
    assert sorted(ids) == sorted(backwards)
    assert sorted(ids) != sorted(c.id for c in sampled(suite(*cases), 12, seed=6).cases)
    # Known, so that a change of Python or of the code is noticed.
    assert sorted(ids)[:2] == ["ar-13", "ar-2"]


def test_the_rows_stay_in_their_order() -> None:
    drawn = sampled(suite(*mixed(ar=9, zh=9, en=9)), 10)
    assert [row.line for row in drawn.dataset.rows] == sorted(r.line for r in drawn.dataset.rows)


@given(
    st.integers(0, 12), st.integers(0, 12), st.integers(1, 12), st.integers(1, 40), st.integers()
)
def test_a_smaller_sample_is_part_of_a_larger_one(
    ar: int, zh: int, en: int, limit: int, seed: int
) -> None:
    whole = suite(*mixed(ar, zh, en))
    small = {c.id for c in sampled(whole, limit, seed).cases}
    large = {c.id for c in sampled(whole, limit + 3, seed).cases}
    assert len(small) == min(limit, ar + zh + en)
    assert small <= large


def test_malformed_rows_are_named_whatever_is_drawn() -> None:
    whole = suite(*mixed(6, 6, 6), broken=2)
    drawn = sampled(whole, 3)
    assert len(drawn.cases) == 3
    assert sum(row.error is not None for row in drawn.dataset.rows) == 2
    split = [each.model_copy(update={"split": "tune"}) for each in mixed(2, 2, 2)]
    halved = half(suite(*split, broken=1), "tune")
    assert sum(row.error is not None for row in halved.dataset.rows) == 1


def test_a_half_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError) as fault:
        half(suite(case(split="tune")), "report")
    assert "tune" in fault.value.hint
    with pytest.raises(InputError, match="no half 'tune'"):
        half(suite(case()), "tune")
