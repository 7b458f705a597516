"""The chat screen in Streamlit's AppTest, with models that need no files."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import cards, jobs
from app.conversations import SHOWN
from app.i18n import speaking
from evals.dataset import read_dataset
from evals.feedback import feedback_file
from tests.app.acting import (
    PATIENCE,
    QUESTION,
    QUOTE,
    SPOT,
    asked,
    chat,
    html_of,
    opened_library,
    press,
    settled,
    upload,
)
from tutor.ask import ask
from tutor.notebook import Notebook

pytestmark = pytest.mark.usefixtures("fake_models")


def chat_and_practice() -> None:
    """The chat screen in a navigation that has a practice screen, too."""
    import json

    import streamlit as st

    from app import routes
    from app.screens import chat
    from app.state import state

    def practice() -> None:
        st.header(json.dumps(state().practice_from))

    pages = [
        st.Page(chat.show, title="Chat", default=True),
        st.Page(practice, title="Practice", url_path="practice"),
    ]
    routes.register(pages)
    st.navigation(pages).run()


def test_an_empty_library_has_nothing_to_ask() -> None:
    page = chat()
    assert "Library screen" in page.info[0].value
    assert page.chat_input[0].proto.disabled


def test_a_question_gets_an_answer_whose_chip_opens_the_quote_in_its_place() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    assert '<bdi class="hikma-label">[1]</bdi>' in html_of(page)
    assert "<mark>" not in html_of(page)
    page = press(page, "chip-")
    shown = html_of(page)
    assert f"at a lower price. <mark>{QUOTE}</mark> The bill" in shown
    assert "<mark>" not in html_of(press(page, "beside-close"))


def test_a_rerun_asks_the_models_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    before = html_of(page)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a rerun asked again")

    monkeypatch.setattr("app.asking.ask", refuse)
    assert html_of(page.run()) == before


def test_a_conversation_survives_a_refresh_and_a_restart() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    (id,) = [page.query_params["chat"]]
    st.cache_resource.clear()
    again = chat(chat=id)
    assert QUOTE in html_of(again)
    assert html_of(chat(chat="0" * 12)).count(QUOTE) == 0


def test_conversations_are_listed_renamed_and_deleted() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    shown = cards.literal(cards.short(QUESTION, SHOWN))
    assert any(button.label == shown for button in page.sidebar.button)
    page.sidebar.text_input[0].set_value("نقاط الحفظ *S3*")
    page = press(page, "Rename")
    renamed = speaking("en").kept(cards.literal("نقاط الحفظ *S3*"))
    assert any(b.label == renamed for b in page.sidebar.button)
    page = press(page, "delete-")
    page = press(page, "really-")
    assert not page.exception
    assert QUOTE not in html_of(page)
    assert not any((b.key or "").startswith("chat-") for b in page.sidebar.button)


def test_an_unanswerable_question_shows_the_nearest_passages() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked("Who painted the ceiling?")
    shown = html_of(page)
    assert "Your documents do not say." in shown
    assert "spare capacity" in shown
    assert shown.count("<mark>") == 1, "the nearest sentence is not told from the rest"
    assert "hikma-text" in html_of(press(page, "near-"))


def test_the_claims_of_an_answer_are_checked_once_somebody_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload(opened_library(), "spot.md", SPOT)
    with monkeypatch.context() as patched:
        patched.setattr("app.screens.checking.checked", lambda *_: pytest.fail("nobody looked"))
        page = asked(QUESTION)
    fold = next(e for e in page.expander if e.label == "Check this answer")
    assert not fold.html
    page.session_state[str(page.feedback[0].key).replace("thumbs", "check")] = True
    page = page.run()
    assert not page.exception
    fold = next(e for e in page.expander if e.label == "Check this answer")
    assert "supported" in fold.get("html")[0].proto.body


def test_an_answer_leads_to_practice_from_its_documents_where_there_is_such_a_screen(
    tmp_path: Path,
) -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    assert "Make practice from this" not in [button.label for button in page.button]
    there = AppTest.from_function(chat_and_practice, default_timeout=PATIENCE)
    there.query_params["chat"] = page.query_params["chat"]
    there = next(b for b in there.run().button if b.label == "Make practice from this").click()
    there = there.run()
    assert not there.exception
    (document,) = json.loads(there.header[0].value)
    assert len(document) == 16


def test_a_thumb_and_a_dispute_become_cases_that_the_harness_reads(tmp_path: Path) -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked(QUESTION)
    page = page.feedback[0].set_value(1).run()
    file = feedback_file(tmp_path / "data")
    good = json.loads(file.read_text("utf-8"))
    assert good["evidence"][0]["quote"] == QUOTE
    page.text_area[0].set_value("بنقاط الحفظ")
    page = press(page, "Keep")
    assert not page.exception
    (row,) = read_dataset(str(file)).rows
    assert row.case is not None
    assert (row.case.question, row.case.answers) == (QUESTION, ("بنقاط الحفظ",))
    assert row.case.answerable
    assert json.loads(file.read_text("utf-8"))["source"] == "learner"


def test_the_documents_that_are_asked_can_be_chosen() -> None:
    page = upload(opened_library(), "spot.md", SPOT)
    page = upload(page, "zh.md", "# 数据漂移\n\n数据漂移是指输入数据的分布发生变化。\n")
    page = chat()
    page.selectbox(key="wish-source").set_value("zh-Hans").run()
    page = asked(QUESTION, page)
    assert QUOTE not in html_of(page)


def test_two_documents_of_one_title_can_be_told_apart() -> None:
    page = upload(opened_library(), "a.md", SPOT)
    upload(page, "b.md", SPOT.replace("billed.", "billed, says the other file."))
    options = chat().multiselect(key="wish-documents").options
    assert len(options) == len(set(options)) == 2
    assert all("Spot training · " in option for option in options)


def test_an_exam_that_is_chosen_limits_the_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    upload(opened_library(), "spot.md", SPOT)
    monkeypatch.setattr("app.asking.exam_documents", lambda *_: ("0" * 16,))
    page = chat()
    page.selectbox(key="wish-exam").set_value("aws-mla-c01").run()
    page = asked(QUESTION, page)
    assert not page.exception
    assert QUOTE not in html_of(page)


def test_a_chosen_document_that_was_removed_does_not_break_the_question() -> None:
    library = upload(opened_library(), "spot.md", SPOT)
    library = upload(library, "bread.md", "# Bread\n\nFlour and water make a loaf.\n")
    page = chat()
    page.multiselect(key="wish-documents").select("Bread").run()
    bread = next(b.key for b in library.button if (b.key or "").startswith("remove-"))
    press(library, str(bread))
    page = asked(QUESTION, page)
    assert not page.exception
    assert QUOTE in html_of(page)


def test_a_question_of_no_words_is_refused_with_a_hint() -> None:
    upload(opened_library(), "spot.md", SPOT)
    page = asked("???")
    assert not page.exception
    assert "The question is empty" in page.error[0].value


def test_a_question_that_was_interrupted_is_kept_and_can_be_asked_again(tmp_path: Path) -> None:
    upload(opened_library(), "spot.md", SPOT)
    notebook = Notebook.open(tmp_path / "data")
    left = notebook.new_chat(QUESTION, now="2026-11-22T00:00:00Z")
    notebook.close()
    page = chat(chat=left.id)
    assert any("stopped before" in caption.value for caption in page.caption)
    assert QUOTE in html_of(press(page, "again-"))


def test_two_learners_ask_at_once_and_neither_sees_the_others_answer() -> None:
    upload(opened_library(), "spot.md", SPOT)
    first, second = chat(), chat()
    first.chat_input[0].set_value(QUESTION).run()
    second.chat_input[0].set_value("What shows the seconds that were billed?").run()
    first, second = settled(first), settled(second)
    assert QUOTE in html_of(first)
    assert "The bill shows the seconds" in html_of(second)
    assert "The bill shows" not in html_of(first)


def test_a_running_answer_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    upload(opened_library(), "spot.md", SPOT)
    begun = threading.Event()

    def slow(request: object, *_: object) -> Iterator[object]:
        begun.set()
        request.cancel.wait(PATIENCE)  # type: ignore[attr-defined]
        yield from ()

    monkeypatch.setattr("app.asking.ask", slow)
    page = chat()
    page.chat_input[0].set_value(QUESTION).run()
    assert begun.wait(PATIENCE)
    page = press(page.run(), "stop-")
    assert any("stopped before" in caption.value for caption in page.caption)


def test_a_refresh_in_the_middle_of_an_answer_finds_it_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload(opened_library(), "spot.md", SPOT)
    begun, go_on = threading.Event(), threading.Event()

    def slow(*given: object, **named: object) -> Iterator[object]:
        begun.set()
        assert go_on.wait(PATIENCE)
        yield from ask(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("app.asking.ask", slow)
    monkeypatch.setattr(jobs, "learner", lambda: "one browser")
    page = chat()
    page = page.chat_input[0].set_value(QUESTION).run()
    assert begun.wait(PATIENCE)
    again = chat(chat=page.query_params["chat"])
    assert any((b.key or "").startswith("stop-") for b in again.button)
    assert again.chat_input[0].proto.disabled
    go_on.set()
    assert QUOTE in html_of(settled(again))


def test_who_looks_from_elsewhere_is_not_told_that_a_running_answer_was_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload(opened_library(), "spot.md", SPOT)
    begun = threading.Event()

    def slow(request: object, *_: object) -> Iterator[object]:
        begun.set()
        request.cancel.wait(PATIENCE)  # type: ignore[attr-defined]
        yield from ()

    monkeypatch.setattr("app.asking.ask", slow)
    page = chat()
    page = page.chat_input[0].set_value(QUESTION).run()
    assert begun.wait(PATIENCE)
    other = chat(chat=page.query_params["chat"])
    assert any("another page" in caption.value for caption in other.caption)
    press(page.run(), "stop-")


def test_a_bug_in_answering_is_said_and_not_taken_for_a_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> Iterator[object]:
        raise ZeroDivisionError("شيء ما")
        yield

    upload(opened_library(), "spot.md", SPOT)
    monkeypatch.setattr("app.asking.ask", broken)
    page = asked(QUESTION)
    assert not page.exception
    assert "ZeroDivisionError" in page.error[0].value
    assert not any("stopped before" in caption.value for caption in page.caption)


def test_a_deleted_conversation_is_not_answered_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    upload(opened_library(), "spot.md", SPOT)
    begun, cancelled = threading.Event(), threading.Event()

    def slow(request: object, *_: object) -> Iterator[object]:
        begun.set()
        if request.cancel.wait(PATIENCE):  # type: ignore[attr-defined]
            cancelled.set()
        yield from ()

    monkeypatch.setattr("app.asking.ask", slow)
    page = chat()
    page = page.chat_input[0].set_value(QUESTION).run()
    assert begun.wait(PATIENCE)
    page = next(b for b in page.button if (b.key or "").startswith("delete-")).click().run()
    page = next(b for b in page.button if (b.key or "").startswith("really-")).click().run()
    assert not page.exception
    assert cancelled.wait(PATIENCE)
