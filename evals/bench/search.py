"""Search in the library that has grown: warm, with and without a filter.

As `hikma search` does it: the question is embedded with the real model, both indexes are asked,
other languages too. A process that only searches, for its memory.
"""

from typing import Any

from evals.bench.arithmetic import compared
from evals.bench.child import Show
from evals.bench.plan import Plan
from evals.bench.results import Row, Section
from evals.bench.sides import Bench, alone
from evals.bench.targets import judged
from evals.records import EvalCase
from ingest.languages import canonical
from tutor.settings import load_settings

NAME = "search"
MEASURED = "Search in the library that has grown, warm; there is no baseline."
KINDS = ("no filter", "one language", "one document")
_NOTE = (
    "Made up from the corpus, so that words recur more than in a real library of this size; "
    "questions are embedded by the real model."
)
_WARMING = 2
"""Searches of each kind that do not count."""
_SPREAD_OVER = 7_919
"""A prime: documents are taken from all over the library."""


def measure(bench: Bench) -> Section:
    """The section. Raises `PartFailed`."""
    cases = asked(bench.plan)
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    total = bench.plan.searches + _WARMING
    with alone(bench, NAME) as worker:
        for number in range(total):
            bench.show("searches", number * len(KINDS), total * len(KINDS))
            case = cases[number % len(cases)]
            for kind in KINDS:
                took = worker.ask(
                    question=case.question, language=case.language, kind=kind, number=number
                )
                if number >= _WARMING:
                    seconds[kind].append(took["seconds"])
        peak, chunks = worker.peak, int(took["chunks"])
    return Section(
        name=NAME,
        measured=MEASURED,
        rows=_rows(seconds, peak, chunks),
        memory={"hikma": peak} if peak is not None else {},
        notes=(f"{chunks:,} chunks. {_NOTE}",),
    )


def asked(plan: Plan) -> tuple[EvalCase, ...]:
    """Gold questions in three languages: it does not matter here what the library answers."""
    from evals.bench.answers import chosen

    return chosen(plan.model_copy(update={"documents": (), "questions": 20}))


def _rows(seconds: dict[str, list[float]], peak: int | None, chunks: int) -> tuple[Row, ...]:
    every = [one for of in seconds.values() for one in of]
    rows = [
        compared("search", "s", every, figure="p95"),
        *(compared("search", "s", of, of=kind, figure="p95") for kind, of in seconds.items()),
        compared("memory", "GB", [None if peak is None else peak / 1e9]),
    ]
    return tuple(judged(NAME, row, chunks) for row in rows if row is not None)


class Searching:
    """The library that has grown, opened for asking."""

    def __init__(self) -> None:
        from tutor.session import StudySession

        settings = load_settings({})
        large = settings.model_copy(update={"data": settings.data.parent / "large"})
        self._settings, self._index = large, StudySession(large).index
        self._documents = self._index.ids()

    def step(
        self, show: Show, *, question: str, language: str, kind: str, number: int
    ) -> dict[str, Any]:
        """Seconds of one search, and the chunks there are."""
        import time

        from tutor.ask import Ask, search

        document = self._documents[number * _SPREAD_OVER % len(self._documents)]
        request = Ask(question, documents=(document,) if kind == "one document" else ())
        only = canonical(language) if kind == "one language" else None
        started = time.perf_counter()
        search(request, self._index, self._settings, only=only)
        return {"seconds": time.perf_counter() - started, "chunks": len(self._index)}
