"""What another splitter made, as the passages that metrics look at."""

from ingest.documents import Document
from ingest.languages import detect_language
from tutor.answers import Passage


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
