"""Chats: what is remembered of them, and how they are exported."""

import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from tutor.answers import Answer, Citation, Passage, Sentence
from tutor.chats import TITLE, Chat, Fault, Turn, history, title
from tutor.errors import UnknownChat
from tutor.notebook import Notebook
from tutor.transcript import markdown, plain, seen

NOW, LATER = "2026-11-21T08:00:00Z", "2026-11-21T09:00:00Z"
FAULT = Fault(type="ModelUnavailable", message="لا يجيب الخادم.", hint="Try again.")


def an_answer(
    question: str = "ما هو انجراف البيانات؟",
    quote: str = "انجرافُ البيانات هو تغيّرٌ.",
    *,
    label: int = 1,
    title: str = "دليل SageMaker",
    path: str = "/x/ar.md",
) -> Answer:
    citation = Citation(
        label=label, document="d" * 16, title=title, path=path, page=3, start=0, end=len(quote),
        quote=quote, language="ar",
    )  # fmt: skip
    sentence = Sentence(text=quote, start=0, end=len(quote), support="supported", citations=(1,))
    return Answer(
        question=question, language="ar", answer=f"{quote} [{label}]", declined=False,
        grounding="grounded", sentences=(sentence,), citations=(citation,), model="fake:words",
        settings="f",
    )  # fmt: skip


def declined(question: str = "من فاز؟", text: str = "لا تذكر مستنداتك ذلك.") -> Answer:
    passage = Passage(
        rank=1, score=0.5, document="d" * 16, title="T_1", path="/x/ar.md", page=1, start=0,
        end=2, language="ar", text="نص",
    )  # fmt: skip
    return Answer(
        question=question, language="ar", answer=text, declined=True, grounding="declined",
        passages=(passage,), model="m", settings="f",
    )  # fmt: skip


def a_chat(*turns: Turn, title: str = "Spot؟") -> Chat:
    return Chat(id="0123456789ab", title=title, created=NOW, updated=LATER, turns=turns)


def a_turn(number: int, question: str = "ما هو؟", outcome: Answer | Fault | None = None) -> Turn:
    answer = outcome if isinstance(outcome, Answer) else None
    fault = outcome if isinstance(outcome, Fault) else None
    return Turn(number=number, question=question, at=NOW, answer=answer, fault=fault)


@pytest.fixture
def notebook(tmp_path: Path, address: str | None) -> Iterator[Notebook]:
    opened = Notebook.open(tmp_path, address)
    yield opened
    opened.close()


# -- kept -----------------------------------------------------------------------------


def test_a_question_is_kept_before_it_is_answered_and_its_answer_whole(
    notebook: Notebook,
) -> None:
    chat = notebook.new_chat("ما هو انجراف البيانات؟", now=NOW)
    assert notebook.chat(chat.id) == chat
    assert chat.turns[0].interrupted
    answer = an_answer()
    notebook.complete_turn(chat.id, chat.turns[0].number, answer, now=LATER)
    second = notebook.add_turn(chat.id, "وفي Azure؟ 😀", now=LATER, manner="hint")
    notebook.complete_turn(chat.id, second.number, FAULT, now=LATER)
    kept = notebook.chat(chat.id[:6].upper())
    assert [turn.answer for turn in kept.turns] == [answer, None]
    assert [turn.fault for turn in kept.turns] == [None, FAULT]
    assert (kept.turns[1].question, kept.turns[1].manner) == ("وفي Azure؟ 😀", "hint")
    assert (kept.title, kept.created, kept.updated) == ("ما هو انجراف البيانات؟", NOW, LATER)


def test_what_became_of_a_question_is_never_changed(notebook: Notebook) -> None:
    chat = notebook.new_chat("q", now=NOW)
    number = chat.turns[0].number
    notebook.complete_turn(chat.id, number, FAULT, now=NOW)
    notebook.complete_turn(chat.id, number, an_answer(), now=LATER)
    (turn,) = notebook.chat(chat.id).turns
    assert (turn.answer, turn.fault) == (None, FAULT)


def test_the_list_has_the_chat_last_used_first_and_counts_its_turns(notebook: Notebook) -> None:
    old = notebook.new_chat("old", now="2026-01-01T00:00:00Z")
    notebook.new_chat("new", now="2026-02-01T00:00:00Z")
    assert [entry.title for entry in notebook.chats()] == ["new", "old"]
    notebook.complete_turn(old.id, old.turns[0].number, declined(), now=LATER)
    notebook.add_turn(old.id, "again", now=LATER)
    entries = [(e.title, e.asked, e.answered) for e in notebook.chats()]
    assert entries == [("old", 2, 1), ("new", 1, 0)]


def test_a_deleted_chat_is_gone_and_others_stay(notebook: Notebook) -> None:
    gone = notebook.new_chat("gone", now=NOW)
    stays = notebook.new_chat("stays", now=NOW)
    assert notebook.delete_chat(gone.id[:11]).title == "gone"
    assert [entry.id for entry in notebook.chats()] == [stays.id]
    for use in (
        lambda: notebook.chat(gone.id),
        lambda: notebook.delete_chat(gone.id),
        lambda: notebook.add_turn(gone.id, "again", now=NOW),
        lambda: notebook.complete_turn(gone.id, gone.turns[0].number, FAULT, now=NOW),
    ):
        with pytest.raises(UnknownChat) as caught:
            use()
        assert "hikma chat --list" in caught.value.hint
    assert notebook.chat(stays.id) == stays


@pytest.mark.parametrize("name", ["", " ", "zz", "%", "_"])
def test_an_unknown_or_empty_id_is_an_error(notebook: Notebook, name: str) -> None:
    notebook.new_chat("q", now=NOW)
    with pytest.raises(UnknownChat):
        notebook.chat(name)


def test_a_question_that_no_database_takes_as_it_is_is_kept_all_the_same(
    notebook: Notebook,
) -> None:
    chat = notebook.new_chat("a\0b\udcff ـ ٣", now=NOW)
    assert notebook.chat(chat.id).turns[0].question == "ab? ـ ٣"


def test_two_notebooks_on_one_chat_lose_nothing(tmp_path: Path, address: str | None) -> None:
    both = [Notebook.open(tmp_path, address), Notebook.open(tmp_path, address)]
    chat = both[0].new_chat("0", now=NOW).id

    def talk(notebook: Notebook, name: str) -> None:
        for number in range(10):
            turn = notebook.add_turn(chat, f"{name}{number}", now=NOW)
            notebook.complete_turn(chat, turn.number, an_answer(turn.question), now=NOW)

    threads = [threading.Thread(target=talk, args=pair) for pair in zip(both, "ab")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turns = both[1].chat(chat).turns[1:]
    assert all(turn.answer and turn.answer.question == turn.question for turn in turns)
    for name in "ab":
        said = [turn.question for turn in turns if turn.question.startswith(name)]
        assert said == [f"{name}{number}" for number in range(10)]
    for notebook in both:
        notebook.close()


# -- titles and history ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("  What\n is  drift? ", "What is drift?"),
        ("什么是\n数据漂移？", "什么是数据漂移？"),
        ("word " * 40, ("word " * 11).rstrip() + "…"),
        ("漂" * 100, "漂" * 59 + "…"),
        ("https://x/" + "a" * 100, "https://x/" + "a" * 49 + "…"),
        ("👩🏽‍💻" * 70, "👩🏽‍💻" * 59 + "…"),
        ("", ""),
    ],
)
def test_a_title_is_a_question_shortened(question: str, shown: str) -> None:
    assert title(question) == shown


@given(st.text())
def test_a_title_is_never_longer_than_said(question: str) -> None:
    import regex

    assert len(regex.findall(r"\X", title(question))) <= TITLE


def test_history_is_the_last_answered_turns_with_what_they_cited() -> None:
    turns = [a_turn(n, f"q{n}", an_answer(f"q{n}", f"a{n}.")) for n in range(5)]
    chat = a_chat(*turns, a_turn(5, "no"), a_turn(6, "fault", FAULT), a_turn(7, "d", declined()))
    found = history(chat)
    assert [(e.question, e.answer) for e in found] == [
        ("q3", "a3. [1]"),
        ("q4", "a4. [1]"),
        ("d", ""),
    ]
    assert found[0].documents == ("d" * 16,)


def test_a_question_asked_again_does_not_refer_to_itself() -> None:
    first, short = a_turn(1, "S3؟", an_answer("S3؟")), an_answer("وفي Azure؟", "قصير.")
    again = an_answer("وفي Azure؟", "أطول.")
    chat = a_chat(first, a_turn(2, "وفي Azure؟", short), a_turn(3, "وفي Azure؟", again))
    assert [e.question for e in history(chat, "وفي Azure؟")] == ["S3؟"]
    assert [e.answer for e in history(chat, "ثم؟")][1:] == ["أطول. [1]"]
    assert history(a_chat()) == ()


# -- Markdown -------------------------------------------------------------------------


class Rendered(HTMLParser):
    """What a renderer makes of Markdown: the tags, and the text by tag."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.quotes: list[str] = []
        self.headings: list[str] = []
        self.outside_code = ""
        self._open: list[str] = []
        parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        for plugin in (
            deflist_plugin, dollarmath_plugin, footnote_plugin, front_matter_plugin,
            tasklists_plugin,
        ):  # fmt: skip
            parser.use(plugin)
        self.feed(parser.render(source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")
        if tag in ("h1", "h2"):
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if "blockquote" in self._open:
            self.quotes[-1] += data
        if {"h1", "h2"} & set(self._open):
            self.headings[-1] += data
        self.outside_code += " " if "code" in self._open else data


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=y>", "![x](http://e.vil/p.png)",
    "[click](javascript:x)", "<http://e.vil>", "http://e.vil/x?y=`z`", "www.e.vil", "a@e.vil",
    "evil.com", "пример.рф", "//e.vil", "[1]", "[1]: http://e.vil", "[^1]", "[^1]: note", "`",
    "``", "```", "~~~", "\n", "\n\n", "\r", "\n# ", "\n## 9. ", "\n===", "\n---", "\n> ", "\n- ",
    "\n* ", "\n1. ", "١. ", "\n+ ", "    ", "\t", "\\", "\\\n", "  \n", "*", "**", "_", "__", "~~",
    "$", "$$", "&lt;", "&#60;", "&", "<!--", "-->", "<b", ">", "<", "|a|b|\n|-|-|", ": ", "\n: x",
    "{.c}", "- [ ] ", ":smile:", "==x==", "\u202e", "\u2067", "\u2069", "\u200b", "\u200d",
    "\u200c", "\ufeff", "\ufe0f", "\U000e0041", "\x00", "\x1b[31m", "\u2028", "\u0085", "قال",
    "تَشْكيلٌ", "漂移。", "３．", "٣", "C#", 'Key="role"', "👩🏽‍💻", "می‌خواهم", "---\nx: y\n---\n",
    "a", "1", ".", ")", "-", "#", "!", " ", "",
]  # fmt: skip
hostile = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=4), max_size=8).map("".join)


def kept(text: str) -> str:
    """What is compared: markup may add and take spaces, and nothing else."""
    return "".join(text.split())


@given(hostile, hostile, hostile, hostile, st.integers(1, 9))
@example("", "![x](http://e.vil/p.png)", "![x](http://e.vil/p.png)`", "", 1)
@settings(max_examples=400, deadline=None)
def test_nothing_that_is_said_in_a_chat_becomes_markup(
    question: str, quote: str, name: str, path: str, label: int
) -> None:
    question, quote, name, path = (
        text.encode("utf-8", "replace").decode() for text in (question, quote, name, path)
    )
    answered = an_answer(question, quote, label=label, title=name, path=path)
    answered = answered.model_copy(
        update={"notes": (name,), "understood": quote, "answer": f"{quote}{name}[{label}]{name}"}
    )
    fault = Fault(type="x", message=quote, hint=name)
    no = declined(question, quote).model_copy(update={"understood": name})
    chat = a_chat(
        a_turn(1, question, answered), a_turn(2, question, fault), a_turn(3, question, no),
        a_turn(4, question), title=title(question),
    )  # fmt: skip
    source = markdown(chat)
    page = Rendered(source)
    allowed = {"h1", "h2", "p", "em", "strong", "code", "blockquote", "ul", "li"}
    assert set(page.tags) <= allowed
    assert page.attributes == []
    assert (page.tags.count("h1"), page.tags.count("h2")) == (1, 4)
    assert [kept(text) for text in page.headings[1:]] == [
        kept(f"{n}.{title(seen(question))}") for n in range(1, 5)
    ]
    place = f"[{label}]{seen(name)}, page 3 ({seen(path)})"
    assert [kept(text) for text in page.quotes] == [kept(seen(quote) + place)]
    for live in ("//", "@", "www."):
        assert live not in page.outside_code.lower()
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\x1b") & set(source)


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_plain_text_is_rendered_as_it_was_seen(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    page = Rendered("> " + " ".join(plain(text).split("\n")))
    assert kept(page.quotes[0]) == kept(seen(text))
    assert seen(seen(text)) == seen(text)


def test_an_export_shows_answers_with_markers_quotes_and_places() -> None:
    answer = an_answer().model_copy(
        update={"notes": ("المستند من 2019.",), "understood": "ما هو انجراف البيانات في AWS؟"}
    )
    source = markdown(a_chat(a_turn(7, "ما هو؟", answer), title="ما هو؟"))
    assert source == (
        "# ما هو؟\n\n"
        "Hikma chat `0123456789ab`, begun `2026-11-21T08:00:00Z`, "
        "last used `2026-11-21T09:00:00Z`.\n\n"
        "## 1. ما هو؟\n\n"
        "Asked `2026-11-21T08:00:00Z`\n\n"
        "*Understood as:* ما هو انجراف البيانات في AWS؟\n\n"
        "انجرافُ البيانات هو تغيّرٌ. **[1]**\n\n"
        "> انجرافُ البيانات هو تغيّرٌ.\n>\n"
        "> **[1]** دليل SageMaker, page 3 (`/x/ar.md`)\n\n"
        "- *Note:* المستند من 2019.\n"
    )


def test_what_was_not_answered_says_so() -> None:
    source = markdown(a_chat(a_turn(1, "a", FAULT), a_turn(2, "b"), a_turn(3, "c", declined())))
    first, second, third = source.split("\n## ")[1:]
    assert "*Not answered:* لا يجيب الخادم. Try again." in first
    assert "*Interrupted: this question was not answered.*" in second
    assert "*Declined: the documents do not say.*\n\nلا تذكر مستنداتك ذلك." in third
    assert "- T\\_1, page 1 (`/x/ar.md`)" in third


def test_a_sentence_that_is_not_supported_is_marked_and_a_foreign_label_is_no_marker() -> None:
    text = "See [1] there. [1] More[2][1]."
    base = an_answer()
    parts = [(0, 14, "supported"), (19, 26, "unchecked")]
    sentences = tuple(
        base.sentences[0].model_copy(
            update={"text": text[start:end], "start": start, "end": end, "support": support}
        )
        for start, end, support in parts
    )
    answer = base.model_copy(update={"answer": text, "sentences": sentences})
    source = markdown(a_chat(a_turn(1, "q", answer)))
    assert "See \\[1\\] there. **[1]** More\\[2\\] *(unchecked)* **[1]** ." in source


def test_a_long_question_is_a_short_heading_and_then_whole() -> None:
    question = "漂" * 80 + "\n- 第二行\n\nthird line"
    page = Rendered(markdown(a_chat(a_turn(1, question))))
    assert page.headings[1] == "1. " + "漂" * 59 + "…"
    assert page.tags.count("li") == 0
    assert "- 第二行" in page.outside_code


def test_invisible_characters_go_but_for_those_by_which_letters_join() -> None:
    question = "می‌خواهم \u202egnp.exe\u202c ❤️ क्‍ष \u2067قال\u2069\u061c\u200b"
    source = markdown(a_chat(a_turn(1, question)))
    assert "## 1. می‌خواهم `gnp.exe` ❤️ क्‍ष قال\n" in source
