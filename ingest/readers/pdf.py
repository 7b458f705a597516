"""PDF by pypdf: the one door to it."""

import io
import logging

from ingest.documents import Finding
from ingest.errors import DamagedFile, EncryptedFile
from ingest.readers import Extracted
from ingest.settings import IngestSettings

_TAIL = 8192
"""A whole PDF says `%%EOF` within its last kilobytes."""


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """Text page by page. Raises `EncryptedFile`, `DamagedFile`."""
    import pypdf
    from pypdf.errors import PyPdfError

    if not data[:1024].lstrip().startswith(b"%PDF-"):
        raise DamagedFile(f"{name} is not a PDF.", hint="Check that its name fits what it is.")
    if b"%%EOF" not in data[-_TAIL:]:
        # pypdf would mend this silently and leave out the pages that are missing.
        raise DamagedFile(
            f"{name} is cut short: its end is missing.", hint="Download or copy the file again."
        )
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedFile(
                f"{name} is locked with a password.",
                hint="Save a copy without the password and ingest that.",
            )
        title = reader.metadata.title if reader.metadata else None
        pages = tuple(page.extract_text() for page in reader.pages)
    except PyPdfError as error:
        raise DamagedFile(f"{name} is damaged: {error}.", hint="Download it again.") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        # pypdf meets a malformed object with whatever Python raises there.
        raise DamagedFile(
            f"{name} is damaged ({type(error).__name__} in pypdf).", hint="Download it again."
        ) from error
    return Extracted(title=title or None, pages=pages, health=_health(pages))


def _health(pages: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(page=number, finding="no-text", hint="A scan or a picture: recognise its text.")
        for number, text in enumerate(pages, start=1)
        if not text.strip()
    )
