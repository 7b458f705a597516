"""Intervals against published and hand-made values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.intervals import bootstrap, paired, wilson, wilson_clustered


@pytest.mark.parametrize(
    ("ones", "n", "expected"),
    [
        # Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3.
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
        # By hand: 1/1 has the lower end 1 / (1 + z²) = 1 / 4.8415.
        (1, 1, (0.2065, 1.0)),
    ],
)
def test_wilson_gives_the_published_values(
    ones: int, n: int, expected: tuple[float, float]
) -> None:
    assert wilson(ones, n) == pytest.approx(expected, abs=5e-5)


def test_no_values_have_no_interval() -> None:
    assert wilson(0, 0) is None
    assert bootstrap([], 1) is None
    assert bootstrap([0.5], 1) is None


def test_the_bootstrap_is_the_same_for_the_same_seed_and_holds_the_mean() -> None:
    values = [0.0, 0.25, 0.5, 0.75, 1.0] * 20
    first = bootstrap(values, 7)
    assert first == bootstrap(values, 7)
    assert first != bootstrap(values, 8)
    assert first is not None
    low, high = first
    assert low < 0.5 < high
    # Standard error: sqrt(0.125 / 100) = 0.0354; 1.96 of it is 0.0693.
    assert (low, high) == pytest.approx((0.5 - 0.0693, 0.5 + 0.0693), abs=0.01)


def test_equal_values_have_an_interval_without_width() -> None:
    assert bootstrap([1.0, 1.0, 1.0], 1) == (1.0, 1.0)


def test_the_order_of_the_values_does_not_matter() -> None:
    values, names = [0.1, 0.2, 0.7, 1.0, 0.3], ["b", "a", "b", "c", "a"]
    backwards = bootstrap(values[::-1], 7, names[::-1])
    assert bootstrap(values, 7, names) == backwards
    assert bootstrap(values, 7) == bootstrap(values[::-1], 7)


def test_cases_that_are_right_and_wrong_together_tell_less() -> None:
    values = ([0.0] * 10 + [1.0] * 10) * 5
    names = [str(at // 10) for at in range(100)]
    alone, together = bootstrap(values, 7), bootstrap(values, 7, names)
    assert alone is not None
    assert together is not None
    # Standard errors: sqrt(0.25 / 100) = 0.05, and of ten documents sqrt(0.25 / 10) = 0.158.
    assert alone == pytest.approx((0.5 - 0.098, 0.5 + 0.098), abs=0.02)
    assert together == pytest.approx((0.5 - 0.31, 0.5 + 0.31), abs=0.04)


def test_clusters_never_make_an_interval_narrower() -> None:
    # Each document holds one of each: resampled whole, the mean cannot move.
    values, names = [0.0, 1.0] * 20, [str(at // 2) for at in range(40)]
    assert bootstrap(values, 7, names) == bootstrap(values, 7)
    assert wilson_clustered(values, names) == wilson(20, 40)
    one = ["the one document"] * 40
    assert bootstrap(values, 7, one) == bootstrap(values, 7)
    assert wilson_clustered(values, one) == wilson(20, 40)


def test_a_share_counts_for_as_many_cases_as_its_spread_over_documents_allows() -> None:
    values = ([0.0] * 10 + [1.0] * 10) * 5
    names = [str(at // 10) for at in range(100)]
    # Sums of deviations are 5 or -5 in each of ten documents: (10 * 25 / 100²) * 10/9 = 0.02778
    # against 0.25 / 100 = 0.0025: 11.11 cases count as one.
    assert wilson_clustered(values, names) == pytest.approx(wilson(4.5, 9))
    assert wilson_clustered([], []) is None
    assert wilson_clustered([1.0, 1.0], ["a", "b"]) == wilson(2, 2)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from("abcde")), min_size=1))
def test_a_clustered_interval_holds_the_share_and_is_never_narrower(
    cases: list[tuple[float, str]],
) -> None:
    values, names = [value for value, _ in cases], [name for _, name in cases]
    plain, clustered = wilson(sum(values), len(values)), wilson_clustered(values, names)
    assert plain is not None
    assert clustered is not None
    share = sum(values) / len(values)
    assert clustered[0] <= share + 1e-9
    assert clustered[1] >= share - 1e-9
    assert clustered[1] - clustered[0] >= plain[1] - plain[0] - 1e-9


def test_a_paired_difference_is_of_the_same_cases() -> None:
    before, after = [0.0, 1.0, 0.0, 1.0] * 25, [1.0, 1.0, 0.0, 1.0] * 25
    difference, interval = paired(before, after, 7)
    assert difference == 0.25
    assert interval is not None
    # A quarter changed by 1: standard error sqrt(0.1875 / 100) = 0.0433.
    assert interval == pytest.approx((0.25 - 0.085, 0.25 + 0.085), abs=0.02)
    assert paired(after, before, 7)[0] == -0.25
    assert paired(before, before, 7) == (0.0, (0.0, 0.0))
    assert paired([0.0], [1.0], 7) == (1.0, None)


def test_a_paired_difference_takes_clusters() -> None:
    before, after = [0.0] * 40, ([1.0] * 10 + [0.0] * 10) * 2
    names = [str(at // 10) for at in range(40)]
    alone, together = paired(before, after, 7)[1], paired(before, after, 7, names)[1]
    assert alone is not None
    assert together is not None
    assert together[0] < alone[0]
    assert together[1] > alone[1]


def test_pairs_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="no pair"):
        paired([], [], 7)
    with pytest.raises(ValueError, match="zip"):
        paired([1.0], [1.0, 0.0], 7)
