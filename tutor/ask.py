"""Question → cited answer, or an honest "your documents do not say".

The order of work: find passages, examine the best of them (stopping at the first that surely
holds the answer), decline unless one does, write from that one alone, check and cite. Models
and index come in as arguments.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex
from langchain_core.language_models import BaseChatModel

from ingest.documents import Record, Scope
from ingest.errors import EmptyQuestion, InputError, QuestionTooLong
from ingest.index import Index
from ingest.languages import canonical, detect_language, same_language
from ingest.normalize import one_line
from tutor.answers import Answer, Exchange, Grounding, Manner, Timings, Tokens
from tutor.cite import Cited, assemble, cite
from tutor.decline import declined_text
from tutor.embedded_chat import EmbeddedChatModel
from tutor.evidence import Evidence, examine, rank_sentences, writes_well
from tutor.llama_engine import Usage
from tutor.retrieve import Found, retrieve
from tutor.settings import Settings
from tutor.write import drafts, write

_WORD = regex.compile(r"[\p{L}\p{N}]")


class Token(Record):
    """A piece of the answer as it is being written; the checked answer follows."""

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
    check_question(request.question, index, settings)
    if request.k is not None and request.k < 1:
        raise InputError(f"-k must be 1 or more, not {request.k}.", hint="Leave -k out for 8.")
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
    request: Ask, index: Index, model: BaseChatModel | None, settings: Settings
) -> Iterator[Token | Answer]:
    """Tokens as they are written, then the checked answer, always last.

    `model` may be None with `request.extractive`. Raises what `search` raises, and
    `ModelUnavailable`, `Cancelled`.
    """
    clock = _Clock()
    usage = Usage()
    language = answer_language(request)
    found = search(request, index, settings)
    clock.retrieved()
    chosen = None if request.extractive else model
    evidence = choose(request, found, index, chosen, settings, usage)
    cited = Cited(text="", sentences=(), citations=(), unresolved=())
    if evidence is None:
        pass
    elif chosen is None or _better_quoted(evidence, language, chosen):
        cited = quote(evidence)
    else:
        raw = ""
        for text in write(
            request.question, language, evidence, chosen, usage=usage, cancel=request.cancel
        ):
            clock.token()
            raw += text
            yield Token(text=text)
        cited = cite(drafts(raw), evidence, request.question, language)
    declined = not cited.sentences
    yield Answer(
        question=request.question,
        language=language,
        answer=declined_text(language) if declined else cited.text,
        declined=declined,
        grounding=grounding(cited, declined=declined),
        sentences=cited.sentences,
        citations=cited.citations,
        unresolved=cited.unresolved,
        passages=found.passages,
        model="extractive" if chosen is None else settings.model,
        settings=settings.fingerprint(),
        timings=clock.timings(),
        tokens=Tokens(prompt=usage.prompt, cached=usage.cached, output=usage.output),
    )


def answer_language(request: Ask) -> str:
    """The language to answer in. Raises `InputError` for what is no language code."""
    if request.language in (None, "", "auto"):
        return detect_language(request.question)
    code = canonical(str(request.language))
    if code is None:
        raise InputError(
            f"{request.language!r} is not a language code.",
            hint="Use a BCP-47 code such as en, zh-Hans or ar, or auto.",
        )
    return code


def choose(
    request: Ask,
    found: Found,
    index: Index,
    model: BaseChatModel | None,
    settings: Settings,
    usage: Usage,
) -> Evidence | None:
    """The passage most likely to hold the answer, or None where none is likely enough."""
    best: Evidence | None = None
    language = detect_language(request.question)
    few = _worth_examining(found, language, settings)
    for evidence in examine(
        request.question, language, few, index, model, usage=usage, cancel=request.cancel
    ):
        same = same_language(evidence.passage.language, language)
        if best is not None and not same:
            break  # the question's own language answers: the others need not be examined
        least = settings.answer.threshold if same else settings.answer.threshold_across
        if evidence.probability >= max(least, best.probability if best else 0):
            best = evidence
        if best is not None and best.probability >= settings.answer.sure:
            break
    if best is None or not isinstance(model, EmbeddedChatModel):
        return best
    ranked, odds = rank_sentences(request.question, best, model, usage=usage, cancel=request.cancel)
    # A passage may be about the question throughout, and no sentence of it answer it.
    return ranked if odds >= settings.answer.sentence_odds else None


def _worth_examining(found: Found, language: str, settings: Settings) -> Found:
    """The first passages in the question's language, then the first in others.

    In this order, since a passage in another language is the less certain evidence.
    """
    pairs = list(zip(found.passages, found.similarities))
    own = [pair for pair in pairs if same_language(pair[0].language, language)]
    across = [pair for pair in pairs if pair not in own]
    first = settings.answer.examined
    # Where nothing is in the question's language, the others are all there is.
    chosen = own[:first] + across[: settings.answer.examined_across if own else first]
    return found.model_copy(
        update={
            "passages": tuple(passage for passage, _ in chosen),
            "similarities": tuple(similarity for _, similarity in chosen),
        }
    )


def _better_quoted(evidence: Evidence, language: str, model: BaseChatModel) -> bool:
    """True where a passage is in the answer's language and the model writes that badly."""
    same = same_language(evidence.passage.language, language)
    return same and isinstance(model, EmbeddedChatModel) and not writes_well(model, language)


def quote(evidence: Evidence) -> Cited:
    """The extractive answer: the nearest sentence, verbatim."""
    (best,) = evidence.best(1)
    return assemble([(one_line(best.text), [(evidence.passage, best)], "supported")])


def grounding(cited: Cited, *, declined: bool) -> Grounding:
    """`grounded` where every sentence is supported, `partly` where some are only cited."""
    if declined:
        return "declined"
    supported = all(sentence.support == "supported" for sentence in cited.sentences)
    return "grounded" if supported else "partly"


class _Clock:
    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._retrieve = 0.0
        self._first: float | None = None

    def _elapsed(self) -> float:
        return round(time.perf_counter() - self._start, 3)

    def retrieved(self) -> None:
        self._retrieve = self._elapsed()

    def token(self) -> None:
        self._first = self._first or self._elapsed()

    def timings(self) -> Timings:
        return Timings(retrieve=self._retrieve, first_token=self._first, total=self._elapsed())
