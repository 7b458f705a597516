"""Practice from end to end in a real headless Chromium: a quiz, a mock exam, a review."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.i18n import speaking
from tests.app.browsing import App, running, visiting
from tests.app.test_cli_exam_take import BLUEPRINT, quiz
from tests.builders import ingest_folder, write_files
from tests.tutor.mock.sitting import item
from tutor.notebook import Notebook

FILES = {
    "snapshots.md": "# Snapshots\n\nA snapshot is kept for 35 days in the Vault service.",
    "rollback.md": "# Rollback\n\nA rollback takes 12 minutes in the Deploy service.",
    "zh.md": "# 回滚\n\n在 Amazon S3 里，回滚默认保留２８天，之后自动删除。删除不可恢复。",
    "ar.md": "# التراجع\n\nيُحفَظُ التراجع ٢٨ يومًا في Amazon S3 ثمَّ يُحذَف. لا رجعة.",
}
QUOTE = "A snapshot is kept for 35 days in the Vault service."
OTHERS = ("one right answer", "several right answers", "fill the gap", "short answer")
"""Kinds of questions that are chosen at first, but for the one that the fake model can make."""
TRUE_FALSE = (
    BLUEPRINT.replace("acme-one", "acme-two")
    .replace("Acme One", "Acme Two")
    .replace("Storage", "Rollback")
    .replace("安全", "回滚")
    .replace("التكلفة", "التراجع")
    .replace("formats: {multiple_choice: {}, ordering: {}}", "formats: {yes_no: {}}")
)
"""An exam of the kind of questions that the fake model can make, for which the bank has none."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One app for all tests here: three documents, and a bank that one exam can be drawn from."""
    folder = tmp_path_factory.mktemp("practice")
    data = folder / "data"
    ingest_folder(write_files(folder / "files", FILES), data / "index")
    written(data, "acme-one", BLUEPRINT)
    written(data, "acme-two", TRUE_FALSE)
    notebook = Notebook.open(data)
    notebook.save(quiz(item("d1-0", "1"), item("d1-1", "1"), item("d2-0", "2"), item("d3-0", "3")))
    notebook.close()
    with running(data, folder) as started:
        yield started


def written(data: Path, name: str, blueprint: str) -> None:
    (data / "blueprints").mkdir(parents=True, exist_ok=True)
    (data / "blueprints" / f"{name}.yaml").write_text(blueprint, "utf-8")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, at: int) -> None:
    """Choose the option at this place of the question that is shown."""
    page.get_by_test_id("stRadio").locator("label:has(input)").nth(at).click()


def set_up(page: Page, exam: str) -> None:
    """Open the form of a mock exam."""
    search = page.get_by_label("Search")
    search.fill(exam)
    search.press("Enter")
    expect(page.get_by_role("button", name="Set up a mock exam")).to_have_count(1)
    press(page, "Set up a mock exam")


def switch(page: Page, language: str) -> None:
    """Switch the language of the interface."""
    page.get_by_test_id("stSidebar").get_by_role("radio", name=language).click()


def time_left(page: Page) -> int:
    """Seconds on the clock of the mock exam."""
    shown = page.get_by_role("timer")
    expect(shown).to_contain_text("left")
    found = re.search(r"(\d+):(\d\d)", shown.inner_text())
    assert found is not None
    return 60 * int(found[1]) + int(found[2])


def test_a_quiz_is_made_taken_and_its_feedback_opens_the_words_of_the_document(
    chromium: Browser, app: App
) -> None:
    with visiting(chromium, app, "practice") as here:
        page = here.page
        for name in OTHERS:
            kind = page.get_by_role("button", name=name, exact=True)
            kind.click()
            expect(kind).to_have_attribute("aria-pressed", "false")
        topic = page.get_by_label("Topic")
        topic.fill("Snapshots")
        topic.press("Enter")
        count = page.get_by_label("How many")
        count.fill("1")
        count.press("Enter")
        seed = page.get_by_label("Seed of the drawing", exact=True)
        seed.fill("7")
        seed.press("Enter")
        press(page, "Make the quiz")
        expect(page.get_by_test_id("stAlert")).to_contain_text("1 of 1 questions were kept.")
        press(page, "Take it")
        choose(page, 0)
        press(page, "Answer")
        expect(page.get_by_role("status")).to_contain_text(re.compile("Right|Wrong"))
        expect(page.locator("[class*=st-key-hikma-item-]")).to_contain_text(QUOTE)
        page.locator("[class*=st-key-source-] button").first.click()
        expect(page.locator(".hikma-text mark")).to_have_text(QUOTE)
        # A refresh does not ask again what was answered.
        page.reload()
        expect(page.get_by_text("1 of 1 answered")).to_be_visible()
        assert here.hosts == {"127.0.0.1"}


def test_a_mock_exam_goes_on_in_another_browser_with_its_answers_flags_and_clock(
    chromium: Browser, app: App
) -> None:
    with visiting(chromium, app, "exams") as here:
        page = here.page
        set_up(page, "acme-one")
        press(page, "Make it")
        press(page, "Start the exam")
        choose(page, 0)
        expect(page.get_by_role("button", name="1 ✓", exact=True)).to_be_visible()
        # By their keys: names of buttons with a shortcut hold this, too.
        page.locator(".st-key-exam-next button").click()
        expect(page.get_by_text("Question 2 of 4")).to_be_visible()
        page.locator(".st-key-exam-flag button").click()
        expect(page.get_by_role("button", name="2 –⚑", exact=True)).to_be_visible()
        before, at = time_left(page), time.monotonic()
        page.close()
    time.sleep(3)
    with visiting(chromium, app, "exams") as here:
        page = here.page
        press(page, "Go on")
        left, passed = time_left(page), time.monotonic() - at
        assert before - passed - 3 <= left <= before - 3
        # Where it was left: at the second question.
        expect(page.get_by_text("Question 2 of 4")).to_be_visible()
        expect(page.get_by_role("button", name="2 –⚑", exact=True)).to_be_visible()
        press(page, "1 ✓")
        expect(page.get_by_text("Question 1 of 4")).to_be_visible()
        expect(page.get_by_test_id("stRadio").locator("input").first).to_be_checked()
        press(page, "End the exam")
        expect(page.get_by_text("Not answered: 3. Flagged: 1.")).to_be_visible()
        press(page, "End it")
        expect(
            page.get_by_text("You ended it. 1 of 4 right (25%), 3 not answered.")
        ).to_be_visible()
        rows = page.locator(".hikma-table tr")
        parts = [rows.filter(has_text=title) for title in ("1. Storage", "2. 安全", "3. التكلفة")]
        for part, share in zip(parts, ("50%", "25%", "25%")):
            expect(part).to_have_count(1)
            expect(part).to_contain_text(share)
        right = [int(part.inner_text().split(" / ")[0].split()[-1]) for part in parts]
        assert sum(right) == 1
        # The report is there for whoever comes back.
        page.reload()
        expect(page.get_by_text("You ended it.")).to_be_visible()


def test_what_a_mock_exam_lacks_is_made_in_the_app_and_survives_a_refresh(
    chromium: Browser, app: App
) -> None:
    with visiting(chromium, app, "exams") as here:
        page = here.page
        set_up(page, "acme-two")
        count = page.get_by_label("Number of questions")
        count.fill("3")
        count.press("Tab")
        press(page, "Make it")
        expect(page.get_by_text("Your bank is 3 questions short for this exam.")).to_be_visible()
        press(page, "Make them")
        expect(page.get_by_text("3 of 3 questions were kept.")).to_be_visible()
        page.reload()
        expect(page.get_by_text("3 of 3 questions were kept.")).to_be_visible()
        press(page, "Go to the mock exam")
        press(page, "Start the exam")
        expect(page.get_by_text("Question 1 of 3")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_what_was_chosen_is_said_in_each_language_and_stays_chosen(
    chromium: Browser, app: App
) -> None:
    with visiting(chromium, app, "practice") as here:
        page = here.page
        box = page.get_by_test_id("stSelectbox").locator("input").first
        expect(box).to_have_value("each document's own")
        kinds = page.locator("[data-variant=pills]")
        kinds.first.click()
        expect(kinds.first).to_have_attribute("aria-pressed", "false")
        switch(page, "العربية")
        expect(box).to_have_value(speaking("ar")("each document's own"))
        box.click()
        page.get_by_role("option", name="الصينية").first.click()
        for name, code in (("中文", "zh"), ("العربية", "ar"), ("English", "en")):
            switch(page, name)
            expect(box).to_have_value(re.compile(speaking(code).language("zh")))
            expect(kinds.first).to_have_attribute("aria-pressed", "false")
            expect(kinds.nth(1)).to_have_attribute("aria-pressed", "true")
