"""exact_match: is the answer a gold answer, and nothing besides?

1 if the units of `evals.metrics.answer_words` are the same as those of one alternative, in the
same order; else 0. SQuAD (Rajpurkar et al. 2016). Eligible: answerable cases with an alternative
that holds a letter or digit; a declined case counts 0. Near 0 for whatever answers in sentences.
"""

from evals.metrics.answer_words import answer_words
from evals.metrics.gold_in_answer import applies
from evals.records import EvalCase, Outcome
from evals.said import text_of
from evals.wording import plain


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    if outcome.answer.declined:
        return 0.0
    said = answer_words(text_of(outcome.answer), case.language)
    golds = (gold for gold in case.answers if plain(gold))
    return float(any(said == answer_words(gold, case.language) for gold in golds))
