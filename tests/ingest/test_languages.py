"""Languages and sentences, in every script the product promises."""

import pytest

from ingest.languages import (
    canonical,
    detect_language,
    is_right_to_left,
    same_language,
    sentence_spans,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How does SageMaker store models?", "en"),
        ("什么是 Amazon SageMaker Pipelines？", "zh-Hans"),
        ("機器學習與資料漂移", "zh-Hant"),
        ("ما هو Amazon SageMaker Model Monitor؟", "ar"),
        ("Wo speichert der Dienst die Daten?", "de"),
        ("¿Dónde se guardan los datos?", "es"),
        ("Где хранятся данные?", "ru"),
        ("データはどこに保存されますか", "ja"),
        ("데이터는 어디에 저장됩니까?", "ko"),
        ("داده‌ها کجا ذخیره می‌شوند؟", "fa"),
        ("", "en"),
        ("123 !!", "en"),
        ("😀", "en"),
    ],
)
def test_the_language_is_told_by_script_first(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("given", "stored"),
    [("zh", "zh-Hans"), ("zh_TW", "zh-Hant"), ("AR", "ar"), ("en-GB", "en-GB"), ("xx!", None)],
)
def test_codes_are_stored_in_one_form(given: str, stored: str | None) -> None:
    assert canonical(given) == stored


def test_a_script_or_region_does_not_make_another_language() -> None:
    assert same_language("zh", "zh-Hans")
    assert not same_language("zh", "ja")


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "It costs $3.5. Dr. Wu left. Why?", ["It costs $3.5.", "Dr. Wu left.", "Why?"]),
        ("zh-Hans", "费用是3.5元。为什么？好的！", ["费用是3.5元。", "为什么？", "好的！"]),
        ("ar", "بلغت 3.5 مليون. لماذا؟ نعم!", ["بلغت 3.5 مليون.", "لماذا؟", "نعم!"]),
        (
            "en",
            "# Title\n- one\n- two\n\nwrapped\nline.",
            ["Title", "one", "two", "wrapped\nline."],
        ),
        ("en", "| a | b |\n|---|---|\n| 1 | 2 |", ["| a | b |", "| 1 | 2 |"]),
        ("ar", "١. بند أول\n٢. بند ثان", ["بند أول", "بند ثان"]),
        ("en", " \n\n ", []),
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(
    language: str, text: str, sentences: list[str]
) -> None:
    assert [text[a:b] for a, b in sentence_spans(text, language)] == sentences


def test_direction_is_that_of_the_first_strong_letter() -> None:
    assert is_right_to_left("(1) ما هو S3؟")
    assert not is_right_to_left("S3 هو")
    assert not is_right_to_left("123")
