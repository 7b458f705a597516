"""Records → rows: what counts, what does not, and what could not be scored."""

from evals.measure import metrics, unmeasured
from evals.records import EvalCase, EvalRecord, MetricRow
from evals.report import failures, summarise
from tests.evals.builders import case

TABLE = metrics(8)
FAULT = {"type": "ModelUnavailable", "message": "Gone.", "hint": "Start it."}


def record(number: int, of: EvalCase | None, **scores: float | None) -> EvalRecord:
    """A case that gave `scores`, or failed where there are none."""
    return EvalRecord(
        line=number,
        id=of.id if of else None,
        case=of,
        scores=scores,
        unscored=() if scores else unmeasured(of, TABLE),
        error=None if scores else FAULT,
        ended="2026-01-02T03:04:05Z",
    )


def row(rows: tuple[MetricRow, ...], name: str, language: str) -> MetricRow:
    """The row of one metric and language."""
    (found,) = [r for r in rows if (r.name, r.language) == (name, language)]
    return found


def test_a_case_that_failed_is_unscored_and_does_not_raise_the_mean() -> None:
    records = [
        record(1, case(id="1"), gold_in_answer=1.0),
        record(2, case(id="2"), gold_in_answer=0.0),
        record(3, case(id="3")),
    ]
    found = row(summarise(records, TABLE, 1), "gold_in_answer", "en")
    assert (found.value, found.n, found.unscored) == (0.5, 2, 1)  # (1 + 0) / 2, and 1 beside it


def test_a_case_that_is_not_eligible_counts_nowhere_and_never_as_zero() -> None:
    records = [
        record(1, case(id="1"), gold_in_answer=1.0),
        record(2, case(id="2", answerable=False), gold_in_answer=None),
        record(3, case(id="3", answerable=False)),  # failed, and would not have been eligible
    ]
    found = row(summarise(records, TABLE, 1), "gold_in_answer", "all")
    assert (found.value, found.n, found.unscored) == (1.0, 1, 0)


def test_a_malformed_row_is_unscored_in_every_metric_of_all_and_in_no_language() -> None:
    rows = summarise([record(1, case(), gold_in_answer=1.0), record(2, None)], TABLE, 1)
    assert {r.unscored for r in rows if r.language == "all"} == {1}
    assert {r.unscored for r in rows if r.language == "en"} == {0}


def test_a_metric_without_any_case_has_no_value_and_no_interval() -> None:
    rows = summarise([record(1, case(), gold_in_answer=1.0)], TABLE, 1)
    found = row(rows, "answered_without_evidence", "all")
    assert (found.value, found.n, found.unscored, found.interval) == (None, 0, 0, None)
    assert not [r for r in rows if (r.name, r.language) == ("answered_without_evidence", "en")]


def test_each_language_is_reported_apart_and_all_together() -> None:
    records = [
        record(1, case(id="1", language="zh-Hans"), gold_in_answer=1.0),
        record(2, case(id="2", language="ar"), gold_in_answer=0.0),
        record(3, case(id="3", language="ar"), gold_in_answer=1.0),
    ]
    rows = summarise(records, TABLE, 1)
    values = {r.language: r.value for r in rows if r.name == "gold_in_answer"}
    assert values == {"zh-Hans": 1.0, "ar": 0.5, "all": 0.6667}  # 1/1, 1/2, 2/3


def test_zeros_and_ones_get_wilson_and_others_the_bootstrap() -> None:
    records = [
        record(n, case(id=str(n)), gold_in_answer=1.0, citation_verbatim=1.0) for n in range(3)
    ]
    rows = summarise(records, TABLE, 1)
    assert row(rows, "gold_in_answer", "all").interval == (0.4385, 1.0)  # 3 / (3 + 1.96²)
    assert row(rows, "citation_verbatim", "all").interval == (1.0, 1.0)


def test_what_failed_is_named() -> None:
    assert failures([record(1, case(), seconds=1.0), record(4, case(id="x"))]) == (
        {"line": 4, "id": "x", "error": FAULT},
    )
