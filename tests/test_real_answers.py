"""The main job on the real models: the shipped corpus answers the demo's questions."""

import json
import re
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from evals.loaders.named import load_suite
from ingest.embed import LoadedEmbeddings
from ingest.index import Index
from ingest.pipeline import find_files, ingest_paths
from ingest.settings import IngestSettings
from tests.builders import CORPUS
from tutor.answers import Answer, Exchange
from tutor.ask import Ask, ask
from tutor.settings import Settings

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, e5: LoadedEmbeddings) -> Index:
    folder = tmp_path_factory.mktemp("real") / "index"
    reports = ingest_paths(find_files([CORPUS]), folder, e5, IngestSettings()).files
    assert {report.status for report in reports} == {"added"}
    assert len(reports) > 40
    return Index.open(folder, e5)


@pytest.fixture(scope="module")
def answers(index: Index, chat_model: BaseChatModel, real_settings: Settings) -> dict[str, Answer]:
    found = {}
    for line in (CORPUS / "demo.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        *_, answer = ask(Ask(row["question"]), index, chat_model, real_settings)
        assert isinstance(answer, Answer)
        found[row["id"]] = answer
    return found


def test_every_quote_is_verbatim(index: Index, answers: dict[str, Answer]) -> None:
    quotes = [citation for answer in answers.values() for citation in answer.citations]
    assert len(quotes) >= 4
    for citation in quotes:
        text = index.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote


def test_every_sentence_of_an_answer_points_at_its_evidence(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        for sentence in answer.sentences:
            assert sentence.citations
            assert sentence.support != "unsupported"
            assert answer.answer[sentence.start : sentence.end] == sentence.text


@pytest.mark.parametrize(
    ("id", "language", "words", "source"),
    [
        ("demo-en", "en", "70", "managed-spot-training.pdf"),
        ("demo-zh", "zh-Hans", "漂移", "model-monitoring.pdf"),
        ("demo-ar", "ar", "خطوتان", "ci-cd-pipelines.md"),
        ("demo-cross", "en", "(?i)five|5", "ci-cd-pipelines.md"),
    ],
)
def test_an_answer_says_it_in_the_askers_language_from_the_right_document(
    answers: dict[str, Answer], id: str, language: str, words: str, source: str
) -> None:
    answer = answers[id]
    assert not answer.declined
    assert answer.language == language
    assert re.search(words, answer.answer)
    assert Path(answer.citations[0].path).name == source


def test_what_the_corpus_does_not_say_is_declined(answers: dict[str, Answer]) -> None:
    assert answers["demo-none"].declined
    assert answers["demo-none"].passages


def test_an_answer_reports_what_it_cost(answers: dict[str, Answer]) -> None:
    answer = answers["demo-cross"]
    assert answer.timings.first_token is not None
    assert 0 < answer.timings.retrieve < answer.timings.first_token <= answer.timings.total
    assert answer.tokens.prompt > answer.tokens.cached > 0
    assert answer.tokens.output > 0


def test_the_extractive_answer_is_honest_too(index: Index, real_settings: Settings) -> None:
    (found,) = ask(
        Ask("What is the waiting period for deleting a KMS key?", extractive=True),
        index, None, real_settings,
    )  # fmt: skip
    assert isinstance(found, Answer)
    assert found.tokens.prompt == 0
    (none,) = ask(
        Ask("Who won the 1930 football World Cup?", extractive=True), index, None, real_settings
    )
    assert isinstance(none, Answer)
    assert none.declined


def asked(index: Index, model: BaseChatModel | None, settings: Settings, request: Ask) -> Answer:
    *_, answer = ask(request, index, model, settings)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        text = index.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote
    return answer


def test_an_answer_across_languages_is_a_translation_that_says_so(
    index: Index, chat_model: BaseChatModel, real_settings: Settings
) -> None:
    request = Ask("Which of the Model Monitor checks can't work unless I supply the true labels?")
    answer = asked(index, chat_model, real_settings, request)
    assert answer.citations[0].language == "zh-Hans"
    assert answer.grounding == "partly"
    assert {sentence.support for sentence in answer.sentences} == {"unchecked"}
    assert re.search("(?i)bias drift", answer.answer)
    assert any("Chinese" in note for note in answer.notes)


@pytest.mark.parametrize("pair", ["en-premise-19", "zh-premise-07", "ar-premise-07"])
def test_a_false_premise_is_doubted_from_the_source_and_its_true_twin_is_not(
    index: Index, chat_model: BaseChatModel, real_settings: Settings, pair: str
) -> None:
    cases = {case.id: case for case in load_suite("premises").cases}
    false, true = cases[f"{pair}f"], cases[f"{pair}t"]
    corrected = asked(index, chat_model, real_settings, Ask(false.question))
    assert corrected.sentences[0].corrects
    assert false.evidence[0].quote in corrected.citations[0].quote
    confirmed = asked(index, chat_model, real_settings, Ask(true.question))
    assert not any(sentence.corrects for sentence in confirmed.sentences)


def test_a_follow_up_is_understood_from_what_was_asked_before(
    index: Index, chat_model: BaseChatModel, real_settings: Settings
) -> None:
    before = Exchange(question="How long does a standard restore from Glacier take?", answer="…")
    request = Ask("And a bulk one?", history=(before,))
    answer = asked(index, chat_model, real_settings, request)
    assert re.search("(?i)glacier", answer.understood)
    assert re.search("(?i)bulk", answer.understood)


def test_a_question_in_pinyin_is_answered_in_chinese(
    index: Index, chat_model: BaseChatModel, real_settings: Settings
) -> None:
    answer = asked(index, chat_model, real_settings, Ask("shuju piaoyi shi shenme?"))
    assert answer.language == "zh-Hans"
    assert "数据漂移" in answer.understood
    assert "漂移" in answer.answer


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What does Managed Spot Training save?", "Spot"),
        ("什么是数据漂移？", "漂移"),
        ("ما الفرق بين النشر الكناري والنشر الخطّي؟", "الكناري"),
    ],
)
def test_without_a_chat_model_the_best_sentences_are_quoted(
    index: Index, real_settings: Settings, question: str, quoted: str
) -> None:
    answer = asked(index, None, real_settings, Ask(question, extractive=True))
    assert answer.model == "extractive"
    assert quoted in answer.answer
    assert answer.grounding == "grounded"


@pytest.mark.parametrize(
    "question",
    ["Who won the 1930 World Cup?", "谁赢得了1930年世界杯？", "من فاز بكأس العالم ١٩٣٠؟"],
)
def test_without_a_chat_model_it_declines_honestly_too(
    index: Index, real_settings: Settings, question: str
) -> None:
    assert asked(index, None, real_settings, Ask(question, extractive=True)).declined
