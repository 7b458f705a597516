"""Two kept runs side by side: paired differences, flips, refusals."""

from pathlib import Path
from typing import Any

import pytest

from evals.compare import Comparison, Difference, compare
from evals.kept import Kept
from evals.records import EvalCase, EvalRecord, EvalReport, EvalRun, MetricRow
from ingest.errors import InputError
from tests.evals.builders import answer, case, eval_run

FAULT = {"type": "ModelUnavailable", "message": "Gone.", "hint": "Start it."}


def record(number: int, of: EvalCase | None = None, **fields: Any) -> EvalRecord:
    """The case `q<number>`; whatever is no field of a record is a score."""
    of = of or case(id=f"q{number}")
    own = {name: fields.pop(name) for name in list(fields) if name in EvalRecord.model_fields}
    known: dict[str, Any] = {
        "line": number,
        "id": of.id,
        "case": of,
        "answer": answer("48 hours"),
        "scores": fields,
        "ended": "2026-01-02T03:04:05Z",
    }
    return EvalRecord(**(known | own))


def a_run(name: str, *records: EvalRecord, rows: tuple[MetricRow, ...] = (), **fields: Any) -> Kept:
    """A kept run."""
    known = {"suite": "corpus", "cases": len(records), "done": len(records), "complete": True}
    run = EvalRun(**(eval_run(name).model_dump() | known | fields))
    report = EvalReport(
        run=name,
        cases=len(records),
        errors=run.errors,
        complete=run.complete,
        report="/x/report.json",
        metrics=rows,
    )
    return Kept(folder=Path("/x") / name, run=run, report=report, records=records)


def many(scores: str, metric: str = "gold_in_answer", **fields: Any) -> list[EvalRecord]:
    """A record for each character: 1, 0, `-` not eligible, `x` failed."""
    made = []
    for number, score in enumerate(scores, start=1):
        if score == "x":
            made.append(record(number, unscored=(metric,), error=FAULT, answer=None, **fields))
        else:
            made.append(
                record(number, **{metric: None if score == "-" else float(score)}, **fields)
            )
    return made


def row(found: Comparison, name: str = "gold_in_answer", language: str = "all") -> Difference:
    """The row of one metric and language."""
    (one,) = [r for r in found.metrics if (r.name, r.language) == (name, language)]
    return one


def test_a_difference_is_that_of_the_means_over_the_cases_that_both_scored() -> None:
    found = row(compare(a_run("A", *many("1100x-")), a_run("B", *many("11111x"))))
    # The first four: 2/4 and 4/4. The fifth failed in A, the sixth is not eligible there.
    assert (found.a, found.b, found.difference, found.n) == (0.5, 1.0, 0.5, 4)
    assert (found.only_a, found.only_b, found.unscored_a, found.unscored_b) == (0, 1, 1, 1)


def test_a_run_against_itself_shows_no_difference_and_no_flip() -> None:
    one = a_run("A", *many("110010"))
    found = compare(one, one)
    assert row(found).interval == (0.0, 0.0)
    assert row(found).verdict == "no difference seen"
    assert found.flipped == ()


@pytest.mark.parametrize(
    ("metric", "verdict"),
    [
        ("gold_in_answer", "better"),
        ("refused_with_evidence", "worse"),
        ("made_up_elsewhere", "different"),
    ],
)
def test_better_and_worse_go_by_what_is_better_for_the_metric(metric: str, verdict: str) -> None:
    found = compare(
        a_run("A", *many("0" * 20, metric)), a_run("B", *many("1" * 15 + "0" * 5, metric))
    )
    assert row(found, metric).verdict == verdict


def test_one_case_alone_proves_nothing() -> None:
    found = row(compare(a_run("A", *many("0")), a_run("B", *many("1"))))
    assert (found.difference, found.interval, found.verdict) == (1.0, None, "too few cases")


def test_a_wobble_of_one_case_in_twenty_is_no_difference() -> None:
    found = compare(a_run("A", *many("1" * 20)), a_run("B", *many("1" * 19 + "0")))
    assert row(found).verdict == "no difference seen"
    assert [(f.id, f.a, f.b, f.better) for f in found.flipped] == [("q20", 1.0, 0.0, False)]


def test_a_flipped_case_shows_question_and_both_answers_shortened() -> None:
    asked = case(id="ar-1", language="ar", question="كم تبقى " * 100)
    a = a_run("A", record(1, asked, gold_in_answer=0.0, answer=answer("لا أدري")))
    b = a_run("B", record(1, asked, gold_in_answer=1.0, answer=answer("٢٤ ساعة " * 100)))
    (flip,) = compare(a, b).flipped
    assert (flip.id, flip.metric, flip.language, flip.better) == (
        "ar-1",
        "gold_in_answer",
        "ar",
        True,
    )
    assert flip.answer_a == "لا أدري [1]"
    assert len(flip.question) <= 300
    assert flip.answer_b.endswith("…")


def test_seconds_do_not_flip_and_shares_do_by_half() -> None:
    a = a_run("A", *many("00", "seconds"), record(3, citation_verbatim=0.4))
    b = a_run("B", *many("91", "seconds"), record(3, citation_verbatim=0.9))
    assert [flip.id for flip in compare(a, b).flipped] == ["q3"]


def test_each_language_has_rows_of_its_own_and_the_order_of_cases_does_not_matter() -> None:
    cases = [case(id=f"c{n}", language="ar" if n % 2 else "zh-Hans") for n in range(4)]
    a = a_run("A", *(record(n, c, gold_in_answer=float(n % 2)) for n, c in enumerate(cases)))
    b = a_run("B", *(record(n, c, gold_in_answer=1.0) for n, c in reversed(list(enumerate(cases)))))
    found = compare(a, b)
    assert {r.language: r.difference for r in found.metrics} == {
        "ar": 0.0,
        "zh-Hans": 1.0,
        "all": 0.5,
    }


def test_runs_over_other_cases_are_compared_on_those_in_common_and_say_how_many() -> None:
    found = compare(a_run("A", *many("1111")), a_run("B", *many("11")))
    assert (found.cases, found.cases_a, found.cases_b) == (2, 4, 2)
    assert row(found).n == 2


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(InputError, match="no case in common"):
        compare(a_run("A", *many("1")), a_run("B", record(2, gold_in_answer=1.0)))


@pytest.mark.parametrize(
    "changed",
    [
        {"question": "How long؟"},
        {"answers": ("24 hours",)},
        {"language": "ar"},
        {"evidence": ({"path": "a.md", "quote": "48"},)},
    ],
)
def test_an_id_that_means_another_case_is_refused(changed: dict[str, Any]) -> None:
    a = a_run("A", record(1, case(id="1"), gold_in_answer=1.0))
    b = a_run("B", record(1, case(id="1", **changed), gold_in_answer=1.0))
    with pytest.raises(InputError, match=r"another question or gold answer in B: 1\."):
        compare(a, b)


def test_what_a_case_is_grouped_by_does_not_make_it_another() -> None:
    a = a_run("A", record(1, case(id="1", kind="list"), gold_in_answer=1.0))
    b = a_run("B", record(1, case(id="1", split="tune"), gold_in_answer=1.0))
    assert compare(a, b).cases == 1


def test_different_suites_are_compared_only_where_all_ids_match() -> None:
    a = a_run("A", *many("11"), suite="corpus")
    assert compare(a, a_run("B", *many("10"), suite="/x/mine.jsonl")).cases == 2
    with pytest.raises(InputError, match="ids are not the same"):
        compare(a, a_run("B", *many("1"), suite="/x/mine.jsonl"))


def test_a_malformed_row_is_in_no_comparison() -> None:
    bad = EvalRecord(line=2, id=None, case=None, error=FAULT, ended="2026-01-02T03:04:05Z")
    one = a_run("A", record(1, gold_in_answer=1.0), bad)
    assert compare(one, one).cases_a == 1


def test_questions_about_one_document_are_resampled_together() -> None:
    def of(score: float, other: float) -> list[EvalRecord]:
        # 12 documents of 5 questions each, in which all go up or all go down.
        return [
            record(
                n,
                case(id=str(n), evidence=({"path": f"{n // 5}.md", "quote": "x"},)),
                gold_in_answer=score if (n // 5) % 2 else other,
            )
            for n in range(60)
        ]

    together = row(compare(a_run("A", *of(0, 1)), a_run("B", *of(1, 0))))
    alone = row(compare(a_run("A", *many("01" * 30)), a_run("B", *many("10" * 30))))
    assert (together.clusters, alone.clusters) == (12, 0)
    assert together.interval is not None
    assert alone.interval is not None
    assert together.interval[1] - together.interval[0] > alone.interval[1] - alone.interval[0]


def test_what_ran_differently_is_named() -> None:
    a = a_run("A", *many("1"), settings_values={"retrieval": {"passages": 8, "legs": "both"}})
    b = a_run("B", *many("1"), settings_values={"retrieval": {"passages": 5, "legs": "both"}})
    assert compare(a, b).changes == (("settings_values.retrieval.passages", "8", "5"),)


def test_the_same_runs_give_the_same_numbers() -> None:
    a, b = a_run("A", *many("110010" * 5)), a_run("B", *many("011011" * 5))
    assert compare(a, b) == compare(a, b)
