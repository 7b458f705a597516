"""recall@k: how much of the gold evidence is among the first k passages that were found?

Share of the points of the evidence (`GoldEvidence.point`; quotes without one count each, the same
words in two documents once) that one of them overlaps or holds, as in hit@k. Eligible: cases with
evidence, all of which is in the library. Manning, Raghavan & Schütze 2008, section 8.3, over
spans instead of documents. Never above hit@k.
"""

from evals.metrics.hit_at_k import applies
from evals.ranks import first_ranks
from evals.records import EvalCase, Outcome


def score(case: EvalCase, outcome: Outcome, k: int) -> float | None:
    if not applies(case):
        return None
    ranks = first_ranks(case, outcome)
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)
