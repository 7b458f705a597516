"""Reading data files: what is no case is named by its line."""

import json
from pathlib import Path

import pytest

from evals.dataset import parse, read_dataset, shipped
from evals.metrics import gold_in_answer
from ingest.errors import InputError, NoSuchPath
from tests.evals.builders import outcome

ROW = {"id": "a", "question": "Why?", "answers": ["x"], "language": "en", "answerable": True}


def lines(*rows: object) -> bytes:
    """Rows as JSON lines; strings and bytes as they are."""
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    return "\n".join(texts).encode("utf-8")


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("{not json", "Line 2 is not JSON"),
        ("[1, 2]", "Line 2 is not a JSON object"),
        ("[" * 100_000, "Line 2 is not JSON"),
        ({"id": "b", "language": "en", "answerable": True}, "Line 2: question: field required"),
        (ROW | {"id": "b", "answerable": "yes"}, "Line 2: answerable:"),
        (ROW | {"id": " "}, "Line 2: id:"),
        (ROW | {"id": "b", "language": "klingonish!"}, "Line 2: language 'klingonish!'"),
        (ROW | {"id": "b", "answers": "x"}, "Line 2: answers:"),
        (ROW | {"id": "b", "evidence": [{"path": "a.md"}]}, "Line 2: evidence.0.quote:"),
        (
            '{"id": "b", "question": "\\ud800", "language": "en", "answerable": true}',
            "Line 2 holds half",
        ),
    ],
)
def test_a_malformed_row_is_named_by_its_line_and_the_rest_are_read(
    bad: object, named: str
) -> None:
    dataset = parse(lines(ROW, bad, ROW | {"id": "c"}), "/x/cases.jsonl")
    first, second, third = dataset.rows
    assert first.case is not None
    assert third.case is not None
    assert (first.case.id, third.case.id) == ("a", "c")
    assert second.case is None
    assert second.error is not None
    assert second.error["message"].startswith(named)


def test_line_numbers_count_blank_lines_and_only_line_feeds() -> None:
    odd = ROW | {"question": "one\u2028line\x85only"}
    dataset = parse(b"\xef\xbb\xbf" + lines(odd, "", "  ", "{") + b"\r\n", "/x")
    assert [row.line for row in dataset.rows] == [1, 4]
    case = dataset.rows[0].case
    assert case is not None
    assert case.question == "one\u2028line\x85only"


def test_ids_may_be_numbers_and_languages_are_stored_in_one_form() -> None:
    case = parse(lines(ROW | {"id": 7, "language": "zh_CN"}), "/x").rows[0].case
    assert case is not None
    assert (case.id, case.language) == ("7", "zh-Hans")


def test_fields_that_the_harness_does_not_know_are_named() -> None:
    dataset = parse(lines(ROW | {"difficulty": 3, "note": "for people", "anwsers": []}), "/x")
    assert dataset.ignored == ("difficulty", "anwsers")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What does the g in ml.m7g.xlarge stand for?", "en"),
        ("OverheadLatency 一涨，就说明容器里的模型算得慢了，对不对？", "zh-Hans"),
        ("想把會議錄音整理成文字稿，用 Amazon Polly 就可以了吧？", "zh-Hant"),
        ("ما المَقصودُ بِالنِّسيانِ الكارِثيِّ؟", "ar"),
    ],
)
def test_a_language_that_is_not_given_is_told_from_the_question(
    question: str, language: str
) -> None:
    row = {name: value for name, value in ROW.items() if name != "language"}
    case = parse(lines(row | {"question": question}), "/x").rows[0].case
    assert case is not None
    assert case.language == language


def test_an_answerable_question_without_answers_is_a_case_that_no_answer_metric_counts() -> None:
    case = parse(lines(ROW | {"answers": []}), "/x").rows[0].case
    assert case is not None
    assert case.answerable
    assert not gold_in_answer.applies(case)
    # White space and signs are no answer either.
    blank = parse(lines(ROW | {"answers": [" ", "؟!"]}), "/x").rows[0].case
    assert blank is not None
    assert gold_in_answer.score(blank, outcome("؟!")) is None


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="holds no rows"):
        parse(data, "/x/cases.jsonl")


def test_an_id_given_twice_is_refused_with_both_lines() -> None:
    with pytest.raises(InputError, match="'a' is on line 1 and on line 3"):
        parse(lines(ROW, ROW | {"id": "b"}, ROW), "/x")


def test_a_file_without_any_usable_row_is_refused_with_its_first_fault() -> None:
    with pytest.raises(InputError, match=r"no usable row\. Line 1 is not JSON"):
        parse(b"{\n{", "/x")


def test_text_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        parse("问题".encode("gb18030"), "/x")


def test_a_missing_file_is_said_to_be_missing_and_a_folder_to_be_unreadable(
    tmp_path: Path,
) -> None:
    with pytest.raises(NoSuchPath) as missing:
        read_dataset(str(tmp_path / "none.jsonl"))
    assert "corpus" in missing.value.hint
    with pytest.raises(InputError, match="cannot be read"):
        read_dataset(str(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        read_dataset("no\0name.jsonl")


def test_the_name_corpus_means_the_shipped_file_and_every_row_of_it_is_a_case() -> None:
    dataset = read_dataset("corpus")
    assert dataset.path == str(shipped()["corpus"])
    assert dataset.ignored == ()
    assert all(row.case for row in dataset.rows)
    assert {row.case.language for row in dataset.rows if row.case} == {"en", "zh-Hans", "ar"}
