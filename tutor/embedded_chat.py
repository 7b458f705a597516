"""LangChain's `BaseChatModel` over the embedded engine.

Knows messages and templates, nothing of study. Besides what every chat model does it offers
grammars and JSON schemas, log-probabilities of given continuations, and cancelling. What
messages say never becomes a template token: templates and contents are tokenised apart.
"""

import codecs
import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.output_parsers import PydanticOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict, PrivateAttr

from tutor.llama_engine import LlamaEngine, Usage

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}
_SLOT = "\ue000{}\ue001"
"""Stands for a message's content while the template is rendered."""


class EmbeddedChatModel(BaseChatModel):
    """The embedded GGUF model. Call options: `grammar` (GBNF), `schema` (JSON schema),
    `max_tokens`, `temperature`, `cancel` (a `threading.Event`)."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: LlamaEngine
    name_of_model: str
    max_tokens: int = 256
    _template: Any = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        source = self.engine.metadata["tokenizer.chat_template"]
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        self._template = environment.from_string(source)

    @property
    def _llm_type(self) -> str:
        return "hikma-embedded"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name_of_model}

    def log_probabilities(
        self,
        messages: Sequence[BaseMessage],
        continuations: Sequence[str],
        *,
        usage: Usage,
        cancel: threading.Event | None = None,
    ) -> list[float]:
        """log P(continuation | messages) in nats for each, nothing being generated."""
        tokens = [self.engine.tokenize(text, special=False) for text in continuations]
        return self.engine.log_probabilities(self._prompt(messages), tokens, usage, cancel)

    def with_structured_output(
        self, schema: Any, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """Answers as the pydantic model `schema`: a grammar leaves no other way."""
        if include_raw:
            raise NotImplementedError("include_raw is not supported by the embedded model")
        bound = self.bind(schema=schema.model_json_schema(), **kwargs)
        return bound | PydanticOutputParser(pydantic_object=schema)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        usage = Usage()
        text = "".join(self._write(messages, stop, usage, **kwargs))
        message = AIMessage(content=text, usage_metadata=_metadata(usage))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        usage = Usage()
        for text in self._write(messages, stop, usage, **kwargs):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
            if run_manager:
                run_manager.on_llm_new_token(text, chunk=chunk)
            yield chunk
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", usage_metadata=_metadata(usage))
        )

    def _write(
        self,
        messages: Sequence[BaseMessage],
        stop: Sequence[str] | None,
        usage: Usage,
        *,
        grammar: str | None = None,
        schema: dict[str, Any] | None = None,
        max_tokens: int | None = None,
        temperature: float = 0.0,
        cancel: threading.Event | None = None,
        **ignored: Any,
    ) -> Iterator[str]:
        if schema is not None:
            from llama_cpp.llama_grammar import json_schema_to_gbnf

            grammar = json_schema_to_gbnf(json.dumps(schema))
        tokens = self.engine.generate(
            self._prompt(messages),
            max_tokens=max_tokens or self.max_tokens,
            temperature=temperature,
            grammar=grammar,
            usage=usage,
            cancel=cancel,
        )
        # A character may be spread over several tokens: only whole ones are passed on.
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        texts = (decoder.decode(self.engine.piece(token)) for token in tokens)
        try:
            yield from _until(stop or (), texts)
        finally:
            tokens.close()

    def _prompt(self, messages: Sequence[BaseMessage]) -> list[int]:
        slots = [
            {"role": _ROLES[message.type], "content": _SLOT.format(number)}
            for number, message in enumerate(messages)
        ]
        rest = self._template.render(messages=slots, add_generation_prompt=True, tools=None)
        tokens: list[int] = []
        for number, message in enumerate(messages):
            before, _, rest = rest.partition(_SLOT.format(number))
            tokens += self.engine.tokenize(before, special=True)
            tokens += self.engine.tokenize(str(message.text), special=False)
        return tokens + self.engine.tokenize(rest, special=True)


def _until(stop: Sequence[str], texts: Iterator[str]) -> Iterator[str]:
    """The texts up to the first stop string, which may be spread over several."""
    held, longest = "", max(map(len, stop), default=0)
    for text in texts:
        held += text
        ends = [at for at in map(held.find, stop) if at >= 0]
        if ends:
            yield held[: min(ends)]
            return
        safe = len(held) - max(longest - 1, 0)
        if safe > 0:
            yield held[:safe]
            held = held[safe:]
    if held:
        yield held


def _metadata(usage: Usage) -> UsageMetadata:
    return UsageMetadata(
        input_tokens=usage.prompt,
        output_tokens=usage.output,
        total_tokens=usage.prompt + usage.output,
        input_token_details={"cache_read": usage.cached},
    )
