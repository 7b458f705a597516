"""Items made for an exam: by `hikma exam new` where the bank lacks them, by `hikma quiz new`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import _run
from app.cli.terminal import Terminal
from ingest.embed import FakeEmbeddings
from ingest.index import Index
from tests.app.test_cli_exam_take import BLUEPRINT
from tests.app.test_cli_quiz import StoppedModel
from tests.builders import ingest_folder, write_files
from tests.tutor.mock.test_supply import FILES, replies
from tutor.fake_chat import FakeChatModel
from tutor.notebook import Notebook
from tutor.quizzes import QuizItem

EXAM = (
    BLUEPRINT.replace("Storage", "Snapshots")
    .replace("安全", "快照")
    .replace("formats: {multiple_choice: {}, ordering: {}}", "formats: {multiple_choice: {}}")
)
"""Its third domain, التكلفة, is in no document."""
Hikma = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    ingest_folder(write_files(tmp_path / "files", FILES), folder / "index")
    (folder / "blueprints").mkdir(parents=True)
    (folder / "blueprints" / "acme-one.yaml").write_text(EXAM, "utf-8")
    return folder


@pytest.fixture
def hikma(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hikma:
    """`hikma … --json` in this process, where the model can be scripted."""
    monkeypatch.setenv("HIKMA_DATA", str(data))
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")

    def run(*arguments: str, model: Any = None) -> tuple[int, Any, str]:
        if model is not None:
            monkeypatch.setattr("tutor.session.load_chat_model", lambda *_: model)
        try:
            status = _run(["--json", *arguments], Terminal(json=True))
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        return status, json.loads(said.out), said.err

    return run


def script(data: Path, *topics: str) -> list[str]:
    index = Index.open(data / "index", FakeEmbeddings())
    said = replies(index, *topics)
    index.close()
    return said


def bank(data: Path) -> list[QuizItem]:
    notebook = Notebook.open(data)
    found = [entry.item for entry in notebook.bank().items]
    notebook.close()
    return found


def test_a_mock_exam_makes_what_the_bank_lacks_and_says_where_the_documents_are_silent(
    hikma: Hikma, data: Path
) -> None:
    # Two of four questions are of the first domain: the documents give one, then the tries end.
    model = FakeChatModel(replies=script(data, "Snapshots"))
    status, found, _ = hikma("exam", "new", "acme-one", "--count", "1", "--seed", "7", model=model)
    assert (status, found["made"]["items"]) == (0, 1)
    assert [(d["given"], d["wanted"]) for d in found["domains"]] == [(1, 1), (0, 0), (0, 0)]
    (made,) = bank(data)
    assert (made.exam, made.domain, found["questions"]) == ("acme-one", "1", [made.id])


def test_domains_without_documents_stay_empty_and_nothing_is_invented(
    hikma: Hikma, data: Path
) -> None:
    file = data / "blueprints" / "acme-one.yaml"
    file.write_text(EXAM.replace("快照", "超参数优化").replace("Snapshots", "Billing"), "utf-8")
    model = FakeChatModel(replies=[])
    status, found, errors = hikma("exam", "new", "acme-one", model=model)
    assert (status, found["error"]["type"]) == (1, "NoItems")
    assert "hold nothing on 1. Billing" in errors
    assert "hold nothing on 2. 超参数优化" in errors
    assert "hold nothing on 3. التكلفة" in errors
    assert model.asked == []


def test_without_a_chat_model_nothing_is_made_and_the_bank_is_drawn_from(
    hikma: Hikma, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = FakeChatModel(replies=script(data, "Snapshots"))
    hikma("exam", "new", "acme-one", "--count", "1", "--seed", "7", model=model)
    monkeypatch.undo()
    monkeypatch.setenv("HIKMA_DATA", str(data))
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")
    monkeypatch.setenv("HIKMA_MODEL", "embedded:nothing")
    status, found, errors = hikma("exam", "new", "acme-one")
    assert status == 3
    assert "Nothing can be made:" in errors
    assert found["made"]["items"] == 0
    assert found["made"]["error"]["hint"]
    assert [(d["given"], d["wanted"]) for d in found["domains"]] == [(1, 2), (0, 1), (0, 1)]


def test_who_wants_the_bank_alone_asks_no_model(hikma: Hikma) -> None:
    model = FakeChatModel(replies=[])
    status, found, _ = hikma("exam", "new", "acme-one", "--no-make", model=model)
    assert (status, found["error"]["type"]) == (1, "NoItems")
    assert model.asked == []


def test_a_making_that_is_stopped_keeps_its_items_and_draws_no_paper(
    hikma: Hikma, data: Path
) -> None:
    model = StoppedModel(replies=script(data, "Snapshots"))
    status, found, errors = hikma("exam", "new", "acme-one", "--seed", "7", model=model)
    assert (status, found["error"]["type"]) == (130, "Interrupted")
    assert "1 item(s) were made and are kept" in errors
    assert len(bank(data)) == 1
    _, sittings, _ = hikma("exam", "sittings")
    assert sittings["sittings"] == []


def test_an_impossible_wish_is_refused_before_anything_is_made(hikma: Hikma) -> None:
    model = FakeChatModel(replies=[])
    for wish in (("--minutes", "0"), ("--count", "0"), ("--count", "9999")):
        status, found, _ = hikma("exam", "new", "acme-one", *wish, model=model)
        assert (status, found["error"]["type"]) == (1, "InputError")


@pytest.mark.parametrize("domain", ["2", "٢", "快照"])
def test_a_quiz_for_one_domain_names_exam_and_domain_in_its_items(
    hikma: Hikma, data: Path, domain: str
) -> None:
    model = FakeChatModel(replies=script(data, "快照"))
    status, quiz, _ = hikma(
        "quiz", "new", "--exam", "acme one", "--domain", domain, "--count", "1", "--seed", "7",
        model=model,
    )  # fmt: skip
    assert (status, quiz["made"], quiz["asked"]) == (0, 1, 1)
    (made,) = quiz["items"]
    assert (made["exam"], made["domain"], made["task"]) == ("acme-one", "2", None)
    assert made["language"] == "zh-Hans"
    assert quiz["places"][0]["silent"] is False
    _, shown, _ = hikma("quiz", "show", quiz["quiz"])
    assert shown["items"] == quiz["items"]


def test_a_topic_of_ones_own_stands_for_the_domains(hikma: Hikma, data: Path) -> None:
    model = FakeChatModel(replies=script(data, "اللقطات"))
    status, quiz, _ = hikma(
        "quiz", "new", "--exam", "acme-one", "--domain", "3", "--topic", "اللقطات",
        "--count", "1", "--seed", "7", model=model,
    )  # fmt: skip
    assert (status, [i["domain"] for i in quiz["items"]]) == (0, ["3"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--domain", "2"), "of an exam"),
        (("--exam", "acme-one", "--domain", "9"), "no domain"),
        (("--exam", "acme-one", "--domain", "3"), "hold nothing on التكلفة"),
        (("--exam", "acme-one", "--topic", "Snapshots"), "which domain"),
        (("--exam", "nothing-like-it"), "no exam"),
        (("--exam", "aws-mls-c01"), "retired"),
        (("--exam", "acme-one", "--count", "0"), "cannot have 0 items"),
        (("--exam", "tensorflow-developer", "--even-retired"), "no weights"),
    ],
)
def test_bad_input_is_an_error_with_a_remedy(
    hikma: Hikma, arguments: tuple[str, ...], says: str
) -> None:
    status, found, _ = hikma("quiz", "new", *arguments, model=FakeChatModel(replies=[]))
    assert status == 1
    assert says in found["error"]["message"]
    assert found["error"]["hint"]


def test_without_documents_or_model_a_quiz_for_an_exam_says_what_is_missing(
    hikma: Hikma, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIKMA_MODEL", "embedded:nothing")
    status, found, _ = hikma("quiz", "new", "--exam", "acme-one", "--domain", "1")
    assert (status, bool(found["error"]["hint"])) == (1, True)
    monkeypatch.setenv("HIKMA_DATA", str(data / "elsewhere"))
    status, found, _ = hikma("quiz", "new", "--exam", "aws-mla-c01", "--domain", "1")
    assert (status, found["error"]["type"]) == (1, "EmptyLibrary")
