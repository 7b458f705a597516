"""Ids, languages and kinds of what others wrote."""

import unicodedata

import pytest

from tests.tutor.interchange.builders import item, read, write
from tutor.interchange.assemble import LONGEST, imported
from tutor.interchange.banks import Found, Truth, Unread, option
from tutor.interchange.extras import inward, outward, pack

TWO = (option("right", True), option("wrong", False))


def test_a_foreign_id_is_not_taken_over() -> None:
    # Every bank has a question 17, and attempts are kept by id.
    (found,) = imported([Found("line 1", stem="Which?", options=TWO, id="17")]).items
    assert inward("17") == ""
    assert len(found.id) == 16


def test_our_own_ids_are_known_by_their_prefix_or_their_form() -> None:
    assert inward(outward("x1")) == "x1"
    assert inward(" 0123456789abcdef ") == "0123456789abcdef"
    assert inward("hikma-") == inward("hikma-a b") == inward("0123") == ""


def test_the_same_question_twice_is_named_and_kept_once() -> None:
    twice = [Found(f"line {at}", stem="Which?", options=TWO) for at in (1, 9)]
    found = imported(twice)
    assert len(found.items) == 1
    assert found.unread == (
        Unread(where="line 9", detail="it is the same question as line 1", stem="Which?"),
    )


def test_another_question_with_a_taken_id_gets_one_of_its_own() -> None:
    ours = "hikma-0123456789abcdef"
    found = imported(
        [
            Found("line 1", stem="Which?", options=TWO, id=ours),
            Found("line 2", stem="What?", options=TWO, id=ours),
        ]
    )
    assert [each.stem for each in found.items] == ["Which?", "What?"]
    assert len({each.id for each in found.items}) == 2
    assert "its id 0123456789abcdef is that of line 1" in found.losses[0].what


def test_an_edited_explanation_keeps_the_id_and_an_edited_question_does_not() -> None:
    given = item()
    base = Found("x", stem=given.stem, options=given.options, extra=pack(given))
    (kept,) = imported([base._replace(explanation="Better said.")]).items
    assert (kept.id, kept.gates) == (given.id, given.gates)
    changed = imported([base._replace(stem="How long is it kept now?")])
    (new,) = changed.items
    assert new.id != given.id
    assert new.gates == ()  # no gate has seen it
    assert "edited elsewhere" in changed.losses[0].what


def test_moving_the_key_is_an_edit() -> None:
    given = item()
    swapped = tuple(o.model_copy(update={"correct": not o.correct}) for o in given.options)
    (new,) = imported([Found("x", stem=given.stem, options=swapped, extra=pack(given))]).items
    assert new.id != given.id


def test_a_spoiled_record_costs_the_record_alone() -> None:
    given = item()
    found = imported([Found("x", stem=given.stem, options=given.options, extra='{"id": ')])
    assert found.items[0].evidence == ()
    assert "its Hikma record was spoiled" in found.losses[0].what


def test_a_record_of_a_newer_hikma_is_read_as_far_as_it_is_known() -> None:
    given = item()
    newer = pack(given)[:-1] + ',"mood":"cheerful"}'
    (back,) = imported([Found("x", stem=given.stem, options=given.options, extra=newer)]).items
    assert back.id == given.id


def test_folders_of_this_machine_do_not_travel() -> None:
    assert "path" not in pack(item())


@pytest.mark.parametrize(
    ("stem", "language"),
    [
        ("How long is a snapshot kept in the vault?", "en"),
        ("快照默认保留多长时间？", "zh-Hans"),
        ("كم مدة حفظ اللقطة قبل الحذف؟", "ar"),
    ],
)
def test_the_language_is_told_by_the_question_and_names_its_truth_words(
    stem: str, language: str
) -> None:
    (found,) = imported([Found("x", stem=stem, truth=Truth(False, "y", "n"))]).items
    assert found.language == language
    assert (found.kind, [o.correct for o in found.options]) == ("true-false", [False, True])
    words = {"en": "True", "zh-Hans": "正确", "ar": "صواب"}
    assert found.options[0].text == words[language]
    assert [o.rationale for o in found.options] == ["y", "n"]


def test_kinds_follow_what_is_there() -> None:
    several = (option("a", True), option("b", True), option("c", False))
    found = imported(
        [
            Found("1", stem="Which two?", options=several, kind="single"),
            Found("2", stem="Fill ____ in.", answer=("x",)),
            Found("3", stem="Who?", answer=("x",)),
            Found("4", stem="Which?", options=TWO, kind="short"),
            Found("5", stem="No gap", answer=("x",), kind="cloze"),
        ]
    )
    assert [i.kind for i in found.items] == ["multiple", "cloze", "short", "single", "short"]


def test_an_id_that_no_one_could_type_is_replaced() -> None:
    odd = item(id="a b\n")
    (found,) = imported([Found("1", item=odd)]).items
    assert len(found.id) == 16


def test_limits_are_said_and_what_was_read_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.interchange.assemble.MOST_ITEMS", 3)
    found = imported(Found(str(at), stem=f"Q {at}?", options=TWO) for at in range(9))
    assert len(found.items) == 3
    assert found.unread == (
        Unread(where="3", detail="an import takes 3 items: the rest was not read"),
    )
    monkeypatch.setattr("tutor.interchange.assemble.MOST_UNREAD", 2)
    endless = imported(Unread(where=str(at), detail="bad") for at in range(10**9))
    assert len(endless.unread) == 3
    assert "the rest was not read" in endless.unread[-1].detail


def test_a_text_as_long_as_a_book_is_refused() -> None:
    found = imported([Found("1", stem="x" * (LONGEST + 1), options=TWO)])
    assert not found.items
    assert "100,000 characters" in found.unread[0].detail


def test_a_hundred_options_are_enough() -> None:
    many = tuple(option(str(at), at == 0) for at in range(101))
    assert not imported([Found("1", stem="Which?", options=many)]).items


def test_halves_of_characters_do_not_reach_a_store() -> None:
    (found,) = imported([Found("1", stem="a\ud800\0?", options=TWO)]).items
    assert found.stem == "a??"
    assert found.model_dump_json()


def test_tags_that_a_person_changed_win_over_what_was_packed() -> None:
    data = write("moodle-xml", item()).data.replace(b"domain:2<", b"domain:4<")
    assert read("moodle-xml", data).items[0].domain == "4"


@pytest.mark.parametrize(
    "stem", ["Cafe\u0301?", "\u0644\u0644\u0651\u064f\u0642\u0637\u0629\u061f", "가\u11a8?"]
)
def test_a_program_that_composes_characters_has_edited_nothing(stem: str) -> None:
    # Anki stores NFC, which also puts the marks of vocalised Arabic in another order.
    given = item(stem=stem)
    composed = unicodedata.normalize("NFC", stem)
    assert composed != stem
    (back,) = imported([Found("x", stem=composed, options=given.options, extra=pack(given))]).items
    assert (back.id, back.gates) == (given.id, given.gates)
