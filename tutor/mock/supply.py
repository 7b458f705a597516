"""What a mock exam lacks → items made of the documents, each for its domain and task.

A domain's items are made of passages that speak of it, nothing else; where there are none it stays
without, and that is told. Whatever is made passes the gates as any other item; facts that the bank
asks about already come last. Knows no notebook: whoever calls keeps what comes.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from langchain_core.language_models import BaseChatModel

from ingest.documents import Record
from ingest.index import Index
from tutor.allocate import DomainItems, allocation, largest_remainder
from tutor.blueprint import Blueprint, Domain
from tutor.compose import QuizRequest, compose
from tutor.exam_topics import Place, places
from tutor.facts import sources
from tutor.mock.draw import Candidate, Wish, fitting_items, wanted
from tutor.quizzes import Quiz, QuizItem
from tutor.settings import Settings

NEAREST = 20
"""Sentences that are looked for before a topic is given up, as many as `compose` wants of one."""

Quizzes = Iterator[Quiz]
"""A quiz as it grows."""


class Order(Record):
    """How many items are to be made for one place of an exam."""

    place: Place
    count: int


class Supplied(Record):
    """What became of one order so far."""

    place: Place
    wanted: int
    made: int
    tried: bool = False
    """True once its turn came."""
    silent: bool = False
    """True where the documents were looked through and state nothing on it that could be asked."""


class Supply(Record):
    """What was made so far, for all orders."""

    quiz: Quiz
    """The items, with exam, domain and task; and the drafts that were turned away."""
    orders: tuple[Supplied, ...]


def lacking(blueprint: Blueprint, bank: Iterable[QuizItem], wish: Wish) -> tuple[Order, ...]:
    """What the bank has too little of for a paper. Raises `NoWeights`, `InputError`."""
    fitting = fitting_items(blueprint, bank, wish)
    shared = {each.id: each for each in allocation(blueprint, wanted(blueprint, wish))}
    found: list[Order] = []
    for domain in blueprint.domains:
        there = places(blueprint, [domain])
        found += _missing(there, shared[domain.id], fitting.get(domain.id, ()))
    return tuple(found)


def ordered(blueprint: Blueprint, domain: Domain | None, count: int) -> tuple[Order, ...]:
    """`count` items for one domain, its tasks evenly, or for all by weight. Raises `NoWeights`."""
    if domain is None:
        wish = Wish(count=count)
        return lacking(blueprint, (), wish)
    there = {place.task or place.domain: place for place in places(blueprint, [domain])}
    share = largest_remainder(dict.fromkeys(there, Fraction(1)), count)
    return tuple(Order(place=there[id], count=n) for id, n in share.items() if n)


def supply(
    orders: Sequence[Order],
    request: QuizRequest,
    index: Index,
    model: BaseChatModel,
    settings: Settings,
    *,
    now: str,
    title: str,
    bank: Sequence[QuizItem] = (),
) -> Iterator[Supply]:
    """What was made so far, after each draft; at least once.

    `request` says of which documents, kinds and language; its topic and count are the orders'.
    `now` is RFC 3339 UTC; `bank`: the items that there are. Raises what `compose` raises.
    """

    def composed(topic: str, count: int, made: Quiz) -> Iterator[Quiz]:
        asked, known = replace(request, topic=topic, count=count), (*bank, *made.items)
        return compose(asked, index, model, settings, now=now, bank=known)

    told = [Supplied(place=order.place, wanted=order.count, made=0) for order in orders]
    quiz = _begun(request, orders, settings, now, title)
    yield Supply(quiz=quiz, orders=tuple(told))
    for at, order in enumerate(orders):
        topics = [topic for topic in order.place.topics if _stated(topic, request, index)]
        told[at] = told[at].model_copy(update={"tried": True, "silent": not topics})
        yield Supply(quiz=quiz, orders=tuple(told))
        before = quiz
        for so_far in _made(order, topics, before, composed):
            quiz = so_far
            told[at] = told[at].model_copy(update={"made": quiz.made - before.made})
            yield Supply(quiz=quiz, orders=tuple(told))


def _made(
    order: Order, topics: Sequence[str], quiz: Quiz, composed: Callable[[str, int, Quiz], Quizzes]
) -> Quizzes:
    """The quiz with the items of one order, spread over its topics: those that gave some are asked
    again for what others did not give."""
    wanted = quiz.made + order.count
    while topics and quiz.made < wanted:
        fruitful = []
        for at, topic in enumerate(topics):
            before = quiz
            share = math.ceil((wanted - before.made) / (len(topics) - at))
            if not share:
                return
            for so_far in composed(topic, share, before):
                quiz = _joined(before, so_far, order.place)
                yield quiz
            if quiz.made > before.made:
                fruitful.append(topic)
        topics = fruitful


def _missing(
    there: Sequence[Place], shared: DomainItems, fitting: Sequence[Candidate]
) -> Iterator[Order]:
    """What a domain lacks of its items, at its tasks that have least of theirs."""
    by_fact = {each.fact: each.item.task for each in fitting}
    missing = shared.items - len(by_fact)
    due = {task.id: task.items for task in shared.tasks}
    for place in there:
        has = sum(task == place.task for task in by_fact.values()) if place.task else len(by_fact)
        short = due.get(place.task or "", shared.items) - has
        count = min(short, missing)
        if count > 0:
            missing -= count
            yield Order(place=place, count=count)


def _stated(topic: str, request: QuizRequest, index: Index) -> bool:
    """Do the documents state anything on a topic that could be asked?"""
    ids = index.resolve_all(request.documents)
    return bool(sources(index, documents=ids, topic=topic, language=None, limit=NEAREST, seed=0))


def _begun(
    request: QuizRequest, orders: Sequence[Order], settings: Settings, now: str, title: str
) -> Quiz:
    """The quiz before its first item."""
    content = [now, title, [order.model_dump(mode="json") for order in orders], request.seed]
    text = json.dumps(content, ensure_ascii=False)
    return Quiz(
        quiz=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        language=request.language or "en",
        topic=title,
        seed=request.seed,
        model=settings.model,
        settings=settings.fingerprint(),
        created=now,
        asked=sum(order.count for order in orders),
    )


def _joined(before: Quiz, so_far: Quiz, place: Place) -> Quiz:
    """The quiz with what was made for a place, which its items now name."""
    names = {"exam": place.exam, "domain": place.domain, "task": place.task}
    items = tuple(item.model_copy(update=names) for item in so_far.items)
    return before.model_copy(
        update={
            "language": before.language if before.items else so_far.language,
            "items": (*before.items, *items),
            "rejected": (*before.rejected, *so_far.rejected),
        }
    )
