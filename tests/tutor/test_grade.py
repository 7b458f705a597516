"""Answers → verdicts: what is right is decided in code."""

import json

import pytest

from tests.tutor.practice import LANGUAGES, REFERENCE, SOURCES, item
from tests.tutor.quizzing import scripted
from tutor.errors import UnknownItem, UnreadableAnswers
from tutor.grade import Given, grade, grade_item, is_free_text, read_answers
from tutor.quizzes import Kind, Quiz

KINDS: tuple[Kind, ...] = ("single", "multiple", "true-false", "cloze", "short", "card")


@pytest.fixture
def quiz() -> Quiz:
    """An item in each language, key at c, c and b."""
    return Quiz(
        quiz="0123456789ab",
        language="en",
        seed=0,
        model="fake:words",
        settings="f",
        created="2026-11-21T08:00:00Z",
        asked=3,
        items=tuple(item("single", language) for language in LANGUAGES),
    )


# -- a whole quiz ---------------------------------------------------------------------


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


def test_an_answer_that_nobody_could_grade_does_not_count_in_the_score(quiz: Quiz) -> None:
    items = (item("card"), item("single"), item("short"))
    mixed = quiz.model_copy(update={"items": items})
    said = {"card-en": "L1 makes zeros.", "single-en": ("c",)}
    assert grade(mixed, said).score == 0.5  # one right, one unanswered; the card is left out
    alone = quiz.model_copy(update={"items": items[:1]})
    assert grade(alone, {"card-en": "L1 makes zeros."}).score == 0.0


def test_an_item_that_the_quiz_does_not_hold_is_an_error(quiz: Quiz) -> None:
    with pytest.raises(UnknownItem):
        grade(quiz, {"nothing": ("a",)})


def test_an_empty_quiz_has_the_score_zero(quiz: Quiz) -> None:
    assert grade(quiz.model_copy(update={"items": ()}), {}).score == 0.0


def test_one_unreadable_answer_leaves_none_graded_and_asks_no_model(quiz: Quiz) -> None:
    items = (item("card"), item("single"))
    mixed = quiz.model_copy(update={"items": items})
    model = scripted()
    with pytest.raises(UnreadableAnswers):
        grade(mixed, {"card-en": "L1 makes zeros.", "single-en": ("z",)}, model=model)
    assert model.asked == []


# -- options --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        ("C",),
        ("Ｃ",),
        (" c ",),
        ("c", "C"),
        "c",
        "C.",
        "c)",
        "(c)",
        "1 gb",
        "1 GB",
        "１ＧＢ",
        "one gigabyte",
        "ج",
        "丙",
    ],
)
def test_an_option_is_named_by_its_letter_in_any_script_or_by_its_text(given: Given) -> None:
    graded = grade_item(item("single"), given)
    assert (graded.verdict, graded.chosen) == ("correct", ("c",))


@pytest.mark.parametrize("given", [("a", "c"), "a c", "a, c", "ac"])
def test_the_key_among_others_is_wrong_where_one_is_asked_for(given: Given) -> None:
    if given == "ac":  # no word of letters where one letter is asked for
        with pytest.raises(UnreadableAnswers):
            grade_item(item("single"), given)
    else:
        assert grade_item(item("single"), given).verdict == "wrong"


@pytest.mark.parametrize(
    ("given", "verdict", "points"),
    [
        (("a", "c"), "correct", 1.0),
        ("c a", "correct", 1.0),
        ("ca", "correct", 1.0),
        ("a and c", "correct", 1.0),
        ("أ، ج", "correct", 1.0),
        ("甲、丙", "correct", 1.0),
        (("Regression", "Forecasting"), "correct", 1.0),
        (("a",), "partly", 0.5),
        (("a", "b", "c"), "partly", 0.5),
        (("a", "b"), "wrong", 0.0),
        (("b",), "wrong", 0.0),
        (("a", "b", "c", "d", "e"), "wrong", 0.0),
    ],
)
def test_of_several_right_options_each_counts_and_each_wrong_one_takes_away(
    given: Given, verdict: str, points: float
) -> None:
    graded = grade_item(item("multiple"), given)
    assert (graded.verdict, graded.points) == (verdict, points)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("given", ["true", "T", "对", "صح", "نعم", "yes", "a", ("a",)])
def test_a_statement_is_true_in_the_words_of_any_language(language: str, given: Given) -> None:
    assert grade_item(item("true-false", language), given).verdict == "correct"
    if given not in ("a", ("a",)):
        turned = item("true-false", language)
        swapped = tuple(o.model_copy(update={"correct": not o.correct}) for o in turned.options)
        assert grade_item(turned.model_copy(update={"options": swapped}), given).verdict == "wrong"


@pytest.mark.parametrize("given", [("e",), "e", "none", "a or e", "1.5 GB", "100", "؟"])
def test_what_names_no_option_is_an_error_that_names_the_options(given: Given) -> None:
    with pytest.raises(UnreadableAnswers) as caught:
        grade_item(item("single"), given)
    assert "a, b, c, d" in caught.value.hint


def test_an_option_that_reads_like_a_letter_is_taken_as_that_option() -> None:
    letters = item("single").model_copy(
        update={
            "options": tuple(
                option.model_copy(update={"text": text})
                for option, text in zip(item("single").options, "dcba")
            )
        }
    )
    assert grade_item(letters, "d").chosen == ("a",)
    assert grade_item(letters, ("d",)).chosen == ("a",)


# -- typed answers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "language", "given", "verdict"),
    [
        ("cloze", "en", "1", "correct"),
        ("cloze", "en", "one GB", "correct"),
        ("cloze", "en", "1 MB", "wrong"),
        ("cloze", "zh-Hans", "三百秒", "correct"),
        ("cloze", "zh-Hans", "300 分钟", "wrong"),
        ("cloze", "ar", "٢٤ ساعة", "correct"),
        ("cloze", "ar", "٤٢", "wrong"),
        ("short", "en", "It is called concept drift.", "correct"),
        ("short", "en", "data drift", "wrong"),
        ("short", "en", "concept drift or data drift", "wrong"),
    ],
)
def test_typed_answers_are_graded_by_what_they_say(
    kind: Kind, language: str, given: str, verdict: str
) -> None:
    graded = grade_item(item(kind, language), given)
    assert (graded.verdict, graded.points) == (verdict, float(verdict == "correct"))
    assert (graded.text, graded.chosen) == (given, ())


def test_letters_for_a_typed_item_are_an_error_that_says_how_to_answer() -> None:
    with pytest.raises(UnreadableAnswers) as caught:
        grade_item(item("short"), ("a",))
    assert "in words" in caught.value.message
    assert "short-en" in caught.value.hint


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", ["", "  ", ()])
def test_no_answer_is_ungraded_in_every_kind(kind: Kind, given: Given) -> None:
    graded = grade_item(item(kind), given)
    assert (graded.verdict, graded.points, graded.text, graded.chosen) == ("ungraded", 0.0, "", ())


# -- free text ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_free_text_is_ungraded_without_a_model_and_the_reference_is_shown(language: str) -> None:
    graded = grade_item(item("card", language), "L1")
    assert (graded.verdict, graded.points, graded.text) == ("ungraded", 0.0, "L1")
    assert REFERENCE[language] in graded.feedback


@pytest.mark.parametrize(
    ("replies", "verdict", "points"),
    [
        (["Yes", "Yes"], "correct", 1.0),
        (["Yes", "No"], "partly", 0.5),
        (["No", "No"], "wrong", 0.0),
    ],
)
def test_code_counts_the_points_that_the_model_finds(
    replies: list[str], verdict: str, points: float
) -> None:
    said = "Some weights become nothing at all with L1, with L2 they merely get small."
    graded = grade_item(item("card"), said, model=scripted(*replies))
    assert (graded.verdict, graded.points) == (verdict, points)


def test_who_says_the_reference_itself_needs_no_model() -> None:
    assert grade_item(item("card"), REFERENCE["en"].upper()).verdict == "correct"


@pytest.mark.parametrize(
    ("answer", "free"),
    [
        ("Clustering.", False),
        ("area under the curve", False),
        ("Whenever the task is related to the data of the pretraining.", True),
        ("It does nothing then.", True),
        ("数据泄漏", False),
        ("用聚类这类无监督学习，例如内置的 K-Means。", True),
        ("لأن التدرّج حاصل ضرب عوامل كثيرة عبر الطبقات.", True),
        ("الإيقاف المبكر", False),
    ],
)
def test_sentences_are_free_text_and_names_are_not(answer: str, free: bool) -> None:
    assert is_free_text(item("card", answer=(answer,))) is free
    assert not is_free_text(item("cloze", answer=(answer,)))


# -- feedback -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_feedback_is_the_key_why_the_chosen_option_why_not_and_the_quote(language: str) -> None:
    asked = item("single", language)
    told = grade_item(asked, ("a",)).feedback.splitlines()
    assert f"{asked.key.id}. {asked.key.text}" in told[0]
    assert told[1] == asked.explanation
    assert asked.options[0].text in told[2]
    assert told[2].endswith("Rationale a.")
    assert SOURCES[language] in told[3]
    assert "7" in told[3]
    assert grade_item(asked, ("a",)).evidence == asked.evidence


def test_feedback_speaks_the_items_language() -> None:
    first = {grade_item(item("single", code), ("a",)).feedback.split()[0] for code in LANGUAGES}
    assert first == {"The", "正确答案是：c.", "الإجابة:"}


def test_of_several_options_the_missed_and_the_wrong_ones_are_explained() -> None:
    told = grade_item(item("multiple"), ("a", "b")).feedback
    assert "a. Regression; c. Forecasting" in told
    assert "“Clustering” is not right. Rationale b." in told
    assert "Also right, and not chosen: Forecasting Rationale c." in told
    assert "Rationale d." not in told


@pytest.mark.parametrize(
    ("kind", "language", "given", "says"),
    [
        ("cloze", "en", "15", "1, not 15."),
        ("cloze", "zh-Hans", "600", "是300，不是600。"),
        ("cloze", "ar", "٤٨ ساعة", "24، لا ٤٨ ساعة."),
        ("short", "en", "concept drift or data drift", "More than one answer was given."),
        ("short", "en", "not concept drift", "differ by a negation"),
    ],
)
def test_what_differs_is_said(kind: Kind, language: str, given: str, says: str) -> None:
    assert says in grade_item(item(kind, language), given).feedback


def test_a_long_answer_is_not_said_back_as_a_whole() -> None:
    told = grade_item(
        item("cloze"), "I would say that it is " + "very " * 20 + "certainly 15"
    ).feedback
    assert "1, not 15." in told


# -- the file of answers --------------------------------------------------------------


def test_answers_are_read_in_the_contracts_form() -> None:
    text = json.dumps({"one": ["A"], "two": None, "three": " in words ", "four": [], "five": [" "]})
    assert read_answers(text) == {
        "one": ("A",),
        "two": "",
        "three": "in words",
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


# -- what is kept back ----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_has_not_answered_is_told_nothing_of_the_key(
    kind: Kind, language: str, quiz: Quiz
) -> None:
    asked = item(kind, language)
    whole = quiz.model_copy(update={"items": (asked,)})
    (graded,) = grade(whole, {asked.id: ""}).items
    assert (graded.verdict, graded.feedback, graded.evidence) == ("ungraded", "", ())


def test_whoever_has_answered_wrongly_is_told_the_key_with_its_evidence(quiz: Quiz) -> None:
    first = quiz.items[0]
    graded = grade(quiz, {first.id: ("a",)}).items[0]
    assert graded.evidence == first.evidence
    assert first.key.text in graded.feedback
