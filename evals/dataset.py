"""A file of JSON lines → cases. A line that is no case is named and kept; the rest go on."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.records import Dataset, EvalCase, Row
from ingest.errors import HikmaError, InputError, NoSuchPath
from ingest.languages import canonical

_FORM = (
    'Write {"id": "…", "question": "…", "answers": ["…"], "language": "en", "answerable": true} '
    "on each line."
)


def shipped() -> dict[str, Path]:
    """The data files that come with Hikma, by name."""
    folder = Path(__file__).parent / "datasets"
    return {path.stem: path for path in sorted(folder.glob("*.jsonl"))}


def read_dataset(name: str) -> Dataset:
    """The data file that `name` means: one that comes with Hikma, or a path.

    Raises `NoSuchPath`, and `InputError` for a file that is empty, not UTF-8, without any
    runnable case, or with an id twice.
    """
    path = shipped().get(name, Path(name))
    return parse(_bytes(path), str(path.absolute()))


def parse(data: bytes, path: str) -> Dataset:
    """The cases in the bytes of a data file. Raises `InputError` (see `read_dataset`)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", hint="Save it in UTF-8.") from error
    ignored: dict[str, None] = {}
    # Not splitlines(): a JSON string may hold U+2028 and others that it breaks at.
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    rows = tuple(_row(line, number, ignored) for number, line in lines)
    _check(rows, path)
    return Dataset(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=rows,
        ignored=tuple(ignored),
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NoSuchPath(
            f"There is no file {path}.",
            hint=f"Check the path, or use a set that comes with Hikma: {', '.join(shipped())}.",
        ) from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}).", hint="Name a file of JSON lines."
        ) from error


def _row(line: str, number: int, ignored: dict[str, None]) -> Row:
    try:
        return Row(line=number, case=_case(line, number, ignored))
    except HikmaError as error:
        return Row(line=number, error=error.as_record())


def _case(line: str, number: int, ignored: dict[str, None]) -> EvalCase:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"Line {number} is not JSON: {error}.", hint=_FORM) from error
    if not isinstance(fields, dict):
        raise InputError(f"Line {number} is not a JSON object.", hint=_FORM)
    ignored.update(dict.fromkeys(name for name in fields if name not in EvalCase.model_fields))
    known = {name: value for name, value in fields.items() if name in EvalCase.model_fields}
    if _broken(known):
        raise InputError(
            f"Line {number} holds half a character (a lone surrogate).",
            hint="Write the character itself, or both of its \\u escapes.",
        )
    try:
        case = EvalCase.model_validate(known)
    except ValidationError as error:
        raise InputError(f"Line {number}: {_said(error)}.", hint=_FORM) from error
    language = canonical(case.language)
    if language is None:
        raise InputError(
            f"Line {number}: language {case.language!r} is not a language code.",
            hint="Use a BCP-47 code such as en, zh-Hans or ar.",
        )
    return case.model_copy(update={"language": language})


def _broken(fields: dict[str, Any]) -> bool:
    """Whether a text in `fields` cannot be written as UTF-8, and so could not be recorded."""
    try:
        json.dumps(fields, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _said(error: ValidationError) -> str:
    """The first fault as `evidence.0.quote: field required`."""
    first: Any = error.errors()[0]
    message = str(first["msg"])
    return f"{'.'.join(str(part) for part in first['loc'])}: {message[:1].lower()}{message[1:]}"


def _check(rows: tuple[Row, ...], path: str) -> None:
    if not rows:
        raise InputError(f"{path} holds no rows.", hint=_FORM)
    seen: dict[str, int] = {}
    for row in rows:
        if row.case is None:
            continue
        if row.case.id in seen:
            raise InputError(
                f"The id {row.case.id!r} is on line {seen[row.case.id]} and on line {row.line}.",
                hint="Give every row an id of its own.",
            )
        seen[row.case.id] = row.line
    if not seen:
        first = rows[0].error or {}
        raise InputError(f"{path} holds no usable row. {first['message']}", hint=first["hint"])
