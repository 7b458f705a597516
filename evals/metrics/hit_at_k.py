"""hit@k: is a gold evidence passage among the first k passages that were found?

1 if at least one of them is of a gold document and overlaps a gold quote by offsets, or
contains the quote when both are folded; else 0. Eligible: cases with evidence. Also called
success@k or top-k accuracy (Karpukhin et al. 2020). Does not see how much of a quote a passage
holds: one shared character is enough.
"""

from evals.ranks import first_ranks
from evals.records import EvalCase, Outcome


def applies(case: EvalCase) -> bool:
    return bool(case.evidence)


def score(case: EvalCase, outcome: Outcome, k: int) -> float | None:
    if not applies(case):
        return None
    return float(any(rank is not None and rank <= k for rank in first_ranks(case, outcome)))
