"""Where question and documents, or two documents, do not say the same.

Knows sentences and their particulars; a model's opinion is not asked.
"""

from collections.abc import Iterator, Sequence

import regex

from ingest.languages import same_language
from ingest.normalize import fold
from tutor.cite import Quote, quote_of
from tutor.claims import mismatches
from tutor.cues import cues_of, matches
from tutor.evidence import split_sentences
from tutor.means import Means
from tutor.polarity import negates, reversals
from tutor.questions import Question
from tutor.retrieve import Found

ALIKE = 0.93
"""Cosine of two sentences from which they speak of the same thing (e5; unrelated ones of one
subject reach 0.85)."""
_ASKED = regex.compile(r"[哪几幾][一二三个個]?\p{Han}")
"""哪一年 asks for a year; it does not say one."""
_CLAUSE = regex.compile(r"[,.](?!\p{Nd})|[،，、;；؛:：。!?！？؟\n]")
_FIGURES = frozenset({"number", "unit", "date", "version"})


def assumes_otherwise(question: Question, quotes: Sequence[Quote]) -> bool:
    """True where the question takes for granted what the quotes have otherwise: another figure,
    or what they deny or reverse.

    The asker's own figures are no claim: "my job takes 25 minutes" is not denied by a limit of 15.
    """
    if not quotes:
        return False
    found = mismatches(
        _ASKED.sub(" ", _taken_for_granted(question)),
        " ".join(quote.text for quote in quotes),
        language=question.language,
        evidence_language=quotes[0].language,
        question=question.text,
    )
    if any(mismatch.kind in _FIGURES for mismatch in found):
        return True
    return any(denied(question, quote.text, quote.language) for quote in quotes)


def denied(question: Question, said: str, language: str) -> bool:
    """True where a sentence denies or reverses what the question takes for granted; in one
    language. "Can it …?" takes nothing for granted, and of "What does it not …?" a sentence that
    affirms something else is no denial.

    True of 7 of 4,015 questions of XQuAD, ARCD and CMRC beside the sentence with their answer; of
    80 questions of the tuning half of the own gold set beside the nearest sentences of what was
    found, of one, rightly.
    """
    if question.kind == "yes-no" or not same_language(question.language, language):
        return False
    if negates(question.text, question.language):
        return False
    return any(reversals(question.text, said, language))


def _taken_for_granted(question: Question) -> str:
    """The clauses of a question but for those that tell of the asker's own case."""
    cues = cues_of(question.language)
    own = cues.phrases.get("own-case", ()) if cues else ()
    clauses = _CLAUSE.split(question.text)
    return "\n".join(clause for clause in clauses if not any(matches(own, fold(clause))))


def disagreeing(quote: Quote, found: Found, means: Means) -> Quote | None:
    """A sentence of another document that speaks of the same thing with another figure or the
    opposite sense; in the same language, since across two they cannot be compared surely."""
    others = list(_sentences_elsewhere(quote, found))
    if not others:
        return None
    embed = means.index.embeddings.embed_documents
    own, *vectors = embed([quote.text, *(other.text for other in others)])
    near = [sum(a * b for a, b in zip(own, vector)) for vector in vectors]
    for nearness, other in sorted(zip(near, others), key=lambda pair: -pair[0]):
        if nearness < ALIKE:
            break
        if _differ(quote, other):
            return other
    return None


def _sentences_elsewhere(quote: Quote, found: Found) -> Iterator[Quote]:
    for passage in found.passages:
        if passage.document != quote.document and same_language(passage.language, quote.language):
            for sentence in split_sentences(passage):
                yield quote_of(passage, sentence)


def _differ(a: Quote, b: Quote) -> bool:
    """Both ways: a sentence that only says more does not contradict."""
    return all(
        any(
            mismatch.kind in _FIGURES | {"negation"}
            for mismatch in mismatches(
                one.text, other.text, language=one.language, evidence_language=other.language
            )
        )
        for one, other in ((a, b), (b, a))
    )
