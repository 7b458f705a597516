"""supported, unsupported, unchecked, grounding_coverage: is what the answer says in the sources?

Shares of an answer's sentences by the verdict of the pinned judge, against the quotes that the
sentence cites, or against all passages found where it cites none; the first three make 1, and
coverage is 1 - unchecked. Faithfulness of RAGAS (Es et al. 2024) with three outcomes: what could
not be checked is neither dropped nor counted as either. Eligible: answered cases with a sentence,
so that an abstention is never grounded. Knows as much as the judge does: read its calibration.
"""

from evals.records import EvalCase, Outcome
from evals.said import sentences_of
from tutor.answers import Support


def share(case: EvalCase, outcome: Outcome, support: Support) -> float | None:
    """Share of the sentences whose verdict is `support`."""
    if not sentences_of(outcome.answer) or not outcome.verdicts:
        return None
    return sum(v.verdict.support == support for v in outcome.verdicts) / len(outcome.verdicts)


def coverage(case: EvalCase, outcome: Outcome) -> float | None:
    """Share of the sentences that the judge could check."""
    unchecked = share(case, outcome, "unchecked")
    return None if unchecked is None else 1 - unchecked
