"""Quizzes and attempts as they are kept, in SQLite and on a server."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.tutor.quizzing import good
from tutor.errors import NotebookDamaged, UnknownItem, UnknownQuiz
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, Quiz, QuizItem, Rejected

TYPED = {"cloze": "١٫٥ جيجابايت", "short": "TLS 1.2", "card": "３５ 天"}


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


def typed(kind: str) -> QuizItem:
    """An item without options."""
    item, _ = good("ar")
    answer = (TYPED[kind], "C# \\ 'x'")
    return item.model_copy(update={"id": kind, "kind": kind, "options": (), "answer": answer})


@pytest.fixture
def notebook(tmp_path: Path, address: str | None) -> Iterator[Notebook]:
    opened = Notebook.open(tmp_path / "data", address)
    yield opened
    opened.close()


def test_a_quiz_comes_back_as_it_was_saved(
    notebook: Notebook, tmp_path: Path, address: str | None
) -> None:
    quiz = a_quiz("0123456789ab", "en", "zh-Hans", "ar")
    quiz = quiz.model_copy(update={"items": (*quiz.items, *map(typed, TYPED))})
    notebook.save(quiz)
    assert notebook.quiz(quiz.quiz) == quiz
    notebook.close()
    again = Notebook.open(tmp_path / "data", address)
    assert again.quiz("0123") == quiz
    again.close()


def test_what_no_database_takes_is_kept_as_well_as_can_be(notebook: Notebook) -> None:
    item, _ = good("en")
    stem = "half \ud83d, nothing \0, a tail?"
    odd = item.model_copy(update={"stem": stem, "topic": "a\0b"})
    quiz = a_quiz().model_copy(update={"topic": "t\0\ud83d", "items": (odd,)})
    notebook.save(quiz)
    kept = notebook.quiz(quiz.quiz)
    assert kept.topic == "t?"
    assert kept.items[0].stem == "half ?, nothing \0, a tail?"
    notebook.record([an_attempt(kept).model_copy(update={"text": "a\0b\udcff ـ ٣"})])
    assert notebook.attempts(quiz.quiz)[0].text == "ab? ـ ٣"


def test_items_of_before_there_were_other_kinds_still_load(notebook: Notebook) -> None:
    quiz = a_quiz("aaaaaaaaaaaa", "zh-Hans")
    notebook.save(quiz)
    old = quiz.items[0].model_dump(exclude={"answer", "topic", "as_of", "gates", "difficulty"})
    for span in old["evidence"]:
        del span["path"]
    payload = QuizItem.model_validate(old).model_dump_json(exclude_defaults=True)
    assert not any(f'"{new}"' in payload for new in ("topic", "as_of", "answer", "path"))
    with notebook._database.writing() as connection:
        connection.execute(text("UPDATE items SET payload = :p"), {"p": payload})
    (item,) = notebook.quiz("a").items
    assert (item.stem, item.options) == (quiz.items[0].stem, quiz.items[0].options)
    assert (item.topic, item.answer, item.evidence[0].path) == ("", (), "")


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


@pytest.mark.parametrize("kind", TYPED)
def test_an_attempt_keeps_what_was_typed_how_sure_the_learner_was_and_the_hints(
    notebook: Notebook, kind: str
) -> None:
    quiz = a_quiz("aaaaaaaaaaaa").model_copy(update={"items": (typed(kind),)})
    notebook.save(quiz)
    sure = an_attempt(quiz).model_copy(
        update={"chosen": (), "text": f"  {TYPED[kind]}\n", "confidence": 3, "hints": 2}
    )
    unasked = sure.model_copy(update={"confidence": None, "hints": 0, "verdict": "partly"})
    notebook.record([sure, unasked])
    assert notebook.attempts(quiz.quiz) == [sure, unasked]


def test_an_attempt_of_before_anything_could_be_typed_is_read(notebook: Notebook) -> None:
    quiz = a_quiz("aaaaaaaaaaaa", "en")
    notebook.save(quiz)
    with notebook._database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO attempts (quiz, item, chosen, verdict, points, at) "
                "VALUES (:quiz, :item, '[\"c\"]', 'correct', 1.0, :at)"
            ),
            {"quiz": quiz.quiz, "item": quiz.items[0].id, "at": "2026-11-21T09:00:00Z"},
        )
    assert notebook.attempts(quiz.quiz) == [an_attempt(quiz)]


def test_the_list_counts_the_latest_attempt_at_each_item(notebook: Notebook) -> None:
    old = a_quiz("aaaaaaaaaaaa", "en", "ar", created="2026-01-01T00:00:00Z")
    new = a_quiz("bbbbbbbbbbbb", "en", created="2026-02-01T00:00:00Z")
    for quiz in (old, new):
        notebook.save(quiz)
    notebook.record([an_attempt(old, 0, 0.0), an_attempt(old, 0, 1.0), an_attempt(old, 1, 0.0)])
    entries = [(e.quiz, e.made, e.attempted, e.score) for e in notebook.quizzes()]
    assert entries == [("bbbbbbbbbbbb", 1, 0, None), ("aaaaaaaaaaaa", 2, 2, 0.5)]


def test_an_attempt_that_nobody_could_grade_lowers_no_score(notebook: Notebook) -> None:
    quiz = a_quiz("aaaaaaaaaaaa", "en", "ar", "zh-Hans")
    notebook.save(quiz)
    ungraded = [
        an_attempt(quiz, n, 0.0).model_copy(update={"verdict": "ungraded"}) for n in range(3)
    ]
    notebook.record(ungraded[:1])
    (entry,) = notebook.quizzes()
    assert (entry.attempted, entry.score) == (1, None)
    notebook.record([an_attempt(quiz, 0, 1.0), an_attempt(quiz, 1, 0.5), *ungraded])
    (entry,) = notebook.quizzes()
    assert (entry.attempted, entry.score) == (3, 0.75)


def test_an_attempt_at_an_unknown_item_is_refused_and_none_is_kept(notebook: Notebook) -> None:
    quiz = a_quiz("aaaaaaaaaaaa", "en")
    notebook.save(quiz)
    stray = an_attempt(quiz).model_copy(update={"item": "nothing"})
    with pytest.raises(UnknownItem) as caught:
        notebook.record([an_attempt(quiz), stray])
    assert "hikma quiz list" in caught.value.hint
    assert notebook.attempts(quiz.quiz) == []


@pytest.mark.parametrize("payload", ['{"id": 1}', "", "{", "null", "[]"])
def test_an_item_that_cannot_be_read_is_an_error_and_no_traceback(
    notebook: Notebook, payload: str
) -> None:
    notebook.save(a_quiz("aaaaaaaaaaaa", "en"))
    with notebook._database.writing() as connection:
        connection.execute(text("UPDATE items SET payload = :p"), {"p": payload})
    for read in (lambda: notebook.quiz("a"), notebook.bank, lambda: list(notebook.evidence())):
        with pytest.raises(NotebookDamaged) as caught:
            read()
        assert caught.value.hint


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
