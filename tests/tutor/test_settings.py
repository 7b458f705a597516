"""Settings: nothing unknown passes, nothing secret is in them."""

from pathlib import Path

import pytest

from ingest.errors import SettingsError
from tutor.settings import Settings, load_settings


def test_a_misspelt_name_is_refused_with_a_suggestion() -> None:
    with pytest.raises(SettingsError, match="HIKMA_MODL") as caught:
        load_settings({}, {"HIKMA_MODL": "x"})
    assert "HIKMA_MODEL" in caught.value.hint


def test_other_programs_names_pass() -> None:
    load_settings({}, {"OPENAI_API_KEY": "secret", "PATH": "/bin"})


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIKMA_MODEL", "fake:a")
    monkeypatch.setenv("HIKMA_RETRIEVAL__PASSAGES", "3")
    settings = load_settings({"model": "fake:b", "embedding": None})
    assert (settings.model, settings.retrieval.passages) == ("fake:b", 3)


def test_an_impossible_value_names_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIKMA_ANSWER__THRESHOLD", "7")
    with pytest.raises(SettingsError, match="HIKMA_ANSWER__THRESHOLD"):
        load_settings({})


def test_the_fingerprint_changes_with_what_decides_and_not_with_where_it_lies() -> None:
    base = Settings(data=Path("/a"))
    assert base.fingerprint() == Settings(data=Path("/b")).fingerprint()
    assert base.fingerprint() != Settings(data=Path("/a"), model="fake:x").fingerprint()


def test_a_second_library_finds_the_models_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIKMA_DATA", "/first")
    monkeypatch.delenv("HIKMA_MODELS", raising=False)
    roots = load_settings({"data": Path("/second")}).model_roots
    assert roots[:2] == (Path("/second/models"), Path("/first/models"))


def test_a_named_folder_of_models_is_the_only_one() -> None:
    assert Settings(models=Path("/m")).model_roots == (Path("/m"),)
