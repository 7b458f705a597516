"""What certificates cost, reckoned by hand beside it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutor.test_blueprint_file import HEAD
from tutor.blueprint import Blueprint
from tutor.blueprint_file import parse
from tutor.blueprints import shipped
from tutor.costs import CostPlan, Planned, exchange, plan_costs, renewals
from tutor.exam_terms import Money


def exam(id: str, **said: object) -> Planned:
    return Planned.model_validate({"blueprint": shipped()[id].blueprint} | said)


def own(lines: str) -> Blueprint:
    return parse(HEAD + lines, "x")


def plan(*planned: Planned, years: object = 3, **said: object) -> CostPlan:
    return plan_costs(planned, years=Decimal(str(years)), **({"rates": {}} | said))  # type: ignore[arg-type]


def lines(found: CostPlan) -> list[tuple[str, str, str]]:
    return [(line.exam, line.what, str(line.total)) for line in found.lines]


def total(found: CostPlan) -> str:
    return " + ".join(map(str, found.totals))


def test_one_exam_once_is_its_fee() -> None:
    found = plan(exam("aws-mla-c01"))
    assert lines(found) == [("aws-mla-c01", "first sitting", "150 USD")]
    assert total(found) == "150 USD"
    assert "Prices are list prices before tax." in found.notes


def test_a_pass_halves_the_vendors_next_exam_once() -> None:
    """100 + 150 / 2 + 150 / 2: AIF's voucher goes to MLA, MLA's to SAA."""
    found = plan(exam("aws-aif-c01"), exam("aws-mla-c01"), exam("aws-saa-c03"))
    assert [line.total and line.total.amount for line in found.lines] == [100, 75, 75]
    assert found.lines[1].why == "50% off: voucher"
    assert total(found) == "250 USD"


def test_a_voucher_is_for_the_same_vendor_and_for_one_sitting() -> None:
    found = plan(exam("aws-aif-c01"), exam("gcp-pmle"), exam("aws-mla-c01", attempts=2), years=2)
    # 100, 200, 75 for the first sitting, 150 for the second
    assert [line.total and line.total.amount for line in found.lines] == [100, 200, 75, 150]


def test_vouchers_can_be_left_out_and_one_in_hand_is_used_first() -> None:
    both = (exam("aws-aif-c01"), exam("aws-mla-c01"))
    assert total(plan(*both, vouchers=False)) == "250 USD"
    # 100 less 25% = 75, then 150 less 50% = 75
    assert total(plan(*both, in_hand=Decimal(25))) == "150 USD"


def test_retakes_by_count_cost_the_full_fee_each() -> None:
    found = plan(exam("aws-mla-c01", attempts=3))
    assert lines(found)[1] == ("aws-mla-c01", "retakes", "300 USD")
    assert found.lines[1].why == "waits of 14 days"


def test_retakes_by_chance_are_expected_values() -> None:
    """At 0.5 a sitting one expects 1 / 0.5 = 2 sittings: 150 + 150."""
    assert total(plan(exam("aws-mla-c01", chance=Decimal("0.5")))) == "300 USD"
    # Giving up after two: (1 - 0.25) / 0.5 = 1.5 sittings
    twice = plan(exam("aws-mla-c01", chance=Decimal("0.5"), attempts=2))
    assert total(twice) == "225 USD"
    assert twice.lines[1].times == Decimal("0.5")


def test_a_voucher_is_worth_what_the_pass_is_likely() -> None:
    """A pass in one sitting at 0.5 makes 50% off an expected 25% off: 150 x 0.75 = 112.50."""
    first = exam("aws-aif-c01", chance=Decimal("0.5"), attempts=1)
    found = plan(first, exam("aws-mla-c01"))
    assert str(found.lines[-1].total) == "112.50 USD"


def test_waits_of_the_vendor_are_told() -> None:
    found = plan(exam("gcp-pmle", attempts=4), years=2)
    assert found.lines[1].why == "waits of 14, then 60, then 365 days"
    assert "gcp-pmle: a retake is taken to cost the full price." in found.notes


@pytest.mark.parametrize(
    ("id", "years", "times"),
    [
        ("aws-mla-c01", "3", 0),
        ("aws-mla-c01", "3.1", 1),
        ("aws-mla-c01", "6", 1),
        ("aws-mla-c01", "10", 3),
        ("gcp-pmle", "6", 2),
        ("azure-dp-100", "3", 2),
        ("azure-dp-900", "50", 0),
        ("aws-mla-c01", "0", 0),
    ],
)
def test_renewals_keep_a_certificate_valid_to_the_end(id: str, years: str, times: int) -> None:
    assert renewals(shipped()[id].blueprint, Decimal(years)) == times


def test_renewals_cost_what_the_vendor_says() -> None:
    google = plan(exam("gcp-pmle"), years=6)
    assert lines(google)[1] == ("gcp-pmle", "renewals", "200 USD")  # 2 x 200 x 50%
    aws = plan(exam("aws-mla-c01"), years=6)
    assert lines(aws)[1] == ("aws-mla-c01", "renewals", "150 USD")
    assert any("Another way: the maintain options" in note for note in aws.notes)
    free = own("price: {amount: 165, currency: USD}\nvalidity_months: 12\nrenewal: {free: true}\n")
    assert [str(line.total) for line in plan(Planned(blueprint=free)).lines] == [
        "165 USD", "0 USD"
    ]  # fmt: skip


def test_what_is_over_is_not_renewed() -> None:
    found = plan(exam("azure-dp-100", current=False), years=5)
    assert len(found.lines) == 1
    assert "azure-dp-100 can no longer be taken; no renewals counted." in found.notes


def test_an_unknown_price_is_named_and_not_taken_for_nothing() -> None:
    found = plan(exam("aws-aip-c01", attempts=2), exam("aws-mla-c01"), years=6)
    assert found.unknown == ("aws-aip-c01",)
    assert [line.total for line in found.lines[:3]] == [None, None, None]
    assert total(found) == "225 USD"  # 75 with AIP's voucher, 150 for the renewal
    assert plan(exam("aws-aip-c01")).totals == ()


def test_the_learner_may_know_the_price() -> None:
    fee = Money(amount=Decimal(300), currency="USD")
    assert total(plan(exam("aws-aip-c01", fee=fee))) == "300 USD"


def test_currencies_are_never_added_without_a_rate() -> None:
    fee = Money(amount=Decimal("550.50"), currency="SAR")
    both = (exam("aws-mla-c01"), exam("gcp-pmle", fee=fee))
    found = plan(*both, years=2, currency="USD")
    assert total(found) == "550.50 SAR + 150 USD"
    assert found.converted is None
    assert "No rate from SAR to USD was given: --rate SAR:USD=RATE" in found.notes
    # 550.50 / 3.75 = 146.80
    given = plan(*both, years=2, currency="USD", rates={("USD", "SAR"): Decimal("3.75")})
    assert str(given.converted) == "296.80 USD"


def test_a_rate_serves_both_ways_and_the_one_given_comes_first() -> None:
    rates = {("USD", "EUR"): Decimal("0.8"), ("EUR", "USD"): Decimal("1.2")}
    hundred = Money(amount=Decimal(100), currency="EUR")
    assert str(exchange(hundred, "USD", rates)) == "120 USD"
    assert str(exchange(hundred, "USD", {("USD", "EUR"): Decimal("0.8")})) == "125 USD"
    assert exchange(hundred, "EUR", {}) == hundred
    assert exchange(hundred, "CNY", rates) is None


def test_a_free_retake_is_free() -> None:
    blueprint = own("price: {amount: 80, currency: EUR}\nretake: {fee: free}\nexpires: false\n")
    assert total(plan(Planned(blueprint=blueprint, attempts=3))) == "80 EUR"


CHANCES = st.none() | st.decimals("0.01", 1, places=2)


@given(
    st.lists(st.sampled_from(sorted(shipped())), min_size=1, max_size=5, unique=True),
    CHANCES,
    st.none() | st.integers(1, 20),
    st.decimals(0, 50, places=1),
    st.booleans(),
)
def test_the_lines_add_up_to_the_totals(
    ids: list[str], chance: Decimal | None, attempts: int | None, years: Decimal, vouchers: bool
) -> None:
    planned = [exam(id, chance=chance, attempts=attempts) for id in ids]
    found = plan(*planned, years=years, vouchers=vouchers)
    known = [line.total.amount for line in found.lines if line.total]
    assert sum(known) == sum((money.amount for money in found.totals), Decimal(0))
    assert all(amount >= 0 for amount in known)
    assert CostPlan.model_validate_json(found.model_dump_json()).totals == found.totals


@given(st.decimals("0.01", 1, places=2), st.integers(1, 60))
def test_more_attempts_and_lower_chances_cost_more(chance: Decimal, attempts: int) -> None:
    once = exam("aws-mla-c01", chance=chance, attempts=attempts)
    more = exam("aws-mla-c01", chance=chance, attempts=attempts + 1)
    endless = exam("aws-mla-c01", chance=chance)
    assert 1 <= once.sittings <= more.sittings <= endless.sittings == 1 / chance
    assert 0 < once.passing <= more.passing <= endless.passing == 1
