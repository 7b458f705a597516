"""Does a passage speak of a topic? A search returns the nearest passages, however far they are.

Compares words and what the glossary calls the topic in other languages. A topic that the glossary
does not know is found in its own language only.
"""

from ingest.index import Index
from ingest.languages import detect_language
from ingest.lexical import terms as index_terms
from tutor.answers import Passage
from tutor.gates.terms import terms
from tutor.glossary import shipped

LEAST = 0.5
"""Share of the topic's words, weighed by how rare they are, that a passage on it holds."""


def speaks_of(passage: Passage, topic: str, index: Index) -> bool:
    """Do its headings or its text hold the topic's words, or its name in the passage's language?"""
    said = terms(f"{passage.title}\n{passage.heading}\n{passage.text}", passage.language)
    own = detect_language(topic)
    rarity = index.rarity(index_terms(topic, own))
    # A word that no document has weighs most: `of` alone makes no passage speak of volcanoes.
    whole = sum(rarity.values())
    held = sum(weight for term, weight in rarity.items() if term in said)
    if whole and held / whole >= LEAST:
        return True
    named = shipped().others(topic, own, passage.language)
    return any(set(index_terms(name, passage.language)) <= said for name in named)
