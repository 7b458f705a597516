"""Items asked one after the other: hints, confidence, verdict and cited feedback, then the end.

The same for a quiz and for a review. An attempt is stored before its grade is drawn. What is asked
is kept on the server, and reaches the browser through `tutor.unanswered.public` until it is
answered. The address of a quiz, and of a review, holds the number of attempts that there were as it
was begun: after a refresh those made since are done, and the next one is asked.
"""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from app import cards, item_cards, jobs
from app.i18n import Tongue, mark
from app.practising import Lost, grading, grading_of, now
from app.screens import underway
from app.state import Practice, Sitting, state
from ingest.errors import HikmaError
from tutor.chats import Fault
from tutor.grade import Given, summed
from tutor.phrases import phrase
from tutor.quizzes import ItemGrade, QuizItem
from tutor.session import StudySession
from tutor.studied import Held
from tutor.taking import Confidence, attempt, graded, hints, needs_model, placed, said_by_learner
from tutor.unanswered import public

QUIZ, AFTER, PART = "quiz", "after", "practice-part"
"""Names of the address's parameters; key of the practice screen's switch."""
SURE: dict[Literal[1, 2, 3], str] = {
    1: mark("a guess"),
    2: mark("fairly sure"),
    3: mark("certain"),
}
LISTED = 50
"""Items that are listed at the end."""


def open_quiz(quiz: str) -> None:
    """Begin to take this quiz from its start, on the screen's part for that."""
    memory = state().practice
    memory.taking = None
    st.query_params[QUIZ] = quiz
    st.query_params.pop(AFTER, None)
    memory.part = "take"
    st.rerun()


def begun(
    memory: Practice,
    asked: Sequence[Held],
    session: StudySession,
    name: str,
    quiz: str = "",
    after: int = 0,
) -> Sitting:
    """A sitting with widgets of its own, its evidence where the documents have it now; `name`,
    `quiz` and `after` as `Sitting` has them."""
    lost: list[HikmaError] = []
    items = placed([held.item for held in asked], session, lost.append)
    memory.sittings += 1
    return Sitting(
        number=memory.sittings,
        items=tuple(Held(held.quiz, item) for held, item in zip(asked, items)),
        name=name,
        quiz=quiz,
        after=after,
        without=tuple(Fault(**error.as_record()) for error in lost),
    )


def draw(session: StudySession, sat: Sitting, _: Tongue) -> bool:
    """Draw what is to be done next; True once there is nothing left and the end is drawn."""
    shown = next((held for held in sat.items if held.item.id == sat.shown), None)
    waiting = (h for h in sat.items if h.item.id not in sat.grades.keys() | sat.skipped)
    asked = next(waiting, None)
    _place(sat, _)
    if shown is not None:
        _feedback(session, sat, *shown, _)
    elif asked is not None:
        _ask(session, sat, *asked, _)
    else:
        _end(sat, _)
        return True
    return False


def _place(sat: Sitting, _: Tongue) -> None:
    """How far it is, and what it must do without."""
    for fault in sat.without:
        cards.fault(fault.model_dump(), _)
    if sat.left_out:
        st.caption(
            _.plural("{count} question is stale or retired and is not asked.",
                     "{count} questions are stale or retired and are not asked.", sat.left_out)
        )  # fmt: skip
    total, done = sat.done + len(sat.items), sat.done + len(sat.grades)
    if total:
        told = _("{done} of {total} answered", done=_.number(done), total=_.number(total))
        st.progress(done / total, text=told)


# ---- asking -------------------------------------------------------------------------------------


def _ask(session: StudySession, sat: Sitting, quiz: str, item: QuizItem, _: Tongue) -> None:
    kind = grading_of(item.id)
    job = jobs.current(kind)
    if job is not None and job.running:
        st.html(item_cards.stem(item.stem, item.language))
        underway.live(kind, _)
        return
    if job is not None:
        jobs.forget(kind)
        # One that was left by an earlier sitting is of another answer.
        if job.subject == sat.name and isinstance(job.result, ItemGrade):
            _keep(sat, job.result)
            sat.lost[item.id] = tuple(said.fault for said in job.said if isinstance(said, Lost))
            st.rerun()
        underway.faults(job, _)
    key = f"{item.id}-{sat.number}"
    with st.form(f"answer-{key}", border=True):
        given = item_cards.asked(public(item), key, _)
        sure: Confidence = st.segmented_control(
            _("How sure are you? (if you like)"), list(SURE), key=f"sure-{key}",
            format_func=lambda level: _(SURE[level]),
        )  # fmt: skip
        _seen_hints(sat, item)
        with st.container(horizontal=True, gap="small"):
            answered = st.form_submit_button(
                _("Show the answer") if item.kind == "card" else _("Answer"),
                type="primary", key=f"submit-{key}",
            )  # fmt: skip
            helped = st.form_submit_button(
                _("Hint"), key=f"hint-{key}", disabled=_exhausted(sat, item)
            )
            skipped = st.form_submit_button(_("Skip"), key=f"skip-{key}")
    if helped:
        _give_hint(session, sat, item)
    elif skipped:
        sat.skipped.add(item.id)
        st.rerun()
    elif answered and not given and item.kind != "card":
        st.warning(_("Choose or write an answer first, or skip the question."))
    elif answered:
        _answer(session, sat, quiz, item, given, sure)


def _answer(
    session: StudySession, sat: Sitting, quiz: str, item: QuizItem, given: Given, sure: Confidence
) -> None:
    """Grade it, store the attempt, and only then draw the grade."""
    seen, sat.sure[item.id] = sat.hints.get(item.id, 0), sure
    if needs_model(item, given):
        work = grading(session, quiz, item, given, confidence=sure, hints=seen)
        jobs.start(grading_of(item.id), work, subject=sat.name)
        st.rerun()
    found = graded(item, given, session, _unheard)
    session.notebook.record([attempt(quiz, found, confidence=sure, hints=seen, now=now())])
    _keep(sat, found)
    st.rerun()


def _unheard(error: HikmaError) -> None:
    raise AssertionError("no model is asked for what is no free text") from error


def _keep(sat: Sitting, found: ItemGrade) -> None:
    sat.grades[found.id] = found
    sat.shown = found.id


# ---- hints --------------------------------------------------------------------------------------


def _give_hint(session: StudySession, sat: Sitting, item: QuizItem) -> None:
    if item.id not in sat.ladders:
        sat.ladders[item.id] = hints(item, session)
    steps = len(sat.ladders[item.id])
    sat.hints[item.id] = min(sat.hints.get(item.id, 0) + 1, steps)
    st.rerun()


def _exhausted(sat: Sitting, item: QuizItem) -> bool:
    ladder = sat.ladders.get(item.id)
    return ladder is not None and sat.hints.get(item.id, 0) >= len(ladder)


def _seen_hints(sat: Sitting, item: QuizItem) -> None:
    """The hints that were asked for, each telling more than the one before."""
    ladder = sat.ladders.get(item.id)
    if ladder is None:
        return
    told = ladder[: sat.hints.get(item.id, 0)] or (phrase("hint_none", item.language),)
    st.html('<div class="hikma-near">' + "".join(map(cards.paragraph, told)) + "</div>")


# ---- feedback -----------------------------------------------------------------------------------


def _feedback(session: StudySession, sat: Sitting, quiz: str, item: QuizItem, _: Tongue) -> None:
    grade = sat.grades[item.id]
    for fault in sat.lost.get(item.id, ()):
        cards.fault(fault.model_dump(), _)
    with st.container(border=True):
        item_cards.graded(item, grade, f"{item.id}-{sat.number}", _)
    if grade.verdict == "ungraded":
        _own_verdict(session, sat, quiz, item, _)
    with st.container(horizontal=True, gap="small"):
        if st.button(_("Next"), type="primary", key=f"next-{item.id}-{sat.number}"):
            sat.shown, state().opened = None, None
            st.rerun()
        st.button(
            _("Contest this question"), key=f"contest-{item.id}-{sat.number}",
            on_click=show_in_bank, args=(item.id,),
        )  # fmt: skip


def _own_verdict(session: StudySession, sat: Sitting, quiz: str, item: QuizItem, _: Tongue) -> None:
    """What nobody could grade, learners judge themselves: it counts as an attempt of its own."""
    st.caption(_("Compare your answer with this one. Did you know it?"))
    said = None
    with st.container(horizontal=True, gap="small"):
        if st.button(_("I knew it"), key=f"knew-{item.id}-{sat.number}"):
            said = True
        if st.button(_("I did not"), key=f"unknown-{item.id}-{sat.number}"):
            said = False
    if said is not None:
        found = said_by_learner(sat.grades[item.id], knew=said)
        seen, sure = sat.hints.get(item.id, 0), sat.sure.get(item.id)
        kept = attempt(quiz, found, confidence=sure, hints=seen, now=now())
        session.notebook.record([kept])
        _keep(sat, found)
        st.rerun()


def show_in_bank(item: str) -> None:
    """A callback: open an item in the bank, where it can be contested, edited and retired."""
    state().practice.item = item
    st.session_state[PART] = "bank"


# ---- the end ------------------------------------------------------------------------------------


def _end(sat: Sitting, _: Tongue) -> None:
    grades = list(sat.grades.values())
    counted = [grade for grade in grades if grade.verdict != "ungraded"]
    if counted:
        score = summed(counted).score
        st.success(_("{share} right of what you answered here.", share=_.share(score)))
    elif grades:
        st.info(_("Done."))
    else:
        st.info(_("There is no question left to ask."))
    if sat.skipped and st.button(
        _.plural("Go back to {count} skipped question", "Go back to {count} skipped questions",
                 len(sat.skipped)),
        key=f"skipped-{sat.number}",
    ):  # fmt: skip
        sat.skipped.clear()
        st.rerun()
    drawn = [
        f'<div class="hikma-option">{item_cards.verdict(sat.grades[item.id], _)}'
        f"{cards.paragraph(item.stem, item.language)}</div>"
        for item in (held.item for held in sat.items)
        if item.id in sat.grades
    ]
    if drawn:
        st.html("".join(drawn[:LISTED]))
