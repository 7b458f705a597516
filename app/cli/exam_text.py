"""Exams, paths and costs as the command line writes them: JSON fields and lines of text."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tutor.allocate import allocation
from tutor.blueprint import ENDING, Blueprint, Entry, Registry
from tutor.blueprints import heir, is_current
from tutor.costs import CostPlan
from tutor.errors import NoWeights
from tutor.exam_terms import Money, Questions
from tutor.paths import Paths

_LATER = ("title", "codes", "names", "domains", "notes", "sources", "id", "confidence_of")
"""Told apart from the plain fields."""


def as_row(entry: Entry) -> dict[str, Any]:
    """One exam of `exam list --json`."""
    blueprint = entry.blueprint
    fields = (
        *("id", "title", "status", "successor", "vendor", "codes", "level", "retired_on"),
        *("as_of", "confidence", "questions", "minutes", "price"),
    )
    row = blueprint.model_dump(mode="json", include=set(fields), exclude_none=False)
    ordered = {field: row[field] for field in fields}
    return ordered | {"own": entry.own, "replaces_shipped": entry.replaces}


def rows(entries: Sequence[Entry], *, everything: bool) -> str:
    """The list as lines; exams that are over only with `everything`."""
    over = [entry for entry in entries if entry.blueprint.status in ENDING]
    shown = [entry for entry in entries if everything or entry not in over]
    width = max((len(entry.blueprint.id) for entry in shown), default=0)
    lines = [_row(entry, width) for entry in shown]
    if len(shown) < len(entries):
        lines.append(f"{len(over)} more are over or about to be: hikma exam list --all")
    return "\n".join(lines) or "No exam is of this status."


def _row(entry: Entry, width: int) -> str:
    blueprint = entry.blueprint
    leads = f" → {blueprint.successor}" if blueprint.successor else ""
    since = f" {blueprint.retired_on}" if blueprint.retired_on else ""
    own = "  (your file, for the shipped one)" if entry.replaces else "  (your file)"
    return (
        f"{blueprint.id:{width}}  {blueprint.status + since + leads:10}  {blueprint.title}"
        f"  [{blueprint.confidence}, as of {blueprint.as_of}]{own if entry.own else ''}"
    )


def as_record(entry: Entry, registry: Registry, count: int | None, today: date) -> dict[str, Any]:
    """`exam show --json`: the blueprint, where it is from, and a mock exam's items by domain."""
    blueprint = entry.blueprint
    record = blueprint.model_dump(mode="json")
    next_one = None if is_current(blueprint, today) else heir(registry, blueprint, today)
    record |= {
        "current": is_current(blueprint, today),
        "heir": next_one.id if next_one else None,
        "path": entry.path,
        "own": entry.own,
        "replaces_shipped": entry.replaces,
    }
    return record | {"allocation": _allocation(blueprint, count)}


def _allocation(blueprint: Blueprint, count: int | None) -> dict[str, Any] | None:
    """None where no weights are known; raised only if a count was asked for."""
    items = count or (blueprint.questions.typical if blueprint.questions else None)
    if items is None:
        return None
    try:
        shared = allocation(blueprint, items)
    except NoWeights:
        if count:
            raise
        return None
    return {"items": items, "domains": [each.model_dump() for each in shared]}


def facts(entry: Entry, record: dict[str, Any]) -> str:
    """All that is known of an exam, as lines."""
    blueprint = entry.blueprint
    lines = [f"{blueprint.title}  [{blueprint.id}]"]
    lines.append(f"  as of {blueprint.as_of}, confidence {blueprint.confidence}")
    lines += [f"  codes: {', '.join(blueprint.codes)}"] if blueprint.codes else []
    for field in Blueprint.model_fields:
        value = getattr(blueprint, field)
        if field in (*_LATER, "as_of", "confidence") or value in (None, (), {}):
            continue
        sure = blueprint.confidence_of.get(field)
        unsure = f"  (confidence {sure})" if sure else ""
        lines.append(f"  {field.replace('_', ' ')}: {_said(value)}{unsure}")
    if record["heir"]:
        lines.append(f"  now taken in its place: {record['heir']}")
    lines += _domains(blueprint, record["allocation"])
    lines += [f"  Note: {note}" for note in blueprint.notes]
    for source in blueprint.sources:
        where = f" {source.url}" if source.url else ""
        lines.append(f"  Source: {source.title} ({source.tier}){where}")
    own = "  (yours, for the shipped one)" if entry.replaces else "  (yours)" if entry.own else ""
    return "\n".join([*lines, f"  File: {entry.path}{own}"])


def _domains(blueprint: Blueprint, shared: dict[str, Any] | None) -> list[str]:
    items = {each["id"]: each["items"] for each in shared["domains"]} if shared else {}
    about = "about " if blueprint.weights_approximate else ""
    lines = [f"  Domains (items of a mock exam of {shared['items']}):" if shared else "  Domains:"]
    for domain in blueprint.domains:
        if domain.weight is not None:
            part = f"{about}{domain.weight:g}%"
        elif domain.weight_min is not None and domain.weight_max is not None:
            part = f"{about}{domain.weight_min:g}-{domain.weight_max:g}%"
        else:
            part = "weight not known"
        count = f"  {items[domain.id]}" if domain.id in items else ""
        lines.append(f"    {domain.id}. {domain.title}  {part}{count}")
        for task in domain.tasks:
            sure = f"  (confidence {task.confidence})" if task.confidence else ""
            lines.append(f"      {task.id} {task.title}{sure}")
    return lines if blueprint.domains else ["  Domains: not known"]


def _said(value: Any) -> str:
    """A value of a blueprint in a line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Questions):
        total = value.total or (f"{value.min}-{value.max}" if value.min else None)
        parts = [str(total)] if total else []
        return ", ".join([*parts, *([f"{value.scored} of them scored"] if value.scored else [])])
    if isinstance(value, tuple):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        named = {key: _said(inside) for key, inside in value.items()}
        return "; ".join(
            key.replace("_", " ") + (f" ({said})" if said else "") for key, said in named.items()
        )
    if hasattr(value, "model_dump"):
        inside = {name: getattr(value, name) for name in type(value).model_fields}
        return ", ".join(
            f"{name.replace('_', ' ')} {_said(each)}"
            for name, each in inside.items()
            if each not in (None, ())
        )
    return f"{value:g}" if isinstance(value, float) else str(value)


def suggestions(found: Paths) -> str:
    """The certificates that fit, best first, as lines."""
    lines = []
    for number, each in enumerate(found.suggestions, start=1):
        lines.append(f"{number}. {each.title}  [{each.exam}]")
        lines += [f"   + {reason}" for reason in each.reasons]
        lines += [f"   - {caution}" for caution in each.cautions]
    lines += [f"{id} would have fitted, but is over; no successor is known." for id in found.closed]
    return "\n".join(lines)


def expenses(plan: CostPlan) -> str:
    """The plan as lines: expenses, sums, what was assumed."""
    lines = []
    for line in plan.lines:
        each = "price not known" if line.each is None else f"{float(line.times):g} × {line.each}"
        total = f" = {line.total}" if line.total and line.times != 1 else ""
        why = f"  ({line.why})" if line.why else ""
        lines.append(f"{line.exam}  {line.what}: {each}{total}{why}")
    known = " + ".join(map(str, plan.totals)) or "nothing that is known"
    lines.append(f"In all: {known}")
    if plan.converted and [plan.converted] != list(plan.totals):
        lines.append(f"        = {plan.converted} at the rates that you gave")
    if plan.unknown:
        lines.append(f"Not counted, for their price is not known: {', '.join(plan.unknown)}")
    return "\n".join([*lines, *(f"Note: {note}" for note in plan.notes)])
