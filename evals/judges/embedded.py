"""The judge with a model: the deterministic layer first, then an embedded model's probabilities.

The model is read, never asked to write. A statement: P(Yes) against P(No) as its first token. A
short answer: how much likelier the question makes it, given the passage, than it is without one
(pointwise mutual information, a token). Of 12 pairs a language of the contrast set's tuning half,
the right answer came first by this in en 12, zh 12, ar 9; by its likelihood alone in 12, 10, 8; by
P(Yes) that it is correct in 10, 11, 9.

The model is pinned: it is not the tutor's, even where the two are the same file.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from langchain_core.messages import BaseMessage

from evals.judges import particulars
from evals.judges.asking import messages, prompts_sha256
from evals.judges.forms import is_empty
from evals.judges.verdicts import Claim, Finding, Identity, Scorer
from ingest.errors import HikmaError, ModelUnavailable
from ingest.normalize import one_line
from ingest.weights import locate, manifest
from tutor.chat_models import load_chat_model, log_odds, sigmoid
from tutor.embedded_chat import EmbeddedChatModel
from tutor.llama_engine import Usage
from tutor.settings import ChatSettings

MODEL = "qwen2.5-coder-1.5b-instruct"
VERSION = 1
CONTEXT = 4096
"""Tokens; fixed, as everything about a judge is."""


def identity() -> Identity:
    """Who this judge is."""
    return Identity(
        name="embedded",
        version=VERSION,
        model=f"embedded:{MODEL}",
        model_sha256=manifest()[MODEL].files[0].sha256,
        prompts_sha256=prompts_sha256(),
    )


def scorer(model_roots: Sequence[Path]) -> Scorer:
    """The judge, its model loaded at the first claim that needs it.

    Raises `ModelsMissing`, `ModelFileCorrupt` at once.
    """
    locate(MODEL, model_roots)

    @cache
    def load() -> EmbeddedChatModel:
        loaded = load_chat_model(f"embedded:{MODEL}", model_roots, ChatSettings(context=CONTEXT))
        assert isinstance(loaded, EmbeddedChatModel)
        return loaded

    return lambda claim: score(claim, load)


def score(claim: Claim, model: Callable[[], EmbeddedChatModel]) -> Finding:
    """What the deterministic layer says; where it cannot tell, what the model says."""
    found = particulars.score(claim)
    if found.layer != "none" or is_empty(claim):
        return found
    try:
        with _failing():
            value, reason = _read(claim, found, model())
    except HikmaError as error:
        return found.model_copy(
            update={"layer": "model", "reason": error.message, "fault": error.as_record()}
        )
    return found.model_copy(update={"layer": "model", "score": value, "reason": reason})


def _read(claim: Claim, found: Finding, model: EmbeddedChatModel) -> tuple[float, str]:
    passage = "\n".join(claim.quotes)
    if found.form == "answer":
        asked = messages("answer", passage=passage, question=claim.question)
        gain = mean_log_probability(model, asked, claim.text) - mean_log_probability(
            model, messages("unasked", passage=passage), claim.text
        )
        return sigmoid(gain), f"The question makes it {math.exp(gain):.2g} times likelier a token."
    prompt = messages("statement", passage=passage, claim=claim.text)
    value = sigmoid(log_odds(model, prompt, "Yes", "No", usage=Usage()))
    return value, f"The model says Yes with {value:.0%}."


def mean_log_probability(
    model: EmbeddedChatModel, prompt: Sequence[BaseMessage], text: str
) -> float:
    """ln P(text | prompt) in nats a token, `text` being how the reply begins.

    The mean and not the sum: else the longer of two answers would differ the more.
    """
    (total,) = model.log_probabilities(prompt, (text,), usage=Usage())
    return total / len(model.engine.tokenize(text, special=False))


@contextmanager
def _failing() -> Iterator[None]:
    """What llama.cpp raises when it cannot compute comes out as `ModelUnavailable`."""
    try:
        yield
    except (RuntimeError, ValueError, OSError, MemoryError) as error:
        raise ModelUnavailable(
            f"The judge's model failed: {one_line(str(error)) or type(error).__name__}.",
            hint="Run it again; if it fails again: hikma models status",
        ) from error
