"""Chunks: slices that cover the text, in every script, the same each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.embed import FakeEmbeddings
from ingest.lexical import terms
from ingest.split import split
from tests.builders import document

COUNT = FakeEmbeddings().count_tokens
PIECES = [
    "Data drift is a change of inputs. ",
    "数据漂移指输入数据的分布发生了变化。",
    "انجراف البيانات هو تغيّر توزيع المدخلات. ",
    "# Heading\n",
    "\n\n",
    "- item one\n",
    "| a | b |\n|---|---|\n",
    "x" * 90,
    "ก" * 60,
    "😀 ",
    "C# v1.2.3 costs $3.50, e.g. ml.p3.2xlarge!\n",
    "\u2028",
    "\x0c",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_chunks_are_ordered_slices_that_cover_all_words(pieces: list[str]) -> None:
    doc = document("".join(pieces))
    chunks = split(doc, COUNT, max_tokens=32)
    end = 0
    for chunk in chunks:
        assert chunk.text == doc.text[chunk.start : chunk.end]
        assert chunk.start >= end
        assert not doc.text[end : chunk.start].strip(), "only white space lies between chunks"
        end = chunk.end
    assert not doc.text[end:].strip()
    assert chunks == split(doc, COUNT, max_tokens=32)


def test_no_chunk_is_longer_than_asked_in_any_script() -> None:
    for piece in PIECES:
        doc = document((piece * 60).strip() or "x")
        for chunk in split(doc, COUNT, max_tokens=40):
            assert len(terms(chunk.text, "en")) <= 40


def test_a_section_begins_a_chunk_and_carries_its_headings() -> None:
    doc = document("# Guide\n\nIntro.\n\n## S3\n\nBuckets hold objects.\n\n## EFS\n\nFiles.")
    chunks = split(doc, COUNT, max_tokens=100)
    assert [chunk.heading for chunk in chunks] == ["Guide", "Guide › S3", "Guide › EFS"]
    assert chunks[1].text == "## S3\n\nBuckets hold objects."


def test_a_bare_heading_joins_the_text_below_it() -> None:
    chunks = split(document("# Guide\n\n## S3\n\nBuckets."), COUNT, max_tokens=100)
    assert [chunk.heading for chunk in chunks] == ["Guide › S3"]


def test_an_arabic_chunk_with_latin_names_is_arabic() -> None:
    (chunk,) = split(document("خدمة Amazon SageMaker تدرّب النماذج."), COUNT, max_tokens=100)
    assert chunk.language == "ar"


def test_a_chunk_never_spans_two_pages() -> None:
    from ingest.documents import Document, Page

    text = "One.\n\nTwo."
    pages = (Page(number=1, start=0, end=4), Page(number=2, start=6, end=10))
    doc = Document(id="1" * 16, path="/x.pdf", title="x", text=text, pages=pages)
    assert [chunk.page for chunk in split(doc, COUNT, max_tokens=100)] == [1, 2]
