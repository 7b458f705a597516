"""One question → what is said to it, each sentence with the words that say it.

Knows the ways to answer (a fact, a list, a comparison, which documents, a hint …), not how
questions were typed or how answers are shown. Nothing a model drafts gets out unchecked.
"""

from collections.abc import Generator, Iterator, Sequence

from ingest.documents import Record, Scope
from ingest.languages import english_name, same_language
from ingest.normalize import one_line
from tutor.answers import Manner, Passage
from tutor.choose import accepted
from tutor.cite import (
    MOST_OVERLAP,
    Quote,
    Statement,
    check,
    covering,
    overlap,
    plain,
    quote_of,
    quoted,
    resolve,
)
from tutor.conflict import assumes_otherwise, disagreeing
from tutor.documents import speaking
from tutor.evidence import Evidence, claim_odds, rank_sentences, sentence_odds, writes_well
from tutor.lists import whole_list
from tutor.manners import Explained, example, hint
from tutor.means import Means
from tutor.phrases import phrase
from tutor.questions import Question
from tutor.retrieve import Found, retrieve
from tutor.translate import translate
from tutor.write import drafts, write

SEVERAL = {"list": 2, "comparison": 2}
"""Passages that an answer of this kind may rest on; else one."""
TRIED = 3
"""Passages that are tried until enough of them answer."""
LEAST_HELD = 0.5
"""Share of a draft's terms that sentences must hold to be what it was written from."""


class Asked(Record):
    """One question with where and how to answer it."""

    question: Question
    language: str
    """Of the answer."""
    scope: Scope
    k: int
    pool: int
    manner: Manner = "short"


class Response(Record):
    """What is said to one question; without statements it is declined."""

    question: str
    statements: tuple[Statement, ...] = ()
    unresolved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


Says = tuple[tuple[Statement, ...], tuple[str, ...]]
"""Statements, and what the model made up."""


def respond(asked: Asked, means: Means) -> Iterator[str | Response]:
    """Text as it is drafted, then the response, always last."""
    question = asked.question
    found = _find(question.text, asked, means)
    if question.kind == "library":
        statements, notes = speaking(question, asked.language, asked.scope, means)
        yield _response(asked, found, (statements, ()), notes)
        return
    evidences = accepted(question.text, question.language, found, means)
    if not evidences:
        found, evidences = _translated(asked, found, means)
    if asked.manner == "hint":
        yield _response(asked, found, (hint(evidences, asked.language), ()))
        return
    says = yield from _say(asked, evidences, means)
    if len(question.parts) > 1:
        says = _merged(says, _each_part(asked, says, means))
    yield _completed(asked, found, says, evidences, means)


def _find(text: str, asked: Asked, means: Means, **more: dict[str, str]) -> Found:
    return retrieve(
        text, means.index, k=asked.k, pool=asked.pool, scope=asked.scope,
        language=asked.question.language, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _translated(asked: Asked, found: Found, means: Means) -> tuple[Found, tuple[Evidence, ...]]:
    """A second look at the passages of other languages, with the question in these."""
    question = asked.question
    if means.model is None:
        return found, ()
    codes = means.index.languages()
    others = [code for code in codes if not same_language(code, question.language)]
    translations = {}
    for code in others:
        said = translate(
            question.text, question.language, code, means.model,
            usage=means.usage, cancel=means.cancel,
        )  # fmt: skip
        if said:
            translations[code] = said
    if not translations:
        return found, ()
    again = _find(question.text, asked, means, translations=translations)
    seen = {(passage.document, passage.start) for passage in found.passages}
    fresh = [
        (passage, similarity)
        for passage, similarity in zip(again.passages, again.similarities)
        if (passage.document, passage.start) not in seen
        and not same_language(passage.language, question.language)
    ]
    only = again.model_copy(
        update={
            "passages": tuple(passage for passage, _ in fresh),
            "similarities": tuple(similarity for _, similarity in fresh),
        }
    )
    return again, accepted(question.text, question.language, only, means) if fresh else ()


# -- saying it ----------------------------------------------------------------------


def _say(asked: Asked, evidences: Sequence[Evidence], means: Means) -> Generator[str, None, Says]:
    """Statements from the evidence, by the chat model where there is one."""
    if not evidences:
        return (), ()
    most = SEVERAL.get(asked.question.kind, 1)
    if means.model is None:
        return tuple(s for e in evidences[:most] for s in _quoting(asked, [_best(e)], means)), ()
    if means.embedded is None:
        return (yield from _labelled(asked, evidences[:TRIED], means))
    says: Says = (), ()
    for evidence in evidences[:TRIED]:
        same = same_language(evidence.passage.language, asked.language)
        way = _own_language if same else _across
        said = yield from way(asked, evidence, means)
        says = _merged(says, said)
        most -= bool(said[0])
        if most < 1 or _all_said(asked, says[0]):
            break
    return says


def _all_said(asked: Asked, statements: Sequence[Statement]) -> bool:
    """Is every thing compared spoken of, or a list quoted as a whole?"""
    if asked.question.parts:
        return not _unsaid(asked, statements)
    return len(statements) > 2


def _labelled(
    asked: Asked, evidences: Sequence[Evidence], means: Means
) -> Generator[str, None, Says]:
    """A model that names what it uses has all passages before it."""
    raw = ""
    for text in write(asked.question.text, asked.language, evidences, means):
        raw += text
        yield text
    sources = [quote_of(e.passage, sentence) for e in evidences for sentence in e.sentences]
    kept, unresolved = list[Statement](), list[str]()
    for draft in drafts(raw):
        statement, invented = resolve(draft, sources, asked.question.text, asked.language)
        unresolved += invented
        if statement is not None:
            kept.append(statement)
    if not kept:
        kept += _quoting(asked, [_best(evidences[0])], means)
    return tuple(kept), tuple(unresolved)


def _own_language(asked: Asked, evidence: Evidence, means: Means) -> Generator[str, None, Says]:
    """The draft where it keeps to the words of the passage, else the sentences it came from."""
    question, model = asked.question, means.embedded
    assert model is not None
    shown = writes_well(model, asked.language)
    raw = ""
    for text in write(question.text, asked.language, [evidence], means):
        raw += text
        if shown:
            yield text
    most = 4 if question.kind in SEVERAL else 2
    quotes = covering(raw, [quote_of(evidence.passage, s) for s in evidence.sentences],
                      asked.language, most)  # fmt: skip
    said = " ".join(quote.text for quote in quotes)
    if overlap(raw, said, "", asked.language) < LEAST_HELD or not _answers(
        asked, evidence, quotes, means
    ):
        quotes = _by_odds(asked, evidence, means)
    if not quotes:
        return (), (raw,)
    if len(quotes) == 1 and (listed := _listed(asked, quotes[0], means)):
        return listed, ()
    support = check(raw, quotes, question.text, asked.language, MOST_OVERLAP)
    if shown and support == "supported":
        return (Statement(text=plain(raw), quotes=quotes, support="supported"),), ()
    return tuple(quoted(quote) for quote in quotes), (raw,) if shown else ()


def _across(asked: Asked, evidence: Evidence, means: Means) -> Generator[str, None, Says]:
    """The draft where its particulars hold, else the source's words, said to be in its language."""
    raw = ""
    for text in write(asked.question.text, asked.language, [evidence], means):
        raw += text
        yield text
    quotes = _nearest(raw, evidence, means)
    if not _answers(asked, evidence, quotes, means):
        quotes = _by_odds(asked, evidence, means)
    if not quotes:
        return (), (raw,)
    support = check(raw, quotes, asked.question.text, asked.language, MOST_OVERLAP)
    if support != "unsupported" and _borne_out(asked, raw, evidence, means):
        return (Statement(text=plain(raw), quotes=quotes, support=support),), ()
    return tuple(foreign(quote, asked.language) for quote in quotes), (raw,)


def _borne_out(asked: Asked, claim: str, evidence: Evidence, means: Means) -> bool:
    """Does the model, asked about its draft, rather think that the passage says so?"""
    assert means.embedded is not None
    odds = claim_odds(
        asked.question.text, claim, evidence, means.embedded,
        usage=means.usage, cancel=means.cancel,
    )  # fmt: skip
    return odds >= 0


def _nearest(text: str, evidence: Evidence, means: Means) -> tuple[Quote, ...]:
    """The sentence of the passage that means most nearly what `text` says."""
    embed = means.index.embeddings.embed_documents
    own, *vectors = embed([text, *(sentence.text for sentence in evidence.sentences)])
    near = [sum(a * b for a, b in zip(own, vector)) for vector in vectors]
    return (quote_of(evidence.passage, evidence.sentences[near.index(max(near))]),)


def _answers(asked: Asked, evidence: Evidence, quotes: Sequence[Quote], means: Means) -> bool:
    """Does the model find the answer in these sentences alone?"""
    starts = {quote.start for quote in quotes}
    sentences = [sentence for sentence in evidence.sentences if sentence.start in starts]
    if not sentences or means.embedded is None:
        return bool(sentences)
    odds = sentence_odds(
        asked.question.text, evidence, sentences, means.embedded,
        usage=means.usage, cancel=means.cancel,
    )  # fmt: skip
    return odds >= means.settings.answer.sentence_odds


def _by_odds(asked: Asked, evidence: Evidence, means: Means) -> tuple[Quote, ...]:
    """The sentence with the best odds of answering; a passage may be about the question
    throughout, and no sentence of it answer it."""
    assert means.embedded is not None
    ranked, odds = rank_sentences(
        asked.question.text, evidence, means.embedded, usage=means.usage, cancel=means.cancel
    )
    if odds < means.settings.answer.sentence_odds:
        return ()
    return (_best(ranked),)


def _best(evidence: Evidence) -> Quote:
    (best,) = evidence.best(1)
    return quote_of(evidence.passage, best)


def _quoting(asked: Asked, quotes: Sequence[Quote], means: Means) -> tuple[Statement, ...]:
    """The source's own words, a list as a whole."""
    statements = list[Statement]()
    for quote in quotes:
        if not same_language(quote.language, asked.language):
            statements.append(foreign(quote, asked.language))
        else:
            statements += _listed(asked, quote, means) or (quoted(quote),)
    return tuple(statements)


def _listed(asked: Asked, quote: Quote, means: Means) -> tuple[Statement, ...]:
    """The whole list that a quote stands in, where one was asked for."""
    if asked.question.kind not in ("list", "steps"):
        return ()
    return tuple(quoted(q) for q in whole_list(means.index.document(quote.document), quote))


def foreign(quote: Quote, language: str) -> Statement:
    """Words in another language than the asker's, said to be so."""
    text = phrase(
        "in_language", language, language=_language_name(quote.language, language),
        text=plain(quote.text),
    )  # fmt: skip
    return Statement(text=text, quotes=(quote,), support="supported")


def _language_name(code: str, language: str) -> str:
    import langcodes

    name = langcodes.Language.get(code).display_name(language)
    return str(name) if name else english_name(code)


# -- completing it ------------------------------------------------------------------


def _each_part(asked: Asked, says: Says, means: Means) -> Says:
    """About each of the things compared that nothing was said of yet, what it is."""
    more: Says = (), ()
    for part in _unsaid(asked, says[0]):
        language = asked.question.language
        text = phrase("what_is", language, thing=part)
        found = _find(text, asked, means)
        for evidence in accepted(text, language, found, means)[:1]:
            about = asked.model_copy(
                update={"question": Question(text=text, language=language, kind="definition")}
            )
            quotes = _by_odds(about, evidence, means) if means.embedded else (_best(evidence),)
            more = _merged(more, (_quoting(asked, quotes, means), ()))
    return more


def _unsaid(asked: Asked, statements: Sequence[Statement]) -> list[str]:
    """The things compared that the statements do not name."""
    said = " ".join(statement.text for statement in statements)
    return [
        part
        for part in asked.question.parts
        if overlap(part, said, "", asked.language) <= LEAST_HELD
    ]


def _completed(
    asked: Asked, found: Found, says: Says, evidences: Sequence[Evidence], means: Means
) -> Response:
    statements, unresolved = says
    if not statements:
        return _response(asked, found, says)
    statements = _corrected(asked, statements)
    other = disagreeing(statements[0].quotes[0], found, means)
    if other is not None:
        statements = (*statements, _other_voice(other, asked.language, means))
    notes: tuple[str, ...] = ()
    if asked.manner == "example":
        examples, notes = example(asked.question, asked.language, statements, found, means)
        statements = (*statements, *examples)
    elif asked.manner == "beginner":
        explained = Explained.by(asked.question, asked.language, evidences, means)
        statements, notes = (*statements, *explained.statements), explained.notes
        unresolved = (*unresolved, *explained.unresolved)
    return _response(asked, found, (statements, unresolved), notes)


def _corrected(asked: Asked, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Where the question takes something else for granted, the first statement says so."""
    first, *rest = statements
    if not assumes_otherwise(asked.question.text, asked.question.language, first.quotes):
        return statements
    text = phrase("otherwise", asked.language, text=first.text)
    return (first.model_copy(update={"text": text}), *rest)


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


def _merged(first: Says, second: Says) -> Says:
    return (*first[0], *second[0]), (*first[1], *second[1])


def _response(asked: Asked, found: Found, says: Says, notes: tuple[str, ...] = ()) -> Response:
    return Response(
        question=asked.question.text,
        statements=says[0],
        unresolved=tuple(one_line(text) for text in says[1] if text.strip()),
        notes=notes,
        passages=found.passages,
    )
