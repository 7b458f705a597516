"""What Hikma itself says in answers, in the asker's language (`prompts/phrases.toml`)."""

import tomllib
from functools import cache
from importlib import resources

from ingest.languages import DEFAULT, primary


@cache
def _texts() -> dict[str, dict[str, str]]:
    source = resources.files("tutor.prompts").joinpath("phrases.toml").read_text("utf-8")
    return tomllib.loads(source)


def phrase(name: str, language: str, /, **values: str) -> str:
    """The phrase for a BCP-47 language, its `{values}` filled in; English where there is none."""
    texts = _texts()[name]
    text = texts.get(language) or texts.get(primary(language)) or texts[DEFAULT]
    return text.format_map(values)
