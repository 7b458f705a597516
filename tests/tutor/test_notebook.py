"""Quizzes and attempts on disk."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import StoreBusy
from tests.tutor.quizzing import good
from tutor import database as module
from tutor.database import FILE
from tutor.errors import NotebookDamaged, UnknownQuiz
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, Quiz, Rejected


def a_quiz(id: str = "0123456789ab", *codes: str, created: str = "2026-11-21T08:00:00Z") -> Quiz:
    return Quiz(
        quiz=id,
        language="ar",
        topic="اللُّقطات في C# \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        seed=2**31,
        model="fake:words",
        settings="f",
        created=created,
        asked=3,
        items=tuple(good(code)[0] for code in codes),
    )


def an_attempt(quiz: Quiz, number: int = 0, points: float = 1.0) -> Attempt:
    return Attempt(
        quiz=quiz.quiz,
        item=quiz.items[number].id,
        chosen=("c",),
        verdict="correct" if points else "wrong",
        points=points,
        at="2026-11-21T09:00:00Z",
    )


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    opened = Notebook.open(tmp_path / "data")
    yield opened
    opened.close()


def test_a_quiz_comes_back_as_it_was_saved(notebook: Notebook, tmp_path: Path) -> None:
    quiz = a_quiz("0123456789ab", "en", "zh-Hans", "ar")
    notebook.save(quiz)
    assert notebook.quiz(quiz.quiz) == quiz
    notebook.close()
    again = Notebook.open(tmp_path / "data")
    assert again.quiz("0123") == quiz
    again.close()


def test_a_quiz_grows_as_items_are_admitted_and_drafts_rejected(notebook: Notebook) -> None:
    empty = a_quiz()
    rejected = (Rejected(stem="لماذا؟", gate="flaws", detail="…"),)
    grown = empty.model_copy(update={"items": (good("en")[0],)})
    more = grown.model_copy(update={"rejected": rejected})
    most = more.model_copy(update={"items": (*more.items, good("ar")[0])})
    for quiz in (empty, grown, more, most, most):
        notebook.save(quiz)
        assert notebook.quiz(quiz.quiz) == quiz


def test_the_same_item_may_stand_in_two_quizzes(notebook: Notebook) -> None:
    for id in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        notebook.save(a_quiz(id, "en"))
    assert notebook.quiz("a").items == notebook.quiz("b").items


@pytest.mark.parametrize("name", ["", " ", "zz", "a", "%", "_"])
def test_an_unknown_or_ambiguous_id_is_an_error(notebook: Notebook, name: str) -> None:
    notebook.save(a_quiz("aaaaaaaaaaaa"))
    notebook.save(a_quiz("abbbbbbbbbbb"))
    with pytest.raises(UnknownQuiz):
        notebook.quiz(name)


def test_attempts_are_only_ever_added(notebook: Notebook) -> None:
    quiz = a_quiz("aaaaaaaaaaaa", "en", "ar")
    notebook.save(quiz)
    tries = [an_attempt(quiz, 0, 0.0), an_attempt(quiz, 0, 1.0), an_attempt(quiz, 1, 0.0)]
    notebook.record(tries[:1])
    notebook.record(tries[1:])
    notebook.record([])
    assert notebook.attempts(quiz.quiz) == tries


def test_the_list_counts_the_latest_attempt_at_each_item(notebook: Notebook) -> None:
    old = a_quiz("aaaaaaaaaaaa", "en", "ar", created="2026-01-01T00:00:00Z")
    new = a_quiz("bbbbbbbbbbbb", "en", created="2026-02-01T00:00:00Z")
    for quiz in (old, new):
        notebook.save(quiz)
    notebook.record([an_attempt(old, 0, 0.0), an_attempt(old, 0, 1.0), an_attempt(old, 1, 0.0)])
    entries = [(e.quiz, e.made, e.attempted, e.score) for e in notebook.quizzes()]
    assert entries == [("bbbbbbbbbbbb", 1, 0, None), ("aaaaaaaaaaaa", 2, 2, 0.5)]


def test_an_attempt_at_an_unknown_item_is_refused_and_none_is_kept(notebook: Notebook) -> None:
    quiz = a_quiz("aaaaaaaaaaaa", "en")
    notebook.save(quiz)
    stray = an_attempt(quiz).model_copy(update={"item": "nothing"})
    with pytest.raises(NotebookDamaged):
        notebook.record([an_attempt(quiz), stray])
    assert notebook.attempts(quiz.quiz) == []


def test_a_broken_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database " * 100)
    with pytest.raises(NotebookDamaged) as caught:
        Notebook.open(tmp_path)
    assert "move it away" in caught.value.hint


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotebookDamaged):
        Notebook.open(tmp_path / "file" / "data")


def test_an_item_that_cannot_be_read_is_an_error_and_no_traceback(
    notebook: Notebook, tmp_path: Path
) -> None:
    notebook.save(a_quiz("aaaaaaaaaaaa", "en"))
    with sqlite3.connect(tmp_path / "data" / FILE) as database:
        database.execute("UPDATE items SET payload = '{\"id\": 1}'")
    database.close()
    with pytest.raises(NotebookDamaged):
        notebook.quiz("aaaaaaaaaaaa")


def test_another_writer_makes_it_busy_and_readers_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT", 0.1)
    notebook = Notebook.open(tmp_path)
    quiz = a_quiz("aaaaaaaaaaaa", "en")
    notebook.save(quiz)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        notebook.record([an_attempt(quiz)])
    assert notebook.quiz("a") == quiz
    other.execute("ROLLBACK")
    other.close()
    notebook.record([an_attempt(quiz)])
    notebook.close()


def test_threads_may_share_a_notebook(notebook: Notebook) -> None:
    quiz = a_quiz("aaaaaaaaaaaa", "en")
    notebook.save(quiz)
    threads = [
        threading.Thread(target=notebook.record, args=([an_attempt(quiz)],)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(notebook.attempts(quiz.quiz)) == 8
