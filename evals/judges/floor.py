"""The judge to beat: shared words, and numbers that are missing. No model.

Score: the share of the claim's terms that stand in the quotes (words stemmed; Chinese characters
and their pairs), times the share of its numbers that do. After the overlap baselines of
`AttributionBench` (Li et al. 2024) and the like; it knows nothing of order, denial or question.
"""

import regex

from evals.judges.forms import form_of, is_empty
from evals.judges.verdicts import Claim, Finding, Identity
from evals.wording import plain
from ingest.languages import detect_language
from ingest.lexical import terms

IDENTITY = Identity(name="floor", version=1)
_NUMBER = regex.compile(r"\d+(?:\.\d+)*")


def score(claim: Claim) -> Finding:
    """The finding of the floor."""
    form = form_of(claim)
    if is_empty(claim):
        return Finding(form=form, layer="overlap", reason="The claim holds no words.")
    evidence = "\n".join(claim.quotes)
    said = set(terms(claim.text, claim.language))
    held = set(terms(evidence, claim.quotes_language or detect_language(evidence)))
    missing = sorted(numbers(claim.text) - numbers(evidence))
    stated = len(numbers(claim.text))
    overlap = len(said & held) / len(said) if said else 0.0
    value = overlap * (1 - len(missing) / stated if stated else 1)
    reason = f"{overlap:.0%} of the claim's terms are quoted"
    if missing:
        reason += f"; missing numbers: {', '.join(missing)}"
    return Finding(form=form, layer="overlap", score=value, reason=reason + ".")


def numbers(text: str) -> set[str]:
    """The numbers of a text as they are written, digits and separators unified."""
    return set(_NUMBER.findall(plain(text)))
