"""Is the same asked already, anywhere in the bank and in any language?

Two items are one where they have one key, and rest on the same words of a document, are nearly the
same in letters, or near in meaning. Without one key they are two, however alike: `TLS 1.2` and
`TLS 1.3`. The same stem with another key is flagged: one of the two is wrong.
"""

from collections.abc import Sequence

from langchain_core.embeddings import Embeddings

from ingest.languages import same_language
from tutor.gates.quantities import beside, quantities
from tutor.gates.terms import share, terms
from tutor.gates.thresholds import for_embeddings
from tutor.gates.verdicts import flagged, passed, quoted, rejected
from tutor.gates.words import comparable
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import latin_words, names, plain

NAME = "duplicates"
ALIKE = 0.8
"""Jaccard index of character trigrams of stem and key from which two items are one (learning.md,
G5)."""
SAME_STEM = 0.95
"""The same of the stems alone, from which both ask the same."""
SAME_WORDS = 0.5
"""Share of the words of each key in the other from which the keys are one."""


class Remembered(Embeddings):
    """Embeddings that embed no text twice: a bank is compared with every new item."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self.identity = getattr(embeddings, "identity", None)
        self._known: dict[str, list[float]] = {}

    def embed_query(self, text: str) -> list[float]:
        if text not in self._known:
            self._known[text] = self._embeddings.embed_query(text)
        return self._known[text]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embeddings.embed_documents(texts)


def duplicates(
    item: QuizItem, bank: Sequence[QuizItem], embeddings: Embeddings | None = None
) -> Verdict:
    """No item of the bank asks the same; without embeddings what is near in meaning is missed."""
    contradicted = ""
    for other in bank:
        if other.id == item.id:
            continue
        one = same_key(item, other)
        if one and (why := _one(item, other, embeddings)):
            return rejected(NAME, f"the same as {quoted(other.stem)}: {why}")
        if one is None and (why := _translated(item, other, embeddings)):
            return rejected(NAME, f"the same as {quoted(other.stem)}: {why}")
        if one is False and _trigram_likeness(item.stem, other.stem) >= SAME_STEM:
            contradicted = contradicted or other.stem
    if contradicted:
        return flagged(NAME, f"asked before with another key: {quoted(contradicted)}")
    return passed(NAME)


def _one(item: QuizItem, other: QuizItem, embeddings: Embeddings | None) -> str:
    """Why two items with one key are one; empty where they are two."""
    statements = item.kind == "true-false"
    if not statements and same_evidence(item, other):
        return "its key rests on the same words"
    if likeness(item, other) > ALIKE:
        return "nearly the same letters"
    if embeddings is None:
        return ""
    near = nearness(item, other, embeddings)
    lines = for_embeddings(embeddings)
    same = same_language(item.language, other.language)
    least = lines.statements if statements else lines.same if same else lines.across
    return f"cosine {near:.3f}" if near >= least else ""


def _translated(item: QuizItem, other: QuizItem, embeddings: Embeddings | None) -> str:
    """The same where nothing tells whether their keys are one: words in two languages. Then they
    must rest on the same words of a document, and be near in meaning."""
    if embeddings is None or item.kind != other.kind or not same_evidence(item, other):
        return ""
    near = nearness(item, other, embeddings)
    return f"cosine {near:.3f}" if near >= for_embeddings(embeddings).translated else ""


def same_evidence(item: QuizItem, other: QuizItem) -> bool:
    """Do two of their spans share a character?"""
    return any(
        a.document == b.document and a.start < b.end and b.start < a.end
        for a in item.evidence
        for b in other.evidence
    )


def same_key(item: QuizItem, other: QuizItem) -> bool | None:
    """One key, as far as that can be told: amounts and names across languages, words within one;
    None where it cannot.

    Statements have the truth as their key, and so all have one.
    """
    if "true-false" in (item.kind, other.kind):
        return item.kind == other.kind
    if (item.kind == "multiple") != (other.kind == "multiple"):
        return False
    if item.kind == "multiple":
        if len(item.keys) != len(other.keys):
            return False
        return _agree(", ".join(item.right), ", ".join(other.right), item, other)
    found = [_agree(a, b, item, other) for a in item.right for b in other.right]
    return True if True in found else None if None in found else False


def _agree(a: str, b: str, item: QuizItem, other: QuizItem) -> bool | None:
    if plain(a) == plain(b):
        return True
    first, second = quantities(a, item.language), quantities(b, other.language)
    named, known = names(a, item.language), names(b, other.language)
    if not named <= latin_words(b) or not known <= latin_words(a) or len(first) != len(second):
        return False
    if not all(x.values & y.values or x.sizes & y.sizes for x, y in zip(first, second)):
        return False
    if first or named or known:
        return True
    if not comparable(item.language, other.language):
        return None
    return all(
        share(beside(x, item.language), terms(y, item.language)) >= SAME_WORDS
        for x, y in ((a, b), (b, a))
    )


def likeness(a: QuizItem, b: QuizItem) -> float:
    """Jaccard index of the character trigrams of stem and key, folded: 0 to 1."""
    return _trigram_likeness(_text(a), _text(b))


def nearness(a: QuizItem, b: QuizItem, embeddings: Embeddings) -> float:
    """Cosine of stem and key of both; the embeddings are normalised."""
    return sum(
        x * y for x, y in zip(embeddings.embed_query(_text(a)), embeddings.embed_query(_text(b)))
    )


def _text(item: QuizItem) -> str:
    keys = item.right if item.options else item.right[:1]
    return f"{item.stem} {', '.join(keys)}"


def _trigram_likeness(a: str, b: str) -> float:
    first, second = (
        {text[at : at + 3] for at in range(len(text) - 2)} for text in map(plain, (a, b))
    )
    return len(first & second) / (len(first | second) or 1)
