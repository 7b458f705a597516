"""Certification exams that texts speak of, and whether they still exist.

The facts are those of the shipped registry (`blueprints.py`); this knows how people write codes and
names, in any script around them.
"""

from datetime import date
from functools import cache

import regex

from ingest.documents import Record
from ingest.normalize import fold
from tutor.blueprint import Blueprint, Confidence, Status
from tutor.blueprints import has_ended, shipped


class Exam(Record):
    """One version of an exam."""

    id: str
    """`aws-mls-c01`: stable, used wherever an exam is named."""
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """As people write them, besides the code."""
    title: str
    status: Status
    date: str = ""
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`: the last day, or the first of an active exam."""
    successor: str = ""
    """Id of the exam that took its place."""
    as_of: str
    """When all this was true."""
    confidence: Confidence


@cache
def exams() -> dict[str, Exam]:
    """Every exam known, by id; read at the first mention, for most runs need none."""
    return {id: _exam(entry.blueprint) for id, entry in shipped().items()}


def mentioned(text: str) -> tuple[Exam, ...]:
    """The exams that `text` names, in the order of their first mention."""
    folded = fold(text)
    found = [
        (match.start(), -len(match[0]), exam)
        for exam in exams().values()
        if (match := _pattern(exam.id).search(folded))
    ]
    return tuple(exam for _, _, exam in sorted(found, key=lambda each: each[:2]))


def retired(exam: Exam, today: date) -> bool:
    """True once the exam can no longer be taken."""
    return has_ended(exam.status, exam.date, today)


def _exam(blueprint: Blueprint) -> Exam:
    return Exam(
        id=blueprint.id,
        codes=blueprint.codes,
        names=blueprint.names,
        title=blueprint.title,
        status=blueprint.status,
        date=blueprint.retired_on or blueprint.since or "",
        successor=blueprint.successor or "",
        as_of=blueprint.as_of,
        confidence=blueprint.confidence_of.get("retired_on", blueprint.confidence),
    )


@cache
def _pattern(id: str) -> "regex.Pattern[str]":
    exam = exams()[id]
    ways = [_apart(code, r"[\s\-_]?") for code in exam.codes]
    ways += [_apart(name, r"[\s\-:,()]+") for name in exam.names]
    # Chinese and Arabic may touch a code, Latin letters and digits may not.
    return regex.compile(rf"(?<![a-z0-9])(?<!\d[-.])(?:{'|'.join(ways)})(?![a-z0-9]|[-.,]\d|\s*%)")


def _apart(said: str, between: str) -> str:
    return between.join(map(regex.escape, regex.findall(r"[a-z0-9]+", fold(said))))
