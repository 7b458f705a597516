"""What a role is about, and how an exam fits it, by the words of the exam's own blueprint.

Roles, their names in several languages and the words that belong to them are data (`paths.toml`). A
role that is not among them is looked for by its own words.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import regex

from ingest.documents import Record
from ingest.normalize import fold
from tutor.allocate import shares
from tutor.blueprint import Blueprint
from tutor.errors import NoWeights


class Role(Record):
    """What somebody is or wants to be."""

    id: str | None
    """None where its own words are looked for."""
    title: tuple[str, ...]
    """Words for the names of exams."""
    topics: tuple[str, ...]
    """Words for their domains and tasks."""


class Match(Record):
    """How an exam fits a role."""

    named: str = ""
    """The word of the role in its title or names."""
    share: float = 0
    domains: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return bool(self.named or self.domains)


def understood(said: str) -> Role:
    """The role that is meant, by the longest of its names within what was said."""
    heard = f" {fold(said).strip()} "
    named = [
        (len(name), role)
        for role in roles()
        for name in map(fold, (role["id"], *role["names"]))
        if _pattern((name,)).search(heard)
    ]
    if named:
        role = max(named, key=lambda each: each[0])[1]
        return Role(id=role["id"], title=tuple(role["title"]), topics=tuple(role["topics"]))
    words = regex.findall(r"[\p{L}\p{M}\p{N}]+", heard)
    kept = tuple(word for word in words if len(word) > 2)
    return Role(id=None, title=kept, topics=kept)


def fit(blueprint: Blueprint, role: Role) -> Match:
    """How an exam fits a role; a role without words fits none."""
    if not role.title:
        return Match()
    names = " | ".join([blueprint.title, *blueprint.names])
    named = _pattern(role.title).search(fold(names))
    about = _pattern(role.topics)
    found = [
        domain
        for domain in blueprint.domains
        if about.search(fold(" | ".join([domain.title, *(task.title for task in domain.tasks)])))
    ]
    try:
        parts = shares(blueprint)
        share = float(sum(parts[domain.id] for domain in found))
    except NoWeights:
        share = 0.0  # what it is about still counts; how much of it is not known
    return Match(
        named=named[0] if named else "", share=share, domains=tuple(d.title for d in found)
    )


def roles() -> Sequence[Mapping[str, Any]]:
    """The roles of `paths.toml`: id, names, title, topics."""
    found: Sequence[Mapping[str, Any]] = _table()["role"]
    return found


def usual_years(level: str | None) -> float | None:
    """Years of practice from which a level fits, by Hikma's own rule; None for no level."""
    years: Mapping[str, float] = _table()["years"]
    return None if level is None else years[level]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("tutor").joinpath("paths.toml").read_text("utf-8"))


@cache
def _pattern(said: tuple[str, ...]) -> "regex.Pattern[str]":
    """Any of the phrases as whole words, longest first; Chinese has no word edges."""
    phrases = sorted((fold(phrase) for phrase in said), key=len, reverse=True)
    edge = r"[\p{L}\p{M}\p{N}--\p{Han}]"
    return regex.compile(
        rf"(?<!{edge})(?:{'|'.join(map(regex.escape, phrases))})(?!{edge})", regex.V1
    )
