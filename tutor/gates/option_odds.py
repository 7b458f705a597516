"""How likely a chat model finds an option by the passage, and what the evidence adds to that.

The same passage is read once more without the evidence: what a model holds for plausible anyway it
finds as likely there, and what is in other sentences too. The difference is what the evidence says.
Knows no lines: what is enough is for the gates to say.
"""

from dataclasses import dataclass

from ingest.normalize import one_line
from tutor.evidence import SourceSentence
from tutor.gates.grounds import Grounds
from tutor.gates.reader import Reader, numbered
from tutor.prompt import render
from tutor.quizzes import GAP, QuizItem


@dataclass(frozen=True)
class Odds:
    """ln P(Yes) − ln P(No) that something is right, asked for when it is looked at."""

    whole: str
    """The prompt with the whole passage."""
    without: str
    """The prompt with the passage without its evidence."""
    reader: Reader

    @property
    def odds(self) -> float:
        """By the whole passage."""
        return self.reader.odds(self.whole)

    @property
    def alone(self) -> float:
        """By the passage without its evidence."""
        return self.reader.odds(self.without)

    @property
    def gain(self) -> float:
        """What the evidence adds."""
        return self.odds - self.alone

    def told(self) -> str:
        """As details show it."""
        return f"log-odds {self.odds:+.2f}, without the evidence {self.alone:+.2f}"


def of_answer(item: QuizItem, text: str, grounds: Grounds, reader: Reader) -> Odds:
    """The odds that `text` answers the item's question."""
    asked = one_line(item.stem.replace(GAP, "…"))

    def prompt(sentences: tuple[SourceSentence, ...]) -> str:
        return render(
            "gate_answer", passage=numbered(sentences), question=asked, answer=one_line(text)
        )

    return Odds(prompt(grounds.sentences), prompt(grounds.without_evidence), reader)


def of_statement(item: QuizItem, grounds: Grounds, reader: Reader) -> Odds:
    """The odds that the item's stem is a true statement."""

    def prompt(sentences: tuple[SourceSentence, ...]) -> str:
        return render("gate_statement", passage=numbered(sentences), statement=one_line(item.stem))

    return Odds(prompt(grounds.sentences), prompt(grounds.without_evidence), reader)
