"""Questions made from the learner's own documents."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from evals.dataset import read_dataset
from evals.locate import locate
from evals.records import EvalCase
from evals.synthetic import synthetic, write_cases
from ingest.errors import InputError
from tests.builders import ingest_folder, write_files
from tests.tutor.quizzing import (
    AR,
    EN,
    TELLING,
    ZH,
    draft,
    draft_ar,
    draft_zh,
    drafted,
    reply,
    scripted,
    solving,
)
from tutor.facts import sources
from tutor.quizzes import QuizItem, Rejected
from tutor.session import StudySession
from tutor.settings import Settings

FILES = {"en.md": f"# Snapshots\n\n{EN}", "zh.md": f"# 快照\n\n{ZH}", "ar.md": f"# اللقطات\n\n{AR}"}


class Scripted(StudySession):
    """A session whose chat model says what it is told to."""

    def __init__(self, settings: Settings, model: BaseChatModel) -> None:
        super().__init__(settings)
        self.model = model

    @property
    def chat_model(self) -> BaseChatModel:
        return self.model


DRAFTS = {
    "ar": draft_ar(question=TELLING["ar"]),
    "en": draft(question=TELLING["en"]),
    "zh-Hans": draft_zh(),
}


def session(tmp_path: Path, *, spoiled: str = "") -> Scripted:
    """A model that makes one good item in each language, in the order in which they take turns,
    but in the language `spoiled`."""
    ingest_folder(write_files(tmp_path / "files", FILES), tmp_path / "data" / "index")
    settings = Settings(data=tmp_path / "data", model="fake:words", embedding="fake:words")
    opened = Scripted(settings, model := scripted())
    assert model.replies is not None
    every = sources(opened.index, documents=(), topic=None, language=None, limit=9, seed=0)
    for code, written in DRAFTS.items():
        found = next(source for source in every if source.passage.language == code)
        # Options are arranged by an id that holds the document's.
        item = drafted(opened.index, written.question, found, code)
        model.replies += ["no draft"] if code == spoiled else [reply(written), *solving(item)]
    return opened


def test_languages_take_turns_and_each_question_rests_on_its_documents_words(
    tmp_path: Path,
) -> None:
    with session(tmp_path) as opened:
        cases = list(synthetic(opened, 3))
        assert [case.language for case in cases] == ["ar", "en", "zh-Hans"]
        assert [case.answers for case in cases] == [("٣٥ يومًا",), ("35 days",), ("３５天",)]
        for case in cases:
            assert case.synthetic
            assert case.source == "synthetic"
            assert case.answerable
            (place,) = locate(case, opened.index.library(), opened.index)
            text = opened.index.document(place.document).text
            assert text[place.start : place.end] == case.evidence[0].quote
        assert [case.evidence[0].path for case in cases] == ["ar.md", "en.md", "zh.md"]


def test_a_draft_that_the_gates_turn_away_is_told_and_not_padded(tmp_path: Path) -> None:
    made: list[QuizItem | Rejected] = []
    with session(tmp_path, spoiled="ar") as opened:
        # The script of the model is at its end: to ask for a fourth draft would be a fault.
        cases = list(synthetic(opened, 3, tell=made.append))
    assert [case.language for case in cases] == ["en", "zh-Hans"]
    assert [type(each) for each in made] == [Rejected, QuizItem, QuizItem]


def test_two_documents_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    write_files(tmp_path / "files" / "old", {"en.md": "# Old\n\nNothing is said here of anything."})
    with session(tmp_path) as opened:
        cases = list(synthetic(opened, 3))
    assert cases[1].evidence[0].path == "files/en.md"


@pytest.mark.parametrize("count", [0, -1, 10_000])
def test_a_count_that_makes_no_sense_is_refused_before_a_model_is_asked(
    tmp_path: Path, count: int
) -> None:
    with session(tmp_path) as opened, pytest.raises(InputError):
        synthetic(opened, count)


def test_what_is_written_is_read_again_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    with session(tmp_path) as opened:
        cases = list(synthetic(opened, 3))
    assert write_cases(path, iter(cases)) == 3
    dataset = read_dataset(str(path))
    assert tuple(row.case for row in dataset.rows) == tuple(cases)
    assert dataset.ignored == ()
    with pytest.raises(InputError, match="is there already"):
        write_cases(path, iter(cases))


def test_what_was_made_before_an_interruption_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"

    def interrupted() -> Iterator[EvalCase]:
        with session(tmp_path) as opened:
            yield next(synthetic(opened, 3))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_cases(path, interrupted())
    (line,) = path.read_text("utf-8").splitlines()
    assert json.loads(line)["synthetic"] is True
    with pytest.raises(InputError, match="cannot be written"):
        write_cases(tmp_path / "no" / "such.jsonl", iter(()))
