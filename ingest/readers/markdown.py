"""Markdown, kept as written: offsets refer to the source text."""

import regex

from ingest.readers import Extracted
from ingest.readers.text import decode
from ingest.settings import IngestSettings

_TITLE = regex.compile(r"^#[ \t]+(.+?)[ \t#]*$", regex.MULTILINE)


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The whole file as one page, titled by its first heading."""
    text = decode(data, name)
    title = _TITLE.search(text)
    return Extracted(title=title[1] if title else None, pages=(text,))
