"""The calibration of the gates: its figures by hand, its run, and `hikma eval run items`."""

import json
from pathlib import Path
from typing import Any

import pytest

import evals.provenance
from app.cli.eval_items import caught
from app.cli.evaluate import app as eval_app
from app.cli.terminal import DONE, PARTLY, Terminal
from evals.folder import RunFolder
from evals.items import cases as item_cases
from evals.items.cases import ItemCase, is_items, item_case, read_items
from evals.items.figures import figures
from evals.items.human import human_rows
from evals.items.run import in_bank
from evals.loaders.named import load_suite
from evals.records import EvalRecord, EvalReport, MetricRow
from ingest.errors import InputError
from tests.evals.builders import CODE, fake_session
from tutor.quizzes import Verdict

FILES = {
    "en.md": "# Snapshots\n\nA snapshot is kept for 35 days in the Vault. Logs are not.",
    "zh.md": "# 快照\n\n快照默认保留 35 天，之后自动删除。",
    "ar.md": "# اللقطات\n\nتُحفظ اللقطة ٣٥ يومًا ثم تُحذف.",
}
QUOTES = {
    "en": "A snapshot is kept for 35 days in the Vault.",
    "zh-Hans": "快照默认保留 35 天，之后自动删除。",
    "ar": "تُحفظ اللقطة ٣٥ يومًا ثم تُحذف.",
}
STEMS = {
    "en": ("How long is a snapshot kept?", "{} days"),
    "zh-Hans": ("快照默认保留多长时间？", "{} 天"),
    "ar": ("كم تُحفظ اللقطة قبل حذفها؟", "{} يومًا"),
}


def line(id: str, language: str = "en", *, key: str = "35", **fields: Any) -> dict[str, Any]:
    """A line of the file: a single-choice item whose key is sound if it is 35."""
    stem, form = STEMS[language]
    return {
        "id": id,
        "language": language,
        "kind": "single",
        "stem": stem,
        "options": [
            {"text": form.format(number), "correct": number == key}
            for number in sorted({key, "14", "21", "60"})
        ],
        "evidence": [{"path": f"{language[:2]}.md", "quote": QUOTES[language]}],
        "flaw": None,
        "split": "tune",
        "note": "for people",
    } | fields


def case(id: str, **fields: Any) -> ItemCase:
    return item_case(json.dumps(line(id, **fields)), "Line 1")


LINES = [
    line("en-1"),
    line("zh-1", "zh-Hans", twins=["ar-1"]),
    line("ar-1", "ar", twins=["zh-1"]),
    line("en-2", key="36", flaw="number-changed", base="en-1"),
    line("zh-2", "zh-Hans", key="36", flaw="number-changed", base="zh-1", split="report"),
    line(
        "en-3", flaw="duplicate", base="en-1", stem="For how long does the Vault keep a snapshot?"
    ),
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with three documents, and a file of items about them."""
    file = tmp_path / "items.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in LINES), encoding="utf-8")
    monkeypatch.setattr(item_cases, "shipped", lambda: {"items": file})
    monkeypatch.setattr(evals.provenance, "code_state", lambda: CODE)
    with fake_session(tmp_path, FILES) as session:
        return session.settings.data


def command(data: Path, *arguments: str, as_json: bool = True) -> int:
    here = Terminal(json=as_json, quiet=True)
    here.overrides = {"data": data, "model": "fake:words", "embedding": "fake:words"}
    return int(eval_app(args=["run", *arguments], standalone_mode=False, obj=here))


def rows(document: dict[str, Any], name: str) -> dict[str, tuple[float | None, int]]:
    """A metric's value and n by language."""
    return {
        row["language"]: (row["value"], row["n"])
        for row in document["metrics"]
        if row["name"] == name
    }


# ---- the file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoiled", "says"),
    [
        ({"flaw": "typo"}, "flaw"),
        ({"kind": "essay"}, "kind"),
        ({"language": "klingon-x"}, "language code"),
        ({"options": "35 days"}, "options"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_line_that_is_no_item_is_named(spoiled: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as error:
        item_case(json.dumps(line("x") | spoiled, ensure_ascii=False), "Line 7")
    assert error.value.message.startswith("Line 7")
    assert says in error.value.message


def test_an_id_that_is_there_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text("\n".join(json.dumps(line("en-1")) for _ in range(2)), encoding="utf-8")
    monkeypatch.setattr(item_cases, "shipped", lambda: {"items": file})
    with pytest.raises(InputError, match="en-1"):
        read_items("items")


def test_only_the_name_of_the_set_and_its_halves_mean_items() -> None:
    assert is_items("items")
    assert is_items("items:report")
    assert not is_items("gold")
    assert not is_items("my/items.jsonl")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (json.dumps(line("a")), True),
        ("not JSON\n[]\n" + json.dumps(line("a"), ensure_ascii=False), True),
        (json.dumps({"id": "1", "question": "?", "evidence": []}), False),
        (json.dumps({"id": "1", "stem": "?", "key": [0]}), False),  # by people, without evidence
        ("", False),
    ],
)
def test_a_file_of_items_is_told_by_its_fields(tmp_path: Path, text: str, items: bool) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text(text, encoding="utf-8")
    assert is_items(str(file)) is items
    assert is_items(f"{file}:report") is items


def test_a_file_of_items_is_read_like_those_that_come_with_hikma(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    suite, cases = read_items(f"{file}:report")
    assert suite.name == str(file)
    assert list(cases) == [each["id"] for each in LINES]
    assert cases["en-1"].note == "for people"
    assert load_suite(f"{file}:report").dataset.rows[0].case == suite.dataset.rows[4].case


# ---- the bank -----------------------------------------------------------------------------------


def test_an_item_is_held_against_the_sound_ones_of_its_half_and_never_against_its_source() -> None:
    cases = {
        one.id: one
        for one in (
            case("a"),
            case("b", twins=["c"]),
            case("c", twins=["b"]),
            case("d", split="report"),
            case("wrong", flaw="wrong-key", base="b"),
            case("again", flaw="duplicate", base="b"),
        )
    }

    def bank(id: str) -> list[str]:
        return [other.id for other in in_bank(cases[id], cases)]

    assert bank("a") == ["b", "c"]
    assert bank("b") == ["a"]  # c is its twin
    assert bank("wrong") == ["a"]  # neither its source nor the source's twin
    assert bank("again") == ["a", "b"]  # a duplicate is one of its source
    assert bank("d") == []


# ---- the figures --------------------------------------------------------------------------------


def record(id: str, *rejected: str, error: bool = False) -> EvalRecord:
    return EvalRecord(
        line=1,
        id=id,
        case=None,
        gates=tuple(Verdict(name=name, verdict="reject") for name in rejected),
        error={"type": "X", "message": "m", "hint": "h"} if error else None,
        ended="2026-01-02T03:04:05Z",
    )


def test_recall_and_precision_are_counted_by_flaw_gate_and_language() -> None:
    cases = {
        one.id: one
        for one in (
            case("s1"),
            case("s2"),
            case("s3", language="zh-Hans"),
            case("w1", flaw="wrong-key"),
            case("w2", flaw="wrong-key"),
            case("w3", flaw="wrong-key"),
            case("n1", flaw="number-changed"),
        )
    }
    records = [
        record("s1"),
        record("s2", "words"),
        record("s3"),
        record("w1", "words", "rivals"),
        record("w2", "rivals"),
        record("w3", error=True),
        record("n1"),
        record("unknown", "words"),
    ]
    found = {(row.name, row.language): row for row in figures(records, cases)}

    def value(name: str, language: str = "all") -> tuple[float | None, int, int]:
        row = found[name, language]
        return row.value, row.n, row.unscored

    assert value("sound_rejected") == (0.3333, 3, 0)
    assert value("sound_rejected", "en") == (0.5, 2, 0)
    assert value("sound_rejected", "zh") == (0.0, 1, 0)
    assert value("recall(wrong-key)") == (1.0, 2, 1)
    assert value("recall(wrong-key) by words") == (0.5, 2, 1)
    assert value("recall(number-changed)") == (0.0, 1, 0)
    assert value("precision(wrong-key)") == (0.6667, 3, 0)  # two of it, one sound
    assert value("precision(number-changed)") == (0.0, 1, 0)  # the sound one alone
    assert value("precision(words)") == (0.5, 2, 0)
    assert value("precision(rivals)") == (1.0, 2, 0)
    assert value("sound_rejected by words") == (0.3333, 3, 0)
    assert ("recall(number-changed) by words", "all") not in found
    low, high = found["precision(rivals)", "all"].interval or (0, 0)
    assert low < 1.0 == high  # two cases prove little


def test_halves_are_told_apart_where_both_are_there() -> None:
    cases = {one.id: one for one in (case("a"), case("b", split="report"))}
    names = {row.name for row in figures([record("a"), record("b", "words")], cases)}
    assert {"sound_rejected@tune", "sound_rejected@report"} <= names
    assert "sound_rejected" not in names


def test_twins_are_counted_apart_from_duplicates() -> None:
    cases = {one.id: one for one in (case("a", twins=["b"]), case("b", twins=["a"]), case("c"))}
    found = {r.name: r for r in figures([record("a", "twins"), record("b"), record("c")], cases)}
    assert (found["twins_found"].value, found["twins_found"].n) == (0.5, 2)
    assert found["sound_rejected"].value == 0.0


def test_what_catches_what_is_shown_as_a_table() -> None:
    def row(name: str, value: float, language: str = "all") -> MetricRow:
        return MetricRow(
            name=name, language=language, value=value, n=2, unscored=0, interval=(0.1, 0.9)
        )

    report = EvalReport(
        run="r",
        cases=2,
        errors=0,
        complete=True,
        report="p",
        metrics=(
            row("sound_rejected", 0.0),
            row("recall(wrong-key)", 1.0),
            row("precision(words)", 0.4),
            row("recall(wrong-key) by words", 0.5),
            row("recall(wrong-key)", 0.3, "en"),
        ),
    )
    head, sound, wrong = caught(report).splitlines()
    assert head.split() == ["rejected", "any", "gate", "words"]
    assert sound.split() == ["sound_rejected", "0.00"]
    assert wrong.split() == ["wrong-key", "1.00", "0.50"]


# ---- items by people ----------------------------------------------------------------------------


def people(tmp_path: Path, *items: dict[str, Any]) -> Path:
    known = {"id": "1", "lang": "en", "key": [0], "stem": "How long is a snapshot kept?"}
    lines = [json.dumps(known | each) for each in items]
    (tmp_path / "mcq_exams.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_the_share_of_items_by_people_that_rules_reject_is_given_by_language_and_gate(
    tmp_path: Path,
) -> None:
    folder = people(
        tmp_path,
        {"options": ["35 days", "7 days", "60 days"]},
        {"options": ["35 days", "7 days", "All of the above"]},
        {"options": ["35 أيام", "7 أيام", "كل ما سبق"], "lang": "ar", "stem": "كم مدة حفظ اللقطة؟"},
    )
    found = {(row.name, row.language): row.value for row in human_rows(folder)}
    assert found["human_rejected", "en"] == 0.5
    assert found["human_rejected", "ar"] == 1.0
    assert found["human_rejected by all-or-none", "all"] == 0.6667
    assert not any("schema" in name for name, _ in found)


@pytest.mark.parametrize("spoiled", [{"options": None}, {"options": "abc", "key": None}])
def test_a_line_of_people_that_is_no_item_is_named(tmp_path: Path, spoiled: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="Line 1"):
        human_rows(people(tmp_path, spoiled))


def test_a_folder_without_the_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mcq_exams"):
        human_rows(tmp_path)


# ---- the command --------------------------------------------------------------------------------


def test_a_run_prints_the_document_of_the_contract(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(data, "items", "--system", "extractive") == DONE
    document = json.loads(capsys.readouterr().out)
    assert document["cases"] == len(LINES)
    assert document["errors"] == 0
    assert set(document["metrics"][0]) >= {"name", "language", "value", "n", "unscored", "interval"}
    assert rows(document, "sound_rejected@tune")["all"] == (0.0, 3)
    assert rows(document, "recall(number-changed)@tune") == {"en": (1.0, 1), "all": (1.0, 1)}
    assert rows(document, "recall(number-changed)@report") == {"zh": (1.0, 1), "all": (1.0, 1)}
    assert rows(document, "recall(duplicate) by duplicates@tune")["en"] == (1.0, 1)
    assert rows(document, "precision(particulars)@tune")["en"] == (1.0, 1)
    kept = RunFolder(Path(document["report"]).parent)
    records = kept.take_up()
    assert [record.id for record in records] == [each["id"] for each in LINES]
    (changed,) = [r for r in records if r.id == "en-2"]
    assert changed.scores["particulars"] == 1.0
    assert changed.scores["schema"] == 0.0
    assert "36" in next(v.detail for v in changed.gates if v.name == "particulars")


def test_a_half_a_sample_and_items_by_people_can_be_asked_for(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = people(tmp_path / "data", {"options": ["35 days", "7 days", "60 days"]})
    assert command(data, "items:report", "--system", "extractive", "--sets", str(folder)) == DONE
    document = json.loads(capsys.readouterr().out)
    assert document["cases"] == 1
    assert rows(document, "recall(number-changed)") == {"zh": (1.0, 1), "all": (1.0, 1)}
    assert rows(document, "human_rejected")["all"] == (0.0, 1)
    assert (
        command(data, "items", "--split", "tune", "--limit", "2", "--system", "extractive") == DONE
    )
    assert json.loads(capsys.readouterr().out)["cases"] == 2


def test_a_fake_chat_model_is_asked_by_the_gates_that_ask_one(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(data, "items:report") == DONE
    (record,) = RunFolder(Path(json.loads(capsys.readouterr().out)["report"]).parent).take_up()
    assert {"blind-solve", "choices-only", "key-supported"} <= record.scores.keys()


def test_an_interrupted_run_goes_on_where_it_stopped(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(data, "items", "--system", "extractive") == DONE
    first = json.loads(capsys.readouterr().out)
    folder = RunFolder(Path(first["report"]).parent)
    whole = folder.records.read_text("utf-8").splitlines(keepends=True)
    folder.records.write_text("".join(whole[:2]) + whole[2][:20], encoding="utf-8")
    folder.write_run(folder.load().model_copy(update={"complete": False, "done": 2}))
    assert command(data, "items", "--system", "extractive", "--resume") == DONE
    again = json.loads(capsys.readouterr().out)
    assert again["run"] == first["run"]
    assert again["metrics"] == first["metrics"]
    assert len(folder.records.read_text("utf-8").splitlines()) == len(LINES)


def test_evidence_that_is_not_in_the_library_makes_an_error_and_the_rest_goes_on(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = line("en-9", evidence=[{"path": "en.md", "quote": "Nobody wrote this."}])
    file = tmp_path / "items.jsonl"
    file.write_text("\n".join(map(json.dumps, [LINES[0], missing])), encoding="utf-8")
    assert command(data, "items", "--system", "extractive") == PARTLY
    document = json.loads(capsys.readouterr().out)
    assert document["errors"] == 1
    (failed,) = document["failed"]
    assert failed["id"] == "en-9"
    assert "hikma ingest" in failed["error"]["hint"]
    row = next(r for r in document["metrics"] if r["name"] == "sound_rejected")
    assert (row["n"], row["unscored"]) == (1, 1)


def test_what_such_a_run_cannot_do_is_refused_before_it_begins(data: Path) -> None:
    with pytest.raises(InputError, match="judge"):
        command(data, "items", "--judge", "floor")
    with pytest.raises(InputError, match="bm25"):
        command(data, "items", "--system", "bm25")
    with pytest.raises(InputError, match="half"):
        command(data, "items", "--split", "dev")


def test_a_person_sees_which_gate_caught_what(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(data, "items:report", "--system", "extractive", as_json=False) == DONE
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].split() == ["rejected", "any", "gate", "particulars"]
    assert "The gates that ask a chat model were left out." in shown
    assert "Lower is better" not in shown
