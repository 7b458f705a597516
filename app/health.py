"""What is the matter with a document's pages, in a few lines."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from app.catalogues import mark

if TYPE_CHECKING:
    from app.i18n import Tongue
    from ingest.documents import Finding


TOLD: Mapping[str, str] = {
    "no-text": mark("no text: a scan or a picture"),
    "garbled": mark("letters are not what the page shows: compare with the original"),
    "presentation-forms": mark("letters were stored by their shape"),
    "reversed": mark("right-to-left words are stored backwards: compare with the original"),
    "lam-alef": mark("lam and alef are swapped in places: compare with the original"),
    "digits": mark("numbers or Latin words stood in the wrong place of their line"),
    "spaced": mark("Chinese or Japanese characters are parted by spaces"),
    "vertical": mark("vertical writing came out one character a line"),
    "letter-spaced": mark("words are stored letter by letter"),
    "header-footer": mark("lines that repeat on each page"),
    "lost-text": mark("a part of the page may be missing"),
    "columns": mark("two columns were read across: compare with the original"),
    "too-slow": mark("the page took too long to read"),
    "damaged": mark("the page could not be read: get the file anew from its source"),
    "cut-short": mark("the end of the file is missing: get it anew from its source"),
    "recognised": mark("recognised from a picture: compare before trusting a detail"),
    "control-characters": mark("characters that cannot be seen"),
    "damaged-part": mark("a part of the file is damaged"),
    "damaged-slide": mark("the slide is damaged"),
    "hidden-slide": mark("the slide is not shown in the presentation"),
    "missing-slide": mark("the file does not hold this slide"),
    "repeated-text": mark("text that repeats"),
    "contents-left-out": mark("the table of contents repeats the headings"),
    "embedded-document": mark("a document inside the document was not read"),
}
"""What a finding means, by its stable name."""
_OTHER = mark("something is the matter with the page: compare with the original")
_MENDED = mark("put right where that was possible")


def health_lines(health: "Iterable[Finding]", _: "Tongue | None" = None) -> list[str]:
    """A line for each kind of finding: its pages, what was done, what its reader can do.

    In the words of the reader that found it; in `_`'s language, where that is not English, in
    words that say as much.
    """
    groups: dict[tuple[str, str, str], list[int]] = {}
    for found in health:
        if _ is not None and _.code != "en":
            done = _(_MENDED) if found.done else ""
            key = (_(TOLD.get(found.finding, _OTHER)), done, "")
        else:
            key = (found.finding, found.done, found.hint)
        groups.setdefault(key, []).append(found.page)
    return [_line(pages, parts, _) for parts, pages in groups.items()]


def _line(pages: list[int], parts: tuple[str, ...], _: "Tongue | None") -> str:
    if _ is None or _.code == "en":
        told = " ".join(f"{part.rstrip('.')}." for part in parts if part)
        return f"{page_ranges(pages)}: {told}"
    return _("Pages {pages}: {told}", pages=_runs(pages), told="; ".join(filter(None, parts)))


def page_ranges(pages: Iterable[int]) -> str:
    """`page 3` or `pages 2-9, 11`."""
    text = _runs(pages)
    return f"page {text}" if text.isdigit() else f"pages {text}"


def _runs(pages: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
