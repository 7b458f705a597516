"""The noun of this measurement, and its files: items that are sound or have one flaw.

Knows nothing of gates or libraries.
"""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from evals.dataset import checked, file_bytes, first_object, json_object, lines, said, shipped
from evals.loaders.sample import named_half
from evals.loaders.suite import Suite
from evals.records import EvalCase, GoldEvidence, Row, Words
from ingest.documents import Record
from ingest.errors import HikmaError, InputError
from ingest.languages import canonical, primary
from tutor.quizzes import Kind

NAME = "items"
FORM = (
    'Write {"id": "…", "language": "en", "kind": "single", "stem": "…?", "options": [{"text": "…", '
    '"correct": true}, …], "evidence": [{"path": "…", "quote": "…"}], "flaw": null} on each line.'
)
Flaw = Literal[
    "wrong-key", "second-right", "number-changed", "negation-flipped", "evidence-removed",
    "evidence-elsewhere", "longest-key", "all-of-the-above", "duplicate", "wrong-language",
    "disputed",
]  # fmt: skip
"""Planted, but for `disputed`: a learner said that the item is wrong."""


class CaseOption(Record):
    """An option as the file has it."""

    text: str
    correct: bool
    rationale: str = ""


class ItemCase(Record):
    """An item with what is known of it."""

    id: Words
    language: str
    """BCP-47; that the item is written in, or says it is (`wrong-language`)."""
    kind: Kind
    stem: str
    options: tuple[CaseOption, ...] = ()
    answer: tuple[str, ...] = ()
    explanation: str = ""
    evidence: tuple[GoldEvidence, ...]
    flaw: Flaw | None = None
    """None for a sound item."""
    base: str | None = None
    """The sound item that it was made from."""
    twins: tuple[str, ...] = ()
    """Items that ask the same in another language: sound, and duplicates of each other."""
    split: Literal["tune", "report"]
    note: str = ""
    """For people."""

    @property
    def spoken(self) -> str:
        """Its language without script or region: figures are given by it."""
        return primary(self.language)

    @property
    def cluster(self) -> str:
        """Items made from one are right or wrong together."""
        return self.base or self.id


def is_items(name: str) -> bool:
    """Does a suite's name, with or without a half, mean items: those that come with Hikma, or a
    file of such? Raises `InputError` for a file that cannot be read."""
    whole, _ = named_half(name)
    path = Path(whole)
    if whole == NAME or path.suffix != ".jsonl" or not path.is_file():
        return whole == NAME
    return {"stem", "evidence"} <= first_object(path).keys()


def read_items(name: str) -> tuple[Suite, dict[str, ItemCase]]:
    """All items that a name means, whatever half it names: as a suite that can be sampled, halved
    and taken up again, and by id. Raises `NoSuchPath`, `InputError`.
    """
    whole, _ = named_half(name)
    path = shipped()[NAME] if whole == NAME else Path(whole)
    data = file_bytes(path)
    found: dict[str, ItemCase] = {}
    rows = [_row(number, line, found) for number, line in lines(data, str(path))]
    dataset = checked(rows, str(path), hashlib.sha256(data).hexdigest(), hint=FORM)
    return Suite(name=whole, dataset=dataset), found


def _row(number: int, line: str, found: dict[str, ItemCase]) -> Row:
    try:
        case = item_case(line, f"Line {number}")
    except HikmaError as error:
        return Row(line=number, error=error.as_record())
    found.setdefault(case.id, case)
    return Row(line=number, case=_as_question(case))


def item_case(line: str, where: str) -> ItemCase:
    """The item on a line. Raises `InputError`, which begins with `where`."""
    fields = json_object(line, where)
    try:
        case = ItemCase.model_validate(fields)
    except ValidationError as error:
        raise InputError(f"{where}: {said(error)}.", hint=FORM) from error
    language = canonical(case.language)
    if language is None:
        raise InputError(f"{where}: {case.language!r} is no language code.", hint=FORM)
    return case.model_copy(update={"language": language})


def _as_question(case: ItemCase) -> EvalCase:
    """The same as the harness keeps cases."""
    keys = tuple(option.text for option in case.options if option.correct)
    return EvalCase(
        id=case.id,
        question=case.stem,
        answers=keys or case.answer,
        language=case.language,
        answerable=True,
        evidence=case.evidence,
        kind=case.kind,
        split=case.split,
        source=case.flaw or "sound",
    )
