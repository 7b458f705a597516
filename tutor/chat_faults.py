"""What went wrong with a chat server, told to a person: one `HikmaError` with what to do now.

Every provider has its own family of errors: they are told apart by HTTP status, else by the names
of their classes. No key gets into a message: what a server says is searched for keys, and what it
says of a refused key is not repeated at all.
"""

import os
import time
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit, urlunsplit

import regex
from pydantic import SecretStr

from ingest.errors import HikmaError, ModelUnavailable
from ingest.normalize import one_line
from tutor.errors import ReplyUnusable
from tutor.settings import DEFAULT_CHAT

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Kind = Literal[
    "key", "limit", "refused", "moved", "failed", "silent", "broken", "unreachable", "unreadable"
]
PASSING = frozenset({"limit", "failed", "broken", "unreachable"})
"""Kinds that a second attempt may mend. Not `silent`: the server may still be at the first one,
and every further one would wait behind it."""
LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait (Retry-After); a learner is told of longer ones."""
SHORTEST_KEY = 6
"""Characters; a shorter word ("none") is no key, and would be blacked out of plain sentences."""
LONGEST_SAID = 160
"""Characters of what a server says that are passed on."""
OTHERWISE = f"or use the embedded model with --model {DEFAULT_CHAT}"
_ADDRESS = "OPENAI_BASE_URL for openai:"
_TOLD: dict[Kind, tuple[type[HikmaError], str, str]] = {
    "key": (
        ModelUnavailable,
        "{server} refuses the key ({status}).",
        "Set the provider's key in the environment (OPENAI_API_KEY for openai:), " + OTHERWISE,
    ),
    "limit": (
        ModelUnavailable,
        "{server} has too many requests ({status}){waits}{said}.",
        "Ask again later, " + OTHERWISE,
    ),
    "refused": (
        ModelUnavailable,
        "{server} refuses the request ({status}){said}.",
        f"Check the model's name (--model provider:name) and the address ({_ADDRESS}, which mostly "
        "ends in /v1).",
    ),
    "moved": (
        ModelUnavailable,
        "{server} sends on to {target} ({status}); Hikma does not follow, since questions and "
        "passages would go there too.",
        "If you trust that address, name it in OPENAI_BASE_URL.",
    ),
    "failed": (
        ModelUnavailable,
        "{server} failed ({status}){said}.",
        "See what the server itself reports, ask again, " + OTHERWISE,
    ),
    "silent": (
        ModelUnavailable,
        "{server} {silence}.",
        "If the model is slow, raise HIKMA_CHAT__TIMEOUT (silence) or HIKMA_CHAT__TOTAL (a whole "
        "reply), " + OTHERWISE,
    ),
    "broken": (
        ReplyUnusable,
        "{server} broke the connection before the reply was whole.",
        "Ask again, " + OTHERWISE,
    ),
    "unreachable": (
        ModelUnavailable,
        "{server} cannot be reached{said}.",
        f"Start it, or correct its address ({_ADDRESS}), " + OTHERWISE,
    ),
    "unreadable": (
        ReplyUnusable,
        "{server} sent something that is no reply of a chat model ({name}{said}).",
        f"Check the address ({_ADDRESS}, which mostly ends in /v1), " + OTHERWISE,
    ),
}
_UNREADABLE = {"DecodingError", "APIResponseValidationError", "UnicodeError", "JSONDecodeError"}
_BROKEN = {"ReadError", "WriteError", "RemoteProtocolError", "ConnectionResetError"}
_NO_WAY = {"ConnectTimeout", "ConnectError", "ConnectionRefusedError", "UnsupportedProtocol"}
_SILENT = {"ModelTimeoutError", "TimeoutException", "TimeoutError", "Timeout", "APITimeoutError"}
_UNREACHABLE = {"ModelConnectionError", "APIConnectionError", "ConnectionError", "NetworkError"}
_SECRET_NAME = regex.compile(r"(?i)(?:KEY|TOKEN|SECRET|PASSWORD)$")
_KEYLIKE = regex.compile(r"(?i)\bbearer\s+\S+|\bsk-[\w*-]{4,}")


class Silence(TimeoutError):
    """The server was waited for as long as is allowed; its text says for what."""


def kind_of(error: BaseException) -> Kind:
    """What sort of fault it is; whatever is not known is a reply that cannot be read."""
    status = _status(error)
    names = {cls.__name__ for link in _chain(error) for cls in type(link).__mro__}
    if status in (401, 403) or "ModelAuthenticationError" in names:
        return "key"
    if status == 429 or "ModelRateLimitError" in names:
        return "limit"
    if status in (408, 409, 425) or status >= 500:
        return "failed"
    if status >= 300:
        return "moved" if status < 400 else "refused"
    by_name: list[tuple[Kind, set[str]]] = [
        ("unreadable", _UNREADABLE),
        ("unreachable", _NO_WAY),
        ("silent", _SILENT),
        ("broken", _BROKEN),
        ("unreachable", _UNREACHABLE),
    ]
    return next((kind for kind, known in by_name if names & known), "unreadable")


def wait_before(error: BaseException, attempt: int) -> float | None:
    """Seconds until it is worth trying again, `attempt` counted from 0; None for never.

    Doubles from half a second, or as long as the server asks, where that is not too long.
    """
    if kind_of(error) not in PASSING:
        return None
    asked = asked_wait(error)
    if asked > LONGEST_WAIT:
        return None
    return max(asked, min(0.5 * 2.0**attempt, 8.0))


def asked_wait(error: BaseException) -> float:
    """Seconds to wait that the server asks for: Retry-After is a number or a date."""
    said = str(_headers(error).get("retry-after") or "").strip()
    try:
        return max(0.0, float(said))
    except ValueError:
        pass  # no number: then a date, or nothing that is understood, which asks for no wait
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return 0.0


def as_fault(error: BaseException, model: "BaseChatModel") -> HikmaError:
    """The fault as a person is told it."""
    kind = kind_of(error)
    family, message, hint = _TOLD[kind]
    address, wait = address_of(model), asked_wait(error)
    told = message.format(
        server=f"The chat server at {address}" if address else "The chat server",
        status=_status(error) or type(error).__name__,
        said=_said(error, secrets_of(model)),
        target=_target(error),
        waits=f" and asks to wait {wait:.0f} seconds" if wait else "",
        silence=error if isinstance(error, Silence) else "said nothing in time",
        name=type(error).__name__,
    )
    return family(told, hint=hint)


def shown_cause(error: BaseException, model: "BaseChatModel") -> BaseException | None:
    """`error`, for `raise … from`; None where it holds a key, which a log of it would show."""
    said = " ".join(f"{link} {link!r}" for link in _chain(error))
    held = any(secret in said for secret in secrets_of(model))
    return None if held or kind_of(error) == "key" else error


def secrets_of(model: "BaseChatModel") -> set[str]:
    """What must not be shown: the model's own keys, and those in the environment."""
    held = [getattr(model, name, None) for name in type(model).model_fields]
    keys = [value.get_secret_value() for value in held if isinstance(value, SecretStr)]
    return {key for key in keys if len(key) >= SHORTEST_KEY} | _environment_secrets()


def _environment_secrets() -> set[str]:
    named = (value for name, value in os.environ.items() if _SECRET_NAME.search(name))
    return {value.strip() for value in named if len(value.strip()) >= SHORTEST_KEY}


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` as one short line without control signs, keys blacked out: those of `secrets`, of
    the environment, and what looks like one."""
    for secret in sorted({*secrets, *_environment_secrets()}, key=len, reverse=True):
        text = text.replace(secret, "…")
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return str(_KEYLIKE.sub("…", one_line(plain)))[:200]


def address_of(model: "BaseChatModel") -> str:
    """Where the model's requests go, where it tells; without user, password and query."""
    client = getattr(model, "root_client", None)
    raw = getattr(client, "base_url", None) or getattr(model, "base_url", None)
    return _plain_url(str(raw)) if raw else ""


def _plain_url(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))


def _said(error: BaseException, secrets: Iterable[str]) -> str:
    """`: ` and what the server says, one short line without keys; nothing for a page of HTML."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    words = inner.get("message") or inner.get("detail") if isinstance(inner, dict) else inner
    text = redacted(str(words or error), secrets)
    return "" if not text or "<" in text[:40] else f": {text[:LONGEST_SAID].rstrip('.')}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(10):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _status(error: BaseException) -> int:
    """The HTTP status, 0 where there is none."""
    for link in _chain(error):
        for holder in (link, getattr(link, "response", None)):
            status = getattr(holder, "status_code", None)
            if isinstance(status, int):
                return status
    return 0


def _headers(error: BaseException) -> Any:
    responses = (getattr(link, "response", None) for link in _chain(error))
    return next(
        (found for r in responses if (found := getattr(r, "headers", None)) is not None), {}
    )


def _target(error: BaseException) -> str:
    location = str(_headers(error).get("location") or "")
    return urlsplit(location).netloc.rpartition("@")[2] or "another address"
