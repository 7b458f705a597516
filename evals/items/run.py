"""Every gate over every item → records → figures, each item kept as it ends.

Unlike admission, no gate is spared because another rejected: asked is which one catches what.
An item is held against the sound ones of its half and language as the bank, without itself, its
twins in other languages and, but for planted duplicates, the item that it was made from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.folder import RunFolder
from evals.items.cases import ItemCase
from evals.items.figures import TWINS, figures
from evals.items.rested import rested
from evals.loaders.suite import Suite
from evals.records import EvalRecord, EvalReport, EvalRun, MetricRow, Row
from evals.report import failures
from evals.run import Bench, Clock, Notify, Way, rfc3339, run_rows
from evals.systems.table import TUTOR
from ingest.documents import LibraryEntry
from ingest.errors import HikmaError, InputError
from ingest.index import Index
from tutor.gates.admit import Instruments, verdicts
from tutor.gates.duplicates import Remembered, duplicates
from tutor.gates.grounds import Grounds
from tutor.quizzes import GateVerdict, QuizItem, Verdict

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

SCORES: dict[GateVerdict, float | None] = {
    "reject": 1.0,
    "flag": 0.0,
    "pass": 0.0,
    "unchecked": None,
}
WITHOUT_MODEL = "extractive"
"""The system with which the gates that ask a chat model are left out."""
Rested = tuple[QuizItem, Grounds]


@dataclass(frozen=True)
class Calibration:
    """What a run works with besides its bench."""

    cases: Mapping[str, ItemCase]
    """All of the file, by id: the bank is drawn from them, whatever is sampled."""
    model: "BaseChatModel | None"
    """None where gates that need a chat model are left out."""
    human: Sequence[MetricRow] = ()
    """Figures on items written by people, reported beside."""


def refuse(system: str, judge: str | None) -> None:
    """Raises `InputError` for what such a run cannot be asked for."""
    if judge is not None:
        raise InputError("Items have no claims to judge.", hint="Leave out --judge.")
    if system not in (TUTOR, WITHOUT_MODEL):
        raise InputError(
            f"The gates do not run with the system {system!r}.",
            hint=f"Use {TUTOR}, or {WITHOUT_MODEL} for the gates without a chat model.",
        )


def run_items(
    run: EvalRun,
    folder: RunFolder,
    suite: Suite,
    bench: Bench,
    works: Calibration,
    *,
    done: Sequence[EvalRecord] = (),
    now: Clock,
    notify: Notify = lambda record, number, total: None,
) -> EvalReport:
    """Run the items after those that are `done`, and report on all; cut short, on those done."""
    index = bench.session.index
    gates = _Gates(works, index, index.library(), Remembered(index.embeddings))
    way = Way(
        record=lambda row: _record(row, gates, now),
        report=lambda over, records: _report(over, folder, records, works),
    )
    return run_rows(run, folder, suite, bench, way, done=done, now=now, notify=notify)


class _Gates:
    """The gates with the bank, whose items are looked up in the library once."""

    def __init__(
        self,
        works: Calibration,
        index: Index,
        library: Sequence[LibraryEntry],
        embeddings: "Embeddings",
    ) -> None:
        self.works, self.index, self.library, self.embeddings = works, index, library, embeddings
        self._rested: dict[str, Rested] = {}

    def rested(self, case: ItemCase) -> Rested:
        """Raises `InputError` where a quote is not in the library."""
        if case.id not in self._rested:
            self._rested[case.id] = rested(case, self.index, self.library)
        return self._rested[case.id]

    def twins(self, case: ItemCase) -> tuple[Verdict, ...]:
        """Whether its twins in other languages are found to ask the same; nothing without one."""
        others = [self.rested(self.works.cases[id])[0] for id in case.twins]
        if not others:
            return ()
        found = duplicates(self.rested(case)[0], others, self.embeddings)
        return (found.model_copy(update={"name": TWINS}),)

    def instruments(self, case: ItemCase) -> Instruments:
        """What the gates may use for one case."""
        bank = []
        for other in in_bank(case, self.works.cases):
            try:
                bank.append(self.rested(other)[0])
            except InputError:
                continue  # it is an error of its own line
        return Instruments(bank=bank, embeddings=self.embeddings, model=self.works.model)


def in_bank(case: ItemCase, cases: Mapping[str, ItemCase]) -> list[ItemCase]:
    """The items that a case is held against."""
    own = [case.id] if case.base is None or case.flaw == "duplicate" else [case.id, case.base]
    related = {case.id, case.base or case.id} & cases.keys()
    left_out = {*own, *(twin for id in related for twin in cases[id].twins)}
    return [
        other
        for other in cases.values()
        if other.flaw is None and other.split == case.split and other.id not in left_out
    ]


def _record(row: Row, gates: _Gates, now: Clock) -> EvalRecord:
    if row.case is None:
        return EvalRecord(line=row.line, id=None, case=None, error=row.error, ended=rfc3339(now()))
    case = gates.works.cases[row.case.id]
    found: tuple[Verdict, ...] = ()
    error: dict[str, str] | None = None
    try:
        found = tuple(verdicts(*gates.rested(case), gates.instruments(case), every=True))
        found += gates.twins(case)
    except HikmaError as fault:
        error = fault.as_record()
    return EvalRecord(
        line=row.line,
        id=case.id,
        case=row.case,
        gates=found,
        scores={verdict.name: SCORES[verdict.verdict] for verdict in found},
        error=error,
        ended=rfc3339(now()),
    )


def _report(
    run: EvalRun, folder: RunFolder, records: Sequence[EvalRecord], works: Calibration
) -> EvalReport:
    return EvalReport(
        run=run.run,
        cases=run.done,
        errors=run.errors,
        complete=run.complete,
        report=str(folder.report),
        metrics=(*figures(records, works.cases), *works.human),
        failed=failures(records),
    )
