"""How blocks are written, whatever the format: tables, code, lists, quotations.

Pure text to text; `ingest.readers` says which marks there are and why. Knows no format.
"""

from collections.abc import Sequence

import regex

from ingest.normalize import one_line

_TICKS = regex.compile(r"`{3,}")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as `| a | b |` lines, the first one the header; short rows are filled up.

    Columns and rows without any text are left out; no rows give an empty text.
    """
    width = max((len(row) for row in rows), default=0)
    cells = [[cell(text) for text in row] + [""] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in cells)]
    lines = ["| " + " | ".join(row[column] for column in used) + " |" for row in cells if any(row)]
    if lines:
        lines.insert(1, "| " + " | ".join("---" for _ in used) + " |")
    return "\n".join(lines)


def cell(text: str) -> str:
    """`text` as it stands in a table's row: on one line, its `|` escaped."""
    return one_line(text).replace("|", "\\|")


def code(text: str, language: str = "") -> str:
    """`text` between fences that are longer than any fence inside."""
    body = text.strip("\n").rstrip()
    if not body.strip():
        return ""
    ticks = max((len(match[0]) for match in _TICKS.finditer(body)), default=2) + 1
    fence = "`" * max(3, ticks)
    return f"{fence}{language}\n{body}\n{fence}"


def indent(text: str, by: str = "  ") -> str:
    """`text` with `by` before each line that is not blank."""
    return "\n".join(by + line if line.strip() else line for line in text.split("\n"))


def quotation(text: str) -> str:
    """`text` with `> ` before each line."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
