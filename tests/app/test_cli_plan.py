"""`hikma progress` and `hikma plan`, from a notebook of practice to what is said of it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.app.exchanging import hikma, record
from tests.tutor import practising
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, Quiz

EXAM = "aws-mla-c01"
NOW = datetime.now(UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """40 items of the four domains, each answered once; three in four right, domain 4 all wrong."""
    items = [
        practising.item(f"i{n:02}", exam=EXAM, domain=str(n % 4 + 1), task=f"{n % 4 + 1}.1")
        for n in range(40)
    ]
    other = practising.item("other", exam="gcp-pmle", domain="1")
    quiz = Quiz(
        quiz="q" * 12, language="en", seed=0, model="fake:words", settings="f",
        created="2026-11-01T08:00:00Z", asked=41, items=(*items, other),
    )  # fmt: skip
    made = [
        Attempt(
            quiz=quiz.quiz, item=item.id, chosen=("a",) if item.domain != "4" else ("b",),
            verdict="correct" if item.domain != "4" else "wrong",
            points=float(item.domain != "4"),
            at=practising.stamp(NOW - timedelta(days=3, minutes=-at)),
        )
        for at, item in enumerate([*items, other])
    ]  # fmt: skip
    notebook = Notebook.open(tmp_path)
    notebook.save(quiz)
    notebook.record(made)
    notebook.close()
    return tmp_path


def test_progress_tells_readiness_with_its_interval_and_the_tasks(data: Path) -> None:
    found = record(data, "progress", EXAM)
    ready = found["readiness"]
    assert (ready["attempts"], ready["verdict"]) == (40, "not ready yet")
    assert ready["low"] < ready["share"] < ready["high"]
    shares = {each["domain"]: each["share"] for each in ready["domains"]}
    assert min(shares, key=lambda domain: shares[domain]) == "4"
    assert (ready["cut"], ready["offset"], ready["questions"]) == (0.75, 0.85, 50)
    assert [task["task"] for task in found["tasks"]] == ["1.1", "2.1", "3.1", "4.1"]
    assert (found["items"], found["facts"]) == (40, 40)


def test_without_enough_attempts_nothing_is_claimed_and_the_offset_is_always_said(
    data: Path, tmp_path: Path
) -> None:
    empty = record(tmp_path / "elsewhere", "progress", EXAM)["readiness"]
    assert (empty["verdict"], empty["probability"], empty["missing"]) == (
        "not enough attempts", None, 15,
    )  # fmt: skip
    said = hikma(data, "progress", "mla c01", "--language", "zh", "--offset", "٩٠٪").stdout
    assert "尚未准备好" in said
    assert "0.9" in said
    assert "750" not in said


def test_the_published_share_is_the_cut_and_a_scaled_score_never_is(data: Path) -> None:
    spark = record(data, "progress", "databricks-spark-developer")["readiness"]
    assert (spark["cut"], spark["questions"]) == (0.7, 45)
    assert record(data, "progress", EXAM, "--cut", "80%")["readiness"]["cut"] == 0.8


def test_a_plan_gives_the_weak_domain_the_most_and_ends_before_the_exam(data: Path) -> None:
    day = date.today() + timedelta(days=30)
    found = record(
        data, "plan", EXAM, "--date", day.isoformat(), "--hours", "6", "--said", "mlops/registry=no"
    )
    assert max(found["parts"], key=lambda domain: found["parts"][domain]) == "4"
    assert len(found["weeks"]) == 5
    assert found["weeks"][-1]["end"] == (day - timedelta(days=1)).isoformat()
    # Forty facts met three days ago come again before the exam.
    assert sum(week["reviews"] for week in found["weeks"]) >= 40
    assert any(week["topics"] for week in found["weeks"])
    said = hikma(
        data, "plan", EXAM, "--date", day.isoformat(), "--hours", "٦", "--language", "ar"
    ).stdout
    assert "امتحان تجريبي" in said
    assert "دقيقة" in said


@pytest.mark.parametrize("day", ["9999-12-31", "９９９９－１２－３１", "٩٩٩٩-١٢-٣١"])
def test_a_day_at_the_end_of_the_calendar_is_planned_for_two_years(data: Path, day: str) -> None:
    """With facts to review, whose dates would lie beyond the last year that there is."""
    found = record(data, "plan", EXAM, "--date", day, "--hours", "６")
    assert found["exam"] == "9999-12-31"
    assert (found["notes"], len(found["weeks"])) == (["cut short"], 104)


def test_a_day_before_all_others_is_past_whatever_was_practised(data: Path) -> None:
    error = record(data, "plan", EXAM, "--date", "0001-01-01", "--hours", "6", status=1)["error"]
    assert error["type"] == "ExamPast"


@pytest.mark.parametrize(
    ("arguments", "type"),
    [
        (("plan", EXAM, "--date", "2020-01-01", "--hours", "6"), "ExamPast"),
        (("plan", EXAM, "--date", "next week", "--hours", "6"), "InputError"),
        (("plan", EXAM, "--date", "2090-01-01", "--hours", "many"), "UnreadableAmount"),
        (("plan", EXAM, "--date", "2090-01-01", "--hours", "6", "--said", "x/y=no"), "InputError"),
        (("plan", EXAM, "--date", "2090-01-01", "--hours", "6", "--said", "no"), "InputError"),
        (("progress", "aws-mls-c01"), "ExamRetired"),
        (("progress", "aws-xyz-c99"), "UnknownExam"),
        (("progress", "tensorflow-developer", "--even-retired"), "NoWeights"),
        (("progress", EXAM, "--language", "klingon!"), "InputError"),
        (("progress", EXAM, "--cut", "0"), "InputError"),
    ],
)
def test_bad_input_is_an_error_with_a_remedy(
    arguments: tuple[str, ...], type: str, tmp_path: Path
) -> None:
    error = record(tmp_path, *arguments, status=1)["error"]
    assert (error["type"], bool(error["hint"])) == (type, True)
