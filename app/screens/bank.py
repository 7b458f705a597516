"""The bank: every question there is, searched and paged, without answers; one can be opened."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app import cards, item_cards
from app.i18n import Tongue
from app.screens import bank_item
from app.state import state
from tutor.errors import UnknownItem
from tutor.session import StudySession
from tutor.standing import BankItem, BankPage

PAGE = 25
"""Items of a page."""
ANY = "any"


def draw(session: StudySession, _: Tongue) -> None:
    """The open item, else the list. Raises `StoreError`s."""
    memory = state().practice
    if memory.item is not None:
        try:
            held = session.notebook.item(memory.item)
        except UnknownItem as error:
            memory.item = None
            cards.fault(error.as_record(), _)
        else:
            bank_item.draw(session, held, _)
            return
    _list(session, _)


def _list(session: StudySession, _: Tongue) -> None:
    query = st.text_input(_("Search in questions and options"), key="bank-search")
    language, kind, standing = (
        st.session_state.get(f"bank-{name}", ANY) for name in ("language", "kind", "standing")
    )
    wanted = {
        "language": None if language == ANY else language,
        "kind": None if kind == ANY else kind,
        "standing": None if standing == ANY else standing,
        "query": query.strip() or None,
    }
    # Under a key of its own: page 90 of the whole bank is none of a search's three.
    key = "-".join(["bank-page", *map(str, wanted.values())])
    at = PAGE * (int(st.session_state.get(key, 1)) - 1)
    found = session.notebook.bank(**wanted, limit=PAGE, offset=at)  # type: ignore[arg-type]
    _filters(found, _)
    st.caption(_.plural("{count} question", "{count} questions", found.total))
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=key)
    for held in found.items:
        _row(held, _)
    if not found.total:
        st.info(_("No question is like that."))


def _filters(found: BankPage, _: Tongue) -> None:
    """Language, kind and standing, each with how many there would be."""
    columns = st.columns(3)
    _filter(columns[0], "language", _("Language"), found.languages, _.language, _)
    _filter(
        columns[1], "kind", _("Kind"), found.kinds,
        lambda kind: _(item_cards.KINDS[kind]), _,
    )  # fmt: skip
    _filter(
        columns[2], "standing", _("Standing"), found.standings,
        lambda standing: _(bank_item.STANDINGS[standing]), _,
    )  # fmt: skip


def _filter(
    column: Any,
    name: str,
    label: str,
    counts: Mapping[Any, int],
    said: Callable[[Any], str],
    _: Tongue,
) -> None:
    """One choice. What was chosen is offered even where the others leave nothing of it."""
    # Set anew at each rerun: the browser knows an option by its words, and their counts change.
    chosen = st.session_state[f"bank-{name}"] = st.session_state.get(f"bank-{name}", ANY)
    values = [ANY, *counts]
    if chosen not in values:
        values.append(chosen)

    def told(value: Any) -> str:
        return _("all") if value == ANY else f"{said(value)} · {_.number(counts.get(value, 0))}"

    column.selectbox(label, values, key=f"bank-{name}", format_func=told)


def _row(held: BankItem, _: Tongue) -> None:
    item = held.item
    facts = [_.language(item.language), _(item_cards.KINDS[item.kind])]
    if held.standing != "active":
        facts.append(_(bank_item.STANDINGS[held.standing]))
    flagged = sum(gate.verdict in ("flag", "reject") for gate in item.gates)
    if flagged:
        facts.append(_.plural("{count} remark of the gates", "{count} remarks of the gates",
                              flagged))  # fmt: skip
    with st.container(border=True):
        told, action = st.columns([6, 1], vertical_alignment="center")
        small = cards.escaped(" · ".join(facts))
        told.html(
            f"{cards.paragraph(item.stem, item.language)}"
            f'<div class="hikma-small" dir="{_.direction}">{small}</div>'
        )
        if action.button(_("Open"), key=f"bank-open-{item.id}", width="stretch"):
            state().practice.item = item.id
            st.rerun()
