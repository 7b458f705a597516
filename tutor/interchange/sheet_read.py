"""CSV → items: Hikma's own sheets, and those that people and other programs make.

Columns are found by their names in English, Chinese or Arabic (`columns.toml`); comma, semicolon
and tab are told apart by them. A row that is broken is named by its line, the next is read.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import regex

from ingest.normalize import fold
from ingest.readers.text import decode
from ingest.settings import IngestSettings
from tutor.errors import UnreadableBank
from tutor.interchange.assemble import imported
from tutor.interchange.banks import Found, Imported, Truth, Unread, option
from tutor.interchange.extras import letter
from tutor.interchange.sheet import unguarded
from tutor.interchange.words import says
from tutor.quizzes import CHOSEN, TYPED, Kind

LONGEST_ROW = 2_000
"""Lines after which a quotation mark is taken for one that was never closed."""
MOST_OPEN = 100
"""Such marks after which reading ends, since each is looked for anew."""
_NUMBERED = regex.compile(r"(.*?)[\s_]*\(?([a-z]{1,2}|[أابجدهو]|\d{1,3})\)?")
_KEYS = regex.compile(r"[;,，、；\s]+")
_ARABIC = "ابجدهو"
"""Alef, ba, jim, …: letters of options in Arabic, folded."""
_HINT = (
    "Its first row must name its columns: stem and answer, or stem, option_a, option_b, … and key."
)


class Columns(NamedTuple):
    """Where the cells of a row are."""

    single: Mapping[str, int]
    options: Sequence[tuple[int, int | None]]
    """Of each option its text and its feedback."""
    answers: Sequence[int]


def read(data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a sheet in any encoding. Raises `UnreadableBank`, `UnknownEncoding`."""
    lines = decode(data, name).removeprefix("\ufeff").split("\n")
    first = 1
    while lines and (not lines[0].strip() or regex.match(r"(?i)\"?sep=|#\w+:", lines[0])):
        del lines[0]
        first += 1
    columns, delimiter = _layout(lines[0] if lines else "", name)
    return imported(_rows(lines[1:], first + 1, columns, delimiter))


def _layout(header: str, name: str) -> tuple[Columns, str]:
    for delimiter in ",;\t":
        columns = _columns(_cells([header], delimiter) or [])
        if "stem" in columns.single and (columns.options or columns.answers):
            return columns, delimiter
    raise UnreadableBank(f"{name} does not say which of its columns is what.", hint=_HINT)


def _columns(header: Sequence[str]) -> Columns:
    single: dict[str, int] = {}
    numbered: dict[str, dict[str, int]] = {"option": {}, "feedback": {}, "answer": {}}
    for at, cell in enumerate(header):
        title = fold(cell).strip(" *:：").replace("_", " ")
        column = _names().get(title)
        parts = _NUMBERED.fullmatch(title)
        if column in ("option", "feedback", "answer"):
            numbered[column].setdefault("", at)
        elif column:
            single.setdefault(column, at)
        elif parts and (base := _names().get(parts[1].strip())) in numbered:
            numbered[base].setdefault(_letter(parts[2]), at)
        elif parts and not parts[1]:
            numbered["option"].setdefault(_letter(parts[2]), at)
    options = [(at, numbered["feedback"].get(each)) for each, at in numbered["option"].items()]
    return Columns(single, options, list(numbered["answer"].values()))


def _rows(
    lines: Sequence[str], first: int, columns: Columns, delimiter: str
) -> Iterator[Found | Unread]:
    at, still_open = 0, 0
    while at < len(lines):
        end = _end(lines, at)
        where = f"line {first + at}"
        cells = _cells(lines[at:end], delimiter) if end is not None else None
        if cells is None:
            # The mark may be an inch sign of one row, and what follows rows of their own.
            cells, end = _cells(lines[at : at + 1], delimiter, strictly=True), at + 1
        at = end or at + 1
        if cells is None:
            still_open += 1
            yield Unread(where=where, detail="a quotation mark is opened and not closed")
            if still_open == MOST_OPEN:
                yield Unread(where=where, detail="too many of them: the rest was not read")
                return
        elif any(cell.strip() for cell in cells):
            yield _question([unguarded(cell) for cell in cells], columns, where)


def _end(lines: Sequence[str], start: int) -> int | None:
    """The line after a row; None where its last quotation mark has no partner."""
    marks = 0
    for at in range(start, min(start + LONGEST_ROW, len(lines))):
        marks += lines[at].count('"')
        if marks % 2 == 0:
            return at + 1
    return None


def _cells(lines: Sequence[str], delimiter: str, *, strictly: bool = False) -> list[str] | None:
    text = "\n".join(lines)
    csv.field_size_limit(max(131_072, len(text) + 1))
    for strict in (True,) if strictly else (True, False):
        try:
            rows = list(csv.reader([text], delimiter=delimiter, strict=strict))
        except csv.Error:
            continue
        if len(rows) == 1:
            return rows[0]
    return None


def _question(row: Sequence[str], columns: Columns, where: str) -> Found | Unread:
    def cell(name: str) -> str:
        at = columns.single.get(name)
        return row[at] if at is not None and at < len(row) else ""

    texts = [(_at(row, text), _at(row, feedback)) for text, feedback in columns.options]
    given = [pair for pair in texts if pair[0].strip()]
    answers = tuple(text for at in columns.answers if (text := _at(row, at)).strip())
    key = cell("key") or ("" if not given else " ".join(answers))
    found = Found(
        where=where,
        stem=cell("stem"),
        kind=_kind(cell("kind")),
        explanation=cell("explanation"),
        extra=cell("hikma"),
        id=cell("id"),
        named={name: cell(name) for name in ("exam", "domain", "task", "language")},
        tags=(cell("topic"),),
    )
    if not given:
        said = says(key or " ".join(answers)) if found.kind == "true-false" else None
        if said is not None:
            return found._replace(truth=Truth(right=said))
        return found._replace(answer=answers or ((key,) if key.strip() else ()))
    right = _right(key, [text for text, _ in texts])
    if right is None:
        return Unread(where=where, detail=f"its key {key[:80]!r} names no option", stem=found.stem)
    options = [
        option(text, number in right, feedback)
        for number, (text, feedback) in enumerate(texts)
        if text.strip()
    ]
    return found._replace(options=tuple(options))


def _right(key: str, texts: Sequence[str]) -> set[int] | None:
    """The numbers of the options that a key names by letters, numbers or their text."""
    for number, text in enumerate(texts):
        if text.strip() and fold(text).strip() == fold(key).strip():
            return {number}
    names = {letter(number): number for number, text in enumerate(texts) if text.strip()}
    parts = [_letter(part) for part in _KEYS.split(fold(key).strip()) if part]
    if len(parts) == 1 and parts[0] not in names and set(parts[0]) <= names.keys():
        parts = list(parts[0])  # `AC`
    return {names[part] for part in parts} if parts and set(parts) <= names.keys() else None


def _letter(said: str) -> str:
    """`2`, `٢`, `ب`, `B`, `option b` → `b`."""
    said = fold(said).strip(" .)(").removeprefix("option_").removeprefix("option ")
    if said.isdecimal() and 0 < int(said) < 1_000:
        return letter(int(said) - 1)
    return letter(_ARABIC.index(said)) if len(said) == 1 and said in _ARABIC else said


def _kind(said: str) -> Kind | None:
    kinds: dict[str, Kind] = {kind: kind for kind in (*CHOSEN, *TYPED)}
    return kinds.get(fold(said).strip().replace(" ", "-").replace("_", "-"))


def _at(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


@cache
def _names() -> dict[str, str]:
    """Column by folded name."""
    text = resources.files("tutor.interchange").joinpath("columns.toml").read_text("utf-8")
    named = tomllib.loads(text)
    return {fold(name).replace("_", " "): column for column in named for name in named[column]}
