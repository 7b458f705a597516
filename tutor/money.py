"""Numbers, amounts of money, rates and chances as people type them, with the digits of any script.

A comma is refused rather than guessed at: `1,500` is a thousand and more to some and one and a half
to others.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import regex

from ingest.files import shown
from tutor.blueprint import Blueprint, Registry
from tutor.blueprints import find, is_current, require_current
from tutor.costs import Planned, Rates
from tutor.errors import UnreadableAmount
from tutor.exam_terms import Money, western

DEFAULT_CURRENCY = "USD"
"""Of a budget without one: that of the shipped prices."""
_NUMBER = regex.compile(r"(\d{1,12}(?:\.\d{1,8})?)\s*(%?)")
_MONEY = regex.compile(r"(\d{1,12}(?:\.\d{1,8})?)[\s:]*([A-Za-z]{3})?")
_RATE = regex.compile(r"\s*([A-Za-z]{3})\s*[:/]\s*([A-Za-z]{3})\s*=\s*(.+)")


def number(said: str, name: str, low: float, high: float) -> Decimal:
    """A number between `low` and `high`, both allowed. Raises `UnreadableAmount`."""
    match = _NUMBER.fullmatch(_plain(said))
    if not match or match[2]:
        raise _unread(said, name, f"Write digits, as {low:g} or {high:g}, with a point: 2.5.")
    return _between(Decimal(match[1]), said, name, low, high)


def percent(said: str, name: str) -> Decimal:
    """`50` or `50%` → 50. Raises `UnreadableAmount`."""
    match = _NUMBER.fullmatch(_plain(said))
    if not match:
        raise _unread(said, name, "Write it as 50 or 50%.")
    return _between(Decimal(match[1]), said, name, 0, 100)


def chance(said: str) -> Decimal:
    """`0.7` or `70%` → 0.7; at least 1%. Raises `UnreadableAmount`."""
    match = _NUMBER.fullmatch(_plain(said))
    if not match:
        raise _unread(said, "a chance", "Write it as 0.7 or 70%.")
    value = Decimal(match[1]) / (100 if match[2] else 1)
    return _between(value, said, "a chance", 0.01, 1)


def money(said: str, name: str) -> Money:
    """`200` (USD), `150:EUR`, `150 EUR`. Raises `UnreadableAmount`."""
    match = _MONEY.fullmatch(_plain(said))
    if not match:
        raise _unread(said, name, "Write it as 150:EUR, with a point for cents.")
    amount = _between(Decimal(match[1]), said, name, 0, 1_000_000)
    return Money(amount=amount, currency=(match[2] or DEFAULT_CURRENCY).upper())


def currency_code(said: str) -> str:
    """Three letters of ISO 4217. Raises `UnreadableAmount`."""
    if not regex.fullmatch(r"[A-Za-z]{3}", said.strip()):
        raise _unread(said, "a currency", "Write its three letters, as USD, CNY or SAR.")
    return said.strip().upper()


def read_rates(given: Sequence[str]) -> Rates:
    """`USD:EUR=0.92` → {("USD", "EUR"): 0.92}. Raises `UnreadableAmount`."""
    rates: dict[tuple[str, str], Decimal] = {}
    for said in given:
        match = _RATE.fullmatch(said)
        if not match:
            raise _unread(said, "a rate", "Write it as USD:EUR=0.92, if 1 USD buys 0.92 EUR.")
        pair = (match[1].upper(), match[2].upper())
        value = number(match[3], f"the rate {pair[0]}:{pair[1]}", 0.000001, 1_000_000)
        if pair[0] == pair[1] or rates.get(pair, value) != value:
            raise _unread(said, "a rate", "Give one rate for each pair of currencies.")
        rates[pair] = value
    return rates


def planned(
    registry: Registry,
    ids: Sequence[str],
    *,
    attempts: Sequence[str] = (),
    chances: Sequence[str] = (),
    fees: Sequence[str] = (),
    even_retired: bool = False,
    today: date,
) -> tuple[Planned, ...]:
    """The exams in their order, with what was said for all (`2`) or for one (`aws-mla-c01=2`).

    Raises `UnknownExam`, `ExamRetired`, `BlueprintInvalid`, `UnreadableAmount`.
    """
    exams: dict[str, Blueprint] = {}
    for wanted in ids:
        blueprint = require_current(registry, wanted, even_retired=even_retired, today=today)
        if blueprint.id in exams:
            raise _unread(wanted, "an exam", "It is named twice; for retakes use --attempts.")
        exams[blueprint.id] = blueprint
    tries = {id: int(_whole(said)) for id, said in _by_exam(attempts, exams, registry).items()}
    odds = {id: chance(said) for id, said in _by_exam(chances, exams, registry).items()}
    paid = {id: money(said, "a fee") for id, said in _by_exam(fees, exams, registry).items()}
    return tuple(
        Planned(
            blueprint=blueprint,
            current=is_current(blueprint, today),
            attempts=tries.get(id),
            chance=odds.get(id),
            fee=paid.get(id),
        )
        for id, blueprint in exams.items()
    )


def _by_exam(
    given: Sequence[str], exams: Mapping[str, Blueprint], registry: Registry
) -> dict[str, str]:
    """What was typed for each exam; one named counts before all."""
    for_all = [said for said in given if "=" not in said]
    if len(for_all) > 1:
        raise _unread(for_all[1], "a value", "Say for which exam: aws-mla-c01=VALUE.")
    found = dict.fromkeys(exams, for_all[0]) if for_all else {}
    for said in given:
        name, is_named, value = said.partition("=")
        if not is_named:
            continue
        id = find(registry, name).blueprint.id
        if id not in exams:
            raise _unread(said, "a value", f"{id} is not among the exams that you named.")
        found[id] = value
    return found


def _whole(said: str) -> Decimal:
    value = number(said, "attempts", 1, 100)
    if value != int(value):
        raise _unread(said, "attempts", "Write a whole number, as 2.")
    return value


def _plain(said: str) -> str:
    return str(western(said)).replace("٪", "%").strip()


def _between(value: Decimal, said: str, name: str, low: float, high: float) -> Decimal:
    if not Decimal(str(low)) <= value <= Decimal(str(high)):
        raise _unread(said, name, f"It lies between {low:g} and {high:g}.")
    return value


def _unread(said: str, name: str, hint: str) -> UnreadableAmount:
    return UnreadableAmount(f"{shown(said)!r} cannot be taken for {name}.", hint=hint)
