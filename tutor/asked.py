"""One question on its way to an answer: what is asked, where to look, how to say it."""

from ingest.documents import Record, Scope
from tutor.answers import Manner
from tutor.questions import Question


class Asked(Record):
    """One question with where and how to answer it."""

    question: Question
    language: str
    """Of the answer."""
    scope: Scope
    k: int
    pool: int
    manner: Manner = "short"
