"""Each metric on small built values, the arithmetic shown."""

import pytest

from evals.measure import measure, metrics, unmeasured
from evals.metrics import (
    answer_language,
    answered_without_evidence,
    citation_verbatim,
    cited_evidence,
    gold_in_answer,
    prompt_tokens,
    refused_with_evidence,
    seconds,
    seconds_to_first_token,
)
from evals.records import GoldEvidence, Located
from tests.evals.builders import case, citation, outcome
from tutor.answers import Timings, Tokens

GOLD = (GoldEvidence(path="a.md", quote="within 48 hours"),)
PLACE = (Located(document="a", quote="within 48 hours", start=100, end=115),)
FOLDED = (Located(document="a", quote="خلال ٤٨ ساعة"),)


@pytest.mark.parametrize(
    ("answers", "text", "expected"),
    [
        (("24 hours", "48 hours"), "It is done within 48 hours.", 1.0),
        (("24 hours",), "It is done within 48 hours.", 0.0),
        (("48 小时以内",), "批量取回在４８小时以内完成。", 1.0),
        (("ميكروثانية",), "الوحدة هي المِيكْروثانيَة.", 1.0),
        (("١٢٠ ثانية",), "تُمهَل 120 ثانية.", 1.0),
        (("،",), "nothing to look for", None),
        ((), "nothing to look for", None),
    ],
)
def test_any_alternative_in_the_answer_is_right(
    answers: tuple[str, ...], text: str, expected: float | None
) -> None:
    assert gold_in_answer.score(case(answers=answers), outcome(text)) == expected


def test_the_number_of_a_citation_is_not_an_answer() -> None:
    made = outcome("It holds many containers.")
    assert made.answer.answer.endswith("[1]")
    assert gold_in_answer.score(case(answers=("1",)), made) == 0.0


def test_a_declined_answer_to_an_answerable_question_says_nothing_right() -> None:
    text = "Your documents do not say within 48 hours."
    assert gold_in_answer.score(case(), outcome(text, declined=True)) == 0.0


@pytest.mark.parametrize(
    ("text", "score"),
    [("Data drift, and CONCEPT drift.", 1.0), ("数据漂移和概念漂移。", 1.0), ("Data drift.", 0.0)],
)
def test_a_list_is_said_where_all_its_points_are(text: str, score: float) -> None:
    points = (("data drift", "数据漂移"), ("concept drift", "概念漂移"))
    asked = case(answers=("data drift and concept drift",), parts=points)
    assert gold_in_answer.score(asked, outcome(text)) == score


def test_a_question_without_an_answer_is_not_eligible_for_gold() -> None:
    made = case(answerable=False, answers=("48 hours",))
    assert gold_in_answer.score(made, outcome("48 hours")) is None


def test_verbatim_is_the_share_of_quotes_that_stand_at_their_offsets() -> None:
    texts = {"a": "abc 中文 نص"}
    right, other = citation("a", 4, 6, "中文"), citation("a", 0, 3, "abd")
    assert citation_verbatim.score(case(), outcome(citations=(right,), texts=texts)) == 1.0
    both = outcome(citations=(right, other), texts=texts)
    assert citation_verbatim.score(case(), both) == 0.5  # 1 of 2


@pytest.mark.parametrize(
    "false",
    [
        citation("gone", 0, 3, "abc"),
        citation("a", -3, -1, "ab"),  # "abc"[-3:-1] is "ab"
        citation("a", 2, 2, ""),
        citation("a", 0, 99, "abcd"),
    ],
)
def test_a_quote_without_a_place_is_not_verbatim(false: object) -> None:
    assert citation_verbatim.score(case(), outcome(citations=(false,), texts={"a": "abc"})) == 0.0


def test_an_answer_without_citations_is_not_eligible_for_verbatim() -> None:
    assert citation_verbatim.score(case(), outcome("48 hours")) is None


def test_an_answer_that_cites_the_gold_quote_cites_evidence() -> None:
    made = case(evidence=GOLD)
    near = outcome(citations=(citation("a", 110, 140),), evidence=PLACE)
    far = outcome(citations=(citation("a", 200, 240),), evidence=PLACE)
    assert cited_evidence.score(made, near) == 1.0
    assert cited_evidence.score(made, far) == 0.0
    assert cited_evidence.score(made, outcome("48 hours", evidence=PLACE)) == 0.0


def test_a_cited_part_of_a_quote_counts_where_offsets_cannot_tell() -> None:
    part = outcome(citations=(citation("a", 0, 5, "٤٨ ساعة"),), evidence=FOLDED)
    assert cited_evidence.score(case(evidence=GOLD), part) == 1.0


def test_a_declined_answer_is_never_grounded() -> None:
    texts = "لا تتضمن مستنداتك إجابة عن هذا السؤال."
    made = case(evidence=GOLD, language="ar")
    scores, unscored = measure(made, outcome(texts, declined=True, evidence=PLACE), metrics(8))
    assert scores["citation_verbatim"] is None
    assert scores["cited_evidence"] is None
    assert scores["answer_language"] is None
    assert scores["gold_in_answer"] == 0.0
    assert scores["refused_with_evidence"] == 1.0
    assert unscored == ()


@pytest.mark.parametrize(
    ("answerable", "declined", "answered_without", "refused_with"),
    [
        (True, True, None, 1.0),
        (True, False, None, 0.0),
        (False, True, 0.0, None),
        (False, False, 1.0, None),
    ],
)
def test_answering_and_refusing_are_two_rates_over_two_kinds_of_question(
    answerable: bool, declined: bool, answered_without: float | None, refused_with: float | None
) -> None:
    made, gave = case(answerable=answerable), outcome("x", declined=declined)
    assert answered_without_evidence.score(made, gave) == answered_without
    assert refused_with_evidence.score(made, gave) == refused_with


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh-Hans", "使用 SageMaker Hyperband 时必须为 Off。", 1.0),
        ("zh-Hant", "必须为关闭状态。", 1.0),  # script does not count
        ("ar", "نقطة نهاية من نوع gateway تُستعمل مع Amazon S3.", 1.0),
        ("ar", "It allows one hundred and twenty seconds before it stops.", 0.0),
        ("en", "批量取回在四十八小时以内完成。", 0.0),
        ("ar", "48 ٪ (15)", None),  # no letter: no language
    ],
)
def test_the_answer_is_in_the_language_of_the_question(
    language: str, text: str, expected: float | None
) -> None:
    assert answer_language.score(case(language=language), outcome(text)) == expected


def test_seconds_are_those_of_the_answer() -> None:
    assert seconds.score(case(), outcome("x")) == 1.5


def test_evidence_that_is_not_in_the_library_leaves_its_metrics_unscored() -> None:
    scores, unscored = measure(case(evidence=GOLD), outcome("48 hours"), metrics(5, judged=False))
    assert unscored == (
        "hit@5", "recall@5", "mrr", "ndcg@10", "cited_evidence", "cited_span_precision",
    )  # fmt: skip
    assert scores["gold_in_answer"] == 1.0
    assert "hit@5" not in scores


def test_a_part_of_the_evidence_that_is_missing_leaves_only_recall_and_ndcg_unscored() -> None:
    other = GoldEvidence(path="b.md", quote="not in the library")
    made = case(evidence=(*GOLD, other))
    scores, unscored = measure(made, outcome("x", evidence=PLACE), metrics(5, judged=False))
    assert unscored == ("recall@5", "ndcg@10")
    assert scores["hit@5"] == 0.0


def test_without_a_verdict_an_answer_is_unscored_where_a_judge_is_needed() -> None:
    needs_judge = {metric.name for metric in metrics(5) if metric.needs_judge}
    _, unscored = measure(case(), outcome("48 hours"), metrics(5))
    assert set(unscored) == needs_judge
    assert "citation_recall" in needs_judge
    scores, unscored = measure(case(), outcome("", declined=True), metrics(5))
    assert unscored == ()  # nothing was said: nothing to judge
    assert {scores[name] for name in needs_judge} == {None}


def test_a_case_without_an_answer_is_unscored_where_it_would_have_counted() -> None:
    names = {metric.name for metric in metrics(8)}
    missed = unmeasured(case(answerable=False, answers=()), metrics(8))
    assert {"citation_verbatim", "answered_without_evidence", "seconds"} <= set(missed)
    assert not {"hit@8", "gold_in_answer", "answer_f1", "refused_with_evidence"} & set(missed)
    assert set(unmeasured(None, metrics(8))) == names


def test_every_metric_has_a_name_of_its_own_and_a_cutoff_is_there_once() -> None:
    table = metrics(8)
    assert len({metric.name for metric in table}) == len(table)
    assert [m.name for m in metrics(8) if m.name.startswith("recall")] == ["recall@8", "recall@5"]
    assert [m.name for m in metrics(3) if m.name.startswith("recall")] == ["recall@3"]


def test_costs_are_those_of_the_answer_and_none_where_nobody_counted() -> None:
    made = outcome(
        "x",
        timings=Timings(first_token=0.5, total=2.0),
        tokens=Tokens(prompt=900, cached=600, output=20),
    )
    assert seconds_to_first_token.score(case(), made) == 0.5
    assert prompt_tokens.new(case(), made) == 300.0  # 900 - 600
    assert prompt_tokens.cached(case(), made) == 600.0
    quoting = outcome("x")
    assert seconds_to_first_token.score(case(), quoting) is None
    assert prompt_tokens.new(case(), quoting) is None
    assert prompt_tokens.cached(case(), quoting) is None
