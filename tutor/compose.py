"""Documents → a quiz: facts planned, an item made of each, gates.

What is made, and by whom, is `tutor.making`'s. Where a model's question is turned away, the
document's own sentence takes its place before all gates; where that is too, the draft is listed and
the next fact tried. Nothing is padded, and what cannot be made is said.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel

from ingest.errors import InputError
from ingest.index import Index
from ingest.languages import DEFAULT, canonical
from tutor.ask import check_question
from tutor.errors import ReplyUnusable
from tutor.facts import Source, about
from tutor.gates.admit import Instruments, verdicts
from tutor.gates.duplicates import Remembered
from tutor.gates.grounds import grounds
from tutor.making.asked import asks_badly, single
from tutor.making.bench import Bench, Made, Task, Unmade
from tutor.making.difficulty import ANY, Band, band, reach
from tutor.making.inventory import Inventory
from tutor.making.listings import Listings
from tutor.making.plan import TRIES as TRIES
from tutor.making.plan import Turns, Wanted, tasks
from tutor.making.truth import truth_words
from tutor.quizzes import Kind, Quiz, QuizItem, Rejected
from tutor.settings import Settings

MOST = 200
"""Items in one quiz."""
KINDS: tuple[Kind, ...] = ("single", "multiple", "true-false", "cloze", "short")
"""What a quiz holds where no kinds are asked for; cards are for review, and asked for by name."""
NEAREST = 20
"""Passages among which one must speak of a topic."""
PATIENCE = 5
"""Replies in a row that could not be used, after which a server is given up."""


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
    kinds: Sequence[Kind] = KINDS
    """Each has its share of the items."""
    difficulty: str | None = None
    """`easy`, `medium`, `hard` or a range of the prior such as `0.3-0.5`; None for any."""


def check_request(request: QuizRequest, index: Index, settings: Settings) -> None:
    """Raises `InputError`, `EmptyQuestion`, `QuestionTooLong`, `UnknownDocument`: all that can
    be known before a model is loaded."""
    if not 1 <= request.count <= MOST:
        raise InputError(
            f"A quiz cannot have {request.count} items.",
            hint=f"Ask for 1 to {MOST} with --count, and for more in further quizzes.",
        )
    if not request.kinds:
        raise InputError("No kind of item is asked for.", hint=f"Name one of: {', '.join(KINDS)}.")
    if request.language is not None and canonical(request.language) is None:
        raise InputError(
            f"{request.language!r} is not a language code.",
            hint="Use a BCP-47 code such as en, zh-Hans or ar.",
        )
    _check_difficulty(request)
    ids = index.resolve_all(request.documents)
    if request.language and set(request.kinds) == {"true-false"}:
        _check_truth(request.language)
    if request.topic is not None:
        check_question(request.topic, index, settings)
        _check_topic(request.topic, ids, index)


def _check_difficulty(request: QuizRequest) -> None:
    wanted = band(request.difficulty)
    reached = [reach(kind) for kind in request.kinds]
    if not any(each.meets(wanted) for each in reached):
        low, high = min(each.low for each in reached), max(each.high for each in reached)
        raise InputError(
            f"No item of kind {', '.join(request.kinds)} is of difficulty {request.difficulty}: "
            f"theirs is {low} to {high}.",
            hint="Ask for another --difficulty or --kind.",
        )


def _check_truth(language: str) -> None:
    if truth_words(language) is None:
        raise InputError(
            f"The words for true and false are not known in {language}.",
            hint="Ask for another --kind.",
        )


def _check_topic(topic: str, documents: Sequence[str], index: Index) -> None:
    if not about(topic, index, documents, NEAREST):
        raise InputError(
            f"The documents state nothing on “{topic}”.",
            hint="See what they speak of with `hikma search`, name it in their language, or leave "
            "--topic out.",
        )


def compose(
    request: QuizRequest,
    index: Index,
    model: BaseChatModel,
    settings: Settings,
    *,
    now: str,
    bank: Sequence[QuizItem] = (),
) -> Iterator[Quiz]:
    """The quiz so far, after each draft that was admitted or rejected; at least once.

    `now` is RFC 3339 UTC; `bank`: the items that there are, none of which is made again. A reply
    that could not be used costs its draft. Raises what `check_request` raises, `ModelUnavailable`,
    and `ReplyUnusable` where it is every reply.
    """
    check_request(request, index, settings)
    language = canonical(request.language) if request.language else None
    documents = index.resolve_all(request.documents)
    known = frozenset((span.document, span.start) for item in bank for span in item.evidence)
    wanted = Wanted(
        kinds=tuple(dict.fromkeys(request.kinds)),
        count=request.count,
        documents=tuple(documents),
        topic=request.topic,
        language=language,
        known=known,
    )
    bench = workbench(index, model, documents, request.seed, band(request.difficulty))
    badly = language is not None and asks_badly(model, language)
    turns = Turns(wanted, tasks(wanted, bench), bench.difficulty, asks_badly=badly)
    quiz = _empty(request, documents, language, index, settings, now)
    drafting = _Drafting(model, Remembered(index.embeddings))
    while (task := turns.next()) is not None:
        made = drafting.attempt(task, (*quiz.items, *bank))
        if made is None:
            continue
        admitted = isinstance(made, QuizItem)
        turns.tell(task, admitted=admitted)
        quiz = _with(quiz, made)
        yield quiz
    yield quiz.model_copy(update={"rejected": (*quiz.rejected, *turns.lacking())})


def workbench(
    index: Index,
    model: BaseChatModel,
    documents: Sequence[str] = (),
    seed: int = 0,
    difficulty: Band = ANY,
) -> Bench:
    """What items are made with; `documents` are ids, whose words distractors come from first."""
    return Bench(
        index=index,
        inventory=Inventory(index, documents),
        listings=Listings(index),
        model=model,
        seed=seed,
        difficulty=difficulty,
    )


def single_task(source: Source, language: str, bench: Bench) -> Task:
    """A single-choice item about one sentence, a question wherever the model can ask it."""
    return Task(
        kind="single",
        language=language,
        document=source.document.id,
        start=source.evidence.start,
        make=lambda: single(source, language, bench, reserve=False),
    )


def attempt(
    task: Task,
    model: BaseChatModel,
    known: Sequence[QuizItem],
    embeddings: Embeddings | None = None,
) -> QuizItem | Rejected | None:
    """One item about one fact, or why it was turned away; None where the fact makes none.

    `known`: items that are not made again. One model call at the most to draft it, a few to twenty
    short ones to examine it, the cheapest gates first.
    """
    made = task.make()
    if made is None:
        return None
    if isinstance(made, Unmade):
        return _rejecting(task)(made.stem, "schema", made.detail)
    found = _examined(made, task, model, known, embeddings)
    if isinstance(found, Rejected) and made.instead is not None:
        why = f"{found.gate}: {found.detail}"
        instead = made.instead.replacing(made.item.stem, why)
        found = _examined(instead, task, model, known, embeddings)
    return found


def _examined(
    made: Made,
    task: Task,
    model: BaseChatModel,
    known: Sequence[QuizItem],
    embeddings: Embeddings | None,
) -> QuizItem | Rejected:
    """A draft before all gates."""
    rejected = _rejecting(task)
    if any(other.id == made.item.id for other in known):
        # The gate lets an item stand beside itself: one that is edited or disputed is in the bank.
        return rejected(made.item.stem, "duplicates", "this very item is in the bank")
    found = grounds(made.item, [made.document], made.passages)
    gates = list(made.notes)
    given = Instruments(known, embeddings, model, maker="model" if made.asked else "code")
    for verdict in verdicts(made.item, found, given):
        gates.append(verdict)
        if verdict.verdict == "reject":
            turned = rejected(made.item.stem, verdict.name, verdict.detail)
            return turned.model_copy(update={"gates": tuple(gates)})
    return made.item.model_copy(update={"gates": tuple(gates)})


class _Drafting:
    """Attempts with one model, of which some may fail."""

    def __init__(self, model: BaseChatModel, embeddings: Embeddings) -> None:
        self._model, self._embeddings = model, embeddings
        self._unusable = 0

    def attempt(self, task: Task, known: Sequence[QuizItem]) -> QuizItem | Rejected | None:
        """As `attempt`; raises `ReplyUnusable` only where it is every reply."""
        try:
            made = attempt(task, self._model, known, self._embeddings)
        except ReplyUnusable as fault:
            self._unusable += 1
            if self._unusable == PATIENCE:
                raise
            return _rejecting(task)("", "reply", str(fault))
        if made is not None:
            self._unusable = 0
        return made


def _rejecting(task: Task) -> Callable[[str, str, str], Rejected]:
    return lambda stem, gate, detail: Rejected(
        stem=stem, gate=gate, detail=detail, kind=task.kind, language=task.language
    )


def _with(quiz: Quiz, made: QuizItem | Rejected) -> Quiz:
    if isinstance(made, QuizItem):
        return quiz.model_copy(update={"items": (*quiz.items, made)})
    return quiz.model_copy(update={"rejected": (*quiz.rejected, made)})


def _empty(
    request: QuizRequest,
    documents: Sequence[str],
    language: str | None,
    index: Index,
    settings: Settings,
    now: str,
) -> Quiz:
    """The quiz before its first item; its id is a hash of the request and the time."""
    content = [now, request.topic, list(request.documents), request.count, language, request.seed]
    content += [list(request.kinds), request.difficulty]
    return Quiz(
        quiz=hashlib.sha256(json.dumps(content).encode("utf-8")).hexdigest()[:12],
        language=language or _spoken(documents, index),
        topic=request.topic,
        seed=request.seed,
        model=settings.model,
        settings=settings.fingerprint(),
        created=now,
        asked=request.count,
    )


def _spoken(documents: Sequence[str], index: Index) -> str:
    """The language that most of the documents' passages are in."""
    shares = index.languages_of(documents or index.ids())
    counted: dict[str, float] = {}
    for of_one in shares.values():
        for code, count in of_one.items():
            counted[code] = counted.get(code, 0.0) + count
    return max(counted, key=lambda code: counted[code], default=DEFAULT)
