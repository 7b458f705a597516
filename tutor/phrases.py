"""What Hikma itself says in answers, in the asker's language (`prompts/phrases.toml`)."""

import tomllib
from functools import cache
from importlib import resources

import regex

from ingest.languages import DEFAULT, primary


@cache
def _texts() -> dict[str, dict[str, str]]:
    source = resources.files("tutor.prompts").joinpath("phrases.toml").read_text("utf-8")
    return tomllib.loads(source)


def phrase(name: str, language: str, /, **values: str) -> str:
    """The phrase for a BCP-47 language, its `{values}` filled in; English where there is none."""
    return _text(name, language).format_map(values)


def filled_in(name: str, language: str, said: str) -> dict[str, str] | None:
    """The values that `phrase` was given to make `said`; None where it did not make it."""
    pieces = regex.split(r"\\\{(\w+)\\\}", regex.escape(_text(name, language), special_only=True))
    pattern = "".join(
        f"(?P<{piece}>.+)" if number % 2 else piece for number, piece in enumerate(pieces)
    )
    found = regex.fullmatch(pattern, said, regex.DOTALL)
    return found.groupdict() if found else None


def _text(name: str, language: str) -> str:
    texts = _texts()[name]
    return texts.get(language) or texts.get(primary(language)) or texts[DEFAULT]
