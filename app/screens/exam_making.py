"""A mock exam set up: the form, what the bank lacks for it, and the job that makes this.

Nothing is made unless it is asked for. What cannot be made is told by domain.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from app import cards, clock, figures, jobs
from app.figures import Cell
from app.i18n import Tongue, choice
from app.jobs import Job
from app.practised import askable_items, bank
from app.practising import SUPPLY, Sought, Stocked, supplying
from app.resources import listed, opened_library
from app.screens import underway
from app.state import state
from ingest.errors import HikmaError
from tutor.blueprint import Blueprint, Registry
from tutor.blueprints import require_current
from tutor.errors import NoItems
from tutor.mock.draw import MOST, Wish, check_wish, wanted
from tutor.mock.keep import new_paper
from tutor.mock.papers import MockPaper
from tutor.mock.stock import shortage
from tutor.mock.supply import Order, Supplied
from tutor.notebook import Notebook
from tutor.session import StudySession

LANGUAGES = ("en", "zh-Hans", "ar")
"""Offered besides those of the bank."""


def draw(
    blueprint: Blueprint, registry: Registry, session: StudySession, over: bool, _: Tongue
) -> MockPaper | None:
    """The form, and what the bank lacks once it was sent; the mock exam once it is drawn."""
    id = blueprint.id
    with st.form(f"mock-{id}"):
        wish = _wish(blueprint, session.notebook, _)
        anyway = over and st.checkbox(_("I want the old exam all the same"), key=f"mock-old-{id}")
        make_it, leave = st.columns(2)
        sent = make_it.form_submit_button(_("Make it"), type="primary", width="stretch")
        if leave.form_submit_button(_("Close"), width="stretch"):
            _leave()
            st.rerun()
    try:
        if sent:
            today = clock.today()
            found = require_current(registry, id, even_retired=anyway, today=today)
            return _sent(found, wish, session, _)
        if (short := state().short) is not None:
            return _short(blueprint, short, session, _)
    except HikmaError as error:
        state().short = None
        cards.fault(error.as_record(), _)
    return None


def _wish(blueprint: Blueprint, notebook: Notebook, _: Tongue) -> Wish:
    asked, extra, id = blueprint.questions, blueprint.extra_minutes, blueprint.id
    left, right = st.columns(2)
    count = left.number_input(
        _("Number of questions"), 1, MOST, min(asked.typical if asked else 20, MOST),
        key=f"mock-count-{id}",
    )  # fmt: skip
    minutes = right.number_input(
        _("Minutes, if other than the exam gives"), 1, 24 * 60,
        None if blueprint.minutes else 60, key=f"mock-minutes-{id}",
    )  # fmt: skip
    language = left.selectbox(
        _("Language of the questions"),
        ["", *sorted({*LANGUAGES, *notebook.bank(limit=0).languages})],
        format_func=lambda code: _.language(code) if code else _("any"),
        key=choice(f"mock-language-{id}"),
    )
    seed = right.number_input(
        _("Number of the drawing: another one, other questions"), 0, 10**9, 0,
        key=f"mock-seed-{id}",
    )  # fmt: skip
    longer = bool(extra) and st.checkbox(
        _.plural("With {count} extra minute, which those can ask for who are not native speakers",
                 "With {count} extra minutes, which those can ask for who are not native speakers",
                 extra or 0),
        key=f"mock-longer-{id}",
    )  # fmt: skip
    trial = True
    if asked and asked.unscored:
        trial = st.checkbox(
            _("With questions that do not count, as in the exam"), value=True,
            key=f"mock-trial-{id}",
        )  # fmt: skip
    return Wish(
        count=int(count), minutes=None if minutes is None else int(minutes), extra_time=longer,
        unscored=trial, language=language or None, seed=int(seed),
    )  # fmt: skip


def _leave() -> None:
    state().making, state().short = None, None


def _drawn(blueprint: Blueprint, wish: Wish, session: StudySession, _: Tongue) -> MockPaper:
    """The mock exam of what the bank has now."""
    with st.spinner(_("Looking through your bank …")):
        paper = new_paper(session.notebook, blueprint, wish, now=clock.stamp(), every=bank(session))
    _leave()
    return paper


# ---- what the bank lacks ------------------------------------------------------------------------


def _sent(blueprint: Blueprint, wish: Wish, session: StudySession, _: Tongue) -> MockPaper | None:
    """Draw it where the bank has enough, or nothing can be made; else tell what is missing."""
    check_wish(blueprint, wish)
    with st.spinner(_("Looking through your bank …")):
        orders, _request = shortage(blueprint, askable_items(session), wish)
    if not orders:
        return _drawn(blueprint, wish, session, _)
    if not listed(opened_library(session)):
        st.info(_("The library is empty: add documents on the Library screen first."))
        return _drawn(blueprint, wish, session, _)
    state().short = wish
    st.rerun()


def _short(blueprint: Blueprint, wish: Wish, session: StudySession, _: Tongue) -> MockPaper | None:
    """How many questions are missing for which domains, and what can be done about it."""
    orders, request = shortage(blueprint, askable_items(session), wish)
    if not orders:  # made meanwhile
        return _drawn(blueprint, wish, session, _)
    missing = sum(order.count for order in orders)
    st.warning(
        _.plural("Your bank is {count} question short for this exam.",
                 "Your bank is {count} questions short for this exam.", missing)
    )  # fmt: skip
    st.html(figures.STYLE + _orders(blueprint, orders, _))
    st.caption(
        _(
            "They can be made of your documents, which can take long. Each is checked before it "
            "is kept, and what was made stays if you stop."
        )
    )
    make_them, take = st.columns(2)
    if make_them.button(
        _("Make them"), key="supply", type="primary", width="stretch",
        disabled=underway.busy(SUPPLY),
    ):  # fmt: skip
        every = [each.item for each in bank(session).values()]
        work = supplying(session, blueprint, wish, orders, request, every)
        jobs.start(SUPPLY, work, subject=blueprint.id)
        _leave()
        st.rerun()
    if missing < wanted(blueprint, wish) and take.button(
        _("Take what there is"), key="supply-not", width="stretch"
    ):
        return _drawn(blueprint, wish, session, _)
    return None


def _orders(blueprint: Blueprint, orders: Sequence[Order], _: Tongue) -> str:
    """Domain by domain, how many questions are missing, and for which of its tasks."""
    rows = []
    for domain in blueprint.domains:
        ours = [order for order in orders if order.place.domain == domain.id]
        if ours:
            tasks = _.several(order.place.task for order in ours if order.place.task)
            count = sum(order.count for order in ours)
            title = f"{domain.id}. {domain.title}"
            rows.append([Cell(title), Cell(_.number(count), number=True), Cell(tasks)])
    head = [_("Domain"), _("What is missing"), _("Tasks")]
    return figures.table(head, rows, direction=_.direction)


# ---- the job ------------------------------------------------------------------------------------


def supplied(registry: Registry, session: StudySession, _: Tongue) -> MockPaper | None:
    """The questions that are being made for a mock exam, or what came of it; the exam once it is
    to be opened. Draws nothing where nothing was begun. Raises `HikmaError`s."""
    job = jobs.current(SUPPLY)
    if job is None:
        return None
    blueprint = require_current(registry, job.subject, even_retired=True, today=clock.today())
    with st.container(border=True):
        st.html(f"<b>{cards.paragraph(blueprint.title)}</b>")
        if job.running:
            underway.live(SUPPLY, _)
            return None
        try:
            return _ended(job, blueprint, session, _)
        except HikmaError as error:
            cards.fault(error.as_record(), _)
    return None


def _ended(
    job: "Job[object]", blueprint: Blueprint, session: StudySession, _: Tongue
) -> MockPaper | None:
    """What became of each domain, why drafts were turned away, and how to go on."""
    underway.faults(job, _)
    if job.status == "cancelled":
        st.info(_("Stopped. What was admitted stays."))
    orders = next((said.orders for said in job.said[::-1] if isinstance(said, Stocked)), ())
    if orders:
        _told(blueprint, orders, _)
    underway.turned_away(underway.rejected(job), _)
    go_on, leave = st.columns(2)
    paper = None
    if isinstance(job.result, str):
        if go_on.button(
            _("Go to the mock exam"), key="supply-open", type="primary", width="stretch"
        ):
            paper = session.notebook.paper(job.result)
    elif (job.fault is None or job.fault.type != NoItems.__name__) and go_on.button(
        _("Take what there is"), key="supply-take", width="stretch"
    ):
        wish = next(said.wish for said in job.said if isinstance(said, Sought))
        paper = _drawn(blueprint, wish, session, _)
    if leave.button(_("Close"), key="supply-close", width="stretch"):
        jobs.forget(SUPPLY)
        st.rerun()
    if paper is not None:
        jobs.forget(SUPPLY)
    return paper


def _told(blueprint: Blueprint, orders: Sequence[Supplied], _: Tongue) -> None:
    made, asked = sum(each.made for each in orders), sum(each.wanted for each in orders)
    said = _("{made} of {asked} questions were kept.", made=_.number(made), asked=_.number(asked))
    (st.success if made == asked else st.warning)(said)
    titles = {domain.id: f"{domain.id}. {domain.title}" for domain in blueprint.domains}
    by_domain: dict[str, list[Supplied]] = {}
    for each in orders:
        by_domain.setdefault(each.place.domain, []).append(each)
    st.html(figures.STYLE + _outcome(titles, by_domain, _))


def _outcome(titles: Mapping[str, str], found: Mapping[str, Sequence[Supplied]], _: Tongue) -> str:
    rows = [
        [
            Cell(titles[domain]),
            Cell(_.number(sum(each.wanted for each in ours)), number=True),
            Cell(_.number(sum(each.made for each in ours)), number=True),
            Cell(" ".join(why(ours, _))),
        ]
        for domain, ours in found.items()
    ]
    head = [_("Domain"), _("Wanted"), _("Made"), _("Why not more")]
    return figures.table(head, rows, direction=_.direction)


def why(orders: Sequence[Supplied], _: Tongue) -> list[str]:
    """Why not all was made that one domain lacked, a sentence each; nothing where all was."""
    short = [each for each in orders if each.made < each.wanted]
    reasons = {
        _("Your documents hold nothing on it."): [each for each in short if each.silent],
        _("Your documents gave no more that passes the checks."): [
            each for each in short if each.tried and not each.silent
        ],
        _("Not begun."): [each for each in short if not each.tried],
    }
    said = []
    for reason, those in reasons.items():
        tasks = _.several(each.place.task for each in those if each.place.task)
        if those:
            # Where the whole domain is meant its tasks need no naming.
            said.append(f"{tasks}: {reason}" if tasks and len(those) < len(orders) else reason)
    return said
