"""Questions that leave open what they ask for, in three languages."""

import pytest

from tests.tutor.quizzing import source
from tutor.making.focus import foci
from tutor.making.open_questions import OF_A_LIST, OTHER_FIGURES, left_open


@pytest.mark.parametrize(
    ("text", "language", "answer", "question", "why"),
    [
        (
            "With 50,000 examples and a batch size of 100, an epoch has 500 steps.",
            "en", "500", "How many steps are in an epoch?", OTHER_FIGURES,
        ),
        (
            "With 50,000 examples and a batch size of 100, an epoch has 500 steps.",
            "en", "500", "How many steps has an epoch of ５０,０００ examples?", "",
        ),
        ("Since 2026 a job can name 5 parents.", "en", "5", "How many parents can it name?", ""),
        (
            "降低阈值后，模型标记 260 份，其中 180 份违约。",
            "zh-Hans", "180", "模型标记了多少份违约？", OTHER_FIGURES,
        ),
        (
            "降低阈值后，模型标记 260 份，其中 180 份违约。",
            "zh-Hans", "180", "标记的２６０份里有多少份违约？", "",
        ),
        (
            "تحفظ الخدمة 35 لقطة مدة 90 يومًا ثم تحذفها.",
            "ar", "90", "كم يومًا تحفظ الخدمة اللقطات؟", OTHER_FIGURES,
        ),
        (
            "تحفظ الخدمة 35 لقطة مدة 90 يومًا ثم تحذفها.",
            "ar", "90", "كم يومًا تحفظ الخدمة ٣٥ لقطة؟", "",
        ),
    ],
)  # fmt: skip
def test_a_figure_among_others_is_asked_for_by_one_of_them(
    text: str, language: str, answer: str, question: str, why: str
) -> None:
    found = source(text, language, sentence=1)
    focus = next(each for each in foci(found.evidence.text, language) if answer in each.number)
    assert left_open(question, focus, found, typed=False) == why
    assert left_open(question, focus, found, typed=True) == why


@pytest.mark.parametrize(
    ("text", "language", "answer", "why"),
    [
        ("Look at Amazon Textract and Amazon Comprehend first.", "en", "Textract", OF_A_LIST),
        ("Look at Amazon Textract and Amazon Comprehend first.", "en", "Comprehend", OF_A_LIST),
        ("Look at Amazon Textract before all others.", "en", "Textract", ""),
        ("评估时既看准确率、F1 等指标。", "zh-Hans", "F1", OF_A_LIST),
        ("评估时主要看 F1 这个指标。", "zh-Hans", "F1", ""),
        ("استعمل Textract أو Comprehend لهذا العمل.", "ar", "Textract", OF_A_LIST),
        ("استعمل Textract لهذا العمل وحده دائمًا.", "ar", "Textract", ""),
    ],
)
def test_one_of_a_list_is_not_asked_for_where_it_is_typed(
    text: str, language: str, answer: str, why: str
) -> None:
    found = source(text, language, sentence=1)
    focus = next(each for each in foci(found.evidence.text, language) if answer in each.text)
    assert left_open("Which one is it?", focus, found, typed=True) == why
    assert left_open("Which one is it?", focus, found, typed=False) == ""
