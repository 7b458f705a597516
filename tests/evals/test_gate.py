"""Thresholds: what misses them, what cannot be judged, and files that say nothing."""

from pathlib import Path
from typing import Any

import pytest

from evals.compare import compare, known_metrics
from evals.gate import Failure, gate, read_thresholds
from evals.gate_change import gate_change
from evals.records import EvalReport, JudgeUsed, MetricRow
from ingest.errors import InputError, NoSuchPath
from tests.evals.test_compare import a_run, many

JUDGED = frozenset({"supported", "grounding_coverage"})


def metric(name: str = "gold_in_answer", language: str = "ar", **fields: Any) -> MetricRow:
    """0.8 over a hundred cases, 0.71 to 0.87."""
    known: dict[str, Any] = {"value": 0.8, "n": 100, "unscored": 0, "interval": (0.71, 0.87)}
    return MetricRow(name=name, language=language, **(known | fields))


def report(*rows: MetricRow, **fields: Any) -> EvalReport:
    """A report of these rows."""
    known = {"run": "r", "cases": 100, "errors": 0, "complete": True, "report": "/x"}
    return EvalReport(**(known | fields), metrics=rows)


def thresholds(tmp_path: Path, text: str) -> Path:
    """A file of thresholds."""
    path = tmp_path / "gates.toml"
    path.write_text(text, encoding="utf-8")
    return path


def one_gate(tmp_path: Path, bound: str, **fields: str) -> Path:
    """A file with one gate on `gold_in_answer` in Arabic."""
    known = {"metric": '"gold_in_answer"', "language": '"ar"'} | fields
    said = "\n".join(f"{name} = {value}" for name, value in known.items())
    return thresholds(tmp_path, f"[[gate]]\n{said}\n{bound}\n")


def why(failures: list[Failure]) -> list[tuple[str, str]]:
    """Language and reason of each."""
    return [(one.language, one.why) for one in failures]


@pytest.mark.parametrize(
    ("bound", "missed"),
    [
        ("at_least = 0.71", False),
        ("at_least = 0.72", True),  # the value 0.8 is over it: the lower end is what counts
        ("at_most = 0.87", False),
        ("at_most = 0.86", True),
    ],
)
def test_the_worse_end_of_the_interval_is_held_against_the_bound(
    tmp_path: Path, bound: str, missed: bool
) -> None:
    failures = gate(report(metric()), one_gate(tmp_path, bound), {})
    assert why(failures) == ([("ar", "missed")] if missed else [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (metric(n=19), "19 case(s) were scored, fewer than 20."),
        (metric(n=94, unscored=6), "6 of 100 case(s) are unscored, more than 5%."),
        (metric(n=0, value=None, interval=None, unscored=100), "No case was scored"),
        (metric(n=0, value=None, interval=None), "No case was scored (0 unscored)."),
        (metric(interval=None), "It has no interval."),
    ],
)
def test_what_proves_nothing_fails_and_says_why(tmp_path: Path, row: MetricRow, said: str) -> None:
    (failure,) = gate(report(row), one_gate(tmp_path, "at_least = 0.1"), {})
    assert failure.why == "cannot be judged"
    assert failure.message.startswith(said)


def test_a_file_may_ask_for_more_or_fewer_cases(tmp_path: Path) -> None:
    few = report(metric(n=5))
    assert gate(few, one_gate(tmp_path, "at_least = 0.1", n_min="5"), {}) == []
    path = thresholds(
        tmp_path,
        'n_min = 200\n[[gate]]\nmetric = "gold_in_answer"\nlanguage = "ar"\nat_least = 0.1\n',
    )
    assert why(gate(report(metric()), path, {})) == [("ar", "cannot be judged")]


def test_a_metric_that_the_run_has_not_fails_and_a_near_name_is_offered(tmp_path: Path) -> None:
    path = one_gate(tmp_path, "at_least = 0.1", metric='"gold_in_answr"')
    (failure,) = gate(report(metric()), path, {})
    assert failure.why == "cannot be judged"
    assert "Did you mean gold_in_answer?" in failure.message


def test_zero_eligible_cases_fail(tmp_path: Path) -> None:
    (failure,) = gate(report(), one_gate(tmp_path, "at_least = 0.0"), {})
    assert failure.message == "No case is eligible for it."


def test_each_language_is_held_against_it_by_itself(tmp_path: Path) -> None:
    rows = [metric(language="ar"), metric(language="zh-Hans", interval=(0.2, 0.4))]
    path = one_gate(tmp_path, "at_least = 0.5", language='"each"')
    assert why(gate(report(*rows), path, {})) == [("zh-Hans", "missed")]


def test_a_direction_of_retrieval_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    rows = (metric(), metric(passages="en", interval=(0.1, 0.2)))
    assert gate(report(*rows), one_gate(tmp_path, "at_least = 0.5"), {}) == []
    path = one_gate(tmp_path, "at_least = 0.5", passages='"en"')
    assert why(gate(report(*rows), path, {})) == [("ar", "missed")]


def test_a_run_that_was_cut_short_passes_nothing(tmp_path: Path) -> None:
    (failure,) = gate(report(metric(), complete=False), one_gate(tmp_path, "at_least = 0.1"), {})
    assert (failure.metric, failure.why) == ("*", "cannot be judged")


@pytest.mark.parametrize(
    ("judges", "unjudged", "coverage", "passes"),
    [
        ({"ar": True}, 0, 0.9, True),
        ({"ar": False}, 0, 0.9, False),  # kappa under 0.4
        ({}, 0, 0.9, False),
        ({"en": True}, 0, 0.9, False),
        ({"ar": True}, 1, 0.9, False),  # it went down half-way
        ({"ar": True}, 0, 0.7, False),
        ({"ar": True}, 0, None, False),
    ],
)
def test_a_score_gates_only_by_a_judge_that_agrees_with_people_and_checked_enough(
    tmp_path: Path, judges: dict[str, bool], unjudged: int, coverage: float | None, passes: bool
) -> None:
    rows = (metric("supported"), metric("grounding_coverage", value=coverage))
    path = one_gate(tmp_path, "at_least = 0.5", metric='"supported"')
    failures = gate(report(*rows, unjudged=unjudged), path, judges, JUDGED)
    assert why(failures) == ([] if passes else [("ar", "cannot be judged")])


def test_one_language_of_a_weak_judge_spoils_the_gate_over_all(tmp_path: Path) -> None:
    rows = (metric("supported", "all"), metric("grounding_coverage", "all", value=1.0))
    path = one_gate(tmp_path, "at_least = 0.5", metric='"supported"', language='"all"')
    (failure,) = gate(report(*rows), path, {"en": True, "ar": False}, JUDGED)
    assert failure.message.endswith("in: ar.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[gate]]\nmetric = 'x'\n",
        "[[gate]]\nmetric = 'x'\nat_lest = 1\n",
        "[[gate]\n",
        "[[gate]]\nmetric = 'x'\nat_least = 'much'\n",
        "n_min = 0\n[[gate]]\nmetric = 'x'\nat_least = 1\n",
    ],
)
def test_a_file_that_checks_nothing_or_is_mistyped_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        gate(report(metric()), thresholds(tmp_path, text), {})
    assert str(tmp_path) in caught.value.message


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        read_thresholds(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError):
        read_thresholds(tmp_path / "bad.toml")
    with pytest.raises(InputError):
        read_thresholds(tmp_path)


def change(
    tmp_path: Path, a: str, b: str, text: str = "[[change]]\n", name: str = "gold_in_answer"
) -> list[Failure]:
    """What does not hold between two runs of these scores."""
    left, right = a_run("A", *many(a, name)), a_run("B", *many(b, name))
    file = thresholds(tmp_path, text)
    return gate_change(compare(left, right), file, known_metrics(left.run), {})


def test_a_change_that_is_surely_worse_is_stopped(tmp_path: Path) -> None:
    failures = change(tmp_path, "1" * 40, "1" * 20 + "0" * 20)
    assert why(failures) == [("en", "missed")]
    assert failures[0].message == "Worse by 0.5, more than 0 (n 40)."


def test_a_change_that_is_worse_by_less_than_is_allowed_passes(tmp_path: Path) -> None:
    text = "[[change]]\nworse_by_at_most = 0.5\n"
    assert change(tmp_path, "1" * 40, "1" * 20 + "0" * 20, text) == []


def test_a_change_that_is_better_or_a_wobble_passes(tmp_path: Path) -> None:
    assert change(tmp_path, "0" * 40, "1" * 40) == []
    assert change(tmp_path, "1" * 40, "1" * 39 + "0") == []


def test_lower_is_worse_only_where_more_is_better(tmp_path: Path) -> None:
    assert change(tmp_path, "1" * 40, "0" * 40, name="refused_with_evidence") == []
    assert change(tmp_path, "0" * 40, "1" * 40, name="refused_with_evidence")


def test_a_change_over_too_few_cases_cannot_be_judged(tmp_path: Path) -> None:
    assert why(change(tmp_path, "1111", "1111")) == [("en", "cannot be judged")]


def test_a_run_that_fails_on_hard_cases_does_not_pass_as_better(tmp_path: Path) -> None:
    failures = change(tmp_path, "1" * 30 + "0" * 10, "1" * 30 + "x" * 10)
    assert why(failures) == [("en", "cannot be judged")]


def test_seconds_are_held_against_it_only_where_they_are_named(tmp_path: Path) -> None:
    text = '[[change]]\nmetric = "seconds"\nlanguage = "all"\n'
    assert change(tmp_path, "1" * 40, "9" * 40, text, "seconds")[0].why == "missed"
    assert why(change(tmp_path, "1" * 40, "9" * 40, name="seconds")) == [
        ("each", "cannot be judged")
    ]


def test_scores_of_two_judges_are_not_compared(tmp_path: Path) -> None:
    left = a_run("A", *many("1" * 40, "supported"))
    judge = JudgeUsed(name="embedded", identity={"fingerprint": "1"})
    right = a_run("B", *many("0" * 40, "supported"), judge=judge)
    found = compare(left, right)
    assert {row.verdict for row in found.metrics} == {"other judge"}
    file = thresholds(tmp_path, '[[change]]\nmetric = "supported"\n')
    table = known_metrics(left.run)
    (failure,) = gate_change(found, file, table, {"en": True})
    assert failure.message == "The runs were not judged by the same judge."


def test_a_judge_that_may_not_gate_stops_nothing_unnamed_and_passes_nothing_named(
    tmp_path: Path,
) -> None:
    judge = JudgeUsed(name="embedded", identity={"fingerprint": "1"})
    left, right = (
        a_run(name, *many(scores, "supported"), judge=judge)
        for name, scores in (("A", "1" * 40), ("B", "0" * 40))
    )
    found, table = compare(left, right), known_metrics(left.run)
    named = thresholds(tmp_path, '[[change]]\nmetric = "supported"\n')
    assert why(gate_change(found, named, table, {"en": False})) == [("en", "cannot be judged")]
    assert why(gate_change(found, named, table, {"en": True})) == [("en", "missed")]
    anything = thresholds(tmp_path, "[[change]]\n")
    assert why(gate_change(found, anything, table, {"en": False})) == [("each", "cannot be judged")]


def test_runs_that_were_cut_short_pass_no_change(tmp_path: Path) -> None:
    left, right = a_run("A", *many("1" * 40)), a_run("B", *many("1" * 40), complete=False)
    file = thresholds(tmp_path, "[[change]]\n")
    (failure,) = gate_change(compare(left, right), file, known_metrics(left.run), {})
    assert failure.message == "One of the runs was cut short."
