"""cited_evidence: does the answer cite where the answer stands?

1 if at least one citation overlaps a gold quote by offsets (or one contains the other when both
are folded), else 0; an answer without citations counts 0. Eligible: answered cases that are
answerable and have evidence; declining is measured by `refused_with_evidence`. "Citation
grounding against qrels" of MIRAGE-Bench (Thakur et al. 2024), for spans. A citation of another
place that says the same counts 0: gold evidence is rarely complete.
"""

from evals.locate import holds, touches
from evals.records import EvalCase, Located, Outcome
from evals.wording import plain
from tutor.answers import Citation


def applies(case: EvalCase) -> bool:
    return case.answerable and bool(case.evidence)


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case) or outcome.answer.declined:
        return None
    citations = outcome.answer.citations
    return float(any(cites(c, gold) for c in citations for gold in outcome.evidence))


def cites(citation: Citation, gold: Located) -> bool:
    """Whether a citation is of a gold quote, or of a part of it."""
    if touches(gold, citation.document, citation.start, citation.end):
        return True
    if holds(gold, citation.document, citation.quote):
        return True
    # A cited sentence may be a part of a longer gold quote; only where offsets cannot tell.
    words = plain(citation.quote)
    same = citation.document == gold.document
    return same and gold.start is None and bool(words) and words in plain(gold.quote)
