"""Do the documents still say what the items of the bank rest on?

Knows the notebook and the library; no models. An item stands while each quote of its evidence
stands in the documents: where it stood, or elsewhere in the document that is there now (the file
may have been edited, or be read by a newer reader), word for word but for folding. Then nothing
is stored: its spans are found anew whenever it is shown (`located`), so that always
`span.quote == document.text[span.start:span.end]`. Otherwise it is noted as stale, and as fresh
again when the words come back. Documents count as one if they have the same content, were read
from the same path or, for what has neither, bear the same title.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from ingest.documents import Document, Record
from ingest.index import Index
from ingest.languages import sentence_spans
from ingest.library import Library
from ingest.normalize import fold_with_map
from tutor.database import FILE
from tutor.notebook import Notebook
from tutor.polarity import negates
from tutor.quizzes import EvidenceSpan, QuizItem
from tutor.session import StudySession
from tutor.standing import Event, ItemEvent, ItemEvidence

OPEN_AT_ONCE = 8
"""Documents whose text is held: items come in the order of their documents."""
CONTEXT = 300
"""Characters on each side of a quote in which its sentence is looked for."""


class Checked(Record):
    """What came of looking at every item of the bank."""

    items: int
    """How many there are."""
    stale: tuple[ItemEvent, ...]
    """What was not stale before."""
    fresh: tuple[ItemEvent, ...]
    """What was stale before."""


def stale(notebook: Notebook, library: Library, *, now: str) -> Checked:
    """Note which items have become stale since this was last called, and which fresh again.

    To be called when documents were added, changed or removed; called twice it notes nothing
    new. An item is looked at whatever its standing: it may be restored. Raises `StoreError`s.
    """
    shelves = _Shelves(library)
    events, items = [], 0
    for evidence in notebook.evidence():
        items += 1
        missing = next((s for s in evidence.evidence if shelves.place(s) is None), None)
        if (missing is not None) != evidence.stale:
            events.append(_event(evidence, missing, shelves, now))
    # Another process may have noted the same meanwhile: what is noted is what this one did.
    noted = notebook.note(events)
    return Checked(
        items=items,
        stale=tuple(event for event in noted if event.event == "stale"),
        fresh=tuple(event for event in noted if event.event == "fresh"),
    )


def recheck(session: StudySession, *, now: str) -> Checked | None:
    """`stale` for a surface that has just changed the library; opens no model. None, and nothing
    made, where there is no notebook yet or no library. Raises `StoreError`s, `SettingsError`."""
    settings = session.settings
    kept = settings.notebook_url is not None or (settings.data / FILE).exists()
    if not kept or not Index.exists(settings.index_folder):
        return None
    return stale(session.notebook, session.library, now=now)


def located(items: Iterable[QuizItem], library: Library) -> list[QuizItem]:
    """The items with their evidence as the documents have it now; what they do not have stays."""
    shelves = _Shelves(library)
    return [
        item.model_copy(
            update={"evidence": tuple(shelves.place(span) or span for span in item.evidence)}
        )
        for item in items
    ]


def _event(
    evidence: ItemEvidence, missing: EvidenceSpan | None, shelves: "_Shelves", now: str
) -> ItemEvent:
    kind: Event = "stale" if missing else "fresh"
    reason = "Its words are in the documents."
    if missing:
        there = shelves.homes(missing)
        lacks = f"“{missing.title}” no longer has the words that its answer rests on."
        reason = lacks if there else f"“{missing.title}” is no longer in the library."
    return ItemEvent(quiz=evidence.quiz, item=evidence.item, event=kind, reason=reason, at=now)


class _Shelves:
    """The library's documents as they are looked through for quotes."""

    def __init__(self, library: Library) -> None:
        entries = library.library()
        self._at = {entry.path: entry.document for entry in entries}
        self._ids = {entry.document for entry in entries}
        self._titled: dict[str, list[str]] = {}
        for entry in entries:
            self._titled.setdefault(entry.title, []).append(entry.document)
        self._open = lru_cache(OPEN_AT_ONCE)(library.document)
        self._folded = lru_cache(OPEN_AT_ONCE)(lambda id: fold_with_map(self._open(id).text))

    def homes(self, span: EvidenceSpan) -> list[str]:
        """Ids of the documents in which the words of a span are to be looked for."""
        if span.document in self._ids:
            return [span.document]
        if span.path in self._at:
            return [self._at[span.path]]
        return self._titled.get(span.title, [])

    def place(self, span: EvidenceSpan) -> EvidenceSpan | None:
        """The span where its words stand now; None where they do not."""
        for id in self.homes(span):
            document = self._open(id)
            if id == span.document and document.text[span.start : span.end] == span.quote:
                return span
            for start, end in self._places(span, id):
                if whole(document.text, start, end, span.language):
                    return _moved(span, document, start, end)
        return None

    def _places(self, span: EvidenceSpan, id: str) -> Iterator[tuple[int, int]]:
        """Where a document has the quote, word for word and then but for folding, for which a
        long one takes time; each time the place that is nearest to the old one first."""

        def distance(place: tuple[int, int]) -> int:
            return abs(place[0] - span.start)

        yield from sorted(_verbatim(span.quote, self._open(id).text), key=distance)
        yield from sorted(self._folded(id).find(span.quote), key=distance)


def _verbatim(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Places that are the quote."""
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


_IN_WORD = regex.compile(r"[[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}]]", regex.V1)
_IN_NUMBER = regex.compile(r"[零〇一二三四五六七八九十百千万萬亿億两兩]")
_POINT = regex.compile(r"\d[.,٫٬:/-]\d")


def whole(text: str, start: int, end: int, language: str) -> bool:
    """False where the words of a slice mean something else in the text around them.

    So do `5 GB` in `15 GB` and `2.5 GB`, `able` in `unable`, `支持` in `不支持`, and a sentence
    after `it is not true that`.
    """
    if _cuts(text, start) or _cuts(text, end):
        return False
    first, last = max(0, start - CONTEXT), end + CONTEXT
    spans = sentence_spans(text[first:last], language)
    touched = [(a + first, b + first) for a, b in spans if a + first < end and b + first > start]
    beside = [text[a:start] for a, _ in touched[:1]] + [text[end:b] for _, b in touched[-1:]]
    return not any(negates(words, language) for words in beside)


def _cuts(text: str, at: int) -> bool:
    """Is `at` inside a word or a number?"""
    left, right = text[at - 1 : at] if at else "", text[at : at + 1]
    return bool(
        (_IN_WORD.match(left) and _IN_WORD.match(right))
        or (_IN_NUMBER.match(left) and _IN_NUMBER.match(right))
        or _POINT.match(text, max(0, at - 2), at + 1)
        or _POINT.match(text, max(0, at - 1), at + 2)
    )


def _moved(span: EvidenceSpan, document: Document, start: int, end: int) -> EvidenceSpan:
    return span.model_copy(
        update={
            "document": document.id,
            "title": document.title,
            "path": document.path,
            "page": document.page_at(start),
            "start": start,
            "end": end,
            "quote": document.text[start:end],
        }
    )
