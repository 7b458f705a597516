"""What is written is read again: every field, or what was lost is said."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutor.interchange.builders import (
    HOSTILE,
    WHOLE,
    arabic,
    item,
    items,
    options,
    read,
    reread,
    span,
    write,
)
from tutor.interchange.extras import letter
from tutor.interchange.formats import FORMATS
from tutor.quizzes import CHOSEN, GAP, TYPED, QuizItem

MARKING = ("all or nothing", "a flashcard becomes")
"""What only the other program does otherwise: the item itself comes back."""


@pytest.mark.parametrize("format", WHOLE)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_items=st.lists(items(), min_size=1, max_size=2, unique_by=lambda each: each.id))
def test_an_item_comes_back_as_it_was_or_its_loss_was_said(
    format: str, given_items: list[QuizItem]
) -> None:
    exported = write(format, *given_items)
    changed = {loss.item for loss in exported.losses if not loss.what.startswith(MARKING)}
    back = {each.id: each for each in read(format, exported.data).items}
    for each in given_items:
        if each.id not in changed:
            assert back[each.id] == each


@pytest.mark.parametrize("format", WHOLE)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_comes_back_wherever_it_stands(format: str, text: str) -> None:
    chosen = item(
        stem=f"{text}?",
        options=options((f"{text}.", True, text), (f"no {text}.", False, f"{text}!")),
        explanation=f"{text}.",
        evidence=(span(text, title=text),),
    )
    typed = item("short", id="1" * 16, stem=f"{text}?", answer=(f"{text}.",))
    gap = item("cloze", id="2" * 16, stem=f"{text} {GAP} {text}.", answer=(f"{text}.",))
    exported = write(format, chosen, typed, gap)
    said = {loss.item for loss in exported.losses if not loss.what.startswith(MARKING)}
    back = read(format, exported.data).items
    assert [each for each in back if each.id not in said] == [
        each for each in (chosen, typed, gap) if each.id not in said
    ]
    assert not said or "->" in text or text != text.strip(), exported.losses


@pytest.mark.parametrize("format", WHOLE)
@pytest.mark.parametrize("kind", CHOSEN + TYPED)
def test_every_kind_comes_back_as_its_kind(format: str, kind: str) -> None:
    assert reread(format, item(kind)) == (item(kind),)


@pytest.mark.parametrize("format", WHOLE)
def test_right_to_left_items_come_back_without_the_marks_that_show_them_well(format: str) -> None:
    assert reread(format, arabic()) == (arabic(),)


@pytest.mark.parametrize("format", WHOLE)
def test_an_item_without_evidence_stays_without(format: str) -> None:
    plain = item(evidence=(), explanation="", exam=None, domain=None, task=None, topic="")
    assert reread(format, plain) == (plain,)


@pytest.mark.parametrize("format", WHOLE)
def test_letters_that_are_not_in_their_order_come_back(format: str) -> None:
    odd = tuple(
        each.model_copy(update={"id": id}) for id, each in zip("ca", item().options, strict=True)
    )
    assert reread(format, item(options=odd)) == (item(options=odd),)


@pytest.mark.parametrize("format", WHOLE)
def test_thirty_options_have_their_letters(format: str) -> None:
    many = options(*((f"option {at}", at == 28, "") for at in range(30)))
    assert many[28].id == letter(28) == "ac"
    assert reread(format, item(options=many)) == (item(options=many),)


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "json"])
def test_control_characters_are_taken_out_and_that_is_said(format: str) -> None:
    exported = write(format, item(stem="What\x00 is\x07 kept\ufffe?", evidence=(span("a\x08b"),)))
    assert "control characters became spaces" in [loss.what for loss in exported.losses]
    (back,) = read(format, exported.data).items
    assert back.stem == "What  is  kept ?"


def test_json_keeps_even_them() -> None:
    odd = item(stem="a\x00b\x07 \r\n\ufffe?")
    exported = write("json", odd)
    assert exported.losses == ()
    assert read("json", exported.data).items == (odd,)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_items_make_the_same_bytes(format: str) -> None:
    assert write(format, item(), arabic()).data == write(format, item(), arabic()).data


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "broken",
    [
        {"stem": " \u3000"},
        {"options": options(("a", True, ""))},
        {"options": options(("a", True, ""), ("b", True, ""))},
        {"options": options(("a", False, ""), ("b", False, ""))},
        {"options": options(("a", True, ""), ("  ", False, ""))},
        {"kind": "short", "options": (), "answer": ()},
        {"kind": "cloze", "options": (), "answer": ("x",), "stem": "No gap"},
    ],
)
def test_what_nobody_can_answer_is_left_out_and_named(
    format: str, broken: dict[str, object]
) -> None:
    bad = item(**{**broken, "id": "b" * 16})
    exported = write(format, bad, item())
    if format == "json":
        found = read(format, exported.data)
        assert [each.where for each in found.unread] == ["item 1"]
        assert len(found.items) == 1
        return
    (loss,) = [loss for loss in exported.losses if loss.whole]
    assert (loss.item, exported.items) == ("b" * 16, 1)
    assert len(read(format, exported.data).items) == 1


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "json"])
def test_a_second_item_of_one_id_is_not_written_over_the_first(format: str) -> None:
    exported = write(format, item(), item(stem="Something else?"))
    assert [loss.what for loss in exported.losses if loss.whole] == ["another item has this id"]
    assert exported.items == 1
