"""`hikma ingest` over a real folder: interrupted, changed, with odd names and unhealthy pages."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.app.test_cli import FAKES, FILES, Hikma
from tests.builders import heed_ctrl_c, write_files
from tests.ingest.pdf_files import lines, pdf

ODD = "عنوان\nبسطرين \x1b[31m.md"


def test_an_interrupted_run_keeps_what_was_done_and_the_next_one_goes_on(tmp_path: Path) -> None:
    many = {f"{n:03}.md": f"# N{n}\n\n" + f"Drift {n} in the data. " * 400 for n in range(80)}
    folder = write_files(tmp_path / "files", many)
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "ingest", folder, "--json"],
        env=os.environ | FAKES | {"HIKMA_DATA": str(tmp_path / "data")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=heed_ctrl_c,
    )
    assert process.stderr is not None
    assert "files" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert json.loads(out)["error"]["type"] == "Interrupted"
    hikma = Hikma(tmp_path / "data")
    before = {entry["document"] for entry in hikma.json("library")["documents"]}
    totals = hikma.json("ingest", folder)["totals"]
    assert totals["unchanged"] == len(before)
    assert totals["unchanged"] + totals["added"] == len(many)
    assert hikma.json("doctor")["healthy"]


def test_a_folder_that_changed_is_followed(tmp_path: Path) -> None:
    hikma = Hikma(tmp_path / "data")
    folder = write_files(tmp_path / "files", FILES)
    hikma.json("ingest", folder)
    (folder / "en.md").rename(folder / "renamed.md")
    (folder / "ar.txt").unlink()
    write_files(folder, {"zh.txt": "概念漂移是另一回事。"})
    done = hikma.json("ingest", folder)
    status = {Path(file["path"]).name: file["status"] for file in done["files"]}
    assert status == {"renamed.md": "unchanged", "zh.txt": "updated"}
    assert [Path(gone["path"]).name for gone in done["removed"]] == ["ar.txt"]
    listed = hikma.json("library")["documents"]
    assert {Path(entry["path"]).name for entry in listed} == {"renamed.md", "zh.txt"}


def test_a_name_with_line_breaks_and_escape_codes_is_kept_and_shown_safely(tmp_path: Path) -> None:
    hikma = Hikma(tmp_path / "data")
    folder = write_files(tmp_path / "files", {ODD: "# انجراف\n\nانجراف البيانات ٣."})
    assert hikma.json("ingest", folder)["files"][0]["path"] == str(folder / ODD)
    assert hikma.json("show", folder / ODD)["title"] == "انجراف"
    for verb in (["ingest", folder], ["library"], ["show", folder / ODD]):
        shown = hikma(*verb).stdout
        assert "\x1b" not in shown
        assert "بسطرين" in shown
        assert all("بسطرين" not in line or "عنوان" in line for line in shown.splitlines())


def test_what_was_found_on_a_page_and_done_about_it_is_stored_and_shown(tmp_path: Path) -> None:
    hikma = Hikma(tmp_path / "data")
    (tmp_path / "files").mkdir()
    words = lines(["Spot training can use checkpoints.", "A Spot instance may be interrupted."])
    (tmp_path / "files" / "half.pdf").write_bytes(pdf([words, []]))
    (report,) = hikma.json("ingest", tmp_path / "files")["files"]
    assert [(found["page"], found["finding"]) for found in report["health"]] == [(2, "no-text")]
    (entry,) = hikma.json("library")["documents"]
    assert entry["health"] == report["health"]
    for verb in (["library"], ["show", report["document"]]):
        assert "page 2: no-text." in hikma(*verb).stdout
