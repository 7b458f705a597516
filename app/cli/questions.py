"""`--questions FILE`: many questions, one JSON line each, models loaded once."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.terminal import DONE, PARTLY, Terminal
from ingest.errors import HikmaError, InputError, NoSuchPath

if TYPE_CHECKING:
    from tutor.ask import Ask


def answer_lines(
    here: Terminal,
    path: Path,
    defaults: "Ask",
    work: "Callable[[Ask], dict[str, Any]]",
    show: "Callable[[dict[str, Any]], str] | None" = None,
) -> int:
    """Print the result of `work` for each line of `path`, in order, with its id.

    A line that fails gives `{"id", "error"}` and the rest go on.
    """
    status = DONE
    for number, line in _lines(path):
        id: Any = None
        try:
            row = _row(line, number)
            id = row.get("id")
            result = {"id": id, **work(_request(row, defaults))}
        except HikmaError as error:
            result = {"id": id, "error": error.as_record()}
            status = PARTLY
        here.line((show or as_json)(result))
    return status


def as_json(result: dict[str, Any]) -> str:
    """One result as a line of JSON."""
    return json.dumps(result, ensure_ascii=False)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        # Not splitlines: U+2028 and U+0085 may stand inside a JSON string.
        lines = path.read_text("utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise NoSuchPath(f"There is no file {path}.", hint="Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read as UTF-8 text.", hint="Save it as JSON lines in UTF-8."
        ) from error
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _row(line: str, number: int) -> dict[str, Any]:
    hint = 'Write {"id": "…", "question": "…"} on each line.'
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"Line {number} is not JSON: {error}.", hint=hint) from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise InputError(f"Line {number} has no question.", hint=hint)
    return row


def _request(row: dict[str, Any], defaults: "Ask") -> "Ask":
    from dataclasses import replace

    documents = row.get("documents") or defaults.documents
    if isinstance(documents, str):
        documents = [documents]
    language = row.get("language") or defaults.language
    return replace(
        defaults, question=row["question"], documents=tuple(documents), language=language
    )
