"""Answers → verdicts, in code alone."""

import json

import pytest

from tests.tutor.quizzing import good
from tutor.errors import UnknownItem, UnreadableAnswers
from tutor.grade import grade, grade_item, read_answers
from tutor.quizzes import Quiz


@pytest.fixture
def quiz() -> Quiz:
    """An item in each language, keys at c."""
    return Quiz(
        quiz="0123456789ab",
        language="en",
        seed=0,
        model="fake:words",
        settings="f",
        created="2026-11-21T08:00:00Z",
        asked=3,
        items=tuple(good(code)[0] for code in ("en", "zh-Hans", "ar")),
    )


def test_numbers_sort_the_key_to_the_third_place(quiz: Quiz) -> None:
    assert [item.key.id for item in quiz.items] == ["c", "c", quiz.items[2].key.id]


def test_right_wrong_and_unanswered(quiz: Quiz) -> None:
    first, second, third = quiz.items
    result = grade(quiz, {first.id: ("c",), second.id: ("a",), third.id: ()})
    assert [(g.verdict, g.points) for g in result.items] == [
        ("correct", 1.0),
        ("wrong", 0.0),
        ("ungraded", 0.0),
    ]
    assert result.score == round(1 / 3, 4)


def test_an_absent_answer_is_ungraded_and_still_counts_in_the_score(quiz: Quiz) -> None:
    result = grade(quiz, {})
    assert {g.verdict for g in result.items} == {"ungraded"}
    assert result.score == 0.0


@pytest.mark.parametrize("letters", [("C",), ("Ｃ",), (" c ",), ("c", "C")])
def test_letters_are_read_in_any_case_and_width(quiz: Quiz, letters: tuple[str, ...]) -> None:
    assert grade_item(quiz.items[0], letters).verdict == "correct"


def test_the_key_among_others_is_wrong(quiz: Quiz) -> None:
    assert grade_item(quiz.items[0], ("a", "c")).verdict == "wrong"


def test_feedback_is_the_key_the_explanation_and_the_quote(quiz: Quiz) -> None:
    for item in quiz.items:
        told = grade_item(item, ("a",))
        assert item.key.text in told.feedback
        assert item.explanation in told.feedback
        assert item.evidence[0].quote in told.feedback
        assert told.evidence == item.evidence


def test_a_letter_that_no_option_has_is_an_error_that_names_the_options(quiz: Quiz) -> None:
    with pytest.raises(UnreadableAnswers) as caught:
        grade_item(quiz.items[0], ("e",))
    assert "'e'" in caught.value.message
    assert "a, b, c, d" in caught.value.hint


def test_an_item_that_the_quiz_does_not_hold_is_an_error(quiz: Quiz) -> None:
    with pytest.raises(UnknownItem):
        grade(quiz, {"nothing": ("a",)})


def test_answers_are_read_in_the_contracts_form() -> None:
    text = json.dumps({"one": ["A"], "two": None, "three": "b", "four": [], "five": [" "]})
    assert read_answers(text) == {
        "one": ("A",),
        "two": (),
        "three": ("b",),
        "four": (),
        "five": (),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"one": ["a"],\n"two": [}', "line 2"),
        ("", "line 1"),
        ('["a", "b"]', "object"),
        ('{"one": 1}', "'one'"),
        ('{"one": [1]}', "'one'"),
        ('{"one": {"a": true}}', "'one'"),
        ('{"one": ["a"], "one": ["b"]}', "twice"),
        ("[" * 100_000, "deep"),
    ],
)
def test_what_is_not_in_that_form_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(UnreadableAnswers) as caught:
        read_answers(text)
    assert says in caught.value.message


def test_an_empty_quiz_has_the_score_zero(quiz: Quiz) -> None:
    assert grade(quiz.model_copy(update={"items": ()}), {}).score == 0.0
