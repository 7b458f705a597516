"""Answers against gold answers, in every script, with the arithmetic shown."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.judged import judged
from evals.metrics import (
    answer_f1,
    answer_language,
    exact_match,
    false_premise_named,
    names_kept,
    numbers_kept,
    parts_said,
)
from evals.metrics.answer_words import answer_words
from evals.records import GoldEvidence, Located, Outcome, Verdict
from evals.said import sentences_of, text_of
from tests.evals.builders import answer, case, citation, outcome
from tutor.answers import Sentence
from tutor.phrases import phrase


@pytest.mark.parametrize(
    ("language", "gold", "text", "expected"),
    [
        # 3 words of 6 and of 3: 2 * 3 / (6 + 3)
        ("en", "within 48 hours", "It is done within 48 hours.", 6 / 9),
        ("en", "the Precision–Recall curve", "a precision-recall curve!", 1.0),
        ("en", "10GB", "10 GB", 1.0),
        ("en", "1,000", "1000", 1.0),
        ("en", "C#", "C", 0.0),
        ("en", "A", "A.", 1.0),  # an article that is the answer is kept
        ("en", "hours hours", "hours", 2 / 3),  # a word counts as often as it is there
        ("de", "der Hund", "ein Hund", 1.0),
        # Tashkeel, tatweel, punctuation, digits and the article: عام 1993
        ("ar", "عام 1993،", "عَـامُ ١٩٩٣", 1.0),
        ("ar", "الوحدة المركزية", "وحدة مركزية", 1.0),
        ("ar", "والكتاب", "وكتاب", 1.0),
        ("ar", "مجالات", "مجات", 0.0),  # ال within a word stays
        ("ar", "خدمة Amazon S3", "الخدمة هي Amazon S3.", 6 / 7),
        # 48 小 时 以 内 in a run of 5 of 12 (批量取回在 48 小时以内 完成): 2 * 5 / (12 + 5)
        ("zh-Hans", "48小时以内", "批量取回在４８小时以内完成。", 10 / 17),
        # The longest run of 大学在北京 and 北京大学 is 2: 2 * 2 / (5 + 4), not all four in common
        ("zh-Hans", "北京大学", "大学在北京", 4 / 9),
        ("zh-Hans", "使用 SageMaker", "使用SageMaker。", 1.0),
        # タワー of 東京のタワー and 東京タワー: 2 * 3 / (6 + 5)
        ("ja", "東京タワー", "東京のタワー", 6 / 11),
        ("th", "กรุงเทพ", "กรุงเทพ", 1.0),
        ("en", "🎉 done", "done 👍", 1.0),
    ],
)
def test_f1_counts_words_and_in_scripts_without_spaces_runs_of_characters(
    language: str, gold: str, text: str, expected: float
) -> None:
    made = case(language=language, answers=(gold,))
    assert answer_f1.score(made, outcome(text)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("language", "gold", "text", "expected"),
    [
        ("en", "The precision-recall curve.", "precision–recall curve", 1.0),
        ("en", "48 hours", "within 48 hours", 0.0),
        ("ar", "عام 1993،", "العام ١٩٩٣", 1.0),
        ("ar", "القاهرة", "القاهره", 1.0),
        ("zh-Hans", "“默认模式”", "默认\n模式。", 1.0),
        ("zh-Hans", "默认模式", "模式默认", 0.0),
    ],
)
def test_exact_match_asks_for_the_same_words_in_the_same_order(
    language: str, gold: str, text: str, expected: float
) -> None:
    assert exact_match.score(case(language=language, answers=(gold,)), outcome(text)) == expected


def test_the_best_alternative_counts_and_one_without_letters_does_not() -> None:
    made = case(answers=("؟", "24 hours", "48 hours"))
    assert answer_f1.score(made, outcome("48 hours")) == 1.0
    assert exact_match.score(made, outcome("48 hours")) == 1.0
    assert exact_match.score(made, outcome("؟!")) == 0.0
    assert answer_f1.score(case(answers=("؟",)), outcome("48 hours")) is None


WORDS = st.lists(
    st.sampled_from(["نص", "hours", "48", "a", "خلال", "the", "gateway"]), min_size=1, max_size=8
)


@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS)
def test_f1_of_spaced_words_is_two_p_r_over_p_plus_r(said: list[str], wanted: list[str]) -> None:
    left, right = [answer_words(" ".join(words), "en") for words in (said, wanted)]
    common = sum((Counter(left) & Counter(right)).values())
    expected = 0.0
    if common:
        precision, recall = common / len(left), common / len(right)
        expected = 2 * precision * recall / (precision + recall)
    assert answer_f1.f1(" ".join(said), " ".join(wanted), "en") == pytest.approx(expected)


@settings(max_examples=100, deadline=None)
@given(st.text("48小时以内EC2 。في ال", max_size=12), st.text("48小时以内EC2 。في ال", max_size=12))
def test_f1_lies_between_0_and_1_and_is_1_where_the_match_is_exact(text: str, gold: str) -> None:
    made = case(language="zh-Hans", answers=(gold,))
    f1, exact = [metric.score(made, outcome(text)) for metric in (answer_f1, exact_match)]
    assert (f1 is None) == (exact is None)
    if f1 is not None:
        assert 0.0 <= f1 <= 1.0
        assert f1 == 1.0 or exact == 0.0


def test_silence_scores_nothing_against_a_known_answer() -> None:
    declined = outcome("Your documents do not say within 48 hours.", declined=True)
    made = case(answers=("48 hours",), parts=(("48",),))
    for metric in (answer_f1, exact_match, parts_said, numbers_kept):
        assert metric.score(made, declined) == 0.0
    unanswerable = case(answerable=False, answers=("48 EC2",), parts=(("48",),))
    for metric in (answer_f1, exact_match, parts_said, numbers_kept, names_kept):
        assert metric.score(unanswerable, outcome("48 hours")) is None


def test_parts_are_the_share_of_the_points_of_which_one_wording_is_said() -> None:
    parts = (("GPU", "GPUs"), ("多模型端点", "multi-model endpoint"), ("VPC",), ("数据捕获",))
    made = case(language="zh-Hans", parts=parts)
    assert parts_said.score(made, outcome("不支持 GPU、多模型端点和 VPC 配置。")) == 0.75  # 3 of 4
    assert parts_said.score(made, outcome("什么都支持")) == 0.0
    assert parts_said.score(case(), outcome("GPU")) is None
    assert parts_said.score(case(parts=(("،",),)), outcome("GPU")) is None


@pytest.mark.parametrize(
    ("language", "answers", "text", "expected"),
    [
        ("en", ("48 hours",), "It takes 48 hours.", 1.0),
        ("en", ("48 hours",), "It takes 24 hours.", 0.0),
        ("en", ("48 hours",), "It takes two days.", 0.0),  # a unit is not computed
        ("en", ("between 5 and 1,000",), "from five to 2000", 0.5),  # 5 of 5, 1000
        ("en", ("15 minutes", "twenty minutes"), "After 20 minutes.", 1.0),
        ("ar", ("١٢٠ ثانية",), "تُمهَل 120 ثانية.", 1.0),
        ("ar", ("خمس دقائق",), "٥ دقائق", 1.0),
        ("en", ("خمس دقائق",), "It takes 5 minutes.", 1.0),
        ("zh-Hans", ("三百个",), "共３００个。", 1.0),
        ("zh-Hans", ("5 到 10 个",), "最多五个", 0.5),
        ("de", ("1.000 Euro",), "1000 Euro", 1.0),
        ("en", ("0.5",), "0.50", 1.0),
        ("en", ("version 1.2.3",), "It is version 1.2.3.", 1.0),
        ("en", ("version 1.2.3",), "It is version 1.2.", 0.0),
        ("en", ("48 hours", "two days or so"), "x", 0.0),
        ("en", ("48 hours", "a while"), "48 hours", None),  # right without any number
        ("en", ("EC2",), "2", None),  # a name
        ("en", ("GPT-4",), "4", None),
    ],
)
def test_numbers_are_kept_by_value_in_digits_and_in_words(
    language: str, answers: tuple[str, ...], text: str, expected: float | None
) -> None:
    assert numbers_kept.score(case(language=language, answers=answers), outcome(text)) == expected


@pytest.mark.parametrize(
    ("language", "answers", "text", "expected"),
    [
        ("en", ("Lambda",), "You want lambda.", 1.0),
        ("zh-Hans", ("Amazon S3 和 EC2",), "用 S3 存放。", 1 / 3),  # amazon, s3, ec2
        ("ar", ("دالة Lambda",), "استعمل دالةLambda", 1.0),
        ("ar", ("دالة Lambda",), "استعمل دالة", 0.0),
        ("en", ("MLA-C01",), "the exam MLA C01", 1.0),
        ("en", ("Provisioned concurrency",), "x", None),  # a capital at the beginning only
        ("en", ("48 hours",), "x", None),
        ("en", ("EC2", "the virtual machine"), "x", None),
    ],
)
def test_names_are_kept_whatever_their_case_and_hyphens(
    language: str, answers: tuple[str, ...], text: str, expected: float | None
) -> None:
    score = names_kept.score(case(language=language, answers=answers), outcome(text))
    assert score == (None if expected is None else pytest.approx(expected))


def test_a_false_premise_is_named_where_the_correction_is_said_and_cited() -> None:
    gold = GoldEvidence(path="a.md", quote="写入每秒 1 MB")
    place = (Located(document="a", quote=gold.quote, start=10, end=20),)
    made = case(premise="false", answers=("1 MB",), evidence=(gold,), language="zh-Hans")
    right, wrong = (citation("a", 5, 15),), (citation("a", 30, 40),)

    def scored(text: str, **fields: object) -> float | None:
        return false_premise_named.score(made, outcome(text, evidence=place, **fields))

    assert scored("不，写入是每秒 1 MB。", citations=right) == 1.0
    assert scored("不，写入是每秒 1 MB。", citations=wrong) == 0.0
    assert scored("够了。", citations=right) == 0.0
    assert scored("", declined=True) == 0.0
    true = made.model_copy(update={"premise": "true"})
    assert false_premise_named.score(true, outcome("1 MB", evidence=place)) is None


def test_an_answer_without_marked_sentences_is_read_without_its_markers() -> None:
    text = "需要 48 小时［１］。然后结束【2、3】。\nوبعد ذلك تنتهي المهمة [١]؟ Done."
    given = answer(text, language="zh-Hans", answer=text, sentences=())
    assert text_of(given) == "需要 48 小时。然后结束。\nوبعد ذلك تنتهي المهمة؟ Done."
    assert [s.text for s in sentences_of(given)][:2] == ["需要 48 小时。", "然后结束。"]
    assert all(not s.citations for s in sentences_of(given))
    assert sentences_of(answer(text, declined=True, answer=text)) == ()


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_a_source_quoted_in_its_own_language_is_what_the_answer_says(language: str) -> None:
    said = "تُحفَظ السجلات افتراضيًا 24 ساعة."
    framed = phrase("in_language", language, language="العربية", text=said)
    sentence = Sentence(text=framed, start=0, end=len(framed), support="supported", citations=(1,))
    cited = citation("d", 0, len(said), said)
    made = answer(framed, language=language, sentences=(sentence,), citations=(cited,))
    assert text_of(made) == said
    assert answer_language.score(case(language=language), Outcome(answer=made)) == 0
    judge = Listening()
    judged(made, judge)
    assert judge.heard == [said]


class Listening:
    """A judge that only notes the claims that it is asked about."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def verdict(self, claim: str, quotes: Sequence[str], language: str) -> Verdict:
        self.heard.append(claim)
        return Verdict(support="unchecked")
