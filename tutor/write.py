"""From evidence to drafted sentences: a chat model writes, and nothing is believed yet.

The embedded model sees the one passage that it has just examined and writes one sentence; which
sentences of the passage say it is found out afterwards. (Asked for labels under a grammar it
named the first sentence most of the time, and the grammar made each token three times as slow.)
Other models see all passages with numbered sentences and name what they use. What is claimed is
checked in `cite`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import regex
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from ingest.documents import Record
from ingest.languages import name_for_models
from ingest.normalize import one_line
from tutor.chat_models import stream_text
from tutor.evidence import Evidence, asked, listed
from tutor.means import Means
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
    evidences: Sequence[Evidence],
    means: Means,
    prompt: str = "write",
    lines: int = 1,
) -> Iterator[str]:
    """Stream the raw draft: lines, which other models than the embedded one begin with labels."""
    assert means.model is not None
    if means.embedded is not None:
        # The last is what the model examined most recently: its passage is still computed.
        messages = plain_messages(question, language, evidences[0], prompt)
        stop = ["\n"] if lines == 1 else []
        options: dict[str, Any] = {"max_tokens": TOKENS * lines, "stop": stop}
    else:
        messages, options = labelled_messages(question, language, evidences), {}
    yield from stream_text(means.model, messages, usage=means.usage, cancel=means.cancel, **options)


def translated(texts: Sequence[str], language: str, means: Means) -> Iterator[str]:
    """Stream a translation of what quotes say."""
    assert means.model is not None
    text = " ".join(map(one_line, texts))
    prompt = render("translate_quote", text=text, language=name_for_models(language))
    yield from stream_text(
        means.model,
        # Not the tutor's own: asked to translate, the model began with a translation of that.
        [SystemMessage(render("translator")), HumanMessage(prompt)],
        usage=means.usage,
        cancel=means.cancel,
        max_tokens=TOKENS * 2,
    )


def plain_messages(
    question: str, language: str, evidence: Evidence, prompt: str = "write"
) -> list[BaseMessage]:
    """The passage as it was examined, and the request to answer."""
    shown = listed(evidence.passage, evidence.sentences)
    return asked(prompt, shown, question, language=name_for_models(language))


def labelled_messages(
    question: str, language: str, evidences: Sequence[Evidence]
) -> list[BaseMessage]:
    """All passages, their sentences numbered through, and the request to write with labels."""
    first, shown = 1, []
    for evidence in evidences:
        numbered = [
            sentence.model_copy(update={"label": first + place})
            for place, sentence in enumerate(evidence.sentences)
        ]
        shown.append(listed(evidence.passage, numbered))
        first += len(numbered)
    return [
        *asked("examine", "\n\n".join(shown), question),
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
