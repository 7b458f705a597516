"""The nouns of conversation: chats and their turns, and what follow-ups may refer to.

Knows no stores. Turns are only ever added; a turn without answer and fault was interrupted.
"""

import regex

from ingest.documents import Record
from ingest.normalize import one_line
from tutor.answers import Answer, Exchange, Manner

TITLE = 60
"""Longest title, in characters as a reader counts them."""
REMEMBERED = 3
"""Answered turns that a follow-up may refer to."""
_CHARACTER = regex.compile(r"\X")


class Fault(Record):
    """A `HikmaError` as it was shown: `HikmaError.as_record()`."""

    type: str
    message: str
    hint: str


class Turn(Record):
    """A question and what became of it."""

    number: int
    """Grows within a notebook; says the order, not the place in the chat."""
    question: str
    manner: Manner = "short"
    at: str
    """RFC 3339 UTC."""
    answer: Answer | None = None
    fault: Fault | None = None

    @property
    def interrupted(self) -> bool:
        """True where nothing became of the question, or not yet."""
        return self.answer is None and self.fault is None


class Chat(Record):
    """A conversation with everything that was said."""

    id: str
    title: str
    """Its first question, shortened."""
    created: str
    """RFC 3339 UTC."""
    updated: str
    """RFC 3339 UTC."""
    turns: tuple[Turn, ...] = ()


class ChatEntry(Record):
    """One chat as a list shows it."""

    id: str
    title: str
    created: str
    updated: str
    asked: int
    """Number of turns."""
    answered: int
    """Those with an answer, declined ones among them."""


def title(question: str) -> str:
    """`question` on one line, cut between words where it is longer than `TITLE`."""
    line = one_line(question)
    shown = _CHARACTER.findall(line)
    if len(shown) <= TITLE:
        return line
    cut = "".join(shown[: TITLE - 1])
    # Chinese has no spaces to cut at, and a URL none soon enough.
    word = cut.rpartition(" ")[0]
    return (word if len(word) > len(cut) // 2 else cut).rstrip() + "…"


def history(chat: Chat, asking: str | None = None) -> tuple[Exchange, ...]:
    """What the question `asking` may refer to: the last answered turns, the oldest first.

    A question that was asked again in another manner is remembered once, as it was answered
    last; and where `asking` is itself such a question, it does not refer to itself.
    """
    said: list[Exchange] = []
    for turn in chat.turns:
        if turn.answer is not None:
            if said and said[-1].question == turn.question:
                said.pop()
            said.append(exchange(turn.question, turn.answer))
    if said and said[-1].question == asking:
        said.pop()
    return tuple(said[-REMEMBERED:])


def exchange(question: str, answer: Answer) -> Exchange:
    """What later questions need to know of this one."""
    return Exchange(
        question=question,
        understood=answer.understood,
        answer="" if answer.declined else answer.answer,
        documents=tuple(dict.fromkeys(citation.document for citation in answer.citations)),
    )
