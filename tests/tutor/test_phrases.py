"""What Hikma itself says: complete in the first languages, with the same gaps to fill in all."""

import tomllib
from importlib import resources
from string import Formatter

import pytest
import regex

from tutor.phrases import filled_in, phrase

TEXTS = tomllib.loads(resources.files("tutor.prompts").joinpath("phrases.toml").read_text("utf-8"))


_WORD = regex.compile(r"\p{L}")


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", TEXTS)
def test_a_phrase_is_said_in_the_first_languages_and_asks_for_the_same_values(name: str) -> None:
    texts = TEXTS[name]
    assert {"en", "zh-Hans", "zh-Hant", "ar"} <= set(texts)
    assert {frozenset(gaps(text)) for text in texts.values()} == {frozenset(gaps(texts["en"]))}
    said = [text for text in texts.values() if _WORD.search(regex.sub(r"\{\w+\}", "", text))]
    assert len(set(said)) == len(said), "a language was copied"


def test_a_region_or_an_unknown_language_gets_its_base_or_english() -> None:
    assert phrase("declined", "ar-EG") == phrase("declined", "ar")
    assert phrase("declined", "tlh") == phrase("declined", "en")


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert "{text} {0}" in phrase("otherwise", "en", text="{text} {0}")


@pytest.mark.parametrize("language", TEXTS["in_language"])
def test_what_was_filled_into_a_phrase_is_found_again(language: str) -> None:
    values = {"language": "العربية", "text": "“text”: 3\n4. (»"}
    assert filled_in("in_language", language, phrase("in_language", language, **values)) == values
    assert filled_in("in_language", language, "Something else.") is None
