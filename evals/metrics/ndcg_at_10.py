"""ndcg@10: are the passages with gold evidence at the top?

Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002) over the first ten passages:
each point of the evidence gains 1 / log2(rank + 1), once, at the first passage that finds it as
in hit@k; divided by what the points would gain at ranks 1, 2, 3 …. Points found by one passage
take the ranks after one another, so that a passage with all of them first scores 1, not more.
Eligible: cases with evidence, all of which is in the library. A run that keeps fewer than ten
passages finds nothing at the other ranks.
"""

import math

from evals.metrics.hit_at_k import applies
from evals.ranks import first_ranks
from evals.records import EvalCase, Outcome

K = 10


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    ranks = first_ranks(case, outcome)
    gain, last = 0.0, 0
    for rank in sorted(rank for rank in ranks if rank is not None):
        last = max(rank, last + 1)
        gain += _gain(last)
    return gain / sum(_gain(rank) for rank in range(1, len(ranks) + 1))


def _gain(rank: int) -> float:
    return 1 / math.log2(rank + 1) if rank <= K else 0.0
