"""The few words that interchange writes or understands itself, in 22 languages (`words.toml`)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from ingest.languages import DEFAULT, primary
from ingest.normalize import fold, one_line
from tutor.interchange.prepare import clean_text
from tutor.quizzes import EvidenceSpan, Option, QuizItem


def source(span: EvidenceSpan, language: str) -> str:
    """Quote, title and page of a piece of evidence, on one line in a BCP-47 language."""
    said: str = _for(_data()["source"], language)
    quote, title = (one_line(clean_text(text)) for text in (span.quote, span.title))
    return said.format_map({"quote": quote, "title": title, "page": span.page})


def sources(item: QuizItem) -> tuple[str, ...]:
    """The evidence of an item, a line each."""
    return tuple(source(span, item.language) for span in item.evidence)


def with_sources(item: QuizItem) -> str:
    """The explanation and under it the evidence, for formats with one place for both."""
    return "\n\n".join(filter(None, (item.explanation, "\n".join(sources(item)))))


def truth_words(language: str) -> tuple[str, str]:
    """The words for true and false in a BCP-47 language."""
    true, false = _for(_data()["truth"], language)[0]
    return true, false


def truth_of(options: Sequence[Option]) -> tuple[Option, Option] | None:
    """The options that say true and false, in any language; None where they say something else."""
    if len(options) != 2:
        return None
    first, second = options
    pair = (_bare(first.text), _bare(second.text))
    if pair in _pairs():
        return first, second
    return (second, first) if pair[::-1] in _pairs() else None


def says(text: str) -> bool | None:
    """Is `text` a word for true, or one for false? None where it is neither."""
    word = _bare(text)
    if any(word == true for true, _ in _pairs()):
        return True
    return False if any(word == false for _, false in _pairs()) else None


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    pairs = [pair for known in _data()["truth"].values() for pair in known]
    return frozenset((_bare(true), _bare(false)) for true, false in pairs)


def _bare(text: str) -> str:
    return fold(text).strip(" .。")


def _for(texts: Mapping[str, Any], language: str) -> Any:
    chinese = "zh-Hant" if "Hant" in language else "zh-Hans"
    code = chinese if primary(language) == "zh" else primary(language)
    return texts.get(code) or texts[DEFAULT]


@cache
def _data() -> dict[str, Any]:
    text = resources.files("tutor.interchange").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)
