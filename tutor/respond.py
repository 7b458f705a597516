"""One question → what is said to it, each sentence with the words that say it.

Knows the ways to answer (a fact, a list, a comparison, which documents, a hint …), not how
questions were typed or how answers are shown. Nothing a model drafts gets out unchecked.
"""

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence

from ingest.documents import Record
from ingest.languages import same_language
from ingest.normalize import one_line
from tutor.answers import NEAREST, Passage
from tutor.asked import Asked
from tutor.choose import accepted
from tutor.cite import Quote, Statement, plain
from tutor.conflict import assumes_otherwise, disagreeing
from tutor.documents import speaking
from tutor.evidence import Evidence, pointed
from tutor.manners import Explained, example, hint
from tutor.means import Means
from tutor.phrases import phrase
from tutor.pick import pick
from tutor.premises import doubted, doubts
from tutor.questions import Question
from tutor.retrieve import Found, retrieve
from tutor.say import Says, language_name, merged, say, statements, unsaid
from tutor.translate import translate

EACH = 2
"""Passages examined for each thing of a comparison that nothing was said of yet."""


class Response(Record):
    """What is said to one question; without statements it is declined."""

    question: str
    statements: tuple[Statement, ...] = ()
    unresolved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


def respond(asked: Asked, means: Means) -> Iterator[str | Response]:
    """Parts as soon as they are checked, then the response, always last."""
    question = asked.question
    # Where nothing is in the question's language, the search is with its translations at once.
    spoken = _is_spoken(question.language, asked, means)
    found = _find(question.text, asked, means, {} if spoken else _translations(asked, means))
    if question.kind == "library":
        statements, notes = speaking(question, asked.language, asked.scope, means)
        yield _response(asked, found, (statements, ()), notes)
        return
    # What compares two things is answered by two passages, each of which names one.
    named = question.kind != "comparison"
    evidences: Iterable[Evidence] = accepted(
        question.text, question.language, found, means, named=named
    )
    if asked.manner == "hint":
        yield _response(
            asked, found, (hint(list(itertools.islice(evidences, 1)), asked.language), ())
        )
        return
    used = list[Evidence]()
    says = yield from say(asked, _kept(evidences, used), means)
    if not says[0] and spoken:
        found, evidences = _translated(asked, found, means)
        says = merged(says, (yield from say(asked, _kept(evidences, used), means)))
    if len(question.parts) > 1:
        says = merged(says, _each_part(asked, says, means))
    if not says[0] and (said := doubted(asked, found, means)):
        yield " ".join(statement.text for statement in said)
        says = merged(says, (said, ()))
    yield _completed(asked, found, says, used, means)


def _kept(evidences: Iterable[Evidence], used: list[Evidence]) -> Iterator[Evidence]:
    """The evidence as it is asked for, noted in `used`."""
    for evidence in evidences:
        used.append(evidence)
        yield evidence


def _find(
    text: str, asked: Asked, means: Means, translations: dict[str, str] | None = None
) -> Found:
    start = time.perf_counter()
    found = retrieve(
        text,
        means.index,
        k=asked.k,
        pool=asked.pool,
        scope=asked.scope,
        language=asked.question.language,
        translations=translations,
    )
    means.searched.append(time.perf_counter() - start)
    return found


def _is_spoken(language: str, asked: Asked, means: Means) -> bool:
    """Is any passage that may be searched in this language?"""
    index, documents = means.index, asked.scope.documents
    counts = index.languages_of(documents).values() if documents else [index.languages()]
    return any(same_language(code, language) for codes in counts for code in codes)


def _translations(asked: Asked, means: Means) -> dict[str, str]:
    """The question in the other languages of the library, by code, where that helps a search."""
    if means.model is None:
        return {}
    question, translations = asked.question, dict[str, str]()
    for code in means.index.languages():
        if not same_language(code, question.language) and (
            said := translate(
                question.text, question.language, code, means.model,
                usage=means.usage, cancel=means.cancel,
            )
        ):  # fmt: skip
            translations[code] = said
    return translations


def _translated(asked: Asked, found: Found, means: Means) -> tuple[Found, Iterable[Evidence]]:
    """A second look at the passages of other languages, with the question in these."""
    question = asked.question
    translations = _translations(asked, means)
    if not translations:
        return found, ()
    again = _find(question.text, asked, means, translations)
    seen = {(passage.document, passage.start) for passage in found.passages}
    fresh = tuple(
        passage
        for passage in again.passages
        if (passage.document, passage.start) not in seen
        and not same_language(passage.language, question.language)
    )
    only = again.model_copy(update={"passages": fresh})
    return again, accepted(question.text, question.language, only, means) if fresh else ()


def _first(count: int, found: Found) -> Found:
    return found.model_copy(update={"passages": found.passages[:count]})


def _each_part(asked: Asked, says: Says, means: Means) -> Says:
    """About each of the things compared that nothing was said of yet, what it is."""
    more: Says = (), ()
    for part in unsaid(asked, says[0]):
        language = asked.question.language
        text = phrase("what_is", language, thing=part)
        found = _first(EACH, _find(text, asked, means))
        for evidence in itertools.islice(accepted(text, language, found, means), 1):
            about = asked.model_copy(
                update={"question": Question(text=text, language=language, kind="definition")}
            )
            more = merged(more, statements(about, pick(about, evidence, means), means))
    return more


def _completed(
    asked: Asked, found: Found, says: Says, evidences: Sequence[Evidence], means: Means
) -> Response:
    statements, unresolved = says
    if not statements:
        nearest = found.model_copy(update={"passages": pointed(found, means.index, NEAREST)})
        return _response(asked, nearest, says)
    statements = _corrected(asked, statements, found, means)
    other = disagreeing(statements[0].quotes[0], found, means)
    if other is not None:
        statements = (*statements, _other_voice(other, asked.language, means))
    notes = _translated_from(statements, asked.language)
    if asked.manner == "example":
        examples, more = example(asked.language, statements, found, means)
        statements, notes = (*statements, *examples), (*notes, *more)
    elif asked.manner == "beginner":
        answering = [e for e in evidences if _holds(e.passage, statements)]
        explained = Explained.by(asked.question, asked.language, answering, means)
        statements = (*statements, *explained.statements)
        notes = (*notes, *explained.notes)
        unresolved = (*unresolved, *explained.unresolved)
    return _response(asked, found, (statements, unresolved), notes)


def _holds(passage: Passage, statements: Sequence[Statement]) -> bool:
    """Does any of the statements quote the passage?"""
    return any(
        passage.holds(quote.document, quote.start)
        for statement in statements
        for quote in statement.quotes
    )


def _translated_from(statements: Sequence[Statement], language: str) -> tuple[str, ...]:
    """From which languages sentences were translated: those that could not be checked."""
    codes = [s.quotes[0].language for s in statements if s.support == "unchecked"]
    return tuple(
        phrase("translated", language, language=language_name(code, language))
        for code in dict.fromkeys(codes)
        if not same_language(code, language)
    )


def _corrected(
    asked: Asked, statements: tuple[Statement, ...], found: Found, means: Means
) -> tuple[Statement, ...]:
    """Where the question takes something else for granted, the first statement says so."""
    first = statements[0]
    if assumes_otherwise(asked.question, first.quotes):
        said = "otherwise"
    elif first.corrects:
        said = "doubted"
    elif doubtful := doubts(asked, statements, found, means):
        first, said = doubtful, "doubted"
    else:
        return statements
    text = phrase(said, asked.language, text=first.text)
    rest = [statement for statement in statements if statement is not first]
    return (first.model_copy(update={"text": text, "corrects": True}), *rest)


def _other_voice(quote: Quote, language: str, means: Means) -> Statement:
    """Another document's sentence that says something else, with its date."""
    from tutor.dates import as_of

    document = means.index.document(quote.document)
    stated = as_of(document.text, document.title, document.path)
    date = phrase("dated", language, date=stated) if stated else ""
    text = phrase(
        "disagrees", language, title=one_line(quote.title), date=date, text=plain(quote.text)
    )
    return Statement(text=text, quotes=(quote,), support="supported")


def _response(asked: Asked, found: Found, says: Says, notes: tuple[str, ...] = ()) -> Response:
    return Response(
        question=asked.question.text,
        statements=says[0],
        unresolved=tuple(one_line(text) for text in says[1] if text.strip()),
        notes=notes,
        passages=found.passages,
    )
