"""Chunks: slices that cover the text, in every script, along what a reader sees as one."""

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Chunk, Document, Page
from ingest.embed import FakeEmbeddings
from ingest.lexical import terms
from ingest.split import FRAGMENT, split
from tests.builders import document

COUNT = FakeEmbeddings().count_tokens
SENTENCES = [
    "Data drift is a change of inputs. ",
    "C# v1.2.3 costs $3.50, e.g. ml.p3.2xlarge!\n",
    "数据漂移指输入数据的分布发生了变化。",
    "انجراف البيانات هو تغيّر توزيع المدخلات. ",
    "تُدَرِّبُ خدمة Amazon S3 النماذجَ؟ ",
    "データはどこに保存されますか。",
    "데이터는 어디에 저장됩니까? ",
    "Где хранятся данные? ",
    "डेटा कहाँ संग्रहीत होता है? ",
    "ข้อมูลถูกเก็บไว้ที่ไหน",
    "היכן נשמרים הנתונים? ",
    "Πού αποθηκεύονται τα δεδομένα; ",
    "தரவு எங்கே? ",
    "ဒေတာ ဘယ်မှာ သိမ်းလဲ။ ",
    "داده‌ها کجا ذخیره می‌شوند؟ ",
]
MARKS = [
    "# Heading\n", "\n## Second one\n\n", "\n\n", "\n", "- item one\n", "  - nested\n",
    "1. first\n",    "\n| a | b |\n|---|---|\n| 1 | 2 |\n", "| 数据 | البيانات |\n",
    "\n```python\n# no heading\n\nx = 1\n```\n",
    "```\n", "~~~", "\nQ: Why?\nA: So.\n", "问：为什么？\n", "ج: لأن\n", "Follows:\n", "> said\n",
]  # fmt: skip
CRUEL = [
    "x" * 90, "ก" * 60, "😀 ", "👨‍👩‍👧🇸🇦🇨🇳" * 9, "e\u0301\u0323" * 40, "\u2028", "\x0c",
    "\u0301", "\r", "\0",    "|", "`", ". ", "12. ", "(" * 50, "……", "\u200f", "。" * 40,
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SENTENCES + MARKS + CRUEL), max_size=40).map("".join)


def chunks_of(text: str, most: int = 100) -> list[Chunk]:
    """Chunks of a one-page document, in bag-of-words tokens."""
    return split(document(text), COUNT, max_tokens=most)


def texts_of(text: str, most: int = 100) -> list[str]:
    """Their texts."""
    return [chunk.text for chunk in chunks_of(text, most)]


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.integers(8, 60))
def test_chunks_are_ordered_slices_that_cover_all_words(text: str, most: int) -> None:
    doc = document(text)
    chunks = split(doc, COUNT, max_tokens=most)
    end = 0
    for chunk in chunks:
        assert chunk.text == doc.text[chunk.start : chunk.end] == chunk.text.strip()
        assert chunk.start >= end
        assert not doc.text[end : chunk.start].strip(), "only white space lies between chunks"
        assert COUNT([chunk.text])[0] <= most or len(chunk.text) == 1
        assert chunk.languages[0] == chunk.language
        end = chunk.end
    assert not doc.text[end:].strip()
    assert chunks == split(doc, COUNT, max_tokens=most)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["👨‍👩‍👧", "🇸🇦", "e\u0301\u0323", "คำ", "नि", "가", "字", "x", "1️⃣"]))
)
def test_what_a_reader_sees_as_one_character_is_never_cut(clusters: list[str]) -> None:
    text = "".join(clusters * 20)
    seen = {match.end() for match in regex.finditer(r"\X", text)}
    # Every code point counts, so that nothing fits for want of letters.
    chunks = split(document(text), lambda texts: list(map(len, texts)), max_tokens=20)
    assert {chunk.end for chunk in chunks} <= seen


def test_no_chunk_is_longer_than_asked_in_any_script() -> None:
    for piece in SENTENCES + MARKS + CRUEL:
        for text in texts_of((piece * 60).strip() or "x", 40):
            assert len(terms(text, "en")) <= 40


def test_a_section_begins_a_chunk_and_carries_its_headings() -> None:
    chunks = chunks_of("# Guide\n\nIntro.\n\n## S3\n\nBuckets hold objects.\n\n## EFS\n\nFiles.")
    assert [chunk.heading for chunk in chunks] == ["Guide", "Guide › S3", "Guide › EFS"]
    assert chunks[1].text == "## S3\n\nBuckets hold objects."


def test_a_bare_heading_joins_the_text_below_it() -> None:
    chunks = chunks_of("# Guide\n\n## S3\n\nBuckets.")
    assert [chunk.heading for chunk in chunks] == ["Guide › S3"]
    assert texts_of("# Empty\n# Guide\nText.") == ["# Empty\n# Guide\nText."]


def test_a_heading_is_no_chunk_though_the_paragraph_below_it_fills_one() -> None:
    first, *_ = texts_of("# 标题\n\n" + "一二三四五六七八。" * 5, 90)
    assert first.startswith("# 标题\n\n一二三")


def test_a_heading_at_the_very_end_is_no_chunk() -> None:
    assert texts_of("Text.\n\n# End") == ["Text.\n\n# End"]


def test_a_comment_in_code_is_no_heading() -> None:
    text = "# Guide\n\n```python\n# load\nload()\n\n# run\nrun()\n```\n\nAfter."
    (chunk,) = chunks_of(text)
    assert chunk.heading == "Guide"


def test_code_is_cut_between_lines() -> None:
    lines = [f"    value_{n} = {n}" for n in range(20)]
    texts = texts_of("```\n" + "\n".join(lines) + "\n```", 20)
    assert [line for text in texts for line in text.split("\n")][1:-1] == lines


def test_a_fence_that_nothing_closes_hides_no_heading() -> None:
    assert [c.heading for c in chunks_of("```\nText.\n\n# One\n\nMore.")] == ["", "One"]


def test_rows_are_never_without_their_header() -> None:
    rows = "\n".join(f"| ml.p{n} | {n} GB | سريع |" for n in range(30))
    text = f"# Sizes\n\n| النوع | 内存 | Speed |\n| :-- | --- | --: |\n{rows}\n\nThe end."
    first, *others = chunks_of(text, 40)
    assert first.heading == "Sizes"
    assert first.text.startswith("# Sizes\n\n| النوع |")
    assert {chunk.heading for chunk in others} == {"Sizes › | النوع | 内存 | Speed |"}
    assert all(chunk.text.startswith("| ml.") for chunk in others)


def test_a_table_that_fits_stays_whole_and_needs_no_header_above() -> None:
    table = "| a | b |\n|---|---|\n| one | two |"
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen " * 2
    assert [(c.text, c.heading) for c in chunks_of(f"{words}\n\n{table}", 30)][1:] == [(table, "")]


def test_a_very_wide_header_is_carried_in_part() -> None:
    names = [f"column{n}" for n in range(60)]
    row = "| " + " | ".join("1" for _ in names) + " |"
    header = "| " + " | ".join(names) + " |"
    rule = "|" + "---|" * len(names)
    for chunk in chunks_of("\n".join([header, rule, *[row] * 5]), 64)[3:]:
        assert chunk.heading.startswith("| column0 | column1 |")
        assert COUNT([chunk.heading])[0] <= 32


def test_items_stay_whole_and_with_the_line_that_leads_to_them() -> None:
    filler = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen. "
    text = f"{filler * 2}\n\n包括以下：\n\n1. 第一项\n   第二行\n2. 第二项\n"
    first, second = texts_of(text, 35)
    assert first == (filler * 2).strip()
    assert second.startswith("包括以下：\n\n1. 第一项\n   第二行\n2. 第二项")


def test_a_question_is_never_parted_from_its_answer_where_both_fit() -> None:
    for label, reply in [
        ("Q:", "A:"), ("Question 3.", "Answer:"), ("**Q1:**", "**A1:**"), ("1. Q:", "A:"),
        ("问：", "答："), ("问题 2：", "答案："), ("س:", "ج:"), ("سؤال ٣:", "جواب:"),
        ("- س:", "- ج:"),        ("السؤال 4:", "الإجابة:"),
    ]:  # fmt: skip
        pair = f"{label} why is one two three four five?\n\n- أ. one\n\n{reply} because six seven."
        texts = texts_of("\n\n".join([pair] * 9), 40)
        assert all(text.count(label) == text.count(reply) > 0 for text in texts), label


def test_options_named_by_letters_are_no_answers() -> None:
    text = "س: ما هذا؟\nأ. واحد\nب. اثنان\nج. ثلاثة\nالجواب: ب"
    assert texts_of("\n".join([text] * 3), 20) == [text] * 3


def test_numbered_questions_without_a_label_go_with_their_answers() -> None:
    text = "1. What is one two three four?\n2. Why is it five six seven eight?\nAnswer: nine ten."
    assert texts_of(text, 16)[-1].startswith("2. Why")


def test_the_last_words_of_a_paragraph_are_no_chunk_of_their_own() -> None:
    sentence = "one two three four five six seven eight nine ten. "
    sizes = [chunk.tokens for chunk in chunks_of(sentence * 6 + "The end.", 60)]
    assert len(sizes) == 2
    assert min(sizes) > FRAGMENT / 2


def paged(*pages: str, between: str = "\n\n") -> Document:
    """A document of these pages."""
    starts = [sum(len(page) + len(between) for page in pages[:at]) for at in range(len(pages))]
    numbered = [
        Page(number=at, start=start, end=start + len(page))
        for at, (start, page) in enumerate(zip(starts, pages), start=1)
    ]
    text = between.join(pages)
    return Document(id="1" * 16, path="/x.pdf", title="x", text=text, pages=tuple(numbered))


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen."


def test_paragraphs_on_different_pages_are_different_chunks() -> None:
    chunks = split(paged(LONG, LONG, "End."), COUNT, max_tokens=100)
    assert [(chunk.page, chunk.page_end) for chunk in chunks] == [(1, 1), (2, 3)]


def test_a_sentence_that_runs_over_a_page_break_stays_whole() -> None:
    (chunk,) = split(
        paged("نهاية الجملة في", "الصفحة التالية.", between="\n"), COUNT, max_tokens=99
    )
    assert (chunk.page, chunk.page_end) == (1, 2)


def test_an_arabic_chunk_with_latin_names_is_arabic() -> None:
    (chunk,) = chunks_of("خدمة Amazon SageMaker تدرّب النماذج.")
    assert chunk.languages == ("ar",)


def test_a_row_in_three_languages_has_three() -> None:
    (chunk,) = chunks_of("| data drift over time | 数据漂移现象 | انجراف البيانات |")
    assert set(chunk.languages) == {"en", "zh-Hans", "ar"}
