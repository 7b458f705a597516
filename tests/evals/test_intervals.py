"""Intervals against published and hand-made values."""

import pytest

from evals.intervals import bootstrap, wilson


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
