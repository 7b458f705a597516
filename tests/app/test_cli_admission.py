"""`hikma import --audit`: the gates examine what comes in, and what they reject is not asked."""

from pathlib import Path

from tests.app.exchanging import hikma, record, stored
from tests.builders import ingest_folder, write_files
from tests.tutor.interchange.builders import item, options, span
from tutor.interchange.banks import Bank
from tutor.interchange.formats import FORMATS
from tutor.notebook import Notebook
from tutor.quizzes import QuizItem

THREE = options(("35 days", True, ""), ("7 days", False, ""), ("90 days", False, ""))


def bank(path: Path, *items: QuizItem) -> Path:
    written = Bank(title="x", items=items, at="2026-11-21T08:00:00Z")
    path.write_bytes(FORMATS["json"].write(written).data)
    return path


def test_what_the_gates_reject_is_named_kept_and_not_asked(tmp_path: Path) -> None:
    all_of = options(("35 days", False, ""), ("7 days", False, ""), ("All of the above", True, ""))
    good = item(id="a" * 16, options=THREE, evidence=(), gates=())
    bad = item(id="b" * 16, stem="Which of these is kept?", options=all_of, evidence=(), gates=())
    chinese = item(
        id="c" * 16, language="zh-Hans", stem="哪些说法是正确的？", evidence=(), gates=(),
        options=options(
            ("保留 35 天", False, ""), ("保留 7 天", False, ""), ("以上都是", True, "")
        ),
    )  # fmt: skip
    data, file = tmp_path / "d", bank(tmp_path / "b.json", good, bad, chinese)
    kept = record(data, "import", file, "--audit")
    assert {each["item"] for each in kept["audit"]["rejected"]} == {bad.id, chinese.id}
    assert len(stored(data, kept["quiz"]).items) == 3
    notebook = Notebook.open(data)
    assert notebook.standings([good.id, bad.id, chinese.id]) == {
        bad.id: "retired", chinese.id: "retired",
    }  # fmt: skip
    notebook.close()
    said = hikma(data, "import", file, "--audit")
    assert "The gates rejected 2" in said.stdout
    assert "chat model" in said.stderr


def test_without_an_audit_nothing_is_set_aside(tmp_path: Path) -> None:
    same = options(("35 days", True, ""), ("35 days.", False, ""), ("7 days", False, ""))
    file = bank(tmp_path / "b.json", item(options=same, evidence=()))
    kept = record(tmp_path / "d", "import", file)
    assert kept["audit"] is None
    notebook = Notebook.open(tmp_path / "d")
    assert notebook.standings([item().id]) == {}
    notebook.close()


def test_evidence_that_has_moved_in_its_document_is_found_and_examined(tmp_path: Path) -> None:
    text = "# Vault\n\nNew words stand here. A snapshot is kept for 35 days in the vault.\n"
    (report,) = ingest_folder(write_files(tmp_path / "f", {"a.md": text}), tmp_path / "d" / "index")
    assert report.document
    quote = "A snapshot is kept for 35 days in the vault."
    old = span(quote, document=report.document, start=9, end=9 + len(quote))
    elsewhere = span("A bucket holds objects.", document="e" * 16)
    moved = item(id="a" * 16, options=THREE, evidence=(old,), gates=())
    foreign = item(
        id="b" * 16, stem="What does a bucket hold?", evidence=(elsewhere,), gates=(),
        options=options(("objects", True, ""), ("blocks", False, ""), ("files", False, "")),
    )  # fmt: skip
    kept = record(tmp_path / "d", "import", bank(tmp_path / "b.json", moved, foreign), "--audit")
    assert kept["losses"] == []
    one, two = stored(tmp_path / "d", kept["quiz"]).items
    assert one.evidence[0].start == text.index(quote)
    verdicts = {gate.name: gate.verdict for gate in one.gates}
    assert verdicts["verbatim"] == "pass"
    # Of a document that is not here nothing can be said.
    assert {gate.name: gate.verdict for gate in two.gates}["verbatim"] == "unchecked"


def test_what_is_asked_twice_in_one_import_is_asked_once(tmp_path: Path) -> None:
    twin = item(id="b" * 16, stem="How long is a snapshot kept ?", options=THREE, evidence=())
    first = item(id="a" * 16, options=THREE, evidence=())
    kept = record(tmp_path / "d", "import", bank(tmp_path / "b.json", first, twin), "--audit")
    assert [(each["item"], each["gate"]) for each in kept["audit"]["rejected"]] == [
        (twin.id, "duplicates")
    ]
