"""`hikma eval` as a person and as a program see it."""

import json
from pathlib import Path
from typing import Any

import pytest

import evals.provenance
from app.cli.eval_run import duration
from app.cli.evaluate import app as eval_app
from app.cli.evaluate import as_text
from app.cli.terminal import DONE, PARTLY, USER_ERROR, Terminal
from evals.errors import NothingToResume
from evals.folder import run_folders
from evals.records import EvalReport, MetricRow
from ingest.errors import InputError
from tests.evals.builders import CODE, fake_session, kept
from tests.evals.test_run import CASES, FILES


@pytest.fixture(autouse=True)
def no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of these tests say nothing of the checkout that they are made in."""
    monkeypatch.setattr(evals.provenance, "code_state", lambda: CODE)


def command(data: Path, *arguments: str) -> int:
    """Exit status of `hikma eval … --json` on fake models."""
    here = Terminal(json=True, quiet=True)
    here.overrides = {"data": data, "model": "fake:words", "embedding": "fake:words"}
    return int(eval_app(args=list(arguments), standalone_mode=False, obj=here))


def library(tmp_path: Path) -> Path:
    """A data folder with three documents."""
    with fake_session(tmp_path, FILES) as session:
        return session.settings.data


def cases(tmp_path: Path, *rows: object) -> str:
    """A data file."""
    path = tmp_path / "cases.jsonl"
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(texts), encoding="utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one document on standard output."""
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    document: dict[str, Any] = json.loads(out)
    return document


def test_a_run_prints_the_document_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = library(tmp_path)
    assert command(data, "run", cases(tmp_path, *CASES)) == DONE
    document = said(capsys)
    assert (document["cases"], document["errors"]) == (4, 0)
    assert Path(document["report"]).is_file()
    first = document["metrics"][0]
    assert set(first) >= {"name", "language", "value", "n", "unscored", "interval"}
    assert first["interval"] == [0.2065, 1.0]  # one of one


def test_errors_in_some_cases_give_status_3_and_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = library(tmp_path)
    assert command(data, "run", cases(tmp_path, CASES[0], "{")) == PARTLY
    assert said(capsys)["failed"][0]["line"] == 2


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        command(tmp_path, "run", cases(tmp_path))


def test_the_runs_are_listed_with_date_cases_and_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = library(tmp_path)
    file = cases(tmp_path, *CASES)
    command(data, "run", file, "--limit", "2", "--system", "extractive")
    kept(data, "20200101T000000Z-000000")
    (data / "evals" / "20200101T000000Z-damage").mkdir()
    older = kept(data, "20200101T000001Z-old").path / "run.json"
    older.write_text(older.read_text("utf-8").replace('"format": 2', '"format": 1'), "utf-8")
    capsys.readouterr()
    assert command(data, "list") == DONE
    unfinished, damaged, other, complete = said(capsys)["runs"]
    assert (unfinished["state"], damaged["state"]) == ("unfinished", "damaged")
    assert other["state"] == "older-version"
    assert (complete["state"], complete["done"], complete["cases"]) == ("complete", 2, 2)
    assert (complete["system"], complete["suite"]) == ("extractive", file)
    assert complete["file"] == file
    assert complete["started"].endswith("Z")


def test_the_table_shows_n_unscored_and_interval_and_no_number_where_there_is_none() -> None:
    rows = (
        MetricRow(name="hit@8", language="ar", value=0.5, n=4, unscored=1, interval=(0.15, 0.85)),
        MetricRow(name="seconds", language="all", value=None, n=0, unscored=4, interval=None),
    )
    failed = ({"line": 3, "id": "x", "error": {"message": "Gone."}},)
    report = EvalReport(
        run="r", cases=5, errors=1, complete=True, report="/r", metrics=rows, failed=failed
    )
    lines = as_text(report).split("\n")
    assert lines[2].split() == ["hit@8", "ar", "0.50", "0.15", "to", "0.85", "4", "1"]
    assert lines[3].split() == ["seconds", "all", "–", "–", "0", "4"]
    assert "line 3 (x): Gone." in lines


def test_an_interrupted_run_goes_on_with_resume_and_a_complete_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = library(tmp_path), cases(tmp_path, *CASES)
    command(data, "run", file)
    (folder,) = run_folders(data)
    lines = folder.records.read_text("utf-8").split("\n")
    folder.records.write_text("\n".join([*lines[:2], lines[2][:50]]), "utf-8")
    folder.write_run(folder.load().model_copy(update={"complete": False, "ended": None}))
    capsys.readouterr()
    assert command(data, "run", file, "--resume", folder.path.name) == DONE
    document = said(capsys)
    assert (document["run"], document["cases"], document["complete"]) == (
        folder.path.name, 4, True,
    )  # fmt: skip
    with pytest.raises(NothingToResume):
        command(data, "run", file, "--resume")


def test_a_run_named_without_resume_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="to go on with"):
        command(library(tmp_path), "run", cases(tmp_path, *CASES), "20260102T030405Z-aaaaaa")


def test_a_missed_threshold_gives_status_1_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = library(tmp_path), cases(tmp_path, *CASES)
    strict, easy = tmp_path / "strict.toml", tmp_path / "easy.toml"
    for path, bound in ((strict, 0.99), (easy, 0.2)):
        path.write_text(
            f'n_min = 1\n[[gate]]\nmetric = "gold_in_answer"\nat_least = {bound}\n', "utf-8"
        )
    assert command(data, "run", file, "--fail-under", str(strict)) == USER_ERROR
    (missed,) = said(capsys)["gates"]
    assert (missed["metric"], missed["why"]) == ("gold_in_answer", "missed")
    assert command(data, "run", file, "--fail-under", str(easy)) == DONE
    assert said(capsys)["gates"] == []


def test_a_threshold_file_that_is_none_is_a_fault_before_the_first_case(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[[gate]]\nmetric = 3\n", "utf-8")
    data = library(tmp_path)
    with pytest.raises(InputError):
        command(data, "run", cases(tmp_path, *CASES), "--fail-under", str(broken))
    assert list(run_folders(data)) == []


def test_a_half_that_the_file_has_not_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no half"):
        command(library(tmp_path), "run", cases(tmp_path, *CASES), "--split", "tune")


@pytest.mark.parametrize(
    ("seconds", "said_so"),
    [(0, "about 0 s"), (59, "about 59 s"), (120, "about 2 min"), (9000, "about 2.5 h")],
)
def test_the_time_left_is_said_in_what_a_person_waits(seconds: float, said_so: str) -> None:
    assert duration(seconds) == said_so
