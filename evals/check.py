"""One answer → its claims, each with a verdict, and the grounding figures of the whole.

The same claims, quotes and arithmetic as in a run with a judge; besides, why the judge thinks so.
Knows nothing of gold: whether the answer is right for the question is not looked at.
"""

from collections.abc import Sequence

from evals.judged import judged
from evals.judges.judge import Judge
from evals.judges.verdicts import Layer
from evals.measure import measure, metrics
from evals.records import EvalCase, Outcome, SentenceVerdicts, Verdict
from evals.said import cited_by, claim_of, sentences_of
from ingest.documents import Record
from tutor.answers import Answer, Sentence, Support


class CheckedClaim(Record):
    """One claim of an answer."""

    text: str
    quotes: tuple[str, ...]
    """What it cites, word for word; all that was found where it cites nothing."""
    labels: tuple[int, ...]
    """The `[n]` of its citations; empty where it cites nothing."""
    support: Support
    reason: str
    """Why, as the judge says it, in English."""
    layer: Layer
    """What decided: a copy needs no judge."""


class Checked(Record):
    """What a judge says of an answer."""

    judge: str
    claims: tuple[CheckedClaim, ...]
    """None where the answer was declined: it says nothing."""
    figures: dict[str, float]
    """By metric, from 0 to 1; those that do not apply are left out."""


def check(answer: Answer, judge: Judge) -> Checked:
    """What `judge` says of each claim of `answer`. Raises nothing that a judge could."""
    asking = _Asking(judge, answer.understood or answer.question)
    verdicts = judged(answer, asking)
    sentences = sentences_of(answer)
    return Checked(
        judge=judge.identity.name,
        claims=tuple(
            _claim(sentence, given.verdict, answer, asking)
            for sentence, given in zip(sentences, verdicts, strict=True)
        ),
        figures=_figures(answer, verdicts),
    )


class _Asking:
    """Asks a judge, and remembers why it said what it said."""

    def __init__(self, judge: Judge, question: str) -> None:
        self._judge, self._question = judge, question
        self._reasons: dict[tuple[str, tuple[str, ...]], str] = {}

    def verdict(self, claim: str, quotes: Sequence[str], language: str) -> Verdict:
        found = self._judge.verdict(claim, quotes, language, self._question)
        self._reasons[claim, tuple(quotes)] = found.reason
        return Verdict(support=found.support, score=found.score, form=found.form, layer=found.layer)

    def reason(self, claim: str, quotes: Sequence[str]) -> str:
        return self._reasons.get((claim, tuple(quotes)), "Nothing is quoted.")


def _claim(sentence: Sentence, given: Verdict, answer: Answer, asking: _Asking) -> CheckedClaim:
    text, cited = claim_of(sentence, answer), cited_by(sentence, answer)
    quotes = [citation.quote for citation in cited] or [p.text for p in answer.passages]
    return CheckedClaim(
        text=text,
        quotes=tuple(quotes),
        labels=tuple(citation.label for citation in cited),
        support=given.support,
        reason=asking.reason(text, quotes),
        layer=given.layer,
    )


def _figures(answer: Answer, verdicts: Sequence[SentenceVerdicts]) -> dict[str, float]:
    table = tuple(metric for metric in metrics(1) if metric.needs_judge)
    # The metrics of grounding look at the answer alone; whether it is answerable nobody knows.
    case = EvalCase(id="check", question=answer.question, language=answer.language, answerable=True)
    scores, _ = measure(case, Outcome(answer=answer, verdicts=tuple(verdicts)), table)
    return {name: score for name, score in scores.items() if score is not None}
