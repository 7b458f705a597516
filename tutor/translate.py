"""A question in another language, so that passages of that language can be searched with it.

Knows questions, languages and a chat model, nothing of passages. What the model writes is
believed only where it is in the language asked for, is no copy, and keeps numbers and Latin
names; a search then goes on without it. For which directions a model is asked at all is data
(`across.toml`), measured.
"""

import threading
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import regex
from langchain_core.messages import HumanMessage, SystemMessage

from ingest.languages import detect_language, name_for_models, primary, same_language
from ingest.normalize import fold, one_line
from tutor.chat_models import reply_text
from tutor.llama_engine import Usage
from tutor.prompt import render

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TOKENS = 96
"""Longest translation; a longer question is searched without one."""
_LATIN_WORD = regex.compile(r"[\p{Latin}\p{N}](?:[\p{Latin}\p{N}_./+#-]*[\p{Latin}\p{N}_+#])?")
_NUMBER = regex.compile(r"\d+(?:[.,]\d+)*")
_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_NAME = regex.compile(r"\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}|[\p{N}_]|^\p{Lu}{3,}$")
"""Inner capitals, digits, underscores, capitals alone: a name even among Latin words."""
_LOOSE = regex.compile(r"[\s_-]+")
_SCRIPTS = {"Hans": ("Han",), "Hant": ("Han",), "Jpan": ("Han", "Hira", "Kana"), "Kore": ("Hang",)}


def translates(model: "BaseChatModel", language: str, into: str) -> bool:
    """True where this model's translations were measured to help a search, or it is one that we
    have not measured (a better one, which the user chose)."""
    if same_language(language, into):
        return False
    name = model._identifying_params.get("model", "")
    directions = _directions().get(str(name))
    return directions is None or f"{primary(language)}-{primary(into)}" in directions


def translate(
    question: str,
    language: str,
    into: str,
    model: "BaseChatModel",
    *,
    usage: Usage | None = None,
    cancel: threading.Event | None = None,
) -> str | None:
    """`question` in the language `into`; None where the model is not to be asked or believed.

    Raises `ModelUnavailable`, `Cancelled`.
    """
    if not translates(model, language, into):
        return None
    asked = render("translate", language=name_for_models(into), question=one_line(question))
    prompt = [SystemMessage(render("system")), HumanMessage(asked)]
    said = reply_text(
        model, prompt, usage=usage or Usage(), cancel=cancel, max_tokens=TOKENS, stop=["\n"]
    ).strip()
    text = one_line(said.splitlines()[0]) if said else ""
    return text if faithful(text, question, into) else None


def faithful(text: str, question: str, into: str) -> bool:
    """True where `text` may be `question` in the language `into`, as far as signs can tell."""
    said, asked = fold(text).strip(), fold(question).strip()
    if not said or said == asked or len(said) > 4 * len(asked) + 40:
        return False
    if not same_language(detect_language(text), into) or _other_scripts(into).search(text):
        return False
    kept = {_LOOSE.sub("", fold(name)).removesuffix("s") for name in names(question)}
    return all(name in _LOOSE.sub("", said) for name in kept) and _numbers(asked) <= _numbers(said)


def names(question: str) -> list[str]:
    """The Latin words of a question that every language writes alike."""
    words = _LATIN_WORD.findall(question)
    if _NOT_LATIN.search(question):
        # Small letters are terms (`early stopping`), which a translation may have words for.
        return [w for w in words if len(w) > 1 and (not w.islower() or _NAME.search(w))]
    return [word for word in words if _NAME.search(word)]


def _numbers(folded: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(folded)}


@cache
def _other_scripts(language: str) -> "regex.Pattern[str]":
    """A letter that is neither Latin nor of a script of `language`."""
    import langcodes

    script = str(langcodes.Language.get(language).maximize().script)
    own = "".join(rf"\p{{Script={name}}}" for name in _SCRIPTS.get(script, (script,)))
    return regex.compile(rf"[\p{{L}}--[\p{{Script=Latn}}\p{{Script=Zyyy}}{own}]]", regex.V1)


@cache
def _directions() -> dict[str, frozenset[str]]:
    source = resources.files("tutor").joinpath("across.toml").read_text("utf-8")
    models: list[dict[str, Any]] = tomllib.loads(source)["model"]
    return {entry["name"]: frozenset(entry["translates"]) for entry in models}
