"""Items in other words: what stays, what is judged anew, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from tests.tutor.practice import LANGUAGES, item
from tutor.editing import Changes, edited
from tutor.quizzes import CHOSEN, TYPED, Kind, Verdict

KINDS = (*CHOSEN, *TYPED)
JUDGED = (Verdict(name="schema", verdict="pass"),)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_question_about_the_same_words_is_another_item(kind: Kind, language: str) -> None:
    old = item(kind, language).model_copy(update={"gates": JUDGED})
    new = edited(old, Changes(stem="  另一个\n问题？ "))
    assert new.stem == "另一个问题？"
    assert new.id != old.id
    assert (new.evidence, new.right, new.topic) == (old.evidence, old.right, old.topic)
    assert new.gates == (), "what the gates said of the old words does not hold for these"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_as_it_stands_already_is_no_change(kind: Kind) -> None:
    old = item(kind)
    same = Changes(
        stem=old.stem,
        options={option.id: f" {option.text} " for option in old.options},
        right=tuple(option.id for option in old.keys) if old.options else None,
        answer=old.answer if not old.options else None,
        explanation=f"{old.explanation}\n",
    )
    for changes in (Changes(), same):
        with pytest.raises(InputError, match="Nothing was changed"):
            edited(old, changes)


def test_a_question_of_several_lines_keeps_them_as_long_as_it_is_not_changed() -> None:
    old = item("short").model_copy(update={"stem": "Read this:\n\n  x = 1\n\nWhat is x?"})
    new = edited(old, Changes(stem=old.stem, answer=("one",)))
    assert new.stem == old.stem


def test_an_explanation_alone_makes_another_item() -> None:
    old = item("single")
    assert edited(old, Changes(explanation="لأنّ الوثيقة تقول ذلك.")).id != old.id


def test_an_option_that_becomes_right_loses_the_reason_why_it_was_wrong() -> None:
    old = item("single")
    wrong = next(option for option in old.options if not option.correct)
    reasoned = tuple(o.model_copy(update={"rationale": "because"}) for o in old.options)
    new = edited(old.model_copy(update={"options": reasoned}), Changes(right=(wrong.id,)))
    assert new.key.id == wrong.id
    reasons = {option.id: option.rationale for option in new.options}
    assert reasons[wrong.id] == ""
    assert reasons[old.key.id] == ""
    assert [reasons[o.id] for o in old.options if o.id not in (wrong.id, old.key.id)] == [
        "because"
    ] * (len(old.options) - 2)


def test_letters_stay_where_they_are() -> None:
    old = item("multiple")
    new = edited(old, Changes(options={"b": "خيار آخر"}))
    assert [option.id for option in new.options] == [option.id for option in old.options]
    assert new.options[1].text == "خيار آخر"


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("single", Changes(options={"h": "x"}), "has no option 'h'"),
        ("single", Changes(right=("ب",)), "has no option 'ب'"),
        ("cloze", Changes(right=("a",)), "has no option 'a'"),
        ("single", Changes(answer=("x",)), "answered by options"),
    ],
)
def test_what_an_item_cannot_have_is_refused(kind: Kind, changes: Changes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        edited(item(kind), changes)
    assert caught.value.hint


def test_empty_lines_are_no_accepted_answers() -> None:
    assert edited(item("cloze"), Changes(answer=("", " 五 ", "\t"))).answer == ("五",)


@given(stem=st.text(max_size=40), why=st.text(max_size=40))
def test_an_edit_is_a_change_or_is_refused_and_the_same_edit_is_the_same_item(
    stem: str, why: str
) -> None:
    old, changes = item("short", "ar"), Changes(stem=stem, explanation=why)
    try:
        new = edited(old, changes)
    except InputError:
        return
    assert new.id != old.id
    assert new == edited(old, changes)
