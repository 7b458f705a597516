"""Every system gives an answer of the same shape, on models that need no weights."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.provenance import models_used
from evals.systems.chain import Chain
from evals.systems.chain_parts import CHUNK, OVERLAP, TOP, prompt, split_text
from evals.systems.declining import declines
from evals.systems.passages import of_slice
from evals.systems.table import NAMES, load_system
from ingest.documents import Document, Page
from ingest.errors import EmptyQuestion, UnknownDocument
from tests.evals.builders import case, clock, fake_session, run_suite, suite
from tests.evals.test_run import CASES, FILES, records
from tutor.answers import Answer
from tutor.fake_chat import FakeChatModel
from tutor.session import StudySession

LONG = "# Latin في النص\n\n" + "".join(
    f"第{n}节：模型 C# 在 ４８ 小时内完成。🙂\n كَتَبَ {n} ملفًا.\n\nLine {n}\nends here. "
    for n in range(200)
)


MORE = {f"more{n}.md": f"# حديث {n}\n\nInstance C# n{n} 实例。\n" for n in range(3)}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[StudySession]:
    with fake_session(tmp_path, FILES | MORE) as opened:
        yield opened


def replies(session: StudySession, *said: str) -> FakeChatModel:
    """The chat model, scripted."""
    model = session.chat_model
    assert isinstance(model, FakeChatModel)
    model.replies = list(said)
    return model


def check(answer: Answer, session: StudySession) -> None:
    """What every system promises."""
    for passage in answer.passages:
        text = session.index.document(passage.document).text
        assert text[passage.start : passage.end] == passage.text
    assert [passage.rank for passage in answer.passages] == list(range(1, len(answer.passages) + 1))
    for sentence in answer.sentences:
        assert answer.answer[sentence.start : sentence.end] == sentence.text
    for citation in answer.citations:
        text = session.index.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote
    assert answer.timings.total >= answer.timings.retrieve


QUESTION = {str(row["language"]): str(row["question"]) for row in CASES[:3]}


@pytest.mark.parametrize("language", QUESTION)
@pytest.mark.parametrize("name", NAMES)
def test_every_system_answers_every_language_in_one_shape(
    name: str, language: str, session: StudySession
) -> None:
    if name == "chain":
        replies(session, "４８ ساعة 小时 hours.")
    system = load_system(name, session)
    answer = system.answer(case(question=QUESTION[language], language=language), ())
    check(answer, session)
    assert answer.passages
    # Without a chat model the tutor is not sure of fake vectors.
    assert not answer.declined or name == "extractive"
    assert system.name == name
    system.close()


@pytest.mark.parametrize("leg", ["bm25", "dense"])
def test_one_leg_quotes_one_sentence_of_its_best_passage(leg: str, session: StudySession) -> None:
    answer = load_system(leg, session).answer(case(question=QUESTION["en"]), ())
    (citation,) = answer.citations
    assert "48 hours" in citation.quote
    assert answer.answer.endswith("[1]")
    assert citation.document == answer.passages[0].document
    assert answer.model == leg


def test_one_leg_does_not_know_when_to_decline_unless_it_found_nothing(
    session: StudySession,
) -> None:
    unanswerable = case(question="Who finished the Mona Lisa within hours?")
    for leg in ("bm25", "dense"):
        assert not load_system(leg, session).answer(unanswerable, ()).declined
    nothing = load_system("bm25", session).answer(case(question="Quetzalcoatlus?"), ())
    assert (nothing.declined, nothing.passages, nothing.answer) == (True, (), "")


@pytest.mark.parametrize("name", NAMES)
def test_every_system_looks_only_in_the_documents_it_is_given(
    name: str, session: StudySession
) -> None:
    if name == "chain":
        replies(session, "48")
    (zh,) = [e.document for e in session.index.library() if e.path.endswith("zh.md")]
    answer = load_system(name, session).answer(case(question=QUESTION["zh"], language="zh"), [zh])
    assert {passage.document for passage in answer.passages} == {zh}


@pytest.mark.parametrize("name", NAMES)
def test_every_system_refuses_what_cannot_be_asked(name: str, session: StudySession) -> None:
    system = load_system(name, session)
    with pytest.raises(EmptyQuestion):
        system.answer(case(question="؟؟ 🙂"), ())
    with pytest.raises(UnknownDocument):
        system.answer(case(), ["gone.md"])


def test_the_chain_stuffs_its_passages_and_the_question_into_one_prompt(
    session: StudySession,
) -> None:
    model = replies(session, "It takes 48 hours.\nThat is long.")
    answer = Chain(session).answer(case(question=QUESTION["en"]), ())
    ((system, human),) = model.asked
    assert len(answer.passages) == TOP
    assert all(passage.text in str(system.content) for passage in answer.passages)
    assert human.content == QUESTION["en"]
    assert (answer.citations, answer.grounding) == ((), "partly")
    assert [sentence.support for sentence in answer.sentences] == ["unchecked"] * 2


def test_braces_in_a_document_or_question_are_not_read_as_variables() -> None:
    system, human = prompt("What is {input}?", ['Key="{role}" {', "}}"])
    assert 'Key="{role}" {' in str(system.content)
    assert human.content == "What is {input}?"


def test_a_chain_that_does_not_know_has_declined(session: StudySession) -> None:
    replies(session, "抱歉，根据提供的上下文，我不知道答案。")
    answer = Chain(session).answer(case(question=QUESTION["zh"], language="zh"), ())
    assert (answer.declined, answer.grounding, answer.sentences) == (True, "declined", ())
    assert answer.passages


def test_the_chains_index_is_used_again_and_made_again_where_the_documents_changed(
    session: StudySession,
) -> None:
    def made() -> dict[str, int]:
        Chain(session).close()
        paths = (session.settings.data / "evals" / "chain").glob("*/made.json")
        return {str(path): path.stat().st_mtime_ns for path in paths}

    first = made()
    assert made() == first
    session.index.remove(session.index.ids()[0])
    assert set(made()) > set(first)


def test_an_index_of_the_chain_that_was_half_made_is_made_again(session: StudySession) -> None:
    Chain(session).close()
    (done,) = (session.settings.data / "evals" / "chain").glob("*/made.json")
    with fake_session(session.settings.data.parent / "other", FILES | MORE) as other:
        replies(other, "48")
        half = other.settings.data / "evals" / "chain" / done.parent.name
        half.mkdir(parents=True)
        (half / "chroma.sqlite3").write_bytes(b"half")
        answer = Chain(other).answer(case(question=QUESTION["en"]), ())
        assert answer.passages


def test_the_chains_chunks_are_slices_of_the_text_and_cover_it() -> None:
    chunks = list(split_text("d", LONG))
    covered: set[int] = set()
    for chunk in chunks:
        start, end = chunk.metadata["start_index"], chunk.metadata["end_index"]
        assert LONG[start:end] == chunk.page_content
        assert 0 < end - start <= CHUNK
        covered |= set(range(start, end))
    missed = [LONG[at] for at in range(len(LONG)) if at not in covered]
    assert not "".join(missed).strip()
    shared = [
        a.metadata["end_index"] - b.metadata["start_index"] for a, b in itertools.pairwise(chunks)
    ]
    assert 0 < max(shared) <= OVERLAP


def test_a_slice_over_two_pages_knows_where_the_second_begins() -> None:
    pages = (Page(number=1, start=0, end=5), Page(number=2, start=5, end=10))
    document = Document(id="d", path="/x/d.pdf", title="D", text="一二三四五ABCDE", pages=pages)
    passage = of_slice(1, 0.5, document, 2, 8)
    assert (passage.page, passage.page_starts, passage.text) == (1, (5,), "三四五ABC")
    assert passage.page_at(7) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "I don't know.",
        "I don’t know the answer to that.",
        "The provided context does not mention who painted it.",
        "Based on the text, it is not specified.",
        "我不知道。",
        "根据提供的上下文，没有提到这个人。",
        "文中未提及该模型的价格。",
        "لا أَعرف الإجابة.",
        "السياق لا يذكر اسم الرسّام.",
        "لا توجد معلومات كافية في النص.",
        "**I DO NOT KNOW**",
    ],
)
def test_an_answer_that_says_it_does_not_know_has_declined(text: str) -> None:
    assert declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "48 hours.",
        "Spot instances do not provide a guarantee.",
        "Within 48 hours. The context does not mention the price.",
        "批量取回在４８小时内完成。上下文没有提到价格。",
        "该服务不包含数据传输。",
        "خلال ٤٨ ساعة. لا يذكر النص السعر.",
        "C#",
        "🙂 ٤٨",
    ],
)
def test_an_answer_that_answers_has_not(text: str) -> None:
    assert not declines(text)


def test_a_run_of_each_system_says_which_it_was_and_how_it_is_set(session: StudySession) -> None:
    made, folder, report = run_suite(session, suite(*CASES), system="bm25")
    assert (made.system, made.model, made.models) == ("bm25", "bm25", ())
    assert report.errors == 0
    assert {record.answer.model for record in records(folder) if record.answer} == {"bm25"}
    replies(session, *["48"] * 4)
    made, _, report = run_suite(session, suite(*CASES), system="chain", now=clock(hour=5))
    assert (made.system, made.model) == ("chain", "fake:words")
    assert made.system_values["chunk_size"] == CHUNK
    assert "langchain-chroma" in made.system_values["packages"]
    assert report.errors == 0


def test_the_files_of_an_embedded_model_are_known_by_their_hashes() -> None:
    (file,) = models_used("embedded:qwen2.5-coder-1.5b-instruct", ())
    assert file.sha256.startswith("cc324af0")
    (other,) = models_used("openai:gpt-9", ())
    assert (other.model, other.file, other.sha256) == ("openai:gpt-9", "", "")
