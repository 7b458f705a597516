"""Items by domain: largest remainder with ties that everyone settles alike."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutor.test_blueprint_file import HEAD, weights
from tutor.allocate import allocation, largest_remainder, natural_order, shares
from tutor.blueprint_file import parse
from tutor.blueprints import shipped
from tutor.errors import NoWeights

PUBLISHED = [
    ("aws-mls-c01", 65, (13, 16, 23, 13)),
    ("aws-mls-c01", 50, (10, 12, 18, 10)),
    ("aws-dva-c01", 65, (14, 17, 20, 6, 8)),  # 19.5 and 6.5 tie: the larger weight
    ("aws-dva-c02", 65, (21, 17, 15, 12)),
    ("aws-clf-c02", 65, (16, 19, 22, 8)),
    ("aws-saa-c03", 65, (19, 17, 16, 13)),
    ("aws-mla-c01", 65, (18, 17, 14, 16)),
    ("aws-aif-c01", 65, (13, 16, 18, 9, 9)),
    ("gcp-pmle", 60, (8, 8, 11, 12, 13, 8)),
    ("gcp-pmle", 50, (7, 7, 9, 10, 11, 6)),  # 6.5 and 6.5 tie: the lower number
    ("azure-dp-100", 50, (11, 11, 14, 14)),
    ("azure-ai-102", 50, (12, 9, 4, 7, 9, 9)),
    ("azure-dp-900", 50, (15, 12, 9, 14)),
    ("azure-ai-900", 50, (10, 10, 9, 9, 12)),
    ("databricks-spark-developer", 45, (9, 9, 14, 5, 4, 2, 2)),  # 13.5, 4.5 and 4.5
]


@pytest.mark.parametrize(("id", "count", "items"), PUBLISHED)
def test_the_shipped_exams_are_shared_out_as_published(
    id: str, count: int, items: tuple[int, ...]
) -> None:
    assert tuple(each.items for each in allocation(shipped()[id].blueprint, count)) == items


def test_ranges_stand_for_their_middles_scaled_to_one() -> None:
    """AI-102: 22.5 + 17.5 + 7.5 + 12.5 + 17.5 + 17.5 = 95, so the first has 22.5 / 95."""
    found = shares(shipped()["azure-ai-102"].blueprint)
    assert found["1"] == Fraction("22.5") / 95
    assert sum(found.values()) == 1


def test_the_typical_number_of_questions_is_the_total_or_the_middle() -> None:
    typical = {
        id: entry.blueprint.questions.typical
        for id, entry in shipped().items()
        if entry.blueprint.questions
    }
    assert typical["aws-mla-c01"] == 65
    assert typical["azure-dp-900"] == 50
    assert typical["gcp-pmle"] == 55
    assert typical["databricks-spark-developer"] == 45
    assert typical["tensorflow-developer"] == 5


def test_tasks_share_the_items_of_their_domain_evenly() -> None:
    modeling = allocation(shipped()["aws-mls-c01"].blueprint, 65)[2]
    assert [(task.id, task.items) for task in modeling.tasks] == [
        ("3.1", 5), ("3.2", 5), ("3.3", 5), ("3.4", 4), ("3.5", 4)
    ]  # fmt: skip


def test_an_exam_without_weights_is_not_shared_out_by_guess() -> None:
    for id in ("tensorflow-developer", "azure-ai-300"):
        with pytest.raises(NoWeights) as raised:
            allocation(shipped()[id].blueprint, 10)
        assert id in raised.value.hint


def test_fewer_items_than_domains_go_to_the_heaviest() -> None:
    found = allocation(shipped()["aws-mls-c01"].blueprint, 1)
    assert [each.items for each in found] == [0, 0, 1, 0]
    assert [each.items for each in allocation(shipped()["aws-mls-c01"].blueprint, 0)] == [0] * 4


def test_printed_decimals_are_reckoned_as_printed() -> None:
    """As floats 0.1 + 0.2 is more than 0.3, and ties would be settled by the noise."""
    text = weights("weight: 33.1", "weight: 33.1", "weight: 33.8")
    assert sum(shares(parse(text, "x")).values()) == 1
    assert shares(parse(text, "x"))["1"] == Fraction(331, 1000)


WEIGHTS = st.lists(st.integers(1, 200), min_size=1, max_size=12).map(
    lambda halves: {str(number): Fraction(half, 2) for number, half in enumerate(halves, 1)}
)


@given(WEIGHTS, st.integers(0, 300))
def test_items_sum_to_the_count_and_each_is_within_one_of_its_quota(
    given_weights: dict[str, Fraction], count: int
) -> None:
    items = largest_remainder(given_weights, count)
    assert sum(items.values()) == count
    total = sum(given_weights.values())
    for id, weight in given_weights.items():
        assert abs(items[id] - weight * count / total) < 1


@given(WEIGHTS, st.integers(0, 300), st.randoms())
def test_the_order_in_which_domains_come_does_not_matter(
    given_weights: dict[str, Fraction], count: int, chance: random.Random
) -> None:
    mixed = list(given_weights.items())
    chance.shuffle(mixed)
    assert largest_remainder(dict(mixed), count) == largest_remainder(given_weights, count)


@given(WEIGHTS, st.integers(0, 300), st.integers(1, 99).map(lambda n: Fraction(n, 7)))
def test_only_proportions_count(
    given_weights: dict[str, Fraction], count: int, factor: Fraction
) -> None:
    scaled = {id: weight * factor for id, weight in given_weights.items()}
    assert largest_remainder(scaled, count) == largest_remainder(given_weights, count)


@given(WEIGHTS, st.integers(0, 300))
def test_a_larger_weight_never_gets_fewer(given_weights: dict[str, Fraction], count: int) -> None:
    items = largest_remainder(given_weights, count)
    by_weight = sorted(given_weights, key=lambda id: given_weights[id])
    for light, heavy in pairwise(by_weight):
        if given_weights[light] < given_weights[heavy]:
            assert items[light] <= items[heavy]


def test_ten_comes_after_nine() -> None:
    said = ["1.10", "10", "2", "1.9", "B", "A"]
    assert sorted(said, key=natural_order) == ["A", "B", "1.9", "1.10", "2", "10"]


def test_ties_among_ten_domains_go_to_the_lowest_numbers() -> None:
    tens = {str(number): Fraction(10) for number in range(1, 11)}
    items = largest_remainder(tens, 13)
    assert [id for id, many in items.items() if many == 2] == ["1", "2", "3"]


def test_every_domain_of_a_blueprint_of_ones_own_is_in_the_plan() -> None:
    found = allocation(parse(weights("weight: 50", "weight: 50"), "x"), 5)
    assert [(each.id, each.items, each.share) for each in found] == [("1", 3, 0.5), ("2", 2, 0.5)]
    assert not parse(HEAD, "x").domains
