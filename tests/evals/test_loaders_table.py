"""A user's table, as spreadsheets of three languages save it."""

from pathlib import Path

import pytest

from evals.loaders.named import load_suite
from evals.loaders.suite import Suite
from evals.records import EvalCase
from ingest.errors import InputError

HEAD = "id,question,answers,language,answerable,evidence_path,evidence_quote"


def table(tmp_path: Path, *lines: str, encoding: str = "utf-8", name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def loaded(path: Path) -> Suite:
    return load_suite(str(path))


def only(path: Path) -> EvalCase:
    (case,) = loaded(path).cases
    return case


def test_every_column_becomes_a_field(tmp_path: Path) -> None:
    row = '7,"How long, and why?",35 days | ٣٥ يومًا,en,true,en/vault.md,"Kept for ""35"" days."'
    case = only(table(tmp_path, HEAD, row))
    assert (case.id, case.question) == ("7", "How long, and why?")
    assert case.answers == ("35 days", "٣٥ يومًا")
    assert case.evidence[0].path == "en/vault.md"
    assert case.evidence[0].quote == 'Kept for "35" days.'
    assert case.answerable


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_marks_encodings_and_separators_of_spreadsheets_are_read(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    head, row = (
        separator.join(["ID", " Question ", "Answers"]),
        ["a", "保留多久？🛟", "35 天|３５天"],
    )
    path = table(tmp_path, head, separator.join(row), "", encoding=encoding)
    case = only(path)
    assert (case.id, case.question, case.answers) == ("a", "保留多久？🛟", ("35 天", "３５天"))
    assert (case.language, case.answerable) == ("zh-Hans", True)


@pytest.mark.parametrize(
    ("cell", "truth"),
    [("TRUE", True), ("no", False), ("0", False), ("１", True), ("否", False), ("نَعَم", True)],
)
def test_yes_and_no_are_understood_as_people_write_them(
    tmp_path: Path, cell: str, truth: bool
) -> None:
    case = only(table(tmp_path, "id,question,answerable", f"a,Why?,{cell}"))
    assert case.answerable is truth


def test_lists_may_be_json_where_a_bar_would_not_do(tmp_path: Path) -> None:
    head = "id,question,answers,evidence_path,evidence_quote,parts,history"
    cells = [
        '"[""a|b"", ""c""]"',
        '"[""x.md"", ""y.md""]"',
        '"[""one"", ""two""]"',
        '"[[""1"", ""one""], [""2""]]"',
        "first | second",
    ]
    case = only(table(tmp_path, head, ",".join(["a", "Why?", *cells])))
    assert case.answers == ("a|b", "c")
    assert [(gold.path, gold.quote) for gold in case.evidence] == [("x.md", "one"), ("y.md", "two")]
    assert case.parts == (("1", "one"), ("2",))
    assert case.history == ("first", "second")


def test_a_quote_that_begins_with_a_bracket_is_a_quote(tmp_path: Path) -> None:
    head = "id,question,evidence_path,evidence_quote"
    case = only(table(tmp_path, head, "a,Why?,x.md,[1] Kept for 35 days."))
    assert case.evidence[0].quote == "[1] Kept for 35 days."
    assert case.answerable


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("b,Why?,x,en,true,,,oops", "Line 3 has 8 cells for 7 columns"),
        ("b,,x,en,true,,", "Line 3: question"),
        (",Why?,x,en,true,,", "Line 3: id"),
        ("b,Why?,x,en,perhaps,,", "Line 3: answerable is 'perhaps'"),
        ("b,Why?,,en,,,", "Line 3 has no answers and does not say"),
        ("b,Why?,x,klingonish!,true,,", "Line 3: language"),
        ("b,Why?,x,en,true,x.md,", "Line 3: evidence_path and evidence_quote"),
        ("b,Why?,x,en,true,,quote", "Line 3: evidence_path and evidence_quote"),
        ('b,Why?,"[1",en,true,,', "Line 3: answers is not a JSON list"),
        ('b,Why?,"[1]",en,true,,', "Line 3: answers.0"),
        ('b,"Why"?,x,en,true,,', "Line 3 is no row of a table"),
        (f"b,{'y' * 200_000},x,en,true,,", "Line 3 is no row of a table"),
    ],
)
def test_a_malformed_row_is_named_by_its_line_and_the_rest_run(
    tmp_path: Path, row: str, named: str
) -> None:
    suite = loaded(table(tmp_path, HEAD, "a,Why?,x,en,true,,", row, "c,Why?,x,en,true,,"))
    assert [case.id for case in suite.cases] == ["a", "c"]
    (fault,) = [row.error for row in suite.dataset.rows if row.error]
    assert fault["message"].startswith(named)


def test_lines_are_counted_in_the_file_not_in_rows(tmp_path: Path) -> None:
    path = table(tmp_path, "id,question,answers", 'a,"one\ntwo\r\nthree",x', "", "b,,x", "c,Why?,x")
    suite = loaded(path)
    assert [row.line for row in suite.dataset.rows] == [2, 6, 7]
    assert suite.cases[0].question == "one\ntwo\r\nthree"


def test_a_quote_that_is_never_closed_is_named_where_it_opens(tmp_path: Path) -> None:
    suite = loaded(table(tmp_path, "id,question,answers", "a,Why?,x", 'b,"Why?,x', "c,Why?,x"))
    assert [case.id for case in suite.cases] == ["a"]
    assert suite.dataset.rows[1].line == 3
    assert suite.dataset.rows[1].error is not None


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ("question,answers", "no column id"),
        ("معرف;سؤال", "no column id and no column question"),
        ("id,question,answers,answers", "the column answers twice"),
    ],
)
def test_a_table_with_the_wrong_columns_is_refused_with_its_first_line(
    tmp_path: Path, head: str, named: str
) -> None:
    with pytest.raises(InputError, match=named) as fault:
        loaded(table(tmp_path, head, "a,b,c,d"))
    assert fault.value.hint


def test_columns_that_are_not_used_are_named_and_notes_are_not(tmp_path: Path) -> None:
    suite = loaded(table(tmp_path, "id,question,answers,anwser,note,", "a,Why?,x,y,z,"))
    assert suite.dataset.ignored == ("anwser",)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"id,question\r\n", b"\xff\xfe"])
def test_an_empty_table_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(data)
    with pytest.raises(InputError):
        loaded(path)


def test_a_table_in_an_encoding_that_would_have_to_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        loaded(table(tmp_path, "id,question,answers", "a,保留多久？,三十五天", encoding="gb18030"))


def test_an_id_given_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'a' is on line 2 and on line 4"):
        loaded(table(tmp_path, "id,question,answers", "a,Why?,x", "b,Why?,x", "a,How?,x"))
