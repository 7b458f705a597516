"""What all screens share: hostile texts, faults, the door, languages, the pieces that are drawn."""

from pathlib import Path

import pytest
import streamlit as st

from app import cards, entrance, i18n
from app.catalogues import messages
from app.i18n import speaking
from app.password import hashed
from app.resources import discard_upload, safe_name, save_upload, unlisted_uploads
from tests.app.acting import (
    QUESTION,
    SPOT,
    asked,
    html_of,
    opened_library,
    press,
    settings_of,
    upload,
)

pytestmark = pytest.mark.usefixtures("fake_models")


# -- hostile texts ------------------------------------------------------------------


def test_markup_in_a_document_is_shown_and_not_run() -> None:
    hostile = (
        "# <b>Bold</b> ![t](http://evil/t.png)\n\nAn interrupted training job can resume "
        "<script>alert(1)</script> ![x](http://evil/x.png) from its checkpoints.\n"
    )
    page = upload(opened_library(), "hostile.txt", hostile)
    answered = press(asked(QUESTION), "chip-")
    shown = html_of(page) + html_of(answered)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script" not in shown
    assert "<b>Bold" not in shown
    assert "<img" not in shown
    # What Streamlit draws as Markdown must not hold any of it.
    drawn = [text.value for text in [*page.markdown, *answered.markdown, *answered.caption]]
    assert "evil" not in "".join(drawn)
    for button in answered.button:
        assert "](" not in button.label.replace("\\]\\(", "")
        assert "://" not in button.label


def test_markup_in_a_question_is_shown_and_not_run() -> None:
    upload(opened_library(), "spot.md", SPOT)
    shown = html_of(asked("<img src=http://evil/x.png> resume an interrupted training job"))
    assert "&lt;img src=http://evil/x.png&gt;" in shown
    assert "<img" not in shown


# -- faults and the door ------------------------------------------------------------


def test_missing_models_say_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HIKMA_MODEL")
    monkeypatch.delenv("HIKMA_EMBEDDING")
    monkeypatch.setenv("HIKMA_MODELS", str(tmp_path / "none"))
    page = upload(opened_library(), "spot.md", SPOT)
    assert not page.exception
    assert "Settings" in page.error[0].value
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


def test_where_a_password_is_set_nothing_is_shown_before_it_was_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.password.PAUSE", 0.0)
    monkeypatch.setenv("HIKMA_PASSWORD_HASH", hashed("كلمة سرّ"))
    page = opened_library()
    assert not page.get("file_uploader")
    page.text_input[0].set_value("guess")
    page = press(page, "Enter")
    assert page.error
    assert not page.get("file_uploader")
    page.text_input[0].set_value("كلمة سرّ")
    page = press(page, "Enter")
    assert page.get("file_uploader")
    assert not opened_library().get("file_uploader"), "another browser was let in"
    assert entrance.HOURS == 12


# -- languages ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_the_interface_speaks_the_language_of_the_address(language: str) -> None:
    page = opened_library(language)
    _ = speaking(language)
    assert page.header[0].value == _("Library")
    drawn = [x.value for x in [*page.header, *page.caption, *page.markdown]]
    drawn += [x.label for x in [*page.button, *page.expander]]
    english = {one for keys in messages().values() for one, _many in keys if len(one) > 3}
    assert not english.intersection(drawn)


def test_the_language_can_be_switched_at_any_time_and_stays() -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    page = page.segmented_control(key=i18n.SWITCH).set_value("ar").run()
    assert page.header[0].value == "المكتبة"
    assert page.query_params[i18n.PARAMETER] == "ar"
    assert "direction: rtl" in html_of(page)
    assert "الإنجليزية" in html_of(page)


# -- pieces -------------------------------------------------------------------------


def test_arabic_is_drawn_from_right_to_left_and_its_latin_names_keep_together() -> None:
    drawn = cards.paragraph("يقرأ S3 Express One Zone البيانات <b>.")
    assert drawn.startswith('<div class="hikma" dir="rtl">')
    assert "<bdi>S3 Express One Zone</bdi>" in drawn
    assert "&lt;" in drawn
    assert "<b>" not in drawn
    assert 'dir="ltr"' in cards.paragraph("S3 يقرأ")


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("SageMaker هي خدمة من Amazon.", "ar", "rtl"),
        ("«النشر الكناري» is called canary deployment.", "en", "ltr"),
        ("النشر الكناري 灰度发布 是一种部署方式。", "zh-Hans", "ltr"),
        ("S3", "ar", "ltr"),
        ("يقرأ", "en", "rtl"),
        ("SageMaker היא שירות.", "he", "rtl"),
        ("12:30 … !", "ar", "ltr"),
    ],
)
def test_a_text_of_known_language_runs_as_its_language_does(
    text: str, language: str, direction: str
) -> None:
    assert f'dir="{direction}"' in cards.paragraph(text, language)


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
