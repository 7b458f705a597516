"""Plain formats: every encoding that can be told is told, and every sheet keeps its pairs."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import errors
from ingest.readers import Extracted, csv, markdown, marks, notebook, text
from ingest.settings import IngestSettings

SETTINGS = IngestSettings()


def md(source: str) -> str:
    return markdown.extract(source.encode(), "x.md", SETTINGS).pages[0]


def sheet(source: str | bytes, name: str = "x.csv") -> str:
    data = source.encode() if isinstance(source, str) else source
    return csv.extract(data, name, SETTINGS).pages[0]


# --- Markdown -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("# A *b* `c`\n\nSetext\n---\n", "# A b c\n\n## Setext"),
        ("one\ntwo\n机器\n学习\n", "one two 机器学习"),
        ("a  \nb\\\nc", "a\nb\nc"),
        ("**重点：**内容，**“引文”**之后", "重点：内容，“引文”之后"),
        ("**مهمّ:**نصّ و*مائل*", "مهمّ:نصّ ومائل"),
        ("2 ** 3, a*b*c, snake_case_name, ~~old~~", "2 ** 3, abc, snake_case_name, old"),
        ("[text](https://a.b/c \"t\") <https://d.e/f>", "text https://d.e/f"),
        ("[text][1] ![logo](a.png)![[Pasted image.png]]\n\n[1]: https://a.b", "text"),
        ("![A chart of the loss by epoch](a.png)", "A chart of the loss by epoch"),
        ("- a\n  - b\n    1. c\n- [x] d", "- a\n  - b\n    1. c\n- [x] d"),
        ("> a\n> b\n>\n> > c", "> a b\n>\n> > c"),
        ("```py\na = '**b**'\n```", "```py\na = '**b**'\n```"),
        ("```{r, echo=FALSE}\nx\n```", "```r\nx\n```"),
        ("```js title='a.js' {1,3}\nx\n```", "```js\nx\n```"),
        ("```python 示例一\nx\n```", "示例一\n\n```python\nx\n```"),
        ("````\n```\n````", "````\n```\n````"),
        ("    indented", "```\nindented\n```"),
        ("| س | ج |\n|:-:|--|\n| **a** | b \\| c |", "| س | ج |\n| --- | --- |\n| a | b \\| c |"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "| a | b |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |"),
        ("> a|b\n> -|-\n> 1|2|3", "> | a | b |  |\n> | --- | --- | --- |\n> | 1 | 2 | 3 |"),
        ("Term\n: Def *one*", "Term: Def one"),
        ("Note[^1].\n\n[^1]: *Why*.", "Note[1].\n\n1. Why."),
        ("It costs $5 or $10.", "It costs $5 or $10."),
        ("$a_1 * b_1$ and \\(x_1*y_1\\) \\[1\\]", "$a_1 * b_1$ and $x_1*y_1$ [1]"),
        ("$$\nx = \\frac{1}{2}\n$$", "$x = \\frac{1}{2}$"),
        ("\\begin{align}\na &= b\n\\end{align}", "$\\begin{align} a &= b \\end{align}$"),
        ("<div align=center><b>x</b>y</div>\n\n<!-- no -->z", "xy\n\nz"),
        ("<details><summary>s</summary>\n\n*d*\n\n</details>", "s\n\nd"),
        ("a\n\n[Subscribe](https://x.y/s)\n\nb", "a\n\nb"),
        ("a\n\n[订阅](https://x.y/s)\n\n[اشترك](https://x.y/s)\n\nb", "a\n\nb"),
        ("[Tweet](https://x.com/intent/tweet?u=1)\n\nb", "b"),
        ("&amp;lt; &copy; \\* \\_", "&lt; © * _"),
        ("\ufeff", ""),
    ],
)  # fmt: skip
def test_markdown_is_written_without_its_inline_marks(source: str, written: str) -> None:
    assert md(source) == written


@pytest.mark.parametrize(
    ("source", "title", "written"),
    [
        ("---\ntitle: 'A: \"b\"'\ntags:\n  - x\n---\n# H\n", 'A: "b"', "# H"),
        ("---\r\nTitle: مقدّمة\r\n---\r\nx", "مقدّمة", "x"),
        ('+++\ntitle = "机器学习"\n+++\nx', "机器学习", "x"),
        ("---\n\nNo front matter here\n\n---\n\nx", None, "No front matter here\n\nx"),
        ("x\n\n## The **first** one\n\n# Second", "The first one", None),
        ("no heading", None, "no heading"),
        ("---\nauthor: x\n---\n# T", "T", "# T"),
    ],
)
def test_the_title_is_that_of_the_front_matter_else_the_first_heading(
    source: str, title: str | None, written: str | None
) -> None:
    found = markdown.extract(source.encode(), "x.md", SETTINGS)
    assert found.title == title
    assert written is None or found.pages == (written,)


@pytest.mark.parametrize(
    "source", ["> " * 3_000 + "x", "".join("  " * n + "- a\n" for n in range(200))]
)
def test_markdown_of_absurd_depth_is_refused_and_never_cut(source: str) -> None:
    with pytest.raises(errors.UnsafeFile):
        md(source)


def test_forty_levels_of_lists_lose_nothing() -> None:
    found = md("".join("  " * n + f"- w{n}\n" for n in range(40)))
    assert [f"w{n}" in found for n in range(40)] == [True] * 40


LINES = st.lists(
    st.sampled_from(["# ", "- ", "1. ", "> ", "", "    ", "| ", "**", "`", "  - ", "[", "\\", "$"]),
    max_size=4,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n"])), max_size=12))
def test_no_word_of_any_markdown_is_lost(lines: list[tuple[list[str], str]]) -> None:
    words, source = [], ""
    for number, (marks_before, end) in enumerate(lines):
        words.append(f"كلمة{number}词")
        source += "".join(marks_before) + words[-1] + end
    found = md(source)
    for word in words:
        assert word in found, source


# --- plain text ---------------------------------------------------------------------------

SHORT = {
    "zh": "数据漂移是指模型输入的分布随时间变化。",
    "zh-Hant": "資料漂移是指模型輸入的分佈隨時間變化。",
    "ja": "データドリフトとは入力の分布が変わることです。",
    "ko": "데이터 드리프트는 입력 분포가 변하는 것입니다.",
    "ar": "انجراف البيانات هو تغير توزيع المدخلات.",
    "ru": "Дрейф данных означает изменение распределения.",
    "el": "Η μετατόπιση δεδομένων σημαίνει αλλαγή.",
    "he": "סחיפת נתונים פירושה שינוי בהתפלגות של הקלט.",
    "fr": "La dérive désigne un changement élevé à l'entrée.",
    "de": "Größere Änderungen müssen überprüft werden.",
    "pl": "Dryf oznacza zmianę rozkładu cech wejściowych; różnica jest duża.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "hu": "Az eltérés nagyobb a vártnál, ezért figyelmeztetést küld a szerző.",
    "tr": "Veri kayması, girdilerin dağılımının değişmesidir.",
    "th": "การเบี่ยงเบนของข้อมูลหมายถึงการเปลี่ยนแปลง",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("zh", "gb18030"), ("zh-Hant", "big5"), ("ja", "shift_jis"), ("ja", "euc_jp"),
        ("ja", "iso2022_jp"), ("ko", "euc_kr"), ("ko", "iso2022_kr"), ("ko", "johab"),
        ("ar", "cp1256"), ("ar", "iso8859_6"), ("ru", "cp1251"), ("ru", "koi8_r"),
        ("ru", "cp866"), ("ru", "iso8859_5"), ("el", "cp1253"), ("he", "cp1255"),
        ("fr", "latin_1"), ("de", "cp1252"), ("pl", "cp1250"), ("pl", "iso8859_2"),
        ("cs", "cp1250"), ("hu", "cp1250"), ("tr", "cp1254"), ("th", "cp874"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 40])
def test_an_older_encoding_is_told_by_a_single_sentence(
    language: str, encoding: str, times: int
) -> None:
    expected = (SHORT[language] + "\n") * times
    assert text.decode(expected.encode(encoding), "x.txt") == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le",
                                      "utf-16-be", "utf-32-le", "utf-32-be"])  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "ar", "fr"])
def test_unicode_is_read_with_and_without_its_mark(language: str, encoding: str) -> None:
    expected = f"{SHORT[language]}\nAWS ٣ ７ 😀\n"
    assert text.decode(expected.encode(encoding), "x.txt") == expected


def test_one_accent_in_a_long_english_text_is_found() -> None:
    data = b"plain words " * 50_000 + "caf\u00e9 ".encode("latin-1") + b"plain words " * 50_000
    assert "caf\u00e9" in text.decode(data, "x.txt")


def test_utf8_with_a_broken_byte_stays_utf8_with_the_break_visible() -> None:
    data = (SHORT["zh"] * 20).encode()
    cut = text.decode(data[:-1], "x.txt")
    assert cut.startswith(SHORT["zh"] * 19)
    assert cut.endswith("\ufffd")


@pytest.mark.parametrize(
    ("declared", "data", "expected"),
    [
        ("gb2312", SHORT["zh"].encode("gb18030"), SHORT["zh"]),
        ("iso-8859-1", "“é”".encode("cp1252"), "“é”"),
        ("iso-8859-1", SHORT["ar"].encode(), SHORT["ar"]),
        ("utf-8", SHORT["ar"].encode("cp1256"), SHORT["ar"]),
        ("gbk", SHORT["ar"].encode(), SHORT["ar"]),
        ("no-such-thing", SHORT["zh"].encode(), SHORT["zh"]),
        ("utf-16", SHORT["zh"].encode(), SHORT["zh"]),
    ],
)
def test_a_declared_encoding_is_believed_where_the_bytes_allow_it(
    declared: str, data: bytes, expected: str
) -> None:
    assert text.decode(data, "x.html", declared=declared) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"abc\x00def", b"\x00" * 100, b"\x7fELF\x00\x01\x02", b"PK\x03\x04" + bytes(range(256)) * 4,
        "a\x00b机".encode("utf-16-le") + b"\x00", b"\xff\xfea",
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_named(data: bytes) -> None:
    with pytest.raises(errors.DamagedFile) as caught:
        text.decode(data, "ملف.txt")
    assert "ملف.txt" in caught.value.message
    assert caught.value.hint


def test_bytes_in_no_encoding_are_refused() -> None:
    with pytest.raises(errors.UnknownEncoding):
        text.decode(bytes(range(128, 256)) * 40, "x.txt")


def extract(source: str) -> Extracted:
    return text.extract(source.encode(), "x.txt", SETTINGS)


def test_plain_text_stands_as_it_is_and_form_feeds_part_its_pages() -> None:
    assert extract("  a\r\nb\n\n- c ").pages == ("  a\nb\n\n- c ",)
    assert extract("RFC 1\n\f\npage two\n\fثلاثة\n\f").pages == ("RFC 1", "page two", "ثلاثة")
    with pytest.raises(errors.TooLarge):
        extract("a\f" * 5_001)


# --- sheets -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('Question,Answer\n"What is ""C#""?","A, b"\n', 'Question: What is "C#"?\nAnswer: A, b'),
        ("问题；答案\n", "问题；答案"),
        ("问题;答案\n什么是漂移？;分布变化\n", "问题: 什么是漂移？\n答案: 分布变化"),
        ("السؤال؛الجواب\nما هو؟؛٣\n", "السؤال: ما هو؟\nالجواب: ٣"),
        ("FRONT\tBack:\na\tb\n\nc\td", "FRONT: a\nBack: b\n\nFRONT: c\nBack: d"),
        ("term|definition\nrecall|share found", "term: recall\ndefinition: share found"),
        ('q,a\n"one\n\ntwo","three\nfour"', "q: one\ntwo\na: three\nfour"),
        ("Question,A,Answer\nx?,one,A\n", "Question: x?\nA: one\nAnswer: A"),
        ("什么？,甲\n为什么？,乙\n", "问: 什么？\n答: 甲\n\n问: 为什么？\n答: 乙"),
        ("ما هو؟;أ\nلماذا؟;ب\n", "س: ما هو؟\nج: أ\n\nس: لماذا؟\nج: ب"),
        ("question,answer\nalone?,\n", "question: alone?"),
    ],
)
def test_a_sheet_of_questions_becomes_pairs_under_its_own_words(source: str, written: str) -> None:
    assert sheet(source) == written


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("a,b\n1,2\n", ["a | b", "1 | 2"]),
        ("a;b\n1,5;2,5\n", ["a | b", "1,5 | 2,5"]),
        ("a\tb\n1\t2, 3\n", ["a | b", "1 | 2, 3"]),
        ("اسم؛عدد\nأ، ب؛٣\n", ["اسم | عدد", "أ، ب | ٣"]),
        ("sep=|\na|b\n1|2\n", ["a | b", "1 | 2"]),
        ("a,b,c\n1\n2,3\n", ["a | b | c", "1 |  | ", "2 | 3 | "]),
        ('a,b\n"x|y\nz",2\n\n,\n', ["a | b", "x\\|y z | 2"]),
        ('size,n\n12" disk,3\n9",4\n', ["size | n", '12" disk | 3', '9" | 4']),
    ],
)
def test_any_other_sheet_becomes_one_table(source: str, rows: list[str]) -> None:
    first, *others = [f"| {row} |" for row in rows]
    width = first.count("|") - 1
    assert sheet(source).split("\n") == [first, "|" + " --- |" * width, *others]


def test_a_lone_quotation_mark_does_not_swallow_the_rest() -> None:
    found = sheet('name,v\n"broken,1\n' + "x,2\n" * 60)
    assert found.count("| x | 2 |") == 60


def test_a_cell_of_a_million_characters_is_read_whole() -> None:
    assert len(sheet("a,b\n" + "漂" * 1_000_000 + ",2\n")) > 1_000_000


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_sheet_is_read_in_the_encoding_that_excel_saved(encoding: str) -> None:
    source = "问题,答案\n什么是数据漂移？,模型输入的分布随时间变化\n"
    assert sheet(source.encode(encoding)).startswith("问题: 什么是数据漂移？\n答案: ")


def test_an_anki_export_is_read_without_its_markup() -> None:
    source = "#separator:tab\n#html:true\nWhat is <b>recall</b>?\tThe share&nbsp;found<br>of all\n"
    assert sheet(source, "x.txt") == "Q: What is recall?\nA: The share found\nof all"


@pytest.mark.parametrize("source", ["", "\n\n", "one\n", "سطر\nآخر"])
def test_a_sheet_of_one_column_is_its_lines(source: str) -> None:
    assert sheet(source) == source.strip()


CELLS = st.text(alphabet='ab"|,;\t\n漂س٣ ', min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_no_cell_of_a_wellformed_sheet_is_lost(rows: list[list[str]]) -> None:
    import csv as writer
    import io

    buffer = io.StringIO(newline="")
    header = ["h1", "h2", "h3"]
    writer.writer(buffer, quoting=writer.QUOTE_ALL).writerows([header, *rows])
    found = "".join(sheet(buffer.getvalue().replace("\r\n", "\n")).replace("\\|", "|").split())
    for row in rows:
        for cell in row:
            assert "".join(cell.split()) in found


def test_a_table_is_drawn_with_equal_rows_and_without_empty_columns() -> None:
    drawn = marks.table([["a", "", "b|"], ["1"], ["", "", ""]])
    assert drawn == "| a | b\\| |\n| --- | --- |\n| 1 |  |"
    assert marks.table([]) == ""


# --- notebooks ----------------------------------------------------------------------------


def nb(*cells: dict[str, Any], language: str = "python", minor: int = 4) -> bytes:
    filled = [
        {"metadata": {}, **({"outputs": [], "execution_count": None} if cell["cell_type"] == "code"
                            else {}), **cell}
        for cell in cells
    ]  # fmt: skip
    metadata = {"language_info": {"name": language}}
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": minor, "metadata": metadata, "cells": filled}
    ).encode()


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def prose(source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


def read_notebook(data: bytes) -> Extracted:
    return notebook.extract(data, "x.ipynb", SETTINGS)


def test_a_notebook_keeps_prose_code_and_what_was_printed() -> None:
    data = nb(
        prose(["# مقدّمة\n", "**漂移**是什么？"]),
        code("print('a')", {"output_type": "stream", "name": "stdout", "text": ["a\n"]}),
        {"cell_type": "raw", "source": "raw words"},
        language="R",
    )
    found = read_notebook(data)
    assert found.title == "مقدّمة"
    assert found.pages == (
        "# مقدّمة\n\n漂移是什么？\n\n```r\nprint('a')\n```\n\n```output\na\n```\n\nraw words",
    )


def shown(**data: str) -> dict[str, Any]:
    by_type = {key.replace("_", "/"): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": by_type}


@pytest.mark.parametrize(
    ("output", "written"),
    [
        (shown(text_plain="5"), "```output\n5\n```"),
        (shown(text_plain="<Figure>", image_png="iVBOR"), ""),
        (shown(text_plain="   a  b", text_html="<table>"), "```output\n   a  b\n```"),
        (shown(text_markdown="**b** [c](d)", text_plain="x"), "b c"),
        (
            {"output_type": "error", "ename": "ValueError", "evalue": "لا", "traceback": ["x"] * 9},
            "```output\nValueError: لا\n```",
        ),
        (
            {"output_type": "stream", "name": "stderr", "text": "1%\r\x1b[32m99%\x1b[0m\nok\r\n"},
            "```output\n99%\nok\n```",
        ),
        ({"output_type": "stream", "name": "stdout", "text": "```"}, "````output\n```\n````"),
    ],
)  # fmt: skip
def test_outputs_are_text_only(output: dict[str, Any], written: str) -> None:
    found = read_notebook(nb(code("x", output))).pages[0]
    assert found == "```python\nx\n```" + (f"\n\n{written}" if written else "")


def test_long_output_is_cut_and_says_so() -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "line 漂移\n" * 9_000}
    found = read_notebook(nb(code("x", output))).pages[0]
    assert len(found) < 2_200
    assert found.endswith(f"line 漂移\n{notebook.CUT}\n```")


def test_a_notebook_of_format_3_is_read() -> None:
    old = {
        "nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""},
        "worksheets": [{"metadata": {}, "cells": [
            {"cell_type": "heading", "level": 2, "source": ["标题"], "metadata": {}},
            {"cell_type": "code", "input": ["x = 1"], "language": "python", "metadata": {},
             "collapsed": False, "prompt_number": 1,
             "outputs": [{"output_type": "pyout", "text": ["1"], "prompt_number": 1,
                          "metadata": {}}]},
        ]}],
    }  # fmt: skip
    found = read_notebook(json.dumps(old).encode())
    assert found.pages == ("## 标题\n\n```python\nx = 1\n```\n\n```output\n1\n```",)


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b"null", b"<html>", b'{"nbformat": 99}', b"[" * 100_000,
     b'{"nbformat": 4, "nbformat_minor": 4, "metadata": [], "cells": 3}'],
)  # fmt: skip
def test_a_broken_notebook_is_named_with_its_remedy(data: bytes) -> None:
    with pytest.raises(errors.DamagedFile) as caught:
        read_notebook(data)
    assert "Jupyter" in caught.value.hint
    assert "x.ipynb" in caught.value.message


@pytest.mark.parametrize(
    ("pitch", "button"),
    [
        ("Subscribe to our newsletter to get more articles like this!", "Subscribe"),
        ("订阅我们的周刊，每周获取新文章。", "立即订阅"),
        ("اشترك في نشرتنا البريدية لتصلك المقالات.", "اشترك الآن"),
    ],
)
def test_a_clipped_article_comes_without_its_menus_and_its_pitch(pitch: str, button: str) -> None:
    menu = "[Home](https://x.example/) | [Blog](/blog) · [Login](/login)"
    text = f"{menu}\n\n# Title\n\nData drift. [One](/a), [two](/b) and [three](/c).\n\n{pitch}\n\n"
    clipped = f"{text}[{button}](/subscribe)\n\n{menu}\n"
    assert md(clipped) == "# Title\n\nData drift. One, two and three."


def test_links_and_requests_that_are_the_text_stay() -> None:
    text = "# Topics\n\nSubscribe to our newsletter.\n\nIn code.\n\n[A](/a) | [B](/b) | [C](/c)"
    assert md(text) == "# Topics\n\nSubscribe to our newsletter.\n\nIn code.\n\nA | B | C"
