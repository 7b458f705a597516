"""A table (CSV, with commas, semicolons or tabs) → cases.

Columns `id`, `question`, `answers` (`|` between alternatives, or a JSON list), `language` (told
from the question where empty), `answerable` (yes where empty and there are answers),
`evidence_path`, `evidence_quote` (each a text or a JSON list), and any other text field of a case.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.dataset import FOR_PEOPLE, case_of, checked, decoded, file_bytes
from evals.records import Dataset, EvalCase, Row
from ingest.errors import HikmaError, InputError
from ingest.normalize import fold

FORM = (
    "Columns: id, question, answers, language, answerable, evidence_path, evidence_quote; "
    "id and question must be there. Save it as “CSV UTF-8”."
)
NEEDED = ("id", "question")
LISTS = ("answers", "documents", "history")
TEXTS = ("id", "question", "language", "kind", "premise", "split", "source")
EVIDENCE = ("evidence_path", "evidence_quote")
COLUMNS = (*TEXTS, *LISTS, *EVIDENCE, "answerable", "parts", "synthetic")
TRUTH = {
    **dict.fromkeys(("true", "yes", "1", "是", "نعم"), True),
    **dict.fromkeys(("false", "no", "0", "否", "لا"), False),
}
"""As people and spreadsheets write it in the three languages."""
_Line = tuple[int, list[str] | InputError]


def table(path: Path) -> Dataset:
    """The cases of a CSV file. Raises `NoSuchPath`, `InputError`."""
    data = file_bytes(path)
    text = data.decode("utf-16") if _is_utf_16(data) else decoded(data, str(path))
    found = _lines(text, _separator(text))
    _, head = next(found, (1, []))
    names = _columns(head, path)
    rows = [_row(number, cells, names) for number, cells in found]
    unknown = [name for name in names if name not in COLUMNS and name not in FOR_PEOPLE]
    digest = hashlib.sha256(data).hexdigest()
    return checked(rows, str(path.absolute()), digest, filter(None, unknown), FORM)


def _is_utf_16(data: bytes) -> bool:
    """Excel's “Unicode text”; a file with the mark that breaks off is not."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        data.decode("utf-16")
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: str) -> str:
    """What stands between the columns of the first line: where decimals have commas,
    spreadsheets write semicolons."""
    head = text.lstrip().partition("\n")[0]
    return max(",;\t", key=head.count)


def _lines(text: str, separator: str) -> Iterator[_Line]:
    """The rows that are not blank, with the line on which each begins."""
    # newline="": a cell may hold line breaks. Strict: a quote that is never closed is a fault.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begins, InputError(f"Line {begins} is no row of a table: {error}.", hint=FORM)
        else:
            if any(cell.strip() for cell in cells):
                yield begins, cells


def _columns(head: list[str] | InputError, path: Path) -> list[str]:
    if isinstance(head, InputError):
        raise head
    names = [fold(name).strip().replace(" ", "_") for name in head]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise InputError(
            f"{path} has no column {' and no column '.join(missing)}; its first line is: "
            f"{', '.join(head)[:200]!r}.",
            hint=FORM,
        )
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise InputError(f"{path} has the column {twice[0]} twice.", hint="Leave one out.")
    return names


def _row(line: int, cells: list[str] | InputError, names: Sequence[str]) -> Row:
    try:
        if isinstance(cells, InputError):
            raise cells
        return Row(line=line, case=_case(f"Line {line}", cells, names))
    except HikmaError as error:
        return Row(line=line, error=error.as_record())


def _case(where: str, cells: Sequence[str], names: Sequence[str]) -> EvalCase:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise InputError(
            f"{where} has {len(cells)} cells for {len(names)} columns.",
            hint="A text that holds the separator must stand in double quotes.",
        )
    row = {name: cell.strip() for name, cell in zip(names, cells) if cell.strip()}
    fields: dict[str, Any] = {name: row[name] for name in TEXTS if name in row}
    fields |= {name: _listed(where, name, row[name]) for name in LISTS if name in row}
    fields["evidence"] = _evidence(where, row)
    if "parts" in row:
        fields["parts"] = _json_list(where, "parts", row["parts"])
    if "synthetic" in row:
        fields["synthetic"] = _truth(where, "synthetic", row["synthetic"])
    fields["answerable"] = _answerable(where, row)
    return case_of(fields, where, FORM)


def _answerable(where: str, row: dict[str, str]) -> bool:
    if "answerable" in row:
        return _truth(where, "answerable", row["answerable"])
    if "answers" in row or "evidence_quote" in row:
        return True
    raise InputError(
        f"{where} has no answers and does not say whether there is one.",
        hint="Write true or false in the column answerable.",
    )


def _truth(where: str, name: str, cell: str) -> bool:
    found = TRUTH.get(fold(cell))
    if found is None:
        raise InputError(f"{where}: {name} is {cell[:40]!r}.", hint="Write true or false.")
    return found


def _listed(where: str, name: str, cell: str) -> list[Any]:
    if cell.startswith("["):
        return _json_list(where, name, cell)
    return [part.strip() for part in cell.split("|") if part.strip()]


def _json_list(where: str, name: str, cell: str) -> list[Any]:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: {name} is not a JSON list: {error}.", hint=FORM) from error
    if not isinstance(found, list):
        raise InputError(f"{where}: {name} is not a JSON list.", hint=FORM)
    return found


def _evidence(where: str, row: dict[str, str]) -> list[dict[str, Any]]:
    """Quotes with their paths; a single path is that of every quote."""
    paths, quotes = (_one_or_more(where, name, row.get(name, "")) for name in EVIDENCE)
    if len(paths) == 1:
        paths = paths * len(quotes)
    if len(paths) != len(quotes) or ("evidence_path" in row and not quotes):
        raise InputError(
            f"{where}: evidence_path and evidence_quote do not go together.",
            hint="Give one path for each quote, or one for all.",
        )
    return [{"path": path, "quote": quote} for path, quote in zip(paths, quotes)]


def _one_or_more(where: str, name: str, cell: str) -> list[Any]:
    """A quote may begin with a bracket without being a list."""
    if cell.startswith('["'):
        return _json_list(where, name, cell)
    return [cell] if cell else []
