"""The judge without a model: are the claim's numbers, dates, units, versions, names and denials
those of the quotes?

It finds what is wrong, and what is copied; of anything else it says nothing. The comparison
itself is the tutor's (`tutor.claims`).
"""

from evals.judges.forms import form_of, is_empty, stands_verbatim
from evals.judges.verdicts import Claim, Finding, Identity
from ingest.languages import detect_language
from tutor.claims import mismatches

IDENTITY = Identity(name="particulars", version=1)


def score(claim: Claim) -> Finding:
    """0 for a mismatch, 1 for a copy, None for what only a reader can tell.

    Words that merely answer a question are no copy that tells anything: the wrong answer stands
    in the same paragraph as the right one.
    """
    form = form_of(claim)
    if is_empty(claim):
        return Finding(form=form, layer="none", reason="The claim holds no words.")
    evidence = "\n".join(claim.quotes)
    if not evidence.strip():
        return Finding(form=form, layer="particulars", score=0.0, reason="Nothing is quoted.")
    found = mismatches(
        claim.text,
        evidence,
        language=claim.language,
        evidence_language=claim.quotes_language or detect_language(evidence),
        question=claim.question,
    )
    if found:
        told = ", ".join(f"{mismatch.kind} {mismatch.text}" for mismatch in found)
        reason = f"Not in the quotes: {told}."
        return Finding(form=form, layer="particulars", score=0.0, reason=reason)
    if form == "statement" and stands_verbatim(claim):
        return Finding(form=form, layer="verbatim", score=1.0, reason="Quoted word for word.")
    return Finding(form=form, layer="none", reason="Nothing particular is wrong.")
