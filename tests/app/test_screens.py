"""The screens in Streamlit's AppTest, with models that need no files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import cards
from app.resources import discard_upload, safe_name, save_upload, unlisted_uploads
from tutor.settings import Settings

MAIN = Path(__file__).parents[2] / "app" / "main.py"
SPOT = (
    "# Spot training\n\nManaged Spot Training uses spare capacity at a lower price. "
    "Checkpoints let an interrupted training job resume where it stopped. "
    "The bill shows the seconds that were billed.\n"
)
QUESTION = "How does an interrupted training job resume?"


@pytest.fixture(autouse=True)
def fake_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A data folder of its own and models that need no files."""
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HIKMA_MODELS", raising=False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def chat_screen() -> None:
    """The chat screen as `app/main.py` draws it: AppTest cannot open a second page."""
    from app import cards
    from app.screens import chat
    from ingest.errors import HikmaError

    try:
        chat.show()
    except HikmaError as error:
        cards.fault(error.as_record())


def opened_library() -> AppTest:
    return AppTest.from_file(str(MAIN), default_timeout=30).run()


def upload(page: AppTest, name: str, text: str) -> AppTest:
    return page.file_uploader[0].set_value((name, text.encode(), "text/plain")).run()


def asked(question: str) -> AppTest:
    page = AppTest.from_function(chat_screen, default_timeout=30).run()
    return page.chat_input[0].set_value(question).run()


def html_of(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def settings_of(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def test_an_empty_library_offers_the_sample_documents() -> None:
    page = opened_library()
    assert not page.exception
    assert "empty" in page.info[0].value
    assert [button.label for button in page.button] == ["Load the sample documents"]


def test_an_empty_library_has_nothing_to_ask() -> None:
    page = AppTest.from_function(chat_screen).run()
    assert "Library screen" in page.info[0].value
    assert page.chat_input[0].proto.disabled


def test_an_uploaded_document_is_listed_and_kept(tmp_path: Path) -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    shown = html_of(page)
    assert "<bdi>Spot training</bdi>" in shown
    assert "English" in shown
    assert "1 page" in shown
    assert [path.name for path in (tmp_path / "data" / "uploads").glob("*/*")] == ["spot.md"]


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


def test_a_removed_document_leaves_the_library_with_its_uploaded_copy(tmp_path: Path) -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    page = next(button for button in page.button if button.label == "Remove").click().run()
    assert "Spot training" not in html_of(page)
    assert "empty" in page.info[0].value
    assert not list((tmp_path / "data" / "uploads").glob("*"))


def test_a_library_whose_documents_were_removed_is_asked_without_a_traceback() -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    next(button for button in page.button if button.label == "Remove").click().run()
    page = asked(QUESTION)
    assert not page.exception


def test_an_upload_that_was_interrupted_can_be_added_later(tmp_path: Path) -> None:
    save_upload(settings_of(tmp_path), "spot.md", SPOT.encode())
    page = opened_library()
    assert "did not finish" in page.warning[0].value
    page = next(button for button in page.button if button.label == "Add them").click().run()
    assert "Spot training" in html_of(page)
    assert not page.warning


def test_a_question_gets_an_answer_whose_quote_is_shown() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    shown = html_of(page)
    assert "Checkpoints let an interrupted training job resume where it stopped." in shown
    assert '<bdi class="hikma-label">[1]</bdi>' in shown
    assert (
        "at a lower price. <mark>Checkpoints let an interrupted training job resume where it "
        "stopped.</mark> The bill"
    ) in shown


def test_a_rerun_asks_the_models_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    before = html_of(page)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a rerun asked again")

    monkeypatch.setattr("app.screens.chat.ask", refuse)
    assert html_of(page.run()) == before


def test_an_unanswerable_question_shows_the_nearest_passages() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked("Who painted the ceiling?")
    shown = html_of(page)
    assert "Your documents do not say." in shown
    assert "hikma-source" in shown
    assert "spare capacity" in shown
    assert "<mark>" not in shown


def test_a_question_of_no_words_is_refused_with_a_hint() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked("???")
    assert not page.exception
    assert "The question is empty" in page.error[0].value


def test_markup_in_a_document_is_shown_and_not_run() -> None:
    hostile = (
        "# <b>Bold</b> ![t](http://evil/t.png)\n\nAn interrupted training job can resume "
        "<script>alert(1)</script> ![x](http://evil/x.png) from its checkpoints.\n"
    )
    page = upload(opened_library(), "hostile.txt", hostile)
    chat = asked(QUESTION)
    shown = html_of(page) + html_of(chat)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script" not in shown
    assert "<b>Bold" not in shown
    assert "<img" not in shown
    # What Streamlit draws as Markdown must not hold any of it.
    assert "evil" not in "".join(str(text.value) for text in [*page.markdown, *chat.markdown])


def test_markup_in_a_question_is_shown_and_not_run() -> None:
    upload(opened_library(), "spot.md", SPOT)
    shown = html_of(asked("<img src=http://evil/x.png> resume an interrupted training job"))
    assert "&lt;img src=http://evil/x.png&gt;" in shown
    assert "<img" not in shown


def test_missing_models_say_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HIKMA_MODEL")
    monkeypatch.delenv("HIKMA_EMBEDDING")
    monkeypatch.setenv("HIKMA_MODELS", str(tmp_path / "none"))
    page = upload(opened_library(), "spot.md", SPOT)
    assert not page.exception
    assert "hikma models pull" in page.error[0].value


def test_a_missing_chat_model_is_said_in_the_conversation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upload(opened_library(), "spot.md", SPOT)
    st.cache_resource.clear()
    monkeypatch.delenv("HIKMA_MODEL")
    monkeypatch.setenv("HIKMA_MODELS", str(tmp_path / "none"))
    page = asked(QUESTION)
    assert not page.exception
    assert "hikma models pull" in page.error[0].value
    assert QUESTION in html_of(page.run())


def test_a_wrong_setting_is_said_with_its_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIKMA_MODLE", "fake:words")
    page = opened_library()
    assert not page.exception
    assert "HIKMA" in page.error[0].value
    assert "Did you mean" in page.error[0].value


def test_arabic_is_drawn_from_right_to_left_and_its_latin_names_keep_together() -> None:
    drawn = cards.paragraph("يقرأ S3 Express One Zone البيانات <b>.")
    assert drawn.startswith('<div class="hikma" dir="rtl">')
    assert "<bdi>S3 Express One Zone</bdi>" in drawn
    assert "&lt;" in drawn
    assert "<b>" not in drawn
    assert 'dir="ltr"' in cards.paragraph("S3 يقرأ")


def test_a_fault_holds_no_markup_and_no_links() -> None:
    shown = cards.literal("![x](http://evil/x.png) www.evil.org *b* hikma models pull")
    assert shown.startswith(r"\!\[x\]\(http\:")
    assert "http\\://" not in shown  # a joiner in between: a bare address would become a link
    assert "www." not in shown
    assert r"\*b\*" in shown
    assert shown.endswith("hikma models pull")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("[1] Spot is cheaper.\n[2", "Spot is cheaper. </div>"),
        ("[", "></div>"),
        ("[12] 按秒计费。\n[3] 检查点", ">按秒计费。 检查点<"),
        ("No label [sic] here", "No label [sic] here"),
    ],
)
def test_a_draft_is_shown_without_its_labels(raw: str, shown: str) -> None:
    assert shown.replace(". <", ".<") in cards.draft(raw)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\notes.md", "notes.md"),
        ("..", "document"),
        (".hidden.md", "hidden.md"),
        ("ملاحظات.txt", "ملاحظات.txt"),
        ("a\0b\u202etxt.md", "a_b_txt.md"),
        ("数" * 200 + ".pdf", "数" * 50 + ".pdf"),
    ],
)
def test_the_name_of_an_upload_keeps_no_path_and_no_traps(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_two_uploads_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    first = save_upload(settings, "notes.md", b"one")
    second = save_upload(settings, "notes.md", b"two")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert unlisted_uploads(settings, [str(first)]) == [second]


def test_a_file_that_was_not_uploaded_is_never_deleted(tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("mine")
    discard_upload(settings_of(tmp_path), mine)
    assert mine.exists()
