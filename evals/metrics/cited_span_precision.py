"""cited_span_precision: how many of the citations are of where the answer stands?

Share of an answer's citations that touch gold evidence, as in `cited_evidence`. Eligible: answered
cases that are answerable, have evidence and cite something; what cites nothing is measured there.
Own measure, the precision beside MIRAGE-Bench's recall (Thakur et al. 2024). A citation of another
place that says the same counts 0: gold evidence is rarely complete.
"""

from evals.metrics import cited_evidence
from evals.records import EvalCase, Outcome


def applies(case: EvalCase) -> bool:
    return cited_evidence.applies(case)


def score(case: EvalCase, outcome: Outcome) -> float | None:
    citations = outcome.answer.citations
    if not applies(case) or outcome.answer.declined or not citations:
        return None
    return sum(
        any(cited_evidence.cites(c, gold) for gold in outcome.evidence) for c in citations
    ) / len(citations)
