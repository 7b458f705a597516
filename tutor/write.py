"""From evidence to drafted sentences: a chat model writes, and nothing is believed yet.

The embedded model is given the best sentence and one task. (Given more it mixes them up; asked
for labels under a grammar it named the first sentence most of the time, and the grammar made
each token three times as slow.) Other models get the passage with numbered sentences and name
what they use; labels are read from their lines. What is claimed is checked in `cite`.
"""

import threading
from collections.abc import Iterator
from typing import Any

import regex
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from ingest.documents import Record
from ingest.languages import name_for_models
from ingest.normalize import one_line
from tutor.chat_models import add_usage, translated_faults
from tutor.embedded_chat import EmbeddedChatModel
from tutor.evidence import Evidence, about, messages
from tutor.llama_engine import Usage
from tutor.prompt import render

TOKENS = 120
_LABELS = regex.compile(r"[\[【［]\s*(\p{Nd}+)\s*[\]】］]")


class Draft(Record):
    """A sentence as the model wrote it, with the labels it claims."""

    text: str
    labels: tuple[int, ...]


def write(
    question: str,
    language: str,
    evidence: Evidence,
    model: BaseChatModel,
    *,
    usage: Usage,
    cancel: threading.Event | None = None,
) -> Iterator[str]:
    """Stream the raw draft: lines, some of which may begin with labels."""
    options: dict[str, Any] = {}
    if isinstance(model, EmbeddedChatModel):
        prompt = plain_messages(question, language, evidence)
        options = {"max_tokens": TOKENS, "cancel": cancel, "stop": ["\n"]}
    else:
        prompt = labelled_messages(question, language, evidence)
    with translated_faults(model):
        for chunk in model.stream(prompt, **options):
            add_usage(chunk, usage)
            if text := str(chunk.text):
                yield text


def plain_messages(question: str, language: str, evidence: Evidence) -> list[BaseMessage]:
    """The best sentence and the question."""
    (best,) = evidence.best(1)
    lines = [about(evidence.passage), one_line(best.text)]
    asked = render(
        "write",
        passage="\n".join(filter(None, lines)),
        question=question,
        language=name_for_models(language),
    )
    return [SystemMessage(render("system")), HumanMessage(asked)]


def labelled_messages(question: str, language: str, evidence: Evidence) -> list[BaseMessage]:
    """The examining prompt, answered Yes, and the request to write."""
    return [
        *messages(question, evidence.passage, evidence.sentences),
        AIMessage("Yes"),
        HumanMessage(render("write_labelled", language=name_for_models(language))),
    ]


def drafts(raw: str) -> list[Draft]:
    """Lines → sentences with their labels; markers may stand anywhere, in any script's digits."""
    found = []
    for line in raw.splitlines():
        labels = tuple(int(number) for number in _LABELS.findall(line))
        text = one_line(_LABELS.sub(" ", line))
        if text:
            found.append(Draft(text=text, labels=tuple(dict.fromkeys(labels))))
    return found
