"""The words of a document as an item shows them: on one line, without marks of layout. Pure."""

import regex

from ingest.normalize import one_line

_MARKS = regex.compile(
    r"(?<![\p{Latin}\p{N})\]])\*\*(?!\s)|\*\*(?![\p{Latin}\p{N}(\[])(?<!\s\*\*)|`"
)
"""Bold and code; between numbers or names two stars are a power (`2**10`, `2 ** 10`), and stay."""


def shown(text: str) -> str:
    """A sentence or a part of one; the spaces at its ends stay."""
    inner = one_line(_MARKS.sub("", text))
    if not inner.strip():
        return " " if text else ""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{inner.strip()}{after}"
