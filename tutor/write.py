"""From evidence to drafted sentences: the chat model writes, a grammar holds it to labels.

Each drafted sentence begins with the label of the source sentence that says it; the grammar
admits only labels that exist. Nothing here checks what is claimed: that is `cite`.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import regex
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from ingest.documents import Record
from ingest.languages import english_name
from tutor.chat_models import add_usage, translated_faults
from tutor.embedded_chat import EmbeddedChatModel
from tutor.evidence import Evidence, messages
from tutor.llama_engine import Usage
from tutor.prompt import render

LABELS = 3
"""Most source sentences that one drafted sentence may name."""
TOKENS = 160
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
    """Stream the raw draft: labels, then the sentence they belong to."""
    prompt = write_messages(question, language, evidence)
    options: dict[str, Any] = {}
    if isinstance(model, EmbeddedChatModel):
        options = {
            "grammar": grammar([sentence.label for sentence in evidence.sentences]),
            "max_tokens": TOKENS,
            "cancel": cancel,
        }
    with translated_faults(model):
        for chunk in model.stream(prompt, **options):
            add_usage(chunk, usage)
            if text := str(chunk.text):
                yield text


def write_messages(question: str, language: str, evidence: Evidence) -> list[BaseMessage]:
    """The examining prompt, answered Yes, and the request to write: its cache is reused."""
    return [
        *messages(question, evidence.sentences),
        AIMessage("Yes"),
        HumanMessage(render("write", language=english_name(language))),
    ]


def grammar(labels: Sequence[int]) -> str:
    """GBNF: known labels, then a line without brackets.

    One line: given room for more, the embedded model goes on listing the passage's sentences.
    """
    known = " | ".join(f'"[{label}]"' for label in labels)
    return "\n".join(
        [
            f'root ::= label{{1,{LABELS}}} " " text',
            f"label ::= {known}",
            "text ::= [^\\n\\[\\]【】［］ ] [^\\n\\[\\]【】［］]{1,400}",
        ]
    )


def drafts(raw: str) -> list[Draft]:
    """Lines → sentences with their labels; markers may stand anywhere, in any script's digits."""
    found = []
    for line in raw.splitlines():
        labels = tuple(int(number) for number in _LABELS.findall(line))
        text = re.sub(r"\s+", " ", _LABELS.sub(" ", line)).strip()
        if text:
            found.append(Draft(text=text, labels=tuple(dict.fromkeys(labels))))
    return found
