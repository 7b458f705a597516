"""parts_said: how many of the points of a list or comparison does the answer say?

Share of `EvalCase.parts` of which an alternative occurs in the answer, in the form of
`evals.wording`. Nugget recall (Voorhees 2003, TREC definition questions) by string. Eligible:
answerable cases with parts; a declined case counts 0. Does not see that more was said than asked
for, nor that points were mixed up: read answer_f1 beside it.
"""

from evals.records import EvalCase, Outcome
from evals.said import text_of
from evals.wording import plain, says


def applies(case: EvalCase) -> bool:
    return case.answerable and any(plain(form) for part in case.parts for form in part)


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    if outcome.answer.declined:
        return 0.0
    text = text_of(outcome.answer)
    parts = [part for part in case.parts if any(plain(form) for form in part)]
    return sum(any(says(text, form) for form in part) for part in parts) / len(parts)
