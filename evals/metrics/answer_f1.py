"""answer_f1: how much of the gold answer does the answer hold, and how little else?

F1 of the units of `evals.metrics.answer_words` that answer and gold answer share, the maximum
over alternatives. SQuAD's (Rajpurkar et al. 2016): the words in common, in any order. For a gold
answer in a script without spaces CMRC 2018's (Cui et al. 2019): the longest run of units in
common, since single characters of Chinese are in common by chance. Eligible: answerable cases
with an alternative that holds a letter or digit; a declined case counts 0.

An answer in whole sentences scores low beside a gold answer of two words, however right it is:
compare systems that answer in the same form, and read gold_in_answer beside it.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from evals.metrics.answer_words import answer_words
from evals.metrics.gold_in_answer import applies
from evals.records import EvalCase, Outcome
from evals.said import text_of
from evals.wording import unspaced


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    if outcome.answer.declined:
        return 0.0
    return max(f1(text_of(outcome.answer), gold, case.language) for gold in case.answers)


def f1(text: str, gold: str, language: str) -> float:
    """Of `text` against one alternative; 0 where either holds no letter or digit."""
    said, wanted = answer_words(text, language), answer_words(gold, language)
    common = _longest_run(said, wanted) if unspaced(gold) else _in_common(said, wanted)
    # 2PR / (P + R) with P = common / said and R = common / wanted.
    return 2 * common / (len(said) + len(wanted)) if common else 0.0


def _in_common(said: Sequence[str], wanted: Sequence[str]) -> int:
    return (Counter(said) & Counter(wanted)).total()


def _longest_run(said: Sequence[str], wanted: Sequence[str]) -> int:
    return SequenceMatcher(None, said, wanted, autojunk=False).find_longest_match().size
