"""Which certificate fits: role, experience and budget against the registry, with reasons.

All facts about exams come from the registry, the learner's own files included; what makes a role or
a level fit is Hikma's own rule (`paths.toml`) and is said to be. Exams that are over lead to their
successors. Ranked, in this order: within the budget; not above the learner's experience; the role
in the exam's name; the level nearest to the experience; how much of the exam is about the role;
the price.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ingest.documents import Record
from ingest.errors import InputError
from tutor.blueprint import Blueprint, Registry
from tutor.blueprint_file import near
from tutor.blueprints import heir, is_current
from tutor.costs import Rates, exchange
from tutor.exam_terms import Money
from tutor.roles import Match, fit, roles, understood, usual_years

_FAR = 1000.0
"""Years of distance from an exam whose level nobody knows: after all others."""


class Wanted(Record):
    """What the learner said; everything may be left out."""

    role: str = ""
    years: float | None = None
    """Of practice."""
    budget: Money | None = None
    """For one sitting."""
    vendor: str | None = None


class Suggestion(Record):
    """One certificate with what speaks for it and against it."""

    exam: str
    title: str
    status: str
    confidence: str
    as_of: str
    price: Money | None
    within_budget: bool | None
    """None where there is no budget, no price or no rate between their currencies."""
    above_experience: bool
    share: float
    """How much of the exam is about the role, 0 to 1, by the weights of its domains."""
    instead_of: tuple[str, ...]
    """Exams that are over and in whose place it stands."""
    languages: tuple[str, ...]
    """BCP-47 codes of all in which it can be taken; none where nobody knows them all."""
    next: str | None
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


class Paths(Record):
    """The answer, best first."""

    role: str | None
    """Id of the role that was understood; None where its own words were looked for."""
    suggestions: tuple[Suggestion, ...]
    closed: tuple[str, ...]
    """Exams that would have fitted, are over and have no successor that is known."""


def choose_paths(wanted: Wanted, registry: Registry, rates: Rates, today: date) -> Paths:
    """Certificates that fit. Raises `InputError` for a role or a vendor nobody has heard of."""
    _require_vendor(wanted, registry)
    role = understood(wanted.role)
    found: dict[str, _Candidate] = {}
    closed = []
    for blueprint in (entry.blueprint for entry in registry.entries):
        match = fit(blueprint, role)
        if wanted.role and not match.fits:
            continue
        over = not is_current(blueprint, today)
        now = heir(registry, blueprint, today) if over else blueprint
        if now is None:
            if wanted.vendor in (None, blueprint.vendor):
                closed.append(blueprint.id)
        elif wanted.vendor in (None, now.vendor):
            candidate = found.setdefault(now.id, _Candidate(now, fit(now, role), []))
            if over:
                candidate.before.append((blueprint, match))
    if wanted.role and not found and not closed:
        raise _nothing(wanted)
    return Paths(
        role=role.id,
        suggestions=tuple(
            _suggestion(each, wanted, rates)
            for each in sorted(found.values(), key=lambda each: _rank(each, wanted, rates))
        ),
        closed=tuple(closed),
    )


class _Candidate(NamedTuple):
    """An exam that can be taken, its own fit, and those that it replaces with theirs."""

    blueprint: Blueprint
    match: Match
    before: list[tuple[Blueprint, Match]]


def _rank(
    candidate: _Candidate, wanted: Wanted, rates: Rates
) -> tuple[bool, bool, bool, float, float, Decimal, str]:
    blueprint, match, before = candidate
    gap = _gap(blueprint, wanted)
    price = blueprint.price.amount if blueprint.price else Decimal("Infinity")
    return (
        _within(blueprint, wanted, rates) is False,
        gap is not None and gap < 0,
        not (match.named or any(old.named for _, old in before)),
        _FAR if gap is None else abs(gap),
        -match.share,
        price,
        blueprint.id,
    )


def _suggestion(candidate: _Candidate, wanted: Wanted, rates: Rates) -> Suggestion:
    blueprint, match, before = candidate
    gap = _gap(blueprint, wanted)
    reasons = [*_about_role(match, before), *_about_level(blueprint, gap)]
    cautions = []
    if gap is not None and gap < 0:
        cautions.append(reasons.pop())
    within = _within(blueprint, wanted, rates)
    money = _about_money(blueprint, wanted, within)
    (cautions if within is False or blueprint.price is None else reasons).append(money)
    reasons += _about_later(blueprint)
    if blueprint.status != "active":
        cautions.append(f"its status is {blueprint.status}")
    taken_in = blueprint.languages
    languages = taken_in.known if taken_in and taken_in.complete else ()
    if languages:
        cautions.append(f"it can be taken in these languages only: {', '.join(languages)}")
    if blueprint.confidence != "A":
        cautions.append(f"confidence {blueprint.confidence}: check the vendor's own page")
    return Suggestion(
        exam=blueprint.id,
        title=blueprint.title,
        status=blueprint.status,
        confidence=blueprint.confidence,
        as_of=blueprint.as_of,
        price=blueprint.price,
        within_budget=within,
        above_experience=gap is not None and gap < 0,
        share=round(match.share, 4),
        instead_of=tuple(old.id for old, _ in before),
        languages=languages,
        next=blueprint.next,
        reasons=tuple(filter(None, reasons)),
        cautions=tuple(filter(None, cautions)),
    )


def _about_role(match: Match, before: Sequence[tuple[Blueprint, Match]]) -> list[str]:
    said = [f"“{match.named}” is in its name"] if match.named else []
    if match.domains:
        part = f" ({match.share:.0%} of the exam)" if match.share else ""
        said.append(f"about the role{part}: {', '.join(match.domains)}")
    for old, fitted in before:
        when = f" ({old.retired_on})" if old.retired_on else ""
        why = f", with “{fitted.named}” in its name" if fitted.named else ""
        why = why or (f", about {', '.join(fitted.domains)}" if fitted.domains else "")
        said.append(f"takes the place of {old.id}, {old.status}{when}{why}")
    return said


def _about_level(blueprint: Blueprint, gap: float | None) -> list[str]:
    needed = _years(blueprint)
    if gap is None or needed is None:
        return []
    if blueprint.experience_years is not None:
        return [f"the vendor recommends {needed:g} year(s) of experience"]
    return [f"{blueprint.level} level; Hikma's rule of thumb: from {needed:g} year(s)"]


def _about_money(blueprint: Blueprint, wanted: Wanted, within: bool | None) -> str:
    if blueprint.price is None:
        return "its price is not in the registry"
    if wanted.budget is None:
        return f"{blueprint.price} a sitting"
    if within is None:
        return (
            f"{blueprint.price} a sitting; no rate to {wanted.budget.currency} was given, "
            "so it is not compared with the budget"
        )
    return f"{blueprint.price} a sitting, {'within' if within else 'over'} {wanted.budget}"


def _about_later(blueprint: Blueprint) -> list[str]:
    said = []
    if blueprint.expires is False:
        said.append("does not expire")
    elif blueprint.validity_months:
        said.append(f"valid for {blueprint.validity_months} months")
    if blueprint.next:
        said.append(f"the vendor's track goes on to {blueprint.next}")
    return said


def _within(blueprint: Blueprint, wanted: Wanted, rates: Rates) -> bool | None:
    if wanted.budget is None or blueprint.price is None:
        return None
    price = exchange(blueprint.price, wanted.budget.currency, rates)
    return None if price is None else price.amount <= wanted.budget.amount


def _gap(blueprint: Blueprint, wanted: Wanted) -> float | None:
    """Years of practice beyond what the exam asks for; negative where it asks for more."""
    needed = _years(blueprint)
    return None if wanted.years is None or needed is None else wanted.years - needed


def _years(blueprint: Blueprint) -> float | None:
    if blueprint.experience_years is not None:
        return blueprint.experience_years
    return usual_years(blueprint.level)


def _nothing(wanted: Wanted) -> InputError:
    names = {name: role["id"] for role in roles() for name in (role["id"], *role["names"])}
    known = f"Roles: {', '.join(role['id'] for role in roles())}."
    return InputError(
        f"No exam of the registry is about {wanted.role!r}.",
        hint=" ".join(filter(None, [near(wanted.role, names), known])),
    )


def _require_vendor(wanted: Wanted, registry: Registry) -> None:
    vendors = sorted({entry.blueprint.vendor for entry in registry.entries})
    if wanted.vendor is not None and wanted.vendor not in vendors:
        raise InputError(
            f"No exam of the registry is by {wanted.vendor!r}.",
            hint=near(wanted.vendor, vendors) or f"Vendors: {', '.join(vendors)}.",
        )
