"""Builders of DOCX, PPTX, EPUB and of archives that lie; everything is made in memory."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

OFFICE = "http://schemas.openxmlformats.org"
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": f"{OFFICE}/wordprocessingml/2006/main",
        "a": f"{OFFICE}/drawingml/2006/main",
        "p": f"{OFFICE}/presentationml/2006/main",
        "r": f"{OFFICE}/officeDocument/2006/relationships",
        "m": f"{OFFICE}/officeDocument/2006/math",
        "mc": f"{OFFICE}/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
        "dgm": f"{OFFICE}/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title>'
    "</cp:coreProperties>"
)
APP = (
    f'<Properties xmlns="{OFFICE}/officeDocument/2006/extended-properties">'
    "<Pages>{}</Pages></Properties>"
)
LOREM = "Drift means that inputs change. "


def zipped(members: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """An archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, changes: Mapping[str, bytes | str | None]) -> bytes:
    """The archive with members put in, replaced, or (None) taken out."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members: dict[str, bytes | str] = {name: file.read(name) for name in file.namelist()}
    for name, content in changes.items():
        if content is None:
            del members[name]
        else:
            members[name] = content
    return zipped(members)


def member(data: bytes, name: str) -> str:
    """A member of an archive as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name).decode()


# --- DOCX ----------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    """A `w:r`."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(content: str, properties: str = "") -> str:
    """A `w:p`; `content` is text, or XML where it begins with `<`."""
    inside = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def numbered(num: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A DOCX of this body. `parts` gives the inside of `styles`, `numbering`, `footnotes`,
    `endnotes`, or whole members by their path."""
    given = dict(parts or {})
    related, members = "", {}
    for number, kind in enumerate(("styles", "numbering", "footnotes", "endnotes")):
        if kind in given:
            members[f"word/{kind}.xml"] = f"<w:{kind} {SPACES}>{given.pop(kind)}</w:{kind}>"
            related += _relation(f"rId{number}", kind, f"{kind}.xml")
    related += given.pop("relations", "")
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _relations(_relation("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?>'
            f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": _relations(related),
            **members,
            **given,
        }
    )


def _relation(key: str, kind: str, target: str) -> str:
    address = f"{OFFICE}/officeDocument/2006/relationships/{kind}"
    return f'<Relationship Id="{key}" Type="{address}" Target="{target}"/>'


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{inside}</Relationships>'


def diagram_relation(key: str) -> str:
    return _relation(key, "diagramData", "diagrams/data1.xml")


def list_kind(key: int, *levels: tuple[str, str]) -> str:
    """A `w:abstractNum` and its `w:num` of the same id; levels are (format, text)."""
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{key}">{inside}</w:abstractNum>'
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'
    )


def text_box(inside: str) -> str:
    """A run with a text box as Word writes it: once for new readers, once for old ones."""
    box = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


# --- EPUB ----------------------------------------------------------------------------------


def xhtml(body: str, head: str = "<title/>") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head>{head}</head><body>{body}</body></html>"
    )


def epub(
    chapters: Mapping[str, str | bytes],
    *,
    title: str = "كتاب",
    spine: str | None = None,
    manifest: str = "",
    guide: str = "",
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """An EPUB of these documents (path under OEBPS → XHTML), in their order."""
    items = "".join(
        f'<item id="i{at}" href="{path}" media-type="application/xhtml+xml"/>'
        for at, path in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="i{at}"/>' for at in range(len(chapters)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
        f"</metadata><manifest>{items}{manifest}</manifest>"
        f"<spine>{order if spine is None else spine}</spine><guide>{guide}</guide></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/content.opf": opf,
            **{f"OEBPS/{path.replace('%20', ' ')}": content for path, content in chapters.items()},
            **(extra or {}),
        }
    )


def encryption(uri: str, method: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{method}"/><enc:CipherData>'
        f'<enc:CipherReference URI="{uri}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )


# --- archives that lie ---------------------------------------------------------------------


def zeros(megabytes: int) -> bytes:
    """An archive of about a thousandth of what it unpacks to."""
    return zipped({"word/document.xml": bytes(megabytes * 1_000_000)})


def overlapping(count: int = 200, unpacked: int = 100_000) -> bytes:
    """Many names over one run of packed bytes, as in "A better zip bomb"."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(unpacked)) + packer.flush()
    crc = zlib.crc32(bytes(unpacked))
    fields = struct.pack("<HHHHHLLL", 20, 0, 8, 0, 0x21, crc, len(packed), unpacked)
    local = b"PK\3\4" + fields + struct.pack("<HH", 1, 0) + b"x" + packed
    directory = b"".join(
        b"PK\1\2\x14\0" + fields + struct.pack("<HHHHHLL", 8, 0, 0, 0, 0, 0, 0)
        + f"{at:08d}".encode()
        for at in range(count)
    )  # fmt: skip
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + b"PK\5\6" + end


def patched(data: bytes, offset: int, value: bytes) -> bytes:
    """The archive with the first entry of its directory changed at `offset`."""
    at = data.index(b"PK\1\2") + offset
    return data[:at] + value + data[at + len(value) :]


def link(name: str, target: str) -> bytes:
    """An archive that holds a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(info, target)
    return out.getvalue()


def twice(name: str) -> bytes:
    """An archive with two members of one name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, "<a/>")
        file.writestr(name[:-1] + "?", "<b/>")
    return out.getvalue().replace((name[:-1] + "?").encode(), name.encode())
