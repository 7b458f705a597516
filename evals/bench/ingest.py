"""Ingestion: files → stored index, by Hikma's pipeline and the way the tutorial chain does it.

Both make an index of the same texts anew each time, in turn. Tokens are counted once, by the
embedding model's tokenizer over the documents' texts: what the chain embeds twice because its
chunks overlap is its own cost. Reading the files is in Hikma's time only: the chain is given the
texts that Hikma read.
"""

from pathlib import Path
from typing import Any

from evals.bench.arithmetic import compared
from evals.bench.child import Show
from evals.bench.results import Section
from evals.bench.sides import Bench, alone, opened
from evals.bench.targets import judged
from ingest.errors import ReadError
from ingest.index import Index
from tutor.session import StudySession
from tutor.settings import Settings, load_settings

NAME = "ingest"
MEASURED = "From files to a stored index: Hikma's pipeline against the tutorial chain's."
_NOTES = (
    "Tokens of the documents' texts, counted once: the chain's overlap is its own cost.",
    "Hikma's time includes reading the files; the chain is given the texts.",
    "The chain's process also holds Hikma's index and its embedding model.",
)


def measure(bench: Bench) -> Section:
    """The section. Raises `PartFailed` where Hikma's side does not open."""
    ours: list[float | None] = []
    theirs: list[float | None] = []
    stages: dict[str, float] = {}
    with opened(bench, NAME, "chain") as sides:
        for number in range(bench.plan.ingests):
            bench.show("libraries", number, bench.plan.ingests)
            # The first is the library that the other sections ask.
            data = bench.space.folder / f"again-{number}" if number else bench.space.data
            made = sides.attempt(sides.hikma, data=str(data))
            again = made and sides.baseline and sides.attempt(sides.baseline, data=str(data))
            ours.append(made["tokens"] / made["seconds"] if made else None)
            theirs.append(made["tokens"] / again["seconds"] if made and again else None)
            stages = made["stages"] if made else stages
        memory, faults = sides.memory(), tuple(sides.faults)
    row = compared("ingest", "tokens/s", ours, theirs)
    spent = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in stages.items())
    return Section(
        name=NAME,
        measured=MEASURED,
        rows=(judged(NAME, row),) if row else (),
        memory=memory,
        notes=(*_NOTES, f"Hikma's last one: {spent} (several at the same time).") if row else (),
        faults=faults,
    )


def ensure_library(bench: Bench) -> None:
    """Make the library that other sections ask, unless it is there. Raises `PartFailed`."""
    if not Index.exists(bench.space.data / "index"):
        with alone(bench, f"{NAME}.hikma") as worker:
            worker.ask(data=str(bench.space.data))


def _at(data: str) -> Settings:
    return load_settings({"data": Path(data)})


class Hikma:
    """`hikma ingest`, its embedding model loaded and warm."""

    def __init__(self) -> None:
        from ingest.embed import load_embeddings

        settings = load_settings({})
        self._texts = settings.data.parent / "texts"
        self._embeddings = load_embeddings(settings.embedding, settings.model_roots)
        self._embeddings.embed_query("warm")

    def step(self, show: Show, *, data: str) -> dict[str, Any]:
        """Seconds of one ingestion into the data folder `data`, its stages, and the tokens."""
        from ingest.pipeline import find_files, ingest_paths

        settings = _at(data)
        selection = find_files([self._texts])
        result = ingest_paths(selection, settings.index_folder, self._embeddings, settings.ingest)
        failed = [Path(report.path).name for report in result.files if report.error]
        if failed:
            raise ReadError(
                f"Shipped documents could not be read: {', '.join(failed)}.",
                hint="Run: hikma ingest corpus (it says what is wrong with each).",
            )
        return {
            "seconds": result.seconds,
            "stages": result.stages,
            "tokens": _tokens(settings, self._embeddings.count_tokens),
        }


def _tokens(settings: Settings, count: Any) -> int:
    from contextlib import closing

    from ingest.library import Library

    with closing(Library(settings.index_folder, create=False)) as library:
        return int(sum(count([library.document(id).text for id in library.ids()])))


class Chain:
    """The chain's index, its embedding model loaded and warm."""

    def __init__(self) -> None:
        from evals.systems.chain_parts import embeddings_of, require_packages

        settings = load_settings({})
        with require_packages(), StudySession(settings) as session:
            import langchain_chroma  # noqa: F401  # not while the clock runs
            import langchain_text_splitters  # noqa: F401

            self._embeddings, _ = embeddings_of(session)
        self._embeddings.embed_query("warm")

    def step(self, show: Show, *, data: str) -> dict[str, Any]:
        """Seconds of making the chain's index of the library in the data folder `data`."""
        import time

        from evals.systems.chain_parts import make_store, require_packages

        with require_packages(), StudySession(_at(data)) as session:
            assert len(session.index)  # opened before the clock runs
            started = time.perf_counter()
            make_store(session, self._embeddings)
            return {"seconds": time.perf_counter() - started}
