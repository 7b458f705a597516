"""Passages → those that hold the answer: the chat model examines the best of what was found.

Knows when to stop and when none is likely enough, not how answers are written.
"""

from collections.abc import Iterator

import regex

from ingest.languages import detect_language, same_language, sentence_spans
from ingest.lexical import terms
from tutor.answers import Passage
from tutor.evidence import Evidence, examine
from tutor.means import Means
from tutor.names import cased, latin_names, squash, squashes
from tutor.retrieve import Found

MISSING = 0.75
"""Share of the question's names, weighed by rarity, that a passage may lack."""
_LETTER = regex.compile(r"[\p{L}\p{N}]")


def accepted(
    question: str, language: str, found: Found, means: Means, *, named: bool = True
) -> tuple[Evidence, ...]:
    """The passages likely enough to hold the answer, the likeliest first.

    Passages that name little of what the question names are left out, unless not `named`.

    `language` is the question's. Its own passages come first; unless one of them surely answers,
    those of other languages are examined too, for a worse passage in one's own language is no
    better than a good one in another.
    """
    settings = means.settings.answer
    enough = list[Evidence]()
    if named:
        found = _naming(question, found, means)
    for evidence in _examined(question, language, found, means):
        same = same_language(evidence.passage.language, language)
        if evidence.probability >= (settings.threshold if same else settings.threshold_across):
            enough.append(evidence)
        if same and evidence.probability >= settings.sure:
            break
    return tuple(sorted(enough, key=lambda evidence: -evidence.probability))


def _naming(question: str, found: Found, means: Means) -> Found:
    """Without the passages that lack most of the question's names.

    Names in Latin letters (SageMaker Debugger, MLS-C01) are the same in documents of every
    language, and what is said of another service is no answer. Weighed by rarity: AWS is
    everywhere. On the tuning half of the own gold set 27 of 27 questions with names kept a passage
    with their answer where only passages without any of the names were left out, and of 17 that
    nothing answers 11 lost at least one of their first three.
    """
    wanted = _names(question)
    rarity = {name: sum(means.index.rarity(terms(name, "en")).values()) for name in wanted}
    most = MISSING * sum(rarity.values())

    def missing(passage: Passage) -> float:
        held = squashes(cased(f"{passage.title}\n{passage.heading}\n{passage.text}"))
        return sum(rarity[name] for name in wanted if squash(name) not in held)

    pairs = [
        pair
        for pair in zip(found.passages, found.similarities)
        if not wanted or missing(pair[0]) <= most
    ]
    return found.model_copy(
        update={
            "passages": tuple(passage for passage, _ in pairs),
            "similarities": tuple(similarity for _, similarity in pairs),
        }
    )


def _names(question: str) -> list[str]:
    """Names in Latin letters; a capital that only begins a sentence makes none."""
    text = cased(question)
    spans = sentence_spans(text, detect_language(text))
    firsts = (_LETTER.search(text, start, end) for start, end in spans)
    begins = {first.start() for first in firsts if first}
    found = [name.text for name in latin_names(text) if name.code or name.start not in begins]
    return list(dict.fromkeys(found))


def _examined(question: str, language: str, found: Found, means: Means) -> Iterator[Evidence]:
    few = worth_examining(found, language, means)
    return examine(
        question, language, few, means.index, means.model, usage=means.usage, cancel=means.cancel
    )


def worth_examining(found: Found, language: str, means: Means) -> Found:
    """The first passages in the question's language, then the first in others.

    In this order, since a passage in another language is the less certain evidence.
    """
    settings = means.settings.answer
    pairs = list(zip(found.passages, found.similarities))
    own = [pair for pair in pairs if same_language(pair[0].language, language)]
    across = [pair for pair in pairs if pair not in own]
    first = settings.examined
    # Where nothing is in the question's language, the others are all there is.
    chosen = own[:first] + across[: settings.examined_across if own else first]
    return found.model_copy(
        update={
            "passages": tuple(passage for passage, _ in chosen),
            "similarities": tuple(similarity for _, similarity in chosen),
        }
    )
