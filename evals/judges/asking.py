"""The judge's prompts: prose in `prompts/`, apart from the tutor's, so that the judge stays itself
when those are tuned."""

import hashlib
from functools import cache
from importlib import resources
from string import Formatter

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

NAMES = ("answer", "statement", "system", "unasked")


@cache
def _source(name: str) -> str:
    return (
        resources.files("evals.judges").joinpath("prompts", f"{name}.md").read_text("utf-8").strip()
    )


def messages(name: str, **variables: str) -> list[BaseMessage]:
    """The prompt `prompts/<name>.md` filled in. A missing or unknown variable is an error."""
    source = _source(name)
    wanted = {field for _, field, _, _ in Formatter().parse(source) if field is not None}
    if wanted != set(variables):
        raise ValueError(f"prompt {name} takes {sorted(wanted)}, given {sorted(variables)}")
    return [SystemMessage(_source("system")), HumanMessage(source.format_map(variables))]


def prompts_sha256() -> str:
    """Hash of every prompt of the judge."""
    texts = "\0".join(_source(name) for name in NAMES)
    return hashlib.sha256(texts.encode("utf-8")).hexdigest()
