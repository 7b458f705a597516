"""Growth: what a document costs as the library grows, and the memory of the process that adds it.

Through the real pipeline (reading processes, splitter, SQLite, word index, Chroma); only texts and
vectors are made up (`evals.bench.invented`), so that no seconds of the embedding model are in it.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.bench.arithmetic import compared
from evals.bench.child import Show
from evals.bench.plan import SEED
from evals.bench.results import Point, Section
from evals.bench.sides import Bench, alone
from ingest.documents import Record
from tutor.settings import load_settings

NAME = "growth"
MEASURED = "A library that grows: seconds for each document, and memory; there is no baseline."
_NOTES = (
    "Texts are drawn from the corpus and vectors made up: embedding them all would take hours.",
    "Memory is that of the process that stores, the embedding model in it.",
)


class Sample(Record):
    """How far an ingestion was at one moment."""

    documents: int
    chunks: int
    seconds: float
    """Since any moment before."""
    peak_memory: int | None
    """Bytes."""


def measure(bench: Bench) -> Section:
    """The section. Raises `PartFailed`."""
    plan = bench.plan

    def told(done: int, total: int) -> None:
        bench.show("documents", done, total)

    with alone(bench, NAME) as worker:
        result = worker.ask(
            told, data=str(bench.space.large), chunks=plan.chunks, points=plan.points
        )
        peak = worker.peak
    points = tuple(Point.model_validate(point) for point in result["points"])
    row = compared("a document added", "s", [point.seconds_each for point in points])
    grown = f"The last {1 / plan.points:.0%} of the documents took {grown_by(points):.2f} × as long"
    return Section(
        name=NAME,
        measured=MEASURED,
        rows=(row,) if row else (),
        curve=points,
        memory={"hikma": peak} if peak is not None else {},
        notes=(*_NOTES, f"{grown} as the first."),
    )


def grown_by(points: Sequence[Point]) -> float:
    """Seconds for each document at the end, divided by those at the beginning."""
    return points[-1].seconds_each / points[0].seconds_each


def curve(samples: Sequence[Sample], points: int) -> tuple[Point, ...]:
    """At most `points` points, evenly spaced over the documents, from samples in their order.

    The first sample only starts the clock: what starting costs is no document's.
    """
    if len(samples) < 2:
        return ()
    first, last = samples[0], samples[-1]
    found, before = list[Point](), first
    for sample in samples[1:]:
        due = first.documents + (last.documents - first.documents) * (len(found) + 1) / points
        if sample.documents > before.documents and sample.documents >= due:
            each = (sample.seconds - before.seconds) / (sample.documents - before.documents)
            found.append(
                Point(
                    documents=sample.documents,
                    chunks=sample.chunks,
                    seconds_each=each,
                    peak_memory=sample.peak_memory,
                )
            )
            before = sample
    return tuple(found)


class Growing:
    """The pipeline with made-up vectors."""

    def __init__(self) -> None:
        from evals.bench.invented import InventedEmbeddings
        from ingest.embed import load_embeddings

        settings = load_settings({})
        real = load_embeddings(settings.embedding, settings.model_roots)
        self._embeddings = InventedEmbeddings(real)

    def step(self, show: Show, *, data: str, chunks: int, points: int) -> dict[str, Any]:
        """The points of the curve of a new library in the data folder `data`."""
        from evals.bench.invented import write_library
        from ingest.pipeline import find_files, ingest_paths

        settings = load_settings({"data": Path(data)})
        write_library(settings.data / "texts", chunks, SEED)
        watcher = _watcher(show)
        ingest_paths(
            find_files([settings.data / "texts"]),
            settings.index_folder,
            self._embeddings,
            settings.ingest,
            watcher=watcher,
        )
        return {"points": [point.model_dump() for point in curve(watcher.samples, points)]}


def _watcher(show: Show) -> Any:
    """Notes every batch as it is stored."""
    from evals.provenance import peak_memory
    from ingest.reports import FileReport, Watcher

    class Noting(Watcher):
        def __init__(self) -> None:
            self.samples: list[Sample] = []
            self._chunks = 0

        def file(self, report: FileReport, number: int, total: int) -> None:
            self._chunks += report.chunks
            self.samples.append(
                Sample(
                    documents=number,
                    chunks=self._chunks,
                    seconds=time.perf_counter(),
                    peak_memory=peak_memory(),
                )
            )
            if number % 100 == 0:
                show(number, total)

    return Noting()
