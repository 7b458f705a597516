"""The source beside what speaks of it: the chip that opens it, and the panel that shows it.

One source is open on a page at a time (`state().opened`); any screen may draw both parts. The
panel stays in sight while its neighbour scrolls; on a phone it is a sheet over the page.
"""

import streamlit as st

from app import cards, viewer
from app.i18n import Tongue
from app.state import Place, state
from ingest.errors import UnknownDocument
from ingest.library import Library
from ingest.settings import IngestSettings

PANEL = "hikma-beside"
"""Key of the panel: `app/look.py` finds it by this."""


def opener(place: Place, label: str, key: str) -> None:
    """A button that opens the source, and closes it again. `label` is Markdown: see
    `cards.literal`."""
    is_open = state().opened == place
    if st.button(label, key=key, type="primary" if is_open else "secondary"):
        state().opened = None if is_open else place
        st.rerun()


def panel(library: Library, settings: IngestSettings, _: Tongue) -> None:
    """Draw the open source, if there is one; a document that was removed meanwhile is said."""
    place = state().opened
    if place is None:
        return
    with st.container(key=PANEL):
        title, action = st.columns([4, 1], vertical_alignment="center")
        if action.button("✕", key="beside-close", help=_("Close")):
            state().opened = None
            st.rerun()
        try:
            with st.spinner(_("Opening the source …")):
                seen = viewer.sight(library, place, settings)
        except UnknownDocument as error:
            cards.fault(error.as_record(), _)
            return
        where = _("page {page} of {pages}", page=seen.page, pages=seen.pages)
        title.html(
            f"{cards.paragraph(seen.title)}"
            f'<div class="hikma-small" dir="{_.direction}">{cards.escaped(where)}</div>'
        )
        viewer.draw(seen, _)
