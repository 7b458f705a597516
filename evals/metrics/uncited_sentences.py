"""uncited_sentences: how many sentences do not say where they are from? Lower is
better.

Share of an answer's sentences without a citation that names a source. Eligible: answered cases
with a sentence. ALCE (Gao et al. 2023) counts them as not supported; here also apart. A sentence
that states nothing ("Here is a list:") counts like any other.
"""

from evals.records import EvalCase, Outcome
from evals.said import cited_by, sentences_of


def score(case: EvalCase, outcome: Outcome) -> float | None:
    sentences = sentences_of(outcome.answer)
    if not sentences:
        return None
    return sum(not cited_by(sentence, outcome.answer) for sentence in sentences) / len(sentences)
