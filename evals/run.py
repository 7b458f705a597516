"""Cases → records → report: asks a system, scores what it says, keeps each case as it ends.

`prepare` says what would run, `begin` makes its folder or `evals.resume` finds an interrupted
one, `run_cases` does the work. Knows neither which system answers nor how. The clock is an
argument.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.folder import RunFolder
from evals.judging import Judging
from evals.loaders.suite import Suite
from evals.locate import documents_at, locate
from evals.measure import Metric, measure, metrics, unmeasured
from evals.provenance import machine, peak_memory
from evals.records import (
    CodeState,
    EvalCase,
    EvalRecord,
    EvalReport,
    EvalRun,
    JudgeUsed,
    Outcome,
    Row,
)
from evals.report import failures, summarise
from evals.systems.system import System
from ingest.documents import LibraryEntry
from ingest.errors import HikmaError
from tutor.session import StudySession

SEED = 20_250_101
"""Of sampling and of the bootstrap, unless another is given."""
Clock = Callable[[], datetime]
Notify = Callable[[EvalRecord, int, int], None]
"""Called after each case with its record, its number and the number of cases."""


@dataclass(frozen=True)
class Bench:
    """What a run works with: opened by its caller, who closes it."""

    session: StudySession
    """Over the library that the suite is asked of."""
    system: System
    judging: Judging | None = None
    """None where nothing judges claims."""


@dataclass(frozen=True)
class Way:
    """What a run does with each row, and at its end."""

    record: Callable[[Row], EvalRecord]
    report: Callable[[EvalRun, Sequence[EvalRecord]], EvalReport]


def prepare(
    suite: Suite,
    bench: Bench,
    *,
    limit: int | None = None,
    seed: int = SEED,
    now: Clock,
    code: CodeState,
) -> EvalRun:
    """What a run of `suite` is, before its first case. `limit` is how many were drawn.

    Raises what opening the index raises.
    """
    settings, index, system = bench.session.settings, bench.session.index, bench.system
    started = now()
    fingerprint = settings.fingerprint()
    return EvalRun(
        run=_run_id(f"{suite.dataset.sha256} {fingerprint} {system.name}", started),
        system=system.name,
        system_values=system.values,
        suite=suite.name,
        split=suite.split,
        file=suite.dataset.path,
        file_sha256=suite.dataset.sha256,
        data_sha256=suite.dataset.sha256,
        cases=len(suite.dataset.rows),
        limit=limit,
        seed=seed,
        judge=bench.judging.used if bench.judging else JudgeUsed(),
        extractive=system.name == "extractive",
        model=system.model,
        models=system.models,
        embedding=index.embeddings.identity.model_dump(),
        settings=fingerprint,
        settings_values=settings.model_dump(mode="json", exclude={"data", "models"}),
        library=tuple(sorted(entry.document for entry in index.library())),
        code=code,
        machine=machine(),
        started=rfc3339(started),
    )


def begin(run: EvalRun, data: Path) -> RunFolder:
    """A new folder for `run` under `data`. Raises `StoreError`."""
    return RunFolder.create(data, run)


def run_cases(
    run: EvalRun,
    folder: RunFolder,
    suite: Suite,
    bench: Bench,
    *,
    done: Sequence[EvalRecord] = (),
    now: Clock,
    notify: Notify = lambda record, number, total: None,
) -> EvalReport:
    """Run the cases after those that are `done`, keeping each as it ends, and report on all.

    Cut short (Ctrl-C, or a bug), it still reports what was done before it lets go.
    """
    k = bench.session.settings.retrieval.passages
    table = metrics(k, judged=bench.judging is not None)
    library = bench.session.index.library()
    way = Way(
        record=lambda row: _record(row, bench, library, table, now),
        report=lambda over, records: _report(over, folder, records, table),
    )
    return run_rows(run, folder, suite, bench, way, done=done, now=now, notify=notify)


def run_rows(
    run: EvalRun,
    folder: RunFolder,
    suite: Suite,
    bench: Bench,
    way: Way,
    *,
    done: Sequence[EvalRecord] = (),
    now: Clock,
    notify: Notify,
) -> EvalReport:
    """The loop of `run_cases`, for whatever comes of a row."""
    records = list(done)
    try:
        for row in suite.dataset.rows[len(records) :]:
            record = way.record(row)
            folder.append(record)
            records.append(record)
            notify(record, len(records), run.cases)
    finally:
        run = _ended(run, records, bench, now)
        report = way.report(run, records)
        folder.write_report(report)
        folder.write_run(run)
        folder.release()
    return report


def _ended(run: EvalRun, records: Sequence[EvalRecord], bench: Bench, now: Clock) -> EvalRun:
    """The same run, now that it is over or was cut short."""
    judging, peaks = bench.judging, [run.peak_memory, peak_memory()]
    update = {
        "ended": rfc3339(now()),
        "done": len(records),
        "errors": len(failures(records)),
        "complete": len(records) == run.cases,
        # Of a resumed run both parts count.
        "peak_memory": max((peak for peak in peaks if peak is not None), default=None),
        "unjudged": run.unjudged + (judging.unjudged if judging else 0),
        "judge_fault": (judging.fault if judging else "") or run.judge_fault,
    }
    return run.model_copy(update=update)


def _record(
    row: Row,
    bench: Bench,
    library: Sequence[LibraryEntry],
    table: tuple[Metric, ...],
    now: Clock,
) -> EvalRecord:
    case, error = row.case, row.error
    if case is not None:
        try:
            outcome = _answered(case, bench, library)
        except HikmaError as fault:
            error = fault.as_record()
        else:
            scores, unscored = measure(case, outcome, table)
            return EvalRecord(
                line=row.line,
                id=case.id,
                case=case,
                answer=outcome.answer,
                evidence=outcome.evidence,
                verdicts=outcome.verdicts,
                scores=scores,
                unscored=unscored,
                ended=rfc3339(now()),
            )
    return EvalRecord(
        line=row.line,
        id=case.id if case else None,
        case=case,
        unscored=unmeasured(case, table),
        error=error,
        ended=rfc3339(now()),
    )


def _answered(case: EvalCase, bench: Bench, library: Sequence[LibraryEntry]) -> Outcome:
    index = bench.session.index
    # An end of a path that no document has is passed on: asking says what is wrong with it.
    documents = [id for name in case.documents for id in documents_at(name, library) or [name]]
    answer = bench.system.answer(case, documents)
    cited = {citation.document for citation in answer.citations}
    return Outcome(
        answer=answer,
        evidence=locate(case, library, index),
        texts={id: index.document(id).text for id in sorted(cited) if index.has(id)},
        verdicts=bench.judging.verdicts(answer) if bench.judging else None,
    )


def _report(
    run: EvalRun, folder: RunFolder, records: Sequence[EvalRecord], table: tuple[Metric, ...]
) -> EvalReport:
    return EvalReport(
        run=run.run,
        cases=run.done,
        errors=run.errors,
        complete=run.complete,
        unjudged=run.unjudged,
        report=str(folder.report),
        metrics=summarise(records, table, run.seed),
        failed=failures(records),
    )


def _run_id(made_of: str, started: datetime) -> str:
    """The time, and a hash of what is run: two runs of one second do not collide."""
    digest = hashlib.sha256(f"{made_of} {started.isoformat()}".encode()).hexdigest()[:6]
    return f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}"


def rfc3339(moment: datetime) -> str:
    """A moment as records hold it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
