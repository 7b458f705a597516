"""What learners take for one another (`confusable.toml`): sets of names of the glossary. Pure."""

import tomllib
from functools import cache
from importlib import resources


def confusion_set(name: str) -> int | None:
    """The number of the set that a thing stands in, by its usual name; None for none."""
    return _sets().get(name)


@cache
def _sets() -> dict[str, int]:
    source = resources.files("tutor").joinpath("confusable.toml").read_text("utf-8")
    sets: list[list[str]] = tomllib.loads(source)["sets"]
    return {name: number for number, names in enumerate(sets) for name in names}
