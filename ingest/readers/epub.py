"""EPUB 2 and 3: a page for each document of the spine, in its order.

Knows the container, the package and the spine; `ingest.readers.markup` knows what is in the
documents. Left out: tables of contents, covers without words.
"""

import html
import posixpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import regex

from ingest.documents import Finding
from ingest.errors import DamagedFile, EncryptedFile, TooLarge, UnknownEncoding, UnsafeFile
from ingest.readers import Extracted
from ingest.readers.archive import Archive, open_archive, parse_xml
from ingest.readers.elements import Element
from ingest.readers.markup import parse, to_text
from ingest.settings import IngestSettings

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_METHODS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""How fonts are made unusable outside the book: no lock on its text."""
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_ENTITY = regex.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_AGAIN = "Download the book again."


class _Item(NamedTuple):
    """A file of the book: its member, kind and properties, and the item that may stand for it."""

    member: str
    kind: str
    properties: frozenset[str]
    fallback: str | None


class _Book(NamedTuple):
    """What the package says."""

    title: str | None
    spine: list[_Item]
    guide: dict[str, str]
    """Member → what it is: `toc`, `cover`, …"""


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The book in reading order, what lies beside that order (notes, answers) after it.

    Raises `EncryptedFile`, `DamagedFile`, `UnsafeFile`, `TooLarge`.
    """
    archive = open_archive(data, name, settings)
    book = _book(archive)
    _check_locks(archive, book)
    if len(book.spine) > settings.max_pages:
        raise TooLarge(
            f"{name} has {len(book.spine)} parts; the limit is {settings.max_pages}.",
            hint="Split it, or raise HIKMA_INGEST__MAX_PAGES.",
        )
    pages: list[str] = []
    findings: list[Finding] = []
    for item in book.spine:
        text, finding, hint = _page(archive, item, book)
        if finding == "skip":
            continue
        pages.append(text)
        if finding:
            findings.append(Finding(page=len(pages), finding=finding, hint=hint))
    if not pages:
        raise DamagedFile(f"{name} is damaged: no text is in its reading order.", hint=_AGAIN)
    return Extracted(title=book.title, pages=tuple(pages), health=tuple(findings))


def _page(archive: Archive, item: _Item, book: _Book) -> tuple[str, str, str]:
    """A document's text, with a finding and its hint where something is wrong.

    The finding `skip` is for what is no page: a table of contents, a cover without words.
    """
    if item.member not in archive:
        return "", "missing-part", f"{item.member or 'A part'} is not in the file. {_AGAIN}"
    if item.kind not in _PAGES:
        return "", "no-text", f"{item.member} is no text but {item.kind}."
    try:
        root = _document(archive, item.member)
    except (DamagedFile, UnknownEncoding) as error:
        return "", "damaged-part", f"{error.message} {_AGAIN}"
    text = to_text(root)
    role = "toc" if "nav" in item.properties else book.guide.get(item.member, "")
    if role == "toc" and _is_contents(root):
        return "", "skip", ""
    if not text.strip() and (role == "cover" or "cover" in item.member.lower()):
        return "", "skip", ""
    if not text.strip():
        return "", "no-text", "A picture or empty: recognise its text."
    return text, "", ""


def _document(archive: Archive, member: str) -> Element:
    """A document's root: read as the XML that it should be, else as browsers would."""
    from lxml import etree

    text = archive.xhtml(member)
    where = f"{archive.name} ({member})"
    try:
        root = parse_xml(_ENTITY.sub(_character, text), where)
    except DamagedFile:
        return parse(text, where)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
        for attribute in [key for key in element.attrib if key.startswith("{")]:
            del element.attrib[attribute]
    # HTML has no `<title/>`, which would swallow the whole page.
    etree.cleanup_namespaces(root)
    return parse(etree.tostring(root, method="html", encoding="unicode"), where)


def _character(found: "regex.Match[str]") -> str:
    """A character that HTML names and XML does not know."""
    if found[1] in _XML_ENTITIES:
        return str(found[0])
    return html.escape(html.unescape(found[0]), quote=False)


def _book(archive: Archive) -> _Book:
    member = _package_member(archive)
    root = _xml(archive, member)
    base = posixpath.dirname(member)
    items = {
        element.get("id", ""): _Item(
            member=_member(archive, base, element.get("href", "")),
            kind=element.get("media-type", ""),
            properties=frozenset(element.get("properties", "").split()),
            fallback=element.get("fallback"),
        )
        for element in root.iterfind("{*}manifest/{*}item")
    }
    references = root.findall("{*}spine/{*}itemref")
    references.sort(key=lambda reference: reference.get("linear") == "no")
    spine = [_readable(items, reference.get("idref", ""), archive.name) for reference in references]
    titles = (title.text for title in root.iterfind("{*}metadata//{*}title"))
    return _Book(
        title=next((" ".join(title.split()) for title in titles if title and title.strip()), None),
        spine=spine,
        guide={
            _member(archive, base, reference.get("href", "")): reference.get("type", "")
            for reference in root.iterfind("{*}guide/{*}reference")
        },
    )


def _readable(items: dict[str, _Item], key: str, name: str) -> _Item:
    """The item, or the first of those that may stand for it which is a document.

    Raises `UnsafeFile` where that leads out of the book.
    """
    first = item = items.get(key, _Item(key, "application/xhtml+xml", frozenset(), None))
    for _ in range(len(items)):
        if item.kind in _PAGES or item.fallback not in items:
            break
        item = items[item.fallback]
    if item.kind not in _PAGES:
        item = first
    if item.member.startswith(("/", "../")):
        raise UnsafeFile(
            f"{name} is not safe to open: it refers to {item.member[:80]!r}, outside it.",
            hint="Do not open it unless you know where it is from.",
        )
    return item


def _package_member(archive: Archive) -> str:
    if _CONTAINER in archive:
        for element in _xml(archive, _CONTAINER).iterfind("{*}rootfiles/{*}rootfile"):
            member = _member(archive, "", element.get("full-path", ""))
            if member in archive:
                return member
    found = [member for member in archive.members if member.lower().endswith(".opf")]
    if len(found) == 1:
        return found[0]
    raise DamagedFile(
        f"{archive.name} is no EPUB, or damaged: its package is missing.",
        hint="Download it again, or give it the ending that fits what it is.",
    )


def _xml(archive: Archive, member: str) -> Element:
    return parse_xml(archive.xhtml(member), f"{archive.name} ({member})")


def _member(archive: Archive, base: str, href: str) -> str:
    """The member that a reference names, whether or not it is there."""
    if urlsplit(href).scheme:
        return href
    path = href.split("#")[0]
    for candidate in (path, unquote(path)):
        member = posixpath.normpath(posixpath.join(base, candidate))
        if member in archive:
            return member
    folded = {known.casefold(): known for known in archive.members}
    return folded.get(member.casefold(), member)


def _check_locks(archive: Archive, book: _Book) -> None:
    """Raises `EncryptedFile` where the text is encrypted; fonts alone may be."""
    if _ENCRYPTION not in archive:
        return
    pages = {item.member for item in book.spine}
    for entry in _xml(archive, _ENCRYPTION).iter("{*}EncryptedData"):
        method = entry.find("{*}EncryptionMethod")
        if method is not None and method.get("Algorithm") in _FONT_METHODS:
            continue
        for reference in entry.iter("{*}CipherReference"):
            if _member(archive, "", reference.get("URI", "")) in pages:
                raise EncryptedFile(
                    f"{archive.name} is locked by its seller (DRM).",
                    hint="Use a copy without DRM: some shops and authors give one on request.",
                )


def _is_contents(root: Element) -> bool:
    """Whether most of a page is links: some books call all of themselves their contents."""
    words = sum(len(text.strip()) for text in root.itertext())
    linked = sum(len(text.strip()) for link in root.iter("a") for text in link.itertext())
    return 2 * linked >= words
