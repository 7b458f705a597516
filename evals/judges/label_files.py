"""Files of labelled claims → items. Knows the sets of the project's development data by name, and
the form in which anybody writes their own.

A line that is no item is named and kept; the rest are used. Their text stays where it is: what is
stored of a calibration are figures.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from evals.judges.labels import Labelled, Labels, digest
from evals.judges.verdicts import Claim
from ingest.documents import Record
from ingest.errors import InputError, NoSuchPath
from ingest.languages import canonical

FORM = (
    'Write {"claim": "…", "evidence": "…", "label": 1, "language": "en"} on each line, label 1 '
    'for supported and 0 for not; "question" may be added.'
)


class _Own(Record):
    """A row as its writer writes it; fields besides are not looked at."""

    claim: str = Field(min_length=1)
    evidence: str | tuple[str, ...]
    label: bool
    language: str
    question: str = ""
    id: str = Field(default="", coerce_numbers_to_str=True)
    pair: str = Field(default="", coerce_numbers_to_str=True)


Row = dict[str, Any]
Read = Callable[[str, Row, dict[str, str]], Iterator[Labelled]]


def _own(name: str, row: Row, texts: dict[str, str]) -> Iterator[Labelled]:
    known = {"language": row.get("lang"), **row}
    given = _Own.model_validate({k: v for k, v in known.items() if k in _Own.model_fields})
    quotes = (given.evidence,) if isinstance(given.evidence, str) else given.evidence
    yield Labelled(
        id=given.id,
        set=name,
        claim=Claim(
            text=given.claim,
            quotes=quotes,
            language=_language(given.language),
            question=given.question,
        ),
        label=given.label,
        evidence=digest("\n".join(quotes)),
        pair=given.pair,
    )


def _by_reference(name: str, row: Row, texts: dict[str, str]) -> Iterator[Labelled]:
    """`grounding_ar_pairs`: the evidence is in a file beside."""
    for item in _own(name, {**row, "evidence": texts[row["evidence_id"]]}, texts):
        yield item.model_copy(update={"evidence": row["evidence_id"]})


def _contrast(name: str, row: Row, texts: dict[str, str]) -> Iterator[Labelled]:
    """`grounding_contrast`: each row as an answer, and once more as a statement.

    Question and answer in one line are no good prose, but nobody labelled statements in English.
    """
    told = f"{row['question'].strip()} {row['claim'].strip()}."
    for of, given in (
        (name, row),
        (f"{name}_told", {**row, "claim": told, "question": "", "id": f"{row['id']}-told"}),
    ):
        for item in _by_reference(of, given, texts):
            yield item.model_copy(update={"pair": row["id"].rpartition("-")[0]})


def _keywords(name: str, row: Row, texts: dict[str, str]) -> Iterator[Labelled]:
    """`grounding_zh_keywords`: each marked keyword of a sentence is a claim of its own."""
    for label, field in ((True, "good_keywords"), (False, "bad_keywords")):
        for number, keyword in enumerate(row[field]):
            given = {**row, "claim": keyword, "label": label, "id": f"{row['id']}-{field}-{number}"}
            yield from _own(name, given, texts)


_SETS: dict[str, Read] = {
    "grounding_contrast": _contrast,
    "grounding_ar_pairs": _by_reference,
    "grounding_zh_keywords": _keywords,
}


def read_labels(path: Path) -> Labels:
    """The items of a file, or of the known sets of a folder.

    Raises `NoSuchPath`, and `InputError` where there is no item at all.
    """
    files = _files(path)
    hashed, items, faults = hashlib.sha256(), list[Labelled](), list[dict[str, Any]]()
    for file in files:
        data, texts = _bytes(file), _evidence(file, hashed)
        hashed.update(data)
        for line, row in _rows(data, file, faults):
            try:
                found = list(_SETS.get(file.stem, _own)(file.stem, row, texts))
            except (ValidationError, InputError, KeyError, TypeError, AttributeError) as error:
                faults.append({"file": str(file), "line": line, "message": _said(error)})
                continue
            items += (
                item if item.id else item.model_copy(update={"id": f"{file.stem}-{line}"})
                for item in found
            )
    if not items:
        first = f" Line {faults[0]['line']}: {faults[0]['message']}" if faults else ""
        raise InputError(f"{path} holds no labelled claim.{first}", hint=FORM)
    return Labels(sha256=hashed.hexdigest(), items=tuple(items), faults=tuple(faults))


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise NoSuchPath(
            f"There is no file or folder {path}.", hint="Name labelled claims with --labels."
        )
    if not path.is_dir():
        return [path]
    found = [path / f"{name}.jsonl" for name in _SETS if (path / f"{name}.jsonl").exists()]
    if not found:
        raise InputError(
            f"{path} holds none of {', '.join(f'{name}.jsonl' for name in _SETS)}.",
            hint=f"Name a file of your own instead. {FORM}",
        )
    return found


def _evidence(file: Path, hashed: Any) -> dict[str, str]:
    beside = file.with_name(f"{file.stem}.evidence.jsonl")
    if file.stem not in _SETS or not beside.exists():
        return {}
    data = _bytes(beside)
    hashed.update(data)
    return {row["evidence_id"]: row["text"] for _, row in _rows(data, beside, [])}


def _rows(data: bytes, file: Path, faults: list[dict[str, Any]]) -> Iterator[tuple[int, Row]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 text.", hint="Save it in UTF-8.") from error
    # Not splitlines(): a JSON string may hold U+2028 and others that it breaks at.
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            row = json.loads(written)
            if not isinstance(row, dict):
                raise ValueError("it is no JSON object")
        except (ValueError, RecursionError) as error:
            faults.append({"file": str(file), "line": line, "message": f"not JSON: {error}"})
        else:
            yield line, row


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}).", hint="Name a file of JSON lines."
        ) from error


def _language(code: str) -> str:
    known = canonical(code)
    if known is None:
        raise InputError(f"{code!r} is no language code", hint="Use a BCP-47 code such as ar.")
    return known


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg'].lower()}"
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"
    return str(error)
