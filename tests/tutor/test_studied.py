"""What a notebook holds of one exam's practice."""

from pathlib import Path

import pytest

from tests.tutor.practising import NOW, attempt, item
from tutor.history import fact_of
from tutor.notebook import Notebook
from tutor.quizzes import Quiz, QuizItem
from tutor.standing import ItemEvent
from tutor.studied import askable, held, studied

OLD, NEW = "a" * 12, "b" * 12


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook.open(tmp_path)


def save(notebook: Notebook, id: str, created: str, *items: QuizItem) -> None:
    notebook.save(
        Quiz(
            quiz=id, language="en", seed=0, model="m", settings="s", created=created,
            asked=len(items), items=items,
        )
    )  # fmt: skip


def test_of_an_item_in_several_quizzes_the_newest_copy_counts(notebook: Notebook) -> None:
    save(notebook, OLD, "2026-11-01T08:00:00Z", item("x"), item("y"))
    save(notebook, NEW, "2026-11-02T08:00:00Z", item("x", exam="e", domain="2"))
    every = held(notebook)
    assert {id: each.quiz for id, each in every.items()} == {"x": NEW, "y": OLD}
    assert every["x"].item.domain == "2"
    assert [each.id for each in studied(notebook, NOW, "e").items] == ["x"]


def test_a_fact_met_in_another_exams_item_is_remembered_for_this_one_too(
    notebook: Notebook,
) -> None:
    mine, other = item("mine", "One fact.", exam="e"), item("other", "One fact.", exam="f")
    save(notebook, OLD, "2026-11-01T08:00:00Z", mine, other, item("far", exam="f"))
    notebook.record([attempt("other", 9, quiz=OLD), attempt("far", 9, quiz=OLD)])
    practice = studied(notebook, NOW, "e")
    assert set(practice.memories) == {fact_of(mine)}
    # It says nothing of how the exam would go: no item of it was answered.
    assert practice.responses == ()
    assert len(studied(notebook, NOW).memories) == 2


def test_an_answer_shown_by_another_exams_item_is_not_taken_for_knowledge(
    notebook: Notebook,
) -> None:
    mine, other = item("mine", "One fact.", exam="e"), item("other", "One fact.", exam="f")
    save(notebook, OLD, "2026-11-01T08:00:00Z", mine, other)
    notebook.record([attempt("other", 2.1, quiz=OLD), attempt("mine", 2, quiz=OLD)])
    (answered,) = studied(notebook, NOW, "e").responses
    assert (answered.fresh, answered.unseen) == (False, False)


def test_what_is_stale_or_retired_may_not_be_asked(notebook: Notebook) -> None:
    save(notebook, OLD, "2026-11-01T08:00:00Z", item("x"), item("y"), item("z"))
    at = "2026-11-03T08:00:00Z"
    notebook.note([ItemEvent(quiz=OLD, item="x", event="stale", at=at)])
    notebook.note([ItemEvent(quiz=OLD, item="y", event="retired", at=at)])
    assert [each.id for each in askable(notebook, held(notebook))] == ["z"]
