"""Passages → those that hold the answer: the chat model examines the best of what was found.

Knows when to stop and when none is likely enough, not how answers are written.
"""

from collections.abc import Iterator

from ingest.languages import same_language
from tutor.evidence import Evidence, examine
from tutor.means import Means
from tutor.retrieve import Found


def accepted(
    question: str, language: str, found: Found, means: Means, *, most: int = 1
) -> tuple[Evidence, ...]:
    """The passages likely enough to hold the answer, the likeliest first; `most` at the utmost.

    `language` is the question's. Where one is enough, no more are examined than it takes.
    """
    enough = list[Evidence]()
    for evidence in _examined(question, language, found, means):
        same = same_language(evidence.passage.language, language)
        if enough and not same and same_language(enough[0].passage.language, language):
            break  # the question's own language answers: the others need not be examined
        settings = means.settings.answer
        least = settings.threshold if same else settings.threshold_across
        if evidence.probability >= least:
            enough.append(evidence)
        if most == 1 and any(evidence.probability >= settings.sure for evidence in enough):
            break
    enough.sort(key=lambda evidence: -evidence.probability)
    return tuple(enough[:most])


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
