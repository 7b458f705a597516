"""What each metric measures, in a learner's words."""

from collections.abc import Mapping

from app.i18n import Tongue, mark

KEY = (
    "gold_in_answer",
    "parts_said",
    "cited_evidence",
    "citation_verbatim",
    "supported",
    "unsupported",
    "citation_recall",
    "citation_precision",
    "answered_without_evidence",
    "refused_with_evidence",
    "recall",
    "mrr",
    "answer_language",
    "seconds",
)
"""Shown at first, in this order; all others after a click."""
NAMES: Mapping[str, str] = {
    "hit": mark("A right passage was found"),
    "recall": mark("Share of the right passages found"),
    "mrr": mark("How far up the first right passage stands"),
    "ndcg": mark("How well the passages are ordered"),
    "other_language": mark("Passages in another language"),
    "gold_in_answer": mark("The answer says what is right"),
    "answer_f1": mark("Words shared with the right answer"),
    "exact_match": mark("The answer is the right words alone"),
    "parts_said": mark("Share of the points that were asked for"),
    "numbers_kept": mark("Numbers are those of the source"),
    "names_kept": mark("Names are those of the source"),
    "false_premise_named": mark("A false assumption is pointed out"),
    "false_premise_doubted": mark("A false assumption is doubted"),
    "true_premise_doubted": mark("A true assumption is doubted"),
    "answer_language": mark("Answered in the question's language"),
    "citation_verbatim": mark("Quotes are word for word"),
    "cited_evidence": mark("The right words are cited"),
    "cited_span_precision": mark("Share of the quotes that is the right words"),
    "citation_recall": mark("Sentences that their quotes support"),
    "citation_precision": mark("Citations that are of use"),
    "out_of_range_labels": mark("Citations of nothing"),
    "uncited_sentences": mark("Sentences without a citation"),
    "supported": mark("Sentences that the sources support"),
    "unsupported": mark("Sentences that the sources do not support"),
    "unchecked": mark("Sentences that could not be checked"),
    "grounding_coverage": mark("Sentences that could be checked"),
    "answered_without_evidence": mark("Answered though the documents do not say"),
    "refused_with_evidence": mark("Declined though the documents say"),
    "seconds_to_first_token": mark("Seconds to the first word"),
    "seconds": mark("Seconds to the whole answer"),
    "prompt_tokens_new": mark("Tokens read anew"),
    "prompt_tokens_cached": mark("Tokens known from before"),
}


def base(metric: str) -> str:
    """`hit` for `hit@8`."""
    return metric.partition("@")[0]


def told(metric: str, _: Tongue) -> str:
    """The metric in words, with the depth of `hit@8`; its own name where nobody knows it."""
    known = NAMES.get(base(metric))
    if known is None:
        return metric
    depth = metric.partition("@")[2]
    return _("{what} (first {depth})", what=_(known), depth=depth) if depth else _(known)
