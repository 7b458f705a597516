"""Does the evidence make the key right, and only the key? Compares words, asks no model."""

import regex

from ingest.languages import same_language
from ingest.normalize import fold, one_line
from tutor.cite import numbers
from tutor.facts import Source
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import contains, latin_words, names, overlap

_NUMBER = regex.compile(r"\d+(?:[.,]\d+)*")
_LETTER = regex.compile(r"\p{L}")
LEAST_OVERLAP = 0.6
"""Share of the key's terms that the quote must hold, where both are in one language."""


def evidence(item: QuizItem, source: Source) -> Verdict:
    """The quote is verbatim, and the key's numbers, names and words stand in it.

    Numbers of the stem must stand in the passage: a question may set no scene of its own.
    """
    (span,) = item.evidence
    key, same = item.key.text, same_language(item.language, source.passage.language)
    passage = f"{source.passage.title} {source.passage.text}"
    if not span.quote or source.document.text[span.start : span.end] != span.quote:
        fault = "the quote is not the document's text"
    elif alien := numbers(key) - numbers(span.quote):
        fault = f"numbers of the key are not in the quote: {', '.join(sorted(alien))}"
    elif alien := names(key, item.language) - latin_words(span.quote):
        fault = f"names of the key are not in the quote: {', '.join(sorted(alien))}"
    elif same and not _in_words_of(key, span.quote, item.language):
        fault = "the key is not in the words of the quote"
    elif alien := numbers(item.stem) - numbers(passage):
        fault = f"numbers of the stem are not in the passage: {', '.join(sorted(alien))}"
    elif same and (nearer := _nearer(item, source)):
        fault = f"another sentence is nearer to the question: {nearer[:80]!r}"
    else:
        return Verdict(name="evidence", verdict="pass")
    return Verdict(name="evidence", verdict="reject", detail=fault)


def _nearer(item: QuizItem, source: Source) -> str:
    """A sentence of the passage that holds the key too and more of the stem; empty for none.

    A model that was to ask about one `12 hours` may ask about the next one.
    """
    key, code = item.key.text, item.language
    reached = overlap(item.stem, source.evidence.text, code)
    for sentence in source.sentences:
        holds = numbers(key) <= numbers(sentence.text) and _in_words_of(key, sentence.text, code)
        if holds and overlap(item.stem, sentence.text, code) > reached:
            return one_line(sentence.text)
    return ""


def _in_words_of(key: str, quote: str, language: str) -> bool:
    """Numbers are compared apart: `و50%` is one word of the index, and `50` is none of it."""
    words, held = (_NUMBER.sub(" ", fold(text)) for text in (key, quote))
    return not _LETTER.search(words) or overlap(words, held, language) >= LEAST_OVERLAP


def distractors(item: QuizItem, source: Source) -> Verdict:
    """No wrong option is what the evidence states, or the key with words more or less."""
    for option in item.options:
        if not option.correct and (fault := unusable(option.text, item.key.text, source)):
            detail = f"{option.text!r} {fault}"
            return Verdict(name="distractors", verdict="reject", detail=detail)
    return Verdict(name="distractors", verdict="pass")


def unusable(text: str, key: str, source: Source) -> str:
    """Why these words cannot be a wrong option; empty where they can."""
    code = source.passage.language
    if contains(source.evidence.text, text, code):
        return "stands in the evidence"
    if contains(text, key, code) or contains(key, text, code):
        return "may be as right as the key"
    return ""
