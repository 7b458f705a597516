"""read(path) → Document: picks the reader by the file's kind and joins its pages.

Knows which formats there are, not how any is read.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from ingest.documents import Document, Page
from ingest.errors import DamagedFile, EmptyFile, NoSuchPath, NoText, UnsupportedFile
from ingest.readers import Extracted, markdown, pdf, text
from ingest.settings import IngestSettings

READERS: dict[str, Callable[[bytes, str, IngestSettings], Extracted]] = {
    ".md": markdown.extract,
    ".markdown": markdown.extract,
    ".txt": text.extract,
    ".text": text.extract,
    ".pdf": pdf.extract,
}
PAGE_BREAK = "\n\n"


def document_id(data: bytes) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def load(path: Path, *, max_bytes: int) -> bytes:
    """A file's bytes. Raises `NoSuchPath`, `EmptyFile`, `DamagedFile`, `UnsupportedFile`."""
    if path.suffix.lower() not in READERS:
        raise UnsupportedFile(
            f"{path.name}: this kind of file is not supported.",
            hint=f"Supported are: {', '.join(sorted(READERS))}.",
        )
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise UnsupportedFile(
                f"{path.name} has {size / 1e6:.0f} MB; the limit is {max_bytes / 1e6:.0f} MB.",
                hint="Split the file, or raise HIKMA_INGEST__MAX_FILE_MB.",
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NoSuchPath(f"There is no file {path}.", hint="Check the path.") from error
    except OSError as error:
        raise DamagedFile(
            f"{path} cannot be opened: {error.strerror}.", hint="Check the file's permissions."
        ) from error
    if not data.strip():
        raise EmptyFile(f"{path.name} is empty.", hint="Check that the file was saved or copied.")
    return data


def read(path: Path, data: bytes, settings: IngestSettings) -> Document:
    """The document in `data`, which was loaded from `path`.

    Raises `EmptyFile`, `EncryptedFile`, `DamagedFile`, `UnknownEncoding`, `NoText`.
    """
    extracted = READERS[path.suffix.lower()](data, path.name, settings)
    if not any(page.strip() for page in extracted.pages):
        raise NoText(
            f"{path.name} holds no text on any of its {len(extracted.pages)} page(s).",
            hint="If it is a scan, recognise its text first (for example with ocrmypdf).",
        )
    pages, start = [], 0
    for number, page in enumerate(extracted.pages, start=1):
        pages.append(Page(number=number, start=start, end=start + len(page)))
        start += len(page) + len(PAGE_BREAK)
    return Document(
        id=document_id(data),
        path=str(path),
        title=(extracted.title or path.stem).strip(),
        text=PAGE_BREAK.join(extracted.pages),
        pages=tuple(pages),
        health=extracted.health,
    )
