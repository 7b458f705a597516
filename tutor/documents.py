"""Which of my documents speak of something: looked up, not written."""

import math
from collections.abc import Iterator, Sequence

import regex

from ingest import lexical
from ingest.documents import Chunk, Scope
from ingest.index import Index
from ingest.languages import sentence_spans
from tutor.cite import Quote, Statement, plain, span_of
from tutor.glossary import LATIN, apart, shipped, terms
from tutor.means import Means
from tutor.names import cased, latin_names
from tutor.phrases import phrase
from tutor.questions import Question

WIDE = 300
"""Passages that share a word with the subject and are looked at."""
SHOWN = 10
"""Documents named at the most."""
_LETTER = regex.compile(r"\p{L}")


def speaking(
    question: Question, language: str, scope: Scope, means: Means
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """A statement for each document that speaks of the question's subject, the best first;
    without a subject, of all documents, with a note of how many there are."""
    subject = question.parts[0] if question.parts else ""
    found = _mentions(subject, question.language, scope, means)
    quotes = list(found if subject else _beginnings(scope, means))
    shown = quotes[:SHOWN]
    notes: tuple[str, ...] = ()
    if not subject:
        notes = (phrase("library", language, count=str(len(quotes)), shown=str(len(shown))),)
    statements = [
        Statement(
            text=phrase("speaks", language, title=plain(quote.title), text=plain(quote.text)),
            quotes=(quote,),
            support="supported",
        )
        for quote in shown
    ]
    return tuple(statements), notes


def _mentions(subject: str, language: str, scope: Scope, means: Means) -> Iterator[Quote]:
    """The first sentence of each document that names the subject, in any language."""
    index = means.index
    wanted = {code: _ways(subject, language, code, index) for code in index.languages()}
    every = list(dict.fromkeys(t for ways in wanted.values() for way in ways for t in way))
    scores = index.search_words(every, WIDE, where=scope) if every else {}
    seen = set[str]()
    for hit in index.hits(scores):
        chunk = hit.chunk
        if chunk.document not in seen and (span := _naming(chunk, wanted.get(chunk.language, []))):
            seen.add(chunk.document)
            yield span_of(index.document(chunk.document), *span, chunk.language)


def _ways(subject: str, language: str, into: str, index: Index) -> list[frozenset[str]]:
    """The terms by which texts of the language `into` name the subject, a set for each way.

    A name in Latin letters beside other words ("Spot instances", "Spot 实例") stands with what they
    are called, or alone where it is not much more common than they are: Spot, not SageMaker.
    """
    others, own = shipped().others, lexical.terms(apart(subject), language)
    name, rest = _name_and_rest(subject)
    if not name or not _LETTER.search(rest):
        ways = [own, *(terms([other], into) for other in others(subject, language, into))]
        return [frozenset(way) for way in ways if way]
    named, beside = lexical.terms(name, LATIN), lexical.terms(rest, language)
    ways = [own, *(terms([other], into) for other in others(name, LATIN, into))]
    ways += [[*named, *terms([other], into)] for other in others(rest, language, into)]
    # A name stands in texts of all languages, a word in those of one.
    much = math.log(2 * max(1, len(index.languages())))
    if _rarest(named, index) >= _rarest(beside, index) - much:
        ways.append(named)
    return [frozenset(way) for way in ways if way]


def _name_and_rest(subject: str) -> tuple[str, str]:
    """Its names in Latin letters, and its other words."""
    rest = cased(subject)
    names = list(latin_names(rest))
    for name in reversed(names):
        rest = f"{rest[: name.start]} {rest[name.start + len(name.text) :]}"
    return " ".join(name.text for name in names), rest


def _rarest(of: Sequence[str], index: Index) -> float:
    return max(index.rarity(of).values(), default=0.0)


def _naming(chunk: Chunk, ways: list[frozenset[str]]) -> tuple[int, int] | None:
    """The first sentence of the chunk that names the subject, if one does."""
    for start, end in sentence_spans(chunk.text, chunk.language) or [(0, len(chunk.text))]:
        said = set(lexical.terms(chunk.text[start:end], chunk.language))
        if any(way <= said for way in ways):
            return chunk.start + start, chunk.start + end
    return None


def _beginnings(scope: Scope, means: Means) -> Iterator[Quote]:
    """The first sentence of each document."""
    for entry in means.index.library():
        if not scope.documents or entry.document in scope.documents:
            document = means.index.document(entry.document)
            language = max(entry.languages, key=lambda code: entry.languages[code], default="und")
            start, end = next(iter(sentence_spans(document.text, language)), (0, 0))
            yield span_of(document, start, end, language)
