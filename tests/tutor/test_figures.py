"""Questions that only a figure answers."""

import pytest

from tutor.figures import asks_figure, gives_figure


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "When was the service closed to new customers?"),
        ("en", "How many folds does it use?"),
        ("zh-Hans", "这项服务是什么时候停产的？"),
        ("zh-Hans", "该图书馆成立于何时？"),
        ("zh-Hans", "什么时候去世？"),
        ("zh-Hans", "用了多少折？"),
        ("ar", "متى تأسست الشركة؟"),
        ("ar", "متى صدر أول إصدار؟"),
        ("ar", "كم طيّة يستعمل؟"),
    ],
)
def test_how_many_and_when_something_happened_ask_for_a_figure(
    language: str, question: str
) -> None:
    assert asks_figure(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "When should I use Spot?"),
        ("en", "When is accuracy misleading?"),
        ("zh-Hans", "什么时候应该用 Spot？"),
        ("zh-Hans", "什么时候发布新模型最合适？"),
        ("zh-Hans", "模型何时停止训练？"),
        ("ar", "متى يجب استخدام Spot؟"),
        ("ar", "متى أستخدم التدريب الموزّع؟"),
        ("ar", "متى أوقف التدريب؟"),
        ("ar", "متى تكون الدقة مضللة؟"),
    ],
)
def test_when_to_do_something_asks_for_no_figure(language: str, question: str) -> None:
    assert not asks_figure(question, language)


@pytest.mark.parametrize(
    ("language", "question", "with_it", "without"),
    [
        ("en", "When was it closed in Ohio?", "It was closed in 2024.", "It was closed in Ohio."),
        ("zh-Hans", "它是什么时候关闭的？", "它于二〇二四年关闭。", "它在俄亥俄关闭。"),
        ("ar", "متى انتهت؟", "انتهت سنة ٢٠٢٤.", "انتهت في أوهايو."),
    ],
)
def test_a_sentence_with_a_date_gives_a_figure(
    language: str, question: str, with_it: str, without: str
) -> None:
    assert gives_figure(with_it, language, question, language)
    assert not gives_figure(without, language, question, language)
