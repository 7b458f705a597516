"""The pictures of the app: every screen of the navigation is among them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.main import SCREENS
from tests import screenshots
from tests.app.browsing import CHROMIUM
from tests.builders import ingest_folder, write_files
from tests.evals.test_run import FILES
from tests.example_practice import EXAM, practise, stamp
from tests.screenshots import View, demo, take
from tutor.mock.sit import present
from tutor.notebook import Notebook
from tutor.studied import studied


def test_a_picture_is_named_by_screen_part_language_and_width() -> None:
    assert View("evaluate", "ar", "phone").name("2") == "evaluate-2-ar-phone"
    assert View("", "en", "desktop").name() == "first-en-desktop"


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"There is no {CHROMIUM}.")
def test_every_screen_of_the_navigation_has_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HIKMA_MODEL", "HIKMA_EMBEDDING", "HIKMA_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(screenshots, "LIMIT", 1)
    data = tmp_path / "data"
    demo(data, write_files(tmp_path / "files", FILES), fakes=True)
    taken = take(tmp_path / "pictures", data, languages=["ar"], widths=["phone"], asking=False)
    # The first screen has no path of its own.
    wanted = {"first", *(screen.path for screen in SCREENS[1:])}
    assert {path.name.split("-")[0] for path in taken} == wanted
    assert sum(path.name.startswith("evaluate-") for path in taken) == 4
    for path in taken:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size > 5_000, f"{path.name} is empty"


def test_the_example_of_practice_fills_bank_answers_and_mock_exams(tmp_path: Path) -> None:
    files = {f"{n}.md": f"# Lesson {n}\n\nIt begins here with words.\n\n" + "".join(
        f"The Broker{n} keeps {at} copies of each message. " for at in (2, 3)
    ) for n in range(6)}  # fmt: skip
    ingest_folder(write_files(tmp_path / "files", files), tmp_path / "data" / "index")
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    made = practise(tmp_path / "data", tmp_path / "data" / "index", now)
    assert made is not None
    notebook = Notebook.open(tmp_path / "data")
    try:
        practice = studied(notebook, now, EXAM)
        papers = notebook.papers()
        ends = {present(p, notebook.ledger.events(p.id), stamp(now)).end for p in papers}
    finally:
        notebook.close()
    assert len(practice.items) == len(made.items) == 12
    assert {item.kind for item in practice.items} == {"single", "true-false", "cloze"}
    assert len(practice.responses) > 50
    assert ends == {"", "early"}
