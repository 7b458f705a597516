"""Mock exams in the notebook: drawn from what may be asked, reported once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tutor.mock.sitting import bank, blueprint, clock, item
from tests.tutor.practising import attempt
from tutor.errors import NoItems, UnknownItem
from tutor.mock.draw import Wish
from tutor.mock.keep import new_paper, questions, settle, sittings
from tutor.mock.report import graded
from tutor.mock.sit import answer, finish, present, start
from tutor.notebook import Notebook
from tutor.quizzes import Quiz, QuizItem
from tutor.standing import ItemEvent


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    found = Notebook.open(tmp_path)
    yield found
    found.close()


def quiz(*items: QuizItem, id: str = "q" * 12) -> Quiz:
    return Quiz(
        quiz=id, language="en", seed=0, model="fake:words", settings="f",
        created="2026-11-01T08:00:00Z", asked=len(items), items=items,
    )  # fmt: skip


def retire(notebook: Notebook, id: str) -> None:
    notebook.note([ItemEvent(quiz="q" * 12, item=id, event="retired", at=clock(0))])


def test_what_was_retired_is_not_drawn_and_what_was_asked_least_comes_first(
    notebook: Notebook,
) -> None:
    notebook.save(quiz(*bank(8, 3, 3)))
    retire(notebook, "d2-0")
    first = new_paper(notebook, blueprint(), Wish(), now=clock(0))
    assert (len(first.questions), [d.given for d in first.domains]) == (9, [5, 2, 2])
    start(first, notebook.ledger, now=clock(0))
    items = questions(notebook, first)
    for question in first.questions:
        answer(first, notebook.ledger, items[question.item], ("a",), now=clock(1))
    settle(notebook, first, finish(first, notebook.ledger, now=clock(2)))
    second = new_paper(notebook, blueprint(), Wish(), now=clock(3))
    fresh = {item.id for item in bank(8, 0, 0)} - {q.item for q in first.questions}
    assert fresh <= {q.item for q in second.questions}
    assert [paper.id for paper, _ in sittings(notebook, now=clock(4))] == [second.id, first.id]


def test_without_an_item_nothing_is_kept(notebook: Notebook) -> None:
    notebook.save(quiz(item("x", "1").model_copy(update={"exam": "other"})))
    with pytest.raises(NoItems):
        new_paper(notebook, blueprint(), Wish(), now=clock(0))
    assert notebook.papers() == []


def test_a_question_that_was_retired_since_is_asked_and_one_that_is_gone_is_said(
    notebook: Notebook, tmp_path: Path
) -> None:
    notebook.save(quiz(*bank(5, 3, 2)))
    paper = new_paper(notebook, blueprint(), Wish(), now=clock(0))
    retire(notebook, paper.questions[0].item)
    assert set(questions(notebook, paper)) == {q.item for q in paper.questions}
    elsewhere = Notebook.open(tmp_path / "elsewhere")
    with pytest.raises(UnknownItem):
        questions(elsewhere, paper)
    elsewhere.close()


def test_a_report_adds_its_attempts_once_and_says_why(notebook: Notebook) -> None:
    notebook.save(quiz(*bank(5, 3, 2)))
    paper = new_paper(notebook, blueprint(), Wish(), now=clock(0))
    start(paper, notebook.ledger, now=clock(0))
    items = questions(notebook, paper)
    first, second = (items[q.item] for q in paper.questions[:2])
    answer(paper, notebook.ledger, first, ("a",), now=clock(1))
    answer(paper, notebook.ledger, second, ("b",), now=clock(2))
    finish(paper, notebook.ledger, now=clock(3))
    over = present(paper, notebook.ledger.events(paper.id), clock(4))
    found = settle(notebook, paper, over)
    assert settle(notebook, paper, over) == found
    assert [(a.item, a.verdict) for a in notebook.attempts()] == [
        (first.id, "correct"), (second.id, "wrong"),
    ]  # fmt: skip
    verdicts = [graded(question).verdict for question in found.questions[:3]]
    assert verdicts == ["correct", "wrong", "ungraded"]
    assert f"The words of {second.id}." in graded(found.questions[1]).feedback


def test_of_two_windows_that_record_the_same_answers_one_adds_nothing(notebook: Notebook) -> None:
    notebook.save(quiz(*bank(2, 0, 0)))
    one = attempt("d1-0", quiz="q" * 12)
    other = attempt("d1-1", quiz="q" * 12)
    notebook.record_once([one])
    notebook.record_once([one, other])
    assert [a.item for a in notebook.attempts()] == ["d1-0", "d1-1"]
    notebook.record_once([])
    later = one.model_copy(update={"at": "2026-11-21T13:00:00Z"})
    notebook.record_once([later])
    assert len(notebook.attempts()) == 3


def test_the_extent_changes_with_whatever_is_added_and_with_nothing_else(
    notebook: Notebook,
) -> None:
    assert notebook.extent() == (0, 0, 0)
    notebook.save(quiz(*bank(2, 0, 0)))
    notebook.save(quiz(*bank(2, 0, 0)))
    assert notebook.extent() == (2, 0, 0)
    retire(notebook, "d1-0")
    assert notebook.extent() == (2, 0, 1)


def test_items_are_found_by_their_ids_each_once_and_what_is_not_there_is_left_out(
    notebook: Notebook,
) -> None:
    notebook.save(quiz(*bank(2, 0, 0)))
    notebook.save(quiz(*bank(1, 0, 0), id="r" * 12))
    retire(notebook, "d1-1")
    found = notebook.items(["d1-1", "d1-0", "d1-0", "nowhere"])
    assert {id: each.standing for id, each in found.items()} == {
        "d1-0": "active", "d1-1": "retired",
    }  # fmt: skip
    assert notebook.items([]) == {}
