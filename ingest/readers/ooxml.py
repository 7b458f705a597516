"""What DOCX and PPTX share: parts, relationships, alternatives, titles.

Knows packages (ECMA-376 part 2) but neither paragraphs nor slides.
"""

import posixpath
import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from ingest.errors import DamagedFile
from ingest.readers.archive import Archive, parse_xml

Element = Any
"""An lxml element: lxml ships no types."""

_OFFICE = "http://schemas.openxmlformats.org"
W = f"{{{_OFFICE}/wordprocessingml/2006/main}}"
P = f"{{{_OFFICE}/presentationml/2006/main}}"
A = f"{{{_OFFICE}/drawingml/2006/main}}"
M = f"{{{_OFFICE}/officeDocument/2006/math}}"
R = f"{{{_OFFICE}/officeDocument/2006/relationships}}"
MC = f"{{{_OFFICE}/markup-compatibility/2006}}"
DIAGRAM = f"{{{_OFFICE}/drawingml/2006/diagram}}"
CHART = f"{{{_OFFICE}/drawingml/2006/chart}}"
_STRICT = re.compile(r"([\"'])http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)\1")
"""Names of the Strict form; the libraries know only those of the Transitional one."""
_WORDS = frozenset({f"{W}t", f"{A}t", f"{M}t"})
_OTHER_KINDS = {
    "word": "a text document: give it the ending .docx",
    "ppt": "a presentation: give it the ending .pptx",
    "xl": "a spreadsheet: save it as .csv",
    "META-INF": "an e-book or an OpenDocument file: give it the ending .epub, or save it as .docx",
}


class Relationship(NamedTuple):
    """What a part refers to: the last word of its type, and the member's name."""

    kind: str
    target: str


def part_text(archive: Archive, member: str) -> str:
    """A part's XML in the Transitional form. A document type declaration is refused."""
    return _STRICT.sub(rf"\1{_OFFICE}/\2/2006/\3\1", archive.xml(member))


def part(archive: Archive, member: str) -> Element:
    """The root of a part."""
    return parse_xml(part_text(archive, member), f"{archive.name} ({member})")


def relationships(archive: Archive, member: str) -> dict[str, Relationship]:
    """What `member` ("" for the package) refers to inside the archive, by id."""
    folder, _, name = member.rpartition("/")
    sheet = f"{folder}/_rels/{name}.rels".lstrip("/")
    if sheet not in archive:
        return {}
    found = {}
    for element in part(archive, sheet):
        target = unquote(element.get("Target", ""))
        if element.get("TargetMode") != "External" and target:
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relationship(kind, path)
    return found


def main_part(archive: Archive, folder: str, usual: str) -> str:
    """The name of the part that holds the document. Raises `DamagedFile` where there is none."""
    for relationship in relationships(archive, "").values():
        if relationship.kind == "officeDocument" and relationship.target in archive:
            if not relationship.target.startswith(f"{folder}/"):
                break
            return relationship.target
    if usual in archive:
        return usual
    folders = {member.split("/")[0] for member in archive.members}
    for other, advice in _OTHER_KINDS.items():
        if other in folders - {folder}:
            raise DamagedFile(f"{archive.name} is not what its name says.", hint=f"It is {advice}.")
    raise DamagedFile(
        f"{archive.name} is damaged: its main part {usual} is missing.",
        hint="Open it in its program and save it again, or download it again.",
    )


def core_title(archive: Archive) -> str | None:
    """The title in the file's properties, unless the program put its own name there."""
    if "docProps/core.xml" not in archive:
        return None
    try:
        root = part(archive, "docProps/core.xml")
    except DamagedFile:
        return None  # The document itself may be whole.
    title = (root.findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip()
    made_up = "PowerPoint" in title or title.startswith("Microsoft Word - ")
    return title if title and not made_up else None


def choose_alternatives(root: Element) -> None:
    """Put in place of each `mc:AlternateContent` the first of its choices that holds words."""
    for element in list(root.iter(f"{MC}AlternateContent")):
        choices = [child for child in element if child.tag in (f"{MC}Choice", f"{MC}Fallback")]
        best = [choice for choice in choices if _has_words(choice)] or choices
        parent = element.getparent()
        if parent is not None:
            at = parent.index(element)
            parent[at : at + 1] = [child for choice in best[:1] for child in choice]


def _has_words(element: Element) -> bool:
    return any(child.text for child in element.iter(*_WORDS))
