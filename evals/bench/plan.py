"""What a benchmark is to measure, and on how much. Pure."""

import difflib
from collections.abc import Sequence

from ingest.documents import Record
from ingest.errors import InputError

SECTIONS = ("ingest", "answers", "cold", "growth", "search")
"""In the order in which they run: the first makes the library of the next two, `growth` that of
`search`."""
SEED = 20_250_101
"""Of drawing questions and of making up the large library."""


class Plan(Record):
    """How much is measured."""

    quick: bool
    sections: tuple[str, ...]
    documents: tuple[str, ...]
    """Of the shipped corpus, ends of their paths; empty for all."""
    questions: int
    """In each of the three languages."""
    seconds: float | None
    """After which no further question is put; None for no end."""
    warming: int
    """Languages in which both sides are warmed up."""
    ingests: int
    """Times that the library is made, on either side."""
    starts: int
    """Cold starts that count, on either side."""
    chunks: int
    """Of the large library."""
    points: int
    """At which its growth is looked at."""
    searches: int
    """Of each kind: without a filter, in one language, in one document."""


_FULL = Plan(
    quick=False,
    sections=SECTIONS,
    documents=(),
    questions=20,
    seconds=None,
    warming=3,
    ingests=3,
    starts=9,
    chunks=100_000,
    points=10,
    searches=60,
)
_QUICK = Plan(
    quick=True,
    sections=SECTIONS,
    documents=(
        "en/sagemaker-inference-options.md",
        "zh/experiments-and-versioning.md",
        "ar/ml-security.md",
    ),
    questions=1,
    seconds=12.0,
    warming=1,
    ingests=2,
    starts=2,
    chunks=2_000,
    points=4,
    searches=12,
)


def planned(sections: Sequence[str], *, quick: bool) -> Plan:
    """The plan for some sections, none meaning all; a search needs a library that has grown.

    Raises `InputError` for a name that no section has.
    """
    for name in sections:
        if name not in SECTIONS:
            near = difflib.get_close_matches(name, SECTIONS, n=1)
            raise InputError(
                f"There is no section {name!r}.",
                hint=f"Did you mean {near[0]}?" if near else f"Use: {', '.join(SECTIONS)}.",
            )
    wanted = set(sections or SECTIONS)
    if "search" in wanted:
        wanted.add("growth")
    chosen = tuple(name for name in SECTIONS if name in wanted)
    return (_QUICK if quick else _FULL).model_copy(update={"sections": chosen})
