"""Questions and documents, or two documents, that do not say the same."""

from pathlib import Path

import pytest

from tests.builders import fake_index
from tutor.answers import Answer
from tutor.ask import Ask, ask
from tutor.cite import Quote
from tutor.conflict import assumes_otherwise
from tutor.questions import understand
from tutor.settings import Settings

SETTINGS = Settings(model="fake:words", embedding="fake:words")


def quote(text: str, language: str) -> Quote:
    return Quote(
        document="d", title="T", path="/t.md", page=1, start=0, end=len(text), text=text,
        language=language,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "said", "language", "otherwise"),
    [
        ("Why is the limit 6 MB?", "The limit is 1 GB.", "en", True),
        ("为什么上限是6 MB？", "上限是1 GB。", "zh-Hans", True),
        ("لماذا الحدّ ٦ MB؟", "الحدّ هو 1 GB.", "ar", True),
        ("Why is the limit 1 GB?", "The limit is 1 GB.", "en", False),
        ("Why is there a limit?", "The limit is 1 GB.", "en", False),
        ("What is the limit in 2026?", "The limit is 1 GB.", "en", False),
        ("My file has 6 MB, is the limit lower?", "The limit is 1 GB.", "en", False),
        ("如果我的文件有6 MB，可以吗？", "上限是1 GB。", "zh-Hans", False),
        ("عندي ملف من 6 MB، فما الحدّ؟", "الحدّ هو 1 GB.", "ar", False),
        ("Why do trees need scaling?", "Trees do not need scaling.", "en", True),
        ("Do trees need scaling?", "Trees do not need scaling.", "en", False),
        ("Why do trees not need scaling?", "Trees do not need scaling.", "en", False),
        ("ما الذي لا تدعمه نقطة النهاية؟", "تدعم نقطة النهاية التوسيع.", "ar", False),
        ("为什么决策树需要缩放特征？", "决策树不需要缩放特征。", "zh-Hans", True),
        ("لماذا تحتاج الأشجار إلى التوحيد؟", "الأشجار لا تحتاج إلى التوحيد.", "ar", True),
    ],
)
def test_what_the_source_has_otherwise_is_noticed_but_for_the_asker_s_own_case(
    question: str, said: str, language: str, otherwise: bool
) -> None:
    (asked,) = understand(question, language)
    assert assumes_otherwise(asked, [quote(said, language)]) is otherwise


def extractive(tmp_path: Path, question: str, files: dict[str, str]) -> Answer:
    (answer,) = ask(Ask(question, extractive=True), fake_index(tmp_path, files), None, SETTINGS)
    assert isinstance(answer, Answer)
    return answer


def test_two_documents_that_disagree_are_both_quoted_with_their_dates(tmp_path: Path) -> None:
    rule = "A candidate who failed must wait {} hours before booking the very same exam again."
    answer = extractive(
        tmp_path,
        "Must a candidate who failed wait 14 hours before booking the very same exam again?",
        {
            "old.md": f"# Old\n\nLast updated: 2023-05-01\n\n{rule.format(14)}",
            "new.md": f"# New\n\nLast updated: 2026-05-01\n\n{rule.format(24)}",
        },
    )
    assert sorted(citation.as_of for citation in answer.citations) == ["2023-05-01", "2026-05-01"]
    assert "otherwise" in answer.answer
    assert "14 hours" in answer.answer
    assert "24 hours" in answer.answer
    assert any("2023-05-01" in note for note in answer.notes), "the old one is said to be old"


def test_a_false_premise_is_answered_with_what_the_source_says(tmp_path: Path) -> None:
    answer = extractive(
        tmp_path,
        "Must a candidate wait 90 hours before retaking the exam?",
        {"a.md": "A candidate must wait 24 hours before retaking the exam."},
    )
    assert answer.answer.startswith("Your documents say otherwise: A candidate must wait 24 hours")
    assert answer.citations[0].quote.endswith("24 hours before retaking the exam.")
