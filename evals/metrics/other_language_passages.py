"""other_language@k: how many of the first k passages are in another language than the question?

Share of them; script and region do not count. Eligible: cases for which passages were found.
After the language bias of LAReQA (Roy et al. 2020). Neither way is better: read it by direction,
where a low share for evidence in another language is the bias, and a high one for evidence in
the question's own is noise.
"""

from evals.records import EvalCase, Outcome
from ingest.languages import same_language


def score(case: EvalCase, outcome: Outcome, k: int) -> float | None:
    first = sorted(outcome.answer.passages, key=lambda passage: passage.rank)[:k]
    if not first:
        return None
    return sum(not same_language(p.language, case.language) for p in first) / len(first)
