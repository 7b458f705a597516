"""Screens in Streamlit's AppTest, and what a learner does there: upload, ask, press."""

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from app import i18n
from tutor.settings import Settings

MAIN = Path(__file__).parents[2] / "app" / "main.py"
PATIENCE = 240.0
SPOT = (
    "# Spot training\n\nManaged Spot Training uses spare capacity at a lower price. "
    "Checkpoints let an interrupted training job resume where it stopped. "
    "The bill shows the seconds that were billed.\n"
)
QUOTE = "Checkpoints let an interrupted training job resume where it stopped."
QUESTION = "How does an interrupted training job resume?"


def chat_screen() -> None:
    """The chat screen as `app/main.py` draws it: AppTest cannot open a second page."""
    from app import cards
    from app.i18n import tongue
    from app.screens import chat
    from ingest.errors import HikmaError

    try:
        chat.show()
    except HikmaError as error:
        cards.fault(error.as_record(), tongue())


def opened_library(language: str = "en") -> AppTest:
    page = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
    page.query_params[i18n.PARAMETER] = language
    return page.run()


def settled(page: AppTest) -> AppTest:
    """The page once its job has ended: AppTest does not run fragments by itself."""
    deadline = time.monotonic() + PATIENCE
    while any((b.key or "").startswith(("cancel-", "stop-")) for b in page.button) or any(
        caption.value.startswith("Stopping") for caption in page.caption
    ):
        assert time.monotonic() < deadline, "the job did not end"
        time.sleep(0.02)
        page = page.run()
    return page


def upload(page: AppTest, name: str, text: str) -> AppTest:
    return settled(page.file_uploader[0].set_value((name, text.encode(), "text/plain")).run())


def chat(**parameters: str) -> AppTest:
    page = AppTest.from_function(chat_screen, default_timeout=PATIENCE)
    for name, value in parameters.items():
        page.query_params[name] = value
    return page.run()


def asked(question: str, page: AppTest | None = None) -> AppTest:
    return settled((page or chat()).chat_input[0].set_value(question).run())


def press(page: AppTest, start: str) -> AppTest:
    """Press the button whose key or label begins so."""
    found = (b for b in page.button if (b.key or "").startswith(start) or b.label == start)
    return settled(next(found).click().run())


def html_of(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def settings_of(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")
