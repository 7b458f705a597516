"""Recognition: used where a page has no text, bounded, and missed politely where not installed."""

import shutil
import sys
from pathlib import Path

import pytest

from ingest import kinds
from ingest.documents import Finding
from ingest.read import reader_version
from ingest.readers import ocr, pdf
from ingest.settings import IngestSettings
from tests.ingest import pdf_files as made
from tests.ingest.pdf_files import lines

PICTURE = b"P5 2 2 255\n\x00\xff\x00\xff"
WORDS = [("数据", 1), ("漂移", 1), ("Data", 1), ("drift,", 1), ("الانحراف", 2), ("100%", 2)]
posix = pytest.mark.skipif(sys.platform == "win32", reason="the fake engine is a shell script")


def table(words: list[tuple[str, int]], sure: float) -> str:
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tl\tt\tw\th\tconf\ttext"]
    rows.append("1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t")
    rows += [f"5\t1\t{block}\t1\t1\t1\t0\t0\t9\t9\t{sure}\t{word}" for word, block in words]
    return "\n".join(rows) + "\n"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a false tesseract, the only program on PATH; it writes down its arguments."""
    (tmp_path / "said").write_text(table(WORDS, 90), encoding="utf-8")
    script = tmp_path / "tesseract"
    script.write_text(
        "#!/bin/sh\n"
        f"cd '{tmp_path}'\n"
        'case "$1" in\n'
        "--version) echo 'tesseract 9.8.7'; exit;;\n"
        "--list-langs) printf 'List of languages (4):\\nara\\nchi_sim\\neng\\nosd\\n'; exit;;\n"
        "esac\n"
        'echo "$@" >> asked\n'
        "[ -e slow ] && exec /bin/sleep 30\n"
        "[ -e broken ] && exit 1\n"
        "/bin/cat said\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.fixture
def no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def scanned() -> bytes:
    return made.scan(b"\x80" * 100, 10, 10)


def recognise(seconds: float = 10, languages: tuple[str, ...] = ocr.DEFAULT) -> str | None:
    found = ocr.recognise(PICTURE, dots_per_inch=250, languages=languages, seconds=seconds)
    return found and found.text


@posix
def test_the_engine_is_named_with_its_version_and_languages(engine: Path) -> None:
    assert ocr.engine() == "tesseract 9.8.7 (ara, chi_sim, eng)"


def test_without_an_engine_there_is_none_and_the_hint_says_how_to_get_one(
    no_engine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ocr.engine() is None
    assert recognise() is None
    for platform, command in (("linux", "apt-get install tesseract-ocr"), ("darwin", "brew")):
        with monkeypatch.context() as there:
            there.setattr(sys, "platform", platform)
            assert command in ocr.install_hint()
    extracted = pdf.extract(scanned(), "scan.pdf", IngestSettings())
    assert extracted.pages == ("",)
    assert [finding.finding for finding in extracted.health] == ["no-text"]
    assert "install" in extracted.health[0].hint


@posix
def test_words_become_lines_and_paragraphs_without_spaces_in_chinese(engine: Path) -> None:
    assert recognise() == "数据漂移 Data drift,\n\nالانحراف 100%"


@posix
def test_noise_that_the_engine_is_not_sure_of_is_no_text(engine: Path) -> None:
    (engine / "said").write_text(table(WORDS, 20), encoding="utf-8")
    assert recognise() == ""


@posix
def test_only_installed_languages_are_asked_for(engine: Path) -> None:
    assert recognise(languages=("ara", "eng"))
    assert recognise(languages=("rus", "eng")) is None
    assert recognise(languages=("rus",)) is None
    asked = (engine / "asked").read_text()
    assert "-l ara+eng --dpi 250" in asked
    assert "rus" not in asked


@posix
def test_an_engine_that_takes_too_long_is_stopped(engine: Path) -> None:
    (engine / "slow").touch()
    with pytest.raises(ocr.TooSlowToRecognise):
        recognise(seconds=0.2)
    settings = IngestSettings(page_seconds=0.2)
    extracted = pdf.extract(scanned(), "scan.pdf", settings)
    assert {finding.finding for finding in extracted.health} == {"no-text", "too-slow"}


@posix
def test_an_engine_that_fails_recognises_nothing(engine: Path) -> None:
    (engine / "broken").touch()
    assert recognise() is None


@posix
def test_a_scanned_page_is_recognised_beside_pages_with_text(engine: Path) -> None:
    import io

    import pypdf

    words = made.pdf([lines(["The drift of the inputs is watched every hour."])])
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(words))
    writer.append(io.BytesIO(scanned()))
    out = io.BytesIO()
    writer.write(out)
    extracted = pdf.extract(out.getvalue(), "mixed.pdf", IngestSettings())
    assert extracted.pages[0].startswith("The drift")
    assert "漂移" in extracted.pages[1]
    assert [(f.page, f.finding, f.done) for f in extracted.health] == [
        (2, "recognised", "recognised with tesseract 9.8.7 (eng)")
    ]
    off = pdf.extract(out.getvalue(), "mixed.pdf", IngestSettings(ocr="off"))
    assert off.pages[1] == ""
    assert "HIKMA_INGEST__OCR" in off.health[0].hint


@posix
def test_blank_pages_are_not_recognised(engine: Path) -> None:
    extracted = pdf.extract(made.pdf([[]]), "blank.pdf", IngestSettings())
    assert not (engine / "asked").exists()
    assert extracted.health[0].hint == "Nothing is drawn on this page."


@posix
def test_a_page_without_a_map_to_unicode_is_recognised(engine: Path) -> None:
    words = made.pdf([lines(["no map to unicode"])], to_unicode=False)
    assert "漂移" in pdf.extract(words, "x.pdf", IngestSettings()).pages[0]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("", ocr.DEFAULT),
        ("ab", ocr.DEFAULT),
        ("Data drift is a change of the inputs.", ("eng",)),
        ("انحراف البيانات هو تغير توزيع المدخلات", ("ara", "eng")),
        ("数据漂移是指输入分布的变化，要每小时检查一次。", ("chi_sim", "eng")),
        ("データドリフトとは入力分布の変化である。", ("jpn", "eng")),
        ("Дрейф данных — это изменение входов", ("rus", "eng")),
    ],
)
def test_languages_follow_the_documents_scripts(text: str, languages: tuple[str, ...]) -> None:
    assert ocr.languages_for(text) == languages


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_the_real_engine_reads_a_drawn_page() -> None:
    from ingest.readers.pdfium import Pdfium

    body = b"BT /F1 40 Tf 40 600 Td (Early stopping saves time) Tj ET"
    objects = made._Objects()
    objects.add(b"<</Type/Catalog/Pages 2 0 R>>")
    objects.add(b"<</Type/Pages/Count 1/Kids[3 0 R]>>")
    objects.add(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    )
    objects.add_stream(body)
    with Pdfium.opened(objects.written(1, None)) as drawn:
        assert drawn
        picture, _ = drawn.picture(0, 150)
    size, pixels = picture.split(b" 255\n", 1)
    columns, rows = map(int, size.split()[1:])
    extracted = pdf.extract(made.scan(pixels, columns, rows), "scan.pdf", IngestSettings())
    if "eng" in (ocr.engine() or ""):
        assert "Early stopping saves time" in extracted.pages[0]
    assert [f.finding for f in extracted.health] == ["recognised"]


def test_only_files_with_textless_pages_are_read_again_when_an_engine_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, settings = tmp_path / "x.pdf", IngestSettings()
    healthy, scan = (), (Finding(page=1, finding="no-text", hint="A scan."),)
    monkeypatch.setattr(ocr, "engine", lambda: None)
    kinds.reader_version.cache_clear()
    before = [reader_version(path, settings, health) for health in (healthy, scan)]
    monkeypatch.setattr(ocr, "engine", lambda: "tesseract 5")
    kinds.reader_version.cache_clear()
    after = [reader_version(path, settings, health) for health in (healthy, scan)]
    off = reader_version(path, IngestSettings(ocr="off"), scan)
    kinds.reader_version.cache_clear()
    assert before[0] == after[0] == off
    assert before[1] != after[1]
