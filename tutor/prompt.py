"""Prompts as prose in files: `render("judge_system")`, placeholders as `{question}`.

A missing or an unknown variable is an error; braces inside a value are left alone.
"""

from functools import cache
from importlib import resources
from string import Formatter


@cache
def _source(name: str) -> str:
    return resources.files("tutor.prompts").joinpath(f"{name}.md").read_text("utf-8").strip()


def render(name: str, **variables: str) -> str:
    """The prompt `tutor/prompts/<name>.md` with its variables filled in."""
    source = _source(name)
    wanted = {field for _, field, _, _ in Formatter().parse(source) if field is not None}
    if wanted != set(variables):
        raise ValueError(f"prompt {name} takes {sorted(wanted)}, given {sorted(variables)}")
    return source.format_map(variables)
