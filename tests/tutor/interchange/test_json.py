"""JSON: whole records, and broken ones named."""

import json

import pytest

from tests.tutor.interchange.builders import arabic, item, read, write
from tutor.errors import UnreadableBank


def test_an_item_stands_on_a_line_of_its_own() -> None:
    text = write("json", item(), arabic()).data.decode("utf-8")
    lines = text.splitlines()
    assert len(lines) == 4
    assert json.loads(text)["hikma"] == 1
    assert json.loads(lines[1].rstrip(","))["id"] == item().id


def test_the_document_of_quiz_show_a_list_and_lines_are_read_too() -> None:
    record = json.loads(item().model_dump_json())
    for document in ({"quiz": "x", "made": 1, "items": [record]}, [record]):
        assert read("json", json.dumps(document)).items == (item(),)
    lines = "\n".join(json.dumps(json.loads(each.model_dump_json())) for each in (item(), arabic()))
    assert read("json", lines).items == (item(), arabic())


def test_a_line_that_was_spoiled_is_named_and_the_others_are_read() -> None:
    lines = (
        write("json", item(), arabic(), item(id="1" * 16, stem="Which?")).data.decode().split("\n")
    )
    lines[2] = lines[2][:80]
    found = read("json", "\n".join(lines))
    assert [each.id for each in found.items] == ["0123456789abcdef", "1" * 16]
    assert [each.where for each in found.unread] == ["line 3"]
    assert "not JSON" in found.unread[0].detail


def test_a_file_cut_short_gives_what_is_whole() -> None:
    data = write("json", item(), arabic()).data
    found = read("json", data[: len(data) // 2])
    assert found.items == (item(),)
    assert found.unread[0].where == "line 3"


def test_a_field_that_is_wrong_is_named_by_its_place() -> None:
    record = json.loads(item().model_dump_json())
    record["options"][1]["correct"] = "perhaps"
    found = read("json", json.dumps({"items": [record, json.loads(arabic().model_dump_json())]}))
    assert found.items == (arabic(),)
    (fault,) = found.unread
    assert fault.where == "item 1"
    assert fault.detail.startswith("options.1.correct: ")
    assert fault.stem == item().stem


def test_fields_of_a_newer_hikma_are_named_and_passed_over() -> None:
    record = json.loads(item().model_dump_json()) | {"mood": "cheerful"}
    found = read("json", json.dumps([record]))
    assert found.items == (item(),)
    assert found.losses[0].what == "unknown fields: mood"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[" * 100_000,
        '{"items": ' + "9" * 5_000 + "}",
        "[NaN]",
        "null null",
        "",
        "[{]",
        "<html>",
    ],
)
def test_what_is_no_json_is_named_and_raises_nothing_else(text: str) -> None:
    found = read("json", text)
    assert not found.items
    assert found.unread


@pytest.mark.parametrize("text", ['{"quizzes": []}', "17", '"x"', '{"items": {}}'])
def test_json_without_items_says_what_it_should_hold(text: str) -> None:
    with pytest.raises(UnreadableBank) as caught:
        read("json", text)
    assert "items" in caught.value.hint


@pytest.mark.parametrize("row", ["7", "null", "[]", '{"id": "x"}', '{"stem": "\\ud800"}'])
def test_rows_that_are_no_items_are_named(row: str) -> None:
    found = read("json", f'{{"items": [{row}]}}')
    assert [each.where for each in found.unread] == ["item 1"]


def test_evidence_and_languages_that_are_none_are_taken_off() -> None:
    record = json.loads(item().model_dump_json())
    record["language"] = "no language at all"
    record["evidence"][0]["document"] = "a\0b"
    found = read("json", json.dumps([record]))
    assert (found.items[0].language, found.items[0].evidence) == ("en", ())
    assert len(found.losses) == 2
