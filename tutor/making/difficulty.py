"""How hard an item may be, before anybody has answered it: a prior, 0 to 1; and what is asked for.

Computed from what the item asks of memory and from how near its wrong options are. Not measured:
what models and rules make of difficulty hardly follows what people find (learning.md 3.4), and
attempts overwrite it.
"""

import regex

from ingest.documents import Record
from ingest.errors import InputError
from ingest.normalize import fold
from tutor.quizzes import Kind, QuizItem
from tutor.wording import size

BASE: dict[Kind, float] = {
    "true-false": 0.3, "single": 0.4, "card": 0.5, "cloze": 0.5, "short": 0.55, "multiple": 0.6,
}  # fmt: skip
"""To recognise is easier than to recall, to judge each of several options harder than to find
one."""
NEAR, LONG = 0.15, 0.1
"""At the most added for wrong options that are in the documents, and for long evidence."""
LENGTH = 450
"""Size of evidence that counts as long."""
WITH_WRONG: frozenset[Kind] = frozenset({"single", "multiple"})
"""Kinds that have wrong options which may be near."""
_NUMBER = r"[01](?:[.,٫][0-9]+)?"
_RANGE = regex.compile(rf"(?P<low>{_NUMBER}) ?(?:-|~|\.\.) ?(?P<high>{_NUMBER})")


class Band(Record):
    """Priors from `low` to `high`, both among them."""

    low: float = 0.0
    high: float = 1.0

    def holds(self, value: float | None) -> bool:
        """Is a prior within it? One that is not known is within all there is."""
        return self == ANY if value is None else self.low <= value <= self.high

    def meets(self, other: "Band") -> bool:
        """Is any prior in both?"""
        return self.low <= other.high and other.low <= self.high


ANY = Band()
NAMED = {
    "easy": Band(high=0.45),
    "medium": Band(low=0.45, high=0.6),
    "hard": Band(low=0.6),
}


def band(asked: str | None) -> Band:
    """What `easy`, `medium`, `hard` or a range such as `0.3-0.5` means; everything for None.

    Raises `InputError`.
    """
    if asked is None:
        return ANY
    said = fold(asked).strip()
    if said in NAMED:
        return NAMED[said]
    found = _RANGE.fullmatch(said)
    ends = (
        [float(regex.sub("[,٫]", ".", end)) for end in found.group("low", "high")] if found else []
    )
    if not ends or not ends[0] <= ends[1] <= 1.0:
        raise InputError(
            f"{asked!r} is no difficulty.",
            hint="Use easy, medium, hard, or a range within 0 and 1 such as 0.3-0.5.",
        )
    return Band(low=ends[0], high=ends[1])


def prior(item: QuizItem, stated: int = 0) -> float:
    """`stated`: how many of its wrong options the documents speak of."""
    wrong = len(item.options) - len(item.keys)
    near = stated / wrong if wrong and item.kind in WITH_WRONG else 0.0
    return estimate(item.kind, sum(size(span.quote) for span in item.evidence), near)


def estimate(kind: Kind, evidence: int, near: float = 0.0) -> float:
    """The prior of an item of a kind; `evidence` is the size of its quotes, `near` the share of
    its wrong options that the documents speak of."""
    long = min(1.0, evidence / LENGTH)
    return round(min(1.0, BASE[kind] + NEAR * near + LONG * long), 2)


def reach(kind: Kind, evidence: int | None = None) -> Band:
    """The priors that items of a kind may have, on evidence of a size or of any."""
    shortest, longest = (0, LENGTH) if evidence is None else (evidence, evidence)
    nearest = 1.0 if kind in WITH_WRONG else 0.0
    return Band(low=estimate(kind, shortest), high=estimate(kind, longest, nearest))
