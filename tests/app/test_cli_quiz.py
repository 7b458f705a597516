"""`hikma quiz` as a learner and other programs use it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from app.cli.main import _run
from app.cli.terminal import Terminal
from ingest.embed import FakeEmbeddings
from ingest.errors import ModelUnavailable
from ingest.index import Index
from tests.app.commands import ID, environment, hikma, record, store
from tests.builders import ingest_folder, write_files
from tests.tutor.quizzing import (
    AR,
    EN,
    ZH,
    draft,
    draft_ar,
    draft_zh,
    drafted,
    good,
    solving,
)  # fmt: skip
from tutor import database_address
from tutor.database import FILE
from tutor.facts import sources
from tutor.fake_chat import FakeChatModel

FILES = {"en.md": f"# Snapshots\n\n{EN}", "zh.md": f"# 快照\n\n{ZH}", "ar.md": f"# اللقطات\n\n{AR}"}
ASKED = {
    "en": "After what time is a snapshot gone from Vault?",
    "zh-Hans": "快照在多少天之后会被自动删除？",
    "ar": "بعد كم من الوقت تُحذف اللقطة من التخزين؟",
}
"""What the bank does not ask yet."""
DRAFTS = {"en": draft(), "zh-Hans": draft_zh(), "ar": draft_ar()}


KILLED = """
import json, sys, threading
import tutor.session
from app.cli.main import run
from tutor.fake_chat import FakeChatModel

class Stuck(FakeChatModel):
    def _generate(self, *args, **kwargs):
        if not self.replies:
            print("\\nstuck", file=sys.stderr, flush=True)
            threading.Event().wait()
        return super()._generate(*args, **kwargs)

tutor.session.load_chat_model = lambda *_: Stuck(replies=json.loads(sys.argv[1]))
run(sys.argv[2:])
"""
"""`hikma` with a model that stays in the middle of a draft when its script is at its end."""


class GoneModel(FakeChatModel):
    """The server is gone when the script is at its end."""

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        if not self.replies:
            raise ModelUnavailable("The server does not answer.", hint="Start it.")
        return super()._generate(messages, *args, **kwargs)


class StoppedModel(FakeChatModel):
    """The learner presses Ctrl-C when the script is at its end."""

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        if not self.replies:
            raise KeyboardInterrupt
        return super()._generate(messages, *args, **kwargs)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A library of three documents and a quiz with an item in each language."""
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")
    store(tmp_path / "data", *(good(code)[0] for code in DRAFTS))
    return tmp_path / "data"


def made(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    model: FakeChatModel,
    *arguments: str,
) -> tuple[int, dict[str, Any]]:
    """`hikma quiz new` in this process, where the model can be scripted."""
    for name, value in environment(data).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("tutor.session.load_chat_model", lambda *_: model)
    try:
        status = _run(
            ["--json", "quiz", "new", "--kind", "single", "--seed", "7", *arguments],
            Terminal(json=True),
        )
    except SystemExit as ended:
        status = int(str(ended.code))
    return status, json.loads(capsys.readouterr().out)


def replies(data: Path, count: int) -> list[str]:
    """What a good model says to the first `count` sources of seed 7."""
    index = Index.open(data / "index", FakeEmbeddings())
    plan = sources(index, documents=(), topic=None, language=None, limit=9, seed=7)
    said = []
    for source in plan[:count]:
        language = source.passage.language
        item = drafted(index, ASKED[language], source, language, seed=7)
        said += [ASKED[language], *solving(item)]
    index.close()
    return said


# -- new ------------------------------------------------------------------------------


def test_a_new_quiz_is_the_document_of_the_contract_and_can_be_shown(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = FakeChatModel(replies=replies(data, 3))
    status, quiz = made(data, monkeypatch, capsys, model, "--count", "3")
    assert status == 0
    assert (quiz["asked"], quiz["made"], quiz["rejected"]) == (3, 3, [])
    assert record(data, "quiz", "show", quiz["quiz"]) == quiz
    assert [gate["name"] for gate in quiz["gates"]] == ["key-positions", "key-lengths"]
    item = quiz["items"][0]
    assert set(item) >= {
        "id", "kind", "language", "stem", "options", "answer", "explanation", "evidence", "exam",
        "domain", "task", "difficulty", "gates",
    }  # fmt: skip
    assert set(item["options"][0]) == {"id", "text", "correct", "rationale"}
    assert set(item["evidence"][0]) >= {"document", "page", "start", "end", "quote"}
    assert set(item["gates"][0]) == {"name", "verdict", "detail"}


def test_fewer_items_than_asked_exit_with_3_and_say_why(data: Path) -> None:
    # The fake model asks nothing and supports no answer.
    done = hikma(data, "quiz", "new", "--kind", "single", "--count", "2", status=3)
    assert "0 of 2" in done.stdout
    assert "turned away by key-supported" in done.stdout
    quiz = record(data, "quiz", "new", "--kind", "single", "--count", "2", status=3)
    assert (quiz["made"], quiz["items"]) == (0, [])
    assert {rejected["gate"] for rejected in quiz["rejected"]} == {"key-supported", "plan"}


def test_kinds_can_be_named_and_what_came_of_each_is_told(data: Path) -> None:
    asked = ["quiz", "new", "--kind", "cloze", "--kind", "card", "--language", "ar", "--count", "4"]
    quiz = record(data, *asked, status=3)
    assert {item["kind"] for item in quiz["items"]} <= {"cloze"}
    assert {item["language"] for item in quiz["items"]} <= {"ar"}
    lacking = {r["kind"]: r["detail"] for r in quiz["rejected"] if r["gate"] == "plan"}
    assert "0 of 2 made, 0 drafted" in lacking["card"]
    for each in quiz["kinds"]:
        assert each["drafted"] == each["admitted"] + sum(each["rejected"].values())
    assert hikma(data, "quiz", "new", "--kind", "essay", status=2).stdout == ""


def test_a_stopped_generation_keeps_the_admitted_items_and_exits_with_130(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = StoppedModel(replies=replies(data, 2))
    status, quiz = made(data, monkeypatch, capsys, model, "--count", "3")
    assert (status, quiz["made"]) == (130, 2)
    assert record(data, "quiz", "show", quiz["quiz"])["items"] == quiz["items"]


def test_a_killed_generation_leaves_the_admitted_items(data: Path) -> None:
    said = json.dumps(replies(data, 2))
    command = ["quiz", "new", "--kind", "single", "--seed", "7", "--count", "3"]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, said, *command],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    assert any(line == "stuck\n" for line in process.stderr)
    process.kill()
    process.communicate(timeout=60)
    kept = next(q for q in record(data, "quiz", "list")["quizzes"] if q["quiz"] != ID)
    assert (kept["made"], kept["asked"]) == (2, 3)
    shown = record(data, "quiz", "show", kept["quiz"])
    assert all(gate["verdict"] != "reject" for item in shown["items"] for gate in item["gates"])


def test_a_fault_in_the_middle_tells_what_is_kept(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = GoneModel(replies=replies(data, 2))
    status, document = made(data, monkeypatch, capsys, model, "--count", "3")
    assert (status, document["error"]["type"]) == (1, "ModelUnavailable")
    kept = next(q for q in record(data, "quiz", "list")["quizzes"] if q["quiz"] != ID)
    assert kept["made"] == 2
    assert f"2 item(s) are kept: hikma quiz take {kept['quiz']}" in document["error"]["hint"]


def test_items_are_as_hard_as_is_asked_for(data: Path) -> None:
    asked = ["quiz", "new", "--difficulty", "0.2-0.35", "--count", "30", "--kind", "true-false"]
    quiz = record(data, *asked, "--kind", "cloze", status=3)
    assert {item["kind"] for item in quiz["items"]} <= {"true-false"}
    assert all(0.2 <= item["difficulty"] <= 0.35 for item in quiz["items"])
    lacking = {r["kind"]: r["detail"] for r in quiz["rejected"] if r["gate"] == "plan"}
    assert "difficulty" in lacking["cloze"]


def test_a_generation_stopped_before_the_first_draft_leaves_no_quiz(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, document = made(data, monkeypatch, capsys, StoppedModel(replies=[]))
    assert (status, document["error"]["type"]) == (130, "Interrupted")
    assert [quiz["quiz"] for quiz in record(data, "quiz", "list")["quizzes"]] == [ID]


@pytest.mark.parametrize("arguments", [[], ["--exam", "aws-aif-c01"]], ids=["quiz", "exam"])
def test_a_notebook_that_takes_nothing_is_named_before_anything_is_made(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.setattr(database_address, "WAIT", 0.1)
    gone = GoneModel(replies=[])
    with closing(sqlite3.connect(data / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, document = made(data, monkeypatch, capsys, gone, *arguments)
        assert (status, document["error"]["type"]) == (1, "StoreBusy")
    _, document = made(data, monkeypatch, capsys, gone, *arguments)
    assert document["error"]["type"] != "StoreBusy"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["new", "--count", "0"], "InputError"),
        (["new", "--count", "201"], "InputError"),
        (["new", "--language", "???"], "InputError"),
        (["new", "--difficulty", "صعب جدًا"], "InputError"),
        (["new", "--difficulty", "easy", "--kind", "multiple"], "InputError"),
        (["new", "--document", "ffffffff"], "UnknownDocument"),
        (["new", "--topic", ""], "EmptyQuestion"),
        (["show", "ffff"], "UnknownQuiz"),
        (["take", "ffff"], "UnknownQuiz"),
        (["grade", ID, "--answers", "/no/such.json"], "NoSuchPath"),
    ],
)
def test_bad_input_is_one_clear_error(data: Path, arguments: list[str], fault: str) -> None:
    error = record(data, "quiz", *arguments, status=1)["error"]
    assert error["type"] == fault
    assert error["hint"]


def test_without_documents_nothing_is_made(tmp_path: Path) -> None:
    assert record(tmp_path / "none", "quiz", "new", status=1)["error"]["type"] == "EmptyLibrary"


# -- show and list --------------------------------------------------------------------


def test_the_key_is_shown_only_when_asked_for(data: Path) -> None:
    plain = hikma(data, "quiz", "show", "0123").stdout
    assert "快照默认保留多长时间？" in plain
    assert "35天" in plain
    assert "→" not in plain
    assert "single (ar): 1 of 1 drafts admitted (100%)" in plain
    assert "key-lengths" not in plain
    assert "A snapshot is kept for 35 days in the Vault service." not in plain
    told = hikma(data, "quiz", "show", "0123", "--answers").stdout
    assert "→ c. 35天" in told
    assert "key-lengths: the longest option is the key of" in told
    assert "(by chance 25%)" in told
    assert "“A snapshot is kept for 35 days in the Vault service.”" in told


def test_the_list_says_what_was_answered(data: Path) -> None:
    before = record(data, "quiz", "list")["quizzes"]
    assert [(q["quiz"], q["made"], q["attempted"], q["score"]) for q in before] == [
        (ID, 3, 0, None)
    ]
    hikma(data, "quiz", "take", ID, typed="c\na\n")
    after = record(data, "quiz", "list")["quizzes"]
    assert [(q["attempted"], q["score"]) for q in after] == [(2, 0.5)]
    assert "2 answered, 50% right" in hikma(data, "quiz", "list").stdout
