"""PDF: pypdf reads first, PDFium is the second engine, recognition the last.

PDFium alone tells where letters stand and draws pages for recognition. What is a good text is
decided by `page_choice` and `health`; the doors to the engines are `pypdf_engine` and `pdfium`.
"""

import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.documents import Finding
from ingest.errors import DamagedFile, EncryptedFile, TooLarge
from ingest.readers import Extracted, headings, health, ocr, page_edges
from ingest.readers.mend import joined_letters
from ingest.readers.page_choice import BY_PDFIUM, Reading, choose
from ingest.readers.pdfium import Pdfium
from ingest.readers.pypdf_engine import PageFault, Pypdf
from ingest.settings import IngestSettings

_TAIL = 8192
"""A whole PDF says `%%EOF` within its last kilobytes."""
_DOTS_PER_INCH = 250
_USELESS = 0.2
"""A page with more garbled letters is recognised anew; recognition is no better than fewer."""
_OCR_SHARE = 0.7
"""Share of a file's time that recognition may use: what is left undone is reported."""


class _PageTooSlow(BaseException):
    """Not an Exception: engines catch those and go on."""


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """Text page by page. Raises `EncryptedFile`, `DamagedFile`, `TooLarge`, `UnsafeFile`."""
    began = time.monotonic()
    _check_kind(data, name)
    whole = b"%%EOF" in data[-_TAIL:]
    # pypdf would mend a file that is cut short silently and leave out its missing pages.
    first = Pypdf.open(data, name) if whole else None
    with Pdfium.opened(data) as second:
        _check_locked(name, first, second)
        count = _count(data, name, settings, first, second)
        readings = [
            _read_page(index, first, _able(first, second, index), settings.page_seconds)
            for index in range(count)
        ]
        if second:
            deadline = began + _OCR_SHARE * settings.file_seconds
            _recognise(readings, first, second, settings, deadline)
        outline = second.outline() if second else ()
        stored = first.title() if first else second.title() if second else None
    findings = [finding for reading in readings for finding in reading.findings]
    findings += _about_file(data, whole, first, count)
    pages, more = _across_pages([reading.text for reading in readings])
    pages = headings.marked(pages, outline)
    return Extracted(
        title=headings.title(stored, pages),
        pages=pages,
        health=tuple(sorted([*findings, *more], key=lambda finding: finding.page)),
    )


def _check_kind(data: bytes, name: str) -> None:
    start = data[:1024].lstrip()
    if b"%PDF-" in start:
        return
    kinds = ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"PK\x03\x04", "a ZIP archive"))
    for mark, kind in kinds:
        if mark.lower() in start[:200].lower():
            raise DamagedFile(
                f"{name} is really {kind}, not a PDF.",
                hint="A sign-in page was saved instead? Download it again, or rename it.",
            )
    raise DamagedFile(f"{name} is not a PDF.", hint="Check that its name fits what it is.")


def _check_locked(name: str, first: Pypdf | None, second: Pdfium | None) -> None:
    """PDFium opens every cipher; pypdf needs a package for AES."""
    if (first and first.locked) or (not second and Pdfium.last_error_is_password()):
        raise EncryptedFile(
            f"{name} is locked with a password.",
            hint="Save a copy without the password and ingest that.",
        )


def _count(
    data: bytes, name: str, settings: IngestSettings, first: Pypdf | None, second: Pdfium | None
) -> int:
    """Pages of the file; refuses too many, and a cut file of which pages are missing."""
    counts = [engine.pages() for engine in (first, second) if engine]
    if max(counts, default=0) > settings.max_pages:
        raise TooLarge(
            f"{name} has {max(counts)} pages; the limit is {settings.max_pages}.",
            hint="Split the file, or raise HIKMA_INGEST__MAX_PAGES.",
        )
    whole = b"%%EOF" in data[-_TAIL:]
    if not whole and (not counts or counts[0] < (_declared(data) or counts[0] + 1)):
        raise DamagedFile(
            f"{name} is cut short: its end is missing.", hint="Download or copy the file again."
        )
    if not counts or not max(counts):
        raise DamagedFile(
            f"{name} is damaged: neither pypdf nor PDFium finds a page in it.",
            hint="Download it again.",
        )
    return max(counts)


def _declared(data: bytes) -> int:
    """Pages that the page tree of a file speaks of, as far as it is readable without its index."""
    trees = [body for body in data.split(b"endobj") if re.search(rb"/Type\s*/Pages\b", body)]
    counts = [re.search(rb"/Count\s+(\d{1,7})\b", tree) for tree in trees]
    return max((int(count[1]) for count in counts if count), default=0)


def _able(first: Pypdf | None, second: Pdfium | None, index: int) -> Pdfium | None:
    """PDFium, unless the page would exhaust it: its C code cannot be stopped half-way."""
    return None if first and not first.is_drawable(index) else second


def _read_page(index: int, first: Pypdf | None, second: Pdfium | None, seconds: float) -> Reading:
    """A page by both engines within its time, the better kept."""
    text, seen, trouble = "", None, ""
    try:
        with _time_limit(seconds):
            text = first.text(index) if first else ""
    except _PageTooSlow:
        trouble = "too-slow"
    except PageFault:
        trouble = "damaged"
    try:
        with _time_limit(seconds):
            seen = second.seen(index, text) if second else None
    except _PageTooSlow:
        trouble = trouble or ("" if text.strip() else "too-slow")
    if first and not trouble:
        return choose(index + 1, text, seen)
    reading = choose(index + 1, "", seen)
    if not first and reading.text.strip():
        return Reading(reading.text, tuple(f for f in reading.findings if f.finding != "no-text"))
    trouble = trouble or "no-text"
    done = BY_PDFIUM if reading.text.strip() else ""
    others = tuple(f for f in reading.findings if f.finding != "no-text")
    return Reading(reading.text, (health.finding(index + 1, trouble, done=done), *others))


def _recognise(
    readings: list[Reading],
    first: Pypdf | None,
    second: Pdfium,
    settings: IngestSettings,
    deadline: float,
) -> None:
    """Recognise the pages that lack text, in place, as far as an engine and the time allow."""
    for index, reading in enumerate(readings):
        names = {f.finding for f in reading.findings if not f.done}
        if not _able(first, second, index) or "too-slow" in names:
            continue
        useless = "garbled" in names and health.garbled_share(reading.text) > _USELESS
        if not ("no-text" in names or useless or second.is_scan(index, reading.text)):
            continue
        if not second.has_ink(index):
            blank = health.finding(index + 1, "no-text", hint="Nothing is drawn on this page.")
            readings[index] = Reading("", (blank,))
            continue
        hint = _why_not(settings, deadline)
        if hint:
            readings[index] = _unrecognised(index, reading, hint=hint)
            continue
        known = "\n".join(each.text for each in readings)
        readings[index] = _recognised(index, reading, known, second, settings.page_seconds)


def _recognised(
    index: int, reading: Reading, known: str, second: Pdfium, seconds: float
) -> Reading:
    """The page as recognised, if that is better than what there is."""
    try:
        with _time_limit(seconds):
            picture, dots = second.picture(index, _DOTS_PER_INCH)
        found = None
        guesses = (ocr.languages_for(known), *(() if reading.text.strip() else (ocr.DEFAULT,)))
        for languages in dict.fromkeys(guesses):
            found = ocr.recognise(picture, dots_per_inch=dots, languages=languages, seconds=seconds)
            if found and found.text:
                break
    except (_PageTooSlow, ocr.TooSlowToRecognise):
        return Reading(reading.text, (*reading.findings, health.finding(index + 1, "too-slow")))
    if found is None:
        return _unrecognised(index, reading, hint=f"A scan or a picture. {ocr.install_hint()}")
    if health.score(found.text) <= max(health.score(reading.text), 0):
        return _unrecognised(index, reading, hint=f"{found.by} could make out no text.")
    done = f"recognised with {found.by}"
    told = [f for f in reading.findings if f.finding != "no-text"]
    told = [f.model_copy(update={"done": f.done or done}) for f in told]
    return Reading(found.text, (*told, health.finding(index + 1, "recognised", done=done)))


def _unrecognised(index: int, reading: Reading, *, hint: str) -> Reading:
    """The page as it was, and what would give its text; a garbled one keeps saying so."""
    others = tuple(f for f in reading.findings if f.finding != "no-text")
    if "garbled" in {f.finding for f in others}:
        return reading
    return Reading(reading.text, (*others, health.finding(index + 1, "no-text", hint=hint)))


def _why_not(settings: IngestSettings, deadline: float) -> str:
    if settings.ocr == "off":
        return "A scan or a picture; recognition is off (HIKMA_INGEST__OCR)."
    if ocr.engine() is None:
        return f"A scan or a picture. {ocr.install_hint()}"
    if time.monotonic() > deadline:
        return "Recognition took all its time: raise HIKMA_INGEST__FILE_SECONDS."
    return ""


def _across_pages(texts: list[str]) -> tuple[tuple[str, ...], list[Finding]]:
    """What only the whole document shows: repeated lines, cut words, words letter by letter."""
    pages, gone = page_edges.without_repeats(texts)
    pages = page_edges.joined_words(pages)
    known = "\n".join(pages)
    pages = tuple(joined_letters(page, known) for page in pages)
    return pages, [
        health.finding(index + 1, "header-footer", done=f"left out: {' | '.join(lines)}")
        for index, lines in gone.items()
    ]


def _about_file(data: bytes, whole: bool, first: Pypdf | None, pages: int) -> list[Finding]:
    if not whole:
        return [health.finding(pages, "cut-short", done=f"all {pages} pages {BY_PDFIUM}")]
    # Without its optional package pypdf cannot open AES; there is nothing wrong with the file.
    return (
        []
        if first or b"/AESV" in data
        else [health.finding(1, "damaged", done=f"the file was {BY_PDFIUM}")]
    )


_ALARM_AGAIN = 0.5


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `_PageTooSlow` after `seconds`; no limit outside the main thread or without SIGALRM.

    C code that does not return to Python is not stopped: the process's own limit does that.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    over = False

    def stop(*_: object) -> None:
        if not over:
            raise _PageTooSlow

    before = signal.signal(signal.SIGALRM, stop)
    # Again and again: Python loses an exception that is raised while it collects garbage.
    signal.setitimer(signal.ITIMER_REAL, seconds, _ALARM_AGAIN)
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
