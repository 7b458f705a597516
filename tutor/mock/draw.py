"""A blueprint and a bank → a paper: so many questions of each domain as the exam has.

Pure: the same arguments draw the same paper. Domains get theirs by largest remainder; inside one
the tasks are asked in turns, what was asked least before goes first, and of the items on one fact
only one is taken. A domain for which the bank has too few stays short and says so: nothing is
padded from another. Asked are the kinds that the exam has, as far as a bank can hold them.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, zip_longest
from typing import NamedTuple

from ingest.documents import Record
from ingest.errors import InputError
from ingest.languages import same_language
from tutor.allocate import DomainItems, allocation, largest_remainder
from tutor.blueprint import Blueprint
from tutor.errors import NoItems
from tutor.exam_terms import FormatName
from tutor.history import fact_of, instant
from tutor.mock.papers import MockDomain, MockPaper, MockQuestion
from tutor.quizzes import Kind, QuizItem
from tutor.readiness import CUT

KINDS: Mapping[FormatName, Kind] = {
    "multiple_choice": "single",
    "multiple_response": "multiple",
    "yes_no": "true-false",
}
"""What an item of a bank can be of a vendor's formats."""
USUAL: tuple[Kind, ...] = ("single", "multiple")
"""Where the blueprint names no formats."""
MOST = 1_000
"""Questions of one paper."""


class Wish(Record):
    """How the learner wants the exam; everything may be left out."""

    count: int | None = None
    """Questions; the real exam's number without it. Its time shrinks with them."""
    minutes: int | None = None
    """Where it is to be other than the blueprint's."""
    extra_time: bool = False
    """With the minutes that the vendor grants those whose language the exam's is not."""
    unscored: bool = True
    """With questions that do not count among them, where the real exam has some."""
    language: str | None = None
    """BCP-47; None for items of any."""
    seed: int = 0
    """Another seed, other questions, as far as the bank has others."""


def draw(
    blueprint: Blueprint,
    bank: Iterable[QuizItem],
    wish: Wish,
    *,
    now: str,
    asked: Mapping[str, int] | None = None,
) -> MockPaper:
    """A paper; `bank` holds what may be asked, `asked` tells how often each item was.

    `now` is RFC 3339 with a zone. Raises `NoWeights`, `NoItems`, `InputError`.
    """
    count = wanted(blueprint, wish)
    shared = allocation(blueprint, count)
    fitting = fitting_items(blueprint, bank, wish)
    chosen = {each.id: _chosen(each, fitting, wish.seed, asked or {}) for each in shared}
    given = sum(map(len, chosen.values()))
    if not given:
        raise _nothing(blueprint, wish)
    drawn = instant(now).isoformat(timespec="seconds").replace("+00:00", "Z")
    questions = _questions(chosen, _scored(blueprint, given, wish), wish.seed)
    published = blueprint.pass_mark.percent if blueprint.pass_mark else None
    return MockPaper(
        id=_id(blueprint, questions, drawn),
        exam=blueprint.id,
        title=blueprint.title,
        language=wish.language,
        seconds=_seconds(blueprint, given, _typical(blueprint) or count, wish),
        cut=CUT if published is None else published / 100,
        cut_published=published is not None,
        domains=tuple(_domain(each, chosen[each.id]) for each in shared),
        questions=questions,
        formats_left_out=tuple(name for name in blueprint.formats if name not in KINDS),
        drawn=drawn,
    )


def wanted(blueprint: Blueprint, wish: Wish) -> int:
    """How many questions a paper is to have. Raises `InputError`."""
    count = _typical(blueprint) if wish.count is None else wish.count
    if count is None or not 1 <= count <= MOST:
        raise InputError(
            f"A mock exam of {'how many' if count is None else count} questions cannot be drawn.",
            hint=f"Say how many with --count, 1 to {MOST:,}.",
        )
    return count


def check_wish(blueprint: Blueprint, wish: Wish) -> None:
    """All that can be known of a wish before the bank is. Raises `NoWeights`, `InputError`."""
    allocation(blueprint, wanted(blueprint, wish))
    _seconds(blueprint, 1, 1, wish)


def kinds_of(blueprint: Blueprint) -> tuple[Kind, ...]:
    """The kinds of items that a paper may ask; none where the exam has none of them."""
    if not blueprint.formats:
        return USUAL
    return tuple(kind for name, kind in KINDS.items() if name in blueprint.formats)


class Candidate(NamedTuple):
    """An item that may be asked, and the fact it asks about."""

    item: QuizItem
    fact: str


def fitting_items(
    blueprint: Blueprint, bank: Iterable[QuizItem], wish: Wish
) -> dict[str | None, list[Candidate]]:
    """Items for this exam, of its kinds and the wanted language, by domain."""
    kinds = kinds_of(blueprint)
    found: dict[str | None, list[Candidate]] = {}
    for item in bank:
        spoken = wish.language is None or same_language(item.language, wish.language)
        if item.exam == blueprint.id and item.kind in kinds and item.keys and spoken:
            found.setdefault(item.domain, []).append(Candidate(item, fact_of(item)))
    return found


def _typical(blueprint: Blueprint) -> int | None:
    return blueprint.questions.typical if blueprint.questions else None


def _chosen(
    domain: DomainItems,
    fitting: Mapping[str | None, Sequence[Candidate]],
    seed: int,
    asked: Mapping[str, int],
) -> list[QuizItem]:
    """At most as many items as the domain is to have, its tasks in turns, each fact once."""
    ranked = sorted(
        fitting.get(domain.id, ()),
        key=lambda each: (asked.get(each.item.id, 0), _lot(seed, each.item.id)),
    )
    first = {each.fact: each for each in reversed(ranked)}
    by_task: dict[str, list[QuizItem]] = {task.id: [] for task in domain.tasks}
    for each in ranked:
        if first[each.fact] is each:
            by_task.setdefault(each.item.task or "", []).append(each.item)
    turns = chain.from_iterable(zip_longest(*by_task.values()))
    return [item for item in turns if item is not None][: domain.items]


def _scored(blueprint: Blueprint, given: int, wish: Wish) -> int:
    """How many of the given questions count; the real exam's part of them."""
    terms = blueprint.questions
    if not wish.unscored or terms is None or not terms.total or not terms.scored:
        return given
    return max(1, given * terms.scored // terms.total)


def _questions(
    chosen: Mapping[str, Sequence[QuizItem]], scored: int, seed: int
) -> tuple[MockQuestion, ...]:
    """The questions of all domains, mixed; those that count shared out as the given ones are."""
    weights = {id: Fraction(len(items)) for id, items in chosen.items() if items}
    # Never more than a domain has: its quota is below the number of its items.
    counting = largest_remainder(weights, scored)
    found = []
    for id, items in chosen.items():
        by_lot = sorted(items, key=lambda item: _lot(seed, f"counts {item.id}"))
        for at, item in enumerate(by_lot):
            found.append(MockQuestion(item=item.id, domain=id, scored=at < counting[id]))
    return tuple(sorted(found, key=lambda question: _lot(seed, f"order {question.item}")))


def _domain(shared: DomainItems, items: Sequence[QuizItem]) -> MockDomain:
    there = {item.task for item in items}
    return MockDomain(
        id=shared.id,
        title=shared.title,
        share=shared.share,
        wanted=shared.items,
        given=len(items),
        tasks_without=tuple(t.id for t in shared.tasks if t.items and t.id not in there),
    )


def _seconds(blueprint: Blueprint, given: int, typical: int, wish: Wish) -> int:
    """Time for the given questions: as much for each as the real exam gives."""
    if wish.minutes is not None:
        if not 1 <= wish.minutes <= 24 * 60:
            raise InputError(
                f"A mock exam cannot last {wish.minutes} minutes.", hint="Give 1 to 1440."
            )
        return 60 * wish.minutes
    if blueprint.minutes is None:
        raise InputError(
            f"The registry does not hold how long {blueprint.title} lasts.",
            hint="Say it with --minutes.",
        )
    extra = (blueprint.extra_minutes or 0) if wish.extra_time else 0
    return math.ceil(60 * (blueprint.minutes + extra) * given / typical)


def _id(blueprint: Blueprint, questions: Sequence[MockQuestion], drawn: str) -> str:
    content = [blueprint.id, [question.item for question in questions], drawn]
    return hashlib.sha256(json.dumps(content).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _lot(seed: int, name: str) -> str:
    """The same for the same seed and name on every machine, and like no order of names."""
    return hashlib.sha256(f"{seed} {name}".encode("utf-8", "surrogatepass")).hexdigest()


def _nothing(blueprint: Blueprint, wish: Wish) -> NoItems:
    if blueprint.formats and not any(name in KINDS for name in blueprint.formats):
        named = ", ".join(blueprint.formats).replace("_", " ")
        return NoItems(
            f"{blueprint.title} asks in ways that no item has ({named}).",
            hint="Practise for it outside Hikma; its topics can still be made quizzes of.",
        )
    spoken = f" in {wish.language}" if wish.language else ""
    return NoItems(
        f"The bank holds no item{spoken} for any domain of {blueprint.title} ({blueprint.id}).",
        hint=f"Make some with: hikma quiz new --exam {blueprint.id} --domain "
        f"{blueprint.domains[0].id}",
    )
