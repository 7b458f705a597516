"""gold_in_answer: does the answer say what is right?

1 if any of the alternatives occurs in the answer, or each of the points (`EvalCase.parts`) that a
list needs, both in the form of `evals.wording`, citation markers left out; else 0. Eligible:
answerable cases with an alternative that holds a letter or digit. A declined case counts 0.
"Accuracy" of Mallen et al. 2023 (2212.10511), string EM recall of ALCE (Gao et al. 2023) for one
answer. Does not see that more was said than is right.
"""

from evals.metrics import parts_said
from evals.records import EvalCase, Outcome
from evals.said import text_of
from evals.wording import plain, says


def applies(case: EvalCase) -> bool:
    return case.answerable and any(plain(answer) for answer in case.answers)


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    if outcome.answer.declined:
        return 0.0
    text = text_of(outcome.answer)
    return float(
        any(says(text, wanted) for wanted in case.answers) or parts_said.score(case, outcome) == 1
    )
