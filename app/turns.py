"""One question of a conversation and what became of it: the answer, its chips, what to do with it.

What learners say of answers becomes cases (`evals/feedback.py`).
"""

from pathlib import Path

import streamlit as st

from app import cards, routes
from app.beside import opener
from app.i18n import Tongue
from app.screens import checking
from app.state import Place, state
from evals.feedback import Judgement, Verdict, case_of, keep
from tutor.answers import NEAREST, Answer
from tutor.chats import Chat, Fault, Turn
from tutor.transcript import cited

AGAIN = "hikma-again"
"""Key of the question that is to be asked again."""
PRACTICE = "practice"
"""Address of the screen that makes items of an answer's documents."""
_CHIP = 28
"""Characters of a title on a chip."""


def draw(chat: Chat, turn: Turn, data: Path, _: Tongue, fault: Fault | None = None) -> None:
    """Draw what became of a question that is no longer being answered.

    `fault` is what its job failed of where the notebook does not say: a bug of Hikma.
    """
    if found := turn.fault or (fault if turn.interrupted else None):
        cards.fault(found.model_dump(), _)
        _ask_again(turn, _)
    elif turn.answer is None:
        st.caption(_("This question was stopped before it was answered. It is kept."))
        _ask_again(turn, _)
    else:
        st.html(cards.answer(turn.answer, _))
        if turn.answer.declined:
            _nearest(turn, turn.answer, _)
        else:
            _chips(turn, turn.answer, _)
        _actions(chat, turn, turn.answer, data, _)


def _ask_again(turn: Turn, _: Tongue) -> None:
    if st.button(_("Ask again"), key=f"again-{turn.number}"):
        st.session_state[AGAIN] = turn.question
        st.rerun()


def _chips(turn: Turn, answer: Answer, _: Tongue) -> None:
    """A chip for each citation, which opens its source."""
    with st.container(horizontal=True, gap="small"):
        for citation in answer.citations:
            place = Place(
                document=citation.document,
                page=citation.page,
                start=citation.start,
                end=citation.end,
                label=citation.label,
                turn=turn.number,
            )
            title = cards.literal(cards.short(citation.title, _CHIP))
            label = _("[{label}] {title}, p. {page}", label=citation.label, title=title,
                      page=citation.page)  # fmt: skip
            opener(place, cards.bracketed(label), f"chip-{turn.number}-{citation.label}")


def _nearest(turn: Turn, answer: Answer, _: Tongue) -> None:
    """What came nearest, where nothing answers."""
    if not answer.passages:
        return
    st.caption(_("The passages nearest to your question:"))
    for passage in answer.passages[:NEAREST]:
        start, end = passage.nearest or (passage.start, passage.end)
        place = Place(
            document=passage.document,
            page=passage.page_at(start),
            start=start,
            end=end,
            turn=turn.number,
        )
        st.html(cards.nearest(passage))
        opener(place, _("Open the source"), f"near-{turn.number}-{passage.rank}")


def _actions(chat: Chat, turn: Turn, answer: Answer, data: Path, _: Tongue) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        thumb = st.feedback("thumbs", key=f"thumbs-{turn.number}")
        with st.popover(_("Copy")):
            st.code(cited(answer), language=None, wrap_lines=True)
        with st.popover(_("Dispute")):
            _dispute(chat, turn, answer, data, _)
        if answer.citations:
            _practice(turn, answer, _)
        st.caption(_("{seconds} s", seconds=_.number(answer.timings.total, 1)))
    if answer.sentences:
        _check(turn, answer, data, _)
    verdicts: dict[int, Verdict] = {0: "bad", 1: "good"}
    if thumb is not None and state().judged.get(turn.number) != (verdict := verdicts[thumb]):
        _keep(chat, turn, answer, data, Judgement(verdict=verdict))
        state().judged[turn.number] = verdict
    if turn.number in state().judged:
        st.caption(_("Thank you: kept as a test for Hikma, on this computer only."))


def _check(turn: Turn, answer: Answer, data: Path, _: Tongue) -> None:
    """Each claim beside its quotes, judged once somebody wants to see it."""
    fold = st.expander(_("Check this answer"), key=f"check-{turn.number}", on_change="rerun")
    if fold.open:
        with fold:
            checking.draw(answer, data, _)


def _practice(turn: Turn, answer: Answer, _: Tongue) -> None:
    """The way from an answer to items made of what it rests on."""
    if routes.there(PRACTICE) and st.button(
        _("Make practice from this"), key=f"practise-{turn.number}"
    ):
        cited = dict.fromkeys(citation.document for citation in answer.citations)
        state().practice_from = tuple(cited)
        routes.go(PRACTICE)


def _dispute(chat: Chat, turn: Turn, answer: Answer, data: Path, _: Tongue) -> None:
    with st.form(f"dispute-{turn.number}", border=False):
        st.markdown(_("What is wrong with this answer?"))
        silent = st.checkbox(
            _("My documents do not say this"), key=f"silent-{chat.id}-{turn.number}"
        )
        right = st.text_area(
            _("The right answer, if you know it"), key=f"right-{chat.id}-{turn.number}"
        )
        if st.form_submit_button(_("Keep")):
            judgement = Judgement(verdict="bad", answerable=not silent, right=right)
            _keep(chat, turn, answer, data, judgement)
            # The thumb still stands as it was: it shall not be taken for said after this.
            state().judged.setdefault(turn.number, "")
            st.rerun()


def _keep(chat: Chat, turn: Turn, answer: Answer, data: Path, judgement: Judgement) -> None:
    # A follow-up is understood from what was asked before it.
    before = [earlier.question for earlier in chat.turns if earlier.number < turn.number]
    history = tuple(before[-3:]) if answer.understood else ()
    note = f"{judgement.verdict}: {answer.answer}"
    keep(data, case_of(answer, judgement.model_copy(update={"history": history})), note)
