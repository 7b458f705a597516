"""Items written by people → the share that the gates without evidence would reject.

Whoever rejects many of these is too strict. Nothing of their text is kept: only counts.
"""

from collections.abc import Sequence
from pathlib import Path

from evals.dataset import file_bytes, json_object, lines
from evals.intervals import wilson
from evals.records import MetricRow
from evals.report import ALL, DIGITS
from ingest.errors import InputError
from ingest.languages import canonical
from tutor.gates.admit import rules
from tutor.quizzes import LETTERS, Option, QuizItem

FILE = "mcq_exams.jsonl"


def human_rows(folder: Path) -> tuple[MetricRow, ...]:
    """`human_rejected`, over all gates and by gate, for each language of the set in `folder`.

    Raises `NoSuchPath`, `InputError`.
    """
    path = folder / FILE
    items = [_item(line, number) for number, line in lines(file_bytes(path), str(path))]
    found = [(item, [v.name for v in rules(item) if v.verdict == "reject"]) for item in items]
    gates = sorted({name for _, names in found for name in names})
    rows = []
    for language in [*dict.fromkeys(item.language for item in items), ALL]:
        of = [names for item, names in found if language in (ALL, item.language)]
        rows.append(_row("human_rejected", language, [bool(names) for names in of]))
        rows += [
            _row(f"human_rejected by {gate}", language, [gate in names for names in of])
            for gate in gates
            if any(gate in names for names in of)
        ]
    return tuple(rows)


def _row(name: str, language: str, hit: Sequence[bool]) -> MetricRow:
    interval = wilson(sum(hit), len(hit))
    return MetricRow(
        name=name,
        language=language,
        value=round(sum(hit) / len(hit), DIGITS) if hit else None,
        n=len(hit),
        unscored=0,
        interval=(round(interval[0], DIGITS), round(interval[1], DIGITS)) if interval else None,
    )


def _item(line: str, number: int) -> QuizItem:
    fields = json_object(line, f"Line {number}")
    try:
        keys, texts = set(fields["key"]), fields["options"]
        return QuizItem(
            id=str(fields["id"]),
            language=canonical(fields["lang"]) or "und",
            kind="multiple" if len(keys) > 1 else "single",
            stem=fields["stem"],
            options=tuple(
                Option(id=letter, text=text, correct=place in keys)
                for place, (letter, text) in enumerate(zip(LETTERS, texts))
            ),
            evidence=(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"Line {number} of {FILE} is no item with stem, options and key.",
            hint='Its form: {"id", "lang", "stem", "options": […], "key": [0]}',
        ) from error
