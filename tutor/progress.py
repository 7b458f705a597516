"""What is said of a learner's progress, in the learner's language (`progress.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from ingest.languages import DEFAULT, primary

_BEFORE: Mapping[str, str] = {"zh": "zh-Hans"}
"""What stands for a language that is not there itself."""


def label(name: str, language: str, /, **values: str) -> str:
    """The words for a BCP-47 language, their `{values}` filled in; English where there are none."""
    return said_in(_labels()[name], language).format_map(values)


def said_in(texts: Mapping[str, str], language: str) -> str:
    """Of texts by language that of a BCP-47 language, else of its base, else the English one."""
    short = primary(language)
    return texts.get(language) or texts.get(_BEFORE.get(short, short)) or texts[DEFAULT]


@cache
def _labels() -> dict[str, dict[str, str]]:
    source = resources.files("tutor").joinpath("progress.toml").read_text("utf-8")
    labels: dict[str, dict[str, str]] = tomllib.loads(source)["labels"]
    return labels
