"""Figures as geometry, and words as they are cut."""

import pytest

from evals.html import plots
from evals.html.words import cut, number, signed, span


def test_an_interval_is_drawn_from_its_lower_to_its_upper_end() -> None:
    plot = plots.intervals([(0.5, (0.25, 1.0)), None, (0.0, None)], "x")
    first, last = plot.whiskers
    # 4 pixels of margin in 160: 4 + 0.5 * 152 = 80
    assert (first.left, first.x, first.right) == (42.0, 80.0, 156.0)
    assert (last.run, last.x, last.left, last.y) == (2, 4.0, None, 35.0)
    assert plot.height == 42


def test_seconds_are_drawn_up_to_the_largest() -> None:
    (only,) = plots.intervals([(10.0, (5.0, 20.0))], "seconds").whiskers
    assert (only.x, only.right) == (80.0, 156.0)


def test_a_distribution_rises_from_nothing_to_everything() -> None:
    axes = plots.distribution([[1.0, 3.0], []])
    assert axes is not None
    (line,) = axes.lines
    points = [tuple(map(float, point.split(","))) for point in line.points.split()]
    assert points[0] == (plots.LEFT, plots.BOTTOM)
    assert points[-1] == (plots.RIGHT, plots.TOP)
    half = (plots.BOTTOM + plots.TOP) / 2
    assert points[2] == (plots.LEFT + (plots.RIGHT - plots.LEFT) / 4, half)  # 1 of 4 s, 1 of 2
    assert [tick.text for tick in axes.x_ticks] == ["0", "1", "2", "3", "4"]


def test_thousands_of_values_make_no_longer_line_and_lose_neither_end() -> None:
    axes = plots.distribution([[n / 100 for n in range(1, 10_001)]])
    assert axes is not None
    points = axes.lines[0].points.split()
    assert len(points) < 3 * plots.STEPS
    assert points[-2].endswith(f",{plots.TOP}")


@pytest.mark.parametrize("runs", [[], [[]], [[0.0]]])
def test_nothing_waited_for_is_not_drawn(runs: list[list[float]]) -> None:
    assert plots.distribution(runs) is None


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7.0], 0.95, 7.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([float(n) for n in range(1, 21)], 0.95, 19.0),
    ],
)
def test_a_quantile_is_a_value_that_was_seen(
    values: list[float], share: float, expected: float | None
) -> None:
    assert plots.quantile(values, share) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(None, 0), (0.0, 0), (0.55, 5), (1.0, 9), (-1, 0), (7, 9)]
)
def test_a_colour_never_leaves_its_ten_classes(value: float | None, expected: int) -> None:
    assert plots.heat(value) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "abc"),
        ("بَبَبَ", 3, "بَ"),  # a vowel sign is not left behind
        ("नमस्ते", 3, "नम"),  # nor a letter without its sign
        ("a" + "\u0301" * 9, 3, "a\u0301\u0301"),  # nothing but marks: cut somewhere
    ],
)
def test_a_text_is_cut_between_letters(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected


def test_numbers_are_written_for_people() -> None:
    assert [number(n) for n in (None, 0.0, 0.123, 1234.5, -0.5)] == [
        "–",
        "0.00",
        "0.12",
        "1,234",
        "-0.50",
    ]
    assert [signed(n) for n in (None, 0.0, 0.1, -0.1)] == ["–", "0.00", "+0.10", "−0.10"]
    assert span((-0.1, 0.2)) == "−0.10 to 0.20"
    assert span(None) == "no interval"
