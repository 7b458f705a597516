"""What can be asked for in a sentence, and what a number is mixed up with."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.making.focus import foci
from tutor.making.near_numbers import form, near, read, write


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("A snapshot is kept for 35 days in the service.", "en", "35 days"),
        ("Memory grows in steps of 1 to the size of 6,144 MB at the most.", "en", "6,144 MB"),
        ("It costs at most $250 a month.", "en", "$250"),
        ("快照默认保留３５天，之后自动删除。", "zh-Hans", "３５天"),
        ("每个分片每秒最多写入 1,000 条记录。", "zh-Hans", "1,000"),
        ("تُحفَظُ اللقطة ٣٥ يومًا ثم تُحذف.", "ar", "٣٥ يومًا"),
        ("تسع الشظية كتابةً 2 MB في الثانية.", "ar", "2 MB"),
        ("ينتقل المرور بنسبة ١٠٪ كل مرة.", "ar", "١٠٪"),
        ("يتّسع القرص ٣٫٥ أيام من السجلات.", "ar", "٣٫٥ أيام"),
        ("تُحفظ ١٬٢٠٠ يوم ثم تُحذف.", "ar", "١٬٢٠٠ يوم"),
        ("تُحفظ ١،٢٠٠ يوم ثم تُحذف.", "ar", "١،٢٠٠ يوم"),
        ("快照保留３．５天。", "zh-Hans", "３．５天"),
        ("保留期从一周之后达到 35 天。", "zh-Hans", "35 天"),
    ],
)
def test_an_amount_is_asked_for_with_its_unit(text: str, language: str, wanted: str) -> None:
    assert wanted in [focus.text for focus in foci(text, language) if focus.of == "amount"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Support ends on 31 July 2026 for everybody.", "en"),
        ("As of 2026 the service is closed.", "en"),
        ("The server listens on 127.0.0.1 and on no other address.", "en"),
        ("The tuner (1 - BillableTime / TrainingTime) is a share here.", "en"),
        ('It answers "within 5 days" and nothing else.', "en"),
        ("它自 2026 年 7 月 30 日起不再向新客户开放。", "zh-Hans"),
        ("完成第 3 步之后再继续。", "zh-Hans"),
        ("أُغلقت أمام العملاء في 30 يوليو 2026.", "ar"),
        ("It takes 3 to 5 minutes at the most to restore.", "en"),
        ("It takes 3 minutes to 5 minutes to restore it.", "en"),
        ("It takes 3–5 minutes and 1 200 tries to restore it.", "en"),
        ("恢复需要 3 到 5 分钟，或 3 分钟至 5 分钟。", "zh-Hans"),
        ("恢复需要３～５分钟。", "zh-Hans"),
        ("يستغرق الاسترجاع من ٣ إلى ٥ دقائق.", "ar"),
        ("A number of a new script, 𞓵𞓶 days, is not read.", "en"),
    ],
)
def test_dates_addresses_formulas_and_quotations_are_no_amounts(text: str, language: str) -> None:
    assert [focus.text for focus in foci(text, language) if focus.of == "amount"] == []


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Every query goes to Amazon Kinesis before it is stored.", "en", "Kinesis"),
        ("يعمل التحليل مهمة معالجة في SageMaker Clarify دائمًا.", "ar", "SageMaker Clarify"),
        ("训练损失和验证损失都很高，是欠拟合。", "zh-Hans", "欠拟合"),
        ("A model that is too simple shows underfitting from the start.", "en", "underfitting"),
        ("وأشهر تطبيقات التكديس معروفة.", "ar", "التكديس"),
    ],
)
def test_names_and_terms_are_asked_for_without_their_maker(
    text: str, language: str, wanted: str
) -> None:
    assert wanted in [focus.text for focus in foci(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The k-NN algorithm predicts from the labels of the closest rows.", "en"),
        ("算法 k-NN 根据最近的几行预测。", "zh-Hans"),
        ("تتنبأ خوارزمية k-NN من أقرب الصفوف.", "ar"),
    ],
)
def test_the_end_of_a_name_is_no_name(text: str, language: str) -> None:
    assert "NN" not in [focus.text for focus in foci(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Spot saves money, and Spot may stop at any time; it is Spot.", "en"),
        ("保留 35 天；35 天之后删除。", "zh-Hans"),
        ("保留 35 天；３５天之后删除。", "zh-Hans"),
        ("تُحفظ ٣٥ يومًا، وبعد ٣٥ يومًا تُحذف.", "ar"),
    ],
)
def test_what_stands_twice_is_not_asked_for(text: str, language: str) -> None:
    assert not {"Spot", "35 天", "٣٥ يومًا"} & {focus.text for focus in foci(text, language)}


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=80), st.sampled_from(["en", "zh-Hans", "ar"]))
def test_a_focus_is_a_slice_of_its_sentence(text: str, language: str) -> None:
    for focus in foci(text, language):
        assert text[focus.start : focus.end] == focus.text
        assert focus.number in focus.text


@pytest.mark.parametrize(
    ("text", "counting", "some", "none"),
    [
        ("35", "en", {"70", "30", "40"}, {"1"}),
        ("٣٥", "ar", {"٧٠", "٣٠"}, {"٧", "١"}),
        ("３５", "zh-Hans", {"７０", "７"}, {"70"}),
        ("1,200", "en", {"600", "2,400"}, {"2400"}),
        ("5", "ar", {"6", "4", "10"}, {"2", "12"}),
        ("2024", "", {"2023", "2025"}, {"1012"}),
    ],
)
def test_near_numbers_are_written_alike_and_count_in_the_same_form(
    text: str, counting: str, some: set[str], none: set[str]
) -> None:
    found = set(near(text, counting=counting))
    assert some <= found
    assert not none & found


@pytest.mark.parametrize(
    ("year", "next_year"), [("1886", "1887"), ("١٥١٧", "١٥١٨"), ("１９４５", "１９４６")]
)
def test_a_year_is_among_years(year: str, next_year: str) -> None:
    assert near(year)[0] == next_year
    assert {len(other) for other in near(year)} == {4}
    assert "3,772" in near("1,886")


def test_a_share_is_never_more_than_all() -> None:
    assert near("99.9", share=True)
    assert all(Fraction(number) <= 100 for number in near("99.9", share=True))


@pytest.mark.parametrize("text", ["1.2.3", "x", "", "1/2", "١٬٢٣"])
def test_what_is_no_single_number_has_nothing_near(text: str) -> None:
    assert near(text) == []


@settings(deadline=None)
@given(st.integers(1, 10**9), st.sampled_from(["", "en", "zh-Hans", "ar"]))
def test_near_numbers_are_others_above_nought_of_one_form(value: int, language: str) -> None:
    for number in near(f"{value:,}", counting=language):
        written = read(number)
        assert written is not None
        assert written.value > 0
        assert written.value != value
        assert form(written.value, language) == form(Fraction(value), language)


@settings(deadline=None)
@given(st.integers(0, 10**7), st.sampled_from(["0", "٠", "０"]), st.sampled_from(["", ","]))
def test_a_number_that_was_read_is_written_as_it_was(value: int, zero: str, group: str) -> None:
    digits = f"{value:,}" if group else str(value)
    text = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in digits)
    written = read(text)
    assert written is not None
    assert write(written.value, written) == text
