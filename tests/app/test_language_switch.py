"""What was chosen stays chosen when the language of the interface is switched.

AppTest knows options by their values. A browser knows them by their words: what it shows after a
switch is tested in `test_browser_practice`.
"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import i18n
from app.i18n import LANGUAGES
from tests.builders import ingest_folder, write_files
from tests.tutor.mock.test_supply import FILES

pytestmark = pytest.mark.usefixtures("fake_models")
PATIENCE = 240.0


def practice_screen() -> None:
    """The practice screen with the switch of the language, as `app/main.py` draws both."""
    from app.main import languages
    from app.screens import practice

    languages()
    practice.show()


def ways_screen() -> None:
    from app.i18n import tongue
    from app.main import languages
    from app.resources import study_session
    from app.screens import ways
    from tutor.blueprints import load_registry

    languages()
    ways.suggested(load_registry(study_session().settings.data), tongue())


def drawn(screen: object) -> AppTest:
    page = AppTest.from_function(screen, default_timeout=PATIENCE)  # type: ignore[arg-type]
    page.query_params[i18n.PARAMETER] = "en"
    return page.run()


def switched(page: AppTest, language: str) -> AppTest:
    return page.segmented_control(key=i18n.SWITCH).set_value(language).run()


def test_what_a_quiz_is_to_be_like_outlives_every_language(tmp_path: Path) -> None:
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")
    page = drawn(practice_screen)
    page = page.selectbox(key="make-language").set_value("ar").run()
    page = page.pills(key="make-kinds").set_value(["cloze", "card"]).run()
    page = page.number_input(key="make-count").set_value(7).run()
    for language in [*LANGUAGES, *LANGUAGES]:
        page = switched(page, language)
        assert page.selectbox(key="make-language").value == "ar"
        assert page.pills(key="make-kinds").value == ["cloze", "card"]
        assert page.number_input(key="make-count").value == 7
        page = page.run()
        assert page.selectbox(key="make-language").value == "ar"


def test_a_choice_of_anything_stays_one_of_anything(tmp_path: Path) -> None:
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")
    page = drawn(practice_screen)
    for language in [*LANGUAGES, *LANGUAGES]:
        page = switched(page, language)
        assert page.selectbox(key="make-language").value == ""


def test_what_was_filled_in_outlives_every_language() -> None:
    page = drawn(ways_screen)
    page.selectbox(key="ways-role").set_value("ml-engineer")
    page.number_input(key="ways-years").set_value(3.0)
    page.text_input(key="ways-budget").set_value("200 USD")
    page.selectbox(key="ways-vendor").set_value("aws")
    page = page.button[0].click().run()  # what is in a form is known once it was sent
    for language in [*LANGUAGES, *LANGUAGES]:
        page = switched(page, language)
        assert page.selectbox(key="ways-role").value == "ml-engineer"
        assert page.number_input(key="ways-years").value == 3.0
        assert page.text_input(key="ways-budget").value == "200 USD"
        assert page.selectbox(key="ways-vendor").value == "aws"
