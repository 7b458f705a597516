"""Aiken: what it cannot hold is said, and Moodle's reader is not misled."""

import pytest

from tests.tutor.interchange.builders import arabic, item, options, read, write
from tutor.interchange.aiken import GUARD


def test_it_is_utf_8_without_a_mark_and_one_question_a_block() -> None:
    data = write("aiken", item(), arabic()).data
    assert data.startswith(b"How long is a snapshot kept?\nA. 35 days\nB. 7 days\nANSWER: A\n\n")
    assert data.decode("utf-8").endswith("B. C#\nANSWER: A\n")


@pytest.mark.parametrize("kind", ["multiple", "cloze", "short", "card"])
def test_other_kinds_are_left_out_and_named(kind: str) -> None:
    exported = write("aiken", item(kind), item(id="1" * 16))
    assert exported.items == 1
    (loss,) = [loss for loss in exported.losses if loss.whole]
    assert loss.item == "0123456789abcdef"
    assert "Aiken has no place for" in loss.what


def test_everything_else_that_is_lost_is_said() -> None:
    said = {loss.what for loss in write("aiken", item("true-false", stem="One\ntwo.")).losses}
    assert said == {
        "line breaks, spaces at the ends",
        "explanation",
        "reasons of the options",
        "evidence",
        "kind (it becomes single choice)",
        "exam, domain, task",
        "id, language, topic, gates",
    }


@pytest.mark.parametrize("stem", ["A. What is it?", "B) so?", "ANSWER: what is it?", "?"])
def test_a_stem_that_looks_like_something_else_is_guarded(stem: str) -> None:
    exported = write("aiken", item(stem=stem), item(id="1" * 16))
    assert exported.data.decode("utf-8").startswith(f"{GUARD}{stem}\n")
    assert read("aiken", exported.data).items[0].stem == stem


def test_a_stem_of_several_lines_becomes_one_and_full_width_spaces_stay() -> None:
    exported = write("aiken", item(stem="快照\u3000默认\n  保留多久？"))
    assert read("aiken", exported.data).items[0].stem == "快照\u3000默认 保留多久？"


def test_more_options_than_letters_are_left_out() -> None:
    many = options(*((f"option {at}", at == 0, "") for at in range(27)))
    exported = write("aiken", item(options=many))
    assert (exported.items, exported.losses[-1].whole) == (0, True)


def test_files_of_others_are_read_with_windows_lines_and_brackets() -> None:
    found = read(
        "aiken",
        "\ufeffWhat is it?\r\nA) x\r\nB)  y\r\nANSWER:B\r\nNext?\r\nA. 1\r\nB. 2\r\nANSWER: A",
    )
    assert [(each.stem, each.key.text) for each in found.items] == [
        ("What is it?", "y"),
        ("Next?", "1"),
    ]


def test_broken_questions_are_named_by_their_line_and_the_rest_is_read() -> None:
    text = (
        "One?\nA. x\nB. y\nANSWER: A\n\n"
        "Two?\nA. x\nB. y\n\n"
        "Three?\nA. x\nB. y\nANSWER: D\n\n"
        "Four?\nA. x\nB. y\nstray\nA. x\nB. y\nANSWER: B\n\n"
        "ANSWER: A\n"
        "Six?\nA. x\nB. y\n"
    )
    found = read("aiken", text)
    assert [each.stem for each in found.items] == ["One?", "stray"]
    assert [each.where for each in found.unread] == [
        "line 6",
        "line 10",
        "line 15",
        "line 23",
        "line 24",
    ]
    assert "line 18" in found.unread[2].detail
