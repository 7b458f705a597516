"""Cases → records → report, on an open study session, exactly as a learner would be answered.

`start` opens what is needed and makes the folder, `run_cases` does the work. The clock is an
argument.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from evals.folder import RunFolder
from evals.locate import documents_at, locate
from evals.measure import Metric, measure, metrics, unmeasured
from evals.provenance import machine
from evals.records import (
    CodeState,
    Dataset,
    EvalCase,
    EvalRecord,
    EvalReport,
    EvalRun,
    Outcome,
    Row,
)
from evals.report import failures, summarise
from ingest.documents import LibraryEntry
from ingest.errors import HikmaError
from tutor.answers import Answer
from tutor.ask import Ask, ask
from tutor.session import StudySession

SEED = 20_250_101
"""Of the bootstrap, unless another is given."""
Clock = Callable[[], datetime]
Notify = Callable[[EvalRecord, int, int], None]
"""Called after each case with its record, its number and the number of cases."""


def start(
    dataset: Dataset,
    session: StudySession,
    *,
    extractive: bool = False,
    limit: int | None = None,
    now: Clock,
    code: CodeState,
) -> tuple[EvalRun, RunFolder]:
    """Open index and models, and begin a run of the first `limit` rows.

    Raises what opening them raises, `StoreError`: nothing is left behind then.
    """
    settings, index = session.settings, session.index
    if not extractive:
        # Opened before the first case: a missing model is one fault, not one in each case.
        _ = session.chat_model
    started = now()
    run = EvalRun(
        run=_run_id(dataset, settings.fingerprint(), started),
        file=dataset.path,
        file_sha256=dataset.sha256,
        cases=len(dataset.rows[:limit]),
        limit=limit,
        extractive=extractive,
        model="extractive" if extractive else settings.model,
        embedding=index.embeddings.identity.model_dump(),
        settings=settings.fingerprint(),
        settings_values=settings.model_dump(mode="json", exclude={"data", "models"}),
        library=tuple(sorted(entry.document for entry in index.library())),
        code=code,
        machine=machine(),
        started=_rfc3339(started),
    )
    return run, RunFolder.create(settings.data, run)


def run_cases(
    run: EvalRun,
    folder: RunFolder,
    dataset: Dataset,
    session: StudySession,
    *,
    now: Clock,
    seed: int = SEED,
    notify: Notify = lambda record, number, total: None,
) -> EvalReport:
    """Run every case of `run`, keeping each as it ends, and report.

    Cut short (Ctrl-C, or a bug), it still reports what was done before it lets go.
    """
    table = metrics(session.settings.retrieval.passages)
    library = session.index.library()
    records: list[EvalRecord] = []
    try:
        for row in dataset.rows[: run.cases]:
            record = _record(row, run, session, library, table, now)
            folder.append(record)
            records.append(record)
            notify(record, len(records), run.cases)
    finally:
        report = _report(run, folder, records, table, seed)
        folder.write_report(report)
        folder.write_run(
            run.model_copy(
                update={
                    "ended": _rfc3339(now()),
                    "done": report.cases,
                    "errors": report.errors,
                    "complete": report.complete,
                }
            )
        )
    return report


def _record(
    row: Row,
    run: EvalRun,
    session: StudySession,
    library: Sequence[LibraryEntry],
    table: tuple[Metric, ...],
    now: Clock,
) -> EvalRecord:
    case, error = row.case, row.error
    if case is not None:
        try:
            outcome = _answered(case, session, library, extractive=run.extractive)
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
                scores=scores,
                unscored=unscored,
                ended=_rfc3339(now()),
            )
    return EvalRecord(
        line=row.line,
        id=case.id if case else None,
        case=case,
        unscored=unmeasured(case, table),
        error=error,
        ended=_rfc3339(now()),
    )


def _answered(
    case: EvalCase, session: StudySession, library: Sequence[LibraryEntry], *, extractive: bool
) -> Outcome:
    index = session.index
    request = Ask(
        question=case.question,
        # An end of a path that no document has is passed on: asking says what is wrong with it.
        documents=tuple(
            id for name in case.documents for id in documents_at(name, library) or [name]
        ),
        extractive=extractive,
    )
    model = None if extractive else session.chat_model
    *_, answer = ask(request, index, model, session.settings)
    assert isinstance(answer, Answer)
    cited = {citation.document for citation in answer.citations}
    return Outcome(
        answer=answer,
        evidence=locate(case, library, index),
        texts={id: index.document(id).text for id in sorted(cited) if index.has(id)},
    )


def _report(
    run: EvalRun,
    folder: RunFolder,
    records: Sequence[EvalRecord],
    table: tuple[Metric, ...],
    seed: int,
) -> EvalReport:
    failed = failures(records)
    return EvalReport(
        run=run.run,
        cases=len(records),
        errors=len(failed),
        complete=len(records) == run.cases,
        report=str(folder.report),
        metrics=summarise(records, table, seed),
        failed=failed,
    )


def _run_id(dataset: Dataset, fingerprint: str, started: datetime) -> str:
    """The time, and a hash of what is run: two runs of one second do not collide."""
    made_of = f"{dataset.sha256} {fingerprint} {started.isoformat()}"
    digest = hashlib.sha256(made_of.encode("utf-8")).hexdigest()[:6]
    return f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}"


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
