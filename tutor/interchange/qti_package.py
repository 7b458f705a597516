"""QTI packages: a zip with a manifest, an item each, and a test that has them in their order.

Packages of others are read in memory: nothing is extracted, no name in them reaches the disk.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ingest.errors import DamagedFile, HikmaError
from ingest.readers.archive import Archive, open_archive
from ingest.settings import IngestSettings
from tutor.errors import UnreadableBank
from tutor.interchange.assemble import imported
from tutor.interchange.banks import Bank, Exported, Found, Imported, Loss, Unread
from tutor.interchange.markup import parsed
from tutor.interchange.prepare import clean_text, prepared
from tutor.interchange.qti import below, document, identifier, root
from tutor.interchange.qti_dialects import QTI22, QTI30, Dialect, plain_name
from tutor.interchange.qti_read import question
from tutor.quizzes import CHOSEN, TYPED, QuizItem

MANIFEST = "imsmanifest.xml"
_DAY = (1980, 1, 1, 0, 0, 0)
"""Of every part, so that the same items make the same bytes."""
_HINT = "Export it again as QTI 2.1, 2.2 or 3.0."


def write22(bank: Bank) -> Exported:
    """A package of QTI 2.2."""
    return _write(bank, QTI22)


def write30(bank: Bank) -> Exported:
    """A package of QTI 3.0."""
    return _write(bank, QTI30)


def read(data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a package, or of one item's XML; versions 2.0 to 3.0.

    Raises `UnreadableBank`, `UnsafeFile`, `DamagedFile`, `TooLarge`, `EncryptedFile`.
    """
    if data[:2] != b"PK":
        return imported([_from(parsed(data, name), name)])
    archive = open_archive(data, name, limits)
    return imported(_items(archive))


def _write(bank: Bank, dialect: Dialect) -> Exported:
    ready, losses = prepared(bank.items, f"QTI {dialect.version}", (*CHOSEN, *TYPED))
    for item in ready:
        if item.kind == "card":
            what = "a flashcard becomes a question with a typed answer"
            losses.append(Loss(item=item.id, what=what))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        _store(package, MANIFEST, _manifest(ready, dialect))
        _store(package, "test.xml", _test(bank, ready, dialect))
        for item in ready:
            _store(package, _href(item), document(item, dialect))
    return Exported(data=out.getvalue(), items=len(ready), losses=tuple(losses))


def _store(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    part = zipfile.ZipInfo(name, _DAY)
    part.external_attr = 0o644 << 16
    package.writestr(part, data, zipfile.ZIP_DEFLATED)


def _href(item: QuizItem) -> str:
    return f"items/{identifier(item.id)}.xml"


def _manifest(items: list[QuizItem], dialect: Dialect) -> bytes:
    from lxml import etree

    def add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
        element = etree.SubElement(parent, f"{{{dialect.package}}}{name}", attributes)
        element.text = text or None
        return element

    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    top = etree.Element(
        f"{{{dialect.package}}}manifest",
        {
            f"{{{xsi}}}schemaLocation": f"{dialect.package} {dialect.package_schema}",
            "identifier": "hikma-manifest",
        },
        nsmap={None: dialect.package, "xsi": xsi},
    )
    metadata = add(top, "metadata")
    add(metadata, "schema", dialect.schema)
    add(metadata, "schemaversion", dialect.schema_version)
    add(top, "organizations")
    resources = add(top, "resources")
    kind = dialect.resource.format
    test = add(resources, "resource", identifier="hikma-test", type=kind("test"), href="test.xml")
    add(test, "file", href="test.xml")
    for item in items:
        name, href = f"resource-{identifier(item.id)}", _href(item)
        add(test, "dependency", identifierref=name)
        part = add(resources, "resource", identifier=name, type=kind("item"), href=href)
        add(part, "file", href=href)
    data: bytes = etree.tostring(top, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data


def _test(bank: Bank, items: list[QuizItem], dialect: Dialect) -> bytes:
    from lxml import etree

    title = " ".join(clean_text(bank.title).split()) or "Hikma"
    test = root(dialect, "assessmentTest", identifier="hikma-test", title=title)
    part = below(
        test, dialect, "testPart", identifier="part",
        navigationMode="nonlinear", submissionMode="individual",
    )  # fmt: skip
    section = below(
        part, dialect, "assessmentSection", identifier="section", title=title, visible="true"
    )
    for item in items:
        below(
            section, dialect, "assessmentItemRef", identifier=identifier(item.id), href=_href(item)
        )
    data: bytes = etree.tostring(test, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data


def _items(archive: Archive) -> Iterator[Found | Unread]:
    for member in _members(archive):
        try:
            yield _from(parsed(archive.read(member), member), member)
        except HikmaError as error:
            yield Unread(where=member, detail=error.message)


def _members(archive: Archive) -> list[str]:
    """The parts that are items, as the manifest has them."""
    manifests = [name for name in archive.members if posixpath.basename(name) == MANIFEST]
    if not manifests:
        raise UnreadableBank(f"{archive.name} holds no {MANIFEST}.", hint=_HINT)
    manifest = min(manifests, key=len)
    folder = posixpath.dirname(manifest)
    found: dict[str, None] = {}
    for element in parsed(archive.read(manifest), manifest).iter():
        kind = (element.get("type") or "") if plain_name(element.tag) == "resource" else ""
        if kind.startswith("imsqti_item") and (href := element.get("href")):
            found[posixpath.normpath(posixpath.join(folder, unquote(href)))] = None
    if not found:
        raise UnreadableBank(f"{archive.name} names no items of QTI 2 or 3.", hint=_HINT)
    return list(found)


def _from(element: Any, where: str) -> Found | Unread:
    name = plain_name(element.tag)
    if name == "questestinterop":
        raise UnreadableBank(f"{where} is QTI 1.2, which is not read.", hint=_HINT)
    if name != "assessmentitem":
        raise DamagedFile(f"{where} is no QTI item: it begins with <{name}>.", hint=_HINT)
    return question(element, where)
