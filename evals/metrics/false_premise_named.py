"""false_premise_named: is a false premise put right?

1 if the answer is not declined, cites gold evidence (`cited_evidence`) and says a gold answer
(`gold_in_answer`), whose alternatives are the correction; else 0. Eligible: answerable cases with
`premise == "false"`. Own measure, after FalseQA (Hu et al. 2023) and CREPE (Yu et al. 2023),
which people or a classifier judge. Does not see whether the answer says that the question is
wrong, or says the right words and goes along with it; a correction in other words counts 0.
"""

from evals.metrics import cited_evidence, gold_in_answer
from evals.records import EvalCase, Outcome


def applies(case: EvalCase) -> bool:
    of_both = cited_evidence.applies(case) and gold_in_answer.applies(case)
    return case.premise == "false" and of_both


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    if outcome.answer.declined:
        return 0.0
    return float(
        cited_evidence.score(case, outcome) == 1.0 and gold_in_answer.score(case, outcome) == 1.0
    )
