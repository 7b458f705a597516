"""What certificates cost: fees, retakes, vouchers and renewals over the years.

Prices come from blueprints or from the learner; exchange rates from the learner alone. Amounts of
different currencies are never added. Where a chance of passing is given, amounts are expected
values: an exam passed with probability p at each sitting takes 1/p sittings, or
(1 - (1 - p)^n) / p where one gives up after n.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Literal

from ingest.documents import Record
from tutor.blueprint import Blueprint
from tutor.exam_terms import Amount, Money

Rates = Mapping[tuple[str, str], Decimal]
"""(from, to) → how much of `to` one unit of `from` buys."""
_CENT = Decimal("0.01")
_ONE = Decimal(1)


class Planned(Record):
    """An exam that the learner means to take."""

    blueprint: Blueprint
    current: bool = True
    """False for one that can no longer be taken."""
    attempts: int | None = None
    """Sittings to reckon with; with a chance, after how many one gives up."""
    chance: Decimal | None = None
    """Of passing at each sitting, above 0 and up to 1."""
    fee: Money | None = None
    """What the learner pays, where it is not the list price."""

    @property
    def price(self) -> Money | None:
        return self.fee or self.blueprint.price

    @property
    def sittings(self) -> Decimal:
        """How many are to be expected."""
        if self.chance is None:
            return Decimal(self.attempts or 1)
        return self.passing / self.chance

    @property
    def passing(self) -> Decimal:
        """Probability of having passed in the end."""
        if self.chance is None or self.attempts is None:
            return _ONE
        return _ONE - (_ONE - self.chance) ** self.attempts


class CostLine(Record):
    """One kind of expense of one exam."""

    exam: str
    what: Literal["first sitting", "retakes", "renewals"]
    times: Amount
    """How often; a fraction where it is an expected number."""
    each: Money | None
    """None where the price is not known."""
    total: Money | None
    why: str = ""


class CostPlan(Record):
    """All expenses, as far as they are known."""

    lines: tuple[CostLine, ...]
    totals: tuple[Money, ...]
    """One for each currency."""
    converted: Money | None = None
    """All of it in one currency; None where that was not asked for or a rate is missing."""
    unknown: tuple[str, ...] = ()
    """Exams whose price the registry does not hold: the totals are without them."""
    notes: tuple[str, ...] = ()
    """What was assumed, and what is not known."""


def plan_costs(
    planned: Sequence[Planned],
    *,
    years: Decimal,
    rates: Rates,
    currency: str | None = None,
    vouchers: bool = True,
    in_hand: Decimal | None = None,
) -> CostPlan:
    """Expenses for the exams in the order in which they are taken, kept valid for `years`.

    A pass takes the vendor's percentage off the first sitting of the vendor's next exam, once
    (`vouchers`); `in_hand` is a percentage that the learner already holds for the first exam.
    """
    lines: list[CostLine] = []
    notes: list[str] = ["Prices are list prices before tax."]
    off = {planned[0].blueprint.vendor: in_hand} if in_hand and planned else {}
    for each in planned:
        vendor = each.blueprint.vendor
        used = off.pop(vendor, None)
        if used:
            notes.append("A voucher is taken to be still valid when the next exam is taken.")
        lines.append(_first(each, used))
        lines += _retakes(each, notes)
        lines += _renewals(each, years, notes)
        if vouchers and each.blueprint.voucher:
            off[vendor] = Decimal(str(each.blueprint.voucher.percent_off)) * each.passing
    totals = _totals(lines)
    converted = None
    if currency:
        converted, missing = _converted(totals, currency, rates)
        notes += [
            f"No rate from {m} to {currency} was given: --rate {m}:{currency}=RATE" for m in missing
        ]
    return CostPlan(
        lines=tuple(lines),
        totals=totals,
        converted=converted,
        unknown=tuple(dict.fromkeys(e.blueprint.id for e in planned if e.price is None)),
        notes=tuple(dict.fromkeys(notes)),
    )


def exchange(money: Money, currency: str, rates: Rates) -> Money | None:
    """`money` in another currency, at a rate that was given either way; None without one."""
    if money.currency == currency:
        return money
    forth, back = rates.get((money.currency, currency)), rates.get((currency, money.currency))
    if forth is None and back is None:
        return None
    amount = money.amount * forth if forth is not None else money.amount / (back or _ONE)
    return Money(amount=_cents(amount), currency=currency)


def renewals(blueprint: Blueprint, years: Decimal) -> int:
    """How often to renew so that it is valid for `years`; 0 where it never expires."""
    if blueprint.expires is False or not blueprint.validity_months:
        return 0
    return max(ceil(years * 12 / blueprint.validity_months) - 1, 0)


def _first(each: Planned, off: Decimal | None) -> CostLine:
    why = ""
    price = each.price
    if off:
        why = f"{_short(off)}% off: {'an expected ' if off % 1 else ''}voucher"
        price = price and _less(price, off)
    return CostLine(
        exam=each.blueprint.id, what="first sitting", times=_ONE, each=price, total=price, why=why
    )


def _retakes(each: Planned, notes: list[str]) -> list[CostLine]:
    times, retake = each.sittings - 1, each.blueprint.retake
    if not times:
        return []
    price = each.price
    if retake is not None and retake.fee == "free":
        price = price and _less(price, Decimal(100))
    elif retake is None or retake.fee is None:
        notes.append(f"{each.blueprint.id}: a retake is taken to cost the full price.")
    waits = ", then ".join(str(days) for days in retake.wait_days) if retake else ""
    return [_line(each, "retakes", times, price, f"waits of {waits} days" if waits else "")]


def _renewals(each: Planned, years: Decimal, notes: list[str]) -> list[CostLine]:
    blueprint = each.blueprint
    if blueprint.expires is False:
        return []
    if not blueprint.validity_months:
        notes.append(f"{blueprint.id}: how long it is valid is not known; no renewals counted.")
        return []
    times = renewals(blueprint, years)
    if not times:
        return []
    if not each.current:
        notes.append(f"{blueprint.id} can no longer be taken; no renewals counted.")
        return []
    rules, price = blueprint.renewal, each.price
    why = f"every {blueprint.validity_months} months"
    if rules and rules.free:
        price, why = price and _less(price, Decimal(100)), f"{why}, free"
    elif rules and rules.percent_off:
        off = Decimal(str(rules.percent_off))
        price, why = price and _less(price, off), f"{why}, {_short(off)}% off"
    else:
        other = f" Another way: {rules.how}." if rules and rules.how else ""
        notes.append(f"{blueprint.id}: renewed by taking the exam again at full price.{other}")
    return [_line(each, "renewals", times * each.passing, price, why)]


def _line(
    each: Planned,
    what: Literal["retakes", "renewals"],
    times: Decimal,
    price: Money | None,
    why: str,
) -> CostLine:
    total = price and Money(amount=_cents(price.amount * times), currency=price.currency)
    return CostLine(
        exam=each.blueprint.id,
        what=what,
        times=times.quantize(Decimal("0.001")),
        each=price,
        total=total,
        why=why,
    )


def _less(price: Money, off: Decimal) -> Money:
    return Money(amount=_cents(price.amount * (100 - off) / 100), currency=price.currency)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _short(number: Decimal) -> str:
    return f"{number.quantize(_CENT):f}".rstrip("0").rstrip(".")


def _totals(lines: Sequence[CostLine]) -> tuple[Money, ...]:
    """Sums of the rounded lines, so that the table adds up."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.total:
            currency = line.total.currency
            sums[currency] = sums.get(currency, Decimal(0)) + line.total.amount
    return tuple(Money(amount=sums[currency], currency=currency) for currency in sorted(sums))


def _converted(
    totals: Sequence[Money], currency: str, rates: Rates
) -> tuple[Money | None, tuple[str, ...]]:
    """The sum in one currency, and the currencies for which no rate was given."""
    each = {total.currency: exchange(total, currency, rates) for total in totals}
    missing = tuple(name for name, money in each.items() if money is None)
    if missing:
        return None, missing
    amounts = [money.amount for money in each.values() if money]
    return Money(amount=sum(amounts, Decimal(0)), currency=currency), ()
