"""answered_without_evidence: does it answer what the documents do not say? Lower is better.

1 if not declined, 0 if declined. Eligible: cases that are not answerable. The "hallucination
rate" of NoMIRACL (Thakur et al. 2024).
"""

from evals.records import EvalCase, Outcome


def applies(case: EvalCase) -> bool:
    return not case.answerable


def score(case: EvalCase, outcome: Outcome) -> float | None:
    return float(not outcome.answer.declined) if applies(case) else None
