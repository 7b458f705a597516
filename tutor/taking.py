"""Practice as a learner goes through it: what is asked, hints, answers graded, attempts to keep.

What every surface does alike between the notebook, the library and the chat model; it draws
nothing. An attempt is to be stored before its feedback is shown: whoever has seen the key has
answered. What can be done without stops nobody (a library that cannot be opened, a chat model that
fails): it is told to `told`, and the rest is done.
"""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from ingest.errors import HikmaError
from ingest.index import Index
from tutor.bank import located
from tutor.grade import Given, grade_item, is_free_text
from tutor.hints import ladder, sentence_before
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, GradeVerdict, ItemGrade, QuizItem
from tutor.session import StudySession

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Confidence = Literal[1, 2, 3] | None
Told = Callable[[HikmaError], None]
"""Hears what could not be used."""


def placed(items: Sequence[QuizItem], session: StudySession, told: Told) -> list[QuizItem]:
    """The items, their evidence where the documents have it now; else where it stood."""
    if not Index.exists(session.settings.index_folder):
        return list(items)
    try:
        return located(items, session.library)
    except HikmaError as error:
        told(error)
        return list(items)


def still_asked(items: Sequence[QuizItem], notebook: Notebook) -> list[QuizItem]:
    """Those that are still asked: neither stale nor retired."""
    standing = notebook.standings([item.id for item in items])
    return [item for item in items if item.id not in standing]


def hints(item: QuizItem, session: StudySession) -> tuple[str, ...]:
    """The item's ladder of hints, with the sentence before its evidence where that can be read."""
    try:
        before = [
            sentence_before(session.library.document(span.document).text, span)
            for span in item.evidence[:1]
        ]
    except HikmaError:  # gone since: the other hints are left
        before = []
    return ladder(item, before="".join(before))


def needs_model(item: QuizItem, given: Given) -> bool:
    """May grading this answer take the chat model, and so a while?"""
    return bool(given) and is_free_text(item)


def available(session: StudySession, told: Told) -> "BaseChatModel | None":
    """The chat model; None, and why to `told`, where it cannot be opened."""
    try:
        return session.chat_model
    except HikmaError as error:
        told(error)
        return None


def graded(
    item: QuizItem,
    given: Given,
    session: StudySession,
    told: Told,
    cancel: threading.Event | None = None,
) -> ItemGrade:
    """The grade of one answer; free text stays ungraded where the chat model cannot be used.

    The model is opened for free text only. Raises `UnreadableAnswers`, the engine's `Cancelled`.
    """
    model = available(session, told) if needs_model(item, given) else None
    if model is None:
        return grade_item(item, given)
    try:
        return grade_item(item, given, model=model, cancel=cancel)
    except HikmaError as error:
        told(error)
        return grade_item(item, given)


def attempt(
    quiz: str, of: ItemGrade, *, confidence: Confidence = None, hints: int = 0, now: str
) -> Attempt:
    """What is kept of an answer; `now` is RFC 3339 UTC."""
    return Attempt(
        quiz=quiz,
        item=of.id,
        chosen=of.chosen,
        text=of.text,
        verdict=of.verdict,
        points=of.points,
        confidence=confidence,
        hints=hints,
        at=now,
    )


def said_by_learner(of: ItemGrade, *, knew: bool) -> ItemGrade:
    """The grade that learners give themselves where nobody else could: a card that was only
    thought of, free text without a chat model."""
    verdict: GradeVerdict = "correct" if knew else "wrong"
    return of.model_copy(update={"verdict": verdict, "points": float(knew)})


def left(items: Sequence[QuizItem], attempts: Sequence[Attempt], after: int) -> list[QuizItem]:
    """The items that have not been answered since there were `after` attempts.

    By number, not by time: attempts are only ever added, and clocks fall back.
    """
    done = {each.item for each in attempts[after:]}
    return [item for item in items if item.id not in done]
