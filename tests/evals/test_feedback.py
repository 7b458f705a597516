"""What learners say of answers, as cases that the harness reads."""

from pathlib import Path

from evals.dataset import read_dataset
from evals.feedback import Judgement, case_of, feedback_file, keep
from tutor.answers import Answer, Citation


def answer(question: str, *, declined: bool = False) -> Answer:
    citation = Citation(
        label=1, document="d", title="T", path="/x/数据.md", page=1, start=0, end=4,
        quote="数据漂移", language="zh-Hans",
    )  # fmt: skip
    return Answer(
        question=question, language="zh-Hans", answer="数据漂移 [1]", declined=declined,
        grounding="declined" if declined else "grounded",
        citations=() if declined else (citation,), model="m", settings="s",
    )  # fmt: skip


def test_a_good_answer_is_gold_with_its_evidence() -> None:
    case = case_of(answer("什么是漂移？"), Judgement(verdict="good"))
    assert case.answerable
    assert case.answers == ("数据漂移 [1]",)
    assert [e.quote for e in case.evidence] == ["数据漂移"]


def test_a_bad_answer_leaves_no_evidence_behind() -> None:
    case = case_of(answer("什么是漂移？"), Judgement(verdict="bad"))
    assert case.answerable
    assert (case.answers, case.evidence) == ((), ())


def test_a_decline_that_was_right_is_a_case_without_an_answer() -> None:
    declined = answer("من رسم السقف؟", declined=True)
    assert not case_of(declined, Judgement(verdict="good")).answerable
    assert case_of(declined, Judgement(verdict="bad")).answerable


def test_what_the_learner_says_counts_more_than_the_thumb() -> None:
    said = Judgement(verdict="bad", answerable=False, right=" 没有 ")
    case = case_of(answer("什么是漂移？"), said)
    assert not case.answerable
    assert case.answers == ("没有",)


def test_what_was_said_last_of_a_question_counts_and_the_harness_reads_it(tmp_path: Path) -> None:
    first, second = answer("什么是漂移？"), answer("ما هو\u2028الانحراف؟")
    for given in (first, second, first):
        keep(tmp_path, case_of(given, Judgement(verdict="bad")), "bad: no")
    keep(tmp_path, case_of(first, Judgement(verdict="good")))
    read = read_dataset(str(feedback_file(tmp_path)))
    assert read.ignored == ()
    cases = {row.case.question: row.case for row in read.rows if row.case}
    assert len(read.rows) == len(cases) == 2
    assert cases["什么是漂移？"].answers
    assert not cases["ما هو\u2028الانحراف؟"].answers
