"""Records → rows: what counts, what does not, and what could not be scored."""

from evals.measure import metrics, unmeasured
from evals.records import EvalCase, EvalRecord, GoldEvidence, Located, MetricRow
from evals.report import cluster_of, evidence_language, failures, summarise
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


def row(rows: tuple[MetricRow, ...], name: str, language: str, passages: str = "") -> MetricRow:
    """The row of one metric and language, and direction."""
    (found,) = [r for r in rows if (r.name, r.language, r.passages) == (name, language, passages)]
    return found


def about(id: str, language: str, *quotes: str) -> EvalCase:
    """A case with a quote as evidence from a document for each."""
    evidence = tuple(GoldEvidence(path=f"{quote[:4]}.md", quote=quote) for quote in quotes)
    return case(id=id, language=language, evidence=evidence)


EN, ZH, AR = "It takes up to two days.", "最多需要两天时间。", "يستغرق الأمر يومين على الأكثر."


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


def test_retrieval_is_reported_by_the_language_of_the_question_and_of_the_evidence() -> None:
    hit = "hit@8"
    records = [
        record(1, about("1", "zh-Hans", ZH), gold_in_answer=1.0, **{hit: 1.0}),
        record(2, about("2", "zh-Hans", ZH), **{hit: 1.0}),
        record(3, about("3", "zh-Hans", EN), **{hit: 0.0}),
        record(4, about("4", "zh-Hans", EN), **{hit: 1.0}),
        record(5, about("5", "zh-Hans", AR, EN), **{hit: 0.0}),
        record(6, about("6", "ar", EN), **{hit: 0.0}),
        record(7, case(id="7", language="zh-Hans"), **{hit: None}),
    ]
    rows = summarise(records, TABLE, 1)
    values = {(r.language, r.passages): (r.value, r.n) for r in rows if r.name == hit}
    assert values == {
        ("zh-Hans", ""): (0.6, 5),  # 3 of 5
        ("zh-Hans", "en"): (0.5, 2),
        ("zh-Hans", "mul"): (0.0, 1),
        ("zh-Hans", "zh-Hans"): (1.0, 2),
        ("ar", ""): (0.0, 1),
        ("ar", "en"): (0.0, 1),
        ("all", ""): (0.5, 6),
    }
    assert {r.passages for r in rows if r.name == "gold_in_answer"} == {""}


def test_a_case_that_failed_is_unscored_in_its_direction_too() -> None:
    records = [
        record(1, about("1", "ar", EN), **{"mrr": 0.5}),
        record(2, about("2", "ar", EN)),
    ]
    found = row(summarise(records, TABLE, 1), "mrr", "ar", "en")
    assert (found.value, found.n, found.unscored) == (0.5, 1, 1)


def test_the_language_of_evidence_is_that_of_the_words_around_it_where_it_was_found() -> None:
    made = record(1, about("1", "en", "10,240 MB"), seconds=1.0)
    assert evidence_language(made) == "en"  # the quote alone tells nothing
    place = Located(document="d", quote="10,240 MB", start=0, end=9, language="ar")
    assert evidence_language(made.model_copy(update={"evidence": (place,)})) == "ar"
    assert evidence_language(record(2, case(), seconds=1.0)) == ""


def test_cases_about_one_document_are_taken_together_and_widen_the_interval() -> None:
    def records(document: str) -> list[EvalRecord]:
        return [
            record(n, about(str(n), "en", document.format(n // 10)), gold_in_answer=float(n < 20))
            for n in range(40)
        ]

    same = records("doc{0} holds the words")
    assert len({cluster_of(one) for one in same}) == 4
    apart = [r.model_copy(update={"case": case(id=r.id, evidence=())}) for r in records("doc{0} x")]
    assert len({cluster_of(one) for one in apart}) == 40
    (wide, narrow) = [
        row(summarise(of, TABLE, 1), "gold_in_answer", "all").interval for of in (same, apart)
    ]
    assert wide is not None
    assert narrow is not None
    assert wide[0] < narrow[0]
    assert wide[1] > narrow[1]


def test_the_same_records_in_another_order_give_the_same_numbers() -> None:
    records = [
        record(
            n,
            about(str(n), ("en", "ar")[n % 2], (EN, AR, ZH)[n % 3]),
            answer_f1=(n * 7 % 10) / 10,
            mrr=1 / (n + 1),
            gold_in_answer=float(n % 4 == 0),
        )
        for n in range(30)
    ]
    rows = summarise(records, TABLE, 1)
    assert set(rows) == set(summarise(records[::-1], TABLE, 1))
    assert rows == summarise(records, TABLE, 1)
