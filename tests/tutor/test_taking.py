"""Going through a quiz: what is asked, hints, grades without a model, what is left."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import HikmaError, ModelUnavailable
from tests.tutor.practice import item
from tests.tutor.quizzing import scripted
from tutor.grade import grade_item
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, Quiz
from tutor.session import StudySession
from tutor.settings import Settings
from tutor.standing import ItemEvent
from tutor.taking import attempt, graded, hints, left, said_by_learner, still_asked

NOW = "2026-11-22T08:00:00Z"
LONG = item("short", "ar").model_copy(
    update={"answer": ("يجعل L1 كثيرًا من الأوزان صفرًا فيختار السمات المهمّة للنموذج.",)}
)
SetModel = Callable[[object], None]


@pytest.fixture
def session(tmp_path: Path) -> StudySession:
    """A session without documents."""
    return StudySession(Settings(data=tmp_path, model="fake:words", embedding="fake:words"))


@pytest.fixture
def set_model(monkeypatch: pytest.MonkeyPatch) -> SetModel:
    """What loading the chat model gives, or raises."""

    def put(model: object) -> None:
        def load(*_: object) -> object:
            if isinstance(model, Exception):
                raise model
            return model

        monkeypatch.setattr("tutor.session.load_chat_model", load)

    return put


DOWN = ModelUnavailable("The server does not answer.", hint="Start it.")


def test_free_text_is_ungraded_where_the_model_is_down_and_that_is_told(
    session: StudySession, set_model: SetModel
) -> None:
    told: list[HikmaError] = []
    set_model(DOWN)
    found = graded(LONG, "يختار بعض السمات.", session, told.append)
    assert (found.verdict, found.text) == ("ungraded", "يختار بعض السمات.")
    assert told == [DOWN]


def test_no_model_is_opened_for_what_code_can_grade(
    session: StudySession, set_model: SetModel
) -> None:
    told: list[HikmaError] = []
    set_model(DOWN)
    for each, given in ((item("single"), ("c",)), (item("cloze", "zh-Hans"), "三百"), (LONG, "")):
        graded(each, given, session, told.append)
    assert told == []


def test_free_text_is_graded_by_the_model_that_is_there(
    session: StudySession, set_model: SetModel
) -> None:
    told: list[HikmaError] = []
    set_model(scripted("Yes"))
    found = graded(LONG, "يصفّر L1 الأوزان.", session, told.append)
    assert (found.verdict, told) == ("correct", [])


def test_an_item_without_evidence_has_a_ladder_all_the_same(session: StudySession) -> None:
    bare = item("single").model_copy(update={"evidence": (), "topic": ""})
    (only,) = hints(bare, session)
    assert not any(text in only for text in bare.right)


def test_what_is_stale_or_retired_is_not_asked(tmp_path: Path) -> None:
    items = (item("single"), item("cloze", "ar"), item("short"))
    notebook = Notebook.open(tmp_path)
    notebook.save(
        Quiz(quiz="q", language="en", seed=0, model="m", settings="s", created=NOW, asked=3,
             items=items)
    )  # fmt: skip
    notebook.note(
        [
            ItemEvent(quiz="q", item=items[0].id, event="retired", at=NOW),
            ItemEvent(quiz="q", item=items[1].id, event="stale", at=NOW),
        ]
    )
    assert still_asked(items, notebook) == [items[2]]
    notebook.close()


def kept(id: str, at: str = NOW) -> Attempt:
    return Attempt(quiz="q", item=id, verdict="wrong", points=0.0, at=at)


def test_what_was_answered_since_a_sitting_began_is_not_left_whatever_the_clock_says() -> None:
    items = [item("single"), item("cloze", "ar")]
    # The clock fell back a year between the two attempts.
    made = [kept(items[0].id), kept(items[1].id, "2025-11-22T08:00:00Z")]
    assert left(items, made, 0) == []
    assert left(items, made, 1) == [items[0]]
    assert left(items, made, 2) == items
    assert left(items, made, 99) == items


def test_a_learners_own_verdict_is_an_attempt_like_any() -> None:
    own = said_by_learner(grade_item(LONG, "شيء ما"), knew=True)
    found = attempt("q", own, confidence=2, hints=1, now=NOW)
    assert (found.verdict, found.points, found.text) == ("correct", 1.0, "شيء ما")
    assert (found.confidence, found.hints, found.at) == (2, 1, NOW)
    assert said_by_learner(own, knew=False).verdict == "wrong"
