"""`hikma app` as a person starts it, and a real headless Chromium that looks at it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

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
STARTING, WAITING, ENDING = 300.0, 300_000.0, 60.0
"""Seconds for the server, milliseconds for the page, seconds for the end."""


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
    environment = {key: os.environ[key] for key in os.environ if not key.startswith("HIKMA_")}
    environment |= {"HIKMA_MODEL": "fake:words", "HIKMA_EMBEDDING": "fake:words"}
    with serving(data, environment, cwd) as app:
        yield app


@contextmanager
def serving(data: Path, environment: Mapping[str, str], cwd: Path | None = None) -> Iterator[App]:
    """`hikma app` over this data folder; ended whatever happens."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "app.cli.main", "app", "--headless", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env={**environment, "HIKMA_DATA": str(data), "PYTHONUNBUFFERED": "1"},
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


@contextmanager
def visiting(
    chromium: Browser, app: App, path: str = "", width: int = 1280, height: int = 900
) -> Iterator[Visit]:
    """A browser of its own (its cookies too) on a page of the app."""
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-US")
    context.set_default_timeout(WAITING)
    expect.set_options(timeout=WAITING)
    here = Visit(context.new_page())
    here.page.on("request", here.note)
    here.page.goto(f"{app.url}/{path}")
    try:
        yield here
    finally:
        context.close()


def upload(page: Page, name: str, data: bytes, kind: str = "text/plain") -> None:
    payload = {"name": name, "mimeType": kind, "buffer": data}
    page.locator("input[type=file]").set_input_files(payload)


def listed(page: Page, title: str) -> None:
    """Wait until the library lists a document of this title."""
    expect(page.locator(".hikma b bdi", has_text=title).first).to_be_visible()


def ask(page: Page, question: str, chat: str = "Chat") -> None:
    page.get_by_role("link", name=chat).click()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def chips(page: Page) -> Locator:
    """The chips of the citations of the first answer."""
    answer = page.get_by_test_id("stChatMessage").nth(1)
    return answer.locator("[class*=st-key-chip-] button")
