"""`hikma quiz dispute`, `disputes` and `restore`; and items that follow their documents."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import _run
from app.cli.terminal import Terminal
from ingest.library import Library
from tests.app.commands import ID, environment, store
from tests.builders import ingest_folder, write_files
from tutor.notebook import Notebook
from tutor.quizzes import EvidenceSpan, Option, QuizItem

FILES = {
    "en.md": "# Snapshots\n\nA snapshot is kept for 35 days in the Vault. Logs are not.",
    "ar.md": "# اللقطات\n\nتُحفظ اللقطة ٣٥ يومًا ثم تُحذف.",
}
QUOTES = {
    "en": "A snapshot is kept for 35 days in the Vault.",
    "ar": "تُحفظ اللقطة ٣٥ يومًا ثم تُحذف.",
}
Hikma = Callable[..., tuple[int, dict[str, Any], str]]


def asked(folder: Path, language: str, key: str) -> QuizItem:
    """An item about a file, sound if its key is 35."""
    library = Library(folder / "data" / "index", create=False)
    document = library.document(str(folder / "files" / f"{language}.md"))
    library.close()
    stem, form = {
        "en": ("How long is a snapshot kept?", "{} days"),
        "ar": ("كم تُحفظ اللقطة قبل حذفها؟", "{} يومًا"),
    }[language]
    start = document.text.index(QUOTES[language])
    span = EvidenceSpan(
        document=document.id, title=document.title, path=document.path, page=1, start=start,
        end=start + len(QUOTES[language]), quote=QUOTES[language], language=language,
    )  # fmt: skip
    return QuizItem(
        id=f"{language}{key}",
        language=language,
        stem=stem,
        options=tuple(
            Option(id=letter, text=form.format(number), correct=number == key)
            for letter, number in zip("abcd", ["14", "21", key, "60"])
        ),
        evidence=(span,),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of two documents and a quiz of three items, the last with a wrong key."""
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")
    items = [("en", "35"), ("ar", "35"), ("en", "36")]
    store(tmp_path / "data", *(asked(tmp_path, *item) for item in items))
    return tmp_path


@pytest.fixture
def hikma(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hikma:
    """`hikma … --json` in this process: its status, its document, what it printed beside."""
    for name, value in environment(folder / "data").items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str | Path) -> tuple[int, dict[str, Any], str]:
        status = _run(["--json", *map(str, arguments)], Terminal(json=True))
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else {}, said.err

    return run


def standings(folder: Path) -> dict[str, str]:
    """The items that are not active."""
    notebook = Notebook.open(folder / "data")
    found = notebook.standings(["en35", "ar35", "en36"])
    notebook.close()
    return dict(found)


def test_a_contested_item_is_examined_again_and_kept_where_nothing_is_found(
    hikma: Hikma, folder: Path
) -> None:
    status, found, _ = hikma("quiz", "dispute", "ar35", "--why", "٣٦ أصح", "--extractive")
    assert status == 0
    assert (found["quiz"], found["upheld"], found["standing"]) == (ID, False, "active")
    assert found["why"] == "٣٦ أصح"
    assert found["item"]["evidence"][0]["quote"] == QUOTES["ar"]
    assert {"verbatim", "particulars"} <= {gate["name"] for gate in found["gates"]}
    assert not {"blind-solve"} & {gate["name"] for gate in found["gates"]}
    assert standings(folder) == {}


def test_one_that_a_gate_rejects_is_retired_and_may_be_restored(hikma: Hikma, folder: Path) -> None:
    _, found, _ = hikma("quiz", "dispute", "en36", "--why", "It says 35.", "--extractive")
    assert (found["upheld"], found["standing"]) == (True, "retired")
    assert standings(folder) == {"en36": "retired"}
    assert hikma("quiz", "restore", "en36")[1] == {"item": "en36", "standing": "active"}
    assert standings(folder) == {}


def test_the_learner_may_retire_an_item_and_sees_why_none_is_asked(
    hikma: Hikma, folder: Path
) -> None:
    _, found, _ = hikma("quiz", "dispute", "en35", "--why", "Too easy.", "--retire", "--extractive")
    assert (found["upheld"], found["standing"]) == (False, "retired")
    _, listed, _ = hikma("quiz", "disputes")
    (row,) = listed["disputes"]
    assert (row["item"], row["words"], row["standing"]) == ("en35", "Too easy.", "retired")
    assert standings(folder) == {"en35": "retired"}


def test_a_model_that_cannot_be_loaded_costs_no_dispute(
    hikma: Hikma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIKMA_MODEL", "embedded:nothing")
    status, found, errors = hikma("quiz", "dispute", "en36", "--why", "It says 35.")
    assert (status, found["standing"]) == (0, "retired")
    assert "chat model are left out" in errors


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("dispute", "zz", "--why", "x"), "UnknownItem"),
        (("dispute", "en", "--why", "x"), "UnknownItem"),  # two items begin so
        (("dispute", "en35", "--why", " "), "InputError"),
        (("dispute", "en35"), "UsageError"),
        (("restore", "zz"), "UnknownItem"),
    ],
)
def test_bad_input_is_one_clear_error_and_notes_nothing(
    hikma: Hikma, arguments: tuple[str, ...], fault: str
) -> None:
    status, document, _ = hikma("quiz", *arguments)
    assert status == (2 if fault == "UsageError" else 1)
    assert document["error"]["type"] == fault
    assert document["error"]["hint"]
    assert hikma("quiz", "disputes")[1] == {"disputes": []}


def test_disputes_become_cases_that_the_gates_are_measured_on(hikma: Hikma, folder: Path) -> None:
    for item, why in (("en36", "It says 35."), ("ar35", "خطأ"), ("en35", "?")):
        hikma("quiz", "dispute", item, "--why", why, "--retire", "--extractive")
    hikma("quiz", "restore", "en35")
    file = folder / "disputes.jsonl"
    status, document, _ = hikma("quiz", "disputes", "--export", file)
    assert (status, document["export"]) == (0, str(file))
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(row["id"], row.get("flaw"), row["note"]) for row in rows] == [
        ("en36", "disputed", "It says 35."),
        ("ar35", "disputed", "خطأ"),
        ("en35", None, "?"),
    ]
    assert [row["evidence"][0]["path"] for row in rows] == ["en.md", "ar.md", "en.md"]
    status, report, _ = hikma("eval", "run", file, "--system", "extractive")
    assert (status, report["cases"], report["errors"]) == (0, 3, 0)
    values = {(row["name"], row["language"]): row["value"] for row in report["metrics"]}
    assert values["recall(disputed)", "all"] == 0.5  # the wrong key; the other was the learner's
    assert values["sound_rejected", "all"] == 0.0
    assert hikma("quiz", "disputes", "--export", file)[0] == 1  # never written over


# -- documents that change ------------------------------------------------------------


def test_items_become_stale_as_their_document_changes_and_fresh_as_it_comes_back(
    hikma: Hikma, folder: Path
) -> None:
    files = folder / "files"
    assert hikma("ingest", files)[0] == 0
    assert standings(folder) == {}
    write_files(files, {"en.md": FILES["en.md"].replace("35", "36")})
    status, _, errors = hikma("ingest", files)
    assert status == 0
    assert "2 quiz item(s) are stale" in errors
    assert standings(folder) == {"en35": "stale", "en36": "stale"}
    write_files(files, FILES)
    assert "2 quiz item(s) are asked again" in hikma("ingest", files)[2]
    assert standings(folder) == {}


def test_evidence_is_shown_where_the_document_has_it_now(hikma: Hikma, folder: Path) -> None:
    moved = FILES["ar.md"].replace("\n\n", "\n\nمقدمة جديدة.\n\n")
    write_files(folder / "files", {"ar.md": moved})
    assert "stale" not in hikma("ingest", folder / "files")[2]
    items = hikma("quiz", "show", ID)[1]["items"]
    (span,) = next(item for item in items if item["id"] == "ar35")["evidence"]
    text = hikma("text", folder / "files" / "ar.md")[1]["text"]
    assert text[span["start"] : span["end"]] == span["quote"] == QUOTES["ar"]


def test_items_of_a_document_that_is_removed_are_stale(hikma: Hikma, folder: Path) -> None:
    status, document, errors = hikma("remove", folder / "files" / "ar.md")
    assert (status, len(document["removed"])) == (0, 1)
    assert "1 quiz item(s) are stale" in errors
    assert standings(folder) == {"ar35": "stale"}


def test_a_notebook_that_cannot_be_used_is_noted_and_the_ingestion_stands(
    hikma: Hikma, folder: Path
) -> None:
    (folder / "data" / "notebook.sqlite").write_bytes(b"no database at all" * 100)
    status, document, errors = hikma("ingest", folder / "files")
    assert (status, document["totals"]["unchanged"]) == (0, 2)
    assert "Your quiz items were not looked at" in errors


def test_without_a_notebook_none_is_made(hikma: Hikma, folder: Path) -> None:
    for file in (folder / "data").glob("notebook.sqlite*"):
        file.unlink()
    assert hikma("ingest", folder / "files")[0] == 0
    assert not (folder / "data" / "notebook.sqlite").exists()
