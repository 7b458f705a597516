"""What the documents name and count, with the sentences that do: where distractors come from.

Read a document at a time, when it is first asked for, and kept. Knows an index, no items.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from ingest.documents import Document, Record
from ingest.index import Index
from ingest.languages import same_language, sentence_spans
from tutor.making.focus import Focus, entry_for, foci, usual_name
from tutor.wording import size

WIDE = 25
"""Documents that are looked through for one distractor, the fact's own among them."""
LONGEST = 400
"""Size of a sentence whose words are shown beside a distractor."""


class Stated(Record):
    """Something that a sentence of a document names or counts."""

    focus: Focus
    document: str
    title: str
    page: int
    start: int
    """Of the sentence."""
    end: int
    quote: str
    """The sentence."""
    language: str


class Inventory:
    """The documents that items are made of, as lists of what they state."""

    def __init__(self, index: Index, documents: Sequence[str]) -> None:
        self._index = index
        self._scope = tuple(documents)
        self._read: dict[str, tuple[Stated, ...]] = {}
        self._spoken: dict[tuple[str, str], dict[str, Stated]] = {}

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        """Where distractors may come from: any document will do, those asked for first."""
        rest = (id for id in self._index.ids() if id not in self._scope)
        return (*self._scope, *rest)

    def near(self, document: str, language: str) -> Iterator[Stated]:
        """What is stated in a language: in this document first, then in others."""
        others = [id for id in self._ids if id != document]
        for id in [document, *others][:WIDE]:
            for stated in self._of(id):
                if same_language(stated.language, language):
                    yield stated

    def spoken_of(self, document: str, language: str) -> dict[str, Stated]:
        """The first sentence that names each entry of the glossary, by the entry's usual name."""
        key = (document, language)
        if key not in self._spoken:
            found = self._spoken[key] = {}
            for stated in self.near(document, language):
                if stated.focus.of != "amount" and (entry := entry_for(stated.focus, language)):
                    found.setdefault(usual_name(entry), stated)
        return self._spoken[key]

    def _of(self, id: str) -> tuple[Stated, ...]:
        if id not in self._read:
            self._read[id] = tuple(self._stated(id)) if self._index.has(id) else ()
        return self._read[id]

    def _stated(self, id: str) -> Iterator[Stated]:
        document, seen = self._index.document(id), set[int]()
        for chunk in self._index.chunks_of(id):
            for start, end in sentence_spans(chunk.text, chunk.language):
                quote, at = chunk.text[start:end], chunk.start + start
                if at in seen or size(quote) > LONGEST:
                    continue
                seen.add(at)
                for focus in foci(quote, chunk.language):
                    yield _stated(document, focus, at, quote, chunk.language)


def _stated(document: Document, focus: Focus, at: int, quote: str, language: str) -> Stated:
    return Stated(
        focus=focus,
        document=document.id,
        title=document.title,
        page=document.page_at(at),
        start=at,
        end=at + len(quote),
        quote=quote,
        language=language,
    )
