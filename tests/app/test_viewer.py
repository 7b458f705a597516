"""The source beside the answer: the right page, the right words, nothing guessed."""

import base64
import io
from pathlib import Path

import pytest
import streamlit as st
from PIL import Image

from app import viewer
from app.state import Place
from ingest.documents import Document
from ingest.files import document_id, load
from ingest.index import Index
from ingest.languages import sentence_spans
from ingest.read import read
from ingest.readers.page_picture import PagePicture, drawn, picture
from ingest.settings import IngestSettings
from tests.builders import CORPUS, blank_pdf, encrypted, fake_index

SETTINGS = IngestSettings()
PDFS = {
    "en": "en/managed-spot-training.pdf",
    "zh": "zh/model-monitoring.pdf",
    "ar": "ar/bias-and-explainability.pdf",
}


def opened(name: str) -> tuple[Path, Document]:
    path = CORPUS / name
    return path, read(path, load(path, SETTINGS), SETTINGS)


def sentences(document: Document, language: str) -> list[tuple[int, str]]:
    """Sentences of 20 characters or more with the number of their page."""
    found = []
    for page in document.pages[:2]:
        text = document.text[page.start : page.end]
        spans = sentence_spans(text, language)
        found += [(page.number, text[a:b]) for a, b in spans if b - a >= 20]
    return found


def pixels(page: PagePicture) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(page.png))).convert("L")


@pytest.mark.parametrize(("language", "name"), PDFS.items())
def test_nearly_every_sentence_is_found_on_its_page(language: str, name: str) -> None:
    path, document = opened(name)
    told = sentences(document, language)[:8]
    found = [bool(drawn(path.read_bytes(), page, quote).boxes) for page, quote in told]
    assert len(found) >= 5
    assert sum(found) >= 0.8 * len(found)


@pytest.mark.parametrize(("language", "name"), PDFS.items())
def test_the_marks_stand_on_ink_and_inside_the_page(language: str, name: str) -> None:
    path, document = opened(name)
    page, quote = next(
        (page, quote)
        for page, quote in sentences(document, language)
        if drawn(path.read_bytes(), page, quote).boxes
    )
    seen = drawn(path.read_bytes(), page, quote)
    image = pixels(seen)
    assert image.size == (seen.width, seen.height)
    for box in seen.boxes:
        assert 0 <= box.left < box.left + box.width <= 1.001
        assert 0 <= box.top < box.top + box.height <= 1.001
        left, top = int(box.left * seen.width), int(box.top * seen.height)
        right = int((box.left + box.width) * seen.width) + 1
        inside = image.crop((left, top, right, int((box.top + box.height) * seen.height) + 1))
        assert inside.getextrema()[0] < 160, "nothing is written there"


def test_words_that_are_not_on_the_page_have_no_mark() -> None:
    path, _ = opened(PDFS["en"])
    seen = drawn(path.read_bytes(), 1, "Nobody ever wrote this sentence here.")
    assert seen.boxes == ()
    assert seen.png


def test_a_quote_is_found_though_it_is_spelt_otherwise() -> None:
    path, document = opened(PDFS["en"])
    page, quote = sentences(document, "en")[3]
    folded = quote.upper().replace(" ", "\n")
    assert drawn(path.read_bytes(), page, folded).boxes


def test_the_picture_is_made_in_a_process_of_its_own() -> None:
    path, document = opened(PDFS["zh"])
    page, quote = sentences(document, "zh")[0]
    seen = picture(path, document.id, page, quote, SETTINGS)
    assert seen is not None
    assert seen.boxes


@pytest.mark.parametrize("kind", ["gone", "changed", "broken", "locked", "no such page"])
def test_where_there_is_no_picture_nothing_is_shown(kind: str, tmp_path: Path) -> None:
    path, data, page = tmp_path / "x.pdf", blank_pdf(1), 1
    data = {"broken": b"%PDF-1.7 nothing", "locked": encrypted(data, "s3cret")}.get(kind, data)
    path.write_bytes(data)
    id = document_id(data)
    if kind == "gone":
        path.unlink()
    if kind == "changed":
        path.write_bytes(blank_pdf(2))
    if kind == "no such page":
        page = 7
    assert picture(path, id, page, "words", SETTINGS) is None


def place(document: Document, quote: str) -> Place:
    start = document.text.index(quote)
    return Place(
        document=document.id, page=document.page_at(start), start=start, end=start + len(quote)
    )


def test_what_has_no_pages_is_shown_as_text_with_the_words_marked(tmp_path: Path) -> None:
    st.cache_data.clear()
    text = "قبل. " * 300 + "تُحفظ نقاط الحفظ في S3. " + "بعد. " * 300
    index: Index = fake_index(tmp_path, {"نقاط.txt": text})
    document = index.document(index.ids()[0])
    seen = viewer.sight(index, place(document, "تُحفظ نقاط الحفظ في S3."), SETTINGS)
    assert seen.picture is None
    assert not seen.has_pages
    assert (seen.before[0], seen.after[-1]) == ("…", "…")
    shown = viewer.passage(seen)
    assert "<mark>تُحفظ نقاط الحفظ في <bdi>S3</bdi>.</mark>" in shown
    assert 'dir="rtl"' in shown


def test_a_picture_is_framed_by_our_own_markup_alone() -> None:
    path, document = opened(PDFS["ar"])
    page, quote = sentences(document, "ar")[1]
    framed = viewer.drawn(drawn(path.read_bytes(), page, quote), 'a "b" <img src=x>')
    assert framed.count("<img") == 1
    assert 'src="data:image/png;base64,' in framed
    assert "&lt;img src=x&gt;" in framed


def test_a_picture_that_failed_once_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_data.clear()
    path, document = opened(PDFS["en"])
    monkeypatch.setattr(viewer, "picture", lambda *_: None)
    assert viewer.page_picture(document, 1, SETTINGS) is None
    seen = drawn(path.read_bytes(), 1, "")
    monkeypatch.setattr(viewer, "picture", lambda *_: seen)
    assert viewer.page_picture(document, 1, SETTINGS) == seen
    monkeypatch.setattr(viewer, "picture", lambda *_: pytest.fail("drawn again"))
    assert viewer.page_picture(document, 1, SETTINGS) == seen
    st.cache_data.clear()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("كلمةٌ " * 200 + "القول هنا.", "كلمةٌ"),
        ("字" * 900 + "就在这里。", "字"),
        ("words " * 99 + "It says.", "words"),
    ],
)
def test_the_surroundings_of_a_passage_begin_with_a_whole_word(
    tmp_path: Path, text: str, first: str
) -> None:
    index: Index = fake_index(tmp_path, {"x.txt": text})
    document = index.document(index.ids()[0])
    quote = document.text.rstrip()[-6:]
    seen = viewer.sight(index, place(document, quote), SETTINGS)
    assert seen.before.startswith(f"…{first}")
    assert 200 <= len(seen.before) <= viewer.BEFORE + 1
