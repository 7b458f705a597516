"""citation_recall: how many sentences are supported by what they cite?

Share of an answer's sentences that cite something, nothing out of range, and are supported by the
quotes they cite, joined, as the pinned judge has it. ALCE (Gao et al. 2023), with sentences split
for every script. Eligible: answered cases with a sentence. A sentence that the judge could not
check counts as not supported: the figure is a lower bound, grounding_coverage says by how much.
"""

from evals.records import EvalCase, Outcome
from evals.said import cited_by, sentences_of


def score(case: EvalCase, outcome: Outcome) -> float | None:
    sentences = sentences_of(outcome.answer)
    if not sentences or outcome.verdicts is None:
        return None
    return sum(supported_by_citations(outcome)) / len(sentences)


def supported_by_citations(outcome: Outcome) -> list[bool]:
    """For each sentence, whether what it cites supports it."""
    known = {citation.label for citation in outcome.answer.citations}
    return [
        bool(cited_by(sentence, outcome.answer))
        and known.issuperset(sentence.citations)
        and given.verdict.support == "supported"
        for sentence, given in zip(
            sentences_of(outcome.answer), outcome.verdicts or (), strict=True
        )
    ]
