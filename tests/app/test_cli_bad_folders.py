"""Data folders that are full, read-only, locked or damaged, as a user meets them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.writing import writing
from tests.app.test_cli import FILES, Hikma
from tests.builders import write_files

LINUX_ROOT = sys.platform == "linux" and os.geteuid() == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        LINUX_ROOT
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk],
            check=False,
            capture_output=True,
        ).returncode
    )
    if not mounted:
        pytest.skip("mounting a small disk needs root on Linux")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_is_named_nothing_is_half_written_and_the_next_run_goes_on(
    tmp_path: Path, small_disk: Path
) -> None:
    hikma = Hikma(small_disk / "data")
    hikma.json("ingest", write_files(tmp_path / "first", FILES))
    many = {f"{n}.md": f"# N{n}\n\n" + f"Drift {n} in the data. 漂移。 " * 2000 for n in range(12)}
    write_files(tmp_path / "many", many)
    error = hikma.error("ingest", tmp_path / "many")
    assert error["type"] == "StoreNotWritable"
    assert "disk is full" in error["message"] or "No space left" in error["message"]
    assert "space" in error["hint"]
    assert {Path(d["path"]).name for d in hikma.json("library")["documents"]} >= set(FILES)
    subprocess.run(["mount", "-o", "remount,size=60m", small_disk], check=True)
    done = hikma.json("ingest", tmp_path / "many")
    assert done["totals"]["failed"] == 0
    assert len(hikma.json("library")["documents"]) == len(FILES) + len(many)
    assert hikma.json("doctor")["healthy"]


def test_a_locked_data_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    hikma = Hikma(tmp_path / "data")
    folder = write_files(tmp_path / "files", FILES)
    hikma.json("ingest", folder)
    with writing(tmp_path / "data" / "index"):
        for arguments in (
            ["ingest", folder],
            ["ingest", "--reindex"],
            ["remove", folder / "en.md"],
        ):
            error = hikma.error(*arguments)
            assert error["type"] == "StoreBusy"
            assert "Wait" in error["hint"]
        assert hikma.json("search", "drift")["passages"]
        (finding,) = [
            finding
            for finding in hikma.json("doctor", "--mend", status=3)["findings"]
            if finding["check"] == "index"
        ]
        assert "Another process" in finding["message"]


@pytest.mark.skipif(not LINUX_ROOT, reason="needs root to become another user")
def test_a_read_only_data_folder_is_named(tmp_path: Path) -> None:
    hikma = Hikma(tmp_path / "data")
    folder = write_files(tmp_path / "files", FILES)
    hikma.json("ingest", folder)
    mount = ["mount", "--bind", "-o", "ro", tmp_path / "data", tmp_path / "data"]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("bind mounts are not allowed here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", tmp_path / "data"], check=True)
        error = hikma.error("ingest", folder)
        assert error["type"] == "StoreNotWritable"
        assert "--data" in error["hint"]
        assert hikma.error("search", "drift")["type"] == "StoreNotWritable"
    finally:
        subprocess.run(["umount", "-l", tmp_path / "data"], check=True)


@pytest.mark.parametrize("file", ["library.sqlite", "chroma/chroma.sqlite3"])
def test_a_corrupt_index_is_named_and_the_named_command_mends_it(tmp_path: Path, file: str) -> None:
    hikma = Hikma(tmp_path / "data")
    hikma.json("ingest", write_files(tmp_path / "files", FILES))
    for path in (tmp_path / "data" / "index").glob(f"{file}*"):
        path.write_bytes(b"not a database " * 300)
    error = hikma.error("search", "drift")
    assert error["type"] == "IndexDamaged"
    assert "hikma doctor --mend" in error["hint"]
    assert not hikma.json("doctor", status=3)["healthy"]
    assert hikma.json("doctor", "--mend")["healthy"]
    assert hikma.json("doctor")["healthy"]
    assert len(hikma.json("library")["documents"]) == len(FILES)
    assert hikma.json("search", "drift")["passages"]
