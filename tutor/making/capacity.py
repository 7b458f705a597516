"""What documents can carry: sentences, lists and pairs that items could be made of, by language.

Counted before anything is drafted, without a model. An upper bound: a fact may make no item, and
the gates turn drafts away; how many is known only afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ingest.documents import Record
from ingest.library import Library
from tutor.evidence import split_sentences
from tutor.facts import passages_in, worth
from tutor.making.cards import pairs
from tutor.making.listings import listings
from tutor.quizzes import Kind

OF: Mapping[Kind, str] = {
    "single": "sentences",
    "multiple": "lists",
    "true-false": "sentences",
    "cloze": "sentences",
    "short": "sentences",
    "card": "pairs",
}
"""Of what an item of each kind is made, by the field of `Capacity`."""


class Capacity(Record):
    """Facts in one language."""

    sentences: int = 0
    """Sentences that state something to ask for."""
    lists: int = 0
    """Lists of which several members can be right."""
    pairs: int = 0
    """Questions that a document asks and answers, terms that it explains."""

    def __add__(self, other: "Capacity") -> "Capacity":
        return Capacity(
            sentences=self.sentences + other.sentences,
            lists=self.lists + other.lists,
            pairs=self.pairs + other.pairs,
        )


def capacity(
    library: Library, documents: Iterable[str]
) -> Iterator[tuple[str, dict[str, Capacity]]]:
    """For each document (an id) its facts by language. Raises `UnknownDocument`, `StoreError`s.

    A document of 300 pages takes about a second.
    """
    for id in documents:
        yield id, _of(library, id)


def together(each: Iterable[Mapping[str, Capacity]]) -> dict[str, Capacity]:
    """The sum, the language with the most sentences first."""
    found: dict[str, Capacity] = {}
    for counts in each:
        for language, count in counts.items():
            found[language] = found.get(language, Capacity()) + count
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].sentences, pair[0])))


def _of(library: Library, id: str) -> dict[str, Capacity]:
    document, passages = library.document(id), passages_in(id, library)
    # Passages overlap, and their common sentences count once.
    sentences = {
        (sentence.start, sentence.end): passage.language
        for passage in passages
        for sentence in split_sentences(passage)
        if worth(sentence, passage.language) > 0
    }
    facts = Counter((language, "sentences") for language in sentences.values())
    facts.update((listing.language, "lists") for listing in listings(document, passages))
    for pair in pairs(document.text):
        at = pair.question[0]
        home = next((p for p in passages if p.start < pair.answer[1] and at < p.end), None)
        if home is not None:
            facts[home.language, "pairs"] += 1
    found: dict[str, Capacity] = {}
    for (language, what), number in facts.items():
        found[language] = found.get(language, Capacity()) + Capacity(**{what: number})
    return found
