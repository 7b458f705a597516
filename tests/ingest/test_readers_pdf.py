"""PDF: each fault of a producer is read as a person sees the page, or named page by page."""

import io
import threading
import zlib
from pathlib import Path

import pytest

from ingest import errors
from ingest.documents import Finding
from ingest.extract import Extractors
from ingest.readers import Extracted, pdf
from ingest.settings import IngestSettings
from tests.builders import CORPUS, blank_pdf
from tests.ingest import pdf_files as made
from tests.ingest.pdf_files import Run, as_seen, from_right, lines, shaped

DATA = Path(__file__).parent / "data"
NO_OCR = IngestSettings(ocr="off")
ARABIC = [
    "انحراف البيانات هو تغير توزيع المدخلات مع الزمن،",
    "وتراقبه خدمة SageMaker Model Monitor كل 60 دقيقة (انظر الجدول 4)،",
    "وفي الإصدار 1.2.3 من AWS CLI زادت النسبة إلى 12.5% من الحالات.",
    "قال المؤلف: «إلى الأمام»، ثم أضاف ١٢٣ مثالا في 2024-05-17.",
]
ENGLISH = [
    "Training is stopped when the validation loss does",
    "not improve for a number of rounds that was set",
    "before. It saves time, and it regularises, as the",
    "model cannot go on fitting noise of the training",
    "set. The best weights are kept and then restored.",
    "A second rule bounds the time of the whole search",
    "so that a slow trial gives its place to the next.",
]
FRENCH = [
    "Les donnees derivent lorsque les entrees changent",
    "avec le temps; on compare leur distribution avec ",
    "celle de la base, une fois par heure, et l'on est",
    "averti des que l'ecart passe le seuil choisi. Les",
    "causes sont nombreuses: une saison, une panne, ou",
    "un nouveau public. Il faut alors refaire le jeu d",
    "entrainement et publier de nouveau le modele fixe",
]


def read(data: bytes, settings: IngestSettings = NO_OCR) -> Extracted:
    return pdf.extract(data, "x.pdf", settings)


def names(findings: tuple[Finding, ...]) -> set[tuple[int, str]]:
    return {(finding.page, finding.finding) for finding in findings}


def done(extracted: Extracted) -> dict[str, str]:
    return {finding.finding: finding.done for finding in extracted.health}


def stacked(texts: list[str], make: object = as_seen) -> list[Run]:
    return [
        from_right(540, 740 - 16 * place, make(line))  # type: ignore[operator]
        for place, line in enumerate(texts)
    ]


def pypdf_alone(data: bytes) -> str:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("make", [as_seen, shaped])
def test_arabic_is_read_in_order_with_its_numbers_and_latin_words(make: object) -> None:
    data = made.pdf([stacked(ARABIC, make)])
    assert "كل 60 دقيقة" not in pypdf_alone(data)
    extracted = read(data)
    assert extracted.pages == ("\n".join(ARABIC),)
    assert done(extracted)["digits"] == "read by the places of its letters (PDFium)"


def test_letters_by_shape_become_letters_even_where_nothing_else_is_wrong() -> None:
    data = made.pdf([stacked(["جودة البيانات أساس كل نموذج", "ولا يغني عنها حجم"], shaped)])
    extracted = read(data)
    assert extracted.pages[0] == "جودة البيانات أساس كل نموذج\nولا يغني عنها حجم"
    assert done(extracted)["presentation-forms"]


def test_lam_alef_drawn_as_one_glyph_keeps_its_order() -> None:
    glyphs = ["ق", "لا", "خ", "أ", " ", "ة", "ل", "أ", "س", "م"]
    line = ["ة", "د", "و", "ج", " ", *glyphs]
    data = made.pdf([[from_right(540, 740 - 16 * n, line) for n in range(3)]])
    assert "أخلاق" in read(data).pages[0]


def test_one_glyph_an_operator_is_at_least_reported() -> None:
    # PDFium loses such letters, pypdf puts them backwards: what is kept says so.
    runs = [run._replace(apart=True) for run in stacked(ARABIC * 5)]
    extracted = read(made.pdf([runs]))
    assert "reversed" in done(extracted)
    assert "SageMaker Model Monitor كل 60" in extracted.pages[0]


@pytest.mark.parametrize(
    ("encoding", "charset", "ordering", "text"),
    [
        ("GBKp-EUC-H", "gbk", "GB1", "数据漂移是指输入分布的变化。\n机器学习工程师负责准备数据"),
        ("HKscs-B5-H", "big5hkscs", "CNS1", "資料漂移是指輸入分佈的變化。\n機器學習工程師負責"),
        ("90msp-RKSJ-H", "cp932", "Japan1", "データドリフトとは入力分布の変化である。\n機械学習"),
        ("KSCms-UHC-H", "cp949", "Korea1", "데이터 드리프트는 입력 분포의 변화이다."),
    ],
)
def test_encodings_that_pypdf_does_not_know_are_read_with_pdfium(
    encoding: str, charset: str, ordering: str, text: str
) -> None:
    data = made.legacy_chinese(text, encoding, charset, ordering)
    assert text.split("\n")[0] not in pypdf_alone(data)
    extracted = read(data)
    assert extracted.pages == (text,)
    assert done(extracted) == {"garbled": "read with PDFium"}


def test_spaces_between_chinese_characters_go_and_those_beside_latin_stay() -> None:
    spaced = "数 据 漂 移 由 Model Monitor 检 查 ， 每 小 时 一 次 ， 结 果 写 入 报 告 。"
    extracted = read(made.pdf([lines([spaced])]))
    assert extracted.pages == ("数据漂移由 Model Monitor 检查，每小时一次，结果写入报告。",)
    assert done(extracted)["spaced"] == "spaces removed"


def two_columns(left: list[str], right: list[str], *, across: bool) -> bytes:
    """Two columns; written line by line across both, or one after the other."""
    pairs = list(zip(lines(left, x=50), lines(right, x=330)))
    runs = [run for pair in pairs for run in pair] if across else [*next(zip(*pairs))]
    if not across:
        runs += [pair[1] for pair in pairs]
    head = Run(50, 770, list("Early stopping and drift: a title that goes across both columns"))
    return made.pdf([[head, *runs]])


def test_columns_that_were_written_across_are_read_one_by_one() -> None:
    extracted = read(two_columns(ENGLISH, FRENCH, across=True))
    text = extracted.pages[0]
    assert text.startswith("Early stopping and drift")
    assert "\n".join(ENGLISH) in text
    assert text.index(ENGLISH[-1]) < text.index(FRENCH[0])
    assert done(extracted)["columns"]


def test_columns_in_their_order_are_left_as_they_are() -> None:
    extracted = read(two_columns(ENGLISH, FRENCH, across=False))
    assert extracted.health == ()
    assert extracted.pages[0].index(ENGLISH[-1]) < extracted.pages[0].index(FRENCH[0])


def test_arabic_columns_are_read_from_the_right() -> None:
    sides = []
    for right, word in ((280.0, "يسار"), (560.0, "يمين")):
        counts = ["الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع"]
        rows = [f"{word} سطر من نص عربي طويل في العمود وهو السطر {count}" for count in counts]
        sides.append([from_right(right, 740 - 16 * n, as_seen(row)) for n, row in enumerate(rows)])
    extracted = read(made.pdf([[run for pair in zip(*sides) for run in pair]]))
    words = extracted.pages[0].split()
    assert [word for word in words if word in ("يمين", "يسار")] == ["يمين"] * 7 + ["يسار"] * 7


TABLES = [
    [["Metric", "Formula"], *([[f"metric {n}", f"TP / (TP + F{n})"] for n in range(12)])],
    [["Service", "What it is"], *([[f"S3-{n}", "object storage of any size"] for n in range(12)])],
    [["术语", "解释"], *([[f"漂移{n}", "输入分布随时间而变化"] for n in range(12)])],
    [["2024", "12.5"], *([[f"{n}00", f"{n}.5"] for n in range(12)])],
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_not_taken_for_columns(table: list[list[str]]) -> None:
    runs = [
        Run(x, 740 - 16 * row, list(cell))
        for row, cells in enumerate(table)
        for x, cell in zip((60, 330), cells)
    ]
    extracted = read(made.pdf([runs]))
    assert extracted.health == ()
    squashed = "".join(extracted.pages[0].split())
    assert squashed == "".join("".join(cells) for cells in table).replace(" ", "")


def test_paragraphs_are_parted_by_blank_lines() -> None:
    first, second = lines(ENGLISH, top=740), lines(FRENCH, top=600)
    assert read(made.pdf([[*first, *second]])).pages[0].count("\n\n") == 1


def test_an_outline_marks_the_lines_that_say_the_same_and_invents_none() -> None:
    texts = ["Data Drift", *ENGLISH, "قياس الأداء", *FRENCH]
    runs = [
        from_right(540, 740 - 16 * place, as_seen(text)) if "ق" in text else run
        for place, (text, run) in enumerate(zip(texts, lines(texts, pitch=16)))
    ]
    outline = [("DATA  DRIFT", 0), ("قياس الأداء", 0), ("Not on the page", 0)]
    text = read(made.pdf([runs], outline=outline)).pages[0]
    assert text.startswith("## Data Drift\n\nTraining")
    assert "\n\n## قياس الأداء\n\n" in text
    assert "Not on" not in text


@pytest.mark.parametrize(
    ("stored", "title"),
    [
        ("Managed spot training", "Managed spot training"),
        ("数据漂移", "数据漂移"),
        ("Microsoft Word - draft3.doc", "Early stopping"),
        ("untitled", "Early stopping"),
        ("thesis_final.docx", "Early stopping"),
        ("", "Early stopping"),
        ("PowerPoint 演示文稿", "Early stopping"),
        ("\ufffd\ufffd\ufffd\ufffd", "Early stopping"),
    ],
)
def test_the_title_is_the_stored_one_only_if_it_is_one(stored: str, title: str) -> None:
    data = made.pdf([lines(["Early stopping", *ENGLISH])], title=stored)
    assert read(data).title == title


def test_headers_and_footers_go_and_are_reported() -> None:
    words = [line.split() for line in ENGLISH]
    pages = [
        lines(["Study guide 2026", *(" ".join(w[n:] + w[:n]) for w in words), f"Page {n + 1}"])
        for n in range(5)
    ]
    extracted = read(made.pdf(pages))
    assert "Study guide" in extracted.pages[0]
    assert all("Study guide" not in page and "Page" not in page for page in extracted.pages[1:])
    assert [f.done for f in extracted.health if f.page == 3] == [
        "left out: Study guide 2026 | Page 3"
    ]


def test_pages_without_text_stay_in_their_place() -> None:
    extracted = read(blank_pdf(2))
    assert extracted.pages == ("", "")
    assert names(extracted.health) == {(1, "no-text"), (2, "no-text")}


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*.pdf")), ids=lambda path: path.stem)
def test_the_corpus_is_read_without_a_fault(path: Path) -> None:
    extracted = pdf.extract(path.read_bytes(), path.name, NO_OCR)
    assert {f.finding for f in extracted.health} <= {"header-footer", "no-text"}
    before = sorted(c for c in pypdf_alone(path.read_bytes()) if c.isalnum())
    left_out = "".join(f.done[9:] for f in extracted.health if f.finding == "header-footer")
    after = sorted(c for c in "".join(extracted.pages) + left_out if c.isalnum())
    assert after == before


# Files that are not what they should be.


def raw(*bodies: bytes) -> bytes:
    objects = made._Objects()
    for body in bodies:
        objects.add(body)
    return objects.written(1, None)


def stream(data: bytes, more: bytes = b"/Filter/FlateDecode") -> bytes:
    packed = zlib.compress(data) if more.startswith(b"/Filter/FlateDecode") else data
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(packed), more, packed)


FONT = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
TREE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>"
HELLO = stream(b"BT /F1 12 Tf 50 700 Td (Hello world) Tj ET")
FORM = b"/Filter/FlateDecode/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<<%s>>>>"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"\n\n  <HTML><head>",
        b"PK\x03\x04 rest of a docx",
        b"MZ\x90",
        b"%PDF-1.7\ngarbage\n%%EOF\n",
    ],
)
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(errors.DamagedFile) as caught:
        read(data)
    assert caught.value.hint
    assert ("really HTML" in caught.value.message) == (b"html" in data.lower())


def test_too_many_pages_are_refused() -> None:
    data = made.pdf([lines([f"p{n}"]) for n in range(4)])
    with pytest.raises(errors.TooLarge, match="4 pages; the limit is 3"):
        read(data, IngestSettings(max_pages=3))
    kids = b"<</Type/Pages/Count 1/Kids[%s]>>" % (b"3 0 R " * 9)
    with pytest.raises(errors.TooLarge):
        read(raw(ROOT, kids, PAGE % FONT, HELLO), IngestSettings(max_pages=3))


def test_a_page_that_unpacks_without_end_is_refused() -> None:
    twice = zlib.compress(zlib.compress(b" " * 100_000_000, 9), 9)
    bomb = stream(twice, b"/Filter[/FlateDecode/FlateDecode]")
    with pytest.raises(errors.UnsafeFile):
        read(raw(ROOT, TREE, PAGE % FONT, bomb))


def test_a_page_tree_without_end_is_refused_or_cut() -> None:
    tree = b"<</Type/Pages/Count 1/Kids[2 0 R]>>"
    assert all(not page for page in read(raw(ROOT, tree)).pages)
    deep = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 3) for n in range(2000)]
    with pytest.raises(errors.ReadError):
        read(raw(ROOT, *deep, b"<</Type/Page/MediaBox[0 0 9 9]>>"))


def test_deep_nesting_is_a_damaged_page_not_a_crash() -> None:
    nested = stream(b"[" * 100_000 + b"]" * 100_000 + b" TJ")
    data = raw(ROOT, TREE, PAGE % FONT, nested)
    assert names(read(data).health) == {(1, "damaged")}


def test_a_form_that_draws_itself_never_reaches_pdfium() -> None:
    # PDFium would fill all memory with it.
    page = PAGE % (FONT + b"/XObject<</X 5 0 R>>")
    content = stream(b"BT /F1 12 Tf (Hello) Tj ET /X Do")
    data = raw(ROOT, TREE, page, content, stream(b"/X Do /X Do", FORM % b"/X 5 0 R"))
    assert read(data).pages == ("Hello",)


def test_an_outline_in_a_circle_ends() -> None:
    root = b"<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>"
    item = b"<</Title(Hello world)/Parent 5 0 R/Next 6 0 R/First 6 0 R/Dest[3 0 R/Fit]>>"
    data = raw(root, TREE, PAGE % FONT, HELLO, b"<</First 6 0 R/Last 6 0 R>>", item)
    assert read(data).pages == ("## Hello world",)


def test_a_page_that_takes_too_long_is_left_out_and_reported(tmp_path: Path) -> None:
    slow = stream(b"BT /F1 12 Tf " + b"(a) Tj " * 1_300_000 + b" ET")
    two = b"<</Type/Pages/Count 2/Kids[3 0 R 5 0 R]>>"
    after = (PAGE % FONT).replace(b"4 0 R", b"6 0 R")
    data = raw(ROOT, two, PAGE % FONT, slow, after, HELLO)
    (tmp_path / "x.pdf").write_bytes(data)
    # In a process of its own, as always: pytest's is no place for alarms.
    with Extractors(IngestSettings(ocr="off", page_seconds=0.3)) as extractors:
        document = extractors.read(tmp_path / "x.pdf")
    assert document.text.strip() == "Hello world"
    assert names(document.health) == {(1, "too-slow")}


def test_outside_the_main_thread_pages_are_read_without_a_limit() -> None:
    pages: list[str] = []
    data = made.pdf([lines(["Hello"])])
    thread = threading.Thread(target=lambda: pages.extend(read(data).pages))
    thread.start()
    thread.join()
    assert pages == ["Hello"]


def test_a_file_without_its_last_bytes_is_read_only_if_every_page_is_there() -> None:
    whole = made.pdf([lines([f"Page {word} speaks of drift."]) for word in "abcd"])
    cut = whole[: whole.rindex(b"xref\n") - 3]
    extracted = read(cut)
    assert [page[:6] for page in extracted.pages] == ["Page a", "Page b", "Page c", "Page d"]
    assert done(extracted) == {"cut-short": "all 4 pages read with PDFium"}
    for share in (0.3, 0.6, 0.9):
        with pytest.raises(errors.DamagedFile, match="cut short"):
            read(whole[: int(len(whole) * share)])


def test_a_broken_index_of_objects_is_mended() -> None:
    whole = made.pdf([lines(["Hello world"])])
    assert read(whole.replace(b"startxref\n", b"startxref\n9")).pages == ("Hello world",)


def test_locked_files_are_named_and_files_open_to_all_are_read() -> None:
    data = made.pdf([lines(["Hello world"])])
    assert read(made.encrypted(data, "")).pages == ("Hello world",)
    for locked in (made.encrypted(data, "secret"), (DATA / "aes-locked.pdf").read_bytes()):
        with pytest.raises(errors.EncryptedFile, match="password"):
            read(locked)


def test_aes_is_opened_by_pdfium_where_pypdf_lacks_its_package() -> None:
    extracted = read((DATA / "aes-open.pdf").read_bytes())
    assert len(extracted.pages) == 4
    assert "speaks of early stopping" in extracted.pages[2]
    assert "damaged" not in done(extracted)
