"""`hikma exam` as a learner and other programs use it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import _run
from app.cli.terminal import Terminal
from tests.tutor.test_blueprint_file import HEAD, weights


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("HIKMA_"):
            monkeypatch.delenv(name)
    (tmp_path / "blueprints").mkdir()
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def hikma(data: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """`hikma exam …` in this process: its document and its status."""

    def run(*arguments: str, status: int = 0) -> Any:
        assert _run(["exam", *arguments], Terminal(json=True)) == status
        (line,) = capsys.readouterr().out.splitlines()
        return json.loads(line)

    return run


@pytest.fixture
def said(data: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """The same for a person: what is written to both streams."""

    def run(*arguments: str, status: int = 0) -> str:
        assert _run(["exam", *arguments], Terminal()) == status
        written = capsys.readouterr()
        return written.out + written.err

    return run


def write(data: Path, name: str, text: str) -> None:
    (data / "blueprints" / name).write_text(text, "utf-8")


def test_the_list_holds_what_the_contract_promises(hikma: Any) -> None:
    exams = {exam["id"]: exam for exam in hikma("list")["exams"]}
    assert {"aws-mla-c01", "gcp-pmle", "azure-dp-900"} <= set(exams)
    old = exams["aws-mls-c01"]
    assert list(old)[:4] == ["id", "title", "status", "successor"]
    assert (old["status"], old["successor"]) == ("retired", "aws-mla-c01")
    assert exams["aws-mla-c01"]["successor"] == "aws-mla-c02"
    assert exams["aws-mla-c02"]["successor"] is None
    for exam in exams.values():
        assert exam["as_of"]
        assert exam["confidence"] in "ABC"
        assert exam["status"]


def test_the_list_in_a_process_of_its_own_is_one_document(data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", "exam", "list", "--json"],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["exams"]) == 19


def test_a_person_sees_what_can_be_taken_and_how_many_cannot(said: Any) -> None:
    text = said("list")
    assert "aws-mla-c01" in text
    assert "aws-mls-c01" not in text
    assert "6 more are over or about to be: hikma exam list --all" in text
    assert "[A, as of 2026-11]" in text
    everything = said("list", "--all")
    assert "aws-mls-c01                 retired 2026-03-31 → aws-mla-c01" in everything


def test_a_list_may_be_of_some_statuses(hikma: Any, said: Any) -> None:
    found = hikma("list", "--status", "retired", "--status", "superseded")["exams"]
    assert len(found) == 6
    assert "aws-mls-c01" in said("list", "--status", "retired")
    assert "No exam is of this status." in said("list", "--status", "retiring")
    assert [each["id"] for each in hikma("list", "--status", "beta")["exams"]] == ["aws-mla-c02"]
    error = hikma("list", "--status", "retird", status=1)["error"]
    assert error["hint"] == "Did you mean retired?"


def test_an_exam_is_shown_with_its_confidence_and_its_items(hikma: Any, said: Any) -> None:
    found = hikma("show", "MLS-C01", "--count", "50")
    assert found["id"] == "aws-mls-c01"
    assert (found["current"], found["heir"]) == (False, "aws-mla-c01")
    assert found["price"] == {"amount": 300, "currency": "USD"}
    assert [d["items"] for d in found["allocation"]["domains"]] == [10, 12, 18, 10]
    text = said("show", "aws-mls-c01")
    assert "as of 2026-11, confidence A" in text
    assert "extra minutes: 30  (confidence B)" in text
    assert "4.3 Apply basic AWS security practices  (confidence C)" in text
    assert "now taken in its place: aws-mla-c01" in text


def test_every_shipped_exam_can_be_shown(hikma: Any, said: Any) -> None:
    for exam in hikma("list")["exams"]:
        assert exam["title"] in said("show", exam["id"])
        assert hikma("show", exam["id"])["path"].endswith(f"{exam['id']}.yaml")


def test_what_is_not_published_is_said_and_not_filled_in(hikma: Any, said: Any) -> None:
    assert "pass mark: published no" in said("show", "gcp-pmle")
    assert hikma("show", "azure-ai-300")["allocation"] is None
    assert "Domains: not known" in said("show", "azure-ai-300")
    assert "weight not known" in said("show", "tensorflow-developer")
    assert hikma("show", "tensorflow-developer", "--count", "5", status=1)["error"]["type"] == (
        "NoWeights"
    )


def test_an_unknown_exam_is_answered_with_the_nearest(hikma: Any) -> None:
    error = hikma("show", "aws-saa-c04", status=1)["error"]
    assert error["type"] == "UnknownExam"
    assert error["hint"].startswith("Did you mean aws-saa-c03?")


@pytest.mark.parametrize("count", ["0", "-1", "1001", "many"])
def test_a_mock_exam_of_no_items_or_too_many_is_wrong_usage(hikma: Any, count: str) -> None:
    assert "error" in hikma("show", "aws-mla-c01", "--count", count, status=2)


def test_a_file_of_ones_own_replaces_the_shipped_one_and_says_so(
    data: Path, hikma: Any, said: Any
) -> None:
    text = weights("weight: 40", "weight: 60").replace("my-exam", "aws-mla-c01")
    write(data, "mine.yaml", text.replace("My exam", "شهادتي"))
    found = {exam["id"]: exam for exam in hikma("list")["exams"]}["aws-mla-c01"]
    assert (found["title"], found["own"], found["replaces_shipped"]) == ("شهادتي", True, True)
    assert "(your file, for the shipped one)" in said("list")
    assert "replaces the shipped blueprint of aws-mla-c01" in said("show", "aws-mla-c01")
    items = hikma("show", "aws-mla-c01", "--count", "10")["allocation"]["domains"]
    assert [domain["items"] for domain in items] == [4, 6]


def test_a_broken_file_is_named_with_its_remedy_and_the_rest_is_listed(
    data: Path, hikma: Any, said: Any
) -> None:
    write(data, "mine.yaml", HEAD + "minuts: 90\n")
    found = hikma("list", status=3)
    assert len(found["exams"]) == 19
    (failed,) = found["failed"]
    assert failed["path"].endswith("mine.yaml")
    assert "line 8: minuts is no field" in failed["error"]["message"]
    assert failed["error"]["hint"] == "Did you mean minutes?"
    assert hikma("show", "mine", status=1)["error"]["type"] == "BlueprintInvalid"
    assert "Did you mean minutes?" in said("show", "aws-mla-c01")


def test_a_path_is_ranked_with_reasons(hikma: Any, said: Any) -> None:
    found = hikma("path", "مهندس تعلم الآلة", "--years", "٢", "--budget", "160")
    assert found["role"] == "ml-engineer"
    new, old = found["suggestions"][:2]
    assert (new["exam"], old["exam"]) == ("aws-mla-c02", "aws-mla-c01")
    assert "75 USD a sitting, within 160 USD" in new["reasons"]
    assert "150 USD a sitting, within 160 USD" in old["reasons"]
    text = said("path", "ML engineer", "--budget", "150")
    assert text.startswith("1. AWS Certified Machine Learning Engineer - Associate")
    assert "   - 200 USD a sitting, over 150 USD" in text
    assert "tensorflow-developer would have fitted, but is over" in text


def test_a_path_for_nobody_known_names_the_roles(hikma: Any) -> None:
    assert "Roles: " in hikma("path", "florist", status=1)["error"]["hint"]
    assert "Write digits" in hikma("path", "--years", "two", status=1)["error"]["hint"]


def test_costs_are_summed_with_what_was_assumed(hikma: Any, said: Any) -> None:
    arguments = ("cost", "aws-aif-c01", "aws-mla-c01", "--attempts", "aws-mla-c01=2")
    found = hikma(*arguments)
    assert found["totals"] == [{"amount": 325, "currency": "USD"}]  # 100 + 75 + 150
    text = said(*arguments, "--currency", "EUR", "--rate", "USD:EUR=0.9")
    assert "aws-mla-c01  first sitting: 1 × 75 USD  (50% off: voucher)" in text
    assert "In all: 325 USD" in text
    assert "= 292.50 EUR at the rates that you gave" in text
    assert "Note: Prices are list prices before tax." in text


def test_costs_of_a_retired_exam_are_refused_unless_asked_for_plainly(hikma: Any) -> None:
    error = hikma("cost", "aws-mls-c01", status=1)["error"]
    assert error["type"] == "ExamRetired"
    assert "aws-mla-c01" in error["hint"]
    found = hikma("cost", "aws-mls-c01", "--even-retired")
    assert found["totals"] == [{"amount": 300, "currency": "USD"}]


def test_a_price_that_is_not_known_makes_the_sum_partial(hikma: Any, said: Any) -> None:
    found = hikma("cost", "aws-aip-c01", "aws-mla-c01", status=3)
    assert found["unknown"] == ["aws-aip-c01"]
    assert "price not known" in said("cost", "aws-aip-c01", status=3)
    known = hikma("cost", "aws-aip-c01", "--fee", "aws-aip-c01=300")
    assert known["totals"] == [{"amount": 300, "currency": "USD"}]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--chance", "70"),
        ("--attempts", "0"),
        ("--years", "-1"),
        ("--rate", "0.9"),
        ("--fee", "gcp-pmle=3"),
        ("--currency", "€"),
        ("--voucher", "150"),
    ],
)
def test_amounts_that_cannot_be_read_are_refused(hikma: Any, arguments: tuple[str, str]) -> None:
    error = hikma("cost", "aws-mla-c01", *arguments, status=1)["error"]
    assert error["type"] == "UnreadableAmount"
    assert error["hint"]
