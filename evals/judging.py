"""A judge at work: it may go down half-way, and the run goes on.

A claim that it could not judge is unchecked, and counted; after `GIVEN_UP` faults in a row it is
not asked any more: a server that is gone would cost every claim its whole patience.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.judged import judged
from evals.judges.judge import Judge
from evals.records import JudgeUsed, SentenceVerdicts, Verdict
from tutor.answers import Answer

GIVEN_UP = 3
"""Faults in a row."""


class Judging:
    """A judge, and what it failed at."""

    def __init__(self, judge: Judge) -> None:
        self.used = JudgeUsed(name=judge.identity.name, identity=judge.as_record())
        self.unjudged = 0
        """Claims that it could not judge."""
        self.fault = ""
        """What it said last when it could not."""
        self._judge, self._in_a_row = judge, 0

    @property
    def given_up(self) -> bool:
        return self._in_a_row >= GIVEN_UP

    def verdicts(self, answer: Answer) -> tuple[SentenceVerdicts, ...]:
        """On each sentence of `answer`; see `evals.judged`."""
        return judged(answer, _About(self, answer.understood or answer.question))

    def verdict(
        self, claim: str, quotes: Sequence[str], language: str, question: str = ""
    ) -> Verdict:
        """On one claim; `unchecked` where the judge fails. Raises nothing that a judge could."""
        if self.given_up:
            self.unjudged += 1
            return Verdict(support="unchecked")
        found = self._judge.verdict(claim, quotes, language, question)
        if found.fault is None:
            self._in_a_row = 0
        else:
            self.unjudged, self._in_a_row = self.unjudged + 1, self._in_a_row + 1
            self.fault = found.fault["message"]
        return Verdict(support=found.support, score=found.score, form=found.form, layer=found.layer)


@dataclass(frozen=True)
class _About:
    """Claims are answers to a question, which the judge is told."""

    judging: Judging
    question: str

    def verdict(self, claim: str, quotes: Sequence[str], language: str) -> Verdict:
        return self.judging.verdict(claim, quotes, language, self.question)
