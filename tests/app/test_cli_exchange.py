"""`hikma export` and `hikma import` as a learner and other programs use them."""

import json
from pathlib import Path

import pytest

from tests.app.exchanging import ITEMS, OTHER, QUIZ, hikma, quiz, record, stored
from tests.builders import ingest_folder, write_files
from tests.tutor.interchange.builders import arabic, item, span
from tutor.interchange.banks import Bank
from tutor.interchange.formats import FORMATS
from tutor.notebook import Notebook


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A notebook with two quizzes, which share an item."""
    folder = tmp_path / "data"
    folder.mkdir()
    notebook = Notebook.open(folder)
    notebook.save(quiz(QUIZ, ITEMS))
    notebook.save(quiz(OTHER, (arabic(), ITEMS[0]), "2026-11-22T08:00:00Z"))
    notebook.close()
    return folder


@pytest.mark.parametrize("format", ["anki", "csv", "moodle-xml", "gift", "qti", "qti3", "json"])
def test_what_is_exported_is_imported_into_another_notebook(
    format: str, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bank.out"
    written = record(data, "export", "--format", format, file, "--quiz", QUIZ[:4])
    assert (written["items"], written["left_out"], written["quizzes"]) == (6, [], [QUIZ])
    elsewhere = tmp_path / "elsewhere"
    kept = record(elsewhere, "import", file, "--format", format)
    assert (kept["items"], kept["rejected"], kept["losses"]) == (6, [], [])
    back = stored(elsewhere, kept["quiz"])
    assert [each.id for each in back.items] == [each.id for each in ITEMS]
    assert [each.kind for each in back.items] == [each.kind for each in ITEMS]
    assert all(each.evidence == ITEMS[0].evidence for each in back.items)
    assert (back.model, back.topic, back.rejected) == (f"import:{format}", "bank.out", ())


def test_without_a_quiz_every_item_is_exported_once(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    written = record(data, "export", file)
    assert (written["format"], written["items"]) == ("json", 7)
    assert written["quizzes"] == [OTHER, QUIZ]
    ids = [each["id"] for each in json.loads(file.read_text("utf-8"))["items"]]
    assert ids == [arabic().id, *(each.id for each in ITEMS)]


def test_what_a_format_cannot_hold_is_said_and_ends_with_3(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "bank.txt"
    done = hikma(data, "export", "--format", "aiken", file, "--quiz", QUIZ, status=3)
    assert "2 item(s) written" in done.stdout
    assert "Aiken has no place for a flashcard (1 item(s))" in done.stdout
    assert "explanation (2 item(s))" in done.stdout
    written = record(data, "export", "--format", "aiken", file, "--quiz", QUIZ, status=3)
    assert [each["item"] for each in written["left_out"]] == [
        each.id for each in ITEMS if each.kind not in ("single", "true-false")
    ]
    assert {"item": ITEMS[0].id, "what": "evidence"} in written["losses"]
    assert stored(data, QUIZ).items == ITEMS


def test_an_import_broken_in_the_middle_names_the_line_and_keeps_the_rest(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bank.gift"
    file.write_text("One?{=a ~b}\n\nTwo?{=a ~b\n\nثلاثة؟{=نعم ~لا}\n", encoding="utf-8")
    kept = record(data, "import", file, status=3)
    assert kept["items"] == 2
    assert kept["rejected"] == [
        {"where": "line 3", "detail": "its braces do not match", "stem": "Two?{=a ~b"}
    ]
    found = stored(data, kept["quiz"])
    assert [each.evidence for each in found.items] == [(), ()]
    assert (found.rejected[0].gate, found.rejected[0].detail) == (
        "import", "line 3: its braces do not match",
    )  # fmt: skip
    assert "line 3: its braces do not match" in hikma(data, "import", file, status=3).stdout


def test_importing_twice_changes_nothing(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_bytes(
        FORMATS["csv"].write(Bank(title="x", items=ITEMS, at="2026-11-21T08:00:00Z")).data
    )
    first = record(data, "import", file)
    assert record(data, "import", file) == first
    assert len(stored(data, first["quiz"]).items) == 6


def test_evidence_is_held_against_the_documents_that_are_here(tmp_path: Path) -> None:
    text = "# Vault\n\nA snapshot is kept for 35 days in the vault.\n"
    (report,) = ingest_folder(write_files(tmp_path / "f", {"a.md": text}), tmp_path / "d" / "index")
    assert report.document
    true = text.index("A snapshot")
    quote = "A snapshot is kept for 35 days"
    at = {"document": report.document, "start": true, "end": true + len(quote)}
    honest = item(evidence=(span(quote, **at),))
    liar = item(id="1" * 16, stem="Free?", evidence=(span(quote.replace("35", "99"), **at),))
    file = tmp_path / "bank.json"
    file.write_bytes(
        FORMATS["json"].write(Bank(title="x", items=(honest, liar), at="2026-11-21T08:00:00Z")).data
    )
    kept = record(tmp_path / "d", "import", file)
    assert [len(each.evidence) for each in stored(tmp_path / "d", kept["quiz"]).items] == [1, 0]
    assert kept["losses"][0]["item"] == "1" * 16


@pytest.mark.parametrize(
    ("arguments", "type"),
    [
        (("import", "gone.csv"), "NoSuchPath"),
        (("import", "."), "NotReadable"),
        (("import", "empty.csv"), "UnreadableBank"),
        (("import", "x.docx"), "UnknownFormat"),
        (("import", "empty.csv", "--format", "wordperfect"), "UnknownFormat"),
        (("import", "big.json"), "TooLarge"),
        (("import", "fake.apkg"), "DamagedFile"),
        (("export", "x.docx"), "UnknownFormat"),
        (("export", "no/such/x.csv"), "NoSuchPath"),
        (("export", "x.csv", "--quiz", "ffff"), "UnknownQuiz"),
    ],
)
def test_bad_input_is_one_document_with_a_remedy(
    arguments: tuple[str, ...], type: str, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "x.docx").write_text("x")
    (tmp_path / "fake.apkg").write_text("<html>")
    with (tmp_path / "big.json").open("wb") as big:
        big.truncate(100_000_000)
    words = [str(tmp_path / a) if "." in a else a for a in arguments]
    error = record(data, *words, status=1)["error"]
    assert error["type"] == type
    assert error["hint"]


def test_an_empty_notebook_and_a_format_that_holds_none_write_no_file(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    assert record(tmp_path / "d", "export", file, "--format", "gift", status=1)["error"]
    notebook = Notebook.open(tmp_path / "d")
    notebook.save(quiz(QUIZ, (item("card"),)))
    notebook.close()
    error = record(tmp_path / "d", "export", file, "--format", "aiken", status=1)["error"]
    assert "no place for any of these items" in error["message"]
    assert not file.exists()


def test_a_file_that_cannot_be_written_leaves_the_old_one(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bank.json"
    folder.mkdir()
    assert record(data, "export", folder, status=1)["error"]["type"] == "StoreNotWritable"
    assert list(tmp_path.glob(".*.part")) == []
