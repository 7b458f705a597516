"""Follow-ups: understood from what was asked before, and only where they need it."""

from pathlib import Path

import pytest

from tests.builders import fake_index
from tutor.answers import Answer, Exchange
from tutor.ask import Ask, ask
from tutor.fake_chat import FakeChatModel
from tutor.follow_up import believable
from tutor.settings import Settings

SETTINGS = Settings(model="fake:words", embedding="fake:words")


@pytest.mark.parametrize(
    ("question", "before", "rewritten", "believed"),
    [
        ("And in Azure?", "What is spot training on AWS?", "What is spot training in Azure?", True),
        ("那Azure呢？", "AWS的竞价训练是什么？", "Azure的竞价训练是什么？", True),
        ("وماذا عن Azure؟", "ما هو تدريب Spot في AWS؟", "ما هو تدريب Spot في Azure؟", True),
        ("And in Azure?", "What is spot training on AWS?", "What is spot training on AWS?", False),
        ("And in Azure?", "What is spot training on AWS?", "", False),
        ("And in Azure?", "What is spot training on AWS?", "Azure的竞价训练是什么？", False),
        ("And in Azure?", "What is spot training on AWS?", "I cannot help you there.", False),
    ],
)
def test_a_rewritten_follow_up_is_believed_only_if_it_keeps_both_questions(
    question: str, before: str, rewritten: str, believed: bool
) -> None:
    assert believable(rewritten, question, before) is believed


def understood(tmp_path: Path, question: str, *history: Exchange) -> str:
    index = fake_index(tmp_path, {"a.md": "Spot training on AWS may be interrupted."})
    *_, answer = ask(Ask(question, history=history), index, FakeChatModel(), SETTINGS)
    assert isinstance(answer, Answer)
    return answer.understood


EARLIER = Exchange(question="What may interrupt spot training?", answer="Spot may. [1]")


def test_without_a_model_a_follow_up_is_asked_with_the_question_before_it(tmp_path: Path) -> None:
    assert understood(tmp_path, "And on AWS?", EARLIER) == f"And on AWS? ({EARLIER.question})"


def test_a_follow_up_of_a_follow_up_refers_to_what_that_was_understood_as(tmp_path: Path) -> None:
    earlier = EARLIER.model_copy(update={"question": "why?", "understood": "Why is Spot cheap?"})
    assert understood(tmp_path, "And on AWS?", earlier) == "And on AWS? (Why is Spot cheap?)"


@pytest.mark.parametrize(
    "question", ["What is concept drift?", "什么是概念漂移？", "ما هو انجراف المفهوم؟"]
)
def test_a_question_that_stands_alone_is_left_alone(tmp_path: Path, question: str) -> None:
    assert understood(tmp_path, question, EARLIER) == ""


def test_without_history_nothing_is_referred_to(tmp_path: Path) -> None:
    assert understood(tmp_path, "And on AWS?") == ""
