"""The prior of items, and the range of it that can be asked for."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from tests.tutor.practising import item, span
from tutor.making.difficulty import ANY, NAMED, Band, band, estimate, prior, reach
from tutor.quizzes import Kind

KINDS = get_args(Kind)


@pytest.mark.parametrize(
    ("asked", "low", "high"),
    [
        ("easy", 0.0, 0.45),
        ("Medium", 0.45, 0.6),
        (" hard ", 0.6, 1.0),
        ("0.3-0.5", 0.3, 0.5),
        ("0.3 – 0.5", 0.3, 0.5),
        ("０.３～０.５", 0.3, 0.5),
        ("٠٫٣-٠٫٥", 0.3, 0.5),
        ("0-1", 0.0, 1.0),
    ],
)
def test_a_difficulty_is_a_word_or_a_range(asked: str, low: float, high: float) -> None:
    assert band(asked) == Band(low=low, high=high)


@pytest.mark.parametrize("asked", ["", "very", "0.5", "0.5-0.3", "0.5-1.5", "-1-0", "\U0001e4f0-1"])
def test_what_is_no_difficulty_is_said_with_what_is(asked: str) -> None:
    with pytest.raises(InputError) as caught:
        band(asked)
    assert "easy" in caught.value.hint


def test_the_named_ranges_leave_no_gap_and_none_asked_for_is_all() -> None:
    ends = [(each.low, each.high) for each in NAMED.values()]
    assert (ends[0][0], ends[-1][1]) == (0.0, 1.0)
    assert all(before[1] == behind[0] for before, behind in pairwise(ends))
    assert band(None) == ANY
    assert ANY.holds(None)
    assert not NAMED["easy"].holds(None)


@settings(deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 900), st.floats(0, 1))
def test_no_prior_is_out_of_its_kinds_reach(kind: Kind, evidence: int, near: float) -> None:
    value = estimate(kind, evidence, near if kind in ("single", "multiple") else 0.0)
    assert 0 < value < 1
    assert reach(kind, evidence).holds(value)
    assert reach(kind).holds(value)


def test_wrong_options_that_the_documents_speak_of_make_an_item_harder() -> None:
    made = item(evidence=(span("x" * 45),))  # 0.4 and 0.1 · 45 / 450; three wrong options
    assert [prior(made, stated) for stated in (0, 1, 2, 3)] == [0.41, 0.46, 0.51, 0.56]
