"""How many items of a mock exam each domain and task gets.

Largest remainder (Hamilton's method): everyone gets the whole part of their exact quota, and what
is left goes to the largest fractions. Ties go to the larger weight, then to the lower number in
the guide, so that two runs agree and the order in which domains come does not matter. Reckoned in
fractions: with floats, a tie at 13.5 would be settled by noise.

A weight given as a range stands for its middle; the middles are then scaled to sum to 1, since
vendors' ranges need not (AI-102's sum to 95, AI-900's to 92.5). Tasks have no published weights
and share their domain's items evenly. Knows no items and no learner.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

from ingest.documents import Record
from tutor.blueprint import Blueprint, Domain
from tutor.errors import NoWeights


class TaskItems(Record):
    """Items for one task."""

    id: str
    title: str
    items: int


class DomainItems(Record):
    """Items for one domain."""

    id: str
    title: str
    share: float
    """Of the exam, 0 to 1."""
    items: int
    tasks: tuple[TaskItems, ...] = ()
    """Their items sum to those of the domain; empty where the blueprint names no tasks."""


def allocation(blueprint: Blueprint, count: int) -> tuple[DomainItems, ...]:
    """`count` items shared out over the domains, in the order of the blueprint.

    Raises `NoWeights`.
    """
    parts = shares(blueprint)
    items = largest_remainder(parts, count)
    return tuple(
        DomainItems(
            id=domain.id,
            title=domain.title,
            share=round(float(parts[domain.id]), 6),
            items=items[domain.id],
            tasks=_over_tasks(domain, items[domain.id]),
        )
        for domain in blueprint.domains
    )


def shares(blueprint: Blueprint) -> dict[str, Fraction]:
    """Each domain's part of the exam by id; they sum to 1. Raises `NoWeights`."""
    weights = {domain.id: _weight(domain) for domain in blueprint.domains}
    total = sum(weights.values())
    if not total:
        raise NoWeights(
            f"The registry holds no weights for the domains of {blueprint.title}.",
            hint="Put a blueprint with weights into the folder blueprints of your data folder; "
            f"its id is {blueprint.id}.",
        )
    return {id: weight / total for id, weight in weights.items()}


def largest_remainder(weights: Mapping[str, Fraction], count: int) -> dict[str, int]:
    """`count` as whole numbers in proportion to positive weights; each within 1 of its quota."""
    if count < 0 or not weights or min(weights.values()) <= 0:
        raise ValueError("a count of 0 or more over positive weights")
    total = sum(weights.values())
    quotas = {id: weight * count / total for id, weight in weights.items()}
    given = {id: int(quota) for id, quota in quotas.items()}
    by_need = sorted(
        weights, key=lambda id: (given[id] - quotas[id], -weights[id], natural_order(id))
    )
    for id in by_need[: count - sum(given.values())]:
        given[id] += 1
    return given


def natural_order(id: str) -> tuple[tuple[int, str], ...]:
    """Sorts `2` before `10`, and `1.9` before `1.10`."""
    parts = re.findall(r"\d+|\D+", id)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _weight(domain: Domain) -> Fraction:
    """As printed, in percent: `str` gives back the digits that the guide has."""
    if domain.weight is not None:
        return Fraction(str(domain.weight))
    if domain.weight_min is None or domain.weight_max is None:
        return Fraction(0)
    return (Fraction(str(domain.weight_min)) + Fraction(str(domain.weight_max))) / 2


def _over_tasks(domain: Domain, items: int) -> tuple[TaskItems, ...]:
    if not domain.tasks:
        return ()
    given = largest_remainder({task.id: Fraction(1) for task in domain.tasks}, items)
    return tuple(TaskItems(id=t.id, title=t.title, items=given[t.id]) for t in domain.tasks)
