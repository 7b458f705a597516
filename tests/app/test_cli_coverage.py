"""`hikma coverage`, from documents, bank and answers to a table, data and a picture."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from tests.app.exchanging import hikma, record
from tests.app.test_cli_exam_take import BLUEPRINT
from tests.builders import ingest_folder, write_files
from tests.tutor.mock.sitting import item
from tests.tutor.practising import attempt, stamp
from tutor.notebook import Notebook
from tutor.quizzes import Quiz

FILES = {
    "en.md": "# Storage\n\nStorage keeps a snapshot for 35 days.\n",
    "zh.md": "# 安全\n\n密钥由托管服务每年轮换一次，不需要人工操作。\n",
}
NOW = datetime.now(UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Documents on two of three domains, an item and an answer of the first."""
    folder = tmp_path / "data"
    ingest_folder(write_files(tmp_path / "files", FILES), folder / "index")
    (folder / "blueprints").mkdir(parents=True)
    (folder / "blueprints" / "acme-one.yaml").write_text(BLUEPRINT, "utf-8")
    notebook = Notebook.open(folder)
    notebook.save(
        Quiz(
            quiz="q" * 12, language="en", seed=0, model="m", settings="s",
            created="2026-11-01T08:00:00Z", asked=1, items=(item("d1", "1"),),
        )
    )  # fmt: skip
    notebook.record([attempt("d1", quiz="q" * 12, at=stamp(NOW - timedelta(days=1)))])
    notebook.close()
    return folder


def test_each_domain_says_what_there_is_and_what_is_missing(data: Path) -> None:
    found = record(data, "coverage", "acme-one")
    rows = [(t["task"], t["passages"], t["items"], t["attempts"], t["gap"]) for t in found["tasks"]]
    assert rows == [
        ("1", 1, 1, 1, "none"),
        ("2", 1, 0, 0, "no item"),
        ("3", 0, 0, 0, "no passage"),
    ]
    assert (found["tasks_published"], found["picture"]) == (False, None)
    said = hikma(data, "coverage", "acme one").stdout
    assert "nothing in your documents" in said
    assert "holds no task statements" in said
    assert "您的文档中没有" in hikma(data, "coverage", "acme-one", "--language", "zh").stdout


def test_the_picture_is_drawn_into_a_file_as_a_whole(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    found = record(data, "coverage", "acme-one", "--picture", file, "--language", "ar")
    assert found["picture"] == str(file)
    picture = etree.parse(str(file)).getroot()
    said = "".join(picture.itertext())
    assert "التكلفة" in said
    assert "لا شيء في مستنداتك" in said
    assert [path.name for path in tmp_path.glob("*map*")] == ["map.svg"]


def test_published_tasks_have_a_row_each(data: Path) -> None:
    found = record(data, "coverage", "aws-mls-c01", "--even-retired")
    assert [task["task"] for task in found["tasks"]][:4] == ["1.1", "1.2", "1.3", "2.1"]
    assert found["tasks_published"] is True


def test_without_documents_the_bank_is_shown_and_the_way_to_add_some(tmp_path: Path) -> None:
    done = hikma(tmp_path, "coverage", "aws-clf-c02")
    assert "hikma ingest" in done.stderr
    assert done.stdout.count("nothing in your documents") == 4


@pytest.mark.parametrize(
    ("arguments", "type"),
    [
        (("no-such-exam",), "UnknownExam"),
        (("aws-mls-c01",), "ExamRetired"),
        (("acme-one", "--language", "klingon!"), "InputError"),
        (("acme-one", "--picture", "map.png"), "InputError"),
        (("acme-one", "--picture", "map"), "InputError"),
        (("acme-one", "--picture", "no/such/folder/map.svg"), "NoSuchPath"),
    ],
)
def test_bad_input_is_an_error_with_a_remedy(
    data: Path, arguments: tuple[str, ...], type: str
) -> None:
    error = record(data, "coverage", *arguments, status=1)["error"]
    assert (error["type"], bool(error["hint"])) == (type, True)


def test_an_exam_without_domains_cannot_be_mapped(data: Path) -> None:
    head = BLUEPRINT.split("domains:")[0].replace("acme-one", "acme-two")
    file = data / "blueprints" / "acme-two.yaml"
    file.write_text(head + "sources: [{title: made up, tier: compiled}]\n", "utf-8")
    error = record(data, "coverage", "acme-two", status=1)["error"]
    assert "no domains" in error["message"]
