"""What items are made with, and what comes of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from langchain_core.language_models import BaseChatModel

from ingest.documents import Document, Record
from ingest.index import Index
from tutor.answers import Passage
from tutor.gates.verdicts import flagged, quoted
from tutor.making.difficulty import ANY, Band
from tutor.making.inventory import Inventory
from tutor.making.listings import Listings
from tutor.quizzes import Kind, QuizItem, Verdict
from tutor.wording import size


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
    shorter: Counter[int] = field(default_factory=Counter)
    """How often so many wrong options of a key were shorter than it: of a whole quiz, that the key
    is as often the longest as any other."""

    def random(self, document: str, start: int) -> Random:
        """Chance that is the same for the same fact and seed, whatever was made before it."""
        return Random(f"{self.seed}:{document}:{start}")

    def count(self, item: QuizItem, random: Random) -> None:
        """Remember how long the key of a single-choice item is beside the others; of what is as
        long, chance says whether it is shorter."""
        key = size(item.key.text)
        others = [size(option.text) for option in item.options if not option.correct]
        equal = others.count(key)
        self.shorter[sum(other < key for other in others) + random.randint(0, equal)] += 1


class Made(Record):
    """An item that no gate has seen, with what it rests on."""

    item: QuizItem
    document: Document
    passages: tuple[Passage, ...]
    notes: tuple[Verdict, ...] = ()
    """What was left out of it."""
    asked: bool = False
    """Is its question a model's own?"""
    instead: "Made | None" = None
    """What the fact makes without that question, should a gate turn it away."""

    def replacing(self, question: str, why: str) -> "Made":
        """Itself, with why it stands in the place of a model's question."""
        note = flagged("question", f"{quoted(question)}: {why}")
        return self.model_copy(update={"notes": (note, *self.notes)})


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
