"""Exams: found however they are written, and known to be retired."""

from datetime import date

import pytest

from tutor.dates import last_day
from tutor.exams import exams, mentioned, retired

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Is MLS-C01 still on sale?", ["aws-mls-c01"]),
        ("mls c01, ＤＰ－１００ and AIF–C01", ["aws-mls-c01", "azure-dp-100", "aws-aif-c01"]),
        ("هل ألغي امتحان DP-100؟ وبـAI-102؟", ["azure-dp-100", "azure-ai-102"]),
        ("考过MLS‑C01之后考ai900", ["aws-mls-c01", "azure-ai-900"]),
        ("Google 的 Professional Machine Learning Engineer 认证", ["gcp-pmle"]),
        ("شهادة AWS Certified Machine Learning – Specialty", ["aws-mls-c01"]),
        ("AWS Certified Machine Learning\nSpecialty", ["aws-mls-c01"]),
        ("Machine Learning Engineer Associate", ["aws-mla-c01"]),
        ("the TensorFlow Developer Certificate", ["tensorflow-developer"]),
        ("MLS-C01 or MLS C01", ["aws-mls-c01"]),
        ("DP-1000, AI-9001, AI-900.5, AI 900,000, OpenAI-102", []),
        ("machine learning is a specialty of mine", []),
        ("", []),
    ],
)
def test_exams_are_found_however_they_are_written(text: str, ids: list[str]) -> None:
    assert [exam.id for exam in mentioned(text)] == ids


def test_every_exam_is_found_by_its_codes_names_and_title() -> None:
    for exam in exams().values():
        for said in (*exam.codes, *exam.names):
            assert exam in mentioned(f"关于{said}，"), said


def test_a_retired_exam_says_what_took_its_place() -> None:
    (exam,) = mentioned("MLS-C01")
    assert retired(exam, TODAY)
    assert not retired(exam, date(2026, 3, 31)), "its last day"
    assert not retired(exams()[exam.successor], TODAY)


def test_the_registry_holds_together() -> None:
    for exam in exams().values():
        assert last_day(exam.as_of), exam.id
        assert not exam.date or last_day(exam.date), exam.id
        assert not exam.successor or exam.successor in exams(), exam.id
        assert exam.codes or exam.names, exam.id


@pytest.mark.parametrize(
    ("status", "day", "gone"),
    [
        ("retired", "", True),
        ("retiring", "", False),
        ("retiring", "2026-11-20", True),
        ("retiring", "2026-12", False),
        ("active", "2020", False),
        ("announced", "2020", False),
    ],
)
def test_a_retiring_exam_is_gone_after_its_day(status: str, day: str, gone: bool) -> None:
    exam = exams()["aws-mls-c01"].model_copy(update={"status": status, "date": day})
    assert retired(exam, TODAY) is gone
