"""Which of my documents speak of something, asked and found in every language."""

from pathlib import Path

import pytest

from tests.builders import fake_index
from tutor.answers import Answer
from tutor.ask import Ask, ask
from tutor.documents import _name_and_rest
from tutor.settings import Settings

SETTINGS = Settings(model="fake:words", embedding="fake:words")
FILES = {
    "en.md": "# Capacity\n\nSpare capacity is sold as Spot Instances at a discount.",
    "en2.md": "# Sizes\n\nInstances differ in size. All instances of a family share a chip.",
    "en3.md": "# Drift\n\nCollect the data again. The drift of a boat is another thing.",
    "zh.md": "# 调优\n\n调优作业可以使用 Managed Spot Training 来降低费用。",
    "zh2.md": "# 实例\n\n实例的大小不同。同一族的实例用同一种芯片。数据漂移指分布随时间变化。",
    "ar.md": "# الكلفة\n\nاستعمل Managed Spot Training مع نقاط حفظ للتدريب.",
    "ar2.md": "# الخوادم\n\nتختلف الخوادم في الحجم، وخوادم الفئة الواحدة متشابهة.",
}


def named(tmp_path: Path, question: str) -> set[str]:
    """The files that an answer names."""
    (given,) = ask(Ask(question, extractive=True), fake_index(tmp_path, FILES), None, SETTINGS)
    assert isinstance(given, Answer)
    return {Path(citation.path).name for citation in given.citations}


@pytest.mark.parametrize(
    "question",
    [
        "Which documents speak of Spot instances?",
        "我的文档里哪些提到了 Spot 实例？",
        "أي المستندات تتحدث عن خوادم Spot؟",
    ],
)
def test_a_name_is_found_in_every_language_whatever_word_stands_beside_it(
    tmp_path: Path, question: str
) -> None:
    assert named(tmp_path, question) == {"en.md", "zh.md", "ar.md"}


@pytest.mark.parametrize(
    "question", ["Which documents mention data drift?", "哪些文档讲到数据漂移？"]
)
def test_words_that_stand_in_different_sentences_are_no_mention(
    tmp_path: Path, question: str
) -> None:
    assert named(tmp_path, question) == {"zh2.md"}


def test_a_name_is_told_apart_where_it_stands() -> None:
    assert _name_and_rest("R in Redshift clusters")[0] == "Redshift"
    assert _name_and_rest("EC2 in EC2-Classic groups")[1].split() == ["in", "groups"]
