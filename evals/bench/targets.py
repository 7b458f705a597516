"""What issue 6 asks of speed and memory, and whether a row meets it. Pure; one table."""

from evals.bench.results import Row
from ingest.documents import Record


class Target(Record):
    """What a measure is to reach. Where several bounds are given, any one of them is enough."""

    section: str
    measure: str
    said: str
    size: int = 0
    """Questions or chunks that it speaks of."""
    ratio_at_most: float | None = None
    ratio_at_least: float | None = None
    at_most: float | None = None
    """Of Hikma alone, in the row's unit."""


TARGETS = (
    # "time to first token and whole answer, ratio to the chain's, warm, median of 60 questions in
    # three languages | 0.5 and 0.8"
    Target(
        section="answers", measure="first token", said="≤ 0.5 ×", size=60, ratio_at_most=0.5
    ),
    Target(
        section="answers", measure="whole answer", said="≤ 0.8 ×", size=60, ratio_at_most=0.8
    ),
    # "ingest, from files to stored index, tokens per second, ratio to the chain's | 4"
    Target(section="ingest", measure="ingest", said="≥ 4 ×", ratio_at_least=4.0),
    # "`hikma ask --extractive` from a cold process | under 2 s, or 4 times importing chromadb,
    # whichever is larger"
    Target(
        section="cold",
        measure="ask --extractive",
        said="≤ 2 s or 4 ×",
        at_most=2.0,
        ratio_at_most=4.0,
    ),
    # "search in an index of 100,000 chunks, warm, p95, filters included | under 150 ms; memory
    # under 3 GB"
    Target(section="search", measure="search", said="p95 ≤ 0.15 s", size=100_000, at_most=0.15),
    Target(section="search", measure="memory", said="≤ 3 GB", size=100_000, at_most=3.0),
)  # fmt: skip


def judged(section: str, row: Row, size: int = 0) -> Row:
    """The row with its target, if it has one; `size` is what was measured of what it speaks of.

    Parts of a measure (one language, one filter) have none.
    """
    found = [t for t in TARGETS if (t.section, t.measure) == (section, row.measure)]
    if not found or row.of:
        return row
    target = found[0]
    return row.model_copy(
        update={
            "target": target.said,
            "met": _met(target, row),
            "at_size": size >= target.size,
        }
    )


def _met(target: Target, row: Row) -> bool | None:
    held: list[bool] = []
    if target.at_most is not None:
        value = row.hikma.p95 if row.figure == "p95" else row.hikma.median
        held.append(value <= target.at_most)
    if row.ratio is not None and target.ratio_at_most is not None:
        held.append(row.ratio <= target.ratio_at_most)
    if row.ratio is not None and target.ratio_at_least is not None:
        held.append(row.ratio >= target.ratio_at_least)
    return any(held) if held else None
