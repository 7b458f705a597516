"""Numbers as people type them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.blueprint import Registry
from tutor.blueprints import load_registry
from tutor.errors import ExamRetired, UnknownExam, UnreadableAmount
from tutor.money import (
    chance,
    currency_code,
    money,
    number,
    percent,
    planned,
    read_rates,
)

TODAY = date(2026, 11, 21)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return load_registry(tmp_path)


@pytest.mark.parametrize(
    ("said", "value"), [("3", "3"), ("٣", "3"), ("２.５", "2.5"), (" ٢٫٥ ", "2.5"), ("0", "0")]
)
def test_digits_of_any_script_are_numbers(said: str, value: str) -> None:
    assert number(said, "years", 0, 50) == Decimal(value)


@pytest.mark.parametrize("said", ["", "three", "1,5", "-1", "51", "1e1", "5%", "nan", "1 2", "三"])
def test_what_is_no_number_in_range_is_refused(said: str) -> None:
    with pytest.raises(UnreadableAmount) as raised:
        number(said, "years", 0, 50)
    assert raised.value.hint


def test_chances_and_percentages_may_have_their_sign() -> None:
    assert chance("70%") == chance("0.7") == chance("٧٠٪") == Decimal("0.7")
    assert percent("50%", "a voucher") == percent("50", "a voucher") == 50
    for said in ("0", "1.5", "70", "0%", "101%"):
        with pytest.raises(UnreadableAmount):
            chance(said)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("200", "200 USD"),
        ("150:EUR", "150 EUR"),
        ("150 eur", "150 EUR"),
        ("٥٥٠٫٥ SAR", "550.50 SAR"),
    ],
)
def test_money_has_a_currency(said: str, shown: str) -> None:
    assert str(money(said, "the budget")) == shown


@pytest.mark.parametrize("said", ["", "EUR", "1,500", "$200", "200:DOLLAR", "-5", "9999999"])
def test_money_that_cannot_be_read_is_refused(said: str) -> None:
    with pytest.raises(UnreadableAmount):
        money(said, "the budget")


def test_rates_say_what_one_unit_buys() -> None:
    assert read_rates(["usd:eur=0.92", "USD/CNY = ٧٫١"]) == {
        ("USD", "EUR"): Decimal("0.92"),
        ("USD", "CNY"): Decimal("7.1"),
    }


@pytest.mark.parametrize(
    "said",
    [
        ["0.92"],
        ["USD:EUR"],
        ["USD:EUR=0"],
        ["USD:EUR=-1"],
        ["USD:USD=1"],
        ["USD:EUR=0.9", "USD:EUR=0.8"],
        ["$:€=1"],
    ],
)
def test_rates_that_make_no_sense_are_refused(said: list[str]) -> None:
    with pytest.raises(UnreadableAmount):
        read_rates(said)


def test_a_currency_has_three_letters() -> None:
    assert currency_code(" cny ") == "CNY"
    with pytest.raises(UnreadableAmount):
        currency_code("元")


def test_a_value_is_for_all_exams_or_for_the_one_it_names(registry: Registry) -> None:
    first, second = planned(
        registry,
        ["AIF-C01", "aws-mla-c01"],
        attempts=["2", "mla-c01=3"],
        chances=["MLA-C01=60%"],
        fees=["aws-aif-c01=90:EUR"],
        today=TODAY,
    )
    assert (first.attempts, first.chance, str(first.fee)) == (2, None, "90 EUR")
    assert (second.attempts, second.chance, second.fee) == (3, Decimal("0.6"), None)


def test_exams_that_cannot_be_planned_are_refused(registry: Registry) -> None:
    with pytest.raises(ExamRetired):
        planned(registry, ["aws-mls-c01"], today=TODAY)
    (old,) = planned(registry, ["aws-mls-c01"], even_retired=True, today=TODAY)
    assert not old.current
    with pytest.raises(UnknownExam):
        planned(registry, ["aws-mla-c09"], today=TODAY)
    for given_ids, said in (
        (["aws-mla-c01", "MLA-C01"], {}),
        (["aws-mla-c01"], {"attempts": ["gcp-pmle=2"]}),
        (["aws-mla-c01"], {"attempts": ["2", "3"]}),
        (["aws-mla-c01"], {"attempts": ["1.5"]}),
        (["aws-mla-c01"], {"attempts": ["aws-mla-c01="]}),
    ):
        with pytest.raises(UnreadableAmount):
            planned(registry, given_ids, today=TODAY, **said)


@given(st.text(max_size=30))
def test_no_text_brings_another_error(said: str) -> None:
    for read in (chance, currency_code, lambda s: money(s, "x"), lambda s: read_rates([s])):
        with suppress(UnreadableAmount):
            read(said)
