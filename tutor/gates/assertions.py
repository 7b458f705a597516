"""What an item claims to be so, as texts that can be held against its evidence. Pure."""

from ingest.documents import Record
from ingest.normalize import one_line
from tutor.gates import word_rules
from tutor.quizzes import GAP, QuizItem


class Assertion(Record):
    """A claim, what was asked, and whether the item says that it is true."""

    claim: str
    asked: str = ""
    """The question that the claim answers; empty where the claim is a whole statement."""
    true: bool = True

    @property
    def whole(self) -> str:
        """Question and claim on one line."""
        return (
            one_line(f"{self.asked.rstrip(' ?？؟:：')} {self.claim}") if self.asked else self.claim
        )


def assertions(item: QuizItem) -> tuple[Assertion, ...]:
    """One for each key; of a typed item one for its first form, filled in where there is a gap;
    of a true/false item its stem, true or not."""
    if item.kind == "true-false":
        return (Assertion(claim=item.stem, true=says_true(item)),)
    if item.kind == "cloze":
        return (Assertion(claim=item.stem.replace(GAP, item.answer[0])),) if item.answer else ()
    if item.kind in ("short", "card"):
        return tuple(Assertion(claim=form, asked=item.stem) for form in item.answer[:1])
    return tuple(Assertion(claim=option.text, asked=item.stem) for option in item.keys)


def says_true(item: QuizItem) -> bool:
    """Whether the key of a true/false item is the word for true: the first of the two, where
    the language's words are not known."""
    true_words = {pair[0] for pair in word_rules.truth_words(item.language)}
    key = item.key
    return word_rules.bare(key.text) in true_words if true_words else key == item.options[0]
