"""hit@k: is a gold evidence passage among the k passages that were found?

1 if at least one of them is of a gold document and overlaps a gold quote by offsets, or
contains the quote when both are folded; else 0. Eligible: cases with evidence. Also called
success@k or top-k accuracy (Karpukhin et al. 2020); recall@k where there is one gold passage.
"""

from evals.locate import holds, touches
from evals.records import EvalCase, Outcome


def applies(case: EvalCase) -> bool:
    return bool(case.evidence)


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    hit = any(
        touches(gold, passage.document, passage.start, passage.end)
        or holds(gold, passage.document, passage.text)
        for gold in outcome.evidence
        for passage in outcome.answer.passages
    )
    return float(hit)
