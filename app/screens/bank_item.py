"""One question of the bank: its key, its evidence, the gates' verdicts, what happened to it; and
what can be done with it: contest, edit, retire, restore."""

from collections.abc import Mapping

import streamlit as st

from app import cards, item_cards, jobs
from app.i18n import Tongue, mark
from app.jobs import Job
from app.practising import EXAMINE, contesting, editing, now
from app.screens import gates, underway
from app.state import state
from ingest.errors import HikmaError
from tutor.disputes import Dispute
from tutor.editing import Changes
from tutor.quizzes import QuizItem, Standing
from tutor.session import StudySession
from tutor.standing import BankItem, Event, ItemEvent
from tutor.taking import placed
from tutor.upkeep import Edit, note

STANDINGS: Mapping[Standing, str] = {
    "active": mark("asked"),
    "stale": mark("stale"),
    "retired": mark("retired"),
}
"""What an item of each standing is called."""
HAPPENED: Mapping[Event, str] = {
    "retired": mark("retired"),
    "restored": mark("restored"),
    "stale": mark("stale: its words are no longer in the documents"),
    "fresh": mark("its words are back"),
    "disputed": mark("contested"),
}
"""What each kind of event is called."""
MOST_WORDS = 2000


def draw(session: StudySession, held: BankItem, _: Tongue) -> None:
    """Draw the item, and do what is asked of it. Raises `StoreError`s."""
    if st.button(_("All questions"), icon=":material/arrow_back:", key="bank-close"):
        state().practice.item, state().opened = None, None
        st.rerun()
    lost: list[HikmaError] = []
    (item,) = placed([held.item], session, lost.append)
    for error in lost:
        cards.fault(error.as_record(), _)
    with st.container(border=True):
        st.html(item_cards.solution(item, _))
        item_cards.chips(item.evidence, item.id, _)
        st.html(_facts(held, _))
    job = jobs.current(EXAMINE)
    running = job is not None and job.running
    if running:
        underway.live(EXAMINE, _)
    elif job is not None and job.subject == item.id:
        _outcome(job, _)
    _standing(session, held, busy=running, _=_)
    if item.gates:
        with st.expander(_("What the gates said when it came in")):
            st.html(gates.table(item.gates, _))
    _contest(session, held, busy=running, _=_)
    _edit(session, held, busy=running, _=_)
    events = session.notebook.events(item=item.id)
    if events:
        with st.expander(_("What happened to it")):
            st.html("".join(_event(event, _) for event in events))


def _facts(held: BankItem, _: Tongue) -> str:
    item = held.item
    facts = [_.language(item.language), _(item_cards.KINDS[item.kind]), _(STANDINGS[held.standing])]
    if item.as_of:
        facts.append(_("as of {date}", date=item.as_of))
    topic = cards.paragraph(item.topic) if item.topic else ""
    reason = cards.paragraph(held.reason) if held.reason else ""
    told = cards.escaped(" · ".join(facts))
    return f'<div class="hikma-small" dir="{_.direction}">{told}{topic}{reason}</div>'


def _event(event: ItemEvent, _: Tongue) -> str:
    told = cards.escaped(f"{_.minute(event.at)} · {_(HAPPENED[event.event])}")
    said = "".join(cards.paragraph(text) for text in (event.words, event.reason) if text)
    return f'<div class="hikma" dir="{_.direction}"><b>{told}</b>{said}</div>'


def _standing(session: StudySession, held: BankItem, *, busy: bool, _: Tongue) -> None:
    """Retire and restore: one click each, for the other takes it back."""
    if held.standing == "retired":
        if st.button(_("Ask it again"), key="bank-restore", disabled=busy):
            note(held, "restored", session.notebook, now=now())
            st.rerun()
    elif st.button(_("Never ask it again"), key="bank-retire", disabled=busy):
        note(held, "retired", session.notebook, now=now())
        st.rerun()


def _contest(session: StudySession, held: BankItem, *, busy: bool, _: Tongue) -> None:
    with st.expander(_("Contest it")), st.form(f"contest-{held.item.id}", border=False):
        st.caption(
            _("Every gate is asked again, over what your documents say now. If one rejects the "
              "question, it is retired.")
        )  # fmt: skip
        words = st.text_area(
            _("What is wrong with it?"), max_chars=MOST_WORDS, key=f"wrong-{held.item.id}"
        )
        retire = st.checkbox(
            _("Never ask it again, whatever the gates say"), key=f"never-{held.item.id}"
        )
        sent = st.form_submit_button(_("Contest"), disabled=busy, key="contest-send")
    if not sent:
        return
    if not words.strip():
        st.warning(_("Say in a few words what is wrong."))
        return
    work = contesting(session, held, words, retire=retire)
    jobs.start(EXAMINE, work, subject=held.item.id)
    st.rerun()


def _edit(session: StudySession, held: BankItem, *, busy: bool, _: Tongue) -> None:
    item = held.item
    with st.expander(_("Edit it")), st.form(f"edit-{item.id}", border=False):
        st.caption(
            _("The edited question passes all gates again, or is refused with the reason. The "
              "old one is retired then.")
        )  # fmt: skip
        changes = _changes(item, _)
        sent = st.form_submit_button(_("Save"), disabled=busy, key="edit-send")
    if sent:
        jobs.start(EXAMINE, editing(session, held, changes), subject=item.id)
        st.rerun()


def _changes(item: QuizItem, _: Tongue) -> Changes:
    """What the learner wrote; every field, for unchanged ones change nothing."""
    stem = st.text_area(_("Question"), item.stem, key=f"edit-stem-{item.id}")
    options = {
        option.id: st.text_input(
            _("Option {letter}", letter=option.id), option.text,
            key=f"edit-{option.id}-{item.id}", disabled=item.kind == "true-false",
        )
        for option in item.options
    }  # fmt: skip
    right = None
    if item.options:
        letters = [option.id for option in item.options]
        right = tuple(
            st.pills(
                _("Right"), letters, selection_mode="multi",
                default=[option.id for option in item.keys], key=f"edit-right-{item.id}",
            )
        )  # fmt: skip
    answer = None
    if not item.options:
        lines = st.text_area(
            _("Accepted answers, one on each line; the first is shown"), "\n".join(item.answer),
            key=f"edit-answer-{item.id}",
        )  # fmt: skip
        answer = tuple(lines.splitlines())
    explanation = st.text_area(_("Explanation"), item.explanation, key=f"edit-why-{item.id}")
    return Changes(stem=stem, options=options, right=right, answer=answer, explanation=explanation)


def _outcome(job: "Job[object]", _: Tongue) -> None:
    """What the gates said to a dispute or an edit."""
    underway.faults(job, _)
    found = job.result
    if job.status == "cancelled":
        st.info(_("Stopped. Nothing was changed."))
    elif isinstance(found, Dispute):
        if found.against:
            st.warning(_("The gates agree with you: it is retired."))
        else:
            st.info(_("No gate rejects it. Your words are kept."))
        st.html(gates.table(found.gates, _))
    elif isinstance(found, Edit):
        against = found.against
        if against is None:
            st.success(_("It passed all gates and took the old one's place."))
            if st.button(_("Open the new one"), key="bank-new"):
                state().practice.item = found.item.id
                st.rerun()
        else:
            st.error(_("It was refused and the old one stays.")
                     + "\n\n" + gates.told(against.name, against.detail, _))  # fmt: skip
