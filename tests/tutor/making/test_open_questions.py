"""Questions that leave open what they ask for, in three languages."""

from pathlib import Path

import pytest

from tests.builders import fake_index
from tests.tutor.quizzing import scripted, source
from tutor.compose import workbench
from tutor.making.asked import _completed
from tutor.making.confusable import Confusable
from tutor.making.focus import foci
from tutor.making.open_questions import (
    HOLDS_ANSWER,
    OF_A_LIST,
    OTHER_FIGURES,
    SEVERAL,
    TOO_LITTLE,
    is_listed,
    left_open,
)


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
    assert left_open(question, language, focus, found, typed=False) == why
    assert left_open(question, language, focus, found, typed=True) == why


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
    question = found.evidence.text.replace(focus.text, "…")
    assert left_open(question, language, focus, found, typed=True) == why
    assert left_open(question, language, focus, found, typed=False) == ""


@pytest.mark.parametrize(
    ("text", "language", "answer", "question", "why"),
    [
        (
            "In supervised mode BlazingText classifies sentences.",
            "en", "BlazingText", "Which algorithm is it?", TOO_LITTLE,
        ),
        (
            "In supervised mode BlazingText classifies sentences.",
            "en", "BlazingText", "Which algorithm classifies sentences in supervised mode?", "",
        ),
        (
            "Before it is sold, a model is tested; BlazingText classifies sentences.",
            "en", "BlazingText", "What classifies sentences?", "",
        ),
        (
            "In supervised mode BlazingText classifies sentences.",
            "en", "BlazingText", "What does BlazingText classify in supervised mode?", HOLDS_ANSWER,
        ),
        (
            "Amazon Lex：搭建语音和文字的聊天机器人。",
            "zh-Hans", "聊天机器人", "Lex 是什么？", TOO_LITTLE,
        ),
        (
            "Amazon Lex：搭建语音和文字的聊天机器人。",
            "zh-Hans", "Lex", "搭建语音和文字的聊天机器人用哪个服务？", "",
        ),
        (
            "Amazon Lex：搭建语音和文字的聊天机器人。",
            "zh-Hans", "Lex", "搭建语音和文字的聊天机器人分别用哪些服务？", SEVERAL,
        ),
        ("تصنف خدمة Comprehend المستندات الطويلة.", "ar", "Comprehend", "ما هي؟", TOO_LITTLE),
        (
            "تصنف خدمة Comprehend المستندات الطويلة.",
            "ar", "Comprehend", "أي خدمة تصنف المستندات الطويلة؟", "",
        ),
    ],
)  # fmt: skip
def test_a_question_says_most_of_what_its_sentence_says_beside_the_answer(
    text: str, language: str, answer: str, question: str, why: str
) -> None:
    found = source(text, language, sentence=1)
    focus = next(each for each in foci(found.evidence.text, language) if answer in each.text)
    assert left_open(question, language, focus, found, typed=False) == why


def test_a_question_in_another_language_is_not_held_against_the_words_of_its_sentence() -> None:
    found = source("تصنف خدمة Comprehend المستندات الطويلة.", "ar", sentence=1)
    focus = foci(found.evidence.text, "ar")[0]
    question = "Which service sorts long documents?"
    assert left_open(question, "en", focus, found, typed=False) == ""
    assert left_open(question, "ar", focus, found, typed=False) == TOO_LITTLE


@pytest.mark.parametrize(
    ("text", "language", "answer", "complete"),
    [
        ("The report gives latency, Transcribe and cost of every call.", "en", "Transcribe", False),
        ("The report of every call is written by Transcribe at night.", "en", "Transcribe", True),
        ("每晚记录 Transcribe、Textract 等服务的费用和延迟。", "zh-Hans", "Transcribe", False),
        ("每晚由 Transcribe 记录各项服务的费用。", "zh-Hans", "Transcribe", True),
        ("تكتب الخدمة في Transcribe أو Textract كل ليلة.", "ar", "Transcribe", False),
        ("تكتب الخدمة في Transcribe كل ليلة.", "ar", "Transcribe", True),
    ],
)
def test_what_is_listed_is_not_left_out_of_a_sentence_for_options_to_complete(
    text: str, language: str, answer: str, complete: bool, tmp_path: Path
) -> None:
    found = source(text, language, sentence=1)
    focus = next(each for each in foci(found.evidence.text, language) if answer in each.text)
    assert is_listed(focus, found) is not complete
    others = ("Textual", "Rekognition", "Comprehend")
    wrong = [Confusable(text=other, rationale="", stated=True) for other in others]
    index = fake_index(tmp_path, {"a.md": text})
    made = _completed(focus, wrong, found, language, workbench(index, scripted()))
    index.close()
    assert (made is not None) is complete
