"""The progress screen in Streamlit's AppTest, over a notebook of practice; its clock stands."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.i18n import LANGUAGES, PARAMETER
from app.screens.my_progress import FOR, PARTS
from tests.app.acting import html_of
from tests.builders import ingest_folder, write_files
from tests.tutor import practising
from tutor.notebook import Notebook
from tutor.progress import label
from tutor.quizzes import Attempt, Quiz
from tutor.studied import Held, held

PATIENCE = 240.0
EXAM = "acme-ml"
BLUEPRINT = """id: acme-ml
vendor: acme
title: Acme ML
status: active
as_of: 2026-11
confidence: A
minutes: 130
questions: {total: 65, scored: 50}
domains:
  - {id: "1", title: 数据准备, weight: 28, tasks: [{id: "1.1", title: Labels}]}
  - {id: "2", title: تطوير النماذج, weight: 26}
  - {id: "3", title: Deployment, weight: 22}
  - {id: "4", title: "ML Solution Monitoring, Maintenance, and Security", weight: 24}
sources: [{title: made up, tier: compiled}]
"""
NOW = practising.NOW


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own, models that need no files, and a clock that stands."""
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HIKMA_MODELS", raising=False)
    monkeypatch.setattr("app.clock.now", lambda: NOW)
    own = tmp_path / "data" / "blueprints"
    own.mkdir(parents=True)
    (own / "acme-ml.yaml").write_text(BLUEPRINT, "utf-8")
    st.cache_resource.clear()
    yield tmp_path / "data"
    st.cache_resource.clear()


@pytest.fixture
def practice(data: Path) -> Path:
    """40 items of the four domains, each answered once with a confidence; domain 4 all wrong, and
    of that the learner was certain."""
    items = [practising.item(f"i{n:02}", exam=EXAM, domain=str(n % 4 + 1)) for n in range(40)]
    quiz = Quiz(
        quiz="q" * 12, language="en", seed=0, model="fake:words", settings="f",
        created="2026-11-01T08:00:00Z", asked=40, items=tuple(items),
    )  # fmt: skip
    made = [
        Attempt(
            quiz=quiz.quiz, item=item.id, chosen=("a",) if item.domain != "4" else ("b",),
            verdict="correct" if item.domain != "4" else "wrong",
            points=float(item.domain != "4"), confidence=3 if item.domain == "4" else 2,
            at=practising.stamp(NOW - timedelta(days=3, minutes=-at)),
        )
        for at, item in enumerate(items)
    ]  # fmt: skip
    notebook = Notebook.open(data)
    notebook.save(quiz)
    notebook.record(made)
    notebook.close()
    return data


def screen() -> None:
    """The screen as `app/main.py` draws it: AppTest cannot open a second page."""
    from app import cards
    from app.i18n import tongue
    from app.screens import my_progress
    from ingest.errors import HikmaError

    try:
        my_progress.show()
    except HikmaError as error:
        cards.fault(error.as_record(), tongue())


def opened(language: str = "en", part: str = "ready", **parameters: str) -> AppTest:
    page = AppTest.from_function(screen, default_timeout=PATIENCE)
    for name, value in ({PARAMETER: language} | parameters).items():
        page.query_params[name] = value
    page = page.run()
    return page if part == "ready" else shown(page, part)


def shown(page: AppTest, part: str) -> AppTest:
    return page.segmented_control(key="progress-part").set_value(part).run()


def said(page: AppTest) -> str:
    texts = [
        *page.markdown, *page.caption, *page.info, *page.warning, *page.error, *page.subheader,
    ]  # fmt: skip
    return "\n".join([*(str(text.value) for text in texts), html_of(page)])


# ---- readiness ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_there_are_enough_answers_it_is_too_early_to_say(language: str) -> None:
    page = opened(language, **{FOR: EXAM})
    assert label("not enough attempts", language) in page.subheader[0].value
    assert page.info[0].value == label("missing", language, missing="15")
    assert 'class="hikma-track"' not in html_of(page)
    assert label("passing", language, probability="") not in said(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_readiness_has_its_interval_and_the_domain_that_would_raise_it_most(
    language: str, practice: Path
) -> None:
    page = opened(language)
    assert page.query_params[FOR] == EXAM
    assert label("not ready yet", language) in page.subheader[0].value
    told = said(page)
    assert "75%" in told  # what is taken to pass
    assert "0.85" in told
    first = html_of(page).split("<tbody>")[1].split("</tr>")[0]
    assert "4. ML Solution Monitoring" in first
    assert "ML Solution Monitoring" in " ".join(m.value for m in page.markdown)
    assert html_of(page).count('class="hikma-track"') == 5
    assert "750" not in told


def test_an_exam_without_published_weights_is_a_fault_of_that_part_alone(practice: Path) -> None:
    page = opened(**{FOR: "tensorflow-developer"})
    assert page.error
    page = shown(page, "known")
    assert not page.error


def test_an_exam_that_is_over_is_said_to_be(practice: Path) -> None:
    page = opened(**{FOR: "aws-mls-c01"})
    assert "can no longer be taken" in page.warning[0].value


# ---- the other parts ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_drawn_with_practice_and_without(
    language: str, part: str, practice: Path
) -> None:
    for exam in (EXAM, "gcp-pmle"):
        page = opened(language, part, **{FOR: exam})
        assert not page.exception
        assert not page.error


def test_each_task_has_a_state_in_words_and_a_sign(practice: Path) -> None:
    page = opened("zh", "known")
    drawn = html_of(page)
    assert "◐ 学习中" in drawn
    assert "<bdi>1. 数据准备</bdi>" in drawn  # answers that name no task
    assert "<bdi>1.1 Labels</bdi>" in drawn
    assert "○ 未尝试" in drawn


def test_passages_are_searched_for_when_asked_and_until_then_nothing_is_claimed_of_them(
    practice: Path, tmp_path: Path
) -> None:
    text = "# Monitoring\n\nML Solution Monitoring watches a model. Security keeps it safe.\n"
    ingest_folder(write_files(tmp_path / "files", {"a.md": text}), practice / "index")
    page = opened(part="map", **{FOR: EXAM})
    assert "nothing in your documents" not in html_of(page)
    page = page.button(key="coverage-search").click().run()
    deadline = time.monotonic() + PATIENCE
    while page.get("progress"):
        assert time.monotonic() < deadline, "the search did not end"
        time.sleep(0.02)
        page = page.run()
    rows = html_of(page).split("<tr>")
    (row,) = [row for row in rows if "ML Solution Monitoring" in row]
    assert '<td class="n"><bdi>1</bdi></td>' in row


def test_a_search_without_documents_is_a_fault_that_is_told(practice: Path) -> None:
    page = opened(part="map", **{FOR: EXAM})
    page = page.button(key="coverage-search").click().run()
    deadline = time.monotonic() + PATIENCE
    while page.get("progress"):
        assert time.monotonic() < deadline, "the search did not end"
        time.sleep(0.02)
        page = page.run()
    assert page.error


def test_what_was_certain_and_wrong_is_counted(practice: Path) -> None:
    page = opened(part="sure")
    assert "10 facts" in page.warning[0].value
    rows = html_of(page).split("<tbody>")[1].split("</tr>")
    assert "<bdi>certain</bdi>" in rows[2]
    assert "<bdi>0%</bdi>" in rows[2]
    assert "<bdi>100%</bdi>" in rows[1]
    assert "<bdi>–</bdi>" in rows[0]  # no guesses: no share, which is not 0


def test_reviews_that_are_due_and_those_of_each_day_are_told(practice: Path) -> None:
    page = opened("ar", "reviews")
    assert "معلومة حان موعدها الآن" in page.markdown[0].value
    assert html_of(page).count('class="hikma-track"') == 14


def test_a_plan_ends_before_the_day_and_self_assessment_feeds_it(practice: Path) -> None:
    page = opened(part="plan")
    assert html_of(page).count("2026-11-21 – 2026-11-27") == 1
    assert "2027-01-01 – 2027-01-01" in html_of(page) or "2026-12-26 – 2027-01-01" in html_of(page)
    before = html_of(page)
    page = page.segmented_control(key="said-mlops-registry").set_value("no").run()
    assert html_of(page) != before
    assert "Model Registry" in html_of(page)


def test_a_rerun_reads_the_bank_only_after_something_was_added(
    practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []

    def counted(notebook: Notebook) -> dict[str, Held]:
        reads.append(notebook)
        return held(notebook)

    monkeypatch.setattr("app.practised.held", counted)
    page = opened()
    before = html_of(page)
    assert html_of(page.run()) == before
    page = shown(page, "known")
    before = html_of(page)
    notebook = Notebook.open(practice)
    notebook.record([practising.attempt("i00", quiz="q" * 12, right=False)])
    assert html_of(page.run()) != before
    assert len(reads) == 1  # an answer adds no item
    more = notebook.quiz("q" * 12).model_copy(
        update={"quiz": "r" * 12, "items": (practising.item("new", exam=EXAM, domain="1"),)}
    )
    notebook.save(more)
    notebook.close()
    page.run()
    assert len(reads) == 2
