"""Reading: what is there comes out, and what is broken is named with its remedy."""

from pathlib import Path

import pytest

from ingest import errors
from ingest.read import load, read
from ingest.settings import IngestSettings
from tests.builders import CORPUS, blank_pdf, encrypted

PDF = CORPUS / "ar" / "bias-and-explainability.pdf"
LIMIT = 10_000_000


def read_file(path: Path) -> str:
    return read(path, load(path, max_bytes=LIMIT), IngestSettings()).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["مرحبا بالعالم", "机器学习", "naïve café"])
def test_marked_and_utf8_text_is_read_exactly(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode(encoding))
    assert read_file(path) == text


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
    assert read_file(path) == text * 3


def test_line_ends_become_newlines(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"# T\r\n\r\none\rtwo")
    assert read_file(path) == "# T\n\none\ntwo"


def test_pdf_pages_are_slices_of_the_text() -> None:
    doc = read(PDF, load(PDF, max_bytes=LIMIT), IngestSettings())
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
        ("x.pdf", b"<html>no pdf</html>", errors.DamagedFile),
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


def test_bytes_in_no_known_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(bytes(range(128, 256)) * 40)
    with pytest.raises(errors.ReadError) as caught:
        read_file(path)
    assert "UTF-8" in caught.value.hint


def test_a_pdf_locked_without_a_password_is_read(tmp_path: Path) -> None:
    path = tmp_path / "open.pdf"
    path.write_bytes(encrypted(PDF.read_bytes(), ""))
    assert "SHAP" in read_file(path)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("x" * 100)
    with pytest.raises(errors.UnsupportedFile, match="limit"):
        load(path, max_bytes=50)


def test_pages_without_text_are_reported_beside_those_with(tmp_path: Path) -> None:
    import io

    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PDF.read_bytes()))
    writer.add_blank_page(200, 200)
    path = tmp_path / "x.pdf"
    writer.write(path)
    doc = read(path, load(path, max_bytes=LIMIT), IngestSettings())
    assert [(f.page, f.finding) for f in doc.health] == [(3, "no-text")]
