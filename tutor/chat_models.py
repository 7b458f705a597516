"""Chat models by `provider:name`; the one door to their providers.

`embedded:` runs a GGUF file in this process; `fake:` answers without a model, for tests of
everything else; any other provider is LangChain's (`openai`, `ollama`, `anthropic`,
`google_genai`, …) if the user installed its package, with its key and base URL from the
environment, wrapped in what a server makes necessary (`served_chat.py`).
"""

import math
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from ingest.errors import HikmaError, PackageMissing, SettingsError
from ingest.weights import locate, manifest
from tutor import odds
from tutor.chat_faults import as_fault, redacted, shown_cause
from tutor.llama_engine import Cancelled, Usage
from tutor.prompt import render
from tutor.settings import DEFAULT_CHAT, ChatSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OPENAI = "https://api.openai.com/v1"
CONNECT = 10.0
"""Seconds for a connection to come about; a server that is there takes it at once."""
_BASES = ("OPENAI_API_BASE", "OPENAI_BASE_URL")
"""Names of the address of an OpenAI-compatible server, in LangChain's order."""
_LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")
_PRINTABLE = regex.compile(r"[!-~]+")


def load_chat_model(
    spec: str, model_roots: Sequence[Path], settings: ChatSettings
) -> "BaseChatModel":
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


def _embedded(name: str, model_roots: Sequence[Path], settings: ChatSettings) -> "BaseChatModel":
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


def _from_langchain(spec: str, settings: ChatSettings) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    from tutor.served_chat import ServedChatModel

    provider = spec.partition(":")[0]
    # Tried again by ServedChatModel, which can be called off meanwhile.
    options: dict[str, Any] = {"temperature": 0, "timeout": _patience(settings), "max_retries": 0}
    wrapping: dict[str, Any] = {}
    try:
        if provider == "openai":
            options |= _openai_options(settings)
            wrapping = _openai_wrapping(options["base_url"])
        inner = init_chat_model(spec, **options)
    except ImportError as error:
        raise PackageMissing(
            f"The package of the provider {provider!r} is not installed.",
            hint=f"Run: pip install langchain-{provider.replace('_', '-')}",
        ) from error
    except HikmaError:
        raise
    except Exception as error:  # each provider checks its key and address in its own way
        failed = error
    else:
        return ServedChatModel(inner=inner, spec=spec, limits=settings, **wrapping)
    raise SettingsError(
        f"{spec!r} cannot be used as a chat model: {redacted(str(failed))}",
        hint="Write provider:name; keys and addresses come from the environment "
        f"({provider.upper()}_API_KEY; for any OpenAI-compatible server openai:NAME with "
        "OPENAI_API_KEY and OPENAI_BASE_URL).",
    )


def _openai_options(settings: ChatSettings) -> dict[str, Any]:
    """What `ChatOpenAI` is told besides. Raises `SettingsError`, `ImportError`.

    Redirections are not followed: questions and passages would go where nobody sent them. No
    proxy is asked for this machine. The address is always given, since LangChain would else take
    a LangSmith gateway that the environment names for another project.
    """
    import openai

    name = next((name for name in _BASES if os.environ.get(name)), _BASES[-1])
    base = os.environ.get(name) or OPENAI
    if not base.startswith(("http://", "https://")):
        raise SettingsError(
            f"{name} is no address of a server: it does not begin with http:// or https://.",
            hint=f"Write it whole, for example: export {name}=http://127.0.0.1:8000/v1",
        )
    _check_key("OPENAI_API_KEY", base)
    return {
        "base_url": base,
        "timeout": openai.Timeout(_patience(settings), connect=CONNECT),
        "http_client": openai.DefaultHttpxClient(
            follow_redirects=False, mounts=dict.fromkeys(_LOOPBACK)
        ),
        "stream_usage": base == OPENAI,
    }


def _patience(settings: ChatSettings) -> float:
    """Seconds until a request that nobody waits for any more ends: after ours, which says more."""
    return settings.timeout + 5


def _check_key(name: str, base: str) -> None:
    key = os.environ.get(name, "")
    if not key:
        raise SettingsError(
            f"{name} is not set.",
            hint=f"Set it to your key for {base}"
            if base == OPENAI
            else f"Set it to the server's key, or to any word if it needs none: export {name}=none",
        )
    if not _PRINTABLE.fullmatch(key):
        raise SettingsError(
            f"{name} holds a sign that no key has (a space, a line end, a quotation mark).",
            hint=f"Set {name} again, to the key alone.",
        )


def _openai_wrapping(base: str) -> dict[str, Any]:
    one_token: dict[str, Any] = {"max_tokens": 1}
    if base != OPENAI:
        # ChatOpenAI sends max_completion_tokens instead, which llama-cpp-python does not know.
        one_token["extra_body"] = {"max_tokens": 1}
    return {"one_token": one_token, "ends_named": True}


@contextmanager
def translated_faults(model: "BaseChatModel") -> Iterator[None]:
    """Whatever a provider raises comes out as `ModelUnavailable` or `ReplyUnusable`; our own
    errors pass."""
    try:
        yield
        return
    except (HikmaError, Cancelled, KeyboardInterrupt, GeneratorExit):
        raise
    except Exception as error:  # every provider has its own family of errors
        failed = error
    raise as_fault(failed, model) from shown_cause(failed, model)


def stream_text(
    model: "BaseChatModel",
    messages: Sequence[BaseMessage],
    *,
    usage: Usage,
    cancel: threading.Event | None = None,
    **options: Any,
) -> Iterator[str]:
    """What the model writes, as it comes; `options` are for the embedded model alone.

    Raises `ModelUnavailable`; `ReplyUnusable` at the end of a reply that is not whole; and
    `Cancelled`: at once for the embedded model and for servers, for any other between two pieces.
    """
    with translated_faults(model):
        for chunk in model.stream(list(messages), **_heeded(model, cancel, options)):
            if cancel is not None and cancel.is_set():
                raise Cancelled
            add_usage(chunk, usage)
            if text := str(chunk.text):
                yield text


def reply_text(
    model: "BaseChatModel",
    messages: Sequence[BaseMessage],
    *,
    usage: Usage,
    cancel: threading.Event | None = None,
    **options: Any,
) -> str:
    """What the model says, as `stream_text`, in one piece."""
    with translated_faults(model):
        reply = model.invoke(list(messages), **_heeded(model, cancel, options))
    if cancel is not None and cancel.is_set():
        raise Cancelled
    add_usage(reply, usage)
    return str(reply.text)


def _heeded(
    model: "BaseChatModel", cancel: threading.Event | None, options: dict[str, Any]
) -> dict[str, Any]:
    """Those of the call options that this model understands."""
    from tutor.embedded_chat import EmbeddedChatModel
    from tutor.served_chat import ServedChatModel

    if isinstance(model, EmbeddedChatModel):
        return {"cancel": cancel, **options}
    return {"cancel": cancel} if isinstance(model, ServedChatModel) else {}


def log_odds(
    model: "BaseChatModel",
    messages: Sequence[BaseMessage],
    yes: str,
    no: str,
    *,
    usage: Usage,
    cancel: threading.Event | None = None,
) -> float:
    """ln P(yes) − ln P(no) as the model's next words.

    Of a server's model by the log-probabilities of its first token, where it gives them. Others
    are asked in words: a plain yes or no counts as odds of e² to 1 either way; one that says
    neither is asked once more for the word alone, and counts as even if it still does not.
    """
    from tutor.embedded_chat import EmbeddedChatModel
    from tutor.served_chat import ServedChatModel

    if isinstance(model, EmbeddedChatModel):
        first, second = model.log_probabilities(messages, (yes, no), usage=usage, cancel=cancel)
        return first - second
    offered = False
    if isinstance(model, ServedChatModel):
        token = model.first_token(messages, cancel=cancel)
        add_usage(token, usage)
        given = token.response_metadata if token is not None else {}
        found, offered = odds.from_tokens(given, yes, no), odds.offers_tokens(given)
        if found is not None:
            model.gave_first_token(offered=True, usable=True)
            return found
    said = _said_odds(model, messages, yes, no, usage=usage, cancel=cancel)
    if isinstance(model, ServedChatModel):
        # Only now: a server that answered nothing at all has not refused log-probabilities.
        model.gave_first_token(offered=offered, usable=False)
    return said


def _said_odds(
    model: "BaseChatModel",
    messages: Sequence[BaseMessage],
    yes: str,
    no: str,
    *,
    usage: Usage,
    cancel: threading.Event | None,
) -> float:
    said = reply_text(model, messages, usage=usage, cancel=cancel)
    found = odds.from_words(said, yes, no)
    if found is None:
        again = [AIMessage(said), HumanMessage(render("one_word", yes=yes, no=no))]
        said = reply_text(model, [*messages, *again], usage=usage, cancel=cancel)
        found = odds.from_words(said, yes, no)
    return found or 0.0


def add_usage(message: object, usage: Usage) -> None:
    """Add what a provider reports of its tokens."""
    reported = getattr(message, "usage_metadata", None) or {}
    usage.prompt += reported.get("input_tokens", 0)
    usage.output += reported.get("output_tokens", 0)
    usage.cached += (reported.get("input_token_details") or {}).get("cache_read", 0)


def sigmoid(value: float) -> float:
    """1 / (1 + e^−value), safe for large values."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
