"""Sheets: safe in Excel, and read from whoever made them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutor.interchange.builders import arabic, item, options, read, texts, write
from tutor.errors import UnreadableBank
from tutor.interchange.sheet import guarded, unguarded


def rows(data: bytes) -> list[list[str]]:
    """The cells as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_excel_is_told_that_it_is_utf_8_and_every_cell_is_quoted() -> None:
    data = write("csv", arabic()).data
    assert data.startswith(b'\xef\xbb\xbf"id",')
    assert data.count(b"\r\n") == 2
    assert not [cell for cell in data.split(b",") if cell == b""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", " =", "\n="])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    bad = f"{start}HYPERLINK(1)"
    data = write(
        "csv",
        item(
            stem=bad,
            explanation=bad,
            topic=bad,
            options=options((bad, True, bad), ("b", False, "")),
        ),
    ).data
    for cell in rows(data)[1]:
        assert not cell.startswith(start), cell
    assert read("csv", data).items[0].stem == bad


@pytest.mark.parametrize("text", ["1/2", "3-4", "2026-04", "10:30", "007", "1.5", "12e5", "1 000"])
def test_what_excel_would_make_a_date_or_another_number_is_kept_from_it(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["35", "35 days", "'tis", "it's", "S3", "", "٣٥ يومًا", "快照"])
def test_plain_cells_are_left_alone(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


@given(st.one_of(texts, st.text("'=+-@ 1/\t\n", max_size=6)))
def test_the_guard_is_always_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_ids_are_no_numbers_to_a_spreadsheet() -> None:
    # Excel would write 1.23457E+19 for one and 0 for the other.
    for id in ("12345678901234e5", "0000000000000000"):
        data = write("csv", item(id=id)).data
        assert rows(data)[1][0] == f"hikma-{id}"
        assert read("csv", data).items[0].id == id


def test_the_key_names_its_column_whatever_order_rows_and_columns_are_in() -> None:
    first, second = rows(write("csv", item()).data)
    order = sorted(range(len(first)), key=lambda at: first[at])
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[row[at] for at in order] for row in (first, second)])
    back = read("csv", out.getvalue())
    assert back.items[0].key.text == "35 days"


def test_a_cell_that_excel_would_cut_is_named() -> None:
    (loss,) = write("csv", item(explanation="x" * 40_000)).losses
    assert "32,767" in loss.what


@pytest.mark.parametrize(
    "sheet",
    [
        "question,option a,option b,correct\nWhich?,7,35,B\n",
        "Question;A;B;Key\r\nWhich?;7;35;2\r\n",
        "题目\t选项A\t选项B\t正确答案\nWhich?\t7\t35\tＢ\n",
        "السؤال,الخيار أ,الخيار ب,الإجابة الصحيحة\nWhich?,7,35,ب\n",
        "stem,option 1,option 2,answer\nWhich?,7,35,35\n",
        "sep=;\nstem;option_a;option_b;key\nWhich?;7;35;b\n",
        "#separator:Comma\nfront,A,B,correct\nWhich?,7,35,٢\n",
    ],
)
def test_sheets_of_others_are_read_in_three_languages(sheet: str) -> None:
    (found,) = read("csv", sheet).items
    assert [(o.id, o.text, o.correct) for o in found.options] == [
        ("a", "7", False), ("b", "35", True),
    ]  # fmt: skip
    assert found.evidence == ()


def test_two_columns_are_questions_with_typed_answers() -> None:
    found = read("csv", "Front,Back\nWhat is S3?,An object store\n").items[0]
    assert (found.kind, found.answer) == ("short", ("An object store",))


@pytest.mark.parametrize(
    ("key", "right"), [("a;c", "ac"), ("A, C", "ac"), ("AC", "ac"), ("1、3", "ac")]
)
def test_several_right_options_are_named_in_many_ways(key: str, right: str) -> None:
    sheet = f'stem,option_a,option_b,option_c,key\nWhich?,x,y,z,"{key}"\n'
    found = read("csv", sheet).items[0]
    assert ("".join(o.id for o in found.keys), found.kind) == (right, "multiple")


def test_a_true_false_row_needs_no_options() -> None:
    sheet = "stem,kind,key,answer\nالثلج بارد هنا دائما في الشتاء,true-false,صح,\n"
    found = read("csv", sheet).items[0]
    assert [(o.text, o.correct) for o in found.options] == [("صواب", True), ("خطأ", False)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_excels_encodings_are_read(encoding: str) -> None:
    sheet = "stem\toption_a\toption_b\tkey\n快照默认保留多长时间？\t３５天\t7天\ta\n"
    mark = "\ufeff" if encoding.endswith("le") or encoding.endswith("be") else ""
    found = read("csv", (mark + sheet).encode(encoding)).items[0]
    assert (found.stem, found.key.text) == ("快照默认保留多长时间？", "３５天")


def test_chinese_and_arabic_excel_without_unicode_is_read() -> None:
    zh = "题目,选项A,选项B,正确答案\n快照默认保留多长时间？,三十五天,七天,A\n" * 1
    assert read("csv", zh.encode("gb18030")).items[0].key.text == "三十五天"
    ar = "السؤال,الخيار أ,الخيار ب,الجواب الصحيح\nكم مدة حفظ اللقطة قبل الحذف؟,شهر,أسبوع,أ\n"
    assert read("csv", ar.encode("cp1256")).items[0].key.text == "شهر"


HEAD = "stem,option_a,option_b,key\n"


def test_a_broken_row_is_named_by_its_line_and_the_rest_is_read() -> None:
    found = read("csv", f"{HEAD}One?,x,y,a\nTwo?,x,y,c\n\nThree?,x,y,b\n")
    assert [each.stem for each in found.items] == ["One?", "Three?"]
    assert [(each.where, each.stem) for each in found.unread] == [("line 3", "Two?")]
    assert "'c' names no option" in found.unread[0].detail


def test_a_quotation_mark_without_its_partner_takes_no_other_row_along() -> None:
    quoted = '"One?","x","y","a"\n"Two?,"x","y","a"\n"Three\nlines?","x","y","b"\n'
    found = read("csv", HEAD + quoted)
    assert [each.stem for each in found.items] == ["One?", "Three\nlines?"]
    assert [each.where for each in found.unread] == ["line 3"]
    inches = 'One 5" disk?,x,y,a\nTwo?,x,y,b\n'
    assert [each.stem for each in read("csv", HEAD + inches).items] == ['One 5" disk?', "Two?"]


def test_reading_ends_where_every_row_opens_a_quotation() -> None:
    found = read("csv", HEAD + '"One?,"x",y,a\n' * 3_000)
    assert not found.items
    assert "the rest was not read" in found.unread[-1].detail
    assert len(found.unread) == 101


@pytest.mark.parametrize("sheet", ["", "\n\n", "a,b\n1,2\n", "stem\nWhich?\n"])
def test_a_sheet_that_does_not_say_what_is_what_says_how_it_should(sheet: str) -> None:
    with pytest.raises(UnreadableBank) as caught:
        read("csv", sheet)
    assert "stem" in caught.value.hint


def test_the_sources_can_be_read_by_people() -> None:
    header, row = rows(write("csv", item(), arabic()).data)[:2]
    assert row[header.index("sources")] == "“A snapshot is kept for 35 days.” (The Vault, p. 3)"
