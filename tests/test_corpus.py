"""The shipped corpus: complete, dated, and read as it was written."""

import datetime
import importlib.util
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import regex

from ingest.documents import Document
from ingest.kinds import READERS
from ingest.normalize import fold
from ingest.read import read
from ingest.settings import IngestSettings

CORPUS = Path(__file__).parents[1] / "corpus"
BUILD = CORPUS / ".build"
ENTRIES: list[dict[str, Any]] = tomllib.loads((CORPUS / "manifest.toml").read_text("utf-8"))[
    "document"
]
PATHS = [str(entry["path"]) for entry in ENTRIES]
BUILT = {str(entry["path"]): str(entry["source"]) for entry in ENTRIES if "source" in entry}
RUNNING = re.compile(r"^(?:#+ |- )?(?:Hikma study notes · .* · November 2026|Page \d+)$", re.M)
SCANNED = "<!-- scanned page -->"
CLUTTER = (
    *("Subscribe", "We use cookies", "Advertisement", "40,000 engineers", "discount", "Log in"),
    *("登录", "首页", "تسجيل الدخول", "اشترك", "dataLayer", "font-family", "مقالات ذات صلة"),
)
# Sentences in which a word of the first kind meets one of the second would answer what the
# shipped questions (evals/datasets/corpus.jsonl, corpus/demo.jsonl) call unanswerable.
UNANSWERABLE = (
    (r"multi-model|多模型端点|متعدد\w* النماذج", r"\d|thousand|千|آلاف"),
    (r"SMOTE", r"\bk\b.*\d|\d.*(?:neighbou?r|近邻|جيران|جار)|default|默认|الافتراضي"),
    (
        r"tuning job|调优作业|مهمة ضبط",
        r"(?:most|up to|最多|أقصى).*\d+.*(?:hyperparam|超参数|معامل)",
    ),
    (r"captured? data|data capture|数据捕获|البيانات الملتقطة", r"\d+ ?(?:days|天|يوم)"),
    (r"\bKMS\b", r"[$]|USD|美元|دولار"),
    (r"(?i)serverless|无服务器|بلا خوادم", r"[$]|USD|美元|دولار"),
    (r"Pipelines", r"\d+ ?(?:steps|个步骤|خطوة)"),
)
WORD = regex.compile(r"\p{Han}|[\w--\p{Han}]+", regex.V1)


@cache
def document(path: str) -> Document:
    if Path(path).suffix not in READERS:
        pytest.skip(f"no reader for {Path(path).suffix} yet")
    file = CORPUS / path
    return read(file, file.read_bytes(), IngestSettings(ocr="off"))


def words(text: str) -> list[str]:
    """Words as they are compared; every Chinese character is one."""
    return [str(word) for word in WORD.findall(fold(text))]


def source_words(path: str) -> list[str]:
    """Of the typed pages of a source: what follows the directive becomes a picture."""
    typed = (CORPUS / BUILT[path]).read_text("utf-8").partition(SCANNED)[0]
    return words(re.sub(r"<!--.*?-->|^```\w*$", "", typed, flags=re.MULTILINE))


def length(path: str) -> int:
    """Words of a document. Chinese has no spaces: two of its characters count as one word."""
    found = words(RUNNING.sub("", document(path).text))
    chinese = sum(1 for word in found if regex.fullmatch(r"\p{Han}", word))
    return len(found) - chinese + chinese // 2


def test_the_manifest_names_every_document_and_nothing_else() -> None:
    files = {
        str(path.relative_to(CORPUS))
        for path in CORPUS.rglob("*")
        if path.is_file() and path.parent != CORPUS and ".build" not in path.parts
        if "blueprints" not in path.parts
    }
    assert set(PATHS) == files
    assert len(PATHS) == len(set(PATHS))


@pytest.mark.parametrize("entry", ENTRIES, ids=PATHS)
def test_an_entry_says_what_a_learner_needs_to_know(entry: dict[str, Any]) -> None:
    keys = {"path", "title", "language", "topics", "as_of", "licence"}
    assert keys <= set(entry) <= keys | {"source"}
    assert entry["licence"] == "CC BY 4.0"
    folder = entry["path"].partition("/")[0]
    assert entry["language"] in {"en": ("en", "mul"), "zh": ("zh-Hans",), "ar": ("ar",)}[folder]
    assert isinstance(entry["as_of"], datetime.date)
    year = 2024 if "2024" in entry["path"] else 2026
    assert (entry["as_of"].year, entry["as_of"].month) == (year, 11)
    assert entry["topics"]


def test_sources_are_those_of_built_documents_and_no_others() -> None:
    sources = {str(path.relative_to(CORPUS)) for path in BUILD.glob("*/*")}
    assert set(BUILT.values()) == {path for path in sources if "__pycache__" not in path}
    assert {path for path in PATHS if path.endswith((".pdf", ".docx"))} == set(BUILT)
    for path, source in BUILT.items():
        assert Path(source).parts[1:] == Path(path).with_suffix(".md").parts


def test_the_corpus_has_the_size_and_the_formats_that_were_promised() -> None:
    assert len(PATHS) >= 40
    for folder in ("en", "zh", "ar"):
        mine = [path for path in PATHS if path.startswith(folder)]
        assert len(mine) >= 12
        assert {Path(path).suffix for path in mine} == {".md", ".html", ".docx", ".pdf"}
        if folder != "en":
            assert sum(path.endswith(".pdf") for path in mine) == 3
    assert sum(length(path) for path in PATHS if Path(path).suffix in READERS) >= 35_000


def test_modelling_is_taught_as_fully_as_every_other_domain() -> None:
    def teaching(domain: str) -> int:
        return sum(
            any(topic.startswith(f"{domain}.") for topic in entry["topics"]) for entry in ENTRIES
        )

    assert all(teaching("2") >= teaching(other) > 0 for other in "134")
    assert {f"AIF {number}" for number in range(1, 6)} <= {
        topic for entry in ENTRIES for topic in entry["topics"]
    }


@pytest.mark.parametrize("entry", ENTRIES, ids=PATHS)
def test_every_document_is_read_and_bears_the_title_of_the_manifest(entry: dict[str, Any]) -> None:
    found = document(entry["path"])
    assert words(found.title) == words(entry["title"])
    assert length(entry["path"]) > 600
    assert "\N{REPLACEMENT CHARACTER}" not in found.text


def test_every_document_says_its_date_near_the_top() -> None:
    for entry in ENTRIES:
        if Path(entry["path"]).suffix not in READERS:
            continue
        top = fold(document(entry["path"]).text[:900])
        assert str(entry["as_of"].year) in top, entry["path"]


@pytest.mark.parametrize("path", sorted(BUILT))
def test_a_built_document_reads_as_the_words_of_its_source_in_order(path: str) -> None:
    read_words = words(RUNNING.sub("", document(path).text))
    assert read_words == source_words(path)


@pytest.mark.parametrize("path", [path for path in PATHS if path.endswith(".html")])
def test_a_web_article_is_read_without_what_surrounds_it(path: str) -> None:
    text = document(path).text
    for clutter in CLUTTER:
        assert clutter not in text
    assert "<" not in re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    assert text.count("\n## ") >= 4
    assert re.search(r"^\| --- \|", text, re.MULTILINE)


def test_the_scanned_page_is_a_small_picture_without_text_after_pages_with_text() -> None:
    import pypdf

    path = CORPUS / "en/model-evaluation-workbook.pdf"
    pages = pypdf.PdfReader(path).pages
    assert all(page.extract_text().strip() for page in pages[:-1])
    assert not pages[-1].extract_text().strip()
    (picture,) = pages[-1].images
    assert len(picture.data) < 150_000
    found = document("en/model-evaluation-workbook.pdf")
    assert [finding.page for finding in found.health] == [len(pages)]


def test_the_two_columns_are_in_order_under_running_heads() -> None:
    import pypdf

    for number, page in enumerate(
        pypdf.PdfReader(CORPUS / "en/generative-ai-fundamentals.pdf").pages, start=1
    ):
        lines = page.extract_text().splitlines()
        assert lines[0].startswith("Hikma study notes")
        assert lines[-1] == f"Page {number}"


def test_the_two_guides_to_the_exams_contradict_each_other_and_bear_their_dates() -> None:
    old = document("en/aws-certifications-2024-notes.md").text
    new = document("en/aws-certifications-2026-guide.md").text
    assert "As of November 2024" in old[:200]
    assert "MLS-C01 can be booked as usual" in old
    assert "the screen shows whether you passed or failed" in old
    assert "As of November 2026" in new[:200]
    assert "Its last day was 31 March 2026" in new
    assert "within five business days" in new


@pytest.mark.parametrize("path", PATHS)
def test_what_the_shipped_questions_call_unanswerable_stays_unanswered(path: str) -> None:
    text = document(path).text
    for sentence in re.split(r"(?<=[.。؟?!])\s|\n{2,}|(?<=。)", text):
        for subject, answer in UNANSWERABLE:
            assert not (re.search(subject, sentence) and re.search(answer, sentence)), sentence
    if path != "ar/ci-cd-pipelines.md":
        assert "Express" not in text  # how long such a workflow may run is told in Arabic only


def test_python_examples_can_be_compiled_as_they_were_read() -> None:
    found = []
    for path in PATHS:
        for block in re.findall(r"^```\w*\n(.*?)^```", document(path).text, re.M | re.S):
            if "import " in block:
                compile(block, path, "exec")
                found.append(path)
    assert {Path(path).suffix for path in found} == {".md", ".html", ".docx"}
    assert len(set(found)) >= 5


def test_many_documents_hold_tables() -> None:
    tables = [path for path in PATHS if re.search(r"^\| ?-{3}", document(path).text, re.M)]
    assert len(tables) >= 15


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_building_again_gives_the_same_bytes(suffix: str) -> None:
    for package in {"docx": ["docx"], "pdf": ["fpdf", "uharfbuzz", "pypdfium2", "PIL"]}[suffix]:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (see corpus/.build/build.py)")
    if suffix == "pdf" and not Path("/usr/share/fonts/opentype/fonts-hosny-amiri").exists():
        pytest.skip("the Debian fonts of corpus/.build/build.py are not installed")
    chosen = {"docx": [".docx"], "pdf": ["workbook", "generative-ai-fund", "bias-and-expl"]}[suffix]
    done = subprocess.run(
        [sys.executable, "-B", BUILD / "build.py", "--check", *chosen],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) >= 3
