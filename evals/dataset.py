"""A file of JSON lines → cases. A line that is no case is named and kept; the rest go on."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.records import Dataset, EvalCase, Row
from ingest.errors import HikmaError, InputError, NoSuchPath
from ingest.languages import canonical, detect_language

FORM = (
    'Write {"id": "…", "question": "…", "answers": ["…"], "language": "en", "answerable": true} '
    "on each line."
)
FOR_PEOPLE = frozenset({"note"})
"""Fields that are there for the reader of the file: not read, and not called unknown."""


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
    return parse(file_bytes(path), str(path.absolute()))


def parse(data: bytes, path: str) -> Dataset:
    """The cases in the bytes of a data file. Raises `InputError` (see `read_dataset`)."""
    ignored: dict[str, None] = {}
    rows = [_row(line, number, ignored) for number, line in lines(data, path)]
    return checked(rows, path, hashlib.sha256(data).hexdigest(), ignored)


def lines(data: bytes, path: str) -> list[tuple[int, str]]:
    """The lines that are not blank, with their numbers. Raises `InputError`."""
    # Not splitlines(): a JSON string may hold U+2028 and others that it breaks at.
    every = enumerate(decoded(data, path).split("\n"), start=1)
    return [(number, line) for number, line in every if line.strip()]


def decoded(data: bytes, path: str) -> str:
    """The text of a file. Raises `InputError`: a guessed encoding could change the gold."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", hint="Save it in UTF-8.") from error


def file_bytes(path: Path) -> bytes:
    """What is in a file. Raises `NoSuchPath`, `InputError`."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NoSuchPath(
            f"There is no file {path}.",
            hint=f"Check the path, or use a set that comes with Hikma: {', '.join(shipped())}.",
        ) from error
    except (OSError, ValueError) as error:  # a NUL in the name: ValueError
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(
            f"{path} cannot be read ({reason}).", hint="Name a file of JSON lines."
        ) from error


def _row(line: str, number: int, ignored: dict[str, None]) -> Row:
    try:
        fields = json_object(line, f"Line {number}")
        unknown = [name for name in fields if name not in EvalCase.model_fields]
        ignored.update(dict.fromkeys(name for name in unknown if name not in FOR_PEOPLE))
        known = {name: value for name, value in fields.items() if name in EvalCase.model_fields}
        return Row(line=number, case=case_of(known, f"Line {number}"))
    except HikmaError as error:
        return Row(line=number, error=error.as_record())


def first_object(path: Path) -> dict[str, Any]:
    """What the first line of a file that is an object holds: by its fields kinds of files are told
    apart. Empty where no line is one. Raises `NoSuchPath`, `InputError`."""
    for line in decoded(file_bytes(path), str(path)).split("\n"):
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(fields, dict):
            return fields
    return {}


def json_object(line: str, where: str) -> dict[str, Any]:
    """The object on a line. Raises `InputError`, which begins with `where`."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON: {error}.", hint=FORM) from error
    if not isinstance(fields, dict):
        raise InputError(f"{where} is not a JSON object.", hint=FORM)
    return fields


def case_of(fields: dict[str, Any], where: str, hint: str = FORM) -> EvalCase:
    """A case from its fields, its language in one form, told from the question where not given.

    Raises `InputError`, which begins with `where`.
    """
    if broken(fields):
        raise InputError(
            f"{where} holds half a character (a lone surrogate).",
            hint="Write the character itself, or both of its \\u escapes.",
        )
    question = fields.get("question")
    if not fields.get("language") and isinstance(question, str):
        fields = fields | {"language": detect_language(question)}
    try:
        case = EvalCase.model_validate(fields)
    except ValidationError as error:
        raise InputError(f"{where}: {said(error)}.", hint=hint) from error
    language = canonical(case.language)
    if language is None:
        raise InputError(
            f"{where}: language {case.language!r} is not a language code.",
            hint="Use a BCP-47 code such as en, zh-Hans or ar.",
        )
    return case.model_copy(update={"language": language})


def broken(fields: dict[str, Any]) -> bool:
    """Whether a text in `fields` cannot be written as UTF-8, and so could not be recorded."""
    try:
        json.dumps(fields, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def said(error: ValidationError) -> str:
    """The first fault as `evidence.0.quote: field required`."""
    first: Any = error.errors()[0]
    message = str(first["msg"])
    return f"{'.'.join(str(part) for part in first['loc'])}: {message[:1].lower()}{message[1:]}"


def checked(
    rows: Iterable[Row], path: str, sha256: str, ignored: Iterable[str] = (), hint: str = FORM
) -> Dataset:
    """The rows as a data set. Raises `InputError` where there is no case, or an id twice."""
    dataset = Dataset(path=path, sha256=sha256, rows=tuple(rows), ignored=tuple(ignored))
    if not dataset.rows:
        raise InputError(f"{path} holds no rows.", hint=hint)
    seen: dict[str, int] = {}
    for row in dataset.rows:
        if row.case is None:
            continue
        if row.case.id in seen:
            raise InputError(
                f"The id {row.case.id!r} is on line {seen[row.case.id]} and on line {row.line}.",
                hint="Give every row an id of its own.",
            )
        seen[row.case.id] = row.line
    if not seen:
        first = dataset.rows[0].error or {}
        raise InputError(f"{path} holds no usable row. {first['message']}", hint=first["hint"])
    return dataset
