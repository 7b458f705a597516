"""Documents → a quiz: sentences worth asking about, one model call each, gates, items.

The model fills a small private draft and no more; `items` makes an item of it. A draft that a
gate turns away is listed, and the next sentence is tried; nothing is padded or mended.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
from langchain_core.embeddings import Embeddings
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import ValidationError

from ingest.errors import InputError
from ingest.index import Index
from ingest.languages import DEFAULT, canonical, english_name, primary
from tutor.ask import check_question
from tutor.chat_models import translated_faults
from tutor.embedded_chat import EmbeddedChatModel
from tutor.facts import Source, sources
from tutor.gates.admit import Instruments, verdicts
from tutor.gates.duplicates import Remembered
from tutor.gates.grounds import grounds
from tutor.gates.reader import numbered
from tutor.items import Draft, build
from tutor.prompt import render
from tutor.quizzes import Quiz, QuizItem, Rejected
from tutor.settings import Settings

MOST = 200
"""Items in one quiz."""
TRIES = 3
"""Drafts made at the most for each item asked for."""
EXAMPLES = ("en", "zh", "ar")
TOKENS = 400
"""Longest draft; a model that writes on and on is cut, and its draft rejected."""
GRAMMAR = r"""
root ::= "{\"question\": \"" asked "\", \"answer\": \"" short "\", \"wrong\": " wrong ", " why "}"
wrong ::= "[\"" short "\", \"" short "\", \"" short "\", \"" short "\"]"
why ::= "\"explanation\": \"" sentence "\""
asked ::= [^"\\\n?？؟.。 ] ([^"\\\n?？؟.。] | "." [^"\\\n ?？؟]){8,200} [?？؟]
short ::= [^"\\\n。；;؛ ] [^"\\\n。；;؛]{0,150}
sentence ::= ([^"\\\n.。] | "." [^"\\\n ]){1,300} [.。]?
"""
"""The JSON of a `Draft` with one question and one sentence of explanation: a schema's strings have
no end that a small model would find by itself."""
_JSON = regex.compile(r"\{.*\}", regex.DOTALL)


@dataclass(frozen=True)
class QuizRequest:
    """What to make a quiz of."""

    topic: str | None = None
    """What it is to be about; None for everything there is."""
    documents: Sequence[str] = ()
    """Ids or paths; empty for all."""
    count: int = 5
    language: str | None = None
    """Language of the items; None for each document's own."""
    seed: int = 0
    """Another seed, other sentences."""


def check_request(request: QuizRequest, index: Index, settings: Settings) -> None:
    """Raises `InputError`, `EmptyQuestion`, `QuestionTooLong`, `UnknownDocument`: all that can
    be known before a model is loaded."""
    if not 1 <= request.count <= MOST:
        raise InputError(
            f"A quiz cannot have {request.count} items.", hint=f"Ask for 1 to {MOST} with --count."
        )
    if request.language is not None and canonical(request.language) is None:
        raise InputError(
            f"{request.language!r} is not a language code.",
            hint="Use a BCP-47 code such as en, zh-Hans or ar.",
        )
    index.resolve_all(request.documents)
    if request.topic is not None:
        check_question(request.topic, index, settings)


def compose(
    request: QuizRequest, index: Index, model: BaseChatModel, settings: Settings, *, now: str
) -> Iterator[Quiz]:
    """The quiz so far, after each draft that was admitted or rejected; at least once.

    `now` is RFC 3339 UTC. Raises what `check_request` raises, and `ModelUnavailable`.
    """
    check_request(request, index, settings)
    wanted = canonical(request.language) if request.language else None
    found = sources(
        index,
        documents=index.resolve_all(request.documents),
        topic=request.topic,
        language=wanted,
        limit=TRIES * request.count,
        seed=request.seed,
    )
    quiz = _empty(request, found, wanted, settings, now)
    embeddings = Remembered(index.embeddings)
    for source in found:
        if quiz.made == request.count:
            break
        language = wanted or source.passage.language
        made = attempt(source, language, model, quiz.items, embeddings)
        if isinstance(made, QuizItem):
            quiz = quiz.model_copy(update={"items": (*quiz.items, made)})
        else:
            quiz = quiz.model_copy(update={"rejected": (*quiz.rejected, made)})
        yield quiz
    if not found:
        yield quiz


def attempt(
    source: Source,
    item_language: str,
    model: BaseChatModel,
    admitted: Sequence[QuizItem],
    embeddings: Embeddings | None = None,
) -> QuizItem | Rejected:
    """One item about one sentence, or why there is none.

    One model call to draft it, about twenty short ones to examine it.
    """
    draft = ask_draft(draft_messages(source, item_language), model)
    if draft is None:
        return Rejected(stem="", gate="schema", detail="the model's draft is not in the form asked")
    item, notes = build(draft, source, item_language)
    found = grounds(item, [source.document], [source.passage])
    gates = list(notes)
    for verdict in verdicts(item, found, Instruments(admitted, embeddings, model)):
        if verdict.verdict == "reject":
            return Rejected(stem=item.stem, gate=verdict.name, detail=verdict.detail)
        gates.append(verdict)
    return item.model_copy(update={"gates": tuple(gates)})


def draft_messages(source: Source, item_language: str) -> list[BaseMessage]:
    """An example of a draft, in the item's language where there is one, since a small model
    follows the example's language before any instruction; then the passage."""
    name = primary(item_language) if primary(item_language) in EXAMPLES else DEFAULT
    return [
        SystemMessage(render("quiz_system", example=render(f"quiz_example_{name}"))),
        HumanMessage(
            render(
                "quiz_draft",
                passage=numbered(source.sentences),
                language=english_name(item_language),
                label=str(source.evidence.label),
                focus=f'"{source.focus}"' if source.focus else "a few of its words",
            )
        ),
    ]


def ask_draft(messages: Sequence[BaseMessage], model: BaseChatModel) -> Draft | None:
    """The model's draft, None where it is not in the form asked. Raises `ModelUnavailable`.

    The embedded model is held to the form by a grammar, other models by their own means; one
    without any is asked in prose and its JSON read.
    """
    with translated_faults(model):
        try:
            if isinstance(model, EmbeddedChatModel):
                reply = model.invoke(list(messages), grammar=GRAMMAR, max_tokens=TOKENS)
                return _parsed(str(reply.text))
            try:
                structured = model.with_structured_output(Draft)
            except NotImplementedError:
                return _parsed(str(model.invoke(list(messages)).text))
            return Draft.model_validate(structured.invoke(list(messages)))
        except (OutputParserException, ValidationError):
            return None


def _parsed(text: str) -> Draft:
    """Strictly: LangChain's parser would close the brackets of a draft that was cut short."""
    found = _JSON.search(text)
    return Draft.model_validate_json(found[0] if found else text)


def _empty(
    request: QuizRequest,
    found: Sequence[Source],
    wanted: str | None,
    settings: Settings,
    now: str,
) -> Quiz:
    """The quiz before its first item; its id is a hash of the request and the time."""
    content = [now, request.topic, list(request.documents), request.count, wanted, request.seed]
    spoken = Counter(source.passage.language for source in found).most_common(1)
    return Quiz(
        quiz=hashlib.sha256(json.dumps(content).encode("utf-8")).hexdigest()[:12],
        language=wanted or (spoken[0][0] if spoken else DEFAULT),
        topic=request.topic,
        seed=request.seed,
        model=settings.model,
        settings=settings.fingerprint(),
        created=now,
        asked=request.count,
    )
