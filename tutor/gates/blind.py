"""Can the item be solved by one who has read the passage and does not know the key?

First without the options: among them the key may be the only one that the passage names, however
little the stem asks for it. Then with the options in two orders, the key at a different letter in
each: once may be the habit of choosing one letter.
"""

import math
from collections.abc import Sequence
from typing import Any

import regex
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from ingest.languages import DEFAULT, english_name, primary
from ingest.normalize import fold, one_line
from tutor.chat_models import add_usage, translated_faults
from tutor.cite import numbers
from tutor.embedded_chat import EmbeddedChatModel
from tutor.evidence import SourceSentence
from tutor.facts import Source
from tutor.llama_engine import Usage
from tutor.prompt import render
from tutor.quizzes import Option, QuizItem, Verdict
from tutor.wording import overlap

LETTERS = "ABCD"
EXAMPLES = ("en", "zh", "ar")
TOKENS = 32
SAME = 0.6
"""Share of the key's terms that an answer in the model's own words must hold."""
LEAST_SURE = 0.4
"""Mean probability of the key over both orders; chance is 0.25 to 0.33. Set by eye on 40 drafts."""
_LONE_LETTER = regex.compile(r"(?<!\p{L})[a-d](?!\p{L})")


def unaided(item: QuizItem, source: Source, model: BaseChatModel) -> Verdict:
    """The model, given passage and stem alone, answers with the key. Raises
    `ModelUnavailable`."""
    language = english_name(item.language)
    prompt = render(
        "quiz_answer",
        passage=numbered(source.sentences),
        question=one_line(item.stem),
        language=language,
    )
    options: dict[str, Any] = {"max_tokens": TOKENS} if isinstance(model, EmbeddedChatModel) else {}
    with translated_faults(model):
        reply = model.invoke([system_message(item.language), HumanMessage(prompt)], **options)
    said, key = one_line(str(reply.text)), item.key.text
    if numbers(key) <= numbers(said) and overlap(key, said, item.language) >= SAME:
        return Verdict(name="unaided-solve", verdict="pass")
    detail = f"given the passage alone, the model answered {said[:80]!r}"
    return Verdict(name="unaided-solve", verdict="reject", detail=detail)


def blind(item: QuizItem, source: Source, model: BaseChatModel) -> Verdict:
    """The model, given the passage, picks the key in both orders. Raises `ModelUnavailable`."""
    sure = []
    for order in orders(item.options):
        chosen, probability = choice(order, item, source.sentences, model)
        if chosen is None or not chosen.correct:
            said = "no letter" if chosen is None else repr(chosen.text)
            detail = f"given the passage and the options, the model chose {said}"
            return Verdict(name="blind-solve", verdict="reject", detail=detail)
        sure.append(probability)
    return confidence([p for p in sure if p is not None])


def confidence(probabilities: Sequence[float]) -> Verdict:
    """Pass, unless the key won by so little that the options are as good as equal; a model
    that gives no probabilities is taken at its word."""
    detail = f"probability of the key {', '.join(f'{p:.2f}' for p in probabilities)}"
    if probabilities and math.fsum(probabilities) / len(probabilities) < LEAST_SURE:
        return Verdict(name="blind-solve", verdict="reject", detail=detail)
    return Verdict(name="blind-solve", verdict="pass", detail=detail if probabilities else "")


def orders(options: Sequence[Option]) -> list[list[Option]]:
    """As shown, and backwards (turned on by one where that leaves the key at its place)."""
    shown, turned = list(options), list(reversed(options))
    if [o.correct for o in shown] == [o.correct for o in turned]:
        turned = [*turned[1:], turned[0]]
    return [shown, turned]


def choice(
    options: Sequence[Option],
    item: QuizItem,
    sentences: Sequence[SourceSentence],
    model: BaseChatModel,
) -> tuple[Option | None, float | None]:
    """The option that the model chooses, None for no letter; with its probability, if known."""
    letters = LETTERS[: len(options)]
    messages = solve_messages(options, item, sentences)
    if isinstance(model, EmbeddedChatModel):
        logs = model.log_probabilities(messages, list(letters), usage=Usage())
        best = max(range(len(logs)), key=logs.__getitem__)
        return options[best], math.exp(logs[best]) / math.fsum(map(math.exp, logs))
    with translated_faults(model):
        reply = model.invoke(messages)
    add_usage(reply, Usage())
    letter = _LONE_LETTER.search(fold(str(reply.text)))
    place = letters.lower().find(letter[0]) if letter else -1
    return (options[place], None) if place >= 0 else (None, None)


def solve_messages(
    options: Sequence[Option], item: QuizItem, sentences: Sequence[SourceSentence]
) -> list[BaseMessage]:
    """Passage first: the model has read it for the draft, and its cache is reused."""
    return [
        system_message(item.language),
        HumanMessage(
            render(
                "quiz_solve",
                passage=numbered(sentences),
                question=one_line(item.stem),
                options="\n".join(f"{a}. {o.text}" for a, o in zip(LETTERS, options)),
            )
        ),
    ]


def system_message(language: str) -> SystemMessage:
    """What drafting and solving begin with: an example of a draft, in the item's language where
    there is one, since a small model follows the example's language before any instruction."""
    name = primary(language) if primary(language) in EXAMPLES else DEFAULT
    return SystemMessage(render("quiz_system", example=render(f"quiz_example_{name}")))


def numbered(sentences: Sequence[SourceSentence]) -> str:
    """The passage as prompts show it, a labelled sentence a line."""
    return "\n".join(f"[{s.label}] {one_line(s.text)}" for s in sentences)
