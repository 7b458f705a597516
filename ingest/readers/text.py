"""Plain text in any encoding that can be told."""

import codecs

from ingest.errors import DamagedFile, UnknownEncoding
from ingest.readers import Extracted
from ingest.settings import IngestSettings

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The whole file as one page. Raises `UnknownEncoding`, `DamagedFile`."""
    return Extracted(title=None, pages=(decode(data, name),))


def decode(data: bytes, name: str) -> str:
    """`data` as text with `\\n` line ends: by its byte-order mark, else UTF-8, else as detected."""
    return _decode(data, name).replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise DamagedFile(
                    f"{name} begins as {encoding} but is not valid {encoding} throughout.",
                    hint="Save the file again as UTF-8.",
                ) from error
    if b"\0" in data:
        raise DamagedFile(
            f"{name} is not text: it holds NUL bytes.",
            hint="Check that the file's name fits what it is.",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _detected(data, name)


def _detected(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None or not best.could_be_from_charset:
        raise UnknownEncoding(
            f"{name} is in no text encoding that could be recognised.",
            hint="Save the file again as UTF-8.",
        )
    return str(best)
