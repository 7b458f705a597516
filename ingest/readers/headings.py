"""The outline of a PDF written into its text as Markdown headings, and its title.

Invents nothing: a heading is marked only where a line of the page says the outline's words.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import regex

from ingest.normalize import fold
from ingest.readers.health import garbled_share

_MOST_LINES = 3
"""A heading may run over this many lines."""
_LONGEST_TITLE = 150
_LETTERS_OR_DIGITS = regex.compile(r"[^\p{L}\p{N}]+")
_NO_TITLE = regex.compile(
    r"(?i)^(?:microsoft\s+(?:word|excel|powerpoint)\b.*|.*powerpoint.{0,20}|untitled.*|无标题.*|未命名.*"
    r"|(?:new )?(?:document|presentation|slide|book|print|doc)\s*[\d()]*|文档\s*\d*|演示文稿\s*\d*"
    r"|مستند\s*[\d٠-٩]*|\(?anonymous\)?|about:blank|(?:https?|file):.*|.*\b\d{1,2}\.\d{1,2}\.\d{2}\b.*pm"
    r"|.*\.(?:docx?|pptx?|xlsx?|odt|odp|rtf|pdf|html?|tex|dvi|indd|qxd|md|txt|pages|key)|[\d\W]*)$"
)
_SENTENCE_END = regex.compile(r"[.。！？!?؟;；:：,，،]$")


class OutlineEntry(NamedTuple):
    """A bookmark: its depth from 0, its words, and the index of its page."""

    level: int
    title: str
    page: int


def marked(pages: Sequence[str], outline: Iterable[OutlineEntry]) -> tuple[str, ...]:
    """Pages with `##` before the lines that are headings by the outline."""
    mended = [page.split("\n") for page in pages]
    for entry in outline:
        if 0 <= entry.page < len(mended):
            mended[entry.page] = _with_heading(mended[entry.page], entry)
    return tuple(
        "\n".join(lines).strip("\n") if lines != page.split("\n") else page
        for lines, page in zip(mended, pages)
    )


def _with_heading(lines: list[str], entry: OutlineEntry) -> list[str]:
    wanted = _key(entry.title)
    for start, line in enumerate(lines):
        if line.startswith("#") or not line.strip() or not wanted:
            continue
        for count in range(1, _MOST_LINES + 1):
            run = lines[start : start + count]
            if _key(" ".join(run)) == wanted and all(part.strip() for part in run):
                heading = "#" * min(entry.level + 2, 6) + " " + " ".join(p.strip() for p in run)
                return _set_apart(lines[:start], heading, lines[start + count :])
    return lines


def _set_apart(before: list[str], heading: str, after: list[str]) -> list[str]:
    """The heading with one blank line on each side."""
    while before and not before[-1].strip():
        before = before[:-1]
    while after and not after[0].strip():
        after = after[1:]
    return [*before, *([""] if before else []), heading, *([""] if after else []), *after]


def _key(text: str) -> str:
    return str(_LETTERS_OR_DIGITS.sub("", fold(text)))


def title(stored: str | None, pages: Sequence[str]) -> str | None:
    """The stored title if it is one, else the first line if that may be one, else a heading."""
    if stored and _is_title(stored):
        return " ".join(stored.split())
    lines = [line.strip() for page in pages[:3] for line in page.split("\n") if line.strip()]
    first = lines[0] if lines else ""
    if not first.startswith("#") and _is_title(first) and not _SENTENCE_END.search(first):
        return first
    headings = (line.lstrip("# ") for line in lines if line.startswith("#"))
    return next((heading for heading in headings if heading), None)


def _is_title(text: str) -> bool:
    line = " ".join(text.split())
    letters = sum(char.isalpha() for char in line)
    named = bool(line) and not _NO_TITLE.match(line)
    return named and letters >= 2 and len(line) <= _LONGEST_TITLE and garbled_share(line) == 0.0
