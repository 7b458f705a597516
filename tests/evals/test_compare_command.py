"""`hikma eval compare` and `report`: which run a name means, output, exit status."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli import eval_compare
from app.cli.terminal import DONE, USER_ERROR, Terminal
from evals.errors import RunDamaged, RunOlder
from evals.folder import RunFolder
from evals.kept import Kept, find_run, read_kept
from ingest.errors import InputError, StoreError
from tests.evals.builders import case
from tests.evals.test_compare import a_run, many, record
from tests.evals.test_html import an_arabic_run

FIRST, SECOND, THIRD = "20260101T000000Z-aaaaaa", "20260102T000000Z-bbbbbb", "20260102T000000Z-cc"

app = typer.Typer()
app.command("compare")(eval_compare.compare)
app.command("report")(eval_compare.report)


def keep(data: Path, kept: Kept) -> RunFolder:
    """A run's folder under `data`, as a run leaves it."""
    folder = RunFolder.create(data, kept.run)
    for one in kept.records:
        folder.append(one)
    if kept.report is not None:
        folder.write_report(kept.report)
    return folder


def three(data: Path) -> list[RunFolder]:
    """Three runs; the judges' folder lies beside them."""
    (data / "evals" / "judges" / "floor").mkdir(parents=True)
    scores = {FIRST: "0" * 30, SECOND: "1" * 30, THIRD: "1" * 29 + "0"}
    return [keep(data, a_run(name, *many(of))) for name, of in scores.items()]


def command(data: Path, *arguments: str, as_json: bool = True) -> int:
    """Exit status of a verb."""
    here = Terminal(json=as_json, quiet=False)
    here.overrides = {"data": data, "model": "fake:words", "embedding": "fake:words"}
    return int(app(args=list(arguments), standalone_mode=False, obj=here))


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one document on standard output."""
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    document: dict[str, Any] = json.loads(out)
    return document


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("last", THIRD),
        ("last-0", THIRD),
        ("last-2", FIRST),
        (FIRST, FIRST),
        ("20260101", FIRST),
        ("20260102T000000Z-b", SECOND),
    ],
)
def test_a_run_is_meant_by_its_place_its_id_or_the_beginning_of_it(
    tmp_path: Path, name: str, expected: str
) -> None:
    three(tmp_path)
    assert find_run(tmp_path, name).path.name == expected


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("last-3", "no run 4 from the end: 3 are kept"),
        ("20260102", f"the beginning of 2 runs: {SECOND}, {THIRD}"),
        ("judges", "No run is called judges"),
        ("", "nor is it a run's folder"),
        ("last-99999999999999999999", "No run is called"),
        ("../..", "nor is it a run's folder"),
    ],
)
def test_a_name_that_means_no_run_or_several_is_refused(
    tmp_path: Path, name: str, said: str
) -> None:
    three(tmp_path)
    with pytest.raises(InputError) as caught:
        find_run(tmp_path, name)
    assert said in caught.value.message
    assert caught.value.hint


def test_the_path_of_a_folder_that_was_moved_away_means_its_run(tmp_path: Path) -> None:
    moved = tmp_path / "إصدار" / "before"
    moved.parent.mkdir()
    three(tmp_path)[0].path.rename(moved)
    assert read_kept(find_run(tmp_path / "none", str(moved))).run.run == FIRST


def test_reading_a_run_that_was_killed_counts_the_torn_line_and_changes_nothing(
    tmp_path: Path,
) -> None:
    folder = three(tmp_path)[0]
    with folder.records.open("a", encoding="utf-8") as file:
        file.write('{"line": 31, "id"')
    folder.report.unlink()
    before = folder.records.read_bytes()
    kept = read_kept(folder)
    assert (len(kept.records), kept.damaged, kept.report) == (30, 1, None)
    assert folder.records.read_bytes() == before


def test_a_run_of_an_older_version_and_a_damaged_one_are_told_apart(tmp_path: Path) -> None:
    older, damaged, report = three(tmp_path)
    fields = json.loads((older.path / "run.json").read_text("utf-8"))
    (older.path / "run.json").write_text(json.dumps(fields | {"format": 1}))
    (damaged.path / "run.json").write_text("{")
    report.report.write_text("[]")
    with pytest.raises(RunOlder):
        read_kept(older)
    with pytest.raises(RunDamaged):
        read_kept(damaged)
    with pytest.raises(RunDamaged, match=r"report\.json"):
        read_kept(report)


def test_compare_prints_the_document_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    three(tmp_path)
    assert command(tmp_path, "compare", "last-2", "last") == DONE
    document = said(capsys)
    (row,) = [r for r in document["metrics"] if r["language"] == "en"]
    assert (row["name"], row["a"], row["b"], row["n"]) == ("gold_in_answer", 0.0, 0.9667, 30)
    assert (row["difference"], row["verdict"]) == (0.9667, "better")
    assert row["interval"][0] > 0
    assert len(document["flipped"]) == 29
    assert {"id", "metric", "a", "b"} <= set(document["flipped"][0])


def test_compare_tells_a_person_what_flipped_and_what_ran_differently(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, a_run(FIRST, *many("1" * 10)))
    hostile = case(id="q10", question="a\nb\x1b[31m؟", language="en")
    scores = [*many("1" * 9), record(10, hostile, gold_in_answer=1.0)]
    keep(tmp_path, a_run(SECOND, *scores, model="fake:other"))
    with pytest.raises(InputError):  # q10 asks something else there
        command(tmp_path, "compare", FIRST, SECOND, as_json=False)
    worse = [*many("1" * 9), record(10, hostile, gold_in_answer=0.0)]
    keep(tmp_path, a_run(THIRD, *worse))
    assert command(tmp_path, "compare", SECOND, THIRD, as_json=False) == DONE
    out = capsys.readouterr().out
    assert "model: fake:other → fake:words" in out
    assert "no difference seen" in out
    assert "q10  gold_in_answer 1.00 → 0.00, worse" in out
    assert "  a b [31m؟\n" in out


def test_a_missed_threshold_gives_status_1_and_the_document_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    three(tmp_path)
    file = tmp_path / "gates.toml"
    file.write_text("[[change]]\n")
    arguments = ("compare", "--fail-under", str(file))
    assert command(tmp_path, *arguments, "last", "last-2") == USER_ERROR
    document = said(capsys)
    assert [gate["why"] for gate in document["gates"]] == ["missed"]
    assert command(tmp_path, *arguments, "last-2", "last", as_json=False) == DONE
    assert "Every threshold of" in capsys.readouterr().out
    assert command(tmp_path, *arguments, "last", "last-2", as_json=False) == USER_ERROR
    assert "gold_in_answer (en) missed: Worse by 0.9667" in capsys.readouterr().out


def test_a_report_is_written_into_the_first_run_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = three(tmp_path)
    assert command(tmp_path, "report", "last-1", "last") == DONE
    document = said(capsys)
    assert document == {"report": str(folders[1].path / "report.html"), "runs": [SECOND, THIRD]}
    written = Path(document["report"]).read_bytes()
    assert written.lstrip().startswith(b"<!DOCTYPE html>")
    assert command(tmp_path, "report", "last-1", "last") == DONE
    assert Path(document["report"]).read_bytes() == written


def test_markdown_is_written_and_printed_with_the_difference_to_the_run_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, an_arabic_run(FIRST))
    keep(tmp_path, an_arabic_run(SECOND))
    out = tmp_path / "تقرير.md"
    arguments = ("report", "last", "last-1", "--markdown", "--out", str(out))
    assert command(tmp_path, *arguments, as_json=False) == DONE
    assert capsys.readouterr().out == out.read_text("utf-8") + "\n"
    assert f"Differences to `{FIRST}`" in out.read_text("utf-8")
    with pytest.raises(InputError):
        command(tmp_path, "report", "last", "last", "last", "--markdown")


def test_a_report_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    three(tmp_path)
    with pytest.raises(StoreError):
        command(tmp_path, "report", "last", "--out", str(tmp_path / "no" / "such.html"))
    (tmp_path / "full").mkdir()
    with pytest.raises(StoreError):
        command(tmp_path, "report", "last", "--out", str(tmp_path / "full"))
    assert not list(tmp_path.glob("*.new"))


def test_a_run_that_was_cut_short_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, a_run(FIRST, *many("11"), complete=False, cases=9, done=2))
    assert command(tmp_path, "compare", "last", "last") == DONE
    assert f"{FIRST} was cut short: 2 of 9 cases." in capsys.readouterr().err
