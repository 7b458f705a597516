"""Chat models by `provider:name`; the one door to their providers.

`embedded:` runs a GGUF file in this process; `fake:` answers without a model, for tests of
everything else; any other provider is LangChain's (`openai`, `ollama`, `anthropic`,
`google_genai`, …) if the user installed its package, with its key and base URL from the
environment.
"""

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from ingest.errors import HikmaError, ModelUnavailable, PackageMissing, SettingsError
from ingest.weights import locate, manifest
from tutor.llama_engine import Cancelled, Usage
from tutor.settings import DEFAULT_CHAT, ChatSettings


def load_chat_model(
    spec: str, model_roots: Sequence[Path], settings: ChatSettings
) -> BaseChatModel:
    """The chat model that `spec` means.

    Raises `ModelsMissing`, `ModelFileCorrupt`, `PackageMissing`, `SettingsError`.
    """
    provider, _, name = spec.partition(":")
    if not provider or not name:
        raise SettingsError(
            f"{spec!r} does not name a chat model.",
            hint=f"Write provider:name, for example {DEFAULT_CHAT}",
        )
    if provider == "embedded":
        return _embedded(name, model_roots, settings)
    if provider == "fake":
        from tutor.fake_chat import FakeChatModel

        return FakeChatModel()
    return _from_langchain(spec, settings)


def _embedded(name: str, model_roots: Sequence[Path], settings: ChatSettings) -> BaseChatModel:
    from tutor.embedded_chat import EmbeddedChatModel
    from tutor.llama_engine import LlamaEngine

    model = manifest().get(name)
    if model is None or model.role == "embedding":
        known = [f"embedded:{m.name}" for m in manifest().values() if m.role != "embedding"]
        raise SettingsError(
            f"There is no embedded chat model {name!r}.", hint=f"Use {' or '.join(known)}"
        )
    path = locate(name, model_roots) / model.files[0].name
    engine = LlamaEngine(path, context=settings.context)
    return EmbeddedChatModel(engine=engine, name_of_model=f"embedded:{name}")


def _from_langchain(spec: str, settings: ChatSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider = spec.partition(":")[0]
    try:
        model = init_chat_model(spec, temperature=0, timeout=settings.timeout, max_retries=2)
    except ImportError as error:
        raise PackageMissing(
            f"The package of the provider {provider!r} is not installed.",
            hint=f"Run: pip install langchain-{provider.replace('_', '-')}",
        ) from error
    except Exception as error:  # each provider checks its key and address in its own way
        raise SettingsError(
            f"{spec!r} cannot be used as a chat model: {str(error)[:200]}",
            hint="Write provider:name; keys and addresses come from the environment "
            "(OPENAI_API_KEY and OPENAI_BASE_URL for any OpenAI-compatible server).",
        ) from error
    return model


@contextmanager
def translated_faults(model: BaseChatModel) -> Iterator[None]:
    """Whatever a provider raises comes out as `ModelUnavailable`; our own errors pass."""
    try:
        yield
    except (HikmaError, Cancelled, KeyboardInterrupt, GeneratorExit):
        raise
    except Exception as error:  # every provider has its own family of errors
        raise ModelUnavailable(
            f"The chat model does not answer ({type(error).__name__}: {str(error)[:200]}).",
            hint="Check that its server runs and that its address and key are set, "
            "or use the embedded model with --model " + DEFAULT_CHAT,
        ) from error


def log_odds(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    yes: str,
    no: str,
    *,
    usage: Usage,
    cancel: threading.Event | None = None,
) -> float:
    """ln P(yes) − ln P(no) as the model's next words.

    Models that give no log-probabilities of given words are asked in prose; their plain yes or
    no counts as odds of e² to 1 either way, anything else as even.
    """
    from tutor.embedded_chat import EmbeddedChatModel

    if isinstance(model, EmbeddedChatModel):
        first, second = model.log_probabilities(messages, (yes, no), usage=usage, cancel=cancel)
        return first - second
    with translated_faults(model):
        reply = model.invoke(list(messages))
    add_usage(reply, usage)
    said = str(reply.text).strip().casefold()
    certain = 2.0
    if said.startswith(yes.casefold()):
        return certain
    return -certain if said.startswith(no.casefold()) else 0.0


def add_usage(message: object, usage: Usage) -> None:
    """Add what a provider reports of its tokens."""
    reported = getattr(message, "usage_metadata", None) or {}
    usage.prompt += reported.get("input_tokens", 0)
    usage.output += reported.get("output_tokens", 0)
    usage.cached += (reported.get("input_token_details") or {}).get("cache_read", 0)


def sigmoid(value: float) -> float:
    """1 / (1 + e^−value), safe for large values."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
