"""Free text held against the points of a reference answer: which of them does it say, and where?

A point is said where a chat model finds it likely that some of the learner's words say it. These
words are a slice of the answer, found by asking of each slice, so a quote is verbatim by
construction; numbers, units, versions, names and negations that differ overrule the model. Knows
neither marks nor feedback: the share of points is counted in code (`tutor.grade`).
"""

import threading
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import regex
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from ingest import lexical
from ingest.documents import Record
from ingest.languages import detect_language, primary, sentence_spans
from ingest.normalize import one_line
from tutor.accepted import compare
from tutor.alike import lists
from tutor.chat_models import log_odds
from tutor.claims import Mismatch, mismatches
from tutor.llama_engine import Usage
from tutor.prompt import render
from tutor.typed_amounts import seamed
from tutor.word_lists import alternation
from tutor.wording import size

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LEAST_POINT = 24
"""Letters (a Chinese character counts for three) of a clause that is a point by itself."""
LEAST_ODDS = 0.4
"""ln odds from which a point counts as said: of 42 pairs tried with the embedded model in en, zh
and ar, 12 of 17 that say it and 1 of 25 that do not are above."""
MOST_SLICES = 6
"""Slices of an answer that are asked about for one point."""
LONGEST = 4000
"""Characters of an answer that are looked at."""

Span = tuple[int, int]


class Point(Record):
    """One point of the reference answer, and what became of it."""

    point: str
    said: bool
    quote: str = ""
    """The learner's words that say it, or that come nearest: `answer[start:end]`."""
    start: int = 0
    end: int = 0
    odds: float | None = None
    """ln P(yes) − ln P(no) that these words say it; None where no model was needed."""
    differs: tuple[Mismatch, ...] = ()
    """What they have otherwise: a point that was said wrongly was not said."""


def points_of(reference: str, language: str) -> tuple[str, ...]:
    """The points of a reference answer: its sentences, long ones by their clauses."""
    spans = slices(reference, language)
    return tuple(one_line(reference[start:end]).strip(" ;；؛,，،") for start, end in spans)


def slices(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of a text, cut where a clause of `LEAST_POINT` letters goes on with another."""
    found: list[Span] = []
    for start, end in sentence_spans(text, language):
        first = start
        for match in _joint(primary(language)).finditer(text, start, end):
            cut = match.end()
            if min(size(text[first:cut]), size(text[cut:end])) >= LEAST_POINT:
                found.append((first, cut))
                first = cut
        found.append((first, end))
    return tuple(found)


@cache
def _joint(code: str) -> "regex.Pattern[str]":
    words = alternation(lists()["clauses"].get(code, ()))
    end = "" if code in ("zh", "ar") else r"\b"  # which write them together with what follows
    return regex.compile(rf"(?i)[;；؛]\s*|[,，،]\s*(?={words}{end})")


def judge(
    answer: str,
    reference: str,
    language: str,
    model: "BaseChatModel",
    *,
    question: str,
    usage: Usage,
    cancel: threading.Event | None = None,
) -> tuple[Point, ...]:
    """What becomes of each point of `reference`, which is in `language`; the answer may be in
    another one. Raises `ModelError`s, `Cancelled`."""
    answer = answer[:LONGEST]
    spoken = detect_language(answer) if size(answer) >= LEAST_POINT else language
    asked = _Asked(question, answer, reference, language, spoken, model, usage, cancel)
    points = points_of(reference, language)
    spans = _slices_asked(points, asked)
    tried = [_tried(span, points, asked) for span in spans]
    found = [_best(each) for each in zip(*tried)]
    if len(spans) < 2:
        return tuple(found) or tuple(Point(point=point, said=False) for point in points)
    whole = (spans[0][0], spans[-1][1])  # a point may be said across several
    return tuple(p if p.said else _best([p, _compared(p.point, whole, asked)]) for p in found)


def _slices_asked(points: Sequence[str], asked: "_Asked") -> list[Span]:
    """The slices of the answer that share most terms with the reference, in their order."""
    spans = slices(asked.answer, asked.spoken)
    wanted = {term for point in points for term in lexical.terms(point, asked.language)}

    def shared(span: Span) -> int:
        return len(wanted & set(lexical.terms(asked.answer[slice(*span)], asked.spoken)))

    return sorted(sorted(spans, key=shared, reverse=True)[:MOST_SLICES])


class _Asked(NamedTuple):
    """All that one answer is held against."""

    question: str
    answer: str
    reference: str
    language: str
    spoken: str
    """Language of the answer."""
    model: "BaseChatModel"
    usage: Usage
    cancel: threading.Event | None


def _tried(span: Span, points: Sequence[str], asked: _Asked) -> list[Point]:
    """What some words of the answer say of each point: the prompts begin alike."""
    return [_compared(point, span, asked) for point in points]


def _compared(point: str, span: Span, asked: _Asked) -> Point:
    words = asked.answer[slice(*span)]
    found = Point(point=point, said=False, quote=words, start=span[0], end=span[1])
    if compare(words, [point], asked.language, stem=asked.question).accepted:
        return found.model_copy(update={"said": True})
    differs = tuple(_differences(point, words, asked))
    odds = log_odds(
        asked.model,
        messages(point, words, asked.question),
        "Yes",
        "No",
        usage=asked.usage,
        cancel=asked.cancel,
    )
    said = odds >= LEAST_ODDS and not differs
    return found.model_copy(update={"said": said, "odds": odds, "differs": differs})


def _best(tried: Sequence[Point]) -> Point:
    return max(tried, key=lambda point: (point.said, point.odds or 0.0))


def messages(point: str, words: str, question: str) -> list[BaseMessage]:
    """The prompt that asks whether some words say a point."""
    values = {"question": question, "words": words, "point": point}
    text = render("rubric", **{name: one_line(value) for name, value in values.items()})
    return [SystemMessage(render("rubric_system")), HumanMessage(text)]


def _differences(point: str, words: str, asked: _Asked) -> Iterator[Mismatch]:
    """What is particular in the words and not in the reference, or in the point and nowhere in the
    answer. Another name alone may be an example; in the place of the point's it is not."""
    words, point, answer, reference, question = map(
        seamed, (words, point, asked.answer, asked.reference, asked.question)
    )
    said, meant = asked.spoken, asked.language
    alien = mismatches(words, reference, language=said, evidence_language=meant, question=question)
    missing = mismatches(point, answer, language=meant, evidence_language=said, question=question)
    renamed = any(found.kind == "name" for found in missing)
    yield from (found for found in alien if found.kind != "name" or renamed)
    yield from (found for found in missing if found.kind not in ("name", "negation"))
