"""The table of metrics, and one case measured by all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from evals.metrics import (
    answer_f1,
    answer_language,
    answered_without_evidence,
    citation_precision,
    citation_recall,
    citation_verbatim,
    cited_evidence,
    cited_span_precision,
    exact_match,
    false_premise_named,
    gold_in_answer,
    grounding,
    hit_at_k,
    mrr,
    names_kept,
    ndcg_at_10,
    numbers_kept,
    other_language_passages,
    out_of_range_labels,
    parts_said,
    premise_doubted,
    prompt_tokens,
    recall_at_k,
    refused_with_evidence,
    seconds,
    seconds_to_first_token,
    uncited_sentences,
)
from evals.ranks import all_located
from evals.records import EvalCase, Outcome
from evals.said import sentences_of

Needs = Literal["", "evidence", "all evidence", "verdicts"]
"""What must be there besides the answer: gold evidence found in the library, any or each point
of it; a judge's verdicts."""


Score = Callable[[EvalCase, Outcome], float | None]


_PREMISES: tuple[Literal["false", "true"], ...] = ("false", "true")


def _always(case: EvalCase) -> bool:
    return True


@dataclass(frozen=True)
class Metric:
    """A measure of one answer."""

    name: str
    score: Score
    """None where the case is not eligible."""
    applies: Callable[[EvalCase], bool] = _always
    """Whether a case may be eligible, as far as the case alone tells."""
    binary: bool = True
    """Whether scores are 0 or 1: decides the kind of interval."""
    needs: Needs = ""
    """Without it a case is unscored."""
    lower_is_better: bool = False
    neutral: bool = False
    """It describes: neither way is better."""
    unit: Literal["", "seconds", "tokens"] = ""
    """Of a cost; empty for a share, which lies between 0 and 1."""
    directed: bool = False
    """Whether it is also reported by direction, question language → evidence language."""

    @property
    def needs_judge(self) -> bool:
        """Whether a run without a judge has it not."""
        return self.needs == "verdicts"


def metrics(k: int, *, judged: bool = True) -> tuple[Metric, ...]:
    """Every metric of a run that finds `k` passages, in the order of reports.

    A run without a judge leaves out those that need verdicts: nothing failed to be scored there.
    """
    table = (*_retrieval(k), *_answer(), *_citations(), *_grounding(), *_abstention(), *_cost())
    return tuple(metric for metric in table if judged or not metric.needs_judge)


def _retrieval(k: int) -> tuple[Metric, ...]:
    applies = hit_at_k.applies
    # At five besides: the figure that is published, and one for systems with different k.
    cutoffs = sorted({5, k}) if k > 5 else [k]
    hits = [
        Metric(f"hit@{n}", partial(hit_at_k.score, k=n), applies, needs="evidence", directed=True)
        for n in reversed(cutoffs)
    ]
    recalls = [
        Metric(
            f"recall@{n}", partial(recall_at_k.score, k=n), applies, False, "all evidence",
            directed=True,
        )
        for n in reversed(cutoffs)
    ]  # fmt: skip
    other = partial(other_language_passages.score, k=k)
    return (
        *hits,
        *recalls,
        Metric("mrr", mrr.score, applies, False, "evidence", directed=True),
        Metric("ndcg@10", ndcg_at_10.score, applies, False, "all evidence", directed=True),
        Metric(f"other_language@{k}", other, binary=False, neutral=True, directed=True),
    )


def _answer() -> tuple[Metric, ...]:
    gold = gold_in_answer.applies
    premise = false_premise_named
    return (
        Metric("gold_in_answer", gold_in_answer.score, gold),
        Metric("answer_f1", answer_f1.score, gold, binary=False),
        Metric("exact_match", exact_match.score, gold),
        Metric("parts_said", parts_said.score, parts_said.applies, binary=False),
        Metric("numbers_kept", numbers_kept.score, numbers_kept.applies, binary=False),
        Metric("names_kept", names_kept.score, names_kept.applies, binary=False),
        Metric("false_premise_named", premise.score, premise.applies, needs="evidence"),
        *(_premise_doubted(of) for of in _PREMISES),
        Metric("answer_language", answer_language.score),
    )


def _premise_doubted(of: Literal["true", "false"]) -> Metric:
    return Metric(
        f"{of}_premise_doubted",
        partial(premise_doubted.score, premise=of),
        partial(premise_doubted.applies, premise=of),
        lower_is_better=of == "true",
    )


def _citations() -> tuple[Metric, ...]:
    cited, spans, recall = cited_evidence, cited_span_precision, citation_recall
    return (
        Metric("citation_verbatim", citation_verbatim.score, binary=False),
        Metric("cited_evidence", cited.score, cited.applies, needs="evidence"),
        Metric("cited_span_precision", spans.score, spans.applies, False, "evidence"),
        Metric("citation_recall", recall.score, binary=False, needs="verdicts"),
        Metric("citation_precision", citation_precision.score, binary=False, needs="verdicts"),
        Metric(
            "out_of_range_labels", out_of_range_labels.score, binary=False, lower_is_better=True
        ),
        Metric("uncited_sentences", uncited_sentences.score, binary=False, lower_is_better=True),
    )


def _grounding() -> tuple[Metric, ...]:
    supported = partial(grounding.share, support="supported")
    unsupported = partial(grounding.share, support="unsupported")
    unchecked = partial(grounding.share, support="unchecked")
    return (
        Metric("supported", supported, binary=False, needs="verdicts"),
        Metric("unsupported", unsupported, binary=False, needs="verdicts", lower_is_better=True),
        Metric("unchecked", unchecked, binary=False, needs="verdicts", lower_is_better=True),
        Metric("grounding_coverage", grounding.coverage, binary=False, needs="verdicts"),
    )


def _abstention() -> tuple[Metric, ...]:
    answered, refused = answered_without_evidence, refused_with_evidence
    return (
        Metric("answered_without_evidence", answered.score, answered.applies, lower_is_better=True),
        Metric("refused_with_evidence", refused.score, refused.applies, lower_is_better=True),
    )


def _cost() -> tuple[Metric, ...]:
    def cost(name: str, score: Score, unit: Literal["seconds", "tokens"]) -> Metric:
        return Metric(name, score, binary=False, unit=unit, lower_is_better=True)

    cached = cost("prompt_tokens_cached", prompt_tokens.cached, "tokens")
    return (
        cost("seconds_to_first_token", seconds_to_first_token.score, "seconds"),
        cost("seconds", seconds.score, "seconds"),
        cost("prompt_tokens_new", prompt_tokens.new, "tokens"),
        replace(cached, lower_is_better=False, neutral=True),
    )


def measure(
    case: EvalCase, outcome: Outcome, table: tuple[Metric, ...]
) -> tuple[dict[str, float | None], tuple[str, ...]]:
    """The scores by metric, and the metrics that could not be computed."""
    scores = {
        metric.name: metric.score(case, outcome)
        for metric in table
        if not metric.applies(case) or _ready(metric.needs, case, outcome)
    }
    return scores, tuple(metric.name for metric in table if metric.name not in scores)


def _ready(needs: Needs, case: EvalCase, outcome: Outcome) -> bool:
    match needs:
        case "evidence":
            return bool(outcome.evidence)
        case "all evidence":
            return all_located(case, outcome)
        case "verdicts":
            # Where nothing is said there is nothing to judge.
            return outcome.verdicts is not None or not sentences_of(outcome.answer)
        case "":
            return True


def unmeasured(case: EvalCase | None, table: tuple[Metric, ...]) -> tuple[str, ...]:
    """The metrics that a case without an answer should have had; all where nobody knows."""
    return tuple(metric.name for metric in table if case is None or metric.applies(case))
