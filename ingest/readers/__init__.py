"""One file a format; `ingest.read` names them. Each has `extract(data, name) -> Extracted`."""

from ingest.documents import Finding, Record


class Extracted(Record):
    """What a reader found in a file."""

    title: str | None
    pages: tuple[str, ...]
    """Text of each page; a format without pages gives one."""
    health: tuple[Finding, ...] = ()
