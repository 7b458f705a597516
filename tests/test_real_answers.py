"""The main job on the real models: the shipped corpus answers the demo's questions."""

import json
import re
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from ingest.embed import LoadedEmbeddings
from ingest.index import Index
from ingest.pipeline import find_files, ingest_paths
from ingest.settings import IngestSettings
from tests.builders import CORPUS
from tutor.answers import Answer
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
