"""Which of my documents speak of something: looked up, not written."""

from collections.abc import Iterator

from ingest import lexical
from ingest.documents import Chunk, Scope
from ingest.languages import sentence_spans
from tutor.cite import Quote, Statement, plain, span_of
from tutor.glossary import apart, shipped, terms
from tutor.means import Means
from tutor.phrases import phrase
from tutor.questions import Question

WIDE = 300
"""Passages that share a word with the subject and are looked at."""
SHOWN = 10
"""Documents named at the most."""


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
    wanted = {code: _ways(subject, language, code) for code in means.index.languages()}
    every = list(dict.fromkeys(t for ways in wanted.values() for way in ways for t in way))
    scores = means.index.search_words(every, WIDE, where=scope) if every else {}
    seen = set[str]()
    for hit in means.index.hits(scores):
        chunk = hit.chunk
        if chunk.document not in seen and (span := _naming(chunk, wanted.get(chunk.language, []))):
            seen.add(chunk.document)
            yield span_of(means.index.document(chunk.document), *span, chunk.language)


def _ways(subject: str, language: str, into: str) -> list[frozenset[str]]:
    """The terms by which texts of the language `into` name the subject, a set for each way."""
    names = shipped().others(subject, language, into)
    ways = [lexical.terms(apart(subject), language), *(terms([name], into) for name in names)]
    return [frozenset(way) for way in ways if way]


def _naming(chunk: Chunk, ways: list[frozenset[str]]) -> tuple[int, int] | None:
    """The sentence of the chunk that names the subject, if the chunk does."""
    held = set(lexical.terms(chunk.text, chunk.language))
    met = [way for way in ways if way <= held]
    if not met:
        return None
    spans = sentence_spans(chunk.text, chunk.language) or [(0, len(chunk.text))]

    def share(span: tuple[int, int]) -> float:
        said = set(lexical.terms(chunk.text[slice(*span)], chunk.language))
        return max(len(way & said) / len(way) for way in met)

    start, end = max(spans, key=share)
    return chunk.start + start, chunk.start + end


def _beginnings(scope: Scope, means: Means) -> Iterator[Quote]:
    """The first sentence of each document."""
    for entry in means.index.library():
        if not scope.documents or entry.document in scope.documents:
            document = means.index.document(entry.document)
            language = max(entry.languages, key=lambda code: entry.languages[code], default="und")
            start, end = next(iter(sentence_spans(document.text, language)), (0, 0))
            yield span_of(document, start, end, language)
