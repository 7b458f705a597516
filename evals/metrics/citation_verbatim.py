"""citation_verbatim: are the quotes what the documents say?

Share of an answer's citations whose quote equals the document's text between their offsets.
Eligible: answers with citations. Anything under 1 is a bug: the contract promises it always.
"""

from evals.records import EvalCase, Outcome
from tutor.answers import Citation


def score(case: EvalCase, outcome: Outcome) -> float | None:
    citations = outcome.answer.citations
    if not citations:
        return None
    return sum(_verbatim(citation, outcome.texts) for citation in citations) / len(citations)


def _verbatim(citation: Citation, texts: dict[str, str]) -> bool:
    text = texts.get(citation.document)
    # Python takes negative offsets from the end, where they mean nothing here.
    if text is None or not 0 <= citation.start < citation.end:
        return False
    return text[citation.start : citation.end] == citation.quote
