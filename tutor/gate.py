"""What speaks for an answer → how probable it is that there is one, and whether that is enough.

Pure but for its data: knows signals and fitted weights (`gate.toml`), not where signals come from.
The chat model's P(Yes) alone separates fairly; together with how near a sentence is it separates
better. (How far search puts a passage above the others adds little: it tells of the library, and is
large wherever a document has a subject of its own, whether or not it answers.)
"""

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ingest.documents import Record
from ingest.languages import same_language
from tutor.chat_models import sigmoid

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from tutor.embedded_chat import EmbeddedChatModel


class Signals(Record):
    """What speaks for a passage holding the answer."""

    odds: float = 0.0
    """The chat model's ln P(Yes) − ln P(No) that the passage answers; 0 where it was not asked."""
    sentence: float
    """Cosine of question and the passage's nearest sentence."""
    coverage: float
    """Share of the question's terms in the passage, weighed by rarity; 0 across languages."""
    answers: float | None = None
    """The chat model's odds that one sentence alone answers, the best of them; None before they
    were asked for."""


def probability(signals: Signals, model: "BaseChatModel | None", *, same: bool) -> float:
    """Probability of holding the answer, by the fitted weights for this kind of case.

    A chat model that the weights were not fitted for is taken at its word.
    """
    fits = _weights().get(_name(model))
    if fits is None and (odds := signals.odds or signals.answers):
        return sigmoid(odds)
    # One that says neither Yes nor No tells nothing: the words decide, as without a model.
    fits = fits or _weights()["none"]
    kind = _kind(same=same)
    asked = fits.get(f"{kind}-answers") if signals.answers is not None else None
    weights = asked or fits[kind]
    values = {"bias": 1.0} | {name: value or 0.0 for name, value in signals.model_dump().items()}
    return sigmoid(sum(weight * values[key] for key, weight in weights.items()))


def _kind(*, same: bool) -> str:
    """The name of the weights in `gate.toml`."""
    return "same" if same else "across"


def _name(model: "BaseChatModel | None") -> str:
    return "none" if model is None else str(model._identifying_params.get("model", ""))


def least(model: "BaseChatModel | None", *, same: bool) -> float:
    """The probability from which to answer, as it was measured for this kind of case."""
    fits = _weights().get(_name(model)) or _weights()["any"]
    return float(fits["least"][_kind(same=same)])


def writes_well(model: "EmbeddedChatModel", language: str) -> bool:
    """True where the model's own sentences in this language were measured to be good enough."""
    return _measured("writes", model, language)


def translates_well(model: "EmbeddedChatModel", language: str) -> bool:
    """The same for its translations of quotes into this language."""
    return _measured("translates", model, language)


def _measured(what: str, model: "EmbeddedChatModel", language: str) -> bool:
    fits = _weights().get(model.name_of_model)
    return fits is None or any(same_language(language, code) for code in fits[what])


@cache
def _weights() -> dict[str, dict[str, Any]]:
    source = resources.files("tutor").joinpath("gate.toml").read_text("utf-8")
    return {entry.pop("model"): entry for entry in tomllib.loads(source)["gate"]}
