"""Archives (DOCX, PPTX, EPUB) opened without trust: the one door to `zipfile`, and to their XML.

Nothing is extracted to disk, no entity is expanded and nothing is fetched. Knows nothing of what
the members mean.

A zip can lie: its members may share bytes (D. Fifield, "A better zip bomb", 2019), declare
sizes that are not theirs, or carry names that lead out of a folder. Its XML can name entities
that grow or that read files. Both are settled here, before any other parser sees a byte.
"""

import io
import re
import struct
import zipfile
import zlib
from typing import Any, NoReturn

import regex

from ingest.errors import DamagedFile, EncryptedFile, HikmaError, TooLarge, UnsafeFile
from ingest.readers.text import decode
from ingest.settings import IngestSettings

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = 30
_TIGHT_MB = 10
"""Smaller members may be packed as tightly as they like."""
_TIGHT = 250
"""Larger ones that unpack to more than this many times their size are no text that people wrote."""
_CODEC = re.compile(
    r"utf-?(8|16|32)|(us-)?ascii|iso-?8859|iso-2022|windows-|cp\d|gb|big5|shift|euc-|koi8|mac", re.I
)
"""Encodings that XML is written in; Python's others (punycode, …) can take minutes."""
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_DECLARATION = re.compile(r"\s*<\?xml.*?\?>", re.DOTALL)
_DOCTYPE = regex.compile(
    r"""(?:\s++|<\?.*?\?>|<!--.*?-->)*+(?P<it><!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*+(?P<subset>\[)?)""",
    regex.DOTALL | regex.IGNORECASE,
)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


class Archive:
    """An archive whose directory was checked; `read` counts what is really unpacked."""

    def __init__(self, file: zipfile.ZipFile, name: str, settings: IngestSettings) -> None:
        self._file, self.name, self._settings = file, name, settings
        self._left = settings.max_unpacked_mb * 1_000_000
        self.members = tuple(info.filename for info in file.infolist() if not info.is_dir())
        self._known = frozenset(self.members)

    def __contains__(self, member: object) -> bool:
        return member in self._known

    def read(self, member: str) -> bytes:
        """A member's bytes. Raises `DamagedFile`, `TooLarge`, `UnsafeFile`."""
        if member not in self._known:
            raise DamagedFile(
                f"{self.name} is damaged: its part {member} is missing.",
                hint="Open it in its program and save it again, or download it again.",
            )
        info = self._file.getinfo(member)
        if info.file_size > max(_TIGHT_MB * 1_000_000, _TIGHT * info.compress_size):
            raise UnsafeFile(
                f"{self.name} is not safe to open: {member} unpacks to"
                f" {info.file_size // max(info.compress_size, 1)} times its size.",
                hint="It is built like an archive bomb: do not open it unless you made it.",
            )
        try:
            data = self._file.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise DamagedFile(
                f"{self.name} is damaged: {member} cannot be unpacked ({error}).",
                hint="Download or copy the file again.",
            ) from error
        self._left -= len(data)
        if self._left < 0:
            _too_large(self.name, self._settings)
        return data

    def xml(self, member: str) -> str:
        """A member's XML as text, without declaration. A document type declaration is refused."""
        text = decode_xml(self.read(member), f"{self.name} ({member})")
        if _DOCTYPE.match(text):
            _unsafe_xml(self.name, member)
        return _DECLARATION.sub("", text, count=1)

    def xhtml(self, member: str) -> str:
        """The same of a book's XML, where `<!DOCTYPE html>` is usual: only entities are refused.

        Read in whatever encoding it turns out to be in. May raise `UnknownEncoding` too.
        """
        data = self.read(member)
        text = decode(data, f"{self.name} ({member})", _declared(data))
        doctype = _DOCTYPE.match(text)
        if doctype:
            end = text.find("]" if doctype["subset"] else ">", doctype.end("it"))
            if doctype["subset"] and _ENTITY.search(text, doctype.end("it")):
                _unsafe_xml(self.name, member)
            text = text[: doctype.start("it")] + text[text.find(">", max(end, 0)) + 1 :]
        return _DECLARATION.sub("", text, count=1)


def open_archive(data: bytes, name: str, settings: IngestSettings) -> Archive:
    """The archive in `data`.

    Raises `EncryptedFile`, `DamagedFile`, `UnsafeFile`, `TooLarge`.
    """
    _check_kind(data, name)
    # zipfile reads the whole directory into objects; the tenfold leaves room for archives within.
    if data.count(b"PK\1\2") > 10 * settings.max_members:
        _too_many(name, settings)
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, struct.error, EOFError, NotImplementedError) as error:
        raise DamagedFile(
            f"{name} is damaged or cut short: {error}.", hint="Download or copy the file again."
        ) from error
    members = file.infolist()
    if len(members) > settings.max_members:
        _too_many(name, settings)
    for info in members:
        _check_member(info, name)
    if len({info.filename for info in members}) < len(members):
        _unsafe(name, "two of its parts have one name")
    _check_layout(file, data, name)
    if sum(info.file_size for info in members) > settings.max_unpacked_mb * 1_000_000:
        _too_large(name, settings)
    return Archive(file, name, settings)


def decode_xml(data: bytes, where: str) -> str:
    """XML bytes as text: by byte-order mark, else as declared, else UTF-8."""
    encoding = _declared(data) or "utf-8"
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        encoding = "utf-32"
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif data[:2] in (b"<\0", b"\0<"):
        encoding = "utf-16-le" if data[0] else "utf-16-be"
    elif data[:3] == b"\xef\xbb\xbf" or "16" in encoding[:6]:
        # One byte a letter, whatever a declaration of UTF-16 says.
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise DamagedFile(
            f"{where} is not valid {encoding}.", hint="Save the file again in its program."
        ) from error


def _declared(data: bytes) -> str | None:
    """The encoding that XML names, if it is one for XML."""
    found = _DECLARED.match(data)
    encoding = found[1].decode("ascii") if found else ""
    return encoding if _CODEC.match(encoding) else None


def parse_xml(text: str, where: str) -> Any:
    """The root element; nothing is expanded or fetched. Raises `DamagedFile`."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFile(
            f"{where} is damaged: {error.msg}.", hint="Save the file again in its program."
        ) from error
    return root


def _check_kind(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        # Word and PowerPoint keep locked files in the container of their old formats.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedFile(
                f"{name} is locked with a password.",
                hint="Open it, save a copy without the password, and ingest that.",
            )
        raise DamagedFile(
            f"{name} is an old .doc or .ppt, or locked with a password, whatever its name says.",
            hint="Open it and save it as .docx or .pptx, without a password.",
        )
    if not data.startswith((b"PK\3\4", b"PK\5\6")):
        markup = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        kind = "it looks like a web page" if markup else "it is no archive"
        raise DamagedFile(
            f"{name} is not what its name says: {kind}.",
            hint="Download it again, or give it the ending that fits what it is.",
        )


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    member = info.filename.replace("\\", "/")
    shown = info.orig_filename[:80]
    if info.flag_bits & 0x2041:
        raise EncryptedFile(
            f"{name} is locked: {shown!r} needs a password.",
            hint="Save a copy without the password and ingest that.",
        )
    if member.startswith("/") or member[1:2] == ":" or ".." in member.split("/"):
        _unsafe(name, f"its part {shown!r} leads out of the archive")
    if "\0" in info.orig_filename:
        _unsafe(name, f"its part {shown!r} has two names")
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        _unsafe(name, f"its part {shown!r} is a link")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedFile(
            f"{name} is packed in a way that documents are not (method {info.compress_type}).",
            hint="Open it in its program and save it again.",
        )


def _check_layout(file: zipfile.ZipFile, data: bytes, name: str) -> None:
    """Every member has bytes of its own, before the directory."""
    end = 0
    for info in sorted(file.infolist(), key=lambda info: info.header_offset):
        start = info.header_offset
        if data[start : start + 4] != b"PK\3\4" or start + _LOCAL_HEADER > len(data):
            raise DamagedFile(
                f"{name} is damaged: {info.filename} is not where the directory says.",
                hint="Download or copy the file again.",
            )
        if start < end:
            _unsafe(name, f"{info.filename!r} shares its bytes with another part")
        names = sum(struct.unpack_from("<HH", data, start + 26))
        end = start + _LOCAL_HEADER + names + info.compress_size
    if end > file.start_dir:
        _unsafe(name, "its last part reaches into its directory")


def translate(error: Exception, name: str, library: str) -> HikmaError:
    """What a library raised over a malformed file, as `DamagedFile`."""
    return DamagedFile(
        f"{name} is damaged ({type(error).__name__} in {library}).",
        hint="Open it in its program and save it again.",
    )


def _unsafe(name: str, why: str) -> NoReturn:
    raise UnsafeFile(
        f"{name} is not safe to open: {why}.",
        hint="If you trust where it is from, open it in its program and save it again.",
    )


def _unsafe_xml(name: str, member: str) -> NoReturn:
    _unsafe(name, f"{member} declares a document type or entities")


def _too_large(name: str, settings: IngestSettings) -> NoReturn:
    raise TooLarge(
        f"{name} unpacks to more than {settings.max_unpacked_mb} MB.",
        hint="Split it, or raise HIKMA_INGEST__MAX_UNPACKED_MB if you trust it.",
    )


def _too_many(name: str, settings: IngestSettings) -> NoReturn:
    raise TooLarge(
        f"{name} holds more than {settings.max_members} parts.",
        hint="Split it, or raise HIKMA_INGEST__MAX_MEMBERS if you trust it.",
    )
