"""Questions each with the paragraphs that it may be answered from (`context_ids`) → a suite.

Made for abstention: the same question with its gold paragraph among them, and without it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.dataset import case_of, checked, file_bytes
from evals.loaders.evidence import evidence_in
from evals.loaders.paragraphs import QUESTIONS, Paragraphs, questions, sets
from evals.loaders.parallel import digest, harness_fields
from evals.loaders.suite import Suite
from evals.records import EvalCase, GoldEvidence, Row
from ingest.errors import HikmaError, InputError

FORM = 'Write {"id": "…", "question": "…", "answerable": true, "context_ids": ["…"]} on each line.'


def scoped(path: Path, name: str) -> Suite:
    """The questions in `path` over the paragraphs of the sets beside it.

    Raises `NoSuchPath`, `InputError`.
    """
    data = file_bytes(path)
    found = list(questions(data, path))
    needed = _needed([fields for _, _, fields in found if isinstance(fields, dict)])
    paragraphs = Paragraphs()
    gold: dict[str, str] = {}
    read = [data]
    for source in sets(path.parent):
        if any(id.startswith(f"{source}-") for id in needed):
            paragraphs.add_set(path.parent, source)
            read.append(file_bytes(path.parent / f"{source}{QUESTIONS}"))
            gold |= _contexts(read[-1], path.parent / f"{source}{QUESTIONS}")
    rows = [_row(*line, paragraphs, gold) for line in found]
    used = {name for row in rows if row.case for name in row.case.documents}
    return Suite(
        name=name,
        dataset=checked(rows, str(path.absolute()), digest([*read, *paragraphs.read]), hint=FORM),
        documents=tuple(text for text in paragraphs.documents if text.name in used),
    )


def _needed(found: Sequence[dict[str, Any]]) -> set[str]:
    """Ids that tell which sets are needed: of questions and of paragraphs."""
    ids = {str(fields.get("id")) for fields in found}
    listed = (fields.get("context_ids") for fields in found)
    return ids | {str(id) for each in listed if isinstance(each, list) for id in each}


def _contexts(data: bytes, path: Path) -> dict[str, str]:
    """The gold paragraph of each question of a set, by ids."""
    rows = (fields for _, _, fields in questions(data, path) if isinstance(fields, dict))
    return {str(fields.get("id")): str(fields.get("context_id")) for fields in rows}


def _row(
    line: int,
    where: str,
    fields: dict[str, Any] | HikmaError,
    paragraphs: Paragraphs,
    gold: dict[str, str],
) -> Row:
    try:
        if isinstance(fields, HikmaError):
            raise fields
        return Row(line=line, case=_case(where, fields, paragraphs, gold))
    except HikmaError as error:
        return Row(line=line, error=error.as_record())


def _case(
    where: str, fields: dict[str, Any], paragraphs: Paragraphs, gold: dict[str, str]
) -> EvalCase:
    ids = fields.get("context_ids")
    if not isinstance(ids, list) or not ids:
        raise InputError(f"{where} names no context_ids.", hint=FORM)
    missing = [id for id in ids if str(id) not in paragraphs.by_id]
    if missing:
        raise InputError(f"{where}: there is no paragraph {missing[0]!r}.", hint=FORM)
    # `…#ans` and `…#una` are one question, and so of one half.
    context = gold.get(str(fields.get("id")).partition("#")[0], "")
    case = case_of(harness_fields(fields, "", context), where, FORM)
    return case.model_copy(
        update={
            "documents": tuple(paragraphs.by_id[str(id)].name for id in ids),
            "evidence": _evidence(case, context, ids, paragraphs),
        }
    )


def _evidence(
    case: EvalCase, context: str, ids: Sequence[Any], paragraphs: Paragraphs
) -> tuple[GoldEvidence, ...]:
    if not case.answerable or context not in ids:
        return ()
    text = paragraphs.by_id[context]
    return (evidence_in(text.name, text.text, text.language, case.answers),)
