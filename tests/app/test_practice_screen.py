"""The practice screen in Streamlit's AppTest, with models that need no files."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.i18n import LANGUAGES, PARAMETER, speaking
from app.item_cards import KINDS
from app.screens import losses
from ingest.embed import FakeEmbeddings
from ingest.errors import ModelUnavailable
from ingest.index import Index
from ingest.library import Library
from tests.app.acting import html_of
from tests.builders import ingest_folder, write_files
from tests.tutor.practice import item
from tests.tutor.quizzing import AR, EN, ZH, drafted, solving
from tutor.errors import ReplyUnusable
from tutor.facts import sources
from tutor.fake_chat import FakeChatModel
from tutor.interchange.banks import Bank
from tutor.interchange.formats import FORMATS
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, EvidenceSpan, Option, Quiz, QuizItem, Verdict

PATIENCE = 240.0
ID = "0123456789ab"
FILES = {"en.md": f"# Snapshots\n\n{EN}", "zh.md": f"# 快照\n\n{ZH}", "ar.md": f"# اللقطات\n\n{AR}"}
ASKED = {
    "en": "After what time is a snapshot gone from Vault?",
    "zh-Hans": "快照在多少天之后会被自动删除？",
    "ar": "بعد كم من الوقت تُحذف اللقطة من التخزين؟",
}
EVERY_KIND = (
    item("single"),
    item("multiple"),
    item("true-false", "zh-Hans"),
    item("cloze", "ar"),
    item("short"),
    item("card"),
)
HOSTILE = "<script>alert(1)</script> ![x](http://evil/x.png) **bold**"


@pytest.fixture(autouse=True)
def fake_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A data folder of its own and models that need no files."""
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HIKMA_MODELS", raising=False)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()


# -- the page -----------------------------------------------------------------------


def screen() -> None:
    """The screen as `app/main.py` draws it: AppTest cannot open a second page."""
    from app import cards
    from app.i18n import tongue
    from app.screens import practice
    from ingest.errors import HikmaError

    try:
        practice.show()
    except HikmaError as error:
        cards.fault(error.as_record(), tongue())


def led_here() -> None:
    """The screen after an answer's button led to it, once: with a document of the library, the
    same again, and one that was removed."""
    import streamlit as st

    from app.resources import study_session
    from app.screens import practice
    from app.state import state

    if "led" not in st.session_state:
        st.session_state["led"] = True
        entries = study_session().library.library()
        (chosen,) = [entry.document for entry in entries if entry.title == "快照"]
        state().practice_from = (chosen, chosen, "f" * 16)
    practice.show()


def opened(language: str = "en", part: str | None = None, **parameters: str) -> AppTest:
    page = AppTest.from_function(screen, default_timeout=PATIENCE)
    page.query_params[PARAMETER] = language
    for name, value in parameters.items():
        page.query_params[name] = value
    page = page.run()
    return to(page, part) if part else page


def to(page: AppTest, part: str) -> AppTest:
    return page.segmented_control(key="practice-part").set_value(part).run()


def settled(page: AppTest) -> AppTest:
    """The page once its job has ended: AppTest does not run fragments by itself."""
    deadline = time.monotonic() + PATIENCE
    while any((button.key or "").startswith("cancel-") for button in page.button):
        assert time.monotonic() < deadline, "the job did not end"
        time.sleep(0.02)
        page = page.run()
    return page


def press(page: AppTest, start: str) -> AppTest:
    """Press the button whose key or label begins so."""
    found = [b for b in page.button if (b.key or "").startswith(start) or b.label == start]
    assert found, f"no button {start!r} among {[(b.key, b.label) for b in page.button]}"
    return settled(found[0].click().run())


def everything(page: AppTest) -> str:
    """All that was sent to the browser."""
    assert not page.exception
    nodes = (getattr(node, "proto", None) for node in page._tree)
    return "\n".join(str(proto) for proto in nodes if proto is not None)


def messages(page: AppTest) -> str:
    assert not page.exception
    found = [*page.error, *page.warning, *page.info, *page.success, *page.caption]
    return "\n".join(str(element.value) for element in found)


# -- what is there ------------------------------------------------------------------


def quiz_of(*items: QuizItem, id: str = ID, **changed: Any) -> Quiz:
    fields: dict[str, Any] = {
        "quiz": id, "language": "en", "topic": "Endpoints", "seed": 0, "model": "fake:words",
        "settings": "f", "created": "2026-11-21T08:00:00Z", "asked": len(items), "items": items,
    }  # fmt: skip
    return Quiz(**(fields | changed))


def store(tmp_path: Path, *items: QuizItem) -> None:
    notebook = Notebook.open(tmp_path / "data")
    notebook.save(quiz_of(*items))
    notebook.close()


def library(tmp_path: Path) -> None:
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")


def rooted(tmp_path: Path, id: str = "rooted", key: str = "35 days") -> QuizItem:
    """An item about the English file, sound if its key is 35 days."""
    shelves = Library(tmp_path / "data" / "index", create=False)
    document = shelves.document(str(tmp_path / "files" / "en.md"))
    shelves.close()
    quote = "A snapshot is kept for 35 days in the Vault service."
    start = document.text.index(quote)
    span = EvidenceSpan(
        document=document.id, title=document.title, path=document.path, page=1, start=start,
        end=start + len(quote), quote=quote, language="en",
    )  # fmt: skip
    return QuizItem(
        id=id,
        language="en",
        stem="How long is a snapshot kept?",
        options=tuple(
            Option(id=letter, text=text, correct=text == key)
            for letter, text in zip("abcd", ["14 days", "21 days", key, "60 days"])
        ),
        evidence=(span,),
        gates=(Verdict(name="schema", verdict="pass"), Verdict(name="nearest", verdict="flag")),
    )


def attempts(tmp_path: Path) -> list[Attempt]:
    notebook = Notebook.open(tmp_path / "data")
    found = list(notebook.attempts())
    notebook.close()
    return found


def scripted(monkeypatch: pytest.MonkeyPatch, model: object) -> None:
    monkeypatch.setattr("tutor.session.load_chat_model", lambda *_: model)


def down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chat model cannot be opened."""

    def fail(*_: object) -> object:
        raise ReplyUnusable("The server said nothing.", hint="Start the server.")

    monkeypatch.setattr("tutor.session.load_chat_model", fail)


def replies(tmp_path: Path, count: int, seed: int) -> list[str]:
    """What a good model says to the first `count` sources of a seed."""
    index = Index.open(tmp_path / "data" / "index", FakeEmbeddings())
    plan = sources(index, documents=(), topic=None, language=None, limit=9, seed=seed)
    said = []
    for source in plan[:count]:
        language = source.passage.language
        made = drafted(index, ASKED[language], source, language, seed=seed)
        said += [ASKED[language], *solving(made)]
    index.close()
    return said


# -- with nothing there ---------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_nothing_there_every_part_says_what_to_do_first(language: str) -> None:
    _ = speaking(language)
    page = opened(language)
    assert _("The library is empty: add documents on the Library screen first.") in messages(page)
    said = {
        "take": "There is no quiz yet. Make one of your documents, or import one.",
        "review": "Nothing was answered yet. Take a quiz first.",
        "bank": "No question is like that.",
        "exchange": "There is no question to export yet.",
    }
    for part, message in said.items():
        page = to(page, part)
        assert _(message) in messages(page)


# -- making ---------------------------------------------------------------------------


def built(page: AppTest, *kinds: str, count: int = 1, seed: int = 7) -> AppTest:
    page.pills(key="make-kinds").set_value(list(kinds))
    page.number_input(key="make-count").set_value(count)
    page.number_input(key="make-seed").set_value(seed)
    return press(page, "make-quiz")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiz_is_made_kept_and_can_be_taken_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    library(tmp_path)
    scripted(monkeypatch, FakeChatModel(replies=replies(tmp_path, 2, seed=7)))
    page = built(opened(language), "single", count=2)
    _ = speaking(language)
    assert page.success[0].value == _("{made} of {asked} questions were kept.", made=2, asked=2)
    page = press(page, "take-made-")
    assert page.segmented_control(key="practice-part").value == "take"
    assert any(stem in html_of(page) for stem in ASKED.values())
    assert [radio.value for radio in page.radio] == [None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_drafts_that_were_turned_away_are_listed_with_the_gate_and_its_reason(
    tmp_path: Path, language: str
) -> None:
    library(tmp_path)
    # The fake model asks nothing and supports no answer.
    page = built(opened(language), "single", count=2)
    _ = speaking(language)
    assert _("{made} of {asked} questions were kept.", made=0, asked=2) in messages(page)
    shown = html_of(page)
    assert _("The passage supports the answer") in shown
    assert _("Enough facts in the documents") in shown


def test_what_was_admitted_before_the_model_failed_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(tmp_path)

    class Failing(FakeChatModel):
        def _generate(self, *args: Any, **kwargs: Any) -> Any:
            if not self.replies:
                raise ModelUnavailable("The server said nothing.", hint="Start the server.")
            return super()._generate(*args, **kwargs)

    scripted(monkeypatch, Failing(replies=replies(tmp_path, 1, seed=7)))
    page = built(opened(), "single", count=3)
    said = messages(page)
    assert "The server said nothing" in said
    assert "1 of 3 questions were kept." in said
    notebook = Notebook.open(tmp_path / "data")
    assert notebook.bank(standing=None).total == 1
    notebook.close()


def test_a_model_that_is_down_is_a_fault_with_its_hint_and_no_quiz(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(tmp_path)
    down(monkeypatch)
    page = built(opened("ar"), "single")
    assert "Start the server" in page.error[0].value
    assert not page.success


def test_a_topic_that_the_documents_do_not_speak_of_is_refused_before_a_model_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(tmp_path)
    down(monkeypatch)
    page = opened()
    page.text_input(key="make-topic").set_value("thermodynamics of black holes")
    page = built(page, "single")
    assert "state nothing on" in page.error[0].value


def test_what_the_documents_hold_is_counted_by_language_for_those_that_are_chosen(
    tmp_path: Path,
) -> None:
    library(tmp_path)
    page = press(opened(), "count-facts")
    shown = html_of(page)
    assert "Arabic" in shown
    assert "Chinese (Simplified)" in shown or "Simplified Chinese" in shown
    chosen = page.multiselect(key="make-documents").options
    assert sorted(chosen) == ["Snapshots", "اللقطات", "快照"]
    page = page.multiselect(key="make-documents").select("快照").run()
    assert "Arabic" not in html_of(page), "a count of other documents is not shown for these"


def test_an_answer_leads_to_the_builder_with_its_documents_chosen(tmp_path: Path) -> None:
    library(tmp_path)
    page = AppTest.from_function(led_here, default_timeout=PATIENCE).run()
    assert not page.exception
    assert page.segmented_control(key="practice-part").value == "make"
    assert len(page.multiselect(key="make-documents").value) == 1
    page = page.multiselect(key="make-documents").set_value([]).run()
    assert page.multiselect(key="make-documents").value == [], "what is chosen later stands"


# -- taking ---------------------------------------------------------------------------


def taking(tmp_path: Path, *items: QuizItem, language: str = "en") -> AppTest:
    store(tmp_path, *items)
    return opened(language, quiz=ID)


def test_nothing_of_the_key_is_sent_to_the_browser_before_the_attempt(tmp_path: Path) -> None:
    secret = "zebra-crossing"
    items = tuple(
        each.model_copy(
            update={
                "explanation": secret,
                "topic": secret,
                "answer": (f"{secret} form",) if each.answer else (),
                "options": tuple(
                    o.model_copy(update={"rationale": secret}) for o in each.options
                ),
                "gates": (Verdict(name="schema", verdict="flag", detail=secret),),
            }
        )
        for each in EVERY_KIND
    )  # fmt: skip
    page = taking(tmp_path, *items)
    for _item in items:
        sent = everything(page)
        assert secret not in sent
        assert "correct" not in sent
        page = press(page, "skip-")
    assert "Go back to 6 skipped questions" in [b.label for b in page.button]


def test_every_kind_is_answered_with_its_own_widget_and_graded(tmp_path: Path) -> None:
    page = taking(tmp_path, *EVERY_KIND[:4])
    page.radio[0].set_value("c")
    page = press(page, "submit-")
    assert "✔ Right" in html_of(page)
    page = press(page, "next-")
    page.checkbox[0].check()
    page = press(page, "submit-")
    assert "◐ Partly right (50%)" in html_of(page)
    page = press(page, "next-")
    page.radio[0].set_value("b")
    page = press(page, "submit-")
    assert "✘ Wrong" in html_of(page)
    page = press(page, "next-")
    page.text_input[0].set_value("أربع وعشرون")
    page = press(page, "submit-")
    assert "✔ Right" in html_of(page)
    assert [(a.verdict, a.points) for a in attempts(tmp_path)] == [
        ("correct", 1.0), ("partly", 0.5), ("wrong", 0.0), ("correct", 1.0),
    ]  # fmt: skip
    page = press(page, "next-")
    assert "62% right" in page.success[0].value


def test_nothing_is_recorded_where_nothing_was_answered(tmp_path: Path) -> None:
    page = press(taking(tmp_path, item("single")), "submit-")
    assert "Choose or write an answer first" in page.warning[0].value
    page = press(page, "skip-")
    assert attempts(tmp_path) == []


def test_hints_tell_more_each_time_and_are_recorded_with_the_attempt(tmp_path: Path) -> None:
    page = press(taking(tmp_path, item("single")), "hint-")
    first = html_of(page)
    page = press(page, "hint-")
    assert len(html_of(page)) > len(first)
    assert "1 GB" not in html_of(page)
    page.segmented_control[1].set_value(3)
    page.radio[0].set_value("a")
    press(page, "submit-")
    (kept,) = attempts(tmp_path)
    assert (kept.hints, kept.confidence, kept.chosen) == (2, 3, ("a",))


def test_a_refresh_goes_on_with_the_next_question_and_a_new_run_asks_all(tmp_path: Path) -> None:
    page = taking(tmp_path, item("single"), item("cloze", "ar"))
    page.radio[0].set_value("c")
    page = press(page, "submit-")
    said = {name: page.query_params[name] for name in ("quiz", "after")}
    kept = {name: one if isinstance(one, str) else one[0] for name, one in said.items()}
    assert kept == {"quiz": ID, "after": "0"}
    again = opened(**kept)
    assert not again.radio
    assert len(again.text_input) == 1
    anew = opened(quiz=ID, after="1")
    assert len(anew.radio) == 1


@pytest.mark.parametrize(
    "address",
    [
        {"quiz": "nosuch"},
        {"quiz": ID, "after": "-1"},
        {"quiz": ID, "after": "٣"},
        {"quiz": ID, "after": "9" * 30},
    ],
)
def test_an_address_that_was_spoiled_breaks_nothing(
    tmp_path: Path, address: dict[str, str]
) -> None:
    store(tmp_path, item("single"))
    page = opened(**address)
    assert not page.exception
    assert page.error if address["quiz"] == "nosuch" else page.radio


@pytest.mark.parametrize("language", LANGUAGES)
def test_free_text_stays_ungraded_without_a_model_and_learners_judge_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    down(monkeypatch)
    reference = "L1 drives some weights to exactly zero and so selects features."
    long = item("short").model_copy(update={"answer": (reference,)})
    page = taking(tmp_path, long, language=language)
    page.text_area[0].set_value("It selects some features.")
    page = press(page, "submit-")
    _ = speaking(language)
    assert _("Not graded") in html_of(page)
    assert "Start the server" in page.error[0].value
    page = press(page, "knew-")
    assert _("Right") in html_of(page)
    assert [a.verdict for a in attempts(tmp_path)] == ["ungraded", "correct"]


def test_a_card_can_be_thought_of_without_a_word_typed(tmp_path: Path) -> None:
    page = press(taking(tmp_path, item("card")), "submit-")
    assert "Compare your answer with this one" in messages(page)
    press(page, "unknown-")
    assert [a.verdict for a in attempts(tmp_path)] == ["ungraded", "wrong"]


def test_what_an_item_says_is_only_text(tmp_path: Path) -> None:
    options = tuple(
        o.model_copy(update={"text": f"{HOSTILE} {o.id}"}) for o in item("single").options
    )
    hostile = item("single").model_copy(update={"stem": HOSTILE, "options": options})
    page = taking(tmp_path, hostile)
    assert "<script" not in html_of(page)
    # What a widget reads as Markdown has every sign of it escaped.
    for text in (page.radio[0].label, *page.radio[0].options):
        assert "\\<script\\>" in text
        assert "\\!\\[x\\]\\(http" in text
        assert "\\*\\*bold" in text
    page.radio[0].set_value("c")
    shown = html_of(press(page, "submit-"))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_stands_in_its_own_direction_whichever_way_the_interface_runs(
    tmp_path: Path, language: str
) -> None:
    page = taking(tmp_path, item("cloze", "ar"), language=language)
    assert "hikma-item-rtl-" in everything(page)
    assert 'class="hikma" dir="rtl" lang="ar"' in html_of(page)


def test_a_chip_opens_the_quoted_words_in_their_document(tmp_path: Path) -> None:
    library(tmp_path)
    page = taking(tmp_path, rooted(tmp_path))
    page.radio[0].set_value("c")
    page = press(page, "submit-")
    page = press(page, "source-")
    assert "<mark>A snapshot is kept for 35 days in the Vault service.</mark>" in html_of(page)
    page = press(page, "beside-close")
    assert "<mark>" not in html_of(page)


def test_a_retired_question_is_not_asked_again(tmp_path: Path) -> None:
    store(tmp_path, item("single"), item("cloze", "ar"))
    page = press(to(opened(), "bank"), "bank-open-single-en")
    page = press(page, "bank-retire")
    page = press(to(page, "take"), "take-")
    assert not page.radio
    assert "stale or retired" in messages(page)


# -- review ---------------------------------------------------------------------------


def test_what_was_answered_long_ago_is_due_asked_and_then_no_longer(tmp_path: Path) -> None:
    store(tmp_path, item("single"), item("cloze", "ar"))
    notebook = Notebook.open(tmp_path / "data")
    notebook.record(
        [
            Attempt(quiz=ID, item="single-en", chosen=("a",), verdict="wrong", points=0.0,
                    confidence=3, at="2025-01-01T08:00:00Z")
        ]
    )  # fmt: skip
    notebook.close()
    page = opened(part="review")
    assert "1 fact is due" in [each.value for each in page.subheader]
    page = press(page, "review-begin")
    page.radio[0].set_value("c")
    page = press(page, "submit-")
    assert [a.verdict for a in attempts(tmp_path)] == ["wrong", "correct"]
    page = press(press(page, "next-"), "review-more")
    assert "Nothing is due now." in messages(page)


# -- the bank -------------------------------------------------------------------------


def many(tmp_path: Path, count: int) -> None:
    """A bank of so many items, one in ten in Arabic."""
    notebook = Notebook.open(tmp_path / "data")
    items = tuple(
        item("cloze", "ar" if at % 10 == 0 else "en").model_copy(
            update={"id": f"{at:016x}", "stem": f"Item number{at:05} has a ____ in it."}
        )
        for at in range(count)
    )
    notebook.save(quiz_of(*items))
    notebook.close()


def test_a_bank_of_thousands_is_shown_in_pages_and_searched(tmp_path: Path) -> None:
    many(tmp_path, 4000)
    page = opened(part="bank")
    assert "4,000 questions" in messages(page)
    assert html_of(page).count("has a ____ in it.") == 25
    page = page.selectbox(key="bank-language").set_value("ar").run()
    assert "400 questions" in messages(page)
    page = page.text_input(key="bank-search").set_value("number00010").run()
    assert "1 question" in messages(page)
    page = page.text_input(key="bank-search").set_value("number00011").run()
    assert "No question is like that." in messages(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_shows_its_key_and_what_the_gates_said(tmp_path: Path, language: str) -> None:
    library(tmp_path)
    store(tmp_path, rooted(tmp_path))
    page = press(opened(language, part="bank"), "bank-open-rooted")
    _ = speaking(language)
    shown = html_of(page)
    assert "35 days" in shown
    assert _("No wrong option is nearer to the quote than the right one") in shown
    assert _("to be looked at") in shown


def test_an_item_is_retired_and_restored_with_a_click_and_its_history_is_kept(
    tmp_path: Path,
) -> None:
    store(tmp_path, item("single"))
    page = press(opened(part="bank"), "bank-open-")
    page = press(page, "bank-retire")
    page = press(page, "bank-restore")
    assert "bank-retire" in [button.key for button in page.button]
    assert [label in html_of(page) for label in ("retired", "restored")] == [True, True]


def test_a_contested_item_that_a_gate_rejects_is_retired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(tmp_path)
    down(monkeypatch)
    store(tmp_path, rooted(tmp_path, key="36 days"))
    page = press(opened(part="bank"), "bank-open-rooted")
    page = press(page, "contest-send")
    assert "Say in a few words" in messages(page)
    page.text_area[0].set_value("The document says 35.")
    page = press(page, "contest-send")
    said = messages(page)
    assert "The gates agree with you" in said
    assert "Start the server" in said, "what was done without the model is told"
    notebook = Notebook.open(tmp_path / "data")
    assert notebook.item("rooted").standing == "retired"
    assert [event.event for event in notebook.events()] == ["disputed", "retired"]
    notebook.close()


def edit(page: AppTest, **changed: str) -> AppTest:
    for name, text in changed.items():
        key = f"edit-{name}-rooted"
        found = [each for each in (*page.text_area, *page.text_input) if each.key == key]
        found[0].set_value(text)
    return press(page, "edit-send")


def test_an_edit_that_a_gate_rejects_is_refused_with_the_reason(tmp_path: Path) -> None:
    library(tmp_path)
    store(tmp_path, rooted(tmp_path))
    page = press(opened(part="bank"), "bank-open-rooted")
    page = edit(page, a="All of the above")
    assert "It was refused and the old one stays." in page.error[0].value
    assert "No “all of the above”" in page.error[0].value
    notebook = Notebook.open(tmp_path / "data")
    assert notebook.bank(standing=None).total == 1
    assert notebook.item("rooted").standing == "active"
    notebook.close()


def test_an_edit_that_passes_every_gate_takes_the_old_ones_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(tmp_path)
    old = rooted(tmp_path)
    store(tmp_path, old)
    scripted(monkeypatch, FakeChatModel(replies=solving(old)))
    page = press(opened(part="bank"), "bank-open-rooted")
    page = edit(page, stem="For how many days does the service keep it?")
    assert "It passed all gates" in messages(page)
    notebook = Notebook.open(tmp_path / "data")
    (kept,) = notebook.bank().items
    assert kept.item.stem == "For how many days does the service keep it?"
    assert kept.item.evidence == old.evidence
    assert {gate.verdict for gate in kept.item.gates} <= {"pass", "flag", "unchecked"}
    assert notebook.item("rooted").standing == "retired"
    notebook.close()


def test_an_edit_that_changes_nothing_is_said_to(tmp_path: Path) -> None:
    library(tmp_path)
    store(tmp_path, rooted(tmp_path))
    page = edit(press(opened("zh", part="bank"), "bank-open-rooted"))
    assert "Nothing was changed" in page.error[0].value


# -- export and import ----------------------------------------------------------------


def test_an_export_says_what_its_format_cannot_hold(tmp_path: Path) -> None:
    store(tmp_path, *EVERY_KIND)
    page = opened(part="exchange")
    page.selectbox(key="export-format").set_value("aiken")
    page = press(page, "export")
    said = messages(page)
    assert "2 questions in the file." in said
    assert "4 questions are left out" in said
    assert "Aiken has no place for a flashcard" in html_of(page)
    assert "evidence" in html_of(page)


@pytest.mark.parametrize("language", ["zh", "ar"])
@pytest.mark.parametrize("format", FORMATS)
def test_what_a_format_does_not_hold_is_said_in_the_learners_language(
    format: str, language: str
) -> None:
    cruel = [
        each.model_copy(update={"stem": f"{each.stem}\r\n\x07 ", "explanation": "x "})
        for each in (*EVERY_KIND, item("single"), item("cloze", answer=()))
    ]
    bank = Bank(title="x", items=tuple(cruel), at="2026-11-21T08:00:00Z")
    _ = speaking(language)
    for loss in FORMATS[format].write(bank).losses:
        assert losses.told(loss.what, _) != loss.what, loss.what


def imported(page: AppTest, name: str, data: bytes, *, audit: bool = False) -> AppTest:
    page.file_uploader[0].set_value((name, data, "text/plain"))
    if audit:
        page.checkbox(key="import-audit").check()
    return press(page, "import-send")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_import_names_what_it_cannot_read_and_keeps_the_rest(
    tmp_path: Path, language: str
) -> None:
    text = "One?{=a ~b}\n\nTwo?{=a ~b\n\nثلاثة؟{=نعم ~لا}\n"
    page = imported(opened(language, part="exchange"), "bank.gift", text.encode())
    _ = speaking(language)
    kept = _.plural("{count} question was kept.", "{count} questions were kept.", 2)
    assert page.success[0].value == kept
    assert "its braces do not match" in html_of(page)
    page = press(page, "take-import-")
    assert len(page.radio) == 1


def test_what_the_gates_reject_at_an_import_is_named_and_not_asked(tmp_path: Path) -> None:
    bad = {
        "id": "b" * 16, "kind": "single", "language": "zh-Hans", "stem": "哪些说法是正确的？",
        "options": [
            {"id": "a", "text": "保留 35 天", "correct": False},
            {"id": "b", "text": "保留 7 天", "correct": False},
            {"id": "c", "text": "以上都是", "correct": True},
        ],
        "evidence": [],
    }  # fmt: skip
    data = json.dumps({"items": [bad]}).encode()
    page = imported(opened(part="exchange"), "bank.json", data, audit=True)
    assert "The gates rejected 1" in messages(page)
    notebook = Notebook.open(tmp_path / "data")
    assert notebook.bank(standing="retired").total == 1
    notebook.close()


def test_a_file_that_is_not_what_its_name_says_is_a_fault_and_nothing_is_kept(
    tmp_path: Path,
) -> None:
    page = imported(opened("ar", part="exchange"), "bank.apkg", b"not a zip")
    assert page.error
    notebook = Notebook.open(tmp_path / "data")
    assert notebook.quizzes() == []
    notebook.close()


def test_the_size_of_an_import_is_bounded_and_said_beforehand() -> None:
    page = opened(part="exchange")
    assert "50 MB" in page.file_uploader[0].label
    assert page.file_uploader[0].proto.max_upload_size_mb == 50


def test_every_kind_of_question_has_a_name() -> None:
    assert set(KINDS) == {each.kind for each in EVERY_KIND}
