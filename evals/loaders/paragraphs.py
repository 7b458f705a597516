"""`NAME.contexts.jsonl` → paragraphs by id, each to become a document of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regex

from evals.dataset import broken, file_bytes, json_object, lines
from evals.loaders.suite import SourceText
from ingest.errors import HikmaError, InputError
from ingest.languages import canonical, detect_language

QUESTIONS, CONTEXTS = ".qa.jsonl", ".contexts.jsonl"
FORM = 'Write {"id": "…", "question": "…", "answers": ["…"], "context_id": "…"} on each line.'
_NAME = regex.compile(r"(?!\.)[\p{L}\p{M}\p{N}._-]{1,100}")
_NUMBER = regex.compile(r"\d+$")
Found = tuple[int, str, dict[str, Any] | HikmaError]
"""A line's number, how it is called in messages, and its object or what is wrong with it."""


class Paragraphs:
    """The paragraphs of several sets by id, and the bytes they were read from."""

    def __init__(self) -> None:
        self.by_id: dict[str, SourceText] = {}
        self.read: list[bytes] = []
        self._by_text: dict[str, SourceText] = {}

    def add_set(self, folder: Path, name: str) -> None:
        """Read the paragraphs of one set. Raises `NoSuchPath`, `InputError`: without its
        paragraphs a set cannot be run."""
        path = folder / f"{name}{CONTEXTS}"
        data = file_bytes(path)
        self.read.append(data)
        for number, line in lines(data, str(path)):
            where = f"{path}: line {number}"
            self._add(json_object(line, where), where, name)

    @property
    def documents(self) -> tuple[SourceText, ...]:
        """Every text once."""
        return tuple(self._by_text.values())

    def _add(self, fields: dict[str, Any], where: str, source: str) -> None:
        id, text = fields.get("context_id"), fields.get("text")
        if (
            not isinstance(id, str)
            or not isinstance(text, str)
            or not text.strip()
            or broken(fields)
        ):
            raise InputError(
                f"{where} is no paragraph.", hint='Write {"context_id": "…", "text": "…"}.'
            )
        if id in self.by_id:
            raise InputError(f"{where}: the context_id {id!r} is given twice.", hint="Rename one.")
        name = file_name(source, id.removeprefix(f"{source}-"), where)
        # The library holds equal texts once: two ids then mean one document.
        self.by_id[id] = self._by_text.setdefault(
            text,
            SourceText(
                name=name,
                language=canonical(str(fields.get("lang") or "")) or detect_language(text),
                title=str(fields.get("title") or ""),
                text=text,
            ),
        )


def file_name(folder: str, name: str, where: str) -> str:
    """`folder/name.txt`, for names that come from outside. Raises `InputError`."""
    if not _NAME.fullmatch(folder) or not _NAME.fullmatch(name):
        raise InputError(
            f"{where}: {name!r} cannot be the name of a file.",
            hint="Use letters, digits, hyphens and underscores in ids.",
        )
    return f"{folder}/{name}.txt"


def half_of(context_id: str) -> str:
    """`tune` for even-numbered paragraphs, on which the tutor's thresholds were fitted, `report`
    for odd ones; empty where there is no number."""
    found = _NUMBER.search(context_id)
    return ("report" if int(found[0]) % 2 else "tune") if found else ""


def questions(data: bytes, path: Path, *, among: bool = False) -> Iterator[Found]:
    """The lines of a file of questions; one `among` several is named in messages."""
    for number, line in lines(data, str(path)):
        where = f"{path.name}, line {number}" if among else f"Line {number}"
        try:
            yield number, where, json_object(line, where)
        except HikmaError as error:
            yield number, where, error


def sets(folder: Path) -> tuple[str, ...]:
    """Names of the sets in `folder` that have both questions and paragraphs."""
    found = sorted(path.name for path in folder.glob(f"*{QUESTIONS}"))
    names = (name.removesuffix(QUESTIONS) for name in found)
    return tuple(name for name in names if (folder / f"{name}{CONTEXTS}").is_file())
