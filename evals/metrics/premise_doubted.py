"""premise_doubted: does the answer say that the question takes something false for granted?

1 if a sentence is marked so (`Sentence.corrects`), else 0. By what the premise is: for false ones
the share that was noticed (sensitivity), for true ones the share doubted without cause
(1 - specificity). Eligible: answerable cases with that `premise`; a declined one counts 0 for a
false premise, and for a true one it is not eligible: who says nothing has not refrained from
doubting. Own measure, after FalseQA (Hu et al. 2023). Does not see whether the quote beside it is
the right one: false_premise_named does.
"""

from typing import Literal

from evals.records import EvalCase, Outcome


def applies(case: EvalCase, premise: Literal["true", "false"]) -> bool:
    return case.answerable and case.premise == premise


def score(case: EvalCase, outcome: Outcome, premise: Literal["true", "false"]) -> float | None:
    if not applies(case, premise) or (premise == "true" and outcome.answer.declined):
        return None
    return float(any(sentence.corrects for sentence in outcome.answer.sentences))
