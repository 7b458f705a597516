"""Claims that people labelled: the nouns, and choosing among them. No files."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import regex

from evals.judges.verdicts import Claim
from ingest.documents import Record
from ingest.errors import InputError
from ingest.languages import primary

_DIGIT = regex.compile(r"\p{Nd}")


class Labelled(Record):
    """A claim with the verdict of people, or of how the set was built."""

    id: str
    set: str
    claim: Claim
    label: bool
    """True: supported."""
    evidence: str
    """Which evidence: items that share it are not independent."""
    pair: str = ""
    """Items of one pair answer the same question from the same evidence, one rightly."""

    @property
    def language(self) -> str:
        """Without script or region: a judge is measured by language."""
        return primary(self.claim.language)

    @property
    def numeric(self) -> bool:
        """Whether it holds a digit."""
        return bool(_DIGIT.search(self.claim.text))


class Labels(Record):
    """All items of some files."""

    sha256: str
    """Of the files' bytes."""
    items: tuple[Labelled, ...]
    faults: tuple[dict[str, Any], ...] = ()
    """`{"file", "line", "message"}` of each row that is no item."""


def of_languages(labels: Labels, codes: Sequence[str]) -> Labels:
    """Only the items of some languages, `zh-Hant` meaning `zh`. Raises `InputError` for none."""
    wanted = {primary(code) for code in codes}
    kept = tuple(item for item in labels.items if item.language in wanted)
    if not kept:
        there = sorted({item.language for item in labels.items})
        raise InputError(
            f"No labelled claim is in {', '.join(codes)}.",
            hint=f"There are claims in {', '.join(there)}.",
        )
    return labels.model_copy(update={"items": kept})


def halves(items: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Items to choose a threshold on, and items to measure on: no evidence is in both.

    The evidence of each set and language is numbered as it comes; even numbers are for tuning.
    """
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    tune: list[Labelled] = []
    report: list[Labelled] = []
    for item in items:
        seen = numbers.setdefault((item.set, item.language), {})
        number = seen.setdefault(item.evidence, len(seen))
        (report if number % 2 else tune).append(item)
    return tune, report


def sample(items: Sequence[Labelled], limit: int | None) -> list[Labelled]:
    """At most about `limit` items of each set and language, pairs kept whole.

    Always the same ones, spread over the set; a larger limit only adds. In a parallel set they are
    the same in every language.
    """
    groups: dict[tuple[str, str], dict[str, list[Labelled]]] = {}
    for item in items:
        key = item.pair or item.id
        groups.setdefault((item.set, item.language), {}).setdefault(key, []).append(item)
    chosen: set[int] = set()
    for (_, language), of in groups.items():
        taken = 0
        for key in sorted(of, key=lambda key: digest(key.replace(f"-{language}-", "-"))):
            if limit is not None and taken >= limit:
                break
            taken += len(of[key])
            chosen.update(map(id, of[key]))
    return [item for item in items if id(item) in chosen]


def digest(text: str) -> str:
    """16 hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
