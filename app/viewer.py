"""The source beside what speaks of it: the quoted words on the picture of their page, or in the
text where there is no picture.

`sight` gathers what is to be seen, once for each place; `draw` shows it. What the document says is
escaped; the picture is drawn by `ingest/readers/page_picture.py` in a process of its own.
"""

from pathlib import Path

import streamlit as st

from app import cards
from app.i18n import Tongue
from app.state import Place
from ingest.documents import Document, Record
from ingest.files import actual_path, is_gone
from ingest.languages import detect_language
from ingest.library import Library
from ingest.readers.page_picture import PagePicture, picture
from ingest.settings import IngestSettings

BEFORE, AFTER = 250, 700
"""Characters of text shown around a passage: so few before it that its beginning is in sight."""
_WORD = 40
"""The longest word that is looked for the end of: Chinese has none."""
REMEMBERED = 64
"""Pictures that are kept, of all pages of the browser together."""
_HOUR = 3600


class Sight(Record):
    """A passage where it stands."""

    title: str
    page: int
    pages: int
    language: str
    before: str
    quote: str
    after: str
    picture: PagePicture | None
    """None for what has no pages to draw."""
    has_pages: bool
    """Whether there should be a picture."""

    @property
    def found(self) -> bool:
        """Whether the words are marked on the picture."""
        return self.picture is not None and bool(self.picture.boxes)


def sight(library: Library, place: Place, settings: IngestSettings) -> Sight:
    """What is to be seen of `place`. Raises `UnknownDocument` where it was removed."""
    document = library.document(place.document)
    start, end = _on_page(document, place)
    path = actual_path(document.path)
    drawn = path.suffix.lower() == ".pdf"
    text = document.text
    first, last = _around(text, place)
    return Sight(
        title=document.title,
        page=place.page,
        pages=len(document.pages),
        language=detect_language(text[place.start : place.end] or text[first:last]),
        before=("…" if first else "") + text[first : place.start].lstrip(),
        quote=text[place.start : place.end],
        after=text[place.end : last].rstrip() + ("…" if last < len(text) else ""),
        picture=(
            _picture(str(path), document.id, place.page, text[start:end], settings)
            if drawn
            else None
        ),
        has_pages=drawn,
    )


def page_text(document: Document, page: int) -> str:
    """What was read of a page (1-based); empty for one that is not there."""
    return next((document.text[p.start : p.end] for p in document.pages if p.number == page), "")


def page_picture(document: Document, page: int, settings: IngestSettings) -> PagePicture | None:
    """The page without marks; None where it has none."""
    path = actual_path(document.path)
    if path.suffix.lower() != ".pdf":
        return None
    return _picture(str(path), document.id, page, "", settings)


def _around(text: str, place: Place) -> tuple[int, int]:
    """What is shown with a passage: whole words, where the script parts them."""
    first, last = max(0, place.start - BEFORE), min(len(text), place.end + AFTER)
    while first and place.start - first > BEFORE - _WORD and not text[first - 1].isspace():
        first += 1
    while last < len(text) and last - place.end > AFTER - _WORD and not text[last].isspace():
        last -= 1
    return first, last


def _on_page(document: Document, place: Place) -> tuple[int, int]:
    """The part of a quote that stands on the page that is shown: it may go on on the next."""
    for page in document.pages:
        if page.number == place.page:
            return max(place.start, page.start), min(place.end, page.end)
    return place.start, place.end


class _NoPicture(Exception):
    """Raised, not returned: what took too long on a busy machine is tried again next time."""


def _picture(
    path: str, document: str, page: int, quote: str, settings: IngestSettings
) -> PagePicture | None:
    if is_gone(Path(path)):  # said without starting a process at every rerun
        return None
    try:
        return _kept(path, document, page, quote, settings)
    except _NoPicture:
        return None


@st.cache_data(show_spinner=False, max_entries=REMEMBERED, ttl=_HOUR)
def _kept(path: str, document: str, page: int, quote: str, settings: IngestSettings) -> PagePicture:
    found = picture(Path(path), document, page, quote, settings)
    if found is None:
        raise _NoPicture
    return found


def draw(seen: Sight, _: Tongue) -> None:
    """Show the passage where it stands."""
    if seen.picture is not None:
        st.html(drawn(seen.picture, _("The page as it looks")))
    if seen.has_pages and seen.picture is None:
        st.caption(_("There is no picture of this page: the file has changed or is gone."))
    elif seen.has_pages and not seen.found:
        st.caption(_("The words could not be found on the picture. Here they are in the text."))
    with st.expander(_("The text that was read"), expanded=not seen.found):
        st.html(passage(seen))


def passage(seen: Sight) -> str:
    """The words inside their surroundings."""
    return cards.quoted(seen.before, seen.quote, seen.after, seen.language)


def drawn(page: PagePicture, described: str) -> str:
    """The picture with a frame around each marked line."""
    boxes = "".join(
        f'<span class="hikma-box" style="left:{box.left:.2%};top:{box.top:.2%};'
        f'width:{box.width:.2%};height:{box.height:.2%}"></span>'
        for box in page.boxes
    )
    image = f'<img alt="{cards.escaped(described)}" src="data:image/png;base64,{page.png}">'
    return f'<div class="hikma-page" dir="ltr">{image}{boxes}</div>'
