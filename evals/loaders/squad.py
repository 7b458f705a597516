"""JSON in SQuAD's form (Rajpurkar et al. 2016; 2.0 with `is_impossible`, 2018) → a suite.

data[].paragraphs[].{context, qas[].{id, question, answers[].{text, answer_start}}}
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.dataset import broken, case_of, checked, decoded, file_bytes
from evals.loaders.evidence import evidence_in
from evals.loaders.suite import SourceText, Suite
from evals.records import EvalCase, Row
from ingest.errors import HikmaError, InputError
from ingest.languages import detect_language

FORM = (
    'SQuAD\'s form is {"data": [{"paragraphs": [{"context": "…", "qas": [{"id": "…", '
    '"question": "…", "answers": [{"text": "…", "answer_start": 0}]}]}]}]}.'
)


def squad(path: Path, name: str) -> Suite:
    """The questions of a file over its paragraphs; `Row.line` counts questions.

    Even-numbered paragraphs (from 0) are the half `tune`, odd ones `report`: a set that was
    split so elsewhere stays split. Raises `NoSuchPath`, `InputError`.
    """
    data = file_bytes(path)
    texts: dict[str, SourceText] = {}
    rows: list[Row] = []
    for number, (where, paragraph) in enumerate(_paragraphs(_parsed(data, path), path)):
        rows += _rows(paragraph, where, number, texts, len(rows) + 1)
    return Suite(
        name=name,
        dataset=checked(rows, str(path.absolute()), hashlib.sha256(data).hexdigest(), hint=FORM),
        documents=tuple(texts.values()),
    )


def _rows(
    paragraph: Any, where: str, number: int, texts: dict[str, SourceText], first: int
) -> Iterator[Row]:
    """The questions of one paragraph, which is added to `texts`; or what is wrong with it."""
    fields = paragraph if isinstance(paragraph, dict) else {}
    context, qas = fields.get("context"), fields.get("qas")
    if not isinstance(context, str) or not context.strip() or broken({"context": context}):
        yield _fault(first, f"{where} has no context that can be read")
        return
    if not isinstance(qas, list):
        yield _fault(first, f"{where} has no list of qas")
        return
    # Equal contexts are one document: the library holds a text once.
    made = SourceText(
        name=f"squad/c{number:04}.txt", language=detect_language(context), text=context
    )
    text = texts.setdefault(context, made)
    half = "report" if number % 2 else "tune"
    for place, qa in enumerate(qas):
        yield _row(first + place, f"{where}.qas.{place}", qa, text, half)


def _parsed(data: bytes, path: Path) -> Any:
    try:
        return json.loads(decoded(data, str(path)))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}.", hint=FORM) from error


def _paragraphs(parsed: Any, path: Path) -> Iterator[tuple[str, Any]]:
    articles = parsed.get("data") if isinstance(parsed, dict) else None
    if not isinstance(articles, list):
        raise InputError(f"{path} is not in SQuAD's form: it has no list `data`.", hint=FORM)
    for number, article in enumerate(articles):
        found = article.get("paragraphs") if isinstance(article, dict) else None
        if not isinstance(found, list):
            yield f"data.{number}", None
            continue
        for place, paragraph in enumerate(found):
            yield f"data.{number}.paragraphs.{place}", paragraph


def _fault(line: int, message: str) -> Row:
    return Row(line=line, error=InputError(f"{message}.", hint=FORM).as_record())


def _row(line: int, where: str, fields: Any, text: SourceText, split: str) -> Row:
    try:
        return Row(line=line, case=_case(where, fields, text, split))
    except HikmaError as error:
        return Row(line=line, error=error.as_record())


def _case(where: str, fields: Any, text: SourceText, split: str) -> EvalCase:
    if not isinstance(fields, dict):
        raise InputError(f"{where} is not an object.", hint=FORM)
    given = fields.get("answers", [])
    answers, start = _answers(where, given)
    impossible = fields.get("is_impossible", False)
    if not isinstance(impossible, bool):
        raise InputError(f"{where}.is_impossible is neither true nor false.", hint=FORM)
    case = case_of(
        {
            "id": fields.get("id"),
            "question": fields.get("question"),
            "answers": () if impossible else answers,
            "answerable": not impossible,
            "split": split,
        },
        where,
        FORM,
    )
    if impossible:
        return case
    evidence = evidence_in(text.name, text.text, text.language, answers, start)
    return case.model_copy(update={"evidence": (evidence,)})


def _answers(where: str, given: Any) -> tuple[tuple[str, ...], int | None]:
    """Each answer once (annotators agree), and where the first of them begins."""
    listed: list[Any] = given if isinstance(given, list) else [None]
    if not all(isinstance(item, dict) and isinstance(item.get("text"), str) for item in listed):
        raise InputError(f"{where}.answers is not a list of objects with a text.", hint=FORM)
    start = listed[0].get("answer_start") if listed else None
    texts = tuple(dict.fromkeys(item["text"] for item in listed))
    return texts, start if isinstance(start, int) else None
