"""The table of metrics, and one case measured by all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from evals.metrics import (
    answer_language,
    answered_without_evidence,
    citation_verbatim,
    cited_evidence,
    gold_in_answer,
    hit_at_k,
    refused_with_evidence,
    seconds,
)
from evals.records import EvalCase, Outcome


def _always(case: EvalCase) -> bool:
    return True


@dataclass(frozen=True)
class Metric:
    """A measure of one answer."""

    name: str
    score: Callable[[EvalCase, Outcome], float | None]
    """None where the case is not eligible."""
    applies: Callable[[EvalCase], bool] = _always
    """Whether a case may be eligible, as far as the case alone tells."""
    binary: bool = True
    """Whether scores are 0 or 1: decides the kind of interval."""
    needs_evidence: bool = False
    """Whether the case's evidence must be in the library."""
    lower_is_better: bool = False


def metrics(k: int) -> tuple[Metric, ...]:
    """Every metric of a run that finds `k` passages, in the order of reports."""
    return (
        Metric(f"hit@{k}", hit_at_k.score, hit_at_k.applies, needs_evidence=True),
        Metric("gold_in_answer", gold_in_answer.score, gold_in_answer.applies),
        Metric("citation_verbatim", citation_verbatim.score, binary=False),
        Metric("cited_evidence", cited_evidence.score, cited_evidence.applies, needs_evidence=True),
        Metric(
            "answered_without_evidence",
            answered_without_evidence.score,
            answered_without_evidence.applies,
            lower_is_better=True,
        ),
        Metric(
            "refused_with_evidence",
            refused_with_evidence.score,
            refused_with_evidence.applies,
            lower_is_better=True,
        ),
        Metric("answer_language", answer_language.score),
        Metric("seconds", seconds.score, binary=False, lower_is_better=True),
    )


def measure(
    case: EvalCase, outcome: Outcome, table: tuple[Metric, ...]
) -> tuple[dict[str, float | None], tuple[str, ...]]:
    """The scores by metric, and the metrics that could not be computed."""
    scores = {
        metric.name: metric.score(case, outcome)
        for metric in table
        if outcome.evidence or not (metric.needs_evidence and metric.applies(case))
    }
    return scores, tuple(metric.name for metric in table if metric.name not in scores)


def unmeasured(case: EvalCase | None, table: tuple[Metric, ...]) -> tuple[str, ...]:
    """The metrics that a case without an answer should have had; all where nobody knows."""
    return tuple(metric.name for metric in table if case is None or metric.applies(case))
