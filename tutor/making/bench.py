"""What items are made with, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from langchain_core.language_models import BaseChatModel

from ingest.documents import Document, Record
from ingest.index import Index
from tutor.answers import Passage
from tutor.making.difficulty import ANY, Band
from tutor.making.inventory import Inventory
from tutor.making.listings import Listings
from tutor.quizzes import Kind, QuizItem, Verdict


@dataclass(frozen=True)
class Bench:
    """What every kind may be made with."""

    index: Index
    inventory: Inventory
    listings: Listings
    model: BaseChatModel
    seed: int
    difficulty: Band = ANY
    """Within which the prior of every item is to be."""

    def random(self, document: str, start: int) -> Random:
        """Chance that is the same for the same fact and seed, whatever was made before it."""
        return Random(f"{self.seed}:{document}:{start}")


class Made(Record):
    """An item that no gate has seen, with what it rests on."""

    item: QuizItem
    document: Document
    passages: tuple[Passage, ...]
    notes: tuple[Verdict, ...] = ()
    """What was left out of it."""
    asked: bool = False
    """Is its question a model's own?"""


class Unmade(Record):
    """Why a draft came to nothing before any gate."""

    stem: str = ""
    detail: str


@dataclass(frozen=True)
class Task:
    """One fact and the kind of item that is to be made of it."""

    kind: Kind
    language: str
    """Of the item."""
    document: str
    start: int
    """Of the fact in its document: a quiz asks for each once."""
    make: Callable[[], Made | Unmade | None]
    """None where the fact makes no item of this kind: nothing was drafted then."""
