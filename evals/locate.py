"""Gold evidence → where it stands in the library; and whether a passage or citation touches it."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath, PurePosixPath

from evals.records import EvalCase, GoldEvidence, Located
from evals.wording import plain
from ingest.documents import LibraryEntry
from ingest.index import Index
from ingest.languages import detect_language
from ingest.normalize import fold_with_map

_AROUND = 200
"""Characters on either side that tell the language of a quote: `10,240 MB` alone tells none."""


def locate(case: EvalCase, library: Sequence[LibraryEntry], index: Index) -> tuple[Located, ...]:
    """Every place of the case's quotes in the documents that their paths mean.

    A quote that is in none of them gives nothing: the case is then unscored, not wrong.
    """
    return tuple(
        place
        for gold in case.evidence
        for document in documents_at(gold.path, library)
        for place in places(gold, document, index.document(document).text)
    )


def documents_at(path: str, library: Sequence[LibraryEntry]) -> list[str]:
    """Ids of the documents whose stored path ends in `path`, whole names only."""
    wanted = _parts(PurePosixPath(path))
    found = ((entry.document, _parts(PurePath(entry.path))) for entry in library)
    return [document for document, parts in found if wanted and parts[-len(wanted) :] == wanted]


def shortest_path(document: str, path: str, library: Sequence[LibraryEntry]) -> str:
    """The shortest end of the path that means this document and no other: it outlives a move."""
    parts = PurePath(path).parts
    for length in range(1, len(parts)):
        end = "/".join(parts[-length:])
        if documents_at(end, library) == [document]:
            return end
    return path


def _parts(path: PurePath) -> tuple[str, ...]:
    # macOS stores names decomposed.
    return tuple(unicodedata.normalize("NFC", part) for part in path.parts)


def places(gold: GoldEvidence, document: str, text: str) -> Iterator[Located]:
    """Every occurrence of the quote, both folded; else whether its words are there at all."""
    found = False
    for start, end in fold_with_map(text).find(gold.quote) if plain(gold.quote) else ():
        found = True
        around = detect_language(text[max(0, start - _AROUND) : end + _AROUND])
        yield Located(document=document, quote=gold.quote, start=start, end=end, language=around)
    if not found and plain(gold.quote) and plain(gold.quote) in plain(text):
        language = detect_language(gold.quote)
        yield Located(document=document, quote=gold.quote, language=language)


def touches(evidence: Located, document: str, start: int, end: int) -> bool:
    """Whether the slice `start`–`end` of `document` shares a character with the evidence."""
    if document != evidence.document or evidence.start is None or evidence.end is None:
        return False
    return start < evidence.end and evidence.start < end


def holds(evidence: Located, document: str, text: str) -> bool:
    """Whether `text` of `document` contains the quote, both folded."""
    words = plain(evidence.quote)
    return document == evidence.document and bool(words) and words in plain(text)
