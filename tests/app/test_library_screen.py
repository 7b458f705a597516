"""The library screen in Streamlit's AppTest, with models that need no files."""

import os
from pathlib import Path

import pytest
import streamlit as st

from app.removal import uploads_folder
from app.resources import one_writer, save_upload
from tests.app.acting import (
    QUESTION,
    QUOTE,
    SPOT,
    asked,
    chat,
    html_of,
    opened_library,
    press,
    settings_of,
    settled,
    upload,
)

pytestmark = pytest.mark.usefixtures("fake_models")


def test_an_empty_library_explains_itself_in_three_lines_and_offers_the_samples() -> None:
    page = opened_library()
    assert not page.exception
    welcome = next(text.value for text in page.markdown if "study documents" in text.value)
    assert len(welcome.split("\n")) == 3
    assert "Load the sample documents" in [button.label for button in page.button]


def test_the_limits_of_an_upload_are_said_beforehand() -> None:
    said = " ".join(caption.value for caption in opened_library().caption)
    assert "100 files" in said
    assert "200 MB" in said
    assert "PDF" in said


def test_an_uploaded_document_is_listed_and_kept(tmp_path: Path) -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    shown = html_of(page)
    assert "<bdi>Spot training</bdi>" in shown
    assert "English" in shown
    assert "1 page" in shown
    assert [path.name for path in uploads_folder(settings_of(tmp_path)).glob("*/*")] == ["spot.md"]


def test_a_rerun_does_not_add_the_upload_again() -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    before = html_of(page)
    assert html_of(page.run()) == before
    assert ">added<" in before


def test_a_file_that_cannot_be_read_is_reported_with_its_hint_and_not_kept(tmp_path: Path) -> None:
    page = upload(opened_library(), "empty.txt", "  \n")
    shown = html_of(page)
    assert ">failed<" in shown
    assert "is empty." in shown
    assert "Check that the file was saved" in shown
    assert not list((tmp_path / "data" / "uploads").glob("*"))


def test_an_upload_that_is_not_what_its_name_says_is_refused() -> None:
    page = opened_library()
    page = settled(
        page.file_uploader[0].set_value(("x.pdf", b"\x89PNG\r\n\x1a\n0000", "text/plain")).run()
    )
    assert ">failed<" in html_of(page)
    assert "picture" in html_of(page)


def test_a_folder_on_this_machine_can_be_named(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "spot.md").write_text(SPOT)
    page = opened_library()
    next(box for box in page.text_input if box.label == "Folder").set_value(str(folder))
    page = press(page, "Add the folder")
    assert "Spot training" in html_of(page), page


def test_a_folder_that_is_not_there_is_a_fault_and_not_a_traceback() -> None:
    page = opened_library()
    next(box for box in page.text_input if box.label == "Folder").set_value("/no/such/folder")
    page = press(page, "Add the folder")
    assert "no file or folder" in page.error[0].value


def test_a_removed_document_can_be_put_back_whole(tmp_path: Path) -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    page = press(page, "remove-")
    assert "<bdi>Spot training</bdi>" not in html_of(page)
    assert not list((tmp_path / "data" / "uploads").glob("*/*"))
    page = press(page, "Undo")
    assert "<bdi>Spot training</bdi>" in html_of(page)
    assert [path.name for path in (tmp_path / "data" / "uploads").glob("*/*")] == ["spot.md"]
    page = asked(QUESTION)
    assert [error.value for error in page.error] == []
    assert QUOTE in html_of(page)


def test_the_way_back_stays_open_until_the_document_is_there_again() -> None:
    page = press(upload(opened_library(), "spot.md", SPOT), "remove-")
    with one_writer():  # somebody else changes the library, and the learner does not wait
        page = next(b for b in page.button if b.label == "Undo").click().run()
        assert next(b for b in page.button if b.label == "Undo").disabled
        page = press(page, "cancel-")
    page = press(page, "Undo")
    assert "<bdi>Spot training</bdi>" in html_of(page)
    assert "Undo" not in [button.label for button in page.button]


def test_a_removal_takes_nothing_from_what_another_learner_may_still_undo(tmp_path: Path) -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    page = upload(page, "漂移.md", "# 数据漂移\n\n数据漂移是指输入数据的分布发生变化。\n")
    other = opened_library()
    page = press(page, "remove-")
    press(other.run(), "remove-")
    aside = tmp_path / "data" / "uploads.removed"
    assert len(list(aside.glob("*/*"))) == 2
    press(page, "Undo")
    assert len(list((tmp_path / "data" / "uploads").glob("*/*"))) == 1


def test_what_was_removed_long_ago_is_deleted_by_the_next_removal(tmp_path: Path) -> None:
    page = press(upload(opened_library(), "spot.md", SPOT), "remove-")
    (copy,) = (tmp_path / "data" / "uploads.removed").iterdir()
    os.utime(copy, (0, 0))
    page = upload(page, "notes.md", "# Notes\n\nA broker elects one leader.\n")
    press(page, "remove-")
    assert not copy.exists()


def test_what_another_learner_is_adding_is_not_offered_to_be_deleted() -> None:
    with one_writer():
        page = opened_library()
        page.file_uploader[0].set_value(("spot.md", SPOT.encode(), "text/plain")).run()
        other = opened_library()
        assert not other.warning
        assert "Delete them" not in [button.label for button in other.button]
        press(page, "cancel-")
    assert opened_library().warning


def test_an_empty_library_says_that_the_models_must_be_fetched_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert not any("models must be" in said.value for said in opened_library().caption)
    st.cache_resource.clear()
    monkeypatch.delenv("HIKMA_MODEL")
    monkeypatch.delenv("HIKMA_EMBEDDING")
    monkeypatch.setenv("HIKMA_MODELS", str(tmp_path / "none"))
    assert any("models must be" in said.value for said in opened_library().caption)


def test_a_library_whose_documents_were_removed_is_asked_without_a_traceback() -> None:
    page = press(upload(opened_library(), "spot.md", SPOT), "remove-")
    assert not page.exception
    assert chat().chat_input[0].proto.disabled


def test_an_upload_that_was_interrupted_can_be_added_later(tmp_path: Path) -> None:
    save_upload(settings_of(tmp_path), "spot.md", SPOT.encode())
    page = opened_library()
    assert "did not finish" in page.warning[0].value
    page = press(page, "Add them")
    assert "Spot training" in html_of(page), page
    assert not page.warning


def test_a_document_is_looked_into_page_by_page() -> None:
    page = press(upload(opened_library(), "spot.md", SPOT), "look-")
    assert "The bill shows the seconds that were billed." in html_of(page)
    page = press(page, "pages-close")
    assert "The bill shows" not in html_of(page)


def test_many_documents_are_searched_and_shown_a_page_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(45):
        text = f"# Lesson {number}\n\nThe lesson of number {number} is about words.\n"
        (folder / f"n{number}.md").write_text(text)
    (folder / "zh.md").write_text("# 数据漂移\n\n数据漂移是指输入数据的分布发生变化。\n")
    page = opened_library()
    next(box for box in page.text_input if box.label == "Folder").set_value(str(folder))
    page = press(page, "Add the folder")
    rows = [b for b in page.button if (b.key or "").startswith("look-")]
    assert len(rows) == 20
    page.text_input(key="library-search").set_value("数据 漂移").run()
    page.text_input(key="library-search").set_value("ＬＥＳＳＯＮ 44").run()
    assert "Lesson 44" in html_of(page)
    assert len([b for b in page.button if (b.key or "").startswith("look-")]) == 1


def test_what_re_indexing_would_do_is_said_before_it_is_done() -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    page.toggle(key="library-cost").set_value(True).run()
    assert any("All 1 documents" in text.value for text in page.markdown)
    page = press(page, "Re-index everything")
    assert not page.exception
    assert "Spot training" in html_of(page), page
    assert QUOTE in html_of(asked(QUESTION))


def test_a_waiting_job_can_be_cancelled_and_then_nothing_was_done() -> None:
    with one_writer():
        page = opened_library()
        page.file_uploader[0].set_value(("spot.md", SPOT.encode(), "text/plain")).run()
        assert not page.exception
        page = press(page, "cancel-")
    assert "Stopped" in page.info[0].value
    assert "<bdi>Spot training</bdi>" not in html_of(page)
