"""read(path) → Document: picks the reader by the file's kind, joins its pages, cleans what it says.

Knows neither the disk (`ingest.files`) nor how any format is read (`ingest.kinds` names them).
"""

import re
from collections.abc import Sequence
from pathlib import Path

import regex

from ingest.documents import Document, Finding, Page
from ingest.errors import NoText
from ingest.files import document_id, shown, stored_path
from ingest.kinds import check_kind, reader_for
from ingest.kinds import reader_version as _reader_version
from ingest.readers import Extracted
from ingest.settings import IngestSettings

_FLOWING = frozenset({".pdf", ".txt", ".text", ".rst"})
"""Formats whose pages end where the paper does, in mid-sentence too."""
_ENDS = regex.compile(r"[\p{Sentence_Terminal}…][\p{P}\p{M}\s]*$")
"""A sentence that is over, its closing quotes and brackets included."""
_MARK = regex.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+>•▪◦‣][ \t]|\||\p{Nd}{1,3}[.)、．]|`{3}|~{3})")
"""What begins a heading, a list item, a table row, a quotation or code."""
_BLOCK = regex.compile(r"[ \t]*(?:#{1,6}[ \t]|\||`{3}|~{3})")
"""What a line that is whole by itself begins with: no sentence runs on from it."""
_BREAKS = ("\r\n", "\r", "\v", "\f", "\x85")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_HIDDEN = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+")
_READABLE = regex.compile(r"[\p{L}\p{N}]")
_TITLE_LENGTH = 200


def reader_version(path: Path, settings: IngestSettings, health: Sequence[Finding]) -> str:
    """What reads a file of this health, with its version: as in `Document.reader`."""
    textless = any(found.finding in ("no-text", "recognised") for found in health)
    return _reader_version(path.suffix.lower(), recognises=textless and settings.ocr == "auto")


def read(path: Path, data: bytes, settings: IngestSettings) -> Document:
    """The document in `data`, which was loaded from `path`.

    Raises `ReadError`s; `NoText` where no page holds any.
    """
    name = shown(path.name)
    suffix = path.suffix.lower()
    check_kind(suffix, data, name)
    extracted = reader_for(path)(data, name, settings)
    texts, removed = _cleaned(extracted.pages)
    if not any(text.strip() for text in texts):
        raise _no_text(name, extracted)
    text, pages = _joined(texts, flowing=suffix in _FLOWING)
    health = tuple(sorted((*extracted.health, *removed), key=lambda found: found.page))
    return Document(
        id=document_id(data),
        path=stored_path(path),
        title=_title(extracted.title) or _title(path.stem) or name,
        text=text,
        pages=pages,
        health=health,
        reader=reader_version(path, settings, health),
    )


def _cleaned(pages: tuple[str, ...]) -> tuple[list[str], list[Finding]]:
    """The pages without what no store or screen can hold, and what was taken out of which."""
    texts, findings = [], []
    for number, page in enumerate(pages, start=1):
        for mark in _BREAKS:
            page = page.replace(mark, "\n")
        text, removed = _CONTROL.subn(_replacement, page)
        texts.append(text)
        if removed:
            findings.append(
                Finding(
                    page=number,
                    finding="control-characters",
                    hint="If words are missing, open the file in its own program and save it anew.",
                    done=f"{removed} character(s) without meaning in a text were left out.",
                )
            )
    return texts, findings


def _replacement(found: re.Match[str]) -> str:
    """Half a surrogate pair stood for a character; a control character for none."""
    return "\N{REPLACEMENT CHARACTER}" if found[0] >= "\ud800" else ""


def _joined(texts: list[str], *, flowing: bool) -> tuple[str, tuple[Page, ...]]:
    """The whole text and each page as a slice of it."""
    if len(texts) > 1:
        texts = [text.strip("\n").rstrip() for text in texts]
    parts: list[str] = []
    pages: list[Page] = []
    start = 0
    for number, text in enumerate(texts, start=1):
        if number > 1:
            goes_on = flowing and _goes_on(texts[number - 2], text)
            parts.append("\n" if goes_on else "\n\n")
            start += len(parts[-1])
        parts.append(text)
        pages.append(Page(number=number, start=start, end=start + len(text)))
        start += len(text)
    return "".join(parts), tuple(pages)


def _goes_on(page: str, following: str) -> bool:
    """True where a page breaks off in mid-sentence and the next takes it up."""
    last = page.rpartition("\n")[2]
    if not last.strip() or not following.strip() or _MARK.match(following):
        return False
    return not _ENDS.search(last) and not _BLOCK.match(last)


def _title(text: str | None) -> str:
    """One line that may be shown; empty where nothing in it can be read."""
    line = " ".join(shown(_HIDDEN.sub(" ", text or "")).split())
    if not _READABLE.search(line):
        return ""
    return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1].rstrip() + "…"


def _no_text(name: str, extracted: Extracted) -> NoText:
    hints = dict.fromkeys(found.hint for found in extracted.health if found.hint)
    count = len(extracted.pages)
    return NoText(
        f"{name} holds no text on any of its {count} pages."
        if count > 1
        else f"{name} holds no text.",
        hint=next(iter(hints), "Open it in its own program and check that it shows text."),
    )
