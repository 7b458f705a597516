"""What ran, and what its reader must know before believing a figure."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import evals.metrics
from evals.changes import flat, what_ran
from evals.html.words import Words, words
from evals.kept import Kept

FAULTS = 50
"""Failed rows that are named."""
_ITS_OWN = ("run", "started", "resumed", "ended", "peak memory")
"""What differs between any two runs."""
_K = re.compile(r"@[0-9]+$")


@dataclass(frozen=True)
class Fact:
    """A setting of every run."""

    name: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class Fault:
    """A row that failed."""

    line: str
    id: str
    message: Words


@dataclass(frozen=True)
class Definition:
    """What a metric is, in the words of its module."""

    name: str
    text: str


def facts(runs: Sequence[Kept]) -> tuple[Fact, ...]:
    """Everything that was recorded of how the runs were made."""
    every = [_recorded(kept) for kept in runs]
    names = dict.fromkeys(name for one in every for name in one)
    found = []
    for name in names:
        values = tuple(one.get(name, "–") for one in every)
        found.append(Fact(name, values, differs=name not in _ITS_OWN and len(set(values)) > 1))
    return tuple(found)


def _recorded(kept: Kept) -> dict[str, str]:
    peak = kept.run.peak_memory
    told = {
        "run": kept.run.run,
        "started": kept.run.started,
        "resumed": ", ".join(kept.run.resumed) or "–",
        "ended": kept.run.ended or "never",
        "cases": f"{kept.run.done} of {kept.run.cases}",
        "peak memory": f"{peak / 2**20:,.0f} MiB" if peak else "–",
        "settings": kept.run.settings,
    }
    return told | flat(what_ran(kept.run))


def warnings(kept: Kept) -> Iterator[str]:
    """What makes the figures of a run less than they seem."""
    run, cases = kept.run, [record.case for record in kept.records if record.case]
    if not run.complete:
        yield f"It was cut short: {run.done} of {run.cases} cases are done."
    if kept.damaged:
        yield f"{kept.damaged} line(s) of its records are damaged and count nowhere."
    if run.errors:
        yield f"{run.errors} case(s) failed; they are unscored, not left out."
    if run.judge_fault:
        yield f"The judge failed on {run.unjudged} claim(s): {run.judge_fault}"
    if run.code.dirty:
        yield "The code held changes that are not committed."
    if run.code.commit is None:
        yield "It is not known which commit ran."
    tuned = sum(case.split == "tune" for case in cases)
    if tuned:
        yield f"{tuned} of {len(cases)} cases are of the half for tuning: figures flatter."
    made = sum(case.synthetic for case in cases)
    if made:
        yield f"{made} of {len(cases)} questions were written by a model, not by people."


def uneven(runs: Sequence[Kept]) -> Iterator[str]:
    """What makes columns not comparable."""
    asked = [frozenset(record.id for record in kept.records) for kept in runs]
    if len(set(asked)) > 1:
        yield (
            "The runs did not ask the same cases: figures side by side are over different "
            "questions. Only the paired differences are over the same ones."
        )
    if len({kept.run.machine for kept in runs}) > 1:
        yield "The runs were made on different machines: seconds are not comparable."


def counts(kept: Kept, language: str | None) -> str:
    """How many cases of which kind, in words."""
    cases = [r.case for r in kept.records if r.case and language in (None, r.case.language)]
    kinds = Counter(case.kind for case in cases if case.kind)
    said = [f"{len(cases)} cases", f"{sum(not case.answerable for case in cases)} not answerable"]
    return ", ".join(said + [f"{kind} {count}" for kind, count in sorted(kinds.items())])


def faults(kept: Kept) -> tuple[Fault, ...]:
    """The first rows that failed."""
    return tuple(
        Fault(str(record.line), record.id or "", words(record.error.get("message", ""), limit=400))
        for record in [r for r in kept.records if r.error][:FAULTS]
        if record.error
    )


def definitions(names: Iterable[str]) -> tuple[Definition, ...]:
    """What the modules of `evals.metrics` say of the metrics of these names."""
    said = {name: text for text in _docstrings() for name in text.split(":")[0].split(", ")}
    found = (Definition(name, said.get(_K.sub("@k", name)) or said.get(name, "")) for name in names)
    return tuple(one for one in found if one.text)


def _docstrings() -> Iterator[str]:
    """Each begins with the names of what its module measures."""
    for found in pkgutil.iter_modules(evals.metrics.__path__):
        module = importlib.import_module(f"evals.metrics.{found.name}")
        yield (module.__doc__ or "").strip()
