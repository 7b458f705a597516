"""The whole app: `hikma app` as a person starts it, in a real headless Chromium."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.builders import heed_ctrl_c

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTING, WAITING, ENDING = 60.0, 30_000.0, 20.0
"""Seconds for the server, milliseconds for the page, seconds for the end."""
ARABIC = (
    "تستخدم خدمة Amazon SageMaker نقاط الحفظ لاستئناف التدريب المتقطع. "
    "تُحفظ نقاط الحفظ في حاوية Amazon S3 كل عشر دقائق. "
    "يدفع المتعلم ثمن الثواني المستخدمة فقط.\n"
)
QUESTION = "أين تُحفظ نقاط الحفظ كل عشر دقائق؟"
QUOTE = "تُحفظ نقاط الحفظ في حاوية Amazon S3 كل عشر دقائق."
HOSTILE = (
    "# ![t](http://evil.example/t.png) Traps\n\n"
    "The hidden trap pixel ![x](http://evil.example/x.png) <img src=http://evil.example/y.png> "
    "<script>document.title = 'taken'</script> is www.evil.example here.\n"
)


@dataclass
class App:
    """A running app."""

    process: "subprocess.Popen[str]"
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Visit:
    """A page and the hosts that it asked for anything."""

    page: Page
    hosts: set[str] = field(default_factory=set)

    def note(self, request: Request) -> None:
        """Remember where a request went; `data:` and `blob:` go nowhere."""
        if host := urlsplit(request.url).hostname:
            self.hosts.add(host)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data: Path, cwd: Path) -> Iterator[App]:
    """`hikma app` with models that need no files; ended whatever happens."""
    port = free_port()
    environment = {key: os.environ[key] for key in os.environ if not key.startswith("HIKMA_")}
    environment |= {"HIKMA_DATA": str(data), "HIKMA_MODEL": "fake:words"}
    environment |= {"HIKMA_EMBEDDING": "fake:words", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-P", "-m", "app.cli.main", "app", "--headless", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )
    try:
        app = App(process, port)
        wait_until_up(app)
        yield app
    finally:
        end(process)


def wait_until_up(app: App) -> None:
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if app.process.poll() is not None:
            pytest.fail(f"hikma app ended: {app.process.communicate()[0]}")
        try:
            with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("hikma app did not start in time")


def end(process: "subprocess.Popen[str]") -> None:
    """End the process and its children: it leads a session of its own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(ENDING)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(ENDING)
    if process.stdout is not None:
        process.stdout.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium: playwright's own cannot be downloaded everywhere."""
    if not CHROMIUM.exists():
        reason = f"There is no {CHROMIUM}. Run: apt-get install chromium chromium-driver"
        if "CI" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One app for all tests here, started where a file called `app.py` lies in wait."""
    cwd = tmp_path_factory.mktemp("elsewhere")
    (cwd / "app.py").write_text("raise SystemExit('the wrong app was imported')\n")
    with running(tmp_path_factory.mktemp("data"), cwd) as started:
        yield started


@pytest.fixture
def visit(chromium: Browser, app: App) -> Iterator[Visit]:
    """A fresh page on the library screen."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAITING)
    expect.set_options(timeout=WAITING)
    here = Visit(context.new_page())
    here.page.on("request", here.note)
    here.page.goto(app.url)
    try:
        yield here
    finally:
        context.close()


def upload(page: Page, name: str, text: str) -> None:
    payload = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(payload)


def ask(page: Page, question: str) -> None:
    page.get_by_role("link", name="Chat").click()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def test_an_uploaded_arabic_text_answers_with_its_quote_from_right_to_left(visit: Visit) -> None:
    page = visit.page
    upload(page, "نقاط.txt", ARABIC)
    expect(page.locator(".hikma b bdi", has_text="نقاط")).to_be_visible()
    expect(page.locator(".hikma").filter(has_text="Arabic").first).to_be_visible()
    ask(page, QUESTION)
    answer = page.get_by_test_id("stChatMessage").nth(1)
    expect(answer.locator("div.hikma").first).to_contain_text("حاوية Amazon S3")
    expect(answer.locator("div.hikma").first).to_have_attribute("dir", "rtl")
    mark = answer.locator("mark")
    expect(mark).to_be_hidden()
    answer.locator("summary").click()
    expect(mark).to_be_visible()
    expect(mark).to_have_text(QUOTE)
    source = mark.locator("xpath=..")
    expect(source).to_have_attribute("dir", "rtl")
    expect(source).to_contain_text("يدفع المتعلم")
    assert source.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert visit.hosts == {"127.0.0.1"}


def test_what_a_document_says_is_neither_run_nor_fetched(visit: Visit) -> None:
    page = visit.page
    upload(page, "![t] traps.txt", HOSTILE)
    expect(page.locator(".hikma b bdi", has_text="![t]")).to_be_visible()
    ask(page, "Where is the hidden trap pixel?")
    answer = page.get_by_test_id("stChatMessage").nth(1)
    answer.locator("summary").first.click()
    expect(answer.locator("mark").first).to_contain_text("<script>document.title")
    assert page.locator("img[src*=evil], a[href*=evil]").count() == 0
    assert page.title() != "taken"
    assert visit.hosts == {"127.0.0.1"}


def test_a_port_in_use_is_said_with_its_hint(app: App) -> None:
    command = [sys.executable, "-m", "app.cli.main", "app", "--headless", "--port", str(app.port)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert f"Port {app.port}" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_app_and_its_server_quietly(
    tmp_path: Path, ending: signal.Signals
) -> None:
    with running(tmp_path, tmp_path) as app:
        app.process.send_signal(ending)
        said, _ = app.process.communicate(timeout=ENDING)
        assert app.process.returncode == 130
        assert "Traceback" not in said
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", app.port)) != 0
