"""What a baseline found, as the passages that metrics look at."""

from collections.abc import Sequence

from ingest.documents import Document, Hit
from ingest.index import Index
from ingest.languages import detect_language
from tutor.answers import Passage


def of_hits(hits: Sequence[Hit], index: Index) -> tuple[Passage, ...]:
    """Chunks of the index, best first; those of a document that was just removed are left out."""
    named = index.titles_and_paths({hit.chunk.document for hit in hits})
    kept = [hit for hit in hits if hit.chunk.document in named]
    return tuple(
        Passage(
            rank=rank,
            score=round(hit.score, 4),
            document=hit.chunk.document,
            title=named[hit.chunk.document][0],
            path=named[hit.chunk.document][1],
            page=hit.chunk.page,
            page_starts=index.page_starts(hit.chunk),
            start=hit.chunk.start,
            end=hit.chunk.end,
            language=hit.chunk.language,
            heading=hit.chunk.heading,
            text=hit.chunk.text,
        )
        for rank, hit in enumerate(kept, start=1)
    )


def of_slice(rank: int, score: float, document: Document, start: int, end: int) -> Passage:
    """A slice of a document that another splitter made."""
    text = document.text[start:end]
    inside = [page.start for page in document.pages if start < page.start < end]
    return Passage(
        rank=rank,
        score=round(score, 4),
        document=document.id,
        title=document.title,
        path=document.path,
        page=document.page_at(start),
        page_starts=tuple(inside),
        start=start,
        end=end,
        language=detect_language(text),
        text=text,
    )
