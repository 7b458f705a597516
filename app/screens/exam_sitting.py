"""One mock exam: what it holds, the run against the clock, its report.

Everything that happens is an event of the notebook before the next thing is drawn; the clock, the
answers and the question to go on with are read from there, so that a closed tab, a refresh or a
crash loses nothing and stops nothing. Before the end nothing of a key is read or drawn.
"""

import html
from typing import Literal

import streamlit as st

from app import cards, clock, figures, item_cards
from app.figures import Cell
from app.i18n import Tongue, speaking
from app.resources import study_session
from app.screens import mock_report
from app.state import Sat, state
from tutor.errors import ExamOver
from tutor.mock import sit
from tutor.mock.keep import questions
from tutor.mock.papers import MockPaper, Seat, Sitting
from tutor.notebook import Notebook
from tutor.session import StudySession
from tutor.unanswered import public

TICK = 1.0
"""Seconds between two looks at the clock."""
SOON = 0.1
"""Of the time, what is left when the clock warns."""
NEXT, BEFORE, FLAG = "Alt+N", "Alt+P", "Alt+M"
"""Keys with a modifier work on a chosen option, too, and letters by their place on the keyboard
whichever script it writes."""
ROW = 100
"""Questions that the overview shows one by one."""
SIGNS = {"answered": "✓", "seen": "–", "new": "", "flagged": "⚑"}


def draw(name: str, session: StudySession, _: Tongue) -> None:
    """Draw the mock exam with this id, whatever its state. Raises `HikmaError`s."""
    notebook = session.notebook
    paper = notebook.paper(name)
    now = _present(notebook, paper)
    st.header(cards.literal(paper.title), anchor=False)
    if now.end:
        mock_report.draw(paper, now, session, _)
    elif not now.started:
        _before(notebook, paper, _)
    else:
        try:
            _run(notebook, paper, now, _)
        except ExamOver:  # its time was up between two looks
            st.rerun()


def _present(notebook: Notebook, paper: MockPaper) -> Sitting:
    return sit.present(paper, notebook.ledger.events(paper.id), clock.stamp())


# ---- before -------------------------------------------------------------------------------------


def _before(notebook: Notebook, paper: MockPaper, _: Tongue) -> None:
    """What the exam holds and what it lacks, and its start."""
    st.caption(_(mock_report.OWN))
    minutes = -(-paper.seconds // 60)
    facts = [
        _.plural("{count} question to answer", "{count} questions to answer", len(paper.questions)),
        _.plural("{count} minute", "{count} minutes", minutes),
    ]
    st.markdown(" · ".join(facts))
    st.html(figures.STYLE + _held(paper, _))
    if paper.formats_left_out:
        formats = ", ".join(paper.formats_left_out).replace("_", " ")
        st.caption(_("Kinds of questions of the real exam that no bank has: {formats}.",
                     formats=cards.literal(formats)))  # fmt: skip
    st.caption(_("The clock starts now and runs on when the page is closed; answers are kept."))
    if st.button(_("Start the exam"), type="primary", key="exam-start"):
        questions(notebook, paper)  # what is missing is said before the clock runs
        sit.start(paper, notebook.ledger, now=clock.stamp())
        sit.show(paper, notebook.ledger, paper.questions[0].item, now=clock.stamp())
        st.rerun()


def _held(paper: MockPaper, _: Tongue) -> str:
    """Domain by domain, how many questions there are and how many there should be."""
    head = [_("Domain"), _("Part of the exam"), _("There are"), _("Wanted"), _("What is missing")]
    rows = []
    for domain in paper.domains:
        missing = ""
        if not domain.given:
            missing = _("Nothing in your bank for it, so nothing is asked.")
        elif domain.given < domain.wanted:
            missing = _("{count} too few in your bank", count=domain.wanted - domain.given)
        if domain.given and domain.tasks_without:
            tasks = _("nothing for {tasks}", tasks=", ".join(domain.tasks_without))
            missing = " · ".join(filter(None, [missing, tasks]))
        rows.append([
            Cell(f"{domain.id}. {domain.title}"),
            Cell(f"{domain.share:.0%}", number=True),
            Cell(str(domain.given), number=True),
            Cell(str(domain.wanted), number=True),
            Cell(missing),
        ])  # fmt: skip
    return figures.table(head, rows, direction=_.direction)


# ---- the run ------------------------------------------------------------------------------------


def _run(notebook: Notebook, paper: MockPaper, now: Sitting, _: Tongue) -> None:
    """One question with its buttons, and all questions below. Raises `ExamOver`."""
    here = _place(paper, now)
    order = [question.item for question in paper.questions]
    at = order.index(here.item)
    told, watch = st.columns([3, 1], vertical_alignment="center")
    told.markdown(_("Question {number} of {count}", number=at + 1, count=len(order)))
    with watch:
        _clock(paper, _.code)
    now = _question(notebook, paper, here, now, _)
    back, flag, undo, on = st.columns(4)
    if back.button(_("Previous"), key="exam-back-one", shortcut=BEFORE, width="stretch",
                   disabled=at == 0):  # fmt: skip
        _go(notebook, paper, order[at - 1], now)
    flagged = here.item in now.flagged
    label = _("Take the flag away") if flagged else _("Flag")
    if flag.button(label, key="exam-flag", shortcut=FLAG, width="stretch", icon=":material/flag:"):
        sit.flag(paper, notebook.ledger, here.item, on=not flagged, now=clock.stamp())
        st.rerun()
    if undo.button(_("Take the answer back"), key="exam-undo", width="stretch",
                   disabled=here.item not in now.answers):  # fmt: skip
        item = notebook.items([here.item])[here.item].item
        sit.answer(paper, notebook.ledger, item, (), now=clock.stamp())
        st.rerun()
    if on.button(_("Next"), key="exam-next", shortcut=NEXT, width="stretch", type="primary",
                 disabled=at == len(order) - 1):  # fmt: skip
        _go(notebook, paper, order[at + 1], now)
    _overview(notebook, paper, now, at, _)
    _ending(notebook, paper, now, _)


def _place(paper: MockPaper, now: Sitting) -> Sat:
    """Where this page is: where it was, else where the exam was left."""
    asked = [question.item for question in paper.questions]
    here = state().sat
    if here is None or here.paper != paper.id or here.item not in asked:
        item = now.shown or asked[0]
        here = Sat(paper.id, item, given=now.answers.get(item, ()))
    elif here.given != (stored := now.answers.get(here.item, ())):
        # Answered in another window, or taken back: widgets of their own show it.
        here.given, here.turn = stored, here.turn + 1
    state().sat = here
    return here


def _go(notebook: Notebook, paper: MockPaper, item: str, now: Sitting) -> None:
    """Show another question."""
    sit.show(paper, notebook.ledger, item, now=clock.stamp())
    before = state().sat
    turn = before.turn + 1 if before else 0
    state().sat = Sat(paper.id, item, given=now.answers.get(item, ()), turn=turn)
    st.rerun()


def _question(notebook: Notebook, paper: MockPaper, here: Sat, now: Sitting, _: Tongue) -> Sitting:
    """Draw the question and keep what was answered at once."""
    item = notebook.items([here.item])[here.item].item
    key = f"{paper.id}-{item.id}-{here.turn}"
    given = item_cards.asked(public(item), key, _, given=here.given)
    chosen = tuple(sorted(given)) if isinstance(given, tuple) else ()
    if chosen == here.given:
        return now
    here.given = chosen
    return sit.answer(paper, notebook.ledger, item, chosen, now=clock.stamp())


@st.fragment(run_every=TICK)
def _clock(paper: MockPaper, code: str) -> None:
    """What is left, by the events of the notebook; draws the page anew once it is nothing."""
    now = _present(study_session().notebook, paper)
    if now.end:
        st.rerun()
    st.html(clock_face(now.left, paper.seconds, speaking(code)))


def clock_face(left: float, whole: float, _: Tongue) -> str:
    """The time that is left, its sign another one when little is."""
    sign = "⚠" if left <= SOON * whole else "◔"
    told = html.escape(_("{time} left", time=timed(left)))
    return (
        f'<div class="hikma" role="timer" dir="{_.direction}" '
        f'style="font-variant-numeric: tabular-nums"><b>{sign} {told}</b></div>'
    )


def timed(seconds: float) -> str:
    """`4:05`, `1:04:05`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _overview(notebook: Notebook, paper: MockPaper, now: Sitting, at: int, _: Tongue) -> None:
    """Every question as a button: its number, answered, seen, flagged. Of a long exam those around
    this one, and one button for each further hundred."""
    # Buttons, not pills: those are told apart by their labels, and signs change.
    seats = sit.overview(paper, now)
    wanted: int | None = None
    with st.expander(_("All questions"), expanded=True):
        with st.container(horizontal=True, gap="small"):
            for first in range(0, len(seats), ROW):
                if at // ROW != first // ROW:
                    last = min(first + ROW, len(seats))
                    if st.button(f"{first + 1} – {last}", key=f"seats-{first}"):
                        wanted = first
                    continue
                for n, seat in enumerate(seats[first : first + ROW], start=first):
                    kind: Literal["primary", "secondary"] = "primary" if n == at else "secondary"
                    if st.button(seat_label(seat), key=f"seat-{n}", type=kind):
                        wanted = n
        st.caption(_("✓ answered · – seen, not answered · ⚑ flagged"))
    if wanted is not None and wanted != at:
        _go(notebook, paper, seats[wanted].item, now)


def seat_label(seat: Seat) -> str:
    """`12 ✓⚑`."""
    done = SIGNS["answered"] if seat.answered else SIGNS["seen"] if seat.seen else SIGNS["new"]
    return f"{seat.number} {done}{SIGNS['flagged'] if seat.flagged else ''}".strip()


def _ending(notebook: Notebook, paper: MockPaper, now: Sitting, _: Tongue) -> None:
    """The end before the time is up, asked for twice."""
    purpose = f"end-{paper.id}"
    if state().confirming != purpose:
        if st.button(_("End the exam"), key="exam-end"):
            state().confirming = purpose
            st.rerun()
        return
    left = len(paper.questions) - len(now.answers)
    st.warning(
        _("No answer can be changed afterwards. Not answered: {left}. Flagged: {flagged}.",
          left=left, flagged=len(now.flagged))
    )  # fmt: skip
    end, stay = st.columns(2)
    if end.button(_("End it"), key="exam-really", type="primary", width="stretch"):
        sit.finish(paper, notebook.ledger, now=clock.stamp())
        state().confirming = None
        st.rerun()
    if stay.button(_("Go on with it"), key="exam-stay", width="stretch"):
        state().confirming = None
        st.rerun()
