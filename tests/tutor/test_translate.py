"""Translating the question: what is believed, and which model is asked at all."""

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from ingest.errors import ModelUnavailable
from tutor.fake_chat import FakeChatModel
from tutor.llama_engine import Usage
from tutor.translate import faithful, names, translate, translates

CHINESE = "用 SageMaker 训练 3 次要多久？"


class Named(FakeListChatModel):
    """A chat model under the name of a measured one."""

    name_of_model: str

    @property
    def _identifying_params(self) -> dict[str, str]:
        return {"model": self.name_of_model}


class Broken(FakeListChatModel):
    """A server that is down."""

    def _call(self, *args: object, **kwargs: object) -> str:
        raise ConnectionError("refused")


def test_a_model_that_translates_well_is_believed() -> None:
    said = "How long does it take to train 3 times with SageMaker?"
    model = FakeListChatModel(responses=[f"\n {said}\nAs an AI I would add"])
    assert translate(CHINESE, "zh-Hans", "en", model) == said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        (CHINESE, "a copy"),
        ("用SageMaker训练3次要多久?", "the copy, folded"),
        ("How long does 训练 take 3 times in SageMaker?", "half translated"),
        ("كم يستغرق التدريب 3 مرات في SageMaker؟", "another language"),
        ("How long does it take to train three times with SageMaker?", "the number is gone"),
        ("How long does it take to train 3 times?", "the name is gone"),
        ("How long does it take to train 3 times with SageMaker? " * 20, "it writes on and on"),
    ],
)
def test_what_is_no_translation_is_not_believed(text: str, why: str) -> None:
    assert not faithful(text, CHINESE, "en"), why
    assert translate(CHINESE, "zh-Hans", "en", FakeListChatModel(responses=[text])) is None


@pytest.mark.parametrize(
    ("question", "into", "text"),
    [
        ("What is data drift?", "zh-Hans", "什么是数据漂移？"),
        ("What is data drift?", "ar", "ما هو انحرافُ البيانات؟"),
        ("كم تبلغ مدة الانتظار لـ٣٠ ملفًا؟", "en", "How long is the wait for 30 files?"),
        ("１，０００个类别怎么编码？", "en", "How do I encode 1,000 categories?"),
        ("什么是 early stopping？", "ar", "ما هو الإيقاف المبكر؟"),
        ("SageMaker Pipelines 是什么？", "en", "What is a SageMaker Pipeline?"),
        ("Feature Store 是什么？", "ja", "FeatureStore とは何ですか？"),
        ("¿Qué es el sobreajuste?", "en", "What is overfitting?"),
    ],
)
def test_digits_marks_and_spaces_are_compared_folded(question: str, into: str, text: str) -> None:
    assert faithful(text, question, into)


def test_latin_names_are_those_that_every_language_writes_alike() -> None:
    assert names("ما دور Feature Store مع scale_pos_weight في early stopping؟") == [
        "Feature", "Store", "scale_pos_weight",
    ]  # fmt: skip
    assert names("Does the Panther use XGBoost, S3, scale_pos_weight or KMS?") == [
        "XGBoost", "S3", "scale_pos_weight", "KMS",
    ]  # fmt: skip


def test_directions_are_those_that_were_measured_to_help() -> None:
    embedded = Named(responses=["x"], name_of_model="embedded:qwen2.5-coder-1.5b-instruct")
    assert translates(embedded, "zh-Hans", "en")
    assert translates(embedded, "en", "zh-Hant")
    assert translates(embedded, "ar", "en")
    assert not translates(embedded, "en", "ar")
    assert not translates(embedded, "fi", "en")
    assert not translates(embedded, "en", "en-GB")


def test_a_model_of_the_users_own_is_asked_in_every_direction() -> None:
    model = FakeListChatModel(responses=["ما هو انحراف البيانات؟"])
    assert translate("What is data drift?", "en", "ar", model) == "ما هو انحراف البيانات؟"


def test_models_that_cannot_translate_are_not_asked() -> None:
    fake = FakeChatModel(replies=["What is data drift?"])
    assert translate("什么是数据漂移？", "zh-Hans", "en", fake) is None
    assert fake.asked == []
    small = Named(responses=["x"], name_of_model="embedded:smollm2-135m-instruct")
    assert not translates(small, "zh-Hans", "en")


def test_a_question_in_the_same_language_is_not_translated() -> None:
    model = FakeListChatModel(responses=["something else"])
    assert translate("What is data drift?", "en", "en-GB", model) is None


def test_a_server_that_is_down_is_said_to_be() -> None:
    with pytest.raises(ModelUnavailable):
        translate("什么是数据漂移？", "zh", "en", Broken(responses=["x"]), usage=Usage())
