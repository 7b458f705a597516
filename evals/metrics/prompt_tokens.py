"""prompt_tokens_new, prompt_tokens_cached: how much had the chat model to read for one answer?

`Answer.tokens`: those computed now (prompt - cached), and those computed before. Means over cases.
Eligible: answers for which a chat model read something and said how much. Fewer new ones are
better on one model; numbers of two models' tokens do not compare.
"""

from evals.records import EvalCase, Outcome


def new(case: EvalCase, outcome: Outcome) -> float | None:
    """Read for this answer."""
    tokens = outcome.answer.tokens
    return float(tokens.prompt - tokens.cached) if tokens.prompt else None


def cached(case: EvalCase, outcome: Outcome) -> float | None:
    """Known from before."""
    tokens = outcome.answer.tokens
    return float(tokens.cached) if tokens.prompt else None
