"""Yes or No from what a server gives: log-probabilities of its first word, or its words.

Pure; knows replies, not models.
"""

import math
from collections.abc import Mapping
from typing import Any

import regex

CERTAIN = 2.0
"""What a plain yes or no in words counts: odds of e² to 1."""
_WORDS = regex.compile(r"[\p{L}\p{M}]+")
_SPACE = " \t\r\n▁Ġ"
"""White space, and the signs that two families of tokenizers put for a space."""
_MARKUP = "*_`\"'.,:"


def from_tokens(metadata: Mapping[str, Any], yes: str, no: str) -> float | None:
    """ln P(yes) − ln P(no) of the first token; None where neither is among the likely ones.

    Forms that differ in case and spaces are summed. A word that is not among the likely ones
    counts as the least likely of those that are: it is at the most that.
    """
    likely = _first(metadata)
    if not likely:
        return None
    least = min(likely.values())
    found = [_summed(likely, word) for word in (yes, no)]
    if found == [None, None]:
        return None
    first, second = (least if value is None else value for value in found)
    return first - second


def offers_tokens(metadata: Mapping[str, Any]) -> bool:
    """True where the reply comes with log-probabilities of any use."""
    return bool(_first(metadata))


def from_words(text: str, yes: str, no: str) -> float | None:
    """±`CERTAIN` where the reply begins or ends with yes or no as a word; else None.

    "Not sure" is no No, "Yesterday" no Yes.
    """
    words = _WORDS.findall(text.casefold())
    for word in (words[0], words[-1]) if words else ():
        if word == yes.casefold():
            return CERTAIN
        if word == no.casefold():
            return -CERTAIN
    return None


def _summed(likely: Mapping[str, float], word: str) -> float | None:
    forms = [
        value
        for token, value in likely.items()
        if token.strip(_SPACE).strip(_MARKUP).casefold() == word.casefold()
    ]
    if not forms:
        return None
    most = max(forms)
    return most + math.log(math.fsum(math.exp(form - most) for form in forms))


def _first(metadata: Mapping[str, Any]) -> dict[str, float]:
    """The likely first tokens and their log-probabilities: OpenAI's form, read with suspicion."""
    try:
        first = metadata["logprobs"]["content"][0]
        entries = [first, *(first.get("top_logprobs") or [])]
        pairs = [(entry["token"], entry["logprob"]) for entry in entries]
    except (KeyError, IndexError, TypeError, AttributeError):
        return {}
    return {
        token: float(value)
        for token, value in pairs
        if isinstance(token, str) and isinstance(value, int | float) and -100 <= value <= 0
    }
