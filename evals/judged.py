"""An answer → what a judge says of each of its sentences, and of each citation where that tells.

Knows nothing of models: a judge is anything with `verdict`. What the tutor itself says of the
support (`Sentence.support`) is not looked at: it must not mark its own work.
"""

from collections.abc import Sequence
from typing import Protocol

from evals.records import SentenceVerdicts, Verdict
from evals.said import cited_by, claim_of, sentences_of
from tutor.answers import Answer


class Judge(Protocol):
    """Says whether quotes support a claim."""

    def verdict(self, claim: str, quotes: Sequence[str], language: str) -> Verdict:
        """`language` is that of the claim."""
        ...


def judged(answer: Answer, judge: Judge) -> tuple[SentenceVerdicts, ...]:
    """The verdicts on the sentences of `answer`, in order; none for a declined answer.

    A sentence without citations is held against all passages that were found, as RAGAS does:
    whether it cites is measured apart. With nothing found it is unsupported.
    """
    return tuple(
        _sentence(
            claim_of(sentence, answer), [c.quote for c in cited_by(sentence, answer)], answer, judge
        )
        for sentence in sentences_of(answer)
    )


def _sentence(claim: str, quotes: Sequence[str], answer: Answer, judge: Judge) -> SentenceVerdicts:
    def against(texts: Sequence[str]) -> Verdict:
        return judge.verdict(claim, texts, answer.language)

    sources = quotes or [passage.text for passage in answer.passages]
    if not sources:
        return SentenceVerdicts(verdict=Verdict(support="unsupported"))
    verdict = against(sources)
    if len(quotes) < 2 or verdict.support != "supported":
        return SentenceVerdicts(verdict=verdict)
    alone = [against([quote]) for quote in quotes]
    # ALCE asks for the rest only where one is not enough: a verdict costs seconds.
    without = [
        None if one.support == "supported" else against([*quotes[:at], *quotes[at + 1 :]])
        for at, one in enumerate(alone)
    ]
    return SentenceVerdicts(verdict=verdict, alone=tuple(alone), without=tuple(without))
