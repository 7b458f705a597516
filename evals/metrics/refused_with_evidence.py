"""refused_with_evidence: does it decline what the documents do say? Lower is better.

1 if declined, 0 if not. Eligible: answerable cases. The "error rate" of NoMIRACL (Thakur et
al. 2024).
"""

from evals.records import EvalCase, Outcome


def applies(case: EvalCase) -> bool:
    return case.answerable


def score(case: EvalCase, outcome: Outcome) -> float | None:
    return float(outcome.answer.declined) if applies(case) else None
