"""Which form a claim has, and whether it stands in its quotes word for word. No models."""

import regex

from evals.judges.verdicts import Claim, Form
from evals.wording import plain, says

LONGEST_ANSWER = 20
"""Words of a short answer; of scripts without spaces as many characters count as one word each."""
_ENDED = regex.compile(r"\p{Sentence_Terminal}[\p{Pe}\p{Pf}\"'*_\s]*$")
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{1,2}|[\p{L}\p{M}\p{N}]+"
)


def form_of(claim: Claim) -> Form:
    """`answer` where there is a question and the claim is short and no sentence of its own."""
    short = len(_WORD.findall(claim.text)) <= LONGEST_ANSWER
    return "answer" if claim.question and short and not _ENDED.search(claim.text) else "statement"


def is_empty(claim: Claim) -> bool:
    """Whether it says nothing: no letter, no digit."""
    return not plain(claim.text)


def stands_verbatim(claim: Claim) -> bool:
    """Whether one quote holds the whole claim, both folded."""
    return any(says(quote, claim.text) for quote in claim.quotes)
