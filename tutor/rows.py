"""Tables as the readers write them: rows of cells between bars, heads above a line of dashes.

Pure; offsets are code points.
"""

import regex

_ROW = regex.compile(r"[ \t]*\|.*\|.*\|")
_HEADS = regex.compile(r"[ \t]*\|.*\|[ \t]*\n[ \t]*\|[-:| \t]+\|[ \t]*(?:\n|$)")


def line_of(text: str, at: int) -> int:
    """Where the line that holds `at` begins."""
    return text.rfind("\n", 0, at) + 1


def is_row(text: str, line: int) -> bool:
    """Is the line that begins at `line` a row of a table, its heads among them?"""
    return bool(_ROW.match(text, line))


def is_heads(text: str, line: int) -> bool:
    """Are these the heads of a table's columns?"""
    return bool(_HEADS.match(text, line))


def heads_above(text: str, at: int) -> str:
    """The heads of the columns of the table that `at` stands in a row of; empty for anything else,
    and where the table begins before `text`."""
    line = line_of(text, at)
    if is_heads(text, line):
        return ""
    while is_row(text, line):
        if is_heads(text, line):
            return text[line:].partition("\n")[0].strip()
        if not line:
            break
        line = line_of(text, line - 1)
    return ""
