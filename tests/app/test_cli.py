"""The command line as other programs use it: one JSON document, exit statuses, no traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import NUMBERS, app, western_numbers
from tests.builders import CORPUS, encrypted, write_files

FILES = {
    "en.md": "# Spot\n\nSpot training can use checkpoints. A Spot instance may be interrupted.",
    "zh.txt": "数据漂移指输入数据的分布发生了变化。监控任务每小时运行一次。",
    "ar.txt": "انجراف البيانات هو تغيّر توزيع المدخلات. تعمل المراقبة كل ساعة.",
}
FAKES = {"HIKMA_MODEL": "fake:words", "HIKMA_EMBEDDING": "fake:words"}


class Hikma:
    """Runs `hikma` in a process of its own on a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(
        self, *arguments: str | Path, status: int = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("HIKMA_")}
        done = subprocess.run(
            [sys.executable, "-m", "app.cli.main", *map(str, arguments)],
            env=clean | FAKES | {"HIKMA_DATA": str(self.data)} | environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == status, done.stdout + done.stderr
        return done

    def json(self, *arguments: str | Path, status: int = 0, **environment: str) -> dict[str, Any]:
        document = json.loads(self(*arguments, "--json", status=status, **environment).stdout)
        assert isinstance(document, dict)
        return document

    def error(self, *arguments: str | Path, status: int = 1, **environment: str) -> dict[str, str]:
        error: dict[str, str] = self.json(*arguments, status=status, **environment)["error"]
        assert set(error) == {"type", "message", "hint"}
        assert error["hint"]
        return error


@pytest.fixture(scope="module")
def hikma(tmp_path_factory: pytest.TempPathFactory) -> Hikma:
    """A library of three documents."""
    folder = tmp_path_factory.mktemp("cli")
    run = Hikma(folder / "data")
    run("ingest", write_files(folder / "files", FILES))
    return run


@pytest.fixture
def empty(tmp_path: Path) -> Hikma:
    return Hikma(tmp_path / "data")


def test_ingest_reports_each_file_and_skips_the_unchanged(empty: Hikma, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "files", FILES)
    first = empty.json("ingest", folder)
    assert [file["status"] for file in first["files"]] == ["added"] * 3
    assert {language for file in first["files"] for language in file["languages"]} == {
        "en", "zh-Hans", "ar",
    }  # fmt: skip
    assert first["totals"]["files"] == 3
    second = empty.json("ingest", folder)
    assert [file["status"] for file in second["files"]] == ["unchanged"] * 3
    assert second["totals"]["chunks"] == 0


def test_broken_files_are_named_and_the_rest_go_in(empty: Hikma, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "files", {"good.txt": "Good text.", "empty.md": ""})
    pdf = (CORPUS / "en" / "managed-spot-training.pdf").read_bytes()
    (folder / "cut.pdf").write_bytes(pdf[:5000])
    (folder / "locked.pdf").write_bytes(encrypted(pdf, "secret"))
    document = empty.json("ingest", folder, status=3)
    faults = {Path(f["path"]).name: f.get("error", {}).get("type") for f in document["files"]}
    assert faults == {
        "good.txt": None,
        "empty.md": "EmptyFile",
        "cut.pdf": "DamagedFile",
        "locked.pdf": "EncryptedFile",
    }
    assert len(empty.json("library")["documents"]) == 1


def test_a_path_that_is_not_there_is_refused(empty: Hikma, tmp_path: Path) -> None:
    assert empty.error("ingest", tmp_path / "لا شيء")["type"] == "NoSuchPath"


def test_ask_gives_the_document_of_the_contract(hikma: Hikma) -> None:
    answer = hikma.json("ask", "Can Spot training use checkpoints?")
    assert set(answer) >= {
        "question", "language", "answer", "declined", "grounding", "sentences", "citations",
        "unresolved", "passages", "model", "settings", "timings", "tokens",
    }  # fmt: skip
    assert set(answer["timings"]) == {"retrieve", "first_token", "total"}
    assert set(answer["tokens"]) == {"prompt", "cached", "output"}
    (citation,) = answer["citations"]
    stored = hikma.json("text", citation["document"])["text"]
    assert stored[citation["start"] : citation["end"]] == citation["quote"]
    assert set(answer["passages"][0]) >= {
        "rank", "score", "document", "title", "path", "page", "start", "end", "language", "text",
    }  # fmt: skip


def test_a_declined_answer_exits_with_success(hikma: Hikma) -> None:
    answer = hikma.json("ask", "من فاز بكأس العالم؟")
    assert answer["declined"]
    assert answer["citations"] == []


def test_streaming_gives_one_object_a_line_and_the_answer_last(hikma: Hikma) -> None:
    out = hikma("ask", "Can Spot training use checkpoints?", "--stream", "--json").stdout
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events[:-1]] == ["token"] * (len(events) - 1)
    assert events[-1]["event"] == "answer"
    assert events[-1]["citations"]


def test_many_questions_come_back_in_order_and_a_bad_one_stops_nothing(
    hikma: Hikma, tmp_path: Path
) -> None:
    lines = [
        '{"id": "a", "question": "Can Spot training use checkpoints?"}',
        '{"id": "b", "question": ""}',
        "not json",
        '{"id": "d", "question": "数据漂移是什么变化？", "documents": ["%s"]}'
        % (hikma.data.parent / "files" / "zh.txt"),
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = [json.loads(x) for x in hikma("ask", "--questions", path, status=3).stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", None, "d"]
    assert rows[1]["error"]["type"] == "EmptyQuestion"
    assert "Line 3" in rows[2]["error"]["message"]
    assert rows[3]["citations"][0]["quote"].startswith("数据漂移")
    found = hikma("search", "--questions", path, status=3).stdout.splitlines()
    assert json.loads(found[0])["passages"]


def test_search_filters_by_language_and_document(hikma: Hikma) -> None:
    found = hikma.json("search", "drift", "--language", "zh", "-k", "5")
    assert {passage["language"] for passage in found["passages"]} == {"zh-Hans"}
    id = found["passages"][0]["document"]
    only = hikma.json("search", "training", "--document", id)
    assert {passage["document"] for passage in only["passages"]} == {id}


def test_text_is_exactly_what_was_read(hikma: Hikma) -> None:
    path = hikma.data.parent / "files" / "ar.txt"
    assert hikma.json("text", path)["text"] == FILES["ar.txt"]
    assert hikma("text", path).stdout == FILES["ar.txt"] + "\n"
    assert hikma.error("text", path, "--page", "9")["type"] == "InputError"


def test_remove_forgets_a_document(empty: Hikma, tmp_path: Path) -> None:
    empty("ingest", write_files(tmp_path / "files", FILES))
    path = tmp_path / "files" / "zh.txt"
    assert empty.json("remove", path)["removed"][0]["path"] == str(path)
    assert path.exists(), "the learner's own file is not touched"
    assert len(empty.json("library")["documents"]) == 2
    assert empty.error("remove", path)["type"] == "UnknownDocument"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["ask", ""], "EmptyQuestion"),
        (["ask"], "EmptyQuestion"),
        (["ask", "word " * 10_000], "QuestionTooLong"),
        (["ask", "Spot?", "-k", "0"], "InputError"),
        (["search", "Spot?", "-k", "0"], "InputError"),
        (["ask", "Spot?", "--language", "???"], "InputError"),
        (["ask", "Spot?", "--document", "ffffffff"], "UnknownDocument"),
        (["text", "ffffffff"], "UnknownDocument"),
        (["show", "ffffffff"], "UnknownDocument"),
        (["ask", "--questions", "/no/such.jsonl"], "NoSuchPath"),
        (["ask", "Spot?", "--model", "nonsense"], "SettingsError"),
        (["ask", "Spot?", "--model", "embedded:nothing"], "SettingsError"),
        (["ask", "Spot?", "--embedding", "embedded:nothing"], "SettingsError"),
        (["models", "status", "nothing"], "SettingsError"),
        (["ingest"], "InputError"),
    ],
)
def test_bad_input_is_one_clear_error(hikma: Hikma, arguments: list[str], fault: str) -> None:
    assert hikma.error(*arguments)["type"] == fault


def test_wrong_usage_is_status_two(hikma: Hikma) -> None:
    assert hikma.error("frobnicate", status=2)["type"] == "UsageError"
    assert hikma.error("ask", "Spot?", "-k", "many", status=2)["type"] == "UsageError"


def test_without_json_a_fault_is_a_line_and_its_hint(hikma: Hikma) -> None:
    done = hikma("ask", "", status=1)
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "hikma: The question is empty.",
        "  Ask something in words.",
    ]


def test_asking_before_ingesting_says_what_to_do_and_creates_nothing(empty: Hikma) -> None:
    error = empty.error("ask", "Anything?")
    assert error["type"] == "EmptyLibrary"
    assert "hikma ingest" in error["hint"]
    assert not (empty.data / "index").exists()


def test_missing_models_name_the_command_that_fetches_them(hikma: Hikma, tmp_path: Path) -> None:
    none = {"HIKMA_MODELS": str(tmp_path / "none")}
    for verb in (["ask", "Spot?", "--embedding", "embedded:multilingual-e5-small"],
                 ["ask", "Spot?", "--model", "embedded:qwen2.5-coder-1.5b-instruct"]):  # fmt: skip
        error = hikma.error(*verb, **none)
        assert error["type"] == "ModelsMissing"
        assert "hikma models pull" in error["hint"]
    status = hikma.json("models", "status", status=3, **none)
    assert {file["state"] for file in status["files"]} == {"missing"}
    doctor = hikma.json("doctor", status=3, **none, HIKMA_MODEL="embedded:smollm2-135m-instruct")
    assert any("models pull" in finding["hint"] for finding in doctor["findings"])


def test_an_index_of_another_embedding_model_is_refused(hikma: Hikma, tmp_path: Path) -> None:
    import sqlite3

    (tmp_path / "data").mkdir()
    copy = Hikma(tmp_path / "data")
    copy("ingest", hikma.data.parent / "files")
    with sqlite3.connect(copy.data / "index" / "library.sqlite") as database:
        database.execute(
            "UPDATE facts SET value = replace(value, 'fake:words', 'fake:other') "
            "WHERE name = 'embedding'"
        )
    error = copy.error("ask", "Spot?")
    assert error["type"] == "IndexMismatch"
    assert "--reindex" in error["hint"]
    copy("ingest", "--reindex")
    assert copy.json("ask", "Can Spot training use checkpoints?")["citations"]


def test_a_chat_server_that_is_down_is_said(hikma: Hikma) -> None:
    server = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "not-to-be-shown"}
    done = hikma(
        "ask", "Can Spot use checkpoints?", "--model", "openai:any", "--json", status=1, **server
    )
    error = json.loads(done.stdout)["error"]
    assert error["type"] == "ModelUnavailable"
    assert "not-to-be-shown" not in done.stdout + done.stderr


def test_a_provider_that_is_not_installed_names_its_package(hikma: Hikma) -> None:
    error = hikma.error("ask", "Can Spot use checkpoints?", "--model", "groq:any")
    assert error["type"] == "PackageMissing"
    assert "langchain-groq" in error["hint"]


def test_a_misspelt_setting_is_refused(hikma: Hikma) -> None:
    error = hikma.error("library", HIKMA_DTAA="x")
    assert "HIKMA_DATA" in error["hint"]


def test_help_and_version_import_nothing_heavy() -> None:
    code = (
        "import sys; from app.cli.main import _run; from app.cli.terminal import Terminal; "
        "_run(['--help'], Terminal()); "
        "heavy = {'torch', 'chromadb', 'langchain_core', 'streamlit', 'pydantic', 'numpy', "
        "'llama_cpp', 'sqlalchemy'} & set(sys.modules); "
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ingest" in done.stdout


def test_global_options_may_stand_anywhere(hikma: Hikma, tmp_path: Path) -> None:
    other = hikma("library", "--data", tmp_path / "none", "--json", status=1).stdout
    assert json.loads(other)["error"]["type"] == "EmptyLibrary"
    assert hikma("--json", "library").stdout == hikma("library", "--json").stdout


# -- numbers ------------------------------------------------------------------------------


def test_whole_numbers_may_be_typed_in_the_digits_of_any_script(hikma: Hikma) -> None:
    for number in ("١", "１", "۱"):
        assert len(hikma.json("search", "Spot", "-k", number)["passages"]) == 1
    assert hikma.json("exam", "show", "aws-clf-c02", "--count=٢٠")["allocation"]["items"] == 20
    assert (
        "greater than or equal to 1" in hikma.error("review", "--limit", "٠", status=2)["message"]
    )


def test_what_is_text_keeps_its_digits() -> None:
    given = ["quiz", "edit", "x", "--answer", "٢٤", "--stem=٣", "--count", "٣", "--page=５", "٧"]
    assert western_numbers(given) == [
        "quiz", "edit", "x", "--answer", "٢٤", "--stem=٣", "--count", "3", "--page=5", "٧",
    ]  # fmt: skip


def test_every_option_that_is_a_whole_number_is_known_as_one_and_none_is_anything_else() -> None:
    import typer

    def options(command: Any) -> Iterator[Any]:
        for each in getattr(command, "commands", {}).values():
            yield from options(each)
        yield from (each for each in command.params if each.opts[0].startswith("-"))

    of = {True: set(), False: set()}  # type: dict[bool, set[str]]
    for option in options(typer.main.get_command(app)):
        of[option.type_descriptor.annotation is int] |= {*option.opts}
    assert of[True] == NUMBERS
    assert not of[False] & NUMBERS
