"""seconds_to_first_token: how long until the first word appears, the models being loaded?

`Answer.timings.first_token`; the mean is reported. Eligible: answers of which a chat model wrote a
token. Lower is better; comparable only on one machine.
"""

from evals.records import EvalCase, Outcome


def score(case: EvalCase, outcome: Outcome) -> float | None:
    return outcome.answer.timings.first_token
