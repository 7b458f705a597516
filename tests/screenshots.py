"""Writes a picture of every screen, in every language, as wide as a desk and as a phone.

    .venv/bin/python -m tests.screenshots FOLDER                # the real models, if they are here
    .venv/bin/python -m tests.screenshots FOLDER --fakes
    .venv/bin/python -m tests.screenshots FOLDER --only evaluate,settings --languages ar

The screens are those of the app itself (`app.main.SCREENS`). Of a screen that is in parts (a
control whose key ends in `-part`) each part is a picture; a question is asked first, and its answer
is shown alone and with its source beside it. The pictures are to be looked at: nothing here says
whether they are right.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooSlow

from app import conversations
from app.i18n import LANGUAGES, PARAMETER, speaking
from app.main import SCREENS
from evals.wanted import Onlooker, Wanted, work
from ingest.embed import load_embeddings
from ingest.errors import HikmaError
from ingest.pipeline import find_files, ingest_paths
from tests.app.browsing import CHROMIUM, FLAGS, WAITING, App, serving
from tests.builders import CORPUS
from tests.example_practice import practise
from tutor.choices import choose
from tutor.settings import Settings, load_settings

WIDTHS: Mapping[str, tuple[int, int]] = {"desktop": (1280, 860), "phone": (390, 844)}
"""Width and least height in pixels."""
TALLEST = 2600
"""A longer page is cut."""
QUESTIONS = {
    "en": "What does Managed Spot Training save?",
    "zh": "什么是数据漂移？",
    "ar": "ما الفرق بين النشر الكناري والنشر الخطّي؟",
}
SETTLING = 700
"""Milliseconds that a drawn page is given for its fonts and for what moves into place."""
CHAT = "chat"
"""The screen on which a question is asked."""
FIRST = "first"
"""Name of the screen that has no path of its own."""
BLOCK = "[data-testid=stMainBlockContainer]"
SCROLLED = "[data-testid=stMain], [data-testid=stAppScrollToBottomContainer]"
"""What is in the page, and what scrolls around it: another element where there is a chat box."""
ANSWERING = 60_000
"""Milliseconds that an answer is given; after that the conversation is shown as it is."""
GROWING = 4
"""How often it is looked whether more has come that needs a higher window."""
QUIET = """() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner]')"""
ASKED, LIMIT = "gold", 6
"""What the shown evaluations asked."""


@dataclass(frozen=True)
class View:
    """One picture to be taken."""

    path: str
    """Last part of the screen's address; empty for the first one."""
    language: str
    width: str
    chat: str = ""
    """Id of the conversation that is to be open."""

    def name(self, part: str = "") -> str:
        return "-".join(filter(None, (self.path or FIRST, part, self.language, self.width)))


def take(
    folder: Path,
    data: Path,
    *,
    languages: Sequence[str] = tuple(LANGUAGES),
    widths: Sequence[str] = tuple(WIDTHS),
    only: Sequence[str] = (),
    asking: bool = True,
) -> list[Path]:
    """The pictures of an app over this data folder, by name. `only` names screens."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    with serving(data, os.environ) as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            paths = [path for path in screens() if not only or (path or FIRST) in only]
            for language in languages:
                chat = _ask(browser, app, language) if asking and CHAT in paths else ""
                for width in widths:
                    for path in paths:
                        view = View(path, language, width, chat if path == CHAT else "")
                        taken += _pictures(browser, app, view, folder)
        finally:
            browser.close()
    return taken


def screens() -> list[str]:
    """The screens of the app, by the last part of their address; empty for the first one."""
    return ["", *(screen.path for screen in SCREENS[1:])]


@contextmanager
def _page(browser: Browser, app: App, view: View) -> Iterator[Page]:
    width, height = WIDTHS[view.width]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(WAITING)
    page = context.new_page()
    chat = f"&{conversations.PARAMETER}={view.chat}" if view.chat else ""
    page.goto(f"{app.url}/{view.path}?{PARAMETER}={view.language}{chat}")
    page.locator(f"{BLOCK} h2, {BLOCK} h1").first.wait_for()
    _settle(page)
    try:
        yield page
    finally:
        context.close()


def _settle(page: Page) -> None:
    """Until nothing is being computed; what runs on for longer is shown as it is."""
    try:
        page.wait_for_function(QUIET, timeout=20_000)
    except TooSlow:
        print(f"{page.url} is still at work", file=sys.stderr)
    page.wait_for_timeout(SETTLING)


def _ask(browser: Browser, app: App, language: str) -> str:
    """Begin a conversation, so that there is something to be seen of one; its id."""
    with _page(browser, app, View(CHAT, language, "desktop")) as page:
        box = page.get_by_test_id("stChatInputTextArea")
        if not box.is_enabled():
            return ""
        box.fill(QUESTIONS[language])
        box.press("Enter")
        try:
            page.get_by_test_id("stChatMessage").nth(1).wait_for(timeout=ANSWERING)
            stop = page.locator("[class*='st-key-stop-']").first
            stop.wait_for(state="detached", timeout=ANSWERING)
        except TooSlow:
            print(f"No answer in {language} in time: {QUESTIONS[language]}", file=sys.stderr)
        _settle(page)
        return str(parse_qs(urlsplit(page.url).query).get(conversations.PARAMETER, [""])[0])


def _pictures(browser: Browser, app: App, view: View, folder: Path) -> Iterator[Path]:
    with _page(browser, app, view) as page:
        parts = page.locator(f"{BLOCK} [class*='st-key-'][class*='-part'] button")
        for at in range(max(parts.count(), 1)):
            part = ""
            if parts.count():
                parts.nth(at).click()
                part = str(at + 1)
                _settle(page)
            yield _picture(page, view, part, folder)
        if view.chat and (chips := page.locator("[class*=st-key-chip-] button")).count():
            chips.first.click()
            page.locator(".hikma-page img, .hikma-text").first.wait_for()
            _settle(page)
            yield _picture(page, view, "source", folder)


def _picture(page: Page, view: View, part: str, folder: Path) -> Path:
    path = folder / f"{view.name(part)}.png"
    _whole(page, view)
    page.screenshot(path=path)
    return path


def _whole(page: Page, view: View) -> None:
    """Make the window as high as what is in it: Streamlit scrolls inside the page."""
    width, height = WIDTHS[view.width]
    page.set_viewport_size({"width": width, "height": height})
    for _look in range(GROWING):
        page.wait_for_timeout(SETTLING)
        content = page.evaluate(f"document.querySelector('{SCROLLED}').scrollHeight")
        if min(content, TALLEST) <= height:
            return
        height = min(content, TALLEST)
        page.set_viewport_size({"width": width, "height": height})


# -- what there is to be seen -------------------------------------------------------


def demo(data: Path, documents: Path = CORPUS, *, fakes: bool) -> Settings:
    """A data folder with a library, two evaluations, a bank with a month of answers, and two mock
    exams. Raises `HikmaError`s."""
    if fakes:
        # Chosen as a learner does it: named in the environment they could not be changed.
        choose(data, model="fake:words", embedding="fake:words")
    settings = load_settings({"data": data})
    embeddings = load_embeddings(settings.embedding, settings.model_roots)
    ingest_paths(find_files([documents]), settings.index_folder, embeddings, settings.ingest)
    practise(data, settings.index_folder, datetime.now(UTC))
    for system in ("bm25", "extractive"):
        wanted = Wanted(suite=ASKED, limit=LIMIT, system=system, judge="particulars")
        work(wanted, settings, Onlooker())
    return settings


def models_are_here(settings: Settings) -> bool:
    """Whether the real embedding model can be opened."""
    try:
        load_embeddings(settings.embedding, settings.model_roots)
    except HikmaError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fakes", action="store_true", help="Models that need no files.")
    parser.add_argument("--documents", type=Path, default=CORPUS, help="What the library holds.")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--widths", default=",".join(WIDTHS))
    parser.add_argument("--only", default="", help="Screens, by the last part of their address.")
    given = parser.parse_args()
    for language in given.languages.split(","):
        speaking(language)  # a typing error must not cost minutes
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        fakes = given.fakes or not models_are_here(load_settings({"data": data}))
        demo(data, given.documents, fakes=fakes)
        for path in take(
            given.folder, data,
            languages=given.languages.split(","), widths=given.widths.split(","),
            only=[name for name in given.only.split(",") if name],
        ):  # fmt: skip
            print(path)


if __name__ == "__main__":
    main()
