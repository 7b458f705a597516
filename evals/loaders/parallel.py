"""`NAME.qa.jsonl` with `NAME.contexts.jsonl` → a suite: one set, or one set in several languages.

In sets that differ only in language, questions and paragraphs whose ids differ only in the set's
name (`xquad_en-c0001`, `xquad_zh-c0001`) are translations of each other. Then each paragraph that
is there is evidence, any one of them enough, and an answer is right in each of their languages.
The data's own gold is kept: another paragraph that happens to say the same is not added.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evals.dataset import case_of, checked, file_bytes
from evals.loaders.evidence import evidence_in
from evals.loaders.paragraphs import (
    FORM,
    QUESTIONS,
    Found,
    Paragraphs,
    half_of,
    questions,
)
from evals.loaders.suite import Suite
from evals.records import EvalCase, Row
from ingest.errors import HikmaError, InputError


def paired(folder: Path, asked: Sequence[str], name: str, passages: Sequence[str] = ()) -> Suite:
    """The questions of the sets `asked` over the paragraphs of `passages`, by default their own.

    Raises `NoSuchPath`, `InputError`.
    """
    passages, several = passages or asked, len(asked) > 1
    paragraphs = Paragraphs()
    for source in passages:
        paragraphs.add_set(folder, source)
    read = {source: file_bytes(folder / f"{source}{QUESTIONS}") for source in [*asked, *passages]}
    found = {
        source: list(questions(data, folder / f"{source}{QUESTIONS}", among=several))
        for source, data in read.items()
    }
    answers = {source: _answers(source, rows) for source, rows in found.items()}
    rows: list[Row] = []
    for source in asked:
        others = [source] * (source in passages) + [other for other in passages if other != source]
        for number, where, fields in found[source]:
            # Lines are counted through all files; a fault names the file and its own line.
            line = len(rows) + 1 if several else number
            rows.append(
                _row(line, where, fields, _Sides(source, others, paragraphs, answers, several))
            )
    return Suite(
        name=name,
        dataset=checked(
            rows,
            str((folder / f"{'+'.join(asked)}{QUESTIONS}").absolute()),
            digest([*paragraphs.read, *read.values()]),
            hint=FORM,
        ),
        documents=paragraphs.documents,
    )


def digest(parts: Sequence[bytes]) -> str:
    """One hash of several files."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


class _Sides(NamedTuple):
    """Where a question is from, and where its answer may stand."""

    source: str
    passages: Sequence[str]
    """Sets, the question's own first."""
    paragraphs: Paragraphs
    answers: dict[str, dict[str, tuple[str, ...]]]
    several: bool
    """Whether other sets are asked too, which may use the same ids."""


def _answers(source: str, rows: Sequence[Found]) -> dict[str, tuple[str, ...]]:
    """The answers of a set by the part of the id that its translations share."""
    found = {}
    for _, _, fields in rows:
        if isinstance(fields, dict) and isinstance(fields.get("answers"), list):
            texts = tuple(text for text in fields["answers"] if isinstance(text, str))
            found[str(fields.get("id")).removeprefix(f"{source}-")] = texts
    return found


def _row(line: int, where: str, fields: dict[str, Any] | HikmaError, sides: _Sides) -> Row:
    try:
        if isinstance(fields, HikmaError):
            raise fields
        return Row(line=line, case=_case(where, fields, sides))
    except HikmaError as error:
        return Row(line=line, error=error.as_record())


def _case(where: str, fields: dict[str, Any], sides: _Sides) -> EvalCase:
    context = str(fields.get("context_id"))
    case = case_of(harness_fields(fields, sides.source, context), where, FORM)
    common = case.id.removeprefix(f"{sides.source}-")
    evidence, answers = [], [*case.answers]
    for other in sides.passages:
        text = sides.paragraphs.by_id.get(_in(other, context, sides.source))
        if text is not None:
            theirs = sides.answers[other].get(common, ())
            evidence.append(evidence_in(text.name, text.text, text.language, theirs))
            answers += theirs
    if not evidence:
        raise InputError(f"{where}: there is no paragraph {context!r}.", hint=FORM)
    point = 1 if len(evidence) > 1 else None
    return case.model_copy(
        update={
            "id": f"{sides.source}-{common}" if sides.several else case.id,
            "answers": tuple(dict.fromkeys(answers)),
            "evidence": tuple(gold.model_copy(update={"point": point}) for gold in evidence),
        }
    )


def _in(other: str, id: str, source: str) -> str:
    """The id as the set `other` has it."""
    return id if other == source else f"{other}-{id.removeprefix(f'{source}-')}"


def harness_fields(fields: dict[str, Any], source: str, context: str) -> dict[str, Any]:
    """A question of this form in the harness's own field names."""
    return {
        "id": fields.get("id"),
        "question": fields.get("question"),
        "answers": fields.get("answers", ()),
        "language": fields.get("language") or fields.get("lang") or "",
        "answerable": fields.get("answerable", True),
        "source": fields.get("source") or source,
        "split": half_of(context),
    }
