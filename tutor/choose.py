"""Passages → those that hold the answer: the chat model examines the best of what was found.

Knows when to stop and when none is likely enough, not how answers are written.
"""

from collections.abc import Iterator

from ingest.languages import same_language
from tutor.evidence import Evidence, examine
from tutor.means import Means
from tutor.retrieve import Found


def accepted(question: str, language: str, found: Found, means: Means) -> tuple[Evidence, ...]:
    """The passages likely enough to hold the answer, the likeliest first.

    `language` is the question's. Its own passages come first; unless one of them surely answers,
    those of other languages are examined too, for a worse passage in one's own language is no
    better than a good one in another.
    """
    settings = means.settings.answer
    enough = list[Evidence]()
    for evidence in _examined(question, language, found, means):
        same = same_language(evidence.passage.language, language)
        if evidence.probability >= (settings.threshold if same else settings.threshold_across):
            enough.append(evidence)
        if same and evidence.probability >= settings.sure:
            break
    return tuple(sorted(enough, key=lambda evidence: -evidence.probability))


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
