"""PPTX by python-pptx: a page for each slide. `slides.py` reads what stands on them."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from typing import Any

import regex

from ingest.documents import Finding
from ingest.errors import DamagedFile, TooLarge
from ingest.readers import Extracted
from ingest.readers.archive import Archive, open_archive, parse_xml, translate
from ingest.readers.markup import line_of
from ingest.readers.office_blocks import write
from ingest.readers.ooxml import (
    A,
    Element,
    P,
    R,
    choose_alternatives,
    core_title,
    main_part,
    part_text,
)
from ingest.readers.slides import (
    Shape,
    elements,
    line_of_slide,
    placeholder,
    shown,
    text_elements,
    title_of,
)
from ingest.settings import IngestSettings

_OTHER_MAIN = regex.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.presentationml\.(?:slideshow|template)"
    r"|ms-powerpoint\.(?:presentation|slideshow|template)\.macroEnabled)\.main\+xml"
)
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_EMPTY_SLIDE = (
    '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree>'
    "<p:nvGrpSpPr><p:cNvPr id='1' name=''/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"
    "</p:spTree></p:cSld></p:sld>"
)
_NOTES = (
    (regex.compile(r"\p{Arabic}"), "ملاحظات المتحدث"),
    (regex.compile(r"\p{Han}"), "演讲者备注"),
    (regex.compile(r""), "Speaker notes"),
)
"""What notes are headed by, in the script of the notes."""
_FOOTERS = ("", "FOOTER", "HEADER", "DATE")
"""Placeholders whose words may be the same on every slide; "" for free shapes."""
_FEWEST = 3
"""Text in one place on fewer slides than this is no footer."""


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """Slide by slide: title, text, tables, charts, diagrams, notes.

    Raises `EncryptedFile`, `DamagedFile`, `UnsafeFile`, `TooLarge`.
    """
    archive = open_archive(data, name, settings)
    package, damaged = _package(archive, main_part(archive, "ppt", "ppt/presentation.xml"))
    presentation = _open(package, name)
    # Its `slides` would fail over one that is missing, and rename the others.
    keys = [key.get(f"{R}id", "") for key in presentation.element.iterfind(f"{P}sldIdLst/{P}sldId")]
    if len(keys) > settings.max_pages:
        raise TooLarge(
            f"{name} has {len(keys)} slides; the limit is {settings.max_pages}.",
            hint="Split it, or raise HIKMA_INGEST__MAX_PAGES.",
        )
    reading = [_Slide(presentation, key) for key in keys]
    footers = _footers(reading)
    findings = [_left_out(footers)] if footers else []
    others = sorted(part for part in damaged if not part.startswith("/ppt/slides/slide"))
    if others:
        hint = f"Save it again in PowerPoint: {', '.join(others)} cannot be read."
        findings.append(Finding(page=1, finding="damaged-part", hint=hint))
    pages, titles = [], []
    for number, slide in enumerate(reading, start=1):
        page = slide.write(footers, damaged)
        pages.append(page)
        titles.append(slide.title)
        findings += slide.findings(number, page)
    title = core_title(archive) or next(filter(None, titles), None)
    return Extracted(title=title, pages=tuple(pages), health=tuple(findings))


def _package(archive: Archive, main: str) -> tuple[io.BytesIO, set[str]]:
    """The archive again, without media and with its XML checked; which parts are damaged."""
    out, damaged = io.BytesIO(), set()
    folder, _, file_name = main.rpartition("/")
    backbone = {"[Content_Types].xml", "_rels/.rels", main, f"{folder}/_rels/{file_name}.rels"}
    with zipfile.ZipFile(out, "w") as file:
        for member in archive.members:
            if not member.lower().endswith((".xml", ".rels")):
                continue
            try:
                text = _with_alternatives(part_text(archive, member), f"{archive.name} ({member})")
            except DamagedFile:
                if member in backbone:
                    raise
                damaged.add(f"/{member}")
                if not member.startswith("ppt/slides/slide"):
                    continue
                text = _EMPTY_SLIDE
            file.writestr(member, _OTHER_MAIN.sub(_MAIN, text))
    out.seek(0)
    return out, damaged


def _with_alternatives(text: str, where: str) -> str:
    from lxml import etree

    root = parse_xml(text, where)
    choose_alternatives(root)
    return str(etree.tostring(root, encoding="unicode"))


def _open(package: io.BytesIO, name: str) -> Any:
    import pptx

    try:
        return pptx.Presentation(package)
    except _faults() as error:
        raise translate(error, name, "python-pptx") from error


def _faults() -> tuple[type[Exception], ...]:
    """What is raised over XML that python-pptx, or a drawing's reader, did not expect."""
    from lxml.etree import LxmlError
    from pptx.exc import PythonPptxError

    python = (KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError)
    return (*python, RecursionError, LxmlError, PythonPptxError, DamagedFile)


class _Slide:
    """One slide while it is read; a fault in it stays in it."""

    def __init__(self, presentation: Any, key: str) -> None:
        self._faults: list[tuple[str, str, str]] = []
        self.title: str | None = None
        self.slide: Any = None
        self.shapes: list[Shape] = []
        self.places: frozenset[tuple[str, int]] = frozenset()
        """Words and height on the page of the free shapes."""
        self._odd = False
        """Whether python-pptx could not make sense of it."""
        try:
            self.slide = presentation.part.related_slide(key)
            self.shapes = shown(self.slide.shapes)
            self.places = frozenset(_place(shape) for shape in self.shapes)
        except _faults():
            self._odd = True
            if self.slide is None:
                self._fault("missing-slide", "The file does not hold it: save it again.")

    def write(self, footers: set[tuple[str, int]], damaged: set[str]) -> str:
        """The slide's text."""
        if self.slide is None:
            return ""
        if self.slide.part.partname in damaged:
            self._fault("damaged-slide", "Its part in the file is broken: save it again.")
        if not self._odd:
            try:
                return write([*self._heading(), *self._body(footers), *self._notes()])
            except _faults():
                self._odd = True
        self._fault("damaged-slide", "Save it again in PowerPoint.", "Read as plain text.")
        return write(_plain(self.slide._element))

    def findings(self, number: int, page: str) -> list[Finding]:
        """What a reader should know of the slide."""
        if self.slide is not None and self.slide._element.get("show") in ("0", "false"):
            self._fault("hidden-slide", "It is not shown in the presentation.", "Kept.")
        if self.slide is not None and not page and not self._faults:
            self._fault("no-text", "A picture or empty: recognise its text.")
        return [
            Finding(page=number, finding=finding, hint=hint, done=done)
            for finding, hint, done in self._faults
        ]

    def _fault(self, finding: str, hint: str, done: str = "") -> None:
        self._faults.append((finding, hint, done))

    def _heading(self) -> list[Element]:
        shape = title_of(self.slide.shapes)
        if shape is None:
            return []
        heading = text_elements(shape.text_frame._txBody)
        for more in heading[1:]:
            heading[0].append(more)
        top = shape.placeholder_format.type.name == "CENTER_TITLE"
        heading[0].tag = "h1" if top else "h2"
        heading[0].attrib.clear()
        self.title = line_of(heading[0]) or None
        return heading[:1]

    def _body(self, footers: set[tuple[str, int]]) -> Iterable[Element]:
        for shape in self.shapes:
            if _place(shape) not in footers:
                yield from elements(shape)

    def _notes(self) -> list[Element]:
        frame = self.slide.notes_slide.notes_text_frame if self.slide.has_notes_slide else None
        notes = [] if frame is None else text_elements(frame._txBody)
        if not notes:
            return []
        words = "".join(text for note in notes for text in note.itertext())
        heading = notes[0].makeelement("h3")
        heading.text = next(label for script, label in _NOTES if script.search(words))
        return [heading, *notes]


def _plain(slide: Element) -> list[Element]:
    """Every paragraph of a slide in the order in which the file has it."""
    lines = [line_of_slide(paragraph) for paragraph in slide.iter(f"{A}p")]
    return [line.element for line in lines if line.text().strip()]


def _place(shape: Shape) -> tuple[str, int]:
    """A shape's words and height on the page; no words for what cannot be a footer."""
    if not shape.has_text_frame or placeholder(shape) not in _FOOTERS:
        return ("", 0)
    return (shape.text_frame.text.strip(), shape.top or 0)


def _footers(slides: list[_Slide]) -> set[tuple[str, int]]:
    """Words that stand in the same place on more than half of the slides."""
    places = Counter(place for slide in slides for place in slide.places)
    return {
        place
        for place, count in places.items()
        if place[0] and count >= _FEWEST and 2 * count > len(slides)
    }


def _left_out(footers: set[tuple[str, int]]) -> Finding:
    words = "; ".join(sorted(text[:60] for text, _ in footers))
    return Finding(
        page=1,
        finding="repeated-text",
        hint=f"The same on most slides: {words}",
        done="Left out of every slide.",
    )
