"""The exam screen in Streamlit's AppTest: cards, mock exams against a clock that is set, costs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.i18n import LANGUAGES, PARAMETER, speaking
from app.screens.exam_cards import weights
from app.screens.exam_sitting import clock_face, seat_label, timed
from app.screens.exams import OPEN
from tests.app.acting import html_of
from tests.app.test_cli_exam_take import BLUEPRINT, ITEMS, quiz
from tests.tutor.mock.sitting import blueprint, item, several
from tutor.mock.papers import MockPaper, Seat
from tutor.mock.sit import answer, present
from tutor.notebook import Notebook

PATIENCE = 240.0
START = datetime(2026, 11, 21, 9, tzinfo=UTC)
OLD = (
    BLUEPRINT.replace("acme-one", "acme-old")
    .replace("Acme One", "Acme Old")
    .replace("status: active", "status: retired\nretired_on: 2026-06-30\nsuccessor: acme-one")
)
RICH = (
    BLUEPRINT.replace("acme-one", "acme-two")
    .replace("Acme One", "Acme Two <script>alert(1)</script>")
    .replace(
        "minutes: 40",
        "minutes: 40\nprice: {amount: 150, currency: USD}\nvalidity_months: 36\n"
        "confidence_of: {price: C}",
    )
)
HOSTILE = item(
    "d1-2", "1", stem="<img src=http://evil/x.png onerror=alert(1)> ![x](http://evil/x.png)?"
)


class Clock:
    """The time that the screens are told."""

    def __init__(self) -> None:
        self.at = START
        self.step = timedelta()
        """By how much it goes on with each look at it."""

    def __call__(self) -> datetime:
        told, self.at = self.at, self.at + self.step
        return told

    def on(self, **passed: float) -> None:
        self.at += timedelta(**passed)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Clock]:
    """A data folder of its own, models that need no files, and a clock that only tests move."""
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HIKMA_MODELS", raising=False)
    own = tmp_path / "data" / "blueprints"
    own.mkdir(parents=True)
    for name, text in (("acme-one", BLUEPRINT), ("acme-old", OLD), ("acme-two", RICH)):
        (own / f"{name}.yaml").write_text(text, "utf-8")
    told = Clock()
    monkeypatch.setattr("app.clock.now", told)
    st.cache_resource.clear()
    yield told
    st.cache_resource.clear()


def screen() -> None:
    """The screen as `app/main.py` draws it: AppTest cannot open a second page."""
    from app import cards
    from app.i18n import tongue
    from app.screens import exams
    from ingest.errors import HikmaError

    try:
        exams.show()
    except HikmaError as error:
        cards.fault(error.as_record(), tongue())


def opened(language: str = "en", **parameters: str) -> AppTest:
    page = AppTest.from_function(screen, default_timeout=PATIENCE)
    for name, value in ({PARAMETER: language} | parameters).items():
        page.query_params[name] = value
    return page.run()


def press(page: AppTest, key: str) -> AppTest:
    found = [button for button in page.button if button.key == key or button.label == key]
    assert found, f"no button {key!r} among {[(b.key, b.label) for b in page.button]}"
    return found[0].click().run()


def said(page: AppTest) -> str:
    """Everything that the page says."""
    texts = [*page.markdown, *page.caption, *page.info, *page.warning, *page.error, *page.header]
    return "\n".join([*(str(text.value) for text in texts), html_of(page)])


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    """The learner's, with the items of `test_cli_exam_take`: none for the third domain."""
    found = Notebook.open(tmp_path / "data")
    found.save(quiz(*ITEMS))
    yield found
    found.close()


def made(language: str = "en", *, exam: str = "acme-one") -> AppTest:
    """The page of a mock exam that was just made."""
    page = opened(language)
    page.text_input(key="exam-search").set_value(exam).run()
    page = press(page, f"make-{exam}")
    return press(page, speaking(language)("Make it"))


def begun(language: str = "en") -> AppTest:
    return press(made(language), "exam-start")


def chosen(page: AppTest) -> str | None:
    """What is chosen of the question's options."""
    value = page.radio[0].value
    return None if value is None else str(value)


# ---- cards --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_tells_price_validity_date_and_how_sure_each_is(language: str) -> None:
    page = opened(language)
    page.text_input(key="exam-search").set_value("acme two").run()
    _ = speaking(language)
    shown = html_of(page)
    assert "150 USD" in shown
    assert _.plural("valid for {count} month", "valid for {count} months", 36) in shown
    assert _("can be taken") in shown
    assert "2026-11" in shown
    assert (
        _("{fact} (confidence {letter})", fact=_("{price} before tax", price="150 USD"), letter="C")
        in shown
    )
    assert "<script>" not in shown
    assert "التكلفة" in shown
    assert "安全" in shown


def test_weights_are_bars_with_their_figures_and_what_is_not_published_has_none() -> None:
    drawn = weights(blueprint(), speaking("en"))
    assert drawn.count('class="hikma-track"') == 3
    assert "50%" in drawn
    ranged = blueprint(
        weights_approximate=True,
        domains=[
            {"id": "1", "title": "A", "weight_min": 40, "weight_max": 60},
            {"id": "2", "title": "B", "weight_min": 35, "weight_max": 60},
        ],
    )
    assert "about 40–60%" in weights(ranged, speaking("en"))
    unknown = blueprint(domains=[{"id": "1", "title": "A"}])
    assert "hikma-track" not in weights(unknown, speaking("en"))
    assert "not published" in weights(unknown, speaking("en"))


def test_an_exam_that_is_over_is_found_by_its_name_and_leads_to_its_successor() -> None:
    page = opened()
    assert "Acme Old" not in html_of(page)
    page.text_input(key="exam-search").set_value("ＡＣＭＥ old").run()
    assert "Acme Old" in html_of(page)
    assert "can no longer be taken" in page.warning[0].value
    page = press(page, "heir-acme-old")
    assert "Acme One" in html_of(page)
    assert "Acme Old" not in html_of(page)


def test_an_exam_that_is_over_is_drawn_only_if_it_is_asked_for_plainly(notebook: Notebook) -> None:
    old = [each.model_copy(update={"id": f"o{each.id}", "exam": "acme-old"}) for each in ITEMS]
    notebook.save(quiz(*old).model_copy(update={"quiz": "r" * 12}))
    page = made(exam="acme-old")
    assert "successor" in page.error[0].value
    assert notebook.papers() == []
    page.checkbox[0].set_value(True)
    press(page, "Make it")
    assert [paper.exam for paper in notebook.papers()] == ["acme-old"]


def test_a_name_that_nothing_has_and_a_broken_file_are_said(tmp_path: Path) -> None:
    (tmp_path / "data" / "blueprints" / "bad.yaml").write_text("id: acme-bad\ntitle: 5", "utf-8")
    page = opened()
    assert any("bad.yaml" in warning.value.replace("\\", "") for warning in page.warning)
    page.text_input(key="exam-search").set_value("لا شيء كهذا").run()
    assert "No exam is called so" in page.info[0].value


# ---- drawing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_bank_is_a_fault_that_is_told_and_makes_no_paper(
    language: str, tmp_path: Path
) -> None:
    page = made(language)
    assert speaking(language)(
        "Your bank holds no question for this exam. Make some in Practice first."
    ) in page.error[0].value.replace("\\", "")
    assert Notebook.open(tmp_path / "data").papers() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_bank_lacks_is_said_before_the_clock_starts(
    language: str, notebook: Notebook
) -> None:
    page = made(language)
    _ = speaking(language)
    (paper,) = notebook.papers()
    assert page.query_params[OPEN] == paper.id
    assert _("Nothing in your bank for it, so nothing is asked.") in html_of(page)
    assert any("ordering" in caption.value for caption in page.caption)
    assert _(
        "Every question was made from your documents or imported by you; none is from a real exam."
    ) in said(page)
    assert notebook.ledger.events(paper.id) == []


# ---- sitting ------------------------------------------------------------------------------------


def sat(notebook: Notebook) -> MockPaper:
    (paper,) = notebook.papers()
    return paper


def test_every_answer_is_kept_as_it_is_given_and_nothing_of_a_key_is_shown(
    notebook: Notebook,
) -> None:
    page = begun()
    paper = sat(notebook)
    first = paper.questions[0].item
    assert chosen(page) is None
    page = page.radio[0].set_value("b").run()
    now = present(paper, notebook.ledger.events(paper.id))
    assert now.answers == {first: ("b",)}
    page = page.radio[0].set_value("a").run()
    assert present(paper, notebook.ledger.events(paper.id)).answers == {first: ("a",)}
    page = press(page, "exam-flag")
    assert present(paper, notebook.ledger.events(paper.id)).flagged == {first}
    before = len(notebook.ledger.events(paper.id))
    page.run()
    assert len(notebook.ledger.events(paper.id)) == before
    for each in ITEMS:
        assert f"The words of {each.id}" not in said(page)
    page = press(page, "exam-undo")
    assert present(paper, notebook.ledger.events(paper.id)).answers == {}
    assert chosen(page) is None


def test_one_goes_on_back_and_anywhere_and_finds_the_answers_again(notebook: Notebook) -> None:
    page = begun()
    paper = sat(notebook)
    page = page.radio[0].set_value("c").run()
    assert "Question 1 of 3" in said(page)
    page = press(page, "exam-next")
    assert "Question 2 of 3" in said(page)
    assert chosen(page) is None
    page = press(page, "seat-2")
    assert "Question 3 of 3" in said(page)
    page = press(page, "seat-0")
    assert chosen(page) == "c"
    assert present(paper, notebook.ledger.events(paper.id)).seen == {
        question.item for question in paper.questions
    }


def test_a_closed_tab_is_gone_on_with_where_it_was_left_and_the_clock_has_run_on(
    notebook: Notebook, clock: Clock
) -> None:
    page = press(begun(), "exam-next")
    clock.on(minutes=4)
    page.radio[0].set_value("d").run()
    paper = sat(notebook)
    assert paper.seconds == 30 * 60
    clock.on(minutes=6)
    st.cache_resource.clear()  # Hikma itself was started anew
    again = opened("zh", **{OPEN: paper.id})
    assert "剩余 20:00" in html_of(again)
    assert "第 2 题" in said(again)
    assert chosen(again) == "d"
    # And whoever has lost the address is told of it.
    page = opened("ar")
    assert "20:00" in html_of(page)
    page = press(page, f"go-on-{paper.id}")
    assert chosen(page) == "d"


def test_the_time_ends_the_exam_and_what_comes_later_did_not_happen(
    notebook: Notebook, clock: Clock
) -> None:
    page = begun()
    page = page.radio[0].set_value("a").run()
    clock.on(minutes=31)
    page = page.radio[0].set_value("b").run()
    paper = sat(notebook)
    assert "Its time was up." in html_of(page)
    assert present(paper, notebook.ledger.events(paper.id)).answers == {
        paper.questions[0].item: ("a",)
    }
    assert [attempt.verdict for attempt in notebook.attempts()] == ["correct"]


def test_time_that_runs_out_between_two_looks_is_no_fault(notebook: Notebook, clock: Clock) -> None:
    """The page is drawn a moment before the end, and keeps the answer at the end."""
    page = begun()
    clock.on(minutes=28)
    clock.step = timedelta(minutes=1)
    page = page.radio[0].set_value("b").run()
    assert not page.error
    assert "Its time was up." in html_of(page)
    assert notebook.attempts() == []


def test_an_answer_of_another_window_is_shown_and_not_overwritten(
    notebook: Notebook, clock: Clock
) -> None:
    page = begun()
    page = page.radio[0].set_value("a").run()
    paper = sat(notebook)
    first = {each.id: each for each in ITEMS}[paper.questions[0].item]
    answer(paper, notebook.ledger, first, ("c",), now=clock().isoformat())
    page = page.run()
    assert chosen(page) == "c"
    assert present(paper, notebook.ledger.events(paper.id)).answers[first.id] == ("c",)


def test_several_right_options_are_ticked_one_by_one(notebook: Notebook, tmp_path: Path) -> None:
    many = BLUEPRINT.replace("{multiple_choice: {}", "{multiple_response: {}")
    (tmp_path / "data" / "blueprints" / "acme-one.yaml").write_text(many, "utf-8")
    notebook.save(quiz(several("m1", "1")).model_copy(update={"quiz": "s" * 12}))
    page = begun()
    page.checkbox[0].check().run()
    page.checkbox[2].check().run()
    paper = sat(notebook)
    assert present(paper, notebook.ledger.events(paper.id)).answers == {"m1": ("a", "c")}
    page.checkbox[0].uncheck().run()
    assert present(paper, notebook.ledger.events(paper.id)).answers == {"m1": ("c",)}


def test_what_a_question_says_is_only_text(notebook: Notebook, tmp_path: Path) -> None:
    one = BLUEPRINT.replace("{total: 4}", "{total: 12}")
    (tmp_path / "data" / "blueprints" / "acme-one.yaml").write_text(one, "utf-8")
    notebook.save(quiz(HOSTILE).model_copy(update={"quiz": "s" * 12}))
    page = begun()
    paper = sat(notebook)
    at = [question.item for question in paper.questions].index(HOSTILE.id)
    if at:
        page = press(page, f"seat-{at}")
    assert "<img src=http" not in said(page)
    assert "&lt;img" in html_of(page)
    assert "![x](" not in page.radio[0].label


# ---- the report ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_end_is_asked_for_twice_and_the_report_explains_each_answer_from_the_documents(
    language: str, notebook: Notebook
) -> None:
    _ = speaking(language)
    page = begun(language)
    paper = sat(notebook)
    page = page.radio[0].set_value("a").run()
    page = press(page, "exam-end")
    assert not present(paper, notebook.ledger.events(paper.id)).end
    page = press(page, "exam-really")
    shown = html_of(page)
    assert _("You ended it.") in shown
    assert _("nothing was asked") in shown
    for each in ITEMS:
        assert f"The words of {each.id}" in shown
    assert "Storage" in shown
    assert [(a.item, a.verdict) for a in notebook.attempts()] == [
        (paper.questions[0].item, "correct")
    ]


def test_a_report_that_is_looked_at_in_two_windows_counts_its_answers_once(
    notebook: Notebook,
) -> None:
    page = begun()
    paper = sat(notebook)
    page.radio[0].set_value("b").run()
    press(press(page, "exam-end"), "exam-really")
    st.cache_resource.clear()
    opened(**{OPEN: paper.id})
    assert len(notebook.attempts()) == 1
    page = press(opened(**{OPEN: paper.id}), "exam-back")
    page = page.segmented_control(key="exam-part").set_value("mine").run()
    assert "✓ over" in html_of(page)
    assert press(page, f"open-{paper.id}").query_params[OPEN] == paper.id


def test_only_the_wrong_ones_are_shown_where_that_is_asked_for(notebook: Notebook) -> None:
    page = begun()
    paper = sat(notebook)
    page.radio[0].set_value("b").run()
    page = press(press(page, "exam-end"), "exam-really")
    page = page.segmented_control(key=f"report-which-{paper.id}").set_value("wrong").run()
    shown = html_of(page)
    there = [each.id for each in ITEMS if f"The words of {each.id}" in shown]
    assert there == [paper.questions[0].item]
    page = page.segmented_control(key=f"report-which-{paper.id}").set_value("flagged").run()
    assert page.info


def test_an_id_that_nothing_has_is_a_fault_with_a_way_back() -> None:
    page = opened(**{OPEN: "ffffffffffff"})
    assert "no such exam" in page.error[0].value
    page = press(page, "exam-back")
    assert OPEN not in page.query_params
    assert not page.error


# ---- small things -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (245, "4:05"), (3845, "1:04:05")]
)
def test_time_is_written_as_clocks_write_it(seconds: float, shown: str) -> None:
    assert timed(seconds) == shown


def test_the_clock_warns_by_a_sign_when_little_is_left() -> None:
    assert "◔" in clock_face(200, 1000, speaking("en"))
    assert "⚠" in clock_face(100, 1000, speaking("en"))
    assert 'dir="rtl"' in clock_face(100, 1000, speaking("ar"))


@pytest.mark.parametrize(
    ("answered", "flagged", "seen", "shown"),
    [
        (False, False, False, "3"),
        (False, False, True, "3 –"),
        (True, False, True, "3 ✓"),
        (True, True, True, "3 ✓⚑"),
        (False, True, False, "3 ⚑"),
    ],
)
def test_a_seat_says_by_signs_what_became_of_it(
    answered: bool, flagged: bool, seen: bool, shown: str
) -> None:
    seat = Seat(number=3, item="x", answered=answered, flagged=flagged, seen=seen)
    assert seat_label(seat) == shown


# ---- paths and costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fits_is_named_best_first_with_what_speaks_against_it(language: str) -> None:
    page = opened(language)
    page = page.segmented_control(key="exam-part").set_value("ways").run()
    page.selectbox[0].set_value("ml-engineer")
    page.text_input[0].set_value("١٥٠ USD")
    _ = speaking(language)
    page = press(page, _("Show what fits"))
    assert not page.error
    shown = html_of(page)
    assert "AWS Certified Machine Learning Engineer" in shown
    assert _("+ {price}: within your budget", price="150 USD") in shown


def test_a_budget_that_cannot_be_read_is_a_fault_and_not_a_traceback() -> None:
    page = opened().segmented_control(key="exam-part").set_value("ways").run()
    page.text_input[0].set_value("1,500 beans")
    page = press(page, "Show what fits")
    assert "budget" in page.error[0].value


def test_costs_are_summed_by_currency_with_retakes_and_without_made_up_prices() -> None:
    page = opened().segmented_control(key="exam-part").set_value("costs").run()
    assert "at least one" in page.info[0].value
    page.multiselect[0].set_value(["acme-two", "acme-one"])
    page.number_input[0].set_value(2)
    page = page.run()
    assert "300 USD" in said(page)
    assert "acme" in page.warning[0].value
