"""The ways to answer: several questions, lists, comparisons, which documents, manners."""

from pathlib import Path

import pytest

from ingest.index import Index
from tests.builders import fake_index
from tutor.answers import Answer, Manner
from tutor.ask import Ask, ask
from tutor.cite import Quote
from tutor.fake_chat import FakeChatModel
from tutor.retrieve import retrieve
from tutor.say import foreign
from tutor.settings import Settings

SETTINGS = Settings(model="fake:words", embedding="fake:words")
FILES = {
    "deploy.md": (
        "# Deployment\n\nThese are the kinds of deployment that we offer to users:\n\n"
        "- Canary: a small share first.\n- Linear: equal steps.\n- All at once: no steps.\n\n"
        "Canary deployment is what shifts a small share of traffic first. For example, canary"
        " deployment shifts a small share of ten percent first."
    ),
    "linear.md": "# Linear\n\nLinear deployment is what shifts traffic in equal steps every"
    " minute.",
    "zh.md": "# 部署\n\n金丝雀部署先转移一小部分流量。线性部署按相等的步骤转移流量。",
    "ar.md": "# النشر\n\nالنشر الكناري ينقل جزءًا صغيرًا من الحركة أولًا. "
    "النشر الخطّي ينقل الحركة بخطوات متساوية.",
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return fake_index(tmp_path, FILES)


def answer(
    index: Index, question: str, *, extractive: bool = True, manner: Manner = "short", k: int = 8
) -> Answer:
    request = Ask(question, extractive=extractive, manner=manner, k=k)
    model = None if extractive else FakeChatModel()
    *_, last = ask(request, index, model, SETTINGS)
    assert isinstance(last, Answer)
    for citation in last.citations:
        text = index.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote
    for sentence in last.sentences:
        assert sentence.citations
        assert last.answer[sentence.start : sentence.end] == sentence.text
    return last


def test_a_list_is_answered_as_a_whole(index: Index) -> None:
    given = answer(index, "Which are the kinds of deployment that we offer to users?")
    assert [c.quote for c in given.citations] == [
        "These are the kinds of deployment that we offer to users:",
        "Canary: a small share first.",
        "Linear: equal steps.",
        "All at once: no steps.",
    ]


def test_two_questions_at_once_are_both_answered(index: Index) -> None:
    given = answer(
        index,
        "Canary deployment is what shifts a small share of traffic first? "
        "Linear deployment is what shifts traffic in equal steps every minute?",
    )
    assert "small share" in given.answer
    assert "equal steps every minute" in given.answer
    assert [p.rank for p in given.passages] == list(range(1, len(given.passages) + 1))
    assert len({(p.document, p.start) for p in given.passages}) == len(given.passages)


def test_of_two_questions_the_one_that_is_not_answered_is_named(index: Index) -> None:
    given = answer(
        index,
        "Linear deployment is what shifts traffic in equal steps every minute? "
        "Who won the football world cup of 1930?",
    )
    assert not given.declined
    assert any("football world cup" in note for note in given.notes)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "What is the difference between canary deployment and linear deployment?",
            "small share",
            "equal steps",
        ),
        ("金丝雀部署和线性部署有什么区别？", "一小部分", "相等的步骤"),
    ],
)
def test_a_comparison_speaks_of_both(index: Index, question: str, first: str, second: str) -> None:
    given = answer(index, question, extractive=False)
    assert first in given.answer
    assert second in given.answer


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Which of my documents speak of canary deployment?", {"Deployment"}),
        ("哪些文档提到金丝雀部署？", {"部署"}),
        ("أي المستندات تتحدث عن النشر الكناري؟", {"النشر"}),
    ],
)
def test_which_documents_speak_of_something_is_looked_up(
    index: Index, question: str, titles: set[str]
) -> None:
    given = answer(index, question)
    assert titles <= {citation.title for citation in given.citations}
    assert "Linear" not in {citation.title for citation in given.citations}


def test_all_documents_are_named_where_no_subject_is(index: Index) -> None:
    given = answer(index, "Which documents do I have?")
    assert {citation.title for citation in given.citations} == {
        "Deployment",
        "Linear",
        "部署",
        "النشر",
    }
    assert any("4" in note for note in given.notes)


def test_a_document_that_speaks_of_nothing_asked_is_not_named(index: Index) -> None:
    given = answer(index, "Which of my documents speak of zebras?")
    assert given.declined
    assert given.citations == ()


def test_a_hint_shows_where_to_look_and_not_the_answer(index: Index) -> None:
    question = "Linear deployment is what shifts traffic in equal steps every minute?"
    given = answer(index, question, manner="hint")
    assert "equal steps" not in given.answer
    (citation,) = given.citations
    assert citation.quote.startswith("Linear deployment")
    assert "Linear" in given.answer
    assert "page 1" in given.answer


def test_an_example_is_quoted_or_said_to_be_missing(index: Index) -> None:
    question = "Canary deployment is what shifts a small share of traffic first?"
    given = answer(index, question, manner="example")
    assert "For example" in given.answer
    question = "Linear deployment is what shifts traffic in equal steps every minute?"
    (note,) = answer(index, question, manner="example", k=1).notes
    assert "no example" in note


def test_a_beginners_explanation_keeps_to_the_passage_or_is_said_to_be_missing(
    index: Index,
) -> None:
    question = "Linear deployment is what shifts traffic in equal steps every minute?"
    (note,) = answer(index, question, manner="beginner").notes
    assert "No simpler explanation" in note
    assert answer(index, question, extractive=False, manner="beginner").sentences


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "بالإنجليزية"), ("zh-Hans", "用英语写道"), ("en", "In English")],
)
def test_the_sources_words_in_another_language_are_said_to_be_so(language: str, words: str) -> None:
    quote = Quote(
        document="d", title="T", path="/t.md", page=1, start=0, end=10, text="Up to 1 GB",
        language="en",
    )  # fmt: skip
    said = foreign(quote, language)
    assert words in said.text
    assert "Up to 1 GB" in said.text
    assert said.quotes == (quote,)


@pytest.mark.parametrize(
    ("spoken", "question", "translated"),
    [
        ({"zh.md": FILES["zh.md"]}, "Which deployment shifts a small share?", True),
        ({"deploy.md": FILES["deploy.md"]}, "金丝雀部署先转移什么？", True),
        ({"ar.md": FILES["ar.md"]}, "金丝雀部署先转移什么？", True),
        (FILES, "Which deployment shifts a small share?", False),
    ],
)
def test_where_nothing_is_in_the_askers_language_the_search_is_with_translations_at_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoken: dict[str, str],
    question: str,
    translated: bool,
) -> None:
    index, searched = fake_index(tmp_path, spoken), list[dict[str, str]]()

    def find(*args: object, **options: object) -> object:
        searched.append(dict(options["translations"] or {}))  # type: ignore[call-overload]
        return retrieve(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("tutor.respond.translate", lambda question, *_, **__: f"{question} ?")
    monkeypatch.setattr("tutor.respond.retrieve", find)
    list(ask(Ask(question), index, FakeChatModel(), SETTINGS))
    assert bool(searched[0]) == translated
