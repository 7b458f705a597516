"""Cards hold text and our own few tags: no link, no picture, nothing that acts, whoever said it."""

from html.parser import HTMLParser

import pytest

from app import cards
from app.i18n import LANGUAGES, Tongue, speaking
from ingest.documents import Finding, LibraryEntry
from ingest.reports import FileReport
from tutor.answers import Answer, Passage, Sentence

TAGS = {"div", "span", "bdi", "mark", "b", "details", "summary"}
EN = speaking("en")
ATTRIBUTES = {"class", "dir", "lang", "title"}
HOSTILE = [
    '<script>alert(1)</script><img src="https://evil.example/x" onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a><iframe src="data:text/html,x"></iframe>',
    "![p](https://evil.example/p.png?q=1) [l](https://evil.example) <https://evil.example>",
    "\"' onmouseover=alert(1) x='\" </mark></div></summary></details><style>*{}</style>",
    "&lt;img src=x&gt; &#60;svg onload=alert(1)&#62; <bdi dir=rtl>",
    "\x1b]8;;https://evil.example\x07x \u202egnp.exe\u2067 \U000e0041\u200b [99] 【1】",
    "جسر <b>S3</b> \u202e<img src=x>\u202c &amp;",
]
UNSEEN = set("\x1b\x07\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\U000e0041")


class Seen(HTMLParser):
    """Tags, attributes and text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def check(html: str) -> Seen:
    seen = Seen(html)
    assert set(seen.tags) <= TAGS
    assert {name for name, _ in seen.attributes} <= ATTRIBUTES
    assert not seen.open
    assert not set(html) & UNSEEN
    return seen


def answer(text: str) -> Answer:
    sentence = Sentence(text=text, start=0, end=len(text), support="unchecked", citations=(1,))
    return Answer(
        question=text, understood=text, language=text, answer=f"{text} [1]", declined=False,
        grounding="partly", sentences=(sentence,), notes=(text,), model=text, settings="0",
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_an_answer_is_text_with_our_tags_alone(text: str) -> None:
    seen = check(cards.answer(answer(text), EN))
    assert seen.text.count("(unchecked)") == 1
    for words in ("alert(1)", "evil.example", "جسر"):
        assert (words in text) == (words in seen.text)


@pytest.mark.parametrize("text", HOSTILE)
def test_only_our_own_marker_is_drawn_as_one(text: str) -> None:
    drawn = cards.answer(answer(text), EN)
    assert drawn.count('class="hikma-label"') == 1
    assert '<bdi class="hikma-label">[1]</bdi>' in drawn


@pytest.mark.parametrize("text", HOSTILE)
def test_quotes_and_nearest_passages_are_text(text: str) -> None:
    assert check(cards.quoted(text, text, text, text)).tags.count("mark") == 1
    passage = Passage(
        rank=1, score=1, document="d", title=text, path=text, page=1, start=0, end=len(text),
        language=text, text=text,
    )  # fmt: skip
    check(cards.nearest(passage))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_quote_is_marked_where_it_stands_among_hidden_characters(text: str) -> None:
    drawn = cards.quoted(text, "The quote.", text)
    check(drawn)
    assert "<mark>The quote.</mark>" in drawn


@pytest.mark.parametrize("text", HOSTILE)
def test_questions_drafts_and_files_are_text(text: str) -> None:
    check(cards.paragraph(text, language=text))
    check(cards.draft(text))
    done = FileReport(
        path=f"/x/{text}", status="failed", error={"type": "NoText", "message": text, "hint": text},
        health=(Finding(page=1, finding=text, hint=text),),
    )  # fmt: skip
    check(cards.reports([done], EN))
    entry = LibraryEntry(
        document="d", title=text, path=f"/x/{text}", pages=1, chunks=1, tokens=1,
        languages={"ar": 0.4, "zh-Hans": 0.6}, health=done.health, added="2026-11-22T00:00:00Z",
    )  # fmt: skip
    check(cards.entry(entry, EN))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_fault_drawn_as_markdown_has_no_markup_and_no_link(text: str) -> None:
    shown = cards.literal(text)
    assert not set(shown) & UNSEEN
    assert "://" not in shown
    assert "](" not in shown
    assert "<" not in shown.replace("\\<", "")


def test_a_hidden_mark_does_not_decide_the_direction_of_a_block() -> None:
    assert 'dir="ltr"' in cards.paragraph("\u200f\u202eplain English")
    assert 'dir="rtl"' in cards.paragraph("\u200e\u202dجسر الرمال")
    assert "<bdi>Spot</bdi>" in cards.paragraph("نسخة S\u200bpot")


def test_notes_and_the_question_as_understood_are_shown_besides() -> None:
    given = answer("Nine.").model_copy(
        update={"understood": "How long?", "notes": ("From 2019.", "قديم")}
    )
    drawn = cards.answer(given, EN)
    assert drawn.index("How long?") < drawn.index("Nine.") < drawn.index("From 2019.")
    assert 'dir="rtl">قديم' in drawn
    plain = cards.answer(given.model_copy(update={"understood": "", "notes": ()}), EN)
    assert "hikma-small" not in plain


@pytest.mark.parametrize("_", [speaking(code) for code in LANGUAGES], ids=str)
def test_a_sentence_without_support_says_so_in_the_learners_language(_: Tongue) -> None:
    drawn = cards.answer(answer("Nine."), _)
    assert f"({_('unchecked')})" in drawn
    assert f'title="{_("This could not be checked: compare it with the quote.")}"' in drawn
    given = answer("Nine.")
    corrected = given.sentences[0].model_copy(update={"support": "supported", "corrects": True})
    drawn = cards.answer(given.model_copy(update={"sentences": (corrected,)}), _)
    assert f"({_('note')})" in drawn
    assert "hikma-doubt" not in drawn


def test_what_is_wrong_with_a_file_is_said_in_chinese_with_its_details() -> None:
    error = {"type": "NoText", "message": "x.txt holds no words.", "hint": "Check the file."}
    finding = Finding(page=2, finding="garbled", hint="Its letters are not what the page shows.")
    done = FileReport(path="/x/x.txt", status="failed", error=error, health=(finding,))
    drawn = cards.report(done, speaking("zh"))
    assert ">失败<" in drawn
    assert "文件中没有任何一页包含文字。" in drawn
    assert "x.txt holds no words." in drawn
    assert "请对照原文" in drawn
    assert "Its letters" not in drawn


@pytest.mark.parametrize("text", ["نص عربي 中文 text", "中文 نص", "  ", "(123)"])
def test_a_block_never_disorders_what_stands_around_it(text: str) -> None:
    assert check(cards.paragraph(text)).tags[0] == "div"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_nearest_sentence_is_marked_inside_its_passage(hostile: str) -> None:
    text = f"قبل. {hostile} بعد."
    start = 100 + text.index(hostile)
    passage = Passage(
        rank=1, score=1.0, document="d" * 16, title=hostile, path="/x", page=1, start=100,
        end=100 + len(text), language="ar", text=text, nearest=(start, start + len(hostile)),
    )  # fmt: skip
    seen = check(cards.nearest(passage))
    assert seen.tags.count("mark") == 1
    unmarked = check(cards.nearest(passage.model_copy(update={"nearest": None})))
    assert "mark" not in unmarked.tags
    assert unmarked.text == seen.text
