"""JSON: our own records, whole. The one format that loses nothing.

Written with an item a line, so that what a broken line holds is all that is lost. Read are also
the document of `hikma quiz show --json`, a list of items, and items a line without more.
"""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ingest.readers.text import decode
from ingest.settings import IngestSettings
from tutor.errors import UnreadableBank
from tutor.interchange.assemble import imported, storable
from tutor.interchange.banks import Bank, Exported, Found, Imported, Unread
from tutor.interchange.extras import is_id, letter
from tutor.quizzes import QuizItem

VERSION = 1
_FAULTS = (ValueError, RecursionError)
_FORM = 'Give {"items": [...]} as `hikma export --format json` or `hikma quiz show --json` does.'


def write(bank: Bank) -> Exported:
    """Every field of every item."""
    head = {"hikma": VERSION, "title": bank.title, "exported": bank.at}
    lines = [item.model_dump_json() for item in bank.items]
    start = json.dumps(head, ensure_ascii=False)[:-1]
    text = f'{start}, "items": [\n' + ",\n".join(lines) + "\n]}\n"
    return Exported(data=text.encode("utf-8"), items=len(bank.items))


def read(data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a file. Raises `UnreadableBank`, `UnknownEncoding`."""
    text = decode(data, name)
    try:
        document = _loaded(text)
    except _FAULTS as error:
        return imported(_lines(text, error))
    rows = document.get("items") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise UnreadableBank(f"{name} holds no list of items.", hint=_FORM)
    return imported(_item(row, f"item {at}") for at, row in enumerate(rows, start=1))


def _loaded(text: str) -> Any:
    """Raises one of `_FAULTS`: numbers of 5,000 digits are a `ValueError` too."""
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg}"
    return "nested too deeply" if isinstance(error, RecursionError) else f"not JSON: {error}"


def _lines(text: str, error: Exception) -> Iterator[Found | Unread]:
    """The items of a file that is no JSON as a whole, line by line."""
    found = False
    for number, line in enumerate(text.split("\n"), start=1):
        where, row = f"line {number}", line.strip().rstrip(",")
        if not row.startswith("{") or row.endswith("["):
            continue  # the brackets around the items
        try:
            yield _item(_loaded(row), where)
        except _FAULTS as fault:
            yield Unread(where=where, detail=_said(fault))
        found = True
    if not found:
        yield Unread(where=f"line {getattr(error, 'lineno', 1)}", detail=_said(error))


def _item(row: Any, where: str) -> Found | Unread:
    lost: list[str] = []
    if isinstance(row, dict):
        if unknown := sorted(row.keys() - QuizItem.model_fields.keys()):
            lost.append(f"unknown fields: {storable(', '.join(unknown))[:200]}")
        row = {name: value for name, value in row.items() if name in QuizItem.model_fields}
    try:
        # Through text, since Python takes halves of characters that no store does.
        item = QuizItem.model_validate_json(storable(json.dumps(row, ensure_ascii=False)))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        stem = row.get("stem") if isinstance(row, dict) else ""
        return Unread(
            where=where,
            detail=f"{place}: {first['msg']}" if place else first["msg"],
            stem=storable(stem) if isinstance(stem, str) else "",
        )
    if not all(is_id(each.id) for each in item.options):
        lost.append("its options have new letters")
        options = tuple(
            each.model_copy(update={"id": letter(at)}) for at, each in enumerate(item.options)
        )
        item = item.model_copy(update={"options": options})
    return Found(where=where, item=item, losses=tuple(lost))
