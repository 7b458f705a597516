"""citation_precision: how many citations do their sentence any good?

Share of the citations of an answer's sentences that support them: the sentence is supported by
what it cites (as in `citation_recall`), and this citation supports it alone, or the others
without it do not. ALCE (Gao et al. 2023), with the pinned judge. As there, an answer that cites
nothing counts 0, and a sentence with a label out of range brings no citations. Eligible: answered
cases with a sentence. A verdict that could not be had counts as not supported.
"""

from evals.metrics.citation_recall import supported_by_citations
from evals.records import EvalCase, Outcome, SentenceVerdicts
from evals.said import cited_by, sentences_of


def score(case: EvalCase, outcome: Outcome) -> float | None:
    sentences = sentences_of(outcome.answer)
    if not sentences or outcome.verdicts is None:
        return None
    known = {citation.label for citation in outcome.answer.citations}
    cited = precise = 0
    for sentence, given, supported in zip(
        sentences, outcome.verdicts, supported_by_citations(outcome), strict=True
    ):
        if known.issuperset(sentence.citations):
            cited += len(cited_by(sentence, outcome.answer))
            precise += _precise(given) if supported else 0
    return precise / cited if cited else 0.0


def _precise(given: SentenceVerdicts) -> int:
    """How many citations of a supported sentence are needed, or enough."""
    if not given.alone:
        return 1
    return sum(
        one.support == "supported" or (rest is None or rest.support != "supported")
        for one, rest in zip(given.alone, given.without, strict=True)
    )
