"""Which certificate fits, and what exams cost: the path chooser and the planner of costs.

What is typed is read by `tutor.money`, with the digits of any script. Exchange rates are nobody's
here: amounts of several currencies stand side by side.
"""

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from app import cards, clock, figures
from app.figures import Cell
from app.i18n import Tongue, choice, mark
from ingest.errors import HikmaError
from tutor.blueprint import Registry
from tutor.blueprints import is_current
from tutor.costs import CostLine, CostPlan, plan_costs
from tutor.money import money, number, planned
from tutor.paths import Paths, Suggestion, Wanted, choose_paths
from tutor.roles import roles

MOST = 10
"""Certificates that are named, the best first."""
EXPENSES: Mapping[str, str] = {
    "first sitting": mark("first sitting"),
    "retakes": mark("retakes"),
    "renewals": mark("renewals"),
}
ROLES: Mapping[str, str] = {
    "ml-engineer": mark("machine learning engineer"),
    "data-scientist": mark("data scientist"),
    "data-engineer": mark("data engineer"),
    "ai-engineer": mark("AI engineer"),
    "developer": mark("software developer"),
    "architect": mark("cloud architect"),
    "business": mark("business or management"),
}
"""What the roles of the registry's rules are called; one that is not here has its own name."""


def suggested(registry: Registry, _: Tongue) -> None:
    """Ask for role, years and budget; name what fits. Raises nothing that can be typed wrongly."""
    st.caption(_("Facts come from the registry; what fits is Hikma's own rule of thumb."))
    with st.form("ways"):
        known = [str(role["id"]) for role in roles()]
        role = st.selectbox(
            _("What you are, or want to be"), known, index=None, accept_new_options=True,
            format_func=lambda id: _(ROLES[id]) if id in ROLES else cards.harmless(id),
            placeholder=_("anything"), key=choice("ways-role"),
        )  # fmt: skip
        left, right, last = st.columns(3)
        years = left.number_input(
            _("Years of practice"), 0.0, 60.0, None, step=0.5, key="ways-years"
        )
        budget = right.text_input(
            _("Budget for one sitting"), placeholder="200 USD", key="ways-budget"
        )
        vendors = sorted({entry.blueprint.vendor for entry in registry.entries})
        vendor = last.selectbox(
            _("Vendor"), ["", *vendors], format_func=lambda name: name or _("any"),
            key=choice("ways-vendor"),
        )  # fmt: skip
        wanted = st.form_submit_button(_("Show what fits"), type="primary")
    if not wanted:
        return
    try:
        asked = Wanted(
            role=role or "", years=years, vendor=vendor or None,
            budget=money(budget, "the budget") if budget.strip() else None,
        )  # fmt: skip
        found = choose_paths(asked, registry, {}, clock.today())
    except HikmaError as error:
        cards.fault(error.as_record(), _)
        return
    _paths(found, asked, _)


def _paths(found: Paths, asked: Wanted, _: Tongue) -> None:
    for rank, each in enumerate(found.suggestions[:MOST], start=1):
        lines = "".join(
            f'<div class="hikma-small">{html.escape(line)}</div>'
            for line in [*_for(each, asked, _), *_against(each, asked, _)]
        )
        title = f"<b>{rank}. <bdi>{cards.escaped(each.title)}</bdi></b>"
        with st.container(border=True):
            st.html(f'<div class="hikma" dir="{_.direction}">{title}{lines}</div>')
    for id in found.closed:
        st.caption(_("{exam} would have fitted, but it is over; no successor is known.", exam=id))


def _for(each: Suggestion, asked: Wanted, _: Tongue) -> list[str]:
    """What speaks for it."""
    said = []
    if asked.role and each.share:
        said.append(_("+ {share} of the exam is about this", share=_.share(each.share)))
    if asked.years is not None and not each.above_experience:
        said.append(_("+ not above your experience"))
    if each.within_budget:
        said.append(_("+ {price}: within your budget", price=str(each.price)))
    if each.instead_of:
        said.append(_("+ takes the place of {exams}", exams=", ".join(each.instead_of)))
    if each.next:
        said.append(_("+ after it the vendor's track goes on to {exam}", exam=each.next))
    return said


def _against(each: Suggestion, asked: Wanted, _: Tongue) -> list[str]:
    """What speaks against it, or is not known."""
    said = []
    if each.above_experience:
        said.append(_("– asks for more experience than you have"))
    if each.price is None:
        said.append(_("– its price is not known"))
    elif each.within_budget is False:
        said.append(_("– {price}: over your budget", price=str(each.price)))
    elif asked.budget and each.within_budget is None:
        said.append(_("– {price}: in another currency than your budget", price=str(each.price)))
    if each.status == "unknown":
        said.append(_("– nobody has checked whether it can still be taken"))
    if each.status == "beta":
        said.append(_("– a beta exam"))
    if each.languages:
        names = _.several(_.language(code) for code in each.languages)
        said.append(_("– can be taken in these languages only: {languages}", languages=names))
    if each.confidence != "A":
        said.append(_("– confidence {letter}: look at the vendor's own page",
                      letter=each.confidence))  # fmt: skip
    return said


# ---- costs --------------------------------------------------------------------------------------


def costs(registry: Registry, _: Tongue) -> None:
    """Ask for exams, sittings and years; name every expense that is known."""
    st.caption(_("List prices before tax. Nothing is converted at a rate that nobody gave."))
    today = clock.today()
    titles = {
        entry.blueprint.id: entry.blueprint.title
        for entry in registry.entries
        if is_current(entry.blueprint, today)
    }
    ids = st.multiselect(
        _("Exams, in the order in which you take them"), list(titles), key="cost-exams",
        format_func=lambda id: cards.harmless(titles[id]), placeholder=_("Choose exams"),
    )  # fmt: skip
    left, middle, right = st.columns(3)
    sittings = left.number_input(_("Sittings of each"), 1, 20, 1, key="cost-sittings")
    years = middle.number_input(
        _("Years to keep them valid"), 0.0, 50.0, 3.0, step=0.5, key="cost-years"
    )
    vouchers = right.checkbox(
        _("Use what a pass takes off the next exam"), value=True, key="cost-vouchers"
    )
    if not ids:
        st.info(_("Choose at least one exam."))
        return
    try:
        chosen = planned(registry, ids, attempts=[str(int(sittings))], today=today)
        limit = number(f"{years:g}", "years", 0, 50)
        plan = plan_costs(chosen, years=limit, rates={}, vouchers=vouchers)
    except HikmaError as error:
        cards.fault(error.as_record(), _)
        return
    _expenses(plan, titles, _)


def _expenses(plan: CostPlan, titles: Mapping[str, str], _: Tongue) -> None:
    head = [_("Exam"), _("Expense"), _("Times"), _("Each"), _("Sum")]
    rows = [_expense(line, titles, _) for line in plan.lines]
    st.html(figures.STYLE + figures.table(head, rows, direction=_.direction))
    known = " + ".join(map(str, plan.totals)) or _("nothing that is known")
    st.markdown(_("In all: {sum}", sum=cards.literal(known)))
    if plan.unknown:
        st.warning(_("Not counted, for their price is not known: {exams}",
                     exams=cards.literal(", ".join(plan.unknown))))  # fmt: skip
    with st.expander(_("What was assumed, in English")):
        st.html("".join(map(cards.paragraph, _assumed(plan))))


def _assumed(plan: CostPlan) -> Sequence[str]:
    return [*(f"{line.exam}, {line.what}: {line.why}" for line in plan.lines if line.why),
            *plan.notes]  # fmt: skip


def _expense(line: CostLine, titles: Mapping[str, str], _: Tongue) -> list[Cell]:
    return [
        Cell(titles.get(line.exam, line.exam)),
        Cell(_(EXPENSES[line.what])),
        Cell(f"{float(line.times):g}", number=True),
        Cell(_("not known") if line.each is None else str(line.each), number=True),
        Cell("–" if line.total is None else str(line.total), number=True),
    ]
