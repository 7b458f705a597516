"""The evaluation screen in Streamlit's AppTest, with models that need no files."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import evals.provenance
from app import figures
from app.evaluating import Begun, keep_questions, questions_made
from app.figures import Cell, Scale
from app.i18n import LANGUAGES, PARAMETER, speaking
from app.password import hashed
from app.screens import evaluate, metric_names
from app.screens.working import waiting
from evals.check import check
from evals.folder import run_folders
from evals.judges.judge import load_judge
from evals.listing import listed
from evals.measure import metrics
from evals.systems.table import NAMES
from evals.wanted import going_on
from ingest.errors import TooLarge
from tests.app.acting import html_of
from tests.builders import ingest_folder, write_files
from tests.evals.builders import CODE, answer, citation
from tests.evals.test_run import CASES, FILES
from tutor.answers import Answer, Sentence
from tutor.settings import Settings

PATIENCE = 300.0
HOSTILE = {
    "id": "hostile",
    "question": "When do bulk retrievals finish <script>alert(1)</script> ![x](http://evil/x.png)?",
    "language": "en",
    "answerable": True,
}


@pytest.fixture(autouse=True)
def fake_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A data folder of its own and models that need no files."""
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HIKMA_MODELS", raising=False)
    # Whoever edits the checkout while the tests run would end what goes on.
    monkeypatch.setattr(evals.provenance, "code_state", lambda: CODE)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()


def screen() -> None:
    """The screen as `app/main.py` draws it: AppTest cannot open a second page."""
    from app import cards
    from app.i18n import tongue
    from app.screens import evaluate
    from ingest.errors import HikmaError

    try:
        evaluate.show()
    except HikmaError as error:
        cards.fault(error.as_record(), tongue())


def opened(language: str = "en") -> AppTest:
    page = AppTest.from_function(screen, default_timeout=PATIENCE)
    page.query_params[PARAMETER] = language
    return page.run()


def settled(page: AppTest) -> AppTest:
    """The page once its job has ended: AppTest does not run fragments by itself."""
    deadline = time.monotonic() + PATIENCE
    while page.get("progress"):
        assert time.monotonic() < deadline, "the job did not end"
        time.sleep(0.02)
        page = page.run()
    return page


def press(page: AppTest, label: str) -> AppTest:
    found = [button for button in page.button if button.label == label]
    assert found, f"no button {label!r} among {[button.label for button in page.button]}"
    return found[0].click().run()


def part(page: AppTest, name: str) -> AppTest:
    return page.segmented_control(key="eval-part").set_value(name).run()


def library(tmp_path: Path) -> Path:
    """A data folder whose library holds a document in each language."""
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")
    return tmp_path / "data"


def with_file(page: AppTest, *rows: object, name: str = "cases.jsonl") -> AppTest:
    """The page after a file of questions was chosen."""
    page = page.segmented_control(key="eval-source").set_value("file").run()
    data = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    return page.file_uploader[0].set_value((name, data.encode(), "text/plain")).run()


def measured(tmp_path: Path, *rows: object, language: str = "en") -> AppTest:
    """The page after a run of `rows`."""
    library(tmp_path)
    page = with_file(opened(language), *rows)
    return settled(press(page, speaking(language)("Start")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_of_own_questions_ends_in_figures_with_intervals(
    tmp_path: Path, language: str
) -> None:
    page = measured(tmp_path, *CASES, language=language)
    _ = speaking(language)
    assert page.success[0].value == _("The run is complete.")
    page = press(page, _("Show the results"))
    shown = html_of(page)
    assert page.segmented_control(key="eval-part").value == "runs"
    assert _("The answer says what is right") in shown
    assert re.search(r"\d\.\d\d … \d\.\d\d", shown)
    assert f'dir="{_.direction}"' in shown
    assert 'class="hikma-track" role="img" aria-label="' in shown
    assert [row.state for row in listed(tmp_path / "data")] == ["complete"]


def test_the_questions_are_counted_by_language_before_anything_is_asked() -> None:
    page = with_file(opened(), *CASES, "{")
    assert any("4 questions · English 2" in caption.value for caption in page.caption)
    assert "1 row cannot be read." in page.warning[0].value


def test_before_the_first_run_the_results_say_how_to_begin() -> None:
    page = part(opened(), "runs")
    assert "Nothing was measured yet" in page.info[0].value


def test_a_file_that_is_no_set_of_questions_is_said_with_its_hint() -> None:
    page = with_file(opened(), "no json at all")
    assert not page.exception
    assert "no usable row" in page.error[0].value
    assert "Start" not in [button.label for button in page.button]


def test_an_empty_library_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    page = settled(press(with_file(opened(), *CASES), "Start"))
    assert not page.exception
    assert page.error
    assert not list(run_folders(tmp_path / "data"))


def test_a_model_that_is_missing_ends_the_run_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(tmp_path)
    monkeypatch.setenv("HIKMA_MODELS", str(tmp_path / "none"))
    monkeypatch.delenv("HIKMA_MODEL")
    page = settled(press(with_file(opened(), *CASES), "Start"))
    assert not page.exception
    assert "not on this machine" in page.error[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_was_cut_short_keeps_what_was_measured_and_goes_on(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ = speaking(language)
    with monkeypatch.context() as patched:
        # Cancelled as a click on Cancel does it, at a point that no clock decides.
        patched.setattr("app.evaluating._Told.case", _cancelling)
        page = measured(tmp_path, *CASES, language=language)
    (row,) = listed(tmp_path / "data")
    assert (row.state, row.done, row.cases) == ("cut-short", 2, 4)
    assert page.info[0].value == _(
        "The run was cut short. What was measured is kept, and it can be gone on with."
    )
    page = press(page, _("Show the results"))
    page = settled(press(page, _("Go on with this run")))
    (row,) = listed(tmp_path / "data")
    assert (row.state, row.done) == ("complete", 4)


def _cancelling(told: object, record: object, number: int, total: int) -> None:
    desk = told._desk  # type: ignore[attr-defined]
    desk.progress(number, total, doing="ask")
    if number == 2:
        desk.cancelled.set()
    desk.check()


def test_what_goes_on_asks_for_what_began(tmp_path: Path) -> None:
    measured(tmp_path, *CASES)
    (folder,) = run_folders(tmp_path / "data")
    run = folder.load()
    wanted = going_on(run)
    assert (wanted.suite, wanted.system, wanted.judge) == (run.suite, "tutor", "particulars")
    assert (wanted.resume, wanted.which, wanted.seed) == (True, run.run, run.seed)


def test_two_runs_stand_side_by_side_with_the_cases_that_flipped(tmp_path: Path) -> None:
    page = measured(tmp_path, *CASES)
    page.selectbox[0].select_index(NAMES.index("bm25"))
    page = settled(press(page, "Start"))
    assert not page.error, page.error[0].value
    page = part(page, "runs")
    earlier = page.selectbox[1].options[1]
    page = page.selectbox[1].select(earlier).run()
    shown = html_of(page)
    assert not page.error, page.error[0].value
    assert "A, before:" in shown
    assert "Difference" in shown
    assert [sub.value for sub in page.subheader if "flipped" in sub.value]


def test_what_questions_and_answers_say_is_neither_markup_nor_fetched(tmp_path: Path) -> None:
    page = measured(tmp_path, HOSTILE)
    page = press(page, "Show the results")
    key = next(toggle.key for toggle in page.toggle if "full report" in toggle.label)
    page = page.toggle(key=key).set_value(True).run()
    shown = html_of(page)
    assert "<script" not in shown
    assert "<img" not in shown
    (frame,) = page.get("iframe")
    # Of an origin of its own, so that even a script in it could not reach the app.
    assert frame.proto.src.startswith("data:text/html;base64,")
    assert not frame.proto.srcdoc


def test_a_rerun_compares_and_measures_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = press(measured(tmp_path, *CASES), "Show the results")
    before = html_of(page)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a rerun asked again")

    monkeypatch.setattr("app.evaluating.work", refuse)
    assert html_of(page.run()) == before


def test_questions_are_made_from_the_library_or_it_is_said_that_none_were(tmp_path: Path) -> None:
    library(tmp_path)
    page = part(opened(), "make")
    page = settled(press(page, "Make them"))
    assert not page.exception
    settings = Settings(data=tmp_path / "data")
    # The fake model drafts nothing usable: no empty set may be left to choose.
    assert questions_made(settings) == []
    assert page.info or page.error


def test_a_judge_is_measured_on_labelled_claims_and_shown_per_language(tmp_path: Path) -> None:
    rows = [
        {"claim": f"It takes {n} hours.", "evidence": f"It takes {n + wrong} hours.",
         "label": int(not wrong), "language": "en", "id": f"{n}-{wrong}"}
        for n in range(20) for wrong in (0, 1)
    ]  # fmt: skip
    labels = tmp_path / "labels.jsonl"
    labels.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    page = part(opened(), "judges")
    assert "not measured here yet" in page.info[0].value
    page.text_input[0].set_value(str(labels))
    page = settled(press(page, "Measure"))
    shown = html_of(page)
    assert not page.error, page.error[0].value
    assert "labels" in shown
    assert "English" in shown
    assert "shared words alone" in shown


def test_a_form_without_labelled_claims_says_so() -> None:
    page = press(part(opened(), "judges"), "Measure")
    assert "No labelled claims" in page.error[0].value


def claims(*texts: str, quote: str) -> Answer:
    sentences = tuple(
        Sentence(text=text, start=0, end=len(text), support="supported", citations=(1,))
        for text in texts
    )
    return answer(" ".join(texts), sentences=sentences, citations=(citation("d", 0, 9, quote),))


@pytest.mark.parametrize(
    ("said", "quote", "support"),
    [
        ("It ends within 48 hours.", "It ends within 48 hours.", "supported"),
        ("It ends within 24 hours.", "It ends within 48 hours.", "unsupported"),
        ("在 24 小时以内完成。", "在 ４８ 小时以内完成。", "unsupported"),
        ("تكتمل خلال ٢٤ ساعة.", "تكتمل خلال 48 ساعة.", "unsupported"),
        ("It is quick.", "It ends within 48 hours.", "unchecked"),
    ],
)
def test_a_chat_answer_is_checked_claim_by_claim(
    tmp_path: Path, said: str, quote: str, support: str
) -> None:
    found = check(claims(said, quote=quote), load_judge("particulars", data=tmp_path))
    (claim,) = found.claims
    assert (claim.support, claim.quotes, claim.labels) == (support, (quote,), (1,))
    assert found.figures["supported"] == float(support == "supported")


def test_a_declined_answer_claims_nothing(tmp_path: Path) -> None:
    found = check(answer(declined=True), load_judge("particulars", data=tmp_path))
    assert found.claims == ()
    assert found.figures == {}


def test_the_verdict_of_a_checked_answer_is_told_in_words_and_a_sign() -> None:
    page = AppTest.from_function(checked_answer, default_timeout=PATIENCE).run()
    shown = html_of(page)
    assert "✘ not supported" in shown
    assert "✔ supported" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>24" not in shown


def checked_answer() -> None:
    from pathlib import Path

    from app.i18n import speaking
    from app.screens import checking
    from tests.app.test_evaluate_screen import claims

    given = claims(
        "It ends within 48 hours.", "It ends within <b>24 hours.", quote="It ends within 48 hours."
    )
    checking.draw(given, Path("/nowhere"), speaking("en"))


def test_every_metric_and_every_system_has_a_name_for_learners() -> None:
    assert {metric_names.base(metric.name) for metric in metrics(8)} == set(metric_names.NAMES)
    assert set(metric_names.KEY) <= set(metric_names.NAMES)
    assert set(NAMES) == set(evaluate.SYSTEMS)


def test_time_left_follows_from_the_cases_of_this_run_alone() -> None:
    begun = Begun(run="r", done=4, total=10, at=100.0)
    assert begun.left(4, 130.0) is None
    assert begun.left(6, 130.0) == 60.0  # 2 cases in 30 s, 4 are left
    assert waiting(60.0, speaking("en")) == "about 60 seconds left"
    assert waiting(600.0, speaking("zh")) == "约剩 10 分钟"
    assert waiting(3 * 3600.0, speaking("ar")) == "بقيت نحو \u20683\u2069 ساعات"


def test_a_drawing_is_told_by_place_and_said_in_words() -> None:
    drawn = figures.whisker(0.5, (0.25, 0.75), Scale(), "0.50 <i>")
    assert "left:25.0%;width:50.0%" in drawn
    assert '<b style="left:50.0%">' in drawn
    assert 'aria-label="0.50 &lt;i&gt;"' in drawn
    assert "left:50.0%" in figures.whisker(0.0, None, Scale(-1, 1), "0")
    assert figures.whisker(None, None, Scale(), "") == ""


def test_a_table_holds_text_alone() -> None:
    drawn = figures.table(["<b>"], [[Cell("<img src=x>\u202e")]], direction="rtl")
    assert "&lt;img src=x&gt;" in drawn
    assert "<img" not in drawn
    assert "\u202e" not in drawn


def test_two_files_of_one_name_are_kept_beside_each_other(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    one = keep_questions(settings, "../cases.jsonl", b"1")
    two = keep_questions(settings, "cases.jsonl", b"2")
    assert one != two
    assert one.parent == two.parent == tmp_path / "evals" / "questions"
    assert keep_questions(settings, "cases.jsonl", b"1") == one


def test_who_only_has_the_password_names_no_folders_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "A folder of sets" in opened().segmented_control(key="eval-source").options
    assert part(opened(), "judges").text_input
    monkeypatch.setenv("HIKMA_PASSWORD_HASH", hashed("s3cret"))
    st.cache_resource.clear()
    assert "A folder of sets" not in opened().segmented_control(key="eval-source").options
    assert not part(opened(), "judges").text_input


def test_a_file_of_questions_is_written_once_and_not_at_every_rerun(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    kept = keep_questions(settings, "cases.jsonl", b"{}")
    kept.write_bytes(b"as it was")
    assert keep_questions(settings, "cases.jsonl", b"{}") == kept
    assert kept.read_bytes() == b"as it was"


def test_a_file_of_questions_that_is_too_large_is_refused_before_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.evaluating.MOST_MB", 0)
    with pytest.raises(TooLarge):
        keep_questions(Settings(data=tmp_path / "data"), "cases.jsonl", b"{}")
    assert not (tmp_path / "data").exists()
