"""A sitting: one item a fact, and what is easily confused in turns."""

import tomllib
from importlib import resources
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.practising import DAY, NOW, attempt, item, options, responses
from tutor.glossary import shipped
from tutor.interleave import interleaved, sitting
from tutor.quizzes import QuizItem
from tutor.schedule import due_facts, remember

SETS = tomllib.loads(resources.files("tutor").joinpath("confusable.toml").read_text("utf-8"))[
    "sets"
]


def asks(id: str, right: str, **changed: object) -> QuizItem:
    return item(id, options=options(right, "x", "y", "z"), **changed)


def ids(items: tuple[QuizItem, ...]) -> str:
    return " ".join(i.id for i in items)


def test_every_confusable_thing_is_in_the_glossary_and_in_one_set() -> None:
    usual = {entry.forms["en"][0] for entry in shipped().entries if entry.forms.get("en")}
    named = [name for names in SETS for name in names]
    assert set(named) <= usual, set(named) - usual
    assert len(named) == len(set(named))
    assert all(len(names) > 1 for names in SETS)


def test_what_is_taken_for_one_another_is_asked_in_turns_in_every_language() -> None:
    items = [
        asks("efs1", "Amazon EFS"),
        asks("efs2", "EFS"),
        asks("other", "42 days"),
        asks("ebs1", "弹性块存储"),
        asks("ebs2", "EBS"),
        asks("s3", "في إس ثري"),
    ]
    found = ids(interleaved(items))
    # The three of storage together, no two of a kind in a row, in the order in which they came.
    assert found == "efs1 ebs1 efs2 ebs2 s3 other" or found == "efs1 ebs1 efs2 s3 ebs2 other"


def test_of_a_thing_with_many_items_none_are_left_over_in_a_row() -> None:
    items = [
        asks("p", "precision"),
        asks("r", "recall"),
        *(asks(f"a{n}", "accuracy") for n in range(3)),
    ]
    names = [i.id[0] for i in interleaved(items)]
    assert names == ["a", "p", "a", "r", "a"]


def test_words_are_asked_in_blocks() -> None:
    cards = [
        asks(f"{thing}{n}", "S3" if thing == "s" else "EBS", kind="card", topic=topic)
        for n in range(2)
        for thing, topic in (("s", "one"), ("e", "two"))
    ]
    assert ids(tuple(cards)) == "s0 e0 s1 e1"
    assert ids(interleaved(cards)) == "s0 s1 e0 e1"


def test_the_answer_says_what_is_asked_about_not_the_distractors_of_the_stem() -> None:
    items = [
        asks("a", "Firehose", stem="Unlike Kinesis, which loads into S3?"),
        asks("b", "Kinesis", stem="Which keeps records, unlike Firehose?"),
        asks("c", "EBS", stem="Which is a disk?"),
        asks("d", "35 days", stem="How long does MSK keep records?"),
    ]
    assert ids(interleaved(items)) == "a b d c"


@given(st.lists(st.sampled_from(["EBS", "EFS", "S3"]), max_size=12))
@settings(deadline=None)
def test_no_two_of_a_thing_stand_in_a_row_where_that_can_be(things: list[str]) -> None:
    found = interleaved([asks(f"i{n}", thing) for n, thing in enumerate(things)])
    assert sorted(i.id for i in found) == sorted(f"i{n}" for n in range(len(things)))
    most = max((things.count(thing) for thing in things), default=0)
    if most <= (len(things) + 1) // 2:
        assert all(a.right != b.right for a, b in pairwise(found))


def test_another_item_of_the_fact_is_asked_than_the_last_time() -> None:
    words = "Kept for 35 days."
    items = [item("a", words), item("b", words), item("c", words, language="ar"), item("d")]
    known = remember(responses([attempt("b", 40), attempt("a", 30), attempt("d", 1)], items))
    due = due_facts(known, NOW)
    assert len(due) == 1  # the fact of d was reviewed yesterday
    assert ids(sitting(due, items, {"a": 1, "b": 1}, limit=5)) == "c"
    assert ids(sitting(due, items, {"a": 1, "b": 1}, limit=5, language="en")) == "b"
    assert ids(sitting(due, items[:1], {}, limit=5)) == "a"  # better than nothing
    assert sitting(due, items[3:], {}, limit=5) == ()


def test_the_limit_keeps_the_most_urgent() -> None:
    names = [f"i{n}" for n in range(9)]
    known = remember(responses([attempt(name, 40 - n) for n, name in enumerate(names)]))
    due = due_facts(known, NOW + 30 * DAY)
    assert ids(sitting(due, [item(name) for name in names], {}, limit=3)) == "i0 i1 i2"
