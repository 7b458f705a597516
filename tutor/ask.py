"""Question → cited answer, or an honest "your documents do not say".

What was typed is understood first (a follow-up, pinyin, several questions at once); each question
is answered by `respond`; here the parts become one answer. Models and index come in as arguments.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from ingest.documents import Record, Scope
from ingest.errors import EmptyQuestion, InputError, QuestionTooLong, UnknownDocument
from ingest.index import Index
from ingest.languages import canonical, detect_language
from ingest.normalize import one_line
from tutor.ages import aged, dated
from tutor.answers import Answer, Exchange, Grounding, Manner, Passage, Timings, Tokens
from tutor.asked import Asked
from tutor.cite import Cited, assemble
from tutor.follow_up import standalone
from tutor.means import Means
from tutor.phrases import phrase
from tutor.pinyin import in_characters
from tutor.questions import understand
from tutor.respond import Response, respond
from tutor.retrieve import Found, retrieve
from tutor.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_WORD = regex.compile(r"[\p{L}\p{N}]")


class Token(Record):
    """A checked part of the answer, without labels; the whole answer follows."""

    text: str


@dataclass(frozen=True)
class Ask:
    """One question and how it is to be answered."""

    question: str
    k: int | None = None
    """Passages to find; None for the setting's number."""
    language: str | None = None
    """Answer language; None for the question's own."""
    documents: Sequence[str] = ()
    """Ids or paths to look in; empty for all."""
    extractive: bool = False
    """Quote only, without a chat model."""
    manner: Manner = "short"
    history: Sequence[Exchange] = ()
    """What was said before, the oldest first: a follow-up is understood from it."""
    cancel: threading.Event = field(default_factory=threading.Event)


def search(request: Ask, index: Index, settings: Settings, *, only: str | None = None) -> Found:
    """Passages only. `only` keeps those of one language.

    Raises `EmptyQuestion`, `QuestionTooLong`, `UnknownDocument`, `InputError`.
    """
    check(request, index, settings)
    scope = Scope(
        documents=tuple(index.resolve_all(request.documents)), languages=(only,) if only else ()
    )
    return retrieve(
        request.question,
        index,
        k=request.k or settings.retrieval.passages,
        pool=max(settings.retrieval.pool, request.k or 0),
        scope=scope,
    )


def check(request: Ask, index: Index, settings: Settings) -> None:
    """Raises what is wrong with a request before any model is used."""
    check_question(request.question, index, settings)
    if request.k is not None and request.k < 1:
        raise InputError(f"-k must be 1 or more, not {request.k}.", hint="Leave -k out for 8.")


def check_question(question: str, index: Index, settings: Settings) -> None:
    """Raises `EmptyQuestion` or `QuestionTooLong`."""
    if not _WORD.search(question):
        raise EmptyQuestion("The question is empty.", hint="Ask something in words.")
    limit = settings.answer.question_tokens
    # Text this long has more tokens than the limit in any language: it need not be counted.
    length = 0 if len(question) > 40 * limit else index.embeddings.count_tokens([question])[0]
    if not length or length > limit:
        raise QuestionTooLong(
            f"The question is too long: the limit is {limit} tokens (about 250 words).",
            hint="Ask a shorter question; put long texts into a document and ingest it.",
        )


def ask(
    request: Ask, index: Index, model: "BaseChatModel | None", settings: Settings
) -> Iterator[Token | Answer]:
    """Parts as soon as they are checked, then the whole answer, always last.

    `model` may be None with `request.extractive`. Raises what `search` raises, and
    `ModelUnavailable`, `ReplyUnusable`, `Cancelled`.
    """
    clock = _Clock()
    check(request, index, settings)
    chosen = None if request.extractive else model
    means = Means(index, chosen, settings, cancel=request.cancel)
    wanted = wanted_language(request)
    understood = understand_in(request, means)
    # Of the question as understood: pinyin is Chinese.
    language = wanted or detect_language(understood)
    responses = list[Response]()
    for asked in _questions(request, understood, language, index, settings):
        for said in _respond(asked, means):
            if isinstance(said, Response):
                responses.append(said)
            else:
                clock.token()
                yield Token(text=said)
    cited = assemble([s for response in responses for s in response.statements])
    declined = not cited.sentences
    yield Answer(
        question=request.question,
        understood=understood if understood != request.question else "",
        language=language,
        answer=phrase("declined", language) if declined else cited.text,
        declined=declined,
        grounding=grounding(cited, declined=declined),
        sentences=cited.sentences,
        citations=dated(cited.citations, index),
        unresolved=tuple(text for response in responses for text in response.unresolved),
        notes=_notes(responses, cited, language, index),
        passages=_passages(responses),
        model="extractive" if chosen is None else settings.model,
        settings=settings.fingerprint(),
        timings=clock.timings(sum(means.searched)),
        tokens=Tokens(
            prompt=means.usage.prompt, cached=means.usage.cached, output=means.usage.output
        ),
    )


def _respond(asked: Asked, means: Means) -> Iterator[str | Response]:
    """`respond`, and once more if a document that it found was removed meanwhile."""
    for last in (False, True):
        try:
            for said in respond(asked, means):
                if isinstance(said, Response) and not all(map(means.index.has, _cited(said))):
                    raise UnknownDocument("A document was removed.", hint="Ask again.")
                yield said
            return
        except UnknownDocument:
            if last:
                raise


def _cited(response: Response) -> set[str]:
    return {quote.document for said in response.statements for quote in said.quotes}


def understand_in(request: Ask, means: Means) -> str:
    """The question as it is to be answered: pinyin in characters, a follow-up self-contained."""
    text = in_characters(request.question, means.index) or request.question
    return standalone(text, detect_language(text), request.history, means)


def _questions(
    request: Ask, understood: str, language: str, index: Index, settings: Settings
) -> Iterator[Asked]:
    scope = Scope(documents=tuple(index.resolve_all(request.documents)))
    k = request.k or settings.retrieval.passages
    for question in understand(understood, detect_language(understood)):
        yield Asked(
            question=question,
            language=language,
            scope=scope,
            k=k,
            pool=max(settings.retrieval.pool, k),
            manner=request.manner,
        )


def _passages(responses: Sequence[Response]) -> tuple[Passage, ...]:
    """What was found for all questions, each passage once, ranked anew."""
    found = {(p.document, p.start): p for response in responses for p in response.passages}
    return tuple(
        passage.model_copy(update={"rank": rank})
        for rank, passage in enumerate(found.values(), start=1)
    )


def _notes(
    responses: Sequence[Response], cited: Cited, language: str, index: Index
) -> tuple[str, ...]:
    """What the ways to answer noted, what was not answered beside what was, and old evidence."""
    notes = [note for response in responses for note in response.notes]
    if cited.sentences:
        notes += [
            phrase("declined_part", language, question=one_line(response.question))
            for response in responses
            if not response.statements
        ]
    return tuple(dict.fromkeys([*notes, *aged(cited.citations, language, index)]))


def wanted_language(request: Ask) -> str | None:
    """The language to answer in, None for the question's own.

    Raises `InputError` for what is no language code.
    """
    if request.language in (None, "", "auto"):
        return None
    code = canonical(str(request.language))
    if code is None:
        raise InputError(
            f"{request.language!r} is not a language code.",
            hint="Use a BCP-47 code such as en, zh-Hans or ar, or auto.",
        )
    return code


def grounding(cited: Cited, *, declined: bool) -> Grounding:
    """`grounded` where every sentence is supported, `partly` where some are only cited."""
    if declined:
        return "declined"
    supported = all(sentence.support == "supported" for sentence in cited.sentences)
    return "grounded" if supported else "partly"


class _Clock:
    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._first: float | None = None

    def _elapsed(self) -> float:
        return round(time.perf_counter() - self._start, 3)

    def token(self) -> None:
        self._first = self._first or self._elapsed()

    def timings(self, retrieve: float) -> Timings:
        return Timings(retrieve=round(retrieve, 3), first_token=self._first, total=self._elapsed())
