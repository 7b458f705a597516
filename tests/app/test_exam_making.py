"""What a mock exam lacks, made in the browser: Streamlit's AppTest with scripted models."""

import threading
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from streamlit.testing.v1 import AppTest

from app.i18n import LANGUAGES, speaking
from app.screens.exam_making import why
from app.screens.exams import OPEN
from ingest.embed import FakeEmbeddings
from ingest.errors import ModelUnavailable
from ingest.index import Index
from tests.app.acting import html_of, press, settled
from tests.app.test_cli_exam_items import EXAM
from tests.app.test_cli_exam_take import quiz
from tests.app.test_exam_screen import opened, said
from tests.builders import ingest_folder, write_files
from tests.tutor.mock.sitting import item
from tests.tutor.mock.test_supply import FILES, replies
from tutor.exam_topics import Place
from tutor.fake_chat import FakeChatModel
from tutor.mock.papers import MockPaper
from tutor.mock.supply import Supplied
from tutor.notebook import Notebook
from tutor.quizzes import QuizItem

pytestmark = pytest.mark.usefixtures("fake_models")
NOTHING = "Your documents hold nothing on it."


class Waiting(FakeChatModel):
    """Answers what is scripted, then waits: until the test lets it go on, when it mumbles."""

    waits: Any
    freed: Any

    def _generate(self, *args: Any, **kwargs: Any) -> Any:
        if not self.replies:
            self.waits.set()
            self.freed.wait(60)
            self.replies = ["?"]
        return super()._generate(*args, **kwargs)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Documents on the first two domains of the exam; none on its third, and an empty bank."""
    folder = tmp_path / "data"
    ingest_folder(write_files(tmp_path / "files", FILES), folder / "index")
    blueprint(folder, EXAM)
    return folder


def blueprint(data: Path, text: str) -> None:
    (data / "blueprints").mkdir(parents=True, exist_ok=True)
    (data / "blueprints" / "acme-one.yaml").write_text(text, "utf-8")


def script(data: Path, *topics: str) -> list[str]:
    index = Index.open(data / "index", FakeEmbeddings())
    found = replies(index, *topics)
    index.close()
    return found


def modelled(monkeypatch: pytest.MonkeyPatch, model: BaseChatModel) -> None:
    monkeypatch.setattr("tutor.session.load_chat_model", lambda *_: model)


def stored(data: Path, *items: QuizItem) -> None:
    notebook = Notebook.open(data)
    notebook.save(quiz(*items))
    notebook.close()


def kept(data: Path) -> tuple[list[QuizItem], list[MockPaper]]:
    """The bank, and the mock exams that were drawn."""
    notebook = Notebook.open(data)
    found = [each.item for each in notebook.bank(standing=None).items], list(notebook.papers())
    notebook.close()
    return found


def wanted(language: str = "en", count: int | None = None) -> AppTest:
    """The page after a mock exam was wanted."""
    page = opened(language)
    page.text_input(key="exam-search").set_value("acme-one").run()
    page = press(page, "make-acme-one")
    if count is not None:
        page.number_input(key="mock-count-acme-one").set_value(count)
    page.number_input(key="mock-seed-acme-one").set_value(7)
    return press(page, speaking(language)("Make it"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_told_made_and_the_exam_begun(
    language: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modelled(monkeypatch, FakeChatModel(replies=script(data, "Snapshots")))
    _ = speaking(language)
    page = wanted(language, count=1)
    short = ("Your bank is {count} question short for this exam.",
             "Your bank is {count} questions short for this exam.")  # fmt: skip
    assert page.warning[0].value == _.plural(*short, 1)
    assert "1. Snapshots" in html_of(page)
    assert kept(data) == ([], [])
    page = press(page, "supply")
    assert page.success[0].value == _("{made} of {asked} questions were kept.", made="1", asked="1")
    (made,), (paper,) = kept(data)
    assert (made.exam, made.domain) == ("acme-one", "1")
    page = press(page, "supply-open")
    assert page.query_params[OPEN] == paper.id
    page = press(page, "exam-start")
    assert [radio.value for radio in page.radio] == [None]
    assert not [b.key for b in press(page, "exam-back").button if str(b.key).startswith("supply")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_domains_of_which_documents_say_nothing_are_named_and_no_model_is_asked(
    language: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blueprint(data, EXAM.replace("快照", "超参数优化").replace("Snapshots", "Billing"))
    model = FakeChatModel(replies=[])
    modelled(monkeypatch, model)
    _ = speaking(language)
    page = press(wanted(language), "supply")
    shown = html_of(page)
    assert shown.count(_(NOTHING)) == 3
    for title in ("1. Billing", "2. 超参数优化", "3. التكلفة"):
        assert title in shown
    assert _("{made} of {asked} questions were kept.", made="0", asked="4") in said(page)
    assert _("Your bank holds no question for this exam. Make some in Practice first.") in said(
        page
    ).replace("\\", "")
    assert model.asked == []
    assert kept(data) == ([], [])
    # There is nothing to take, and the way out is there.
    assert "supply-take" not in [button.key for button in page.button]
    assert NOTHING not in html_of(press(page, "supply-close"))


def test_without_documents_that_is_said_and_nothing_is_offered(tmp_path: Path) -> None:
    blueprint(tmp_path / "data", EXAM)
    page = wanted()
    assert "The library is empty" in page.info[0].value
    assert page.error
    assert "supply" not in [button.key for button in page.button]


def test_drafts_that_were_turned_away_are_shown_with_the_reason(data: Path) -> None:
    stored(data, item("d2-0", "2"), item("d3-0", "3"))
    page = press(wanted(), "supply")  # the fake model asks nothing and supports no answer
    assert "0 of 2 questions were kept." in said(page)
    shown = html_of(page)
    assert "Your documents gave no more that passes the checks." in shown
    assert "The passage supports the answer" in shown
    assert NOTHING not in shown
    _items, (paper,) = kept(data)
    assert [domain.given for domain in paper.domains] == [0, 1, 1]


def test_a_making_that_is_cancelled_keeps_its_items_and_draws_nothing_by_itself(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, freed = threading.Event(), threading.Event()
    model = Waiting(replies=script(data, "Snapshots"), waits=waits, freed=freed)
    modelled(monkeypatch, model)
    page = wanted()
    page = next(button for button in page.button if button.key == "supply").click().run()
    assert waits.wait(60)
    page = page.run()
    assert "1 of 4" in page.get("progress")[0].proto.text
    # Nothing else is begun meanwhile.
    page = next(button for button in page.button if button.key == "make-acme-one").click().run()
    page = next(button for button in page.button if button.label == "Make it").click().run()
    assert next(button for button in page.button if button.key == "supply").disabled
    cancel = next(button for button in page.button if str(button.key).startswith("cancel-"))
    page = cancel.click().run()
    freed.set()
    page = settled(page)
    assert "Stopped. What was admitted stays." in said(page)
    assert "Not begun." in html_of(page)
    assert "1 of 4 questions were kept." in said(page)
    items, papers = kept(data)
    assert (len(items), papers) == (1, [])
    page = press(page, "supply-take")
    _items, (paper,) = kept(data)
    assert [question.item for question in paper.questions] == [items[0].id]
    assert page.query_params[OPEN] == paper.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_is_down_is_a_fault_and_the_bank_can_be_drawn_from(
    language: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> BaseChatModel:
        raise ModelUnavailable("The server said nothing.", hint="Start the server.")

    monkeypatch.setattr("tutor.session.load_chat_model", fail)
    stored(data, item("d1-0", "1"))
    page = press(wanted(language), "supply")
    assert "Start the server" in page.error[0].value
    items, papers = kept(data)
    assert ([each.id for each in items], papers) == (["d1-0"], [])
    page = press(page, "supply-take")
    (paper,) = kept(data)[1]
    assert page.query_params[OPEN] == paper.id


def test_who_wants_the_bank_alone_takes_it_and_no_model_is_opened(data: Path) -> None:
    stored(data, item("d1-0", "1"))
    page = wanted()
    assert "3 questions short" in page.warning[0].value
    page = press(page, "supply-not")
    (paper,) = kept(data)[1]
    assert [question.item for question in paper.questions] == ["d1-0"]


def test_a_bank_that_has_enough_is_drawn_from_at_once(data: Path) -> None:
    stored(data, item("d1-0", "1"))
    page = wanted(count=1)
    (paper,) = kept(data)[1]
    assert page.query_params[OPEN] == paper.id


def test_each_reason_is_told_with_the_tasks_that_it_is_about() -> None:
    def order(task: str, made: int = 0, *, tried: bool = True, silent: bool = False) -> Supplied:
        place = Place(exam="e", domain="1", task=task, title="t", topics=("t",))
        return Supplied(place=place, wanted=2, made=made, tried=tried, silent=silent)

    _ = speaking("en")
    assert why([order("1.1", 2), order("1.2", 2)], _) == []
    assert why([order("1.1", silent=True), order("1.2", silent=True)], _) == [NOTHING]
    assert why([order("1.1", silent=True), order("1.2", 1), order("1.3", tried=False)], _) == [
        f"1.1: {NOTHING}",
        "1.2: Your documents gave no more that passes the checks.",
        "1.3: Not begun.",
    ]
