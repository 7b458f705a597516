"""out_of_range_labels: how many labels did the model make up? Lower is better.

Share of the labels it wrote that name no source: those of a sentence that no citation has, and
those kept in `Answer.unresolved` as `[n] …`. Eligible: answered cases with a label. ALCE (Gao et
al. 2023) counts them as no support; here they are also counted apart. Does not see a label in the
text that whatever made the answer did not put into its sentences.
"""

import regex

from evals.records import EvalCase, Outcome
from evals.said import sentences_of

_LABEL = regex.compile(r"[\[【［]\s*\p{Nd}+\s*[\]】］]")


def score(case: EvalCase, outcome: Outcome) -> float | None:
    answer = outcome.answer
    if answer.declined:
        return None
    known = {citation.label for citation in answer.citations}
    written = [label for sentence in sentences_of(answer) for label in sentence.citations]
    invented = sum(bool(_LABEL.match(text)) for text in answer.unresolved)
    labels = len(written) + invented
    return (sum(n not in known for n in written) + invented) / labels if labels else None
