"""One file a format; `ingest.read` names them.

Each has `extract(data, name, settings) -> Extracted`. What a reader writes is plain text with
Markdown's block marks, whatever the format: `#` before headings, `- ` and `1. ` before list items,
`| a | b |` rows under a header with `| --- | --- |`, code between fences, a blank line between
blocks; no marks inside a line (bold, links), no link addresses, no images. `ingest.split` and
`ingest.languages` know these marks and nothing of formats.
"""

from ingest.documents import Finding, Record


class Extracted(Record):
    """What a reader found in a file."""

    title: str | None
    pages: tuple[str, ...]
    """Text of each page; a format without pages gives one."""
    health: tuple[Finding, ...] = ()
