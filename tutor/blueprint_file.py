"""From a YAML file to a `Blueprint`: the one door to PyYAML.

Knows one file at a time. YAML is read as text only: `1.10` stays `1.10`, `no` stays `no` and dates
stay as written, for it is the blueprint's fields that know what they hold. Anchors, aliases and
tags are refused, and events are read one by one: `yaml.compose`, and so `yaml.safe_load`, recurses
in C, and fifty thousand brackets end the whole process before any Python code could object.
"""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

import yaml
from pydantic import ValidationError

from ingest.documents import Record
from ingest.files import shown
from tutor.blueprint import Blueprint
from tutor.errors import BlueprintInvalid

MAX_BYTES = 128 * 1024
"""The largest shipped blueprint has 3 KB."""
MAX_DEPTH = 12
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = frozenset({"", "~", "null"})
_MORE = 4
"""Faults told of one file besides the first."""
_KINDS = {
    "int": ("no whole number", "Write digits alone, as 65."),
    "float": ("no number", "Write digits alone, as 12.5, without a sign."),
    "decimal": ("no amount", "Write digits alone, as 150, and the currency as its own field."),
    "bool": ("neither true nor false", "Write true or false."),
    "string": ("no text", "Write one line of text."),
    "tuple": ("no list", "Write a list: one line for each, with a hyphen before it."),
    "dict": ("no group of fields", "Write fields below it, indented, as name: value."),
    "model": ("no group of fields", "Write fields below it, indented, as name: value."),
}
"""What a value is not, by the beginning of pydantic's name for the fault."""
_Place = tuple[str | int, ...]
_TOP: _Place = (-1,)
"""Around the blueprint, whose own place is the empty one."""


def read_blueprint(path: Path) -> Blueprint:
    """The blueprint in a file. Raises `BlueprintInvalid`."""
    name = shown(path)
    try:
        # Never a pipe or a device, which may have no end.
        data = path.open("rb").read(MAX_BYTES + 1) if path.is_file() else None
    except OSError as error:
        raise BlueprintInvalid(
            f"{name} cannot be read: {error.strerror}.", hint="Check the file and its permissions."
        ) from error
    if data is None:
        raise BlueprintInvalid(f"{name} is no file.", hint="Delete it, or put a file there.")
    if len(data) > MAX_BYTES:
        raise BlueprintInvalid(
            f"{name} has more than {MAX_BYTES // 1024} KB.",
            hint="A blueprint is a page or two: take out what does not belong to it.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BlueprintInvalid(f"{name} is not UTF-8.", hint="Save it as UTF-8 text.") from error
    return parse(text, name)


def parse(text: str, name: str) -> Blueprint:
    """The blueprint that `text` writes; faults call it `name`. Raises `BlueprintInvalid`."""
    data, lines = _tree(text, name)
    try:
        return Blueprint.model_validate(data)
    except ValidationError as error:
        told = [_told(each, lines) for each in error.errors(include_url=False)]
    (first, remedy), others = told[0], [said for said, _ in told[1 : 1 + _MORE]]
    hint = " ".join([remedy, *(["Also: " + "; ".join(others) + "."] if others else [])])
    raise BlueprintInvalid(f"{name}, {first}.", hint=hint)


def near(name: str, known: Iterable[str]) -> str:
    """`Did you mean …?` for the most similar name; empty where none is near."""
    found = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean {found[0]}?" if found else ""


class _Open(NamedTuple):
    """A group or a list that has not ended."""

    place: _Place
    value: dict[str, Any] | list[Any]
    keys: list[tuple[str, int]]
    """The key that waits for its value, with its line."""


def _tree(text: str, name: str) -> tuple[dict[str, Any], dict[_Place, int]]:
    """Fields and the lines they are on. Raises `BlueprintInvalid`."""
    roots: list[Any] = []
    lines: dict[_Place, int] = {}
    stack = [_Open(_TOP, roots, [])]
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            _take(event, stack, lines)
    except yaml.YAMLError as error:
        raise _broken(error, name) from error
    except _Refused as error:
        raise BlueprintInvalid(f"{name}, {error.said}.", hint=error.remedy) from error
    if not roots:
        raise BlueprintInvalid(
            f"{name} holds no blueprint.", hint="Copy a shipped one and change it, or delete it."
        )
    root = roots[0]
    if len(roots) > 1 or not isinstance(root, dict):
        raise BlueprintInvalid(
            f"{name} is not one group of fields.", hint="Write one exam a file, as id: my-exam …"
        )
    return root, lines


class _Refused(Exception):
    """YAML that a blueprint has no use for."""

    def __init__(self, said: str, remedy: str) -> None:
        self.said, self.remedy = said, remedy


def _take(event: Any, stack: list[_Open], lines: dict[_Place, int]) -> None:
    """Put what the event brings where it belongs."""
    if isinstance(event, yaml.CollectionEndEvent):
        stack.pop()
    if not isinstance(event, yaml.NodeEvent):
        return
    line = event.start_mark.line + 1
    if event.anchor is not None:
        raise _Refused(f"line {line} has an anchor or an alias", 'Put "quotes" around & and *.')
    if getattr(event, "tag", None) is not None:
        raise _Refused(f"line {line} has a tag", 'Put "quotes" around a text that begins with !.')
    into = stack[-1]
    if isinstance(into.value, dict) and not into.keys:
        into.keys.append((_key(event, into.value, line), line))
        return
    if isinstance(event, yaml.ScalarEvent):
        plain = event.implicit[0]
        _put(into, None if plain and event.value in _NOTHING else event.value, line, lines)
        return
    if len(stack) > MAX_DEPTH:
        raise _Refused(f"line {line} is nested too deeply", "Write it as the shipped ones are.")
    value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
    stack.append(_Open(_put(into, value, line, lines), value, []))


def _key(event: Any, into: Mapping[str, Any], line: int) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise _Refused(f"line {line} has a list or a group for a name", "Write name: value.")
    if event.value in into:
        raise _Refused(f"line {line} gives {event.value!r} a second time", "Keep one of the two.")
    return str(event.value)


def _put(into: _Open, value: Any, line: int, lines: dict[_Place, int]) -> _Place:
    """Store a value; a field of which nothing is said is not there."""
    if isinstance(into.value, list):
        at_top = into.place == _TOP
        place: _Place = () if at_top else (*into.place, len(into.value))
        into.value.append(value)
    else:
        key, line = into.keys.pop()
        place = (*into.place, key)
        if value is not None:
            into.value[key] = value
    lines[place] = line
    return place


def _broken(error: yaml.YAMLError, name: str) -> BlueprintInvalid:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    where = f"line {mark.line + 1}: " if mark else ""
    return BlueprintInvalid(
        f"{name} is not YAML: {where}{problem or 'a character that no text has'}.",
        hint="Mind indents and colons, and put a text with : # & * ! into quotes.",
    )


def _told(error: Any, lines: Mapping[_Place, int]) -> tuple[str, str]:
    """What is wrong, with line and field, and the remedy."""
    context = error.get("ctx", {})
    place: _Place = tuple(part for part in error["loc"] if part != "[key]")
    if context.get("field"):
        place = (*place, context["field"])
    at = next(lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines)
    written = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")
    said, remedy = _fault(error, place, context)
    return f"line {at}: {written or 'the blueprint'} {said}", remedy


def _fault(error: Any, place: _Place, context: Mapping[str, Any]) -> tuple[str, str]:
    kind, given = error["type"], error["input"]
    if kind == "blueprint":
        return context["said"], context["remedy"]
    if kind == "missing":
        return "is missing", "Add it; hikma exam show tells where the shipped files are."
    if kind == "extra_forbidden":
        known = _fields(place[:-1])
        return "is no field", near(str(place[-1]), known) or f"Known are: {', '.join(known)}."
    if kind == "literal_error":
        known = [word.strip(" '") for word in context["expected"].replace(" or ", ",").split(",")]
        return f"cannot be {given!r}", near(str(given), known) or f"Write {', '.join(known)}."
    if kind == "string_pattern_mismatch":
        return f"cannot be {given!r}", f"It has the form {context['pattern']}"
    for beginning, (no, remedy) in _KINDS.items():
        if kind.startswith(beginning) and kind.endswith(("_parsing", "_type", "_from_float")):
            return f"is {no}: {str(given)[:80]!r}", remedy
    return f"is refused: {str(error['msg']).lower()}", "Correct it."


def _fields(place: _Place) -> list[str]:
    """Names of the fields that may stand at `place`."""
    kind: type[Record] = Blueprint
    for part in place:
        if part in kind.model_fields:
            kind = _record(kind.model_fields[str(part)].annotation) or kind
    return list(kind.model_fields)


def _record(annotation: Any) -> type[Record] | None:
    """The noun inside `tuple[Domain, ...]`, `Guide | None` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    inside = (_record(part) for part in get_args(annotation))
    return next((found for found in inside if found), None)
