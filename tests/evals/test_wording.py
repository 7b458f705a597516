"""The form in which gold and answer are compared."""

import pytest

from evals.wording import plain, says, units, unspaced


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It takes up to 48 hours.", "48 hours"),
        ("It takes up to 48hours", "48 hours"),
        ("Bulk retrievals: 1,000 a day", "1000"),
        ("默认值是 ４８ 小时。", "48小时"),
        ("低于０．９就会被记录", "低于 0.9"),
        ("它最多可以指定5个父作业。", "5 个"),
        ("خلال ٤٨ ساعة", "48 ساعة"),
        ("بين 7 أيام و 30 يومًا", "بين ٧ أيام و٣٠ يوما"),
        ("الوحدة هي المِيكروثانية.", "ميكروثانيه"),
        ("والكنـــاري ٥٠٪ من السعة", "50%"),
        ("استعمل «IAM:PassRole»", "iam:PassRole"),
        ("stored in /opt/ml/checkpoints.", "/opt/ml/checkpoints"),
        ("Write it in C#, not in C++.", "C#"),
        ("أنماط: PendingManualApproval و Approved", "PendingManualApproval وApproved"),
        ("the answer is\n\nprecision–recall  curve", "precision-recall curve"),
        ("\u202b120\u202c ثانية", "120 ثانية"),
        ("pass 🎉 the role", "pass the role"),
    ],
)
def test_spellings_that_a_reader_takes_for_the_same_are_the_same(text: str, wanted: str) -> None:
    assert says(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It holds 15 containers", "5"),
        ("a share of 1.5", "5"),
        ("a share of 1.5", "15"),
        ("a share of 0.95", "0.9"),
        ("Official documents", "Off"),
        ("turn it off", "of"),
        ("Write it in C#", "C"),
        ("نحو ١٥ حاوية", "5"),
        ("共 15 个", "5 个"),
        ("anything", "؟"),
        ("", "48"),
    ],
)
def test_a_number_or_latin_word_counts_only_whole(text: str, wanted: str) -> None:
    assert not says(text, wanted)


def test_words_of_arabic_and_chinese_count_inside_longer_ones() -> None:
    assert says("وبالميكروثانية", "ميكروثانية")
    assert says("标签放在第一列即可", "第一列")


def test_a_text_without_letters_or_digits_is_plainly_empty() -> None:
    assert plain(" —… ؟。🎉 ") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最多 48 小时，C# 与 EC2", ["最", "多", "48", "小", "时", "c#", "与", "ec2"]),
        ("It takes 1,000 hours (10GB).", ["it", "takes", "1000", "hours", "10", "gb"]),
        ("و٣٠ يومًا وAWS", ["و", "30", "يوما", "و", "aws"]),
        ("3.5 が東京\nタワー", ["3.5", "が", "東", "京", "タ", "ワ", "ー"]),
        ("C++ e\u0301te\u0301 🎉", ["c++", "été"]),
        ("…؟", []),
    ],
)
def test_units_are_words_and_in_scripts_without_spaces_characters(
    text: str, expected: list[str]
) -> None:
    assert list(units(text)) == expected


def test_a_text_is_unspaced_where_it_holds_one_such_character() -> None:
    assert unspaced("EC2 实例")
    assert unspaced("ラ")
    assert not unspaced("EC2 في 48 ساعة")
