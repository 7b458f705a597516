"""The formats that there are, by the names they have on the command line."""

from collections.abc import Callable
from typing import NamedTuple

import regex

from ingest.errors import TooLarge
from ingest.files import shown
from ingest.settings import IngestSettings
from tutor.errors import UnknownFormat, UnreadableBank
from tutor.interchange import (
    aiken,
    anki,
    anki_read,
    gift,
    gift_read,
    moodle_read,
    moodle_xml,
    qti_package,
    records,
    sheet,
    sheet_read,
)
from tutor.interchange.banks import MOST_MB, Bank, Exported, Imported


class Format(NamedTuple):
    """One format."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    write: Callable[[Bank], Exported]
    read: Callable[[bytes, str, IngestSettings], Imported]


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("anki", "Anki", (".apkg", ".colpkg"), anki.write, anki_read.read),
        Format("csv", "CSV", (".csv", ".tsv"), sheet.write, sheet_read.read),
        Format("moodle-xml", "Moodle XML", (".xml",), moodle_xml.write, moodle_read.read),
        Format("gift", "GIFT", (".gift",), gift.write, gift_read.read),
        Format("qti", "QTI 2.2", (".zip",), qti_package.write22, qti_package.read),
        Format("qti3", "QTI 3.0", (), qti_package.write30, qti_package.read),
        Format("aiken", "Aiken", (), aiken.write, aiken.read),
        Format("json", "JSON", (".json", ".jsonl"), records.write, records.read),
    )
}
NAMES = ", ".join(FORMATS)
_QTI_ITEM = regex.compile(rb"<(?:\w+:)?(?:qti-)?assessment-?item[\s>]", regex.IGNORECASE)
_AIKEN = regex.compile(rb"^ANSWER\s*:", regex.MULTILINE)
_SAMPLE = 65_536


def named(name: str) -> Format:
    """The format of this name. Raises `UnknownFormat`."""
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise UnknownFormat(f"There is no format {name!r}.", hint=f"Use one of {NAMES}.")
    return found


def of_suffix(path: str) -> Format:
    """The format that a file's name tells. Raises `UnknownFormat`."""
    for each in FORMATS.values():
        if path.lower().endswith(each.suffixes or ("\0",)):
            return each
    raise UnknownFormat(
        f"The name of {shown(path)} does not tell its format.",
        hint=f"Name it with --format, one of {NAMES}.",
    )


def of_file(path: str, data: bytes) -> Format:
    """The format of a file that is there, by its name and its beginning. Raises `UnknownFormat`."""
    start = data[:_SAMPLE]
    if path.lower().endswith(".xml") and _QTI_ITEM.search(start):
        return FORMATS["qti"]
    if path.lower().endswith(".txt"):
        # Both are exported as .txt, and only Aiken has such lines.
        return FORMATS["aiken" if _AIKEN.search(start.replace(b"\r", b"\n")) else "gift"]
    return of_suffix(path)


def read(format: Format, data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a file; at least one.

    Raises `TooLarge`, `UnreadableBank`, and the `ReadError`s of its format.
    """
    if len(data) > MOST_MB * 1_000_000:
        raise too_large(name, len(data))
    found = format.read(data, shown(name), limits)
    if not found.items:
        first = found.unread[0] if found.unread else None
        raise UnreadableBank(
            f"{shown(name)} holds no item that can be read as {format.title}"
            + (f" ({first.where}: {first.detail})." if first else "."),
            hint=f"Check the file, or name its format with --format, one of {NAMES}.",
        )
    return found


def too_large(name: str, size: int) -> TooLarge:
    """What is said of a file of `size` bytes."""
    return TooLarge(
        f"{shown(name)} has {size / 1e6:.0f} MB; an import takes {MOST_MB} MB.",
        hint="Split it. An Anki package is exported without its media, which is most of it.",
    )
