"""Plain text in any encoding that can be told."""

import codecs

from ingest.errors import DamagedFile, TooLarge, UnknownEncoding
from ingest.readers import Extracted
from ingest.settings import IngestSettings

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932",
    "euc_kr": "cp949", "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254",
    "utf-16": "utf-8", "iso8859-11": "cp874",
}  # fmt: skip
"""What files that name an encoding are in, as the WHATWG Encoding Standard has it."""
_ASCII = bytes(range(128))
_SAMPLE = 4_000
_LONG_SAMPLE = 200_000
_FEW = 0.01
"""Share of broken characters up to which a text is still taken for what it mostly is."""


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The text as it stands, a page to each form feed.

    Raises `UnknownEncoding`, `DamagedFile`, `TooLarge`.
    """
    text = decode(data, name)
    if "\f" not in text:
        return Extracted(title=None, pages=(text,))
    pages = tuple(page.strip("\n") for page in text.strip("\f\n").split("\f"))
    if len(pages) > settings.max_pages:
        raise TooLarge(
            f"{name} has {len(pages)} pages; the limit is {settings.max_pages}.",
            hint="Split the file, or raise HIKMA_INGEST__MAX_PAGES.",
        )
    return Extracted(title=None, pages=pages)


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """`data` as text with `\\n` line ends.

    By its byte-order mark, else as `declared`, else UTF-8, else as detected. `declared` is an
    encoding that the file itself names; it is believed where the bytes allow it.
    """
    return _decode(data, name, declared).replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, name: str, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    if b"\0" in data:
        return _without_mark(data, name)
    if b"\x1b$" in data[:_SAMPLE]:
        # Seven bits a byte: every such text is also valid UTF-8.
        for seven in ("iso2022_kr", "iso2022_jp_2"):
            if (read := _try(data, seven)) is not None:
                return read
    codec = _codec(declared)
    is_short = len(data.translate(None, _ASCII)) < _FEW_BYTES
    order = ["utf-8", codec]
    for each in reversed(order) if codec and codec.startswith(_WIDE) and is_short else order:
        if each and (read := _try(data, each)) is not None:
            return read
    return _detected(data, name)


_WIDE = ("gb", "big5", "cp932", "cp949", "euc", "iso2022", "hz", "shift")
"""Encodings that fail on most other texts, so that a declaration that fits is true."""
_FEW_BYTES = 12
"""Bytes above ASCII below which a text in another encoding may also be valid UTF-8 by chance."""


def _codec(declared: str | None) -> str | None:
    try:
        codec = codecs.lookup(declared).name if declared else None
    except LookupError:
        return None
    return _WIDER.get(codec or "", codec)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DamagedFile(
            f"{name} begins as {encoding} but is not valid {encoding} throughout.",
            hint="Save the file again as UTF-8.",
        ) from error


def _without_mark(data: bytes, name: str) -> str:
    """UTF-16 or UTF-32 without a byte-order mark: the reading with the most plain letters."""
    readings = []
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        text = _try(data, encoding)
        if text is not None and _is_prose(text[:_SAMPLE]):
            readings.append((sum(char < "\u0100" for char in text[:_SAMPLE]), text))
    simple, text = max(readings, default=(0, ""), key=lambda reading: reading[0])
    if not simple:
        raise DamagedFile(
            f"{name} is not text: it holds NUL bytes.",
            hint="Check that the file's name fits what it is.",
        )
    return text


def _is_prose(text: str) -> bool:
    """Whether next to no character is a control character or unassigned."""
    import unicodedata

    odd = sum(unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\r\n\t\f" for c in text)
    return odd <= len(text) * _FEW


def _detected(data: bytes, name: str) -> str:
    from ingest.readers.charsets import guess

    mostly = data.decode("utf-8", "replace")
    broken, high = mostly.count("\ufffd"), len(data.translate(None, _ASCII))
    if broken <= max(1, high * _FEW) and high > 4 * broken:
        # A text that was cut or mended by a program that knew nothing of UTF-8: what is
        # broken stays visible as U+FFFD, and the rest is right.
        return mostly
    text = guess(data) or _normalized(data)
    if text is None:
        raise UnknownEncoding(
            f"{name} is in no text encoding that could be recognised.",
            hint="Save the file again as UTF-8.",
        )
    return text


def _normalized(data: bytes) -> str | None:
    """What charset-normalizer takes the text for: it knows rare encodings, and errs more often."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_LONG_SAMPLE]).best()
    return _try(data, best.encoding) if best is not None and best.could_be_from_charset else None
