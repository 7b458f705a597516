"""Reading: what is there comes out, and what is broken is named with its remedy."""

import io
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from ingest import errors
from ingest.documents import Document
from ingest.files import load
from ingest.kinds import READERS, reader_version
from ingest.read import read
from ingest.readers import Extracted
from ingest.settings import IngestSettings
from tests.builders import CORPUS, blank_pdf, encrypted

PDF = CORPUS / "ar" / "bias-and-explainability.pdf"
SETTINGS = IngestSettings(ocr="off")


def read_file(path: Path) -> Document:
    return read(path, load(path, SETTINGS), SETTINGS)


def read_pages(
    monkeypatch: pytest.MonkeyPatch, *pages: str, name: str = "x.pdf", title: str | None = None
) -> Document:
    """The document of pages that some reader found."""
    found = Extracted(title=title, pages=pages)
    monkeypatch.setattr("ingest.read.reader_for", lambda path: lambda data, name, settings: found)
    return read(Path("/x", name), b"any", SETTINGS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["مرحبا بالعالم", "机器学习", "naïve café"])
def test_marked_and_utf8_text_is_read_exactly(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode(encoding))
    assert read_file(path).text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "机器学习工程师负责准备数据、训练模型并监控部署。数据漂移是指输入分布的变化。"),
        (
            "cp1256",
            "انجراف البيانات هو تغير توزيع المدخلات مع الزمن، وتراقبه خدمة المراقبة كل ساعة.",
        ),
        ("cp1251", "Дрейф данных означает изменение распределения входных признаков модели."),
    ],
)
def test_older_encodings_are_recognised(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes((text * 3).encode(encoding))
    assert read_file(path).text == text * 3


def test_pdf_pages_are_slices_of_the_text() -> None:
    doc = read_file(PDF)
    assert len(doc.pages) == 2
    assert doc.page_at(doc.pages[1].start) == 2
    assert doc.page_at(doc.pages[1].start - 1) == 1
    assert "SHAP" in doc.text
    assert "وقابلية التفسير" in doc.text


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("x.txt", b"", errors.EmptyFile),
        ("x.md", b" \n\t ", errors.EmptyFile),
        ("x.txt", b"\x7fELF\x00\x01\x02", errors.DamagedFile),
        ("x.txt", b"\xff\xfea", errors.DamagedFile),
        ("x.pdf", PDF.read_bytes()[: PDF.stat().st_size // 2], errors.DamagedFile),
        ("x.pdf", b"%PDF-1.7\ngarbage\n%%EOF\n", errors.DamagedFile),
        ("x.pdf", encrypted(PDF.read_bytes(), "secret"), errors.EncryptedFile),
        ("x.pdf", blank_pdf(2), errors.NoText),
        ("x.exe", b"MZ", errors.UnsupportedFile),
    ],
)
def test_a_broken_file_is_named_with_its_remedy(
    tmp_path: Path, name: str, data: bytes, fault: type[errors.HikmaError]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(fault) as caught:
        read_file(path)
    assert caught.value.hint
    assert name in caught.value.message


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "really", "remedy"),
    [
        ("x.pdf", b"\xef\xbb\xbf\n<!DOCTYPE html><title>Log in</title>", "a web page", "login"),
        ("x.pdf", b"PK\x03\x04" + bytes(80), "a ZIP archive", ".docx"),
        ("x.pdf", b"\x89PNG\r\n\x1a\n" + bytes(80), "a picture", "PDF"),
        ("x.pdf", b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture", "PDF"),
        ("x.docx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF", ".pdf"),
        ("x.docx", b"<html><body>404</body></html>", "a web page", "again"),
        ("x.docx", OLE, "an older Office file", "DOCX"),
        ("x.pptx", b"{\\rtf1\\ansi}", "an RTF file", "DOCX"),
        ("x.epub", b"Rar!\x1a\x07\x01\0", "a packed file", "Unpack"),
        ("x.md", b"\x1f\x8b\x08\0text", "a packed file", "Unpack"),
        ("x.txt", b"%PDF-1.4\n", "a PDF", ".pdf"),
        ("x.html", b"PK\x03\x04" + bytes(80), "a ZIP archive", "unpack"),
        ("x.csv", OLE, "an older Office file", "CSV"),
        ("x.txt", b"MZ\x90\0\x03\0", "a program", "comes from"),
        ("x.csv", b"SQLite format 3\0" + bytes(80), "a database", "CSV"),
        ("x.ipynb", b"RIFF\x10\0\0\0WEBPVP8 ", "a picture", "PDF"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_named_for_what_it_is(
    tmp_path: Path, name: str, data: bytes, really: str, remedy: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(errors.DamagedFile) as caught:
        read_file(path)
    assert caught.value.message.startswith(f"{name} is really {really}")
    assert remedy in caught.value.hint


def test_an_office_file_with_a_password_is_not_called_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(80))
    with pytest.raises(errors.EncryptedFile, match=r"x\.docx is locked"):
        read_file(path)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html> is how every page begins.",
        "A file that begins with %PDF- is a PDF.",
        "MZ are the initials of Mark Zbikowski.",
        "GIF is a format of pictures.",
        "PK means primary key.",
        "BZhang ranked BM25; GIF8 is none; RIFF holds WEBP; II and MM are orders of bytes.",
    ],
)
def test_a_text_about_formats_is_a_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text)
    assert read_file(path).text == text


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("x.doc", "DOCX"), ("X.PPT", "PPTX"), ("x.xlsx", "CSV"), ("x.key", "PDF"),
        ("x.mobi", "EPUB"), ("x.zip", "Unpack"), ("x.png", "PDF"), ("x", ".epub"), ("x.exe", ".md"),
    ],
)  # fmt: skip
def test_a_kind_that_is_not_read_says_what_to_make_of_it(
    tmp_path: Path, name: str, remedy: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"any")
    with pytest.raises(errors.UnsupportedFile, match=name) as caught:
        read_file(path)
    assert remedy in caught.value.hint


def test_bytes_in_no_known_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(bytes(range(128, 256)) * 40)
    with pytest.raises(errors.ReadError) as caught:
        read_file(path)
    assert "UTF-8" in caught.value.hint


def test_a_pdf_locked_without_a_password_is_read(tmp_path: Path) -> None:
    path = tmp_path / "open.pdf"
    path.write_bytes(encrypted(PDF.read_bytes(), ""))
    assert "SHAP" in read_file(path).text


def test_pages_without_text_are_reported_beside_those_with(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PDF.read_bytes()))
    writer.add_blank_page(200, 200)
    path = tmp_path / "x.pdf"
    writer.write(path)
    doc = read_file(path)
    assert (3, "no-text") in [(found.page, found.finding) for found in doc.health]


def test_where_no_page_has_text_the_hint_is_what_the_reader_advised(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(blank_pdf(2))
    with pytest.raises(errors.NoText, match="any of its 2 pages") as caught:
        read_file(path)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Spot training can", "save up to 90%."),
        ("مُراقبة الانجراف في", "SageMaker تعمل كل ساعة."),
        ("数据漂移是指输入数据的", "分布发生了变化。"),
        ("- an item that is cut", "off in the middle"),
        ("It costs $0.5", "an hour."),
        ("and so on, (see", "below)."),
        ("ประโยคภาษาไทยไม่มีจุด", "จบประโยค"),
    ],
)
def test_a_sentence_goes_on_over_the_end_of_its_page(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    assert read_pages(monkeypatch, before, after).text == f"{before}\n{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It ends here.", "A new one."),
        ("انتهت الجملة؟", "جملة أخرى"),
        ("这里结束。”）", "新的一句"),
        ("यहाँ समाप्त।", "नया"),
        ("እዚህ ያበቃል።", "አዲስ"),
        ("Really?!…", "yes"),
        ("It is cut", "# A heading"),
        ("It is cut", "- an item"),
        ("It is cut", "٣. بند"),
        ("It is cut", "| a | b |"),
        ("It is cut", "```\ncode"),
        ("| a | b |", "and then"),
        ("# A heading", "and then"),
        ("", "after an empty page"),
    ],
)
def test_what_is_over_ends_with_its_page(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    assert read_pages(monkeypatch, before, after).text == f"{before}\n\n{after}"


def test_chapters_and_slides_never_run_into_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    text = read_pages(monkeypatch, "A slide without a full stop", "another", name="x.pptx").text
    assert text == "A slide without a full stop\n\nanother"


def test_pages_are_where_they_say_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = ("one\n\n", "", "two goes", "\n  on.", "三。", "# four", " ")
    doc = read_pages(monkeypatch, *pages)
    assert [doc.text[page.start : page.end] for page in doc.pages] == [
        "one", "", "two goes", "  on.", "三。", "# four", "",
    ]  # fmt: skip
    assert [page.number for page in doc.pages] == list(range(1, 8))
    assert all(first.end <= second.start for first, second in pairwise(doc.pages))
    for page in doc.pages:
        if page.start < page.end:
            assert doc.page_at(page.start) == doc.page_at(page.end - 1) == page.number


def test_a_text_of_one_page_is_kept_to_the_last_newline(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"\n\n# T\r\n\r\none\rtwo  \n\n")
    assert read_file(path).text == "\n\n# T\n\none\ntwo  \n\n"


def test_what_no_store_can_hold_is_taken_out_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = read_pages(
        monkeypatch, "clean\tAé中م😀\n", "N\0UL \ud83d half \x1b[31mred\x9b\x7f", "a\fb"
    )
    assert doc.text == "clean\tAé中م😀\nNUL \ufffd half [31mred\na\nb"
    assert [(found.page, found.finding) for found in doc.health] == [(2, "control-characters")]
    assert doc.health[0].done.startswith("5 ")
    assert Document.model_validate_json(doc.model_dump_json()) == doc


def test_pages_of_nothing_but_control_characters_hold_no_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(errors.NoText):
        read_pages(monkeypatch, "\0\0\0", "\x1b")


@pytest.mark.parametrize(
    ("found", "title"),
    [
        ("A title", "A title"),
        ("  two\r\nlines\t and \x00more\x1b[0m ", "two lines and more [0m"),
        ("\u202eesrever \u2066ملف\u2069", "esrever ملف"),
        (None, "the name"),
        ("", "the name"),
        (" \0 ", "the name"),
        ("---", "the name"),
        ("字" * 300, "字" * 199 + "…"),
    ],
)
def test_a_title_is_one_line_that_can_be_shown(
    monkeypatch: pytest.MonkeyPatch, found: str | None, title: str
) -> None:
    assert read_pages(monkeypatch, "text", name="the name.pdf", title=found).title == title


def test_a_document_says_what_read_it(tmp_path: Path) -> None:
    path = tmp_path / "x.TXT"
    path.write_text("text")
    assert read_file(path).reader == reader_version(".txt", recognises=False)
    assert read_file(PDF).reader.startswith(f"pdf-1 pypdf {pypdf.__version__} pypdfium2 ")


def test_every_kind_has_a_reader_that_can_be_imported_and_named() -> None:
    for suffix, name in READERS.items():
        assert suffix == suffix.lower()
        assert reader_version(suffix, recognises=False).startswith(f"{name}-")
        __import__(f"ingest.readers.{name}")
