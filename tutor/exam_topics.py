"""A task of an exam → the topics that it is looked for by, and the passages that speak of them.

Vendors write a task as a list of things ("Performance, availability, scalability"): each is looked
for by itself, in every language that the glossary knows it in. What a vendor publishes no tasks of
is looked for by the names of its domains. Whether a passage teaches a task nobody can tell by its
words: what is found here speaks of it, no more.
"""

from collections.abc import Sequence
from itertools import chain

import regex

from ingest.documents import Record, Scope
from ingest.errors import InputError
from ingest.index import Index
from ingest.normalize import fold
from tutor.answers import Passage
from tutor.blueprint import Blueprint, Domain
from tutor.blueprint_file import near
from tutor.exam_terms import western
from tutor.making.topic import speaks_of
from tutor.retrieve import retrieve

NEAREST = 50
"""Passages that are looked at for each topic, the nearest: more are not counted."""
_COMMAS = regex.compile(r"[,;、،؛\uff0c\uff1b]+")
_WORD = regex.compile(r"[\p{L}\p{N}]")


class Place(Record):
    """A task of an exam, or one of its domains that names none."""

    exam: str
    domain: str
    task: str | None
    """None for a whole domain."""
    title: str
    topics: tuple[str, ...]
    """What it is looked for by, in the order of the vendor."""


def places(blueprint: Blueprint, domains: Sequence[Domain] | None = None) -> tuple[Place, ...]:
    """Every task in the order of the blueprint; of a domain without tasks the domain."""
    chosen = blueprint.domains if domains is None else domains
    return tuple(chain.from_iterable(_of(blueprint.id, domain) for domain in chosen))


def domain_named(blueprint: Blueprint, said: str) -> Domain:
    """The domain of this number or title, or of the beginning of one title only.

    Raises `InputError`.
    """
    number, words = western(said), fold(said).strip()
    titles = {fold(domain.title): domain for domain in blueprint.domains}
    for domain in blueprint.domains:
        if number == domain.id or words == fold(domain.title):
            return domain
    begun = [domain for title, domain in titles.items() if words and title.startswith(words)]
    if len(begun) == 1:
        return begun[0]
    known = "; ".join(f"{domain.id} {domain.title}" for domain in blueprint.domains)
    raise InputError(
        f"{blueprint.title} ({blueprint.id}) has no domain {said!r}.",
        hint=" ".join(filter(None, [near(words, titles), f"Its domains: {known or 'none'}."])),
    )


def passages_on(place: Place, index: Index) -> tuple[Passage, ...]:
    """Passages that speak of a place, each once, the nearest of its first topic first; at most
    `NEAREST` for each topic. Raises `StoreError`s, `ModelError`s."""
    found: dict[tuple[str, int], Passage] = {}
    for topic in place.topics:
        nearest = retrieve(topic, index, k=NEAREST, pool=NEAREST, scope=Scope())
        for passage in nearest.passages:
            if speaks_of(passage, topic, index):
                found.setdefault((passage.document, passage.start), passage)
    return tuple(found.values())


def _of(exam: str, domain: Domain) -> tuple[Place, ...]:
    tasks = [
        Place(
            exam=exam,
            domain=domain.id,
            task=task.id,
            title=task.title,
            topics=_topics(task.title, *task.bullets),
        )
        for task in domain.tasks
    ]
    whole = Place(
        exam=exam, domain=domain.id, task=None, title=domain.title, topics=_topics(domain.title)
    )
    return tuple(tasks) or (whole,)


def _topics(*texts: str) -> tuple[str, ...]:
    parts = chain.from_iterable(_COMMAS.split(text) for text in texts)
    # One that is all signs cannot be searched for.
    return tuple({fold(part): part.strip() for part in parts if _WORD.search(part)}.values())
