"""A part of a suite: one of its halves, or a sample that keeps its proportions. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Callable

from evals.loaders.suite import Suite
from evals.records import EvalCase, Row
from ingest.errors import InputError

HALVES = ("tune", "report")


def named_half(name: str) -> tuple[str, str]:
    """`gold:report` → gold and report; the half empty where none is named."""
    whole, _, split = name.rpartition(":")
    return (whole, split) if whole and split in HALVES else (name, "")


def half(suite: Suite, split: str) -> Suite:
    """The cases of one half; malformed rows, which are of no half, stay. Raises `InputError`."""
    if not any(case.split == split for case in suite.cases):
        known = sorted({case.split for case in suite.cases} - {""})
        raise InputError(
            f"{suite.name} has no half {split!r}.",
            hint=f"Its halves: {', '.join(known)}." if known else "Run the whole set.",
        )
    kept = _only(suite, lambda case: case.split == split)
    return kept.model_copy(update={"name": f"{suite.name}:{split}", "split": split})


def sampled(suite: Suite, limit: int | None, seed: int = 0) -> Suite:
    """At most `limit` cases, each language, source and answerability in proportion.

    The same for the same `seed`, whatever order the rows are in; a larger sample holds the
    smaller ones. Malformed rows stay besides: they are named whatever is drawn.
    """
    if limit is None or limit >= len(suite.cases):
        return suite
    strata: dict[tuple[str, str, bool], list[EvalCase]] = defaultdict(list)
    for case in suite.cases:
        strata[case.language, case.source, case.answerable].append(case)
    places: dict[str, tuple[float, str]] = {}
    for cases in strata.values():
        ranked = sorted(cases, key=lambda case: _drawn(case, seed))
        for rank, case in enumerate(ranked):
            # Systematic sampling: the n-th of every stratum comes when n of its size are due.
            places[case.id] = ((rank + 0.5) / len(cases), _drawn(case, seed))
    chosen = set(sorted(places, key=lambda id: places[id])[:limit])
    return _only(suite, lambda case: case.id in chosen)


def _drawn(case: EvalCase, seed: int) -> str:
    """Not Python's `hash`, which is salted."""
    return hashlib.sha256(f"{seed}\0{case.id}".encode()).hexdigest()


def _only(suite: Suite, wanted: Callable[[EvalCase], bool]) -> Suite:
    def keeps(row: Row) -> bool:
        return row.case is None or wanted(row.case)

    rows = tuple(row for row in suite.dataset.rows if keeps(row))
    return suite.model_copy(update={"dataset": suite.dataset.model_copy(update={"rows": rows})})
