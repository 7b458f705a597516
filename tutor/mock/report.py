"""A mock exam that is over → its report, by domain, each answer explained from the documents.

Pure. Marked as exams are: right or not, several right options all or nothing, nothing taken away
for a wrong answer, one that was not given counts as wrong, unscored questions do not count. The
share is a share: no scaled score is made of it. How sure it is comes from `posterior`.
"""

from collections.abc import Mapping, Sequence

from ingest.errors import InputError
from tutor.errors import UnknownItem
from tutor.feedback import of_chosen
from tutor.mock.papers import (
    DomainReport,
    MockDomain,
    MockPaper,
    MockReport,
    QuestionReport,
    Result,
    Sitting,
)
from tutor.posterior import Answers, Share, estimate
from tutor.quizzes import Attempt, GradeVerdict, ItemGrade, QuizItem


def report(paper: MockPaper, sitting: Sitting, items: Mapping[str, QuizItem]) -> MockReport:
    """What the exam says; `items` by id. Raises `InputError` before its end, `UnknownItem`."""
    if not sitting.end:
        raise InputError(
            "The mock exam is not over: nothing is told of its answers.",
            hint="Go on with it, or end it.",
        )
    questions = _questions(paper, sitting, asked_items(paper, items))
    scored = [question for question in questions if question.scored]
    right = sum(question.result == "right" for question in scored)
    each, whole = _estimated(paper.domains, scored)
    low, high = whole.interval
    return MockReport(
        paper=paper.id,
        exam=paper.exam,
        title=paper.title,
        end=sitting.end,
        seconds=sitting.used,
        seconds_given=paper.seconds,
        scored=len(scored),
        right=right,
        unanswered=sum(question.result == "unanswered" for question in scored),
        share=right / len(scored),
        expected=whole.mean,
        low=low,
        high=high,
        cut=paper.cut,
        cut_published=paper.cut_published,
        domains=tuple(
            _domain(domain, [q for q in scored if q.domain == domain.id], share)
            for domain, share in zip(paper.domains, each)
        ),
        questions=questions,
    )


def asked_items(paper: MockPaper, items: Mapping[str, QuizItem]) -> dict[str, QuizItem]:
    """The items that a paper asks, of those there are, by id. Raises `UnknownItem`."""
    missing = [question.item for question in paper.questions if question.item not in items]
    if missing:
        raise UnknownItem(
            f"{len(missing)} question(s) of the mock exam {paper.id} are not in the bank any more.",
            hint="Draw another exam.",
        )
    return {question.item: items[question.item] for question in paper.questions}


def attempts(
    found: MockReport, sitting: Sitting, quiz_of: Mapping[str, str]
) -> tuple[Attempt, ...]:
    """What was answered, as the notebook records attempts, the earliest first; unscored questions
    too, for they were answered all the same. `quiz_of`: a quiz that holds each item."""
    answered = [question for question in found.questions if question.chosen]
    made = [
        Attempt(
            quiz=quiz_of[question.item.id],
            item=question.item.id,
            chosen=question.chosen,
            verdict="correct" if question.result == "right" else "wrong",
            points=float(question.result == "right"),
            at=sitting.answered_at[question.item.id],
        )
        for question in answered
    ]
    return tuple(sorted(made, key=lambda attempt: attempt.at))


def graded(question: QuestionReport) -> ItemGrade:
    """A question as it is shown after the exam: right or not, and why. Several right options have
    been marked all or nothing, so that there is no part of a point."""
    verdicts: dict[Result, GradeVerdict] = {"right": "correct", "wrong": "wrong"}
    return ItemGrade(
        id=question.item.id,
        chosen=question.chosen,
        verdict=verdicts.get(question.result, "ungraded"),
        points=float(question.result == "right"),
        feedback=of_chosen(question.item, question.chosen),
        evidence=question.item.evidence,
    )


def with_items(
    questions: Sequence[QuestionReport], items: Sequence[QuizItem]
) -> tuple[QuestionReport, ...]:
    """The questions with these items in place of theirs, one for one: the same items, with their
    quotes where the documents have them now (`bank.located`)."""
    return tuple(
        question.model_copy(update={"item": item})
        for question, item in zip(questions, items, strict=True)
    )


def _questions(
    paper: MockPaper, sitting: Sitting, items: Mapping[str, QuizItem]
) -> tuple[QuestionReport, ...]:
    return tuple(
        QuestionReport(
            number=number,
            item=items[question.item],
            domain=question.domain,
            scored=question.scored,
            chosen=sitting.answers.get(question.item, ()),
            result=_result(items[question.item], sitting.answers.get(question.item, ())),
            flagged=question.item in sitting.flagged,
            seconds=sitting.seconds_on.get(question.item, 0.0),
        )
        for number, question in enumerate(paper.questions, start=1)
    )


def _result(item: QuizItem, chosen: Sequence[str]) -> Result:
    if not chosen:
        return "unanswered"
    return "right" if set(chosen) == {option.id for option in item.keys} else "wrong"


def _estimated(
    domains: Sequence[MockDomain], scored: Sequence[QuestionReport]
) -> tuple[list[Share], Share]:
    answers = []
    for domain in domains:
        mine = [question for question in scored if question.domain == domain.id]
        right = sum(question.result == "right" for question in mine)
        answers.append(Answers(right, len(mine) - right))
    return estimate(answers, [domain.share for domain in domains])


def _domain(domain: MockDomain, scored: Sequence[QuestionReport], expected: Share) -> DomainReport:
    low, high = expected.interval if scored else (None, None)
    return DomainReport(
        id=domain.id,
        title=domain.title,
        share=domain.share,
        wanted=domain.wanted,
        given=domain.given,
        scored=len(scored),
        right=sum(question.result == "right" for question in scored),
        unanswered=sum(question.result == "unanswered" for question in scored),
        low=low,
        high=high,
    )
