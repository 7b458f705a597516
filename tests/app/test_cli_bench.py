"""`hikma bench` as a person and as a program see it, on models that need no weights."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import evals.bench.plan
import evals.provenance
from app.cli.bench import _section
from app.cli.main import app
from app.cli.progress import meter
from app.cli.terminal import DONE, PARTLY, Terminal
from evals.bench.plan import SECTIONS
from evals.records import CodeState
from ingest.errors import InputError
from tests.app.test_cli import FAKES
from tests.builders import heed_ctrl_c
from tests.servers import KEY, Call, Stub

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As little of each as there can be; the folder of temporary folders."""
    quick = evals.bench.plan._QUICK
    least = {"ingests": 1, "starts": 1, "chunks": 150, "points": 2, "searches": 2, "seconds": None}
    monkeypatch.setattr(evals.bench.plan, "_QUICK", quick.model_copy(update=least))
    monkeypatch.setattr(evals.provenance, "code_state", lambda: CodeState(version="0.1.0"))
    for name in os.environ:
        if name.startswith("HIKMA_") or name in PROXIES:
            monkeypatch.delenv(name)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """A chat server that says the same whatever it is asked."""

    def answer(call: Call) -> None:
        if call.body.get("logprobs"):
            call.likely({"Yes": -0.1, "No": -3.0})
        else:
            call.say("Batch transform.")

    with Stub(answer) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield stub


def command(data: Path, *arguments: str, model: str = "fake:words", as_json: bool = True) -> int:
    """Exit status of `hikma bench --quick …`."""
    here = Terminal(json=as_json)
    given = ["--data", str(data), "--model", model, "--embedding", "fake:words", "bench", "--quick"]
    status = app(args=[*given, *arguments], standalone_mode=False, obj=here)
    return int(status or 0)


def said(capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """The one document on standard output, and what was said besides."""
    out, errors = capsys.readouterr()
    assert out.count("\n") == 1
    document: dict[str, Any] = json.loads(out)
    return document, errors


def test_a_quick_run_measures_every_section_against_its_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: Stub, little: Path
) -> None:
    data = tmp_path / "learner"
    assert command(data, model="openai:stub") == DONE
    document, errors = said(capsys)
    sections = {section["name"]: section for section in document["sections"]}
    assert tuple(sections) == SECTIONS
    assert all(section["faults"] == [] for section in sections.values())
    rows = {
        (name, row["measure"], row["of"]): row
        for name, section in sections.items()
        for row in section["rows"]
    }
    for key in (("ingest", "ingest"), ("answers", "whole answer"), ("cold", "ask --extractive")):
        row = rows[*key, ""]
        assert row["hikma"]["median"] > 0
        assert row["baseline"]["median"] > 0
        assert row["ratio"] == pytest.approx(
            row["hikma"]["median"] / row["baseline"]["median"], rel=0.01
        )
        assert row["target"]
        assert row["met"] in (True, False)
    assert rows["answers", "whole answer", ""]["at_size"] is False
    assert sections["answers"]["counts"]["baseline"] == {
        "asked": 3, "wrote": 3, "declined": 0, "failed": 0,
    }  # fmt: skip
    assert rows["search", "search", ""]["hikma"]["n"] == 6
    assert rows["search", "search", "one document"]["hikma"]["n"] == 2
    assert sections["growth"]["curve"][-1]["documents"] == 15
    assert set(sections["answers"]["memory"]) == {"hikma", "baseline"}
    assert document["facts"]["machine"]["python"]
    assert document["models"][0]["model"] == "openai:stub"
    assert "1/5 ingest" in errors
    assert server.calls
    assert list(little.iterdir()) == []
    assert not data.exists()


def test_a_baseline_that_is_not_installed_is_named_with_its_remedy_and_the_rest_is_measured(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    little: Path,
) -> None:
    (tmp_path / "langchain_chroma.py").write_text("raise ImportError(name='langchain_chroma')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    sections = ("--section", "ingest", "--section", "answers")
    assert command(tmp_path / "learner", *sections) == PARTLY
    document, _ = said(capsys)
    for section in document["sections"]:
        (fault,) = section["faults"]
        assert fault["type"] == "PackageMissing"
        assert "langchain_chroma" in fault["message"]
        assert fault["hint"] == "Run: pip install 'hikma[eval]'"
        assert section["rows"][0]["hikma"]["n"] >= 1
        assert all(row["baseline"] is None for row in section["rows"])
    assert list(little.iterdir()) == []
    assert command(tmp_path / "learner", "--section", "ingest", as_json=False) == PARTLY
    text = capsys.readouterr().out
    assert "NOT MEASURED" in text
    assert "pip install 'hikma[eval]'" in text


def test_only_the_sections_that_are_named_are_measured_and_shown_as_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path, "--section", "search", as_json=False) == DONE
    text = capsys.readouterr().out
    assert "growth: " in text
    assert "search: " in text
    assert "cold: " not in text
    assert "one document" in text
    assert "(small)" in text
    with pytest.raises(InputError, match="no section"):
        command(tmp_path, "--section", "sleep")


def test_a_start_that_fails_is_a_fault_of_its_section(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.bench.COMMAND", (sys.executable, "-c", "raise SystemExit('no')"))
    assert command(tmp_path, "--section", "cold") == PARTLY
    document, _ = said(capsys)
    (section,) = document["sections"]
    assert section["rows"] == []
    assert "ended with status 1: no" in section["faults"][0]["message"]


@pytest.mark.parametrize("until", ["ingest: opening", "growth: opening"])
def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path, little: Path, until: str) -> None:
    process = subprocess.Popen(
        [
            sys.executable, "-m", "app.cli.main", "bench", "--quick", "--json",
            "--section", until.partition(":")[0],
        ],
        env=os.environ | FAKES | {"HIKMA_DATA": str(tmp_path / "learner"), "TMPDIR": str(little)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    assert process.stderr is not None
    assert until in process.stderr.readline()
    assert len(list(little.iterdir())) == 1
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert json.loads(out)["error"]["type"] == "Interrupted"
    assert list(little.iterdir()) == []
    assert not (tmp_path / "learner").exists()
    # One that was just being started when Ctrl-C came is nobody's: it ends when it finds that out.
    end = time.monotonic() + 30
    while _running_in(little) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _running_in(little)


def test_progress_says_how_long_the_rest_of_a_section_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = iter([100.0, 104.0, 108.0])
    with meter(Terminal()) as shown:
        show = _section(shown, "2/5 answers", lambda: next(seconds))
        show("questions", 0, 10)
        show("warming", 0, 3)
        show("questions", 1, 10)  # 8 s for one: 72 s for the other nine
    assert capsys.readouterr().err.splitlines() == [
        "2/5 answers: questions 0 of 10",
        "2/5 answers: warming 0 of 3",
        "2/5 answers: questions 1 of 10, about 72 s left",
    ]


def _running_in(folder: Path) -> list[str]:
    """Processes that were led to a temporary folder below `folder` and still run (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"HIKMA_DATA={folder}".encode() in entry.read_bytes():
                found.append(entry.parent.name)
        except OSError:
            continue
    return found
