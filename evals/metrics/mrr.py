"""mrr: how far up is the first passage with gold evidence?

1 / its rank, 0 if there is none among the passages found; the mean over cases is the mean
reciprocal rank (Voorhees 1999, TREC-8 question answering). Found as in hit@k. Eligible: cases
with evidence. A run that keeps k passages gives MRR@k.
"""

from evals.metrics.hit_at_k import applies
from evals.ranks import first_ranks
from evals.records import EvalCase, Outcome


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    found = [rank for rank in first_ranks(case, outcome) if rank is not None]
    return 1 / min(found) if found else 0.0
