"""A chat model without a model: for tests of surfaces, and for scripts in unit tests.

Says Yes when passage and question share words, and then quotes the sentence that shares most.
With `replies` it is a queue instead, which raises when empty and remembers what it was asked.
"""

from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from ingest.languages import detect_language
from ingest.lexical import terms


class FakeChatModel(BaseChatModel):
    """`fake:` among the providers."""

    replies: list[str] | None = None
    asked: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "hikma-fake"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": "fake:words"}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.asked.append(messages)
        if self.replies is not None:
            if not self.replies:
                raise AssertionError("the fake chat model was asked more often than scripted")
            text = self.replies.pop(0)
        else:
            text = self._reply(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    @staticmethod
    def _reply(messages: list[BaseMessage]) -> str:
        lines = str(messages[1].text).splitlines()
        labelled = [line for line in lines if line.startswith("[")] or lines
        question = lines[-1]
        wanted = set(terms(question, detect_language(question)))
        shared = [len(wanted & set(terms(line, detect_language(line)))) for line in labelled]
        best = max(range(len(labelled)), key=shared.__getitem__)
        if len(messages) == 2:
            return "Yes" if shared[best] >= 3 else "No"
        return labelled[best]
