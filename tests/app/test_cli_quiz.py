"""`hikma quiz` as a learner and other programs use it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from app.cli.main import _run
from app.cli.terminal import Terminal
from ingest.embed import FakeEmbeddings
from ingest.index import Index
from tests.builders import ingest_folder, write_files
from tests.tutor.quizzing import AR, EN, ZH, draft, draft_ar, draft_zh, good, reply, solving
from tutor.facts import sources
from tutor.fake_chat import FakeChatModel
from tutor.items import build
from tutor.notebook import Notebook
from tutor.quizzes import Quiz

FILES = {"en.md": f"# Snapshots\n\n{EN}", "zh.md": f"# 快照\n\n{ZH}", "ar.md": f"# اللقطات\n\n{AR}"}
DRAFTS = {"en": draft(), "zh-Hans": draft_zh(), "ar": draft_ar()}
ID = "0123456789ab"


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
    notebook = Notebook.open(tmp_path / "data")
    notebook.save(
        Quiz(
            quiz=ID,
            language="en",
            seed=0,
            model="fake:words",
            settings="f",
            created="2026-11-21T08:00:00Z",
            asked=3,
            items=tuple(good(code)[0] for code in DRAFTS),
        )
    )
    notebook.close()
    return tmp_path / "data"


def environment(data: Path) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HIKMA_")}
    fakes = {"HIKMA_MODEL": "fake:words", "HIKMA_EMBEDDING": "fake:words"}
    return clean | fakes | {"HIKMA_DATA": str(data), "PYTHONUNBUFFERED": "1"}


def hikma(
    data: Path, *arguments: str | Path, status: int = 0, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """`hikma quiz …` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", "quiz", *map(str, arguments)],
        env=environment(data),
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == status, done.stdout + done.stderr
    return done


def record(data: Path, *arguments: str | Path, status: int = 0, typed: str = "") -> dict[str, Any]:
    document = json.loads(hikma(data, *arguments, "--json", status=status, typed=typed).stdout)
    assert isinstance(document, dict)
    return document


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
        status = _run(["--json", "quiz", "new", "--seed", "7", *arguments], Terminal(json=True))
    except SystemExit as ended:
        status = int(str(ended.code))
    return status, json.loads(capsys.readouterr().out)


def replies(data: Path, count: int) -> list[str]:
    """What a good model says to the first `count` sources of seed 7."""
    index = Index.open(data / "index", FakeEmbeddings())
    plan = sources(index, documents=(), topic=None, language=None, limit=9, seed=7)
    index.close()
    said = []
    for source in plan[:count]:
        written = DRAFTS[source.passage.language]
        item, _ = build(written, source, source.passage.language)
        said += [reply(written), *solving(item)]
    return said


# -- new ------------------------------------------------------------------------------


def test_a_new_quiz_is_the_document_of_the_contract_and_can_be_shown(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = FakeChatModel(replies=replies(data, 3))
    status, quiz = made(data, monkeypatch, capsys, model, "--count", "3")
    assert status == 0
    assert (quiz["asked"], quiz["made"], quiz["rejected"]) == (3, 3, [])
    assert record(data, "show", quiz["quiz"]) == quiz
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
    # The fake model writes no drafts.
    done = hikma(data, "new", "--count", "2", status=3)
    assert "0 of 2" in done.stdout
    assert "schema" in done.stdout
    quiz = record(data, "new", "--count", "2", status=3)
    assert (quiz["made"], quiz["items"]) == (0, [])
    assert {rejected["gate"] for rejected in quiz["rejected"]} == {"schema"}


def test_a_stopped_generation_keeps_the_admitted_items_and_exits_with_130(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = StoppedModel(replies=replies(data, 2))
    status, quiz = made(data, monkeypatch, capsys, model, "--count", "3")
    assert (status, quiz["made"]) == (130, 2)
    assert record(data, "show", quiz["quiz"])["items"] == quiz["items"]


def test_a_generation_stopped_before_the_first_draft_leaves_no_quiz(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, document = made(data, monkeypatch, capsys, StoppedModel(replies=[]))
    assert (status, document["error"]["type"]) == (130, "Interrupted")
    assert [quiz["quiz"] for quiz in record(data, "list")["quizzes"]] == [ID]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["new", "--count", "0"], "InputError"),
        (["new", "--count", "201"], "InputError"),
        (["new", "--language", "???"], "InputError"),
        (["new", "--document", "ffffffff"], "UnknownDocument"),
        (["new", "--topic", ""], "EmptyQuestion"),
        (["show", "ffff"], "UnknownQuiz"),
        (["take", "ffff"], "UnknownQuiz"),
        (["grade", ID, "--answers", "/no/such.json"], "NoSuchPath"),
    ],
)
def test_bad_input_is_one_clear_error(data: Path, arguments: list[str], fault: str) -> None:
    error = record(data, *arguments, status=1)["error"]
    assert error["type"] == fault
    assert error["hint"]


def test_without_documents_nothing_is_made(tmp_path: Path) -> None:
    assert record(tmp_path / "none", "new", status=1)["error"]["type"] == "EmptyLibrary"


# -- show and list --------------------------------------------------------------------


def test_the_key_is_shown_only_when_asked_for(data: Path) -> None:
    plain = hikma(data, "show", "0123").stdout
    assert "快照默认保留多长时间？" in plain
    assert "35天" in plain
    assert "→" not in plain
    assert "A snapshot is kept for 35 days in the Vault service." not in plain
    told = hikma(data, "show", "0123", "--answers").stdout
    assert "→ c. 35天" in told
    assert "“A snapshot is kept for 35 days in the Vault service.”" in told


def test_the_list_says_what_was_answered(data: Path) -> None:
    before = record(data, "list")["quizzes"]
    assert [(q["quiz"], q["made"], q["attempted"], q["score"]) for q in before] == [
        (ID, 3, 0, None)
    ]
    hikma(data, "take", ID, typed="c\na\n")
    after = record(data, "list")["quizzes"]
    assert [(q["attempted"], q["score"]) for q in after] == [(2, 0.5)]
    assert "2 answered, 50% right" in hikma(data, "list").stdout
