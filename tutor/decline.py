"""How Hikma says, in the asker's language, that the documents do not answer."""

import tomllib
from functools import cache
from importlib import resources

from ingest.languages import DEFAULT, primary


@cache
def _texts() -> dict[str, str]:
    source = resources.files("tutor.prompts").joinpath("declined.toml").read_text("utf-8")
    return tomllib.loads(source)


def declined_text(language: str) -> str:
    """The sentence for a BCP-47 language; English where there is none."""
    texts = _texts()
    return texts.get(language) or texts.get(primary(language)) or texts[DEFAULT]
