"""Cases whose score changed from one run to the next, side by side. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from evals.measure import Metric
from evals.records import EvalRecord
from ingest.documents import Record

Pair = tuple[EvalRecord, EvalRecord]
"""A case in the first run and in the second."""
FLIP = 0.5
"""A score that is no 0 or 1 has flipped if it moved by this."""


class Flip(Record):
    """A case whose score changed."""

    id: str
    metric: str
    a: float
    b: float
    better: bool | None
    """None where nobody said which way the metric is better."""
    language: str
    question: str
    answer_a: str
    answer_b: str


def flips(pairs: Sequence[Pair], table: Mapping[str, Metric]) -> Iterator[Flip]:
    """Every score that moved by `FLIP`, costs left out, in the order of metrics."""
    for name in names_in(pairs, table):
        metric = table.get(name)
        for left, right in pairs:
            a, b = left.scores.get(name), right.scores.get(name)
            if a is None or b is None or abs(b - a) < FLIP or is_cost(metric):
                continue
            yield _flip(left, right, name, a, b, better_by(b > a, metric))


def better_by(more: bool, metric: Metric | None) -> bool | None:
    """Whether a higher (`more`) or lower score is better; None where nobody knows."""
    return None if metric is None or metric.neutral else more != metric.lower_is_better


def is_cost(metric: Metric | None) -> bool:
    """Seconds, tokens: nothing between 0 and 1."""
    return metric is not None and bool(metric.unit)


def _flip(
    left: EvalRecord, right: EvalRecord, metric: str, a: float, b: float, better: bool | None
) -> Flip:
    assert left.case is not None
    return Flip(
        id=left.case.id,
        metric=metric,
        a=a,
        b=b,
        better=better,
        language=left.case.language,
        question=shortened(left.case.question),
        answer_a=shortened(left.answer.answer if left.answer else ""),
        answer_b=shortened(right.answer.answer if right.answer else ""),
    )


def shortened(text: str, limit: int = 300) -> str:
    """`text`, or as much of its beginning as `limit` characters hold and an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def names_in(pairs: Sequence[Pair], table: Mapping[str, Metric]) -> list[str]:
    """Metrics that a record of both runs names: the known ones first, in their order."""
    seen = [
        dict.fromkeys(n for pair in pairs for n in (*pair[side].scores, *pair[side].unscored))
        for side in (0, 1)
    ]
    both = [name for name in seen[0] if name in seen[1]]
    return [n for n in table if n in both] + sorted(n for n in both if n not in table)
