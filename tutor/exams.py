"""Certification exams that texts speak of, and whether they still exist.

The facts are data (`exams.toml`), each with the date on which it was true; this knows how people
write codes and names, in any script around them.
"""

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

import regex

from ingest.documents import Record
from ingest.normalize import fold
from tutor.dates import last_day


class Exam(Record):
    """One version of an exam."""

    id: str
    """`aws-mls-c01`: stable, used wherever an exam is named."""
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """As people write them, besides the code."""
    title: str
    status: Literal["active", "retired", "retiring", "announced"]
    date: str = ""
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`: the last day, or the first of an active exam."""
    successor: str = ""
    """Id of the exam that took its place."""
    as_of: str
    """When all this was true."""
    confidence: Literal["A", "B", "C"]
    """A: the vendor's own page, or three that agree. B: one or two others. C: unconfirmed."""


@cache
def exams() -> dict[str, Exam]:
    """Every exam known, by id."""
    source = resources.files("tutor").joinpath("exams.toml").read_text("utf-8")
    found = [Exam.model_validate(entry) for entry in tomllib.loads(source)["exam"]]
    return {exam.id: exam for exam in found}


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
    if exam.status not in ("retired", "retiring"):
        return False
    last = last_day(exam.date)
    return exam.status == "retired" if last is None else last < today


@cache
def _pattern(id: str) -> "regex.Pattern[str]":
    exam = exams()[id]
    ways = [_apart(code, r"[\s\-_]?") for code in exam.codes]
    ways += [_apart(name, r"[\s\-:,()]+") for name in exam.names]
    # Chinese and Arabic may touch a code, Latin letters and digits may not.
    return regex.compile(rf"(?<![a-z0-9])(?<!\d[-.])(?:{'|'.join(ways)})(?![a-z0-9]|[-.,]\d|\s*%)")


def _apart(said: str, between: str) -> str:
    return between.join(map(regex.escape, regex.findall(r"[a-z0-9]+", fold(said))))
