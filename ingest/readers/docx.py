"""DOCX: the package, its parts and its pages. `wordml.py` reads what stands in them."""

from ingest.documents import Finding
from ingest.errors import DamagedFile, TooLarge
from ingest.readers import Extracted
from ingest.readers.archive import Archive, open_archive
from ingest.readers.drawings import drawn
from ingest.readers.markup import line_of
from ingest.readers.office_blocks import write
from ingest.readers.ooxml import (
    Element,
    Relationship,
    W,
    choose_alternatives,
    core_title,
    main_part,
    part,
    relationships,
)
from ingest.readers.word_styles import Lists, Styles
from ingest.readers.wordml import Block, Parts, Walker
from ingest.settings import IngestSettings

_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_LEFT_OUT = {
    "contents": ("contents-left-out", "The table of contents repeats the headings.", "Left out."),
    "embedded": ("embedded-document", "Open it in Word and save it: its parts become text.", ""),
    "damaged": ("damaged-part", "Notes, lists or styles are damaged: save it again in Word.", ""),
}


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The document; its pages where Word says where it broke them, else one page.

    Raises `EncryptedFile`, `DamagedFile`, `UnsafeFile`, `TooLarge`.
    """
    archive = open_archive(data, name, settings)
    member = main_part(archive, "word", "word/document.xml")
    root = part(archive, member)
    bodies = root.findall(f"{W}body")
    if not bodies:
        raise DamagedFile(
            f"{name} is damaged: it has no body.", hint="Open it in Word and save it again."
        )
    choose_alternatives(root)
    left_out: set[str] = set()
    walker = Walker(_parts(archive, member, left_out), name)
    blocks = walker.body(bodies)
    pages = _pages(blocks, _page_count(archive))
    if len(pages) > settings.max_pages:
        raise TooLarge(
            f"{name} has {len(pages)} pages; the limit is {settings.max_pages}.",
            hint="Split it, or raise HIKMA_INGEST__MAX_PAGES.",
        )
    findings = (
        Finding(page=1, finding=finding, hint=hint, done=done)
        for key, (finding, hint, done) in _LEFT_OUT.items()
        if key in walker.left_out | left_out
    )
    title = core_title(archive) or walker.title or _first_heading(blocks)
    return Extracted(title=title, pages=pages, health=tuple(findings))


def _parts(archive: Archive, member: str, left_out: set[str]) -> Parts:
    """The parts that the main one refers to; one that is damaged is named and done without."""
    related = relationships(archive, member)

    def side_part(kind: str) -> Element | None:
        for relationship in related.values():
            if relationship.kind == kind and relationship.target in archive:
                try:
                    root = part(archive, relationship.target)
                except DamagedFile:
                    left_out.add("damaged")
                    continue
                choose_alternatives(root)
                return root
        return None

    styles = Styles(side_part("styles"))
    notes = {kind: _notes(side_part(f"{kind}s")) for kind in ("footnote", "endnote")}

    def related_drawing(reference: str) -> list[Element]:
        return _drawn(archive, related.get(reference))

    return Parts(styles, Lists(side_part("numbering"), styles), notes, related_drawing)


def _notes(root: Element | None) -> dict[str, Element]:
    """Notes by id, without the lines that Word draws above them."""
    notes = () if root is None else root
    return {
        note.get(f"{W}id", ""): note for note in notes if note.get(f"{W}type", "normal") == "normal"
    }


def _drawn(archive: Archive, relationship: Relationship | None) -> list[Element]:
    """What a diagram or a chart says."""
    if relationship is None or relationship.target not in archive:
        return []
    try:
        return drawn(part(archive, relationship.target))
    except DamagedFile:
        return []


def _pages(blocks: list[Block], count: int | None) -> tuple[str, ...]:
    """The text page by page where the breaks add up to `count`, else all of it as one.

    Breaks are where Word last saw them; other programs write some of them or none, and a wrong
    page number is worse than none.
    """
    pages: list[list[Element]] = [[] for _ in range(1 + max((b.page for b in blocks), default=0))]
    for block in blocks:
        pages[block.page].append(block.element)
    if len(pages) != count or not all(pages):
        pages = [[block.element for block in blocks]]
    return tuple(write(page) for page in pages)


def _page_count(archive: Archive) -> int | None:
    """How many pages the program that saved the file counted."""
    if "docProps/app.xml" not in archive:
        return None
    try:
        count = part(archive, "docProps/app.xml").findtext(f"{_PROPERTIES}Pages") or ""
    except DamagedFile:
        return None
    return int(count) if count.isdecimal() and len(count) < 7 else None


def _first_heading(blocks: list[Block]) -> str | None:
    for block in blocks:
        if block.element.tag in ("h1", "h2", "h3"):
            return line_of(block.element)
    return None
