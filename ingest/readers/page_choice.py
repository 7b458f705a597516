"""Which of two readings of a page is kept, and what is said of it. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import regex

from ingest.documents import Finding
from ingest.readers import health, layout
from ingest.readers.mend import mended

_CONTROL = regex.compile(r"[\p{Cc}--[\t\n]]", regex.V1)
_BETTER = 1.03
"""A second reading must score this much more: equal ones keep the first."""
_MIN_SWITCHES = 0.3
"""Share of a page's lines at which text that jumps between columns is read anew."""
BY_PDFIUM = "read with PDFium"
BY_PLACE = "read by the places of its letters (PDFium)"


class Reading(NamedTuple):
    """A page's text and what was found of it."""

    text: str
    findings: tuple[Finding, ...]


class Seen(NamedTuple):
    """What the second engine gives of a page."""

    text: str
    segments: Sequence[layout.Segment] = ()
    paragraphs: Sequence[Sequence[str]] = ()


def choose(page: int, first: str, seen: Seen | None) -> Reading:
    """The better of pypdf's text and PDFium's, mended, with the findings of both."""
    ours, done = mended(_tidied(first))
    found = {f.finding: f for f in health.examine(first, page)}
    if seen is None or not seen.text.strip():
        return Reading(_shown(ours), _told(found, ours, page, done))
    theirs, their_done = mended(_tidied(seen.text))
    for name in _out_of_order(first, ours, theirs, seen):
        found[name] = health.finding(page, name, done=BY_PLACE)
    better = health.score(theirs) > _BETTER * health.score(ours)
    if better or "columns" in found or "digits" in found:
        found = found or {"lost-text": health.finding(page, "lost-text")}
        found |= {f.finding: f for f in health.examine(seen.text, page) if f.finding not in found}
        return Reading(_shown(theirs), _told(found, theirs, page, their_done, default=BY_PDFIUM))
    told = _told(found, ours, page, done)
    return Reading(_with_paragraphs(_shown(ours), seen.paragraphs), told)


def _out_of_order(first: str, ours: str, theirs: str, seen: Seen) -> list[str]:
    names = []
    switches, lines = layout.switches(seen.segments, first)
    if lines >= 8 and switches > _MIN_SWITCHES * lines:
        names.append("columns")
    if health.order_differs(ours, theirs) and health.score(theirs) > 0.9 * health.score(ours):
        names.append("digits")
    return names


def _told(
    found: dict[str, Finding], kept: str, page: int, done: dict[str, str], *, default: str = ""
) -> tuple[Finding, ...]:
    """Findings with what was done; nothing was done about those that are in the kept text."""
    left = {f.finding for f in health.examine(kept, page)}
    return tuple(
        finding.model_copy(
            update={"done": "" if name in left else finding.done or done.get(name) or default}
        )
        for name, finding in found.items()
    )


def _shown(text: str) -> str:
    """Without control characters: what stands for unknown glyphs was counted before."""
    return str(_CONTROL.sub("", text))


def _tidied(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _with_paragraphs(text: str, paragraphs: Sequence[Sequence[str]]) -> str:
    """`text` with a blank line before each line that begins a paragraph on the page."""
    first = {_squashed(lines[0]) for lines in paragraphs if lines}
    inner = {_squashed(line) for lines in paragraphs for line in lines[1:]}
    lines: list[str] = []
    for line in text.split("\n"):
        key = _squashed(line)
        if lines and lines[-1].strip() and key in first and key not in inner:
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _squashed(line: str) -> str:
    return "".join(mended(line)[0].split())
