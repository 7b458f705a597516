"""Terms: a word is found in the forms in which learners type it."""

import pytest

from ingest.lexical import terms


@pytest.mark.parametrize(
    ("language", "typed", "stored"),
    [
        ("en", "endpoints", "endpoint"),
        ("ar", "المُدَرِّسُونَ", "المدرسون"),
        ("ar", "أسعار", "اسعار"),
        ("zh-Hans", "漂移", "数据漂移和概念漂移"),
        ("ar", "SageMaker Pipelines", "خدمة SageMaker Pipeline"),
        ("zh-Hans", "Ｓ３", "S3 存储"),
        ("ru", "данные", "данных"),
        ("th", "ข้อมูล", "ชุดข้อมูล"),
        ("en", "٣٠ days", "30 days"),
    ],
)
def test_typed_words_share_terms_with_stored_ones(language: str, typed: str, stored: str) -> None:
    wanted = set(terms(typed, language))
    assert wanted
    assert len(wanted & set(terms(stored, language))) >= len(wanted) / 2


def test_chinese_gives_characters_and_overlapping_pairs() -> None:
    assert terms("存储桶", "zh-Hans") == ["存", "储", "桶", "存储", "储桶"]


def test_signs_alone_give_no_terms() -> None:
    assert terms("؟!… 😀 —", "ar") == []
