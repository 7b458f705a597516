"""One document, page by page: the picture beside what was read, and what is wrong with it."""

from collections.abc import Sequence

import streamlit as st

from app import cards, viewer
from app.i18n import Tongue
from app.state import state
from ingest.documents import Chunk, Document
from ingest.languages import detect_language
from ingest.library import Library
from ingest.settings import IngestSettings

MOST_TEXT = 20_000
"""Characters of one page that are shown: a file without pages is one."""
HEADINGS = 60
"""Headings that are listed as what the document is about."""


def draw(library: Library, id: str, settings: IngestSettings, _: Tongue) -> None:
    """Show a document that is in the library. Raises `StoreError`s."""
    document, chunks = library.document(id), library.chunks_of(id)
    with st.container(border=True):
        heading, action = st.columns([5, 1], vertical_alignment="center")
        heading.html(f"<h3>{cards.paragraph(document.title)}</h3>")
        if action.button(_("Close"), key="pages-close", width="stretch"):
            state().shown = None
            st.rerun()
        if found := cards.health(document.health, _):
            st.html(found)
        _topics(chunks, _)
        _page(document, chunks, settings, _)


def _topics(chunks: Sequence[Chunk], _: Tongue) -> None:
    """What the document is about, by its headings."""
    headings = list(dict.fromkeys(chunk.heading for chunk in chunks if chunk.heading))
    if not headings:
        return
    with st.expander(_("Topics, by its headings")):
        st.html("".join(map(cards.paragraph, headings[:HEADINGS])))


def _page(document: Document, chunks: Sequence[Chunk], settings: IngestSettings, _: Tongue) -> None:
    number = _chosen(document, _)
    findings = [found for found in document.health if found.page == number]
    text = viewer.page_text(document, number)[:MOST_TEXT]
    picture = viewer.page_picture(document, number, settings)
    beside, place = st.columns(2) if picture is not None else (None, st.container())
    if picture is not None and beside is not None:
        beside.html(viewer.drawn(picture, _("The page as it looks")))
    with place:
        here = sum(chunk.page <= number <= chunk.page_end for chunk in chunks)
        st.caption(_.plural("{count} passage", "{count} passages", here))
        st.html(cards.health(findings, _) + cards.quoted(text, "", "", detect_language(text)))


def _chosen(document: Document, _: Tongue) -> int:
    """The page that is looked at; those with findings can be told by their mark."""
    marked = {found.page for found in document.health}
    numbers = [page.number for page in document.pages]
    if len(numbers) == 1:
        return numbers[0]
    return st.selectbox(
        _("Page"),
        numbers,
        format_func=lambda number: f"{number} ⚠" if number in marked else str(number),
        key=f"page-{document.id}",
    )
