"""A judge that goes down half-way: the run goes on, and what was not judged is counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.judges.judge import Judge
from evals.judges.verdicts import Claim, Finding, Identity, Scorer
from evals.judging import GIVEN_UP, Judging
from evals.measure import metrics
from tests.evals.builders import fake_session, run_suite, suite
from tests.evals.test_run import CASES, FILES, records
from tutor.session import StudySession

FAULT = {"type": "ModelUnavailable", "message": "No answer from 裁判.", "hint": "Start it."}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[StudySession]:
    with fake_session(tmp_path, FILES) as opened:
        yield opened


def judge(scorer: Scorer) -> Judge:
    """A judge that was not calibrated."""
    return Judge(Identity(name="scripted", version=1), scorer)


def good(claim: Claim) -> Finding:
    """Always convinced."""
    return Finding(form="statement", layer="model", score=0.9, reason="")


def gone(claim: Claim) -> Finding:
    """Down."""
    return Finding(form="statement", layer="model", reason="", fault=FAULT)


def goes_down_after(claims: int) -> Scorer:
    """Judges that many claims, and then no more."""
    left = iter(range(claims))
    return lambda claim: good(claim) if next(left, None) is not None else gone(claim)


def test_a_judge_that_goes_down_leaves_claims_unchecked_and_counted_and_the_run_goes_on(
    session: StudySession,
) -> None:
    _, folder, report = run_suite(session, suite(*CASES), judge=judge(goes_down_after(1)))
    kept = folder.load()
    assert (report.cases, report.errors, report.complete) == (4, 0, True)
    assert (report.unjudged, kept.unjudged, kept.judge_fault) == (2, 2, FAULT["message"])
    found = [record.verdicts for record in records(folder)]
    assert [[v.verdict.support for v in verdicts or ()] for verdicts in found] == [
        ["supported"],
        ["unchecked"],
        ["unchecked"],
        [],
    ]


def test_a_run_without_a_judge_has_no_verdicts_and_none_of_its_metrics(
    session: StudySession,
) -> None:
    made, folder, report = run_suite(session, suite(*CASES))
    assert {record.verdicts for record in records(folder)} == {None}
    named = {row.name for row in report.metrics}
    assert named == {metric.name for metric in metrics(8, judged=False)}
    assert made.judge.name == ""


def test_who_judged_is_recorded(session: StudySession) -> None:
    made, _, _ = run_suite(session, suite(CASES[0]), judge=judge(good))
    assert made.judge.name == "scripted"
    assert made.judge.identity["fingerprint"]


def test_a_judge_that_is_gone_is_not_asked_for_ever() -> None:
    asked: list[str] = []

    def scorer(claim: Claim) -> Finding:
        asked.append(claim.text)
        return gone(claim)

    judging = Judging(judge(scorer))
    said = [judging.verdict(str(n), ["…"], "en").support for n in range(10)]
    assert set(said) == {"unchecked"}
    assert (len(asked), judging.unjudged) == (GIVEN_UP, 10)


def test_one_fault_among_verdicts_does_not_make_it_given_up() -> None:
    turns = iter([gone, gone, good, gone, gone, good])
    judging = Judging(judge(lambda claim: next(turns)(claim)))
    said = [judging.verdict("١٢", ["12"], "ar").support for _ in range(6)]
    assert said == ["unchecked", "unchecked", "supported"] * 2
    assert (judging.unjudged, judging.given_up) == (4, False)
