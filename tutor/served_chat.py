"""LangChain's `BaseChatModel` around another one that sits behind a network.

Knows how servers fail, nothing of study. What it adds: a reply comes whole or there is an error
that says what to do; waiting ends (silence, the whole reply, the caller's cancel event); what
may pass is tried again; what a model thinks aloud is no part of its reply.
"""

import contextlib
import contextvars
import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict, Field, PrivateAttr, ValidationError

from ingest.errors import HikmaError
from tutor.chat_faults import Silence, as_fault, kind_of, shown_cause, wait_before
from tutor.llama_engine import Cancelled
from tutor.replies import Thoughts, check_end, check_length
from tutor.settings import ChatSettings

LIKELY = 20
"""First tokens whose log-probabilities are asked for: the most that OpenAI gives."""
MISSES = 2
"""Replies with log-probabilities but neither word among them, after which words are asked for."""
LOOK = 0.1
"""Seconds between two looks at the cancel event."""

T = TypeVar("T")


class ServedChatModel(BaseChatModel):
    """A provider's chat model. Call options: `cancel` (a `threading.Event`) and the provider's."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    inner: BaseChatModel = Field(repr=False)
    spec: str
    """`provider:name`."""
    limits: ChatSettings = ChatSettings()
    one_token: dict[str, Any] = Field(default_factory=lambda: {"max_tokens": 1})
    """Call options that ask for no more than a token."""
    ends_named: bool = False
    """True where every whole reply says why it ended: one that does not was cut."""
    _thinks: bool = PrivateAttr(default=False)
    _misses: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "hikma-served"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.spec}

    def first_token(
        self, messages: Sequence[BaseMessage], *, cancel: threading.Event | None = None
    ) -> BaseMessage | None:
        """A reply of one token with the log-probabilities of the likely ones; None where the
        server was found not to give them, or does not now.

        Raises `ModelUnavailable`, `ReplyUnusable`, `Cancelled` where it does not answer at all.
        """
        if self._misses >= MISSES:
            return None
        options = {"logprobs": True, "top_logprobs": LIKELY, **self.one_token}
        try:
            return self._once(lambda: self.inner.invoke(list(messages), **options), cancel)
        except HikmaError as fault:
            refused = {"refused", "failed", "unreadable"}
            # Each server has its own way to say no: 400, 500, an error of the provider's package.
            if fault.__cause__ is None or kind_of(fault.__cause__) not in refused:
                raise
            return None

    def gave_first_token(self, *, offered: bool, usable: bool) -> None:
        """Remember whether `first_token` is worth asking again."""
        self._misses = 0 if usable else self._misses + 1 if offered else MISSES

    def with_structured_output(
        self, schema: Any, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """By the provider's own means. Raises `NotImplementedError` where it has none."""
        made = self.inner.with_structured_output(schema, include_raw=include_raw, **kwargs)
        passing = (OutputParserException, ValidationError)
        return RunnableLambda(lambda given: self._once(lambda: made.invoke(given), None, passing))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        cancel: threading.Event | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        reply = self._once(lambda: self.inner.invoke(messages, stop=stop, **kwargs), cancel)
        thoughts = Thoughts(expected=self._thinks)
        text = thoughts.feed(str(reply.text)) + thoughts.flush()
        self._thinks |= thoughts.found
        self._ended(reply.response_metadata, text, bool(getattr(reply, "tool_calls", None)))
        message = AIMessage(
            content=text,
            usage_metadata=getattr(reply, "usage_metadata", None),
            response_metadata=reply.response_metadata,
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        cancel: threading.Event | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        thoughts = Thoughts(expected=self._thinks)
        metadata: dict[str, Any] = {}
        whole, calls = "", False
        try:
            for chunk in self._calls(
                lambda: self.inner.stream(messages, stop=stop, **kwargs), cancel
            ):
                metadata |= chunk.response_metadata
                calls |= bool(getattr(chunk, "tool_call_chunks", None))
                said = thoughts.feed(str(chunk.text))
                whole += said
                check_length(whole)
                yield _piece(said, run_manager, getattr(chunk, "usage_metadata", None))
        finally:
            self._thinks |= thoughts.found
        rest = thoughts.flush()
        yield _piece(rest, run_manager, None)
        self._ended(metadata, whole + rest, calls)

    def _ended(self, metadata: dict[str, Any], text: str, calls: bool) -> None:
        """Raises `ReplyUnusable` for a reply that is not whole."""
        self.ends_named |= check_end(metadata, text, calls=calls, ends_named=self.ends_named)

    def _once(
        self,
        work: Callable[[], T],
        cancel: threading.Event | None,
        passing: tuple[type[Exception], ...] = (),
    ) -> T:
        (result,) = self._calls(lambda: [work()], cancel, passing)
        return result

    def _calls(
        self,
        work: Callable[[], Iterable[T]],
        cancel: threading.Event | None,
        passing: tuple[type[Exception], ...] = (),
    ) -> Iterator[T]:
        """What `work` gives, begun again while nothing has come and the fault may pass."""
        limits = self.limits
        ours: tuple[type[Exception], ...] = (HikmaError, Cancelled, *passing)
        start = time.monotonic()
        for attempt in itertools.count():
            started = False
            try:
                for item in watched(work, limits, start, cancel):
                    started = True
                    yield item
                return
            except ours:
                raise
            except Exception as error:  # every provider has its own family of errors
                failed = error
            wait = None if started or attempt >= limits.retries else wait_before(failed, attempt)
            if wait is None or time.monotonic() + wait >= start + limits.total:
                break
            if (cancel or threading.Event()).wait(wait):
                raise Cancelled
        # Raised out here, so that an error that holds a key is not kept as its context.
        raise as_fault(failed, self.inner) from shown_cause(failed, self.inner)


def watched(
    work: Callable[[], Iterable[T]],
    limits: ChatSettings,
    start: float,
    cancel: threading.Event | None = None,
) -> Iterator[T]:
    """What `work` gives, item by item, computed in a thread that may be left behind.

    A read from a socket cannot be called off. The caller goes on at once when `cancel` is set,
    nothing came for `limits.timeout`, or `limits.total` has passed since `start` (a
    `time.monotonic`); the thread ends with the next item, or by the provider's own time-out.
    Raises `Cancelled`, `Silence`, and what `work` raises.
    """
    came: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    left = threading.Event()
    # LangChain keeps its callbacks in context variables, which a new thread does not see.
    context = contextvars.copy_context()
    feed = threading.Thread(target=context.run, args=(_feed, work, came, left), daemon=True)
    feed.start()
    try:
        while True:
            what, item = _next(came, limits, start, cancel)
            if what == "error":
                raise item
            if what == "end":
                return
            yield item
    finally:
        left.set()


def _next(
    came: "queue.SimpleQueue[tuple[str, Any]]",
    limits: ChatSettings,
    start: float,
    cancel: threading.Event | None,
) -> tuple[str, Any]:
    asked = time.monotonic()
    while True:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        if time.monotonic() > start + limits.total:
            raise Silence(f"did not finish its reply within {limits.total:g} seconds")
        with contextlib.suppress(queue.Empty):
            return came.get(timeout=LOOK)
        if time.monotonic() > asked + limits.timeout:
            raise Silence(f"said nothing for {limits.timeout:g} seconds")


def _feed(
    work: Callable[[], Iterable[T]],
    came: "queue.SimpleQueue[tuple[str, Any]]",
    left: threading.Event,
) -> None:
    try:
        items = work()
        try:
            for item in items:
                if left.is_set():
                    return
                came.put(("item", item))
        finally:
            # Closes the connection: the server sees that nobody listens any more.
            close = getattr(items, "close", None)
            if close is not None:
                close()
        came.put(("end", None))
    except BaseException as error:  # raised again in the caller's thread
        came.put(("error", error))


def _piece(
    text: str, run_manager: CallbackManagerForLLMRun | None, usage: Any
) -> ChatGenerationChunk:
    chunk = ChatGenerationChunk(message=AIMessageChunk(content=text, usage_metadata=usage))
    if run_manager and text:
        run_manager.on_llm_new_token(text, chunk=chunk)
    return chunk
