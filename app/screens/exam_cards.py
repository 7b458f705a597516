"""The exams of the registry as cards: what is known of each, how sure that is, and a mock exam.

What a blueprint says is in English, as the vendors say it; the words around it are the interface's.
"""

import html

import streamlit as st

from app import cards, clock, figures
from app.figures import Cell, Scale
from app.i18n import Tongue, mark
from app.screens import exam_making
from app.state import state
from ingest.normalize import fold
from tutor.blueprint import Blueprint, Confidence, Domain, Registry, Status
from tutor.blueprints import heir, is_current
from tutor.mock.papers import MockPaper
from tutor.session import StudySession

SHOWN = 30
"""Cards on the page; the rest is searched for."""
FEW = 3
"""Cards that are spread out: whoever has searched wants to see."""
HALF = 0.5
"""Of an exam, where the bars of its domains end, unless one of them is larger."""
SEARCH = "exam-search"
STATUSES: dict[Status, tuple[str, str]] = {
    "active": ("●", mark("can be taken")),
    "beta": ("◐", mark("in beta")),
    "retiring": ("◔", mark("about to end")),
    "superseded": ("✕", mark("replaced by a newer version")),
    "retired": ("✕", mark("over")),
    "unknown": ("?", mark("not checked")),
}
"""The sign and the words of a status."""
CONFIDENCES: dict[Confidence, str] = {
    "A": mark("from the vendor's own page, or three pages that agree"),
    "B": mark("from one or two other pages"),
    "C": mark("unconfirmed"),
}


def draw(registry: Registry, session: StudySession, _: Tongue) -> MockPaper | None:
    """Draw the cards; the mock exam that was just made from one. Raises `StoreError`s."""
    for fault in registry.faults:
        st.warning(f"{cards.literal(fault.message)}  \n{cards.literal(fault.hint)}")
    found = _chosen(registry, _)
    made = None
    for blueprint in found[:SHOWN]:
        made = _card(blueprint, registry, session, _, spread=len(found) <= FEW) or made
    if not found:
        st.info(_("No exam is called so."))
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        st.caption(_.plural("{count} more: search.", "{count} more: search.", more))
    return made


def _chosen(registry: Registry, _: Tongue) -> list[Blueprint]:
    """The exams that are looked for, else those that can be taken."""
    box, switch = st.columns([3, 2], vertical_alignment="bottom")
    query = box.text_input(_("Search"), key=SEARCH, placeholder=_("Name, code or vendor"))
    over = switch.toggle(_("Also those that are over"), key="exam-over")
    words = [fold(word).strip() for word in query.split()]
    today = clock.today()
    return [
        blueprint
        for blueprint in (entry.blueprint for entry in registry.entries)
        if all(word in _searched(blueprint) for word in words)
        and (over or words or is_current(blueprint, today))
    ]


def _searched(blueprint: Blueprint) -> str:
    said = (blueprint.id, blueprint.title, blueprint.vendor, *blueprint.codes, *blueprint.names)
    return "\n".join(map(fold, said))


def _card(
    blueprint: Blueprint, registry: Registry, session: StudySession, _: Tongue, *, spread: bool
) -> MockPaper | None:
    today = clock.today()
    with st.container(border=True):
        st.html(figures.STYLE + told(blueprint, _, spread=spread))
        over = not is_current(blueprint, today)
        if over:
            _successor(blueprint, heir(registry, blueprint, today), _)
        if state().making == blueprint.id:
            return exam_making.draw(blueprint, registry, session, over, _)
        if st.button(_("Set up a mock exam"), key=f"make-{blueprint.id}"):
            state().making, state().short = blueprint.id, None
            st.rerun()
    return None


def _successor(blueprint: Blueprint, next_one: Blueprint | None, _: Tongue) -> None:
    """That the exam is over, and what is taken in its place."""
    st.warning(_("This exam can no longer be taken."))
    if next_one is None:
        st.caption(_("No successor of it is known."))
        return
    st.button(
        _("In its place: {title}", title=cards.literal(next_one.title)),
        key=f"heir-{blueprint.id}", icon=f":material/{arrow(_)}:",
        on_click=_look_for, args=(next_one.id,),
    )  # fmt: skip


def arrow(_: Tongue, *, back: bool = False) -> str:
    """The icon that points on, or back, as the interface is read."""
    return "arrow_back" if back != _.right_to_left else "arrow_forward"


def _look_for(id: str) -> None:
    """A callback: a widget that is drawn already cannot be set."""
    st.session_state[SEARCH] = id


# ---- what is known ------------------------------------------------------------------------------


def told(blueprint: Blueprint, _: Tongue, *, spread: bool = False) -> str:
    """Everything that a card says, as HTML; the domains folded away unless it is spread."""
    sign, words = STATUSES[blueprint.status]
    status = f"{sign} {_(words)}"
    if blueprint.retired_on:
        status += f" · {_('last day: {day}', day=blueprint.retired_on)}"
    lines = [
        status,
        " · ".join([_price(blueprint, _), _validity(blueprint, _), *_size(blueprint, _)]),
        _sure(blueprint, _),
    ]
    small = "".join(f'<div class="hikma-small">{html.escape(line)}</div>' for line in lines)
    title = f"<b><bdi>{cards.escaped(blueprint.title)}</bdi></b>"
    codes = f" <bdi>{cards.escaped(', '.join(blueprint.codes) or blueprint.id)}</bdi>"
    return f'<div class="hikma" dir="{_.direction}">{title}{codes}{small}</div>' + _fold(
        blueprint, _, spread
    )


def _price(blueprint: Blueprint, _: Tongue) -> str:
    if blueprint.price is None:
        return _("price not known")
    return _unsure(_("{price} before tax", price=str(blueprint.price)), blueprint, "price", _)


def _validity(blueprint: Blueprint, _: Tongue) -> str:
    if blueprint.expires is False:
        return _("does not expire")
    if not blueprint.validity_months:
        return _("validity not known")
    months = blueprint.validity_months
    said = _.plural("valid for {count} month", "valid for {count} months", months)
    return _unsure(said, blueprint, "validity_months", _)


def _size(blueprint: Blueprint, _: Tongue) -> list[str]:
    asked, minutes = blueprint.questions, blueprint.minutes
    said = (
        [_.plural("{count} question to answer", "{count} questions to answer", asked.typical)]
        if asked
        else []
    )
    return said + ([_.plural("{count} minute", "{count} minutes", minutes)] if minutes else [])


def _sure(blueprint: Blueprint, _: Tongue) -> str:
    """As of when, and how sure."""
    return _(
        "As of {day} · confidence {letter}: {meaning}",
        day=blueprint.as_of, letter=blueprint.confidence,
        meaning=_(CONFIDENCES[blueprint.confidence]),
    )  # fmt: skip


def _unsure(said: str, blueprint: Blueprint, field: str, _: Tongue) -> str:
    """With the letter of a field that is more or less sure than the rest."""
    letter = blueprint.confidence_of.get(field)
    return said if letter is None else _("{fact} (confidence {letter})", fact=said, letter=letter)


def _fold(blueprint: Blueprint, _: Tongue, spread: bool) -> str:
    """The domains and notes."""
    domains = weights(blueprint, _) if blueprint.domains else html.escape(_("Domains not known."))
    notes = "".join(map(cards.paragraph, blueprint.notes))
    summary = html.escape(_("Domains and their weights"))
    state = " open" if spread else ""
    return (
        f'<details class="hikma" dir="{_.direction}"{state}><summary>{summary}</summary>'
        f"{domains}{notes}</details>"
    )


def weights(blueprint: Blueprint, _: Tongue) -> str:
    """The domains with their part of the exam, as a figure and as a bar."""
    parts = [_part(domain) for domain in blueprint.domains]
    most = max([HALF, *(high for part in parts if part for high in part)])
    rows = []
    for domain, part in zip(blueprint.domains, parts):
        said = _weight(domain, approximate=bool(blueprint.weights_approximate), _=_)
        bar = ""
        if part is not None:
            low, high = part
            # A weight is a bar from nothing; a range lies between its ends.
            ends = (low, high) if high > low else (0.0, high)
            bar = figures.whisker((low + high) / 2, ends, Scale(0.0, most), said)
        rows.append([Cell(f"{domain.id}. {domain.title}"), Cell(said, True), Cell("", plot=bar)])
    return figures.table([_("Domain"), _("Part of the exam"), ""], rows, direction=_.direction)


def _part(domain: Domain) -> tuple[float, float] | None:
    """The ends of a domain's part of the exam, 0 to 1; None where none is published."""
    if domain.weight is not None:
        return domain.weight / 100, domain.weight / 100
    if domain.weight_min is None or domain.weight_max is None:
        return None
    return domain.weight_min / 100, domain.weight_max / 100


def _weight(domain: Domain, *, approximate: bool, _: Tongue) -> str:
    if domain.weight is not None:
        said = f"{domain.weight:g}%"
    elif domain.weight_min is not None and domain.weight_max is not None:
        said = f"{domain.weight_min:g}–{domain.weight_max:g}%"
    else:
        return _("not published")
    return _("about {share}", share=said) if approximate else said
