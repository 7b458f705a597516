"""Which parts of an Arabic line run from left to right: names, numbers, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

ATOM = r"[+\-−]?[A-Za-z0-9](?:[\w./:%+\-]*[A-Za-z0-9_%])?"
LTR_RUN = re.compile(
    rf"{ATOM}(?:\[[\w ]+\])?(?: ?[=+\-/×<>]? ?(?:{ATOM}|\([A-Za-z0-9_+\-/. ]+\)))*", re.ASCII
)


def directions(line: str) -> Iterator[tuple[str, bool]]:
    """Split a right-to-left line into (text, is right to left), in reading order."""
    position = 0
    for match in LTR_RUN.finditer(line):
        if match.start() > position:
            yield line[position : match.start()], True
        yield match[0], False
        position = match.end()
    if position < len(line):
        yield line[position:], True
