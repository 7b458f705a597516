"""Office documents and e-books: every word that is shown comes out, in order, and once."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from ingest import errors
from ingest.readers import Extracted, docx, epub, pptx
from ingest.settings import IngestSettings
from tests.ingest import office_files as make
from tests.ingest.office_files import numbered, para, run, style

SETTINGS = IngestSettings()
CRUEL = [
    "Key=&quot;role&quot; in C# | a &lt;b&gt; 🤖",
    "الإنصافُ والتَّحيُّز في Amazon SageMaker ٣٫١٤",
    "数据漂移（ｄａｔａ　ｄｒｉｆｔ）：２０２４年，使用 SageMaker 监控。",
]
HEADINGS = """
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="标题样式"/>
  <w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="عنوان فرعي"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="c"><w:name w:val="Source Code"/></w:style>
<w:style w:type="character" w:styleId="h"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def read_docx(body: str, **parts: str) -> str:
    given = {key.replace("__", "/"): text for key, text in parts.items()}
    return docx.extract(make.docx(body, given), "x.docx", SETTINGS).pages[0]


def plain(text: str) -> str:
    return text.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")


# --- DOCX: words ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", CRUEL)
def test_a_paragraph_in_any_script_is_kept_to_the_letter(text: str) -> None:
    assert read_docx(para(text, "<w:bidi/>")) == plain(text).replace("\u3000", " ")


def test_a_word_cut_into_runs_is_one_word() -> None:
    body = para(run("Sage") + run("Maker", "<w:b/>") + "<w:proofErr/>" + run("٣", "<w:rtl/>"))
    assert read_docx(body) == "SageMaker٣"


@pytest.mark.parametrize(
    "inside",
    [
        "<w:hyperlink r:id='none'>{}</w:hyperlink>",
        "<w:ins>{}</w:ins>",
        "<w:moveTo>{}</w:moveTo>",
        "<w:fldSimple w:instr='REF x'>{}</w:fldSimple>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:bdo w:val='rtl'>{}</w:bdo>",
        "<w:dir w:val='rtl'><w:customXml>{}</w:customXml></w:dir>",
        "<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>{}",
    ],
)
def test_text_inside_links_fields_controls_and_insertions_is_kept(inside: str) -> None:
    body = para(run("a ") + inside.format(run("漂移")) + run(" z"))
    assert read_docx(body) == "a 漂移 z"


@pytest.mark.parametrize(
    "inside",
    [
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
        "<w:del><w:r><w:t>gone</w:t></w:r></w:del>",
        "<w:moveFrom>" + run("gone") + "</w:moveFrom>",
        run("gone", "<w:vanish/>"),
        run("gone", "<w:rStyle w:val='h'/>"),
        "<w:r><w:commentReference w:id='1'/></w:r>",
        "<w:r><w:instrText>gone</w:instrText></w:r>",
    ],
)
def test_what_was_deleted_moved_or_hidden_is_left_out(inside: str) -> None:
    body = para(run("a") + inside + run("z", "<w:vanish w:val='0'/>"))
    comments = f"<w:comments {make.SPACES}><w:comment w:id='1'>{para('gone')}</w:comment>"
    parts = {"styles": HEADINGS, "word__comments.xml": comments + "</w:comments>"}
    assert read_docx(body, **parts) == "az"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    joined = para("one ", "<w:rPr><w:del/></w:rPr>") + para("two")
    assert read_docx(joined) == "one two"
    before_table = para("last", "<w:rPr><w:del/></w:rPr>") + "<w:tbl/>"
    assert read_docx(before_table) == "last"


def test_breaks_tabs_hyphens_and_symbols_are_characters() -> None:
    body = para(
        run("a") + "<w:r><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t><w:tab/><w:t>d</w:t>"
        "<w:noBreakHyphen/><w:t>e</w:t><w:softHyphen/><w:t>f</w:t><w:br w:type='page'/></w:r>"
        "<w:r><w:sym w:font='Symbol' w:char='F061'/><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>"
        "<w:r><w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr><w:t>\uf062</w:t></w:r>"
    )
    assert read_docx(body) == "a\nb\nc d\u2011ef\u03b1🡪\u03b2"


def test_small_letters_above_and_below_stay_apart_from_numbers() -> None:
    up, down = (f"<w:vertAlign w:val='{way}script'/>" for way in ("super", "sub"))
    body = para(run("10") + run("5", up) + run(" H") + run("2", down) + run("O"))
    assert read_docx(body) == "10^5 H2O"


def test_readings_stand_behind_their_characters() -> None:
    ruby = f"<w:ruby><w:rt>{run('かんじ')}</w:rt><w:rubyBase>{run('漢字')}</w:rubyBase></w:ruby>"
    assert read_docx(para(f"<w:r>{ruby}</w:r>")) == "漢字(かんじ)"


def test_equations_are_written_on_a_line() -> None:
    def m(name: str, *inside: str) -> str:
        return f"<m:{name}>{''.join(inside)}</m:{name}>"

    def t(text: str) -> str:
        return f"<m:r><w:rPr/><m:t>{text}</m:t></m:r>"

    fraction = m("f", m("num", t("a+b")), m("den", t("٢")))
    power = m("sSup", m("e", t("x")), m("sup", t("n+1")))
    total = m("nary", "<m:naryPr><m:chr m:val='∑'/></m:naryPr>", m("sub", t("i=1")),
              m("sup", t("n")), m("e", m("sSub", m("e", t("x")), m("sub", t("i")))))  # fmt: skip
    root = m("rad", m("deg"), m("e", t("y")))
    matrix = m(
        "d", m("e", m("m", m("mr", m("e", t("1")), m("e", t("0"))), m("mr", m("e", t("0")))))
    )
    body = para(
        run("loss = ") + m("oMathPara", m("oMath", fraction, t("+"), power, total, root, matrix))
    )
    assert read_docx(body) == "loss = (a+b)/(٢)+x^(n+1)∑_(i=1)^n x_i√(y)(1, 0; 0)"


# --- DOCX: blocks --------------------------------------------------------------------------


def test_headings_are_known_by_what_their_style_inherits() -> None:
    body = (
        para("مقدّمة", style("T")) + para("第一章", style("1")) + para("Own", style("a3"))
        + para("فرعي", style("x")) + para("direct", "<w:outlineLvl w:val='8'/>")
        + para("body", style("1") + "<w:outlineLvl w:val='9'/>")
        + para("LibreOffice", style("Heading3"))
    )  # fmt: skip
    read = docx.extract(make.docx(body, {"styles": HEADINGS}), "x", SETTINGS)
    assert read.pages[0].split("\n\n") == [
        "# مقدّمة", "# 第一章", "# Own", "## فرعي", "###### direct", "body", "### LibreOffice",
    ]  # fmt: skip
    assert read.title == "مقدّمة"


def test_the_title_comes_from_the_properties_then_the_style_then_a_heading() -> None:
    body = para("words") + para("第一章", style("1"))
    assert docx.extract(make.docx(body, {"styles": HEADINGS}), "x", SETTINGS).title == "第一章"
    named = {"styles": HEADINGS, "docProps/core.xml": make.CORE.format(" كتاب ")}
    assert docx.extract(make.docx(body, named), "x", SETTINGS).title == "كتاب"
    assert docx.extract(make.docx(para("words")), "x", SETTINGS).title is None


def test_list_items_carry_the_numbers_that_word_shows() -> None:
    kinds = (
        make.list_kind(1, ("decimal", "%1."), ("upperLetter", "%2."))
        + make.list_kind(2, ("bullet", "\uf0b7"), ("bullet", "o"))
        + make.list_kind(3, ("chineseCountingThousand", "第%1章"), ("decimal", "%1.%2"))
        + make.list_kind(4, ("arabicAlpha", "%1)"))
    )
    body = (
        para("What drifts?", numbered(1)) + para("inputs", numbered(1, 1))
        + para("labels", numbered(1, 1)) + para("between") + para("And then?", numbered(1))
        + para("x", numbered(1, 1)) + para("ثابت", numbered(4)) + para("خطّي", numbered(4))
        + para("dot", numbered(2)) + para("deep", numbered(2, 1))
        + para("漂移", style("1") + numbered(3)) + para("", numbered(3)) + para("n", numbered(3, 1))
    )  # fmt: skip
    assert read_docx(body, numbering=kinds, styles=HEADINGS).split("\n") == [
        "1. What drifts?", "  A. inputs", "  B. labels", "", "between", "",
        "2. And then?", "  A. x", "أ) ثابت", "ب) خطّي", "- dot", "  - deep", "",
        "# 第一章 漂移", "", "二.1 n",
    ]  # fmt: skip


def test_a_list_may_start_again_and_take_its_numbers_from_a_style() -> None:
    again = (
        '<w:num w:numId="9"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    styles = (
        '<w:style w:styleId="L"><w:name w:val="List Number"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    body = para("a", style("L")) + para("b", style("L")) + para("c", numbered(9))
    body += para("d", numbered(9)) + para("no number", style("L") + numbered(0))
    text = read_docx(body, numbering=make.list_kind(1, ("decimal", "(%1)")) + again, styles=styles)
    assert text == "(1) a\n(2) b\n(5) c\n(6) d\n\nno number"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text[:1] == '<' else para(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_tables_keep_their_columns_when_cells_are_merged() -> None:
    restart, goes_on = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    text = read_docx(
        table(
            cell("服务") + cell("الغرض") + cell("C# | Java"),
            cell("Clarify", restart) + cell("bias", "<w:gridSpan w:val='2'/>"),
            cell("", goes_on) + cell("two\nlines") + cell(para("p") + para("q")),
            "<w:trPr><w:del/></w:trPr>" + cell("gone"),
        )
    )
    assert text.split("\n") == [
        "| 服务 | الغرض | C# \\| Java |",
        "| --- | --- | --- |",
        "| Clarify | bias |  |",
        "| Clarify | two lines | p q |",
    ]


def test_a_frame_of_one_cell_is_no_table_and_a_table_in_a_table_is_read() -> None:
    assert read_docx(table(cell(para("a") + para("b")))) == "a\n\nb"
    inner = table(cell("1") + cell("2"), cell("3") + cell("4"))
    text = read_docx(table(cell("out") + cell(inner + para("")), cell("x") + cell("y")))
    assert all(word in text.split() for word in ("out", "1", "2", "3", "4", "x", "y"))


def test_footnotes_stand_below_their_paragraph_and_endnotes_at_the_end() -> None:
    def refer(kind: str, key: int) -> str:
        return f"<w:r><w:{kind}Reference w:id='{key}'/></w:r>"

    def notes(kind: str, *texts: str) -> str:
        lines = f"<w:{kind} w:type='separator' w:id='-1'>{para('---')}</w:{kind}>"
        mark = f"<w:r><w:{kind}Ref/></w:r>"
        return lines + "".join(
            f"<w:{kind} w:id='{at}'>{para(mark + run(' ' + text))}</w:{kind}>"
            for at, text in enumerate(texts, start=1)
        )

    body = (
        para(run("漂移") + refer("footnote", 2) + run(" drifts") + refer("endnote", 1))
        + para(run("i") + refer("footnote", 1), numbered(1)) + para("ii", numbered(1))
        + table(cell(run_para("c", refer("footnote", 3))) + cell("d"), cell("e") + cell("f"))
        + para(run("missing") + refer("footnote", 77))
    )  # fmt: skip
    text = read_docx(
        body,
        footnotes=notes("footnote", "in a list", "انجراف", "in a cell"),
        endnotes=notes("endnote", "last"),
        numbering=make.list_kind(1, ("bullet", "o")),
    )
    assert text.split("\n\n") == [
        "漂移[1] drifts[i]", "[1] انجراف", "- i[2]\n- ii", "[2] in a list",
        "| c[3] | d |\n| --- | --- |\n| e | f |", "[3] in a cell", "missing", "[i] last",
    ]  # fmt: skip


def run_para(text: str, more: str) -> str:
    return para(run(text) + more)


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    boxed = para("in the box") + table(cell("1") + cell("2"), cell("3") + cell("4"))
    body = para(run("before ") + make.text_box(boxed) + run("after")) + para("next")
    assert read_docx(body).split("\n\n") == [
        "before after", "in the box", "| 1 | 2 |\n| --- | --- |\n| 3 | 4 |", "next",
    ]  # fmt: skip


def test_words_of_diagrams_are_read() -> None:
    node = "<dgm:pt><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>"
    data = (
        f"<dgm:dataModel {make.SPACES}>{node.format('采集')}{node.format('تدريب')}</dgm:dataModel>"
    )
    body = para(run("flow") + "<w:r><w:drawing><dgm:relIds r:dm='rId9'/></w:drawing></w:r>")
    parts = {"relations": make.diagram_relation("rId9"), "word__diagrams__data1.xml": data}
    assert read_docx(body, **parts) == "flow\n\n- 采集\n- تدريب"


def test_code_is_fenced_with_its_indentation() -> None:
    code = para("def f():", style("c")) + para("    return 1", style("c")) + para("after")
    assert read_docx(code, styles=HEADINGS) == "```\ndef f():\n    return 1\n```\n\nafter"


def test_a_table_of_contents_is_left_out_and_said_so() -> None:
    gallery = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{para('Contents')}</w:sdtContent></w:sdt>"
    )
    body = gallery + para("Chapter ...... 3", style("toc")) + para("Chapter", style("1"))
    read = docx.extract(make.docx(body, {"styles": HEADINGS}), "x", SETTINGS)
    assert read.pages == ("# Chapter",)
    assert [(f.finding, f.done) for f in read.health] == [("contents-left-out", "Left out.")]


def test_embedded_documents_and_damaged_parts_are_named() -> None:
    read = docx.extract(make.docx(para("a") + "<w:altChunk r:id='x'/>"), "x", SETTINGS)
    assert [f.finding for f in read.health] == ["embedded-document"]
    whole = make.docx(para("a"), {"footnotes": ""})
    broken = make.changed(whole, {"word/footnotes.xml": "<w:footnotes"})
    read = docx.extract(broken, "x", SETTINGS)
    assert (read.pages, [f.finding for f in read.health]) == (("a",), ["damaged-part"])


PAGED = (
    para("第一页")
    + para("<w:r><w:lastRenderedPageBreak/><w:t>second</w:t></w:r>")
    + para(run("spans ") + "<w:r><w:lastRenderedPageBreak/><w:t>two pages</w:t></w:r>")
    + para("ثالثة")
)


def test_pages_are_told_where_words_own_count_agrees() -> None:
    paged = make.docx(PAGED, {"docProps/app.xml": make.APP.format(3)})
    expected = ("第一页", "second\n\nspans two pages", "ثالثة")
    assert docx.extract(paged, "x", SETTINGS).pages == expected


@pytest.mark.parametrize("count", ["1", "2", "4", "٣٣", "", "9" * 20])
def test_a_doubtful_count_of_pages_gives_one_page(count: str) -> None:
    doubtful = make.docx(PAGED, {"docProps/app.xml": make.APP.format(count)})
    read = docx.extract(doubtful, "x", SETTINGS)
    assert read.pages == ("第一页\n\nsecond\n\nspans two pages\n\nثالثة",)


def test_more_pages_than_allowed_are_refused() -> None:
    paged = make.docx(PAGED, {"docProps/app.xml": make.APP.format(3)})
    with pytest.raises(errors.TooLarge, match="3 pages"):
        docx.extract(paged, "x", IngestSettings(max_pages=2))


def test_a_second_body_is_read_too() -> None:
    second = para("one") + "</w:body><w:body>" + para("二")
    assert read_docx(second) == "one\n\n二"


def test_the_strict_form_of_the_standard_is_read_too() -> None:
    strict = make.docx(para("strict 严格", style("1")), {"styles": HEADINGS})
    for name in ("word/document.xml", "word/styles.xml"):
        text = make.member(strict, name).replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        strict = make.changed(strict, {name: text})
    assert docx.extract(strict, "x", SETTINGS).pages == ("# strict 严格",)


def test_an_utf16_part_is_read() -> None:
    whole = make.docx(para("数据 بيانات"))
    xml = make.member(whole, "word/document.xml").replace("UTF-8", "UTF-16")
    again = make.changed(whole, {"word/document.xml": xml.encode("utf-16")})
    assert docx.extract(again, "x", SETTINGS).pages == ("数据 بيانات",)


def rich_docx() -> bytes:
    """A document written by python-docx with something of everything."""
    import docx as library

    document = library.Document()
    document.add_heading("تعلّم الآلة 🤖", 0)
    document.core_properties.title = ""
    for number in range(40):
        document.add_heading(f"节 {number} — section", 1 + number % 3)
        document.add_paragraph(f"w{number}a انجراف البيانات。数据漂移 w{number}b")
        document.add_paragraph(f"w{number}c item", style="List Number")
        document.add_paragraph(f"w{number}d item", style="List Bullet 2")
        grid = document.add_table(3, 3)
        for at, one in enumerate(one for row in grid.rows for one in row.cells):
            one.text = f"w{number}e{at}"
        grid.cell(0, 0).merge(grid.cell(0, 1))
        grid.cell(1, 2).merge(grid.cell(2, 2))
        document.add_page_break()
    document.sections[0].footer.paragraphs[0].text = "a footer"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_no_word_of_a_rich_document_is_lost_or_moved() -> None:
    data = rich_docx()
    text = docx.extract(data, "x.docx", SETTINGS).pages[0]
    stored = " ".join(re.findall(r"<w:t[ >][^<]*", make.member(data, "word/document.xml")))
    words = [word for word in re.findall(r"\w+", stored) if word not in ("w", "t", "xml")]
    wanted = [word for word in words if word not in ("space", "preserve")]
    found = re.findall(r"\w+", text)
    assert len(wanted) > 800
    assert set(wanted) - set(found) == set()
    order = [word for word in found if re.fullmatch(r"w\d+[a-d]", word)]
    assert order == [f"w{number}{part}" for number in range(40) for part in "abcd"]
    assert "footer" not in text


# --- PPTX ----------------------------------------------------------------------------------

Emu = 100_000


def deck(fill: Callable[[Any], None]) -> bytes:
    """A deck by python-pptx, filled in by `fill(presentation)`."""
    import pptx as library

    presentation = library.Presentation()
    fill(presentation)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def slide_of(presentation: Any, title: str, *lines: str, layout: int = 1) -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(lines)
    return slide


def box(slide: Any, text: str, left: int, top: int, height: int = 10) -> Any:
    made = slide.shapes.add_textbox(left * Emu, top * Emu, 10 * Emu, height * Emu)
    made.text_frame.text = text
    return made


def read_deck(fill: Callable[[Any], None]) -> Extracted:
    return pptx.extract(deck(fill), "x.pptx", SETTINGS)


def findings(read: Extracted) -> list[tuple[int, str]]:
    return [(finding.page, finding.finding) for finding in read.health]


def test_each_slide_is_a_page_with_its_title_as_heading() -> None:
    def fill(presentation: Any) -> None:
        slide_of(presentation, "تعلّم الآلة", "دورة ٢٠٢٤", layout=0)
        slide_of(presentation, "数据漂移\vdrift", 'Key="role" in C# 🤖', "ｄｒｉｆｔ | x")

    read = read_deck(fill)
    assert read.title == "تعلّم الآلة"
    assert read.pages == (
        "# تعلّم الآلة\n\nدورة ٢٠٢٤",
        '## 数据漂移 drift\n\n- Key="role" in C# 🤖\n- ｄｒｉｆｔ | x',
    )
    assert read.health == ()


def test_boxes_are_read_down_the_page_and_then_along_the_line() -> None:
    def fill(presentation: Any) -> None:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        for text, left, top in (("3", 40, 30), ("4", 5, 50), ("1", 5, 5), ("2", 5, 31)):
            box(slide, text, left, top)

    assert read_deck(fill).pages == ("1\n\n2\n\n3\n\n4",)


def test_a_slide_in_arabic_is_read_from_the_right() -> None:
    def fill(presentation: Any) -> None:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        box(slide, "ثانيًا AWS", 5, 30)
        box(slide, "أولًا ١", 40, 31)

    assert read_deck(fill).pages == ("أولًا ١\n\nثانيًا AWS",)


def test_a_heading_stays_over_its_column_where_the_layout_says_so() -> None:
    def fill(presentation: Any) -> None:
        slide = presentation.slides.add_slide(presentation.slide_layouts[4])
        for at, text in enumerate(("Compare", "For", "fast", "Against", "dear")):
            slide.placeholders[at].text = text

    assert read_deck(fill).pages == ("## Compare\n\nFor\n\nfast\n\nAgainst\n\ndear",)


def test_groups_tables_and_charts_are_read() -> None:
    def fill(presentation: Any) -> None:
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE

        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        group = slide.shapes.add_group_shape()
        for text, left in (("right", 20), ("left", 0)):
            made = group.shapes.add_textbox(left * Emu, 0, Emu, Emu)
            made.text_frame.text = text
        grid = slide.shapes.add_table(2, 3, 0, 20 * Emu, Emu, Emu).table
        for at, text in enumerate(("服务", "x", "أ|ب", "1", "2", "3")):
            grid.cell(at // 3, at % 3).text = text
        grid.cell(0, 0).merge(grid.cell(0, 1))
        data = CategoryChartData()
        data.categories = ["一月", "مارس"]
        data.add_series("AUC", (0.5, 0.91))
        area = (0, 40 * Emu, 50 * Emu, 50 * Emu)
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *area, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = "Results"

    (page,) = read_deck(fill).pages
    assert page.split("\n\n") == [
        "left", "right",
        "| 服务 x |  | أ\\|ب |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        "Results", "|  | AUC |\n| --- | --- |\n| 一月 | 0.5 |\n| مارس | 0.91 |",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("notes", "heading"),
    [
        ("Say it slowly.\nTwice.", "Speaker notes"),
        ("慢慢说 SageMaker", "演讲者备注"),
        ("قل ذلك ببطء", "ملاحظات المتحدث"),
    ],
)
def test_speaker_notes_are_marked_as_such_in_their_script(notes: str, heading: str) -> None:
    def fill(presentation: Any) -> None:
        slide_of(presentation, "T", "b").notes_slide.notes_text_frame.text = notes

    (page,) = read_deck(fill).pages
    assert page.split("\n\n") == ["## T", "b", f"### {heading}", *notes.split("\n")]


def test_hidden_slides_are_kept_and_those_without_words_reported() -> None:
    def fill(presentation: Any) -> None:
        slide_of(presentation, "Hidden", "words")._element.set("show", "0")
        presentation.slides.add_slide(presentation.slide_layouts[6])

    read = read_deck(fill)
    assert read.pages == ("## Hidden\n\nwords", "")
    assert findings(read) == [(1, "hidden-slide"), (2, "no-text")]


def test_what_stands_on_most_slides_in_one_place_is_left_out_and_said_so() -> None:
    def fill(presentation: Any) -> None:
        for number in range(5):
            slide = slide_of(presentation, f"T{number}", "the same words")
            box(slide, "© 2024 دورة", 5, 70)
            box(slide, f"page {number}", 50, 70)
            if number < 2:
                box(slide, "not so often", 5, 50)

    read = read_deck(fill)
    assert findings(read) == [(1, "repeated-text")]
    assert "© 2024 دورة" in read.health[0].hint
    assert all("©" not in page and "the same words" in page for page in read.pages)
    assert "not so often" in read.pages[0]
    assert "page 4" in read.pages[4]


def test_a_title_that_powerpoint_made_up_gives_way_to_the_first_slides() -> None:
    def fill(presentation: Any) -> None:
        slide_of(presentation, "数据漂移", "b")
        presentation.core_properties.title = "PowerPoint 演示文稿"

    assert read_deck(fill).title == "数据漂移"


SLIDE = f"""<p:sld {make.SPACES}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/>
<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{{}}</p:spTree></p:cSld></p:sld>"""
SHAPE = """<p:sp><p:nvSpPr><p:cNvPr id="2" name=""/><p:cNvSpPr/><p:nvPr>{}</p:nvPr></p:nvSpPr>
<p:spPr/><p:txBody><a:bodyPr/>{}</p:txBody></p:sp>"""


def with_slide(inside: str, **changes: str | None) -> bytes:
    whole = deck(lambda presentation: slide_of(presentation, "T", "b"))
    return make.changed(whole, {"ppt/slides/slide1.xml": SLIDE.format(inside), **changes})


def test_fields_equations_scripts_and_numbers_of_a_slide_are_read() -> None:
    def p(inside: str, properties: str = "") -> str:
        return f"<a:p><a:pPr lvl='{properties[:1] or 0}'>{properties[1:]}</a:pPr>{inside}</a:p>"

    def r(text: str, more: str = "") -> str:
        return f"<a:r><a:rPr {more}/><a:t>{text}</a:t></a:r>"

    formula = "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r>"
    formula = f"<a14:m>{formula}</m:den></m:f></m:oMath></a14:m>"
    letters = "0<a:buAutoNum type='alphaUcPeriod' startAt='3'/>"
    body = (
        p(r("10") + r("5", "baseline='30000'") + " " + r(" H") + r("2", "baseline='-25000'"))
        + p(r("line") + "<a:br/>" + r("two") + formula)
        + p(r("c"), letters) + p(r("x"), "1<a:buAutoNum type='ea1ChsPeriod'/>") + p(r("d"), letters)
        + p("<a:fld type='slidenum'><a:t>7</a:t></a:fld><a:fld type='x'><a:t>kept</a:t></a:fld>")
    )  # fmt: skip
    shape = SHAPE.format("", body)
    either = (
        f"<mc:AlternateContent><mc:Choice Requires='a14'>{shape}</mc:Choice>"
        "<mc:Fallback><p:sp/></mc:Fallback></mc:AlternateContent>"
    )
    read = pptx.extract(with_slide(either), "x", SETTINGS)
    assert read.pages[0].split("\n") == [
        "10^5 H2", "", "line", "two(a)/(b)", "", "C. c", "  一. x", "D. d", "", "kept",
    ]  # fmt: skip


FRAME = """<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name=""/><p:cNvGraphicFramePr/>
<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm>
<a:graphic><a:graphicData uri="u">{}</a:graphicData></a:graphic></p:graphicFrame>"""


def related(kind: str, target: str, content_type: str) -> dict[str, str]:
    """What a slide needs to refer to one more part, as members of the archive."""
    whole = with_slide("")
    sheet = "ppt/slides/_rels/slide1.xml.rels"
    address = f"{make.OFFICE}/officeDocument/2006/relationships/{kind}"
    relation = f'<Relationship Id="rId9" Type="{address}" Target="../{target}"/></Relationships>'
    override = f'<Override PartName="/ppt/{target}" ContentType="{content_type}"/></Types>'
    types = make.member(whole, "[Content_Types].xml").replace("</Types>", override)
    return {
        sheet: make.member(whole, sheet).replace("</Relationships>", relation),
        "[Content_Types].xml": types,
    }


def test_words_of_a_slides_diagram_are_read() -> None:
    node = "<dgm:pt><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>"
    texts = "".join(node.format(text) for text in ("采集", "تدريب", ""))
    parts = related("diagramData", "diagrams/data1.xml", "application/xml")
    parts["ppt/diagrams/data1.xml"] = f"<dgm:dataModel {make.SPACES}>{texts}</dgm:dataModel>"
    read = pptx.extract(
        with_slide(FRAME.format('<dgm:relIds r:dm="rId9"/>'), **parts), "x", SETTINGS
    )
    assert read.pages == ("- 采集\n- تدريب",)


def test_a_chart_of_any_kind_is_a_table() -> None:
    chart = f"{make.OFFICE}/drawingml/2006/chart"
    points = "".join(
        f'<pt idx="{at}"><v>{text}</v></pt>' for at, text in enumerate(("一月", "مارس"))
    )
    part = (
        f'<chartSpace xmlns="{chart}"><chart><plotArea><bar3DChart><ser><tx><v>AUC</v></tx>'
        f'<cat>{points}</cat><val><pt idx="1"><v>0.30000000000000004</v></pt></val></ser>'
        "</bar3DChart></plotArea></chart></chartSpace>"
    )
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    parts = {**related("chart", "charts/chart1.xml", kind), "ppt/charts/chart1.xml": part}
    frame = FRAME.format(f'<c:chart xmlns:c="{chart}" r:id="rId9"/>')
    read = pptx.extract(with_slide(frame, **parts), "x", SETTINGS)
    assert read.pages == ("|  | AUC |\n| --- | --- |\n| 一月 |  |\n| مارس | 0.3 |",)
    assert read.health == ()


def test_a_footer_that_differs_on_every_slide_is_kept() -> None:
    def sp(kind: str, text: str) -> str:
        return SHAPE.format(f"<p:ph type='{kind}'/>", f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>")

    read = pptx.extract(with_slide(sp("ftr", "Source: 数据") + sp("sldNum", "12")), "x", SETTINGS)
    assert read.pages == ("Source: 数据",)


def test_a_broken_slide_costs_only_itself() -> None:
    def fill(presentation: Any) -> None:
        for number in range(4):
            slide_of(presentation, f"T{number}", "words")

    whole = deck(fill)
    odd = make.member(whole, "ppt/slides/slide3.xml").replace('id="2"', 'id="two"')
    odd = odd.replace('type="title"', 'type="nonsense"')
    broken = make.changed(
        whole,
        {
            "ppt/slides/slide1.xml": "<p:sld",
            "ppt/slides/slide2.xml": None,
            "ppt/slides/slide3.xml": odd,
        },
    )
    read = pptx.extract(broken, "x", SETTINGS)
    assert findings(read) == [(1, "damaged-slide"), (2, "missing-slide"), (3, "damaged-slide")]
    assert read.pages == ("", "", "T2\n\nwords", "## T3\n\nwords")


@pytest.mark.parametrize(
    "changes",
    [
        {"ppt/presentation.xml": None},
        {"ppt/presentation.xml": "<p:presentation"},
        {"[Content_Types].xml": None},
        {"[Content_Types].xml": "<Types/>"},
        {"[Content_Types].xml": "nonsense"},
        {"_rels/.rels": None},
        {"ppt/_rels/presentation.xml.rels": "<"},
    ],
)
def test_a_deck_without_its_backbone_is_damaged(changes: dict[str, str | None]) -> None:
    with pytest.raises(errors.DamagedFile) as caught:
        pptx.extract(with_slide("", **changes), "عرض.pptx", SETTINGS)
    assert "عرض.pptx" in caught.value.message


def test_a_slide_show_is_read_like_a_presentation() -> None:
    types = make.member(with_slide(""), "[Content_Types].xml").replace(
        "presentation.main+xml", "slideshow.main+xml"
    )
    shape = SHAPE.format("", "<a:p><a:r><a:t>演示</a:t></a:r></a:p>")
    read = pptx.extract(with_slide(shape, **{"[Content_Types].xml": types}), "x", SETTINGS)
    assert read.pages == ("演示",)


def test_more_slides_than_allowed_are_refused() -> None:
    def fill(presentation: Any) -> None:
        for _ in range(3):
            presentation.slides.add_slide(presentation.slide_layouts[6])

    with pytest.raises(errors.TooLarge, match="3 slides"):
        pptx.extract(deck(fill), "x", IngestSettings(max_pages=2))


# --- EPUB ----------------------------------------------------------------------------------


def read_epub(data: bytes) -> Extracted:
    return epub.extract(data, "x.epub", SETTINGS)


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    chapters = {
        "b.xhtml": make.xhtml("<h1>第二章</h1><p>漂移。</p>"),
        "notes.xhtml": make.xhtml("<p>Answers: 1 B</p>"),
        "a.xhtml": make.xhtml("<h1>الأوّل</h1><p>Key=&quot;role&quot; 🤖</p>"),
    }
    order = '<itemref idref="i1" linear="no"/><itemref idref="i2"/><itemref idref="i0"/>'
    read = read_epub(make.epub(chapters, spine=order, title="كتاب\n الآلة"))
    assert read.title == "كتاب الآلة"
    assert read.pages == ('# الأوّل\n\nKey="role" 🤖', "# 第二章\n\n漂移。", "Answers: 1 B")
    assert read.health == ()


def test_self_closing_tags_swallow_nothing_and_named_characters_are_known() -> None:
    page = make.xhtml(
        "<a id='x'/><p>before<br/>after<span/> caf&eacute;&nbsp;&lt;b&gt; &amp;&hellip;</p>"
        "<script src='x'/><p>end &copy;</p>"
    )
    assert read_epub(make.epub({"a.xhtml": page})).pages == ("before\nafter café <b> &…\n\nend ©",)


def test_a_page_that_is_no_xml_is_read_as_browsers_do() -> None:
    page = "<html><body><p>one<br>two & <b>three</p><p>نهاية"
    assert read_epub(make.epub({"a.xhtml": page})).pages == ("one\ntwo & three\n\nنهاية",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_page_is_read_in_the_encoding_that_it_names(encoding: str) -> None:
    text = "数据漂移是指输入数据的分布随时间变化。" * 3
    page = make.xhtml(f"<p>{text}</p>").replace("UTF-8", encoding.removesuffix("-sig"))
    assert read_epub(make.epub({"a.xhtml": page.encode(encoding)})).pages == (text,)


def test_names_are_found_though_percent_encoded_or_in_other_letters() -> None:
    whole = make.epub({"%D9%81%D8%B5%D9%84%201.xhtml": "", "Text/Two.xhtml#s": ""})
    kept = ("META-INF/container.xml", "OEBPS/content.opf")
    data = make.zipped(
        {name: make.member(whole, name) for name in kept}
        | {"OEBPS/فصل 1.xhtml": make.xhtml("<p>واحد</p>")}
        | {"OEBPS/text/two.xhtml": make.xhtml("<p>二</p>")}
    )
    assert read_epub(data).pages == ("واحد", "二")


def test_tables_of_contents_and_empty_covers_are_no_pages() -> None:
    chapters = {
        "cover.xhtml": make.xhtml("<img src='c.jpg' alt='cover'/>"),
        "toc.xhtml": make.xhtml("<p>1 <a href='a.xhtml'>Chapter</a></p>"),
        "plate.xhtml": make.xhtml("<img src='p.png'/>"),
        "a.xhtml": make.xhtml("<p>text</p>"),
    }
    manifest = '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    spine = '<itemref idref="n"/>' + "".join(f'<itemref idref="i{at}"/>' for at in range(4))
    data = make.epub(
        chapters, manifest=manifest, spine=spine,
        guide='<reference type="toc" href="toc.xhtml#x"/>',
        extra={"OEBPS/nav.xhtml": make.xhtml("<nav><a href='a.xhtml'>Chapter</a></nav>")},
    )  # fmt: skip
    read = read_epub(data)
    assert read.pages == ("", "text")
    assert findings(read) == [(1, "no-text")]


def test_missing_and_damaged_parts_are_named_and_the_rest_is_read() -> None:
    whole = make.epub({"a.xhtml": make.xhtml("<p>数据</p>"), "b.xhtml": "", "c.xhtml": "<p>c</p>"})
    broken = make.changed(whole, {"OEBPS/b.xhtml": None, "OEBPS/c.xhtml": b"<p>\x00\x81\xfe\x00"})
    read = read_epub(broken)
    assert read.pages == ("数据", "", "")
    assert findings(read) == [(2, "missing-part"), (3, "damaged-part")]
    assert "OEBPS/b.xhtml" in read.health[0].hint


def test_a_picture_page_is_replaced_by_the_text_that_may_stand_for_it() -> None:
    manifest = '<item id="s" href="s.svg" media-type="image/svg+xml" fallback="i0"/>'
    data = make.epub(
        {"a.xhtml": make.xhtml("<p>same in words</p>")},
        manifest=manifest, spine='<itemref idref="s"/>',
    )  # fmt: skip
    assert read_epub(data).pages == ("same in words",)


def test_a_book_locked_by_its_seller_is_refused_but_not_one_with_locked_fonts() -> None:
    chapters = {"a.xhtml": make.xhtml("<p>text</p>")}
    lock = make.encryption("OEBPS/a.xhtml", "http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(errors.EncryptedFile) as caught:
        read_epub(make.epub(chapters, extra={"META-INF/encryption.xml": lock}))
    assert "DRM" in caught.value.message
    for uri, method in (
        ("OEBPS/a.xhtml", "http://www.idpf.org/2008/embedding"),
        ("OEBPS/font.otf", "http://www.w3.org/2001/04/xmlenc#aes128-cbc"),
    ):
        extra = {"META-INF/encryption.xml": make.encryption(uri, method)}
        assert read_epub(make.epub(chapters, extra=extra)).pages == ("text",)


def test_a_book_that_calls_all_of_itself_its_contents_is_read() -> None:
    guide = '<reference type="toc" href="a.xhtml"/>'
    assert read_epub(make.epub({"a.xhtml": make.xhtml("<p>正文</p>")}, guide=guide)).pages == (
        "正文",
    )


def test_a_reading_order_that_leads_out_of_the_book_is_refused() -> None:
    for href in ("../../etc/passwd", "..%2F..%2Fetc/passwd", "/etc/passwd"):
        data = make.epub({}, manifest=f'<item id="i" href="{href}" media-type="text/html"/>',
                         spine='<itemref idref="i"/>')  # fmt: skip
        with pytest.raises(errors.UnsafeFile, match="outside it"):
            read_epub(data)
    picture = '<item id="p" href="../../x.png" media-type="image/png"/>'
    whole = make.epub({"a.xhtml": make.xhtml("<p>x</p>")}, manifest=picture)
    assert read_epub(whole).pages == ("x",)


@pytest.mark.parametrize(
    "changes",
    [
        {"OEBPS/content.opf": None},
        {"OEBPS/content.opf": "<package"},
        {"OEBPS/content.opf": "<package/>"},
        {"META-INF/container.xml": "<container", "OEBPS/content.opf": None},
    ],
)
def test_a_book_without_its_backbone_is_damaged(changes: dict[str, str | None]) -> None:
    whole = make.epub({"a.xhtml": make.xhtml("<p>x</p>")})
    with pytest.raises(errors.DamagedFile) as caught:
        epub.extract(make.changed(whole, changes), "书.epub", SETTINGS)
    assert "书.epub" in caught.value.message


def test_more_parts_than_allowed_are_refused() -> None:
    with pytest.raises(errors.TooLarge, match="3 parts"):
        epub.extract(
            make.epub({f"{at}.xhtml": "x" for at in range(3)}), "x", IngestSettings(max_pages=2)
        )
