"""seconds: how long a person waits for the checked answer, the models being loaded.

`Answer.timings.total`; the mean of all cases is reported. Eligible: every answer. Lower is
better; comparable only on one machine.
"""

from evals.records import EvalCase, Outcome


def score(case: EvalCase, outcome: Outcome) -> float | None:
    return outcome.answer.timings.total
