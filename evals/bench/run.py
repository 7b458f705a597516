"""A plan → sections, one after the other → the report. One that fails leaves the others be."""

import importlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from evals.bench.facts import facts
from evals.bench.plan import Plan
from evals.bench.results import BenchReport, Section
from evals.bench.sides import Bench, Show
from evals.bench.worker import PartFailed
from evals.bench.workspace import workspace
from evals.provenance import FP32, INT8, models_used
from evals.records import CodeState, ModelUsed
from evals.run import rfc3339
from ingest.embed import DEFAULT
from tutor.settings import Settings

Begin = Callable[[str, int, int], Show]
"""Called as a section begins, with its name, its number and how many there are."""


def run(
    plan: Plan,
    settings: Settings,
    hikma: Sequence[str],
    *,
    begin: Begin,
    now: Callable[[], datetime],
    code: CodeState,
) -> BenchReport:
    """Measure. `hikma` is the command that starts the command line.

    Nothing is left behind. Raises what `workspace` raises.
    """
    started, at, known = now(), time.monotonic(), facts()
    with workspace(settings, plan) as space:
        sections = tuple(
            section(name, Bench(plan, space, hikma, begin(name, number, len(plan.sections))))
            for number, name in enumerate(plan.sections, start=1)
        )
    return BenchReport(
        quick=plan.quick,
        started=rfc3339(started),
        seconds=round(time.monotonic() - at, 1),
        facts=known,
        code=code,
        settings=settings.fingerprint(),
        models=_models(settings),
        sections=sections,
    )


def section(name: str, bench: Bench) -> Section:
    """One section; what is wrong with it is part of it."""
    started = time.monotonic()
    module = importlib.import_module(f"evals.bench.{name}")
    try:
        measured: Section = module.measure(bench)
    except PartFailed as fault:
        measured = Section(name=name, measured=module.MEASURED, faults=(fault.as_record(),))
    return measured.model_copy(update={"seconds": round(time.monotonic() - started, 1)})


def _models(settings: Settings) -> tuple[ModelUsed, ...]:
    """With the embedding model as Hikma loads it and as the chain does."""
    files = (INT8, FP32) if settings.embedding == DEFAULT else ()
    roots = settings.model_roots
    return (
        *models_used(settings.model, roots),
        *models_used(settings.embedding, roots, *files),
    )
