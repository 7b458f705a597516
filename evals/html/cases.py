"""The worst cases of a run, each with all that a person needs to judge it.

A case's mark is the mean of its scores in `MARKED_BY`, each turned so that 1 is good; of all its
shares where it has none of them, as for a system that only finds passages. Cases that failed come
first: they have no mark.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.flips import is_cost
from evals.html.passages import Cited, Found, cited, found
from evals.html.words import Words, number, words
from evals.kept import Kept
from evals.measure import Metric
from evals.records import EvalCase, EvalRecord

MARKED_BY = (
    "gold_in_answer", "parts_said", "false_premise_named", "cited_evidence", "citation_verbatim",
    "out_of_range_labels", "supported", "answered_without_evidence", "refused_with_evidence",
    "answer_language",
)  # fmt: skip
"""One look at each way to fail: of several metrics that see the same, one."""
WORST = 10
"""Cases shown of each language."""
_NO, _NONE = "not eligible", "–"
GOLD = 12
"""Gold answers, points and quotes shown of a case."""


@dataclass(frozen=True)
class Reply:
    """What one run answered."""

    run: int
    text: Words | None
    declined: bool
    unsupported: tuple[Words, ...]
    """Sentences that the tutor itself does not call supported."""
    unresolved: tuple[Words, ...]
    error: Words | None
    missing: bool
    """The run has no such case."""


@dataclass(frozen=True)
class Score:
    """A metric of the case in each run."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A case as the page shows it."""

    id: str
    line: int
    mark: str
    facts: tuple[str, ...]
    head: Words
    question: Words
    history: tuple[Words, ...]
    gold: tuple[Words, ...]
    evidence: tuple[tuple[str, Words], ...]
    replies: tuple[Reply, ...]
    citations: tuple[Cited, ...]
    """Of the first run, as is what it found."""
    found: tuple[Found, ...]
    scores: tuple[Score, ...]


def mark(record: EvalRecord, table: Mapping[str, Metric]) -> float | None:
    """Between 0 and 1, 1 is good; None where nothing was scored."""
    values = {
        name: 1 - score if table[name].lower_is_better else score
        for name, score in record.scores.items()
        if score is not None and name in table and not is_cost(table[name])
    }
    told = [values[name] for name in MARKED_BY if name in values] or [
        value for name, value in values.items() if not table[name].neutral
    ]
    return math.fsum(told) / len(told) if told else None


def worst(
    records: Sequence[EvalRecord], runs: Sequence[Kept], table: Mapping[str, Metric]
) -> tuple[Shown, ...]:
    """The worst of `records`, which are the first run's, beside what the other runs did."""
    marked = [(mark(r, table), r) for r in records if r.case]
    poor = [(m, r) for m, r in marked if r.error or (m is not None and m < 1)]
    poor.sort(key=lambda pair: (not pair[1].error, pair[0] or 0.0, pair[1].line))
    others = [{r.id: r for r in kept.records} for kept in runs[1:]]
    return tuple(
        _shown(record, m, [record, *(other.get(record.id) for other in others)], table)
        for m, record in poor[:WORST]
    )


def _shown(
    record: EvalRecord,
    value: float | None,
    beside: Sequence[EvalRecord | None],
    table: Mapping[str, Metric],
) -> Shown:
    case = record.case
    assert case is not None
    golds = [*case.answers, *(" / ".join(part) for part in case.parts)]
    return Shown(
        id=case.id,
        line=record.line,
        mark="failed" if record.error else number(value),
        facts=_facts(case),
        head=words(case.question, case.language, 160),
        question=words(case.question, case.language),
        history=tuple(words(asked, case.language, 300) for asked in case.history),
        gold=tuple(words(gold, limit=300) for gold in golds[:GOLD]),
        evidence=tuple((g.path, words(g.quote, limit=600)) for g in case.evidence[:GOLD]),
        replies=tuple(_reply(at, one, case) for at, one in enumerate(beside)),
        citations=cited(record),
        found=found(record),
        scores=_scores(beside, table),
    )


def _facts(case: EvalCase) -> tuple[str, ...]:
    said = ["answerable" if case.answerable else "not answerable from the documents"]
    said += [case.kind] if case.kind else []
    said += ["false premise"] if case.premise == "false" else []
    said += ["written by a model"] if case.synthetic else []
    return (*said, *([f"half: {case.split}"] if case.split else []))


def _reply(run: int, record: EvalRecord | None, case: EvalCase) -> Reply:
    answer = record.answer if record else None
    error = record.error if record else None
    said = answer.sentences if answer and not answer.declined else ()
    doubted = [one.text for one in said if one.support != "supported"]
    made_up = answer.unresolved if answer else ()
    return Reply(
        run=run,
        text=words(answer.answer, answer.language) if answer else None,
        declined=answer is not None and answer.declined,
        unsupported=tuple(words(one, case.language, 300) for one in doubted[:GOLD]),
        unresolved=tuple(words(one, limit=200) for one in made_up[:GOLD]),
        error=words(error.get("message", ""), limit=600) if error else None,
        missing=record is None,
    )


def _scores(beside: Sequence[EvalRecord | None], table: Mapping[str, Metric]) -> tuple[Score, ...]:
    seen = dict.fromkeys(n for r in beside if r for n in (*r.scores, *r.unscored))
    names = [n for n in table if n in seen] + sorted(n for n in seen if n not in table)
    rows = (Score(name, tuple(_value(name, r) for r in beside)) for name in names)
    return tuple(row for row in rows if set(row.values) - {_NO, _NONE})


def _value(name: str, record: EvalRecord | None) -> str:
    if record is None:
        return _NONE
    if name in record.unscored:
        return "unscored"
    score = record.scores.get(name)
    return _NO if score is None else number(score)
