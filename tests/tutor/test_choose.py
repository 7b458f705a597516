"""Which passages may answer: those that speak of what the question names."""

from pathlib import Path

import pytest

from ingest.documents import Scope
from tests.builders import fake_index
from tutor.answers import Answer
from tutor.ask import Ask, ask
from tutor.choose import _naming, accepted, subject_names
from tutor.fake_chat import FakeChatModel
from tutor.means import Means
from tutor.retrieve import retrieve
from tutor.settings import Settings

SETTINGS = Settings(model="fake:words", embedding="fake:words")
FILES = {
    "kendra.md": "# Kendra\n\nFor Amazon Kendra new customers are told to use Knowledge Bases.",
    "debugger.md": "# Debugger\n\nSince July new customers have no access to it at all any more.",
    "zh.md": "# 检索\n\n新客户请改用 Knowledge Bases 代替 Amazon Kendra 服务。",
    "ar.md": "# البحث\n\nعلى العملاء الجدد استعمال Knowledge Bases بدل خدمة Amazon Kendra.",
}


def answer(tmp_path: Path, question: str) -> Answer:
    (given,) = ask(Ask(question, extractive=True), fake_index(tmp_path, FILES), None, SETTINGS)
    assert isinstance(given, Answer)
    return given


@pytest.mark.parametrize(
    "question",
    [
        "For Amazon Kendra new customers are told to use what?",
        "新客户请改用什么代替 Amazon Kendra 服务？",
        "على العملاء الجدد استعمال ماذا بدل خدمة Amazon Kendra؟",
    ],
)
def test_a_passage_with_the_questions_names_answers(tmp_path: Path, question: str) -> None:
    given = answer(tmp_path, question)
    assert "Knowledge Bases" in given.answer


@pytest.mark.parametrize(
    "question",
    [
        "For SageMaker Lookout new customers are told to use what?",
        "新客户请改用什么代替 SageMaker Lookout 服务？",
        "على العملاء الجدد استعمال ماذا بدل خدمة SageMaker Lookout؟",
    ],
)
def test_what_is_said_of_another_service_is_no_answer(tmp_path: Path, question: str) -> None:
    assert answer(tmp_path, question).declined


def test_a_name_in_the_title_is_enough(tmp_path: Path) -> None:
    given = answer(tmp_path, "Since July new customers have no access to Debugger at all any more?")
    assert "no access" in given.answer


def test_an_instance_type_is_the_askers_own_case_and_no_name_that_documents_must_hold() -> None:
    assert subject_names("Is Kendra there on my ml.m7g.xlarge with train.py?") == ["Kendra"]
    assert subject_names("我在 ml.m7g.xlarge 上能用 Amazon Kendra 吗？") == ["Amazon", "Kendra"]
    assert subject_names("هل يعمل Kendra على ml.m7g.xlarge؟") == ["Kendra"]


@pytest.mark.parametrize("text", ["克特西亚斯出生于公元前五世纪。", "وُلد كتيسياس في القرن الخامس."])
def test_names_that_another_language_never_writes_in_latin_letters_are_not_looked_for_there(
    tmp_path: Path, text: str
) -> None:
    question, index = "When was Ctesias born in Cnidus?", fake_index(tmp_path, {"a.md": text})
    found = retrieve(question, index, k=4, pool=50, scope=Scope(), language="en")
    assert [passage.text for passage in found.passages] == [text]
    means = Means(index, None, SETTINGS)
    assert _naming(question, "en", found, means).passages == found.passages
    assert not _naming(question, "zh-Hans" if "克" in text else "ar", found, means).passages


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Who built the hut?", ["Monks built the hut.", "The hut is old.", "Built by Adel."]),
        ("谁建了小屋？", ["僧人建了小屋。", "小屋很旧。", "由阿黛尔建成。"]),
        ("من بنى الكوخ؟", ["بنى الرهبان الكوخ.", "الكوخ قديم.", "بنى عادل الكوخ."]),
    ],
)
def test_after_a_passage_that_the_model_is_sure_of_it_examines_another_only_if_asked_to(
    tmp_path: Path, question: str, texts: list[str]
) -> None:
    index = fake_index(tmp_path, {f"{n}.md": text for n, text in enumerate(texts)})
    found = retrieve(question, index, k=8, pool=50, scope=Scope())
    assert len(found.passages) == 3
    model = FakeChatModel(replies=["No", "Yes", "Yes"])
    evidences = accepted(question, found.passages[0].language, found, Means(index, model, SETTINGS))
    assert next(evidences).passage == found.passages[1]
    assert len(model.asked) == 2
    assert next(evidences).passage == found.passages[2]
    assert len(model.asked) == 3
    assert not list(evidences)  # the one that the model denied
