"""A mock exam from start to report, as a learner sits it and as programs drive it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.app.exchanging import hikma, record
from tests.tutor.mock.sitting import item
from tutor.notebook import Notebook
from tutor.quizzes import Quiz, QuizItem

BLUEPRINT = """id: acme-one
vendor: acme
title: Acme One
status: active
as_of: 2026-11
confidence: A
minutes: 40
questions: {total: 4}
formats: {multiple_choice: {}, ordering: {}}
domains:
  - {id: "1", title: Storage, weight: 50}
  - {id: "2", title: 安全, weight: 25}
  - {id: "3", title: التكلفة, weight: 25}
sources: [{title: made up, tier: compiled}]
"""
ITEMS = (
    item("d1-0", "1"),
    item("d1-1", "1", language="ar", stem="ما الذي يحفظ في Amazon S3؟"),
    item("d2-0", "2", language="zh-Hans", stem="默认保留多少天？"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A bank with nothing for the third domain."""
    folder = tmp_path / "data"
    (folder / "blueprints").mkdir(parents=True)
    (folder / "blueprints" / "acme-one.yaml").write_text(BLUEPRINT, "utf-8")
    notebook = Notebook.open(folder)
    notebook.save(quiz(*ITEMS))
    notebook.close()
    return folder


def quiz(*items: QuizItem) -> Quiz:
    return Quiz(
        quiz="q" * 12, language="en", seed=0, model="fake:words", settings="f",
        created="2026-11-01T08:00:00Z", asked=3, items=items,
    )  # fmt: skip


def typed(data: Path, lines: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`hikma …` with these lines typed."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HIKMA_")}
    fakes = {"HIKMA_MODEL": "fake:words", "HIKMA_EMBEDDING": "fake:words", "HIKMA_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", *arguments], input=lines, env=clean | fakes,
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_what_the_bank_lacks_is_said_and_no_question_is_passed_off_as_real(data: Path) -> None:
    found = record(data, "exam", "new", "acme-one", status=3)
    assert [(d["given"], d["wanted"]) for d in found["domains"]] == [(2, 2), (1, 1), (0, 1)]
    assert found["formats_left_out"] == ["ordering"]
    assert "scored" not in json.dumps(found["questions"])
    said = hikma(data, "exam", "new", "acme-one", "--language", "zh", status=3).stdout
    assert "none is from a real exam" in said
    assert said.count("Nothing in your bank for it") == 2
    assert len(record(data, "exam", "sittings")["sittings"]) == 2


def test_an_exam_is_sat_left_gone_on_with_and_reported_by_domain(data: Path) -> None:
    id = record(data, "exam", "new", "acme-one", status=3)["id"]
    # The first answer, then a flag on the second question; then the input ends.
    left = typed(data, "a\n+\n", "exam", "take", id[:6], "--json")
    state = json.loads(left.stdout)
    assert (state["end"], 0 < state["left"] <= 30 * 60) == ("", True)
    early = record(data, "exam", "grade", id, status=1)["error"]
    assert "not over" in early["message"]
    done = typed(data, "?\n٣\nB\nEND\n", "exam", "take", id, "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    results = [question["result"] for question in found["questions"]]
    assert results == ["right", "unanswered", "wrong"]
    assert [question["flagged"] for question in found["questions"]] == [False, True, False]
    assert (found["end"], found["scored"], found["right"]) == ("early", 3, 1)
    assert [domain["title"] for domain in found["domains"]] == ["Storage", "安全", "التكلفة"]
    assert "   2  seen  [+]" in done.stderr
    report = hikma(data, "exam", "grade", id).stdout
    assert "The words of d2-0." in report
    assert "nothing was asked" in report
    notebook = Notebook.open(data)
    assert [attempt.verdict for attempt in notebook.attempts()] == ["correct", "wrong"]
    notebook.close()


def test_a_file_of_answers_sits_an_exam_at_once(data: Path, tmp_path: Path) -> None:
    id = record(data, "exam", "new", "acme-one", status=3)["id"]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"d1-0": ["a"], "d2-0": "أ", "d1-1": None}), "utf-8")
    found = record(data, "exam", "grade", id, "--answers", file)
    assert (found["right"], found["unanswered"], found["share"]) == (2, 1, 2 / 3)
    again = record(data, "exam", "grade", id, "--answers", file, status=1)["error"]
    assert again["type"] == "ExamOver"
    notebook = Notebook.open(data)
    assert len(notebook.attempts()) == 2
    notebook.close()
    file.write_text(json.dumps({"elsewhere": ["a"]}), "utf-8")
    other = record(data, "exam", "new", "acme-one", "--seed", "2", status=3)["id"]
    assert record(data, "exam", "grade", other, "--answers", file, status=1)["error"]["hint"]
    assert record(data, "exam", "sittings")["sittings"][0]["started"] is False


def test_an_exam_that_was_killed_goes_on_with_its_answers_and_less_time(data: Path) -> None:
    id = record(data, "exam", "new", "acme-one", "--minutes", "60", status=3)["id"]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HIKMA_")}
    fakes = {"HIKMA_MODEL": "fake:words", "HIKMA_EMBEDDING": "fake:words", "HIKMA_DATA": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "exam", "take", id], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        env=clean | fakes | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("b\n")
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("2/3"):
            break
    process.kill()
    process.communicate(timeout=60)
    (sitting,) = record(data, "exam", "sittings")["sittings"]
    assert (sitting["answered"], sitting["started"], sitting["end"]) == (1, True, "")
    assert 0 < sitting["left"] < 3600
    # It is the second question that is shown again, and the first answer that counts.
    done = typed(data, "end\n", "exam", "take", id, "--json")
    report = json.loads(done.stdout)
    assert "\n2/3" in done.stderr
    assert [question["chosen"] for question in report["questions"]] == [["b"], [], []]


def test_another_time_zone_gives_and_takes_no_time(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    id = record(data, "exam", "new", "acme-one", "--minutes", "60", status=3)["id"]
    typed(data, "a\n", "exam", "take", id)
    for zone in ("America/Los_Angeles", "Asia/Riyadh", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        left = json.loads(typed(data, "", "exam", "take", id, "--json").stdout)["left"]
        assert 50 * 60 < left <= 60 * 60


@pytest.mark.parametrize(
    ("arguments", "type"),
    [
        (("exam", "new", "aws-mls-c01"), "ExamRetired"),
        (("exam", "new", "no-such-exam"), "UnknownExam"),
        (("exam", "new", "aws-mla-c01"), "NoItems"),
        (("exam", "new", "aws-mla-c01", "--count", "0"), "InputError"),
        (("exam", "new", "tensorflow-developer", "--even-retired"), "NoWeights"),
        (("exam", "take", "ffff"), "UnknownExam"),
        (("exam", "grade", "ffff"), "UnknownExam"),
    ],
)
def test_bad_input_is_an_error_with_a_remedy(
    arguments: tuple[str, ...], type: str, data: Path
) -> None:
    error = record(data, *arguments, status=1)["error"]
    assert (error["type"], bool(error["hint"])) == (type, True)
