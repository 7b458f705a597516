"""What learners said of answers, kept as cases that `hikma eval run FILE` reads.

A thumb or a dispute becomes an `EvalCase`: the question, and what is known of its answer. One
question about the same documents is one case; what was said last counts. Knows no screens.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from evals.records import EvalCase, GoldEvidence
from ingest.documents import Record
from ingest.errors import StoreNotWritable
from tutor.answers import Answer

Verdict = Literal["good", "bad"]
SOURCE = "learner"


class Judgement(Record):
    """What a learner said of an answer."""

    verdict: Verdict
    answerable: bool | None = None
    """Whether the documents hold the answer, where the learner said; else they are taken to, but
    where it was good to decline."""
    right: str = ""
    """The answer as it should have been, in the learner's words."""
    documents: tuple[str, ...] = ()
    """Ids of the documents that were asked; empty for all."""
    history: tuple[str, ...] = ()
    """Questions asked before, the oldest first."""


def feedback_file(data: Path) -> Path:
    """Where the cases are kept in a data folder."""
    return data / "feedback" / "cases.jsonl"


def case_of(answer: Answer, judgement: Judgement) -> EvalCase:
    """The case that a judgement of `answer` makes.

    Of a bad answer only the question is kept, and the right one where it was given: its
    citations are evidence of nothing.
    """
    good = judgement.verdict == "good"
    answerable = judgement.answerable
    if answerable is None:
        answerable = not (good and answer.declined)
    key = json.dumps([answer.question, *judgement.documents, *judgement.history])
    said = (answer.answer,) if good and not answer.declined else ()
    evidence = answer.citations if good and answerable else ()
    return EvalCase(
        id=f"learner-{hashlib.sha256(key.encode()).hexdigest()[:12]}",
        question=answer.question,
        answers=(judgement.right.strip(),) if judgement.right.strip() else said,
        language=answer.language,
        answerable=answerable,
        evidence=tuple(GoldEvidence(path=c.path, quote=c.quote) for c in evidence),
        documents=judgement.documents,
        history=judgement.history,
        source=SOURCE,
    )


def keep(data: Path, case: EvalCase, note: str = "") -> None:
    """Write the case down, in place of one about the same question; `note` is for people.

    Complete or not at all. Raises `StoreNotWritable`.
    """
    from filelock import FileLock

    path = feedback_file(data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            others = [line for line in _lines(path) if json.loads(line)["id"] != case.id]
            fields = case.model_dump(exclude_defaults=True) | ({"note": note} if note else {})
            fresh = path.with_suffix(".new")
            lines = [*others, json.dumps(fields, ensure_ascii=False)]
            fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            fresh.replace(path)
    except OSError as error:
        raise StoreNotWritable(
            f"{path.parent} cannot be written: {error.strerror}.",
            hint="Check the free disk space and the folder's permissions.",
        ) from error


def _lines(path: Path) -> Iterable[str]:
    # Not splitlines(): a JSON string may hold U+2028 and others that it breaks at.
    text = path.read_text("utf-8") if path.exists() else ""
    return [line for line in text.split("\n") if line.strip()]
