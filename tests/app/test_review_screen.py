"""A review that goes on after a refresh, in Streamlit's AppTest with models that need no files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.i18n import LANGUAGES, PARAMETER, speaking
from app.screens.reviewing import QUEUE, Queue, named
from tests.app.acting import html_of
from tests.app.test_practice_screen import ID, attempts, messages, opened, press, quiz_of, store
from tests.tutor.practice import item
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, QuizItem

pytestmark = pytest.mark.usefixtures("fake_models")
STEMS = {name: f"What is {name}?" for name in ("one", "two", "three")}


def asking(name: str) -> QuizItem:
    """An item on a fact of its own; c is right."""
    made = item("single")
    (span,) = made.evidence
    spans = (span.model_copy(update={"quote": f"The words of {name}."}),)
    return made.model_copy(update={"id": name, "stem": STEMS[name], "evidence": spans})


def forgotten(tmp_path: Path) -> None:
    """Three facts that were answered long ago."""
    store(tmp_path, *map(asking, STEMS))
    notebook = Notebook.open(tmp_path / "data")
    notebook.record(
        Attempt(quiz=ID, item=name, chosen=("c",), verdict="correct", points=1.0,
                at=f"2025-01-0{day}T08:00:00Z")
        for day, name in enumerate(STEMS, start=1)
    )  # fmt: skip
    notebook.close()


def begun(tmp_path: Path, language: str = "en") -> AppTest:
    forgotten(tmp_path)
    return press(opened(language, part="review"), "review-begin")


def refreshed(page: AppTest) -> AppTest:
    """Another page at the same address: nothing of what the first one remembers."""
    said = {name: str(value) for name, value in page.query_params.items()}
    return opened(said.pop(PARAMETER), **said)


def asked(page: AppTest) -> str:
    """The item that is asked."""
    shown = html_of(page)
    (found,) = [name for name, stem in STEMS.items() if stem in shown]
    return found


def answer(page: AppTest, letter: str) -> AppTest:
    page.radio[0].set_value(letter)
    return press(page, "submit-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_a_refresh_what_was_answered_stays_so_and_the_next_one_is_asked(
    tmp_path: Path, language: str
) -> None:
    page = begun(tmp_path, language)
    order = [asked(page)]
    page = refreshed(answer(page, "a"))
    order.append(asked(page))
    _ = speaking(language)
    assert page.get("progress")[0].proto.text == _(
        "{done} of {total} answered", done=_.number(1), total=_.number(3)
    )
    page = refreshed(answer(page, "c"))
    order.append(asked(page))
    page = press(answer(page, "c"), "next-")
    assert sorted(order) == sorted(STEMS)
    assert [each.item for each in attempts(tmp_path)][3:] == order
    page = refreshed(page)
    assert not page.radio
    page = press(page, "review-more")
    assert QUEUE not in page.query_params
    assert _("Nothing is due now.") in messages(page)


def test_what_another_window_answers_and_what_is_new_change_nothing_of_a_sitting(
    tmp_path: Path,
) -> None:
    page = begun(tmp_path)
    first = asked(page)
    notebook = Notebook.open(tmp_path / "data")
    notebook.record(
        [Attempt(quiz=ID, item=first, chosen=("c",), verdict="correct", points=1.0,
                 at="2026-11-22T08:00:00Z")]
    )  # fmt: skip
    # Another item on the same fact, asked less often: a new sitting would take this one.
    twin = asking(first).model_copy(update={"id": "twin"})
    notebook.save(quiz_of(twin, id="f" * 12, created="2026-11-22T08:00:00Z"))
    notebook.close()
    page = refreshed(page)
    assert asked(page) != first
    assert "1 of 3 answered" in page.get("progress")[0].proto.text


def test_a_review_that_was_stopped_is_not_gone_on_with(tmp_path: Path) -> None:
    page = press(begun(tmp_path), "review-close")
    assert QUEUE not in page.query_params
    page = refreshed(page)
    assert page.subheader[0].value == "3 facts are due"


@pytest.mark.parametrize("said", ["", "x", "1-2-3", "1-2-0-", "1-2-999-", "1-2-20-de", "١-٢-٣-en"])
def test_an_address_that_names_no_review_is_taken_for_none(tmp_path: Path, said: str) -> None:
    assert named(said) is None
    forgotten(tmp_path)
    page = opened("en", part="review", review=said)
    assert "3 facts are due" in [each.value for each in page.subheader]
    assert not messages(page).count("Traceback")


def test_an_address_names_all_that_a_sitting_follows_from() -> None:
    queue = Queue(12, datetime(2026, 11, 22, 8, 0, 7, tzinfo=UTC), 20, "zh-Hans")
    assert named(queue.name) == queue
    assert named(queue._replace(language=None).name) == queue._replace(language=None)
