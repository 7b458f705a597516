"""Documents → the sentences worth asking about, in the order to try them.

Knows nothing of models. A sentence that states a number or a name makes a question with one
right answer; headings, tables, list leads, questions and fragments make none.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from random import Random

import regex

from ingest.blocks import QUESTION
from ingest.documents import Chunk, Document, Record, Scope
from ingest.index import Index
from ingest.languages import same_language
from ingest.lexical import terms
from ingest.library import Library
from ingest.normalize import fold
from tutor.answers import Passage
from tutor.evidence import SourceSentence, split_sentences
from tutor.gates.clauses import sentences
from tutor.making.focus import AMOUNT, Focus, foci
from tutor.making.standalone import as_example, is_exercise, sets_scene, speaks_of_itself
from tutor.making.topic import speaks_of
from tutor.polarity import negates
from tutor.retrieve import retrieve
from tutor.wording import names, size

SHORTEST, LONGEST = 30, 450
"""Size of a sentence that holds a fact, as `wording.size` measures it."""
FEWEST_OPENED = 20
"""Documents opened even for a few items: one alone may state nothing."""
TELLING = 0.4
"""Share of the greatest rarity that a name or term must have to be asked for: the rest stands
everywhere, and a gap in its place could be filled with anything."""
SCENE = 3
"""Sentences behind the beginning of an example that go on with its numbers."""
SECOND_CHOICES = 4
"""Sentences of one passage that may be asked about, in separate rounds."""
_STATES = regex.compile(r"[.。!！．۔…][\"'”’»」』)）\]]*$")
_ASKS = regex.compile(QUESTION)
"""What a question says is the scene of its answer."""
_LAYOUT = regex.compile(r"[ \t]*(#{1,6}\s|\||```|!\[|https?://)")


class Source(Record):
    """A sentence to ask about, with the passage and document that it stands in."""

    document: Document
    passage: Passage
    sentences: tuple[SourceSentence, ...]
    evidence: SourceSentence


def sources(
    index: Index,
    *,
    documents: Sequence[str],
    topic: str | None,
    language: str | None,
    limit: int,
    seed: int,
) -> list[Source]:
    """At most `limit` sources, best first: one sentence a passage, then second ones.

    Spread over the documents: with `topic` those whose passages speak of it, the nearest first,
    else as chance says, of which no more are opened than can be needed. Those in `language` come
    first. `documents` are ids; empty for all.
    """
    random = Random(seed)
    if topic is not None:
        groups = _on(topic, index, documents, limit)
    else:
        ids = list(documents) or index.ids()
        random.shuffle(ids)
        ids.sort(key=lambda id: not speaks(id, language, index))
        groups = [_of(id, index, random) for id in ids[: max(limit, FEWEST_OPENED)]]
    found = _in_turns(groups)
    if language is not None:
        found.sort(key=lambda source: not same_language(source.passage.language, language))
    return found[:limit]


def worth(sentence: SourceSentence, language: str) -> float:
    """How well a question could be made of a sentence; 0 where none could."""
    text = sentence.text
    if not SHORTEST <= size(text) <= LONGEST or not is_statement(text):
        return 0.0
    if speaks_of_itself(text, language) or _ASKS.match(text):
        return 0.0
    return 1.0 + 3.0 * bool(AMOUNT.search(text)) + 1.5 * bool(names(text, language))


def is_statement(text: str) -> bool:
    """Does it end like a sentence that states something, and is no heading, row or code?"""
    return bool(_STATES.search(text)) and not _LAYOUT.match(text)


def _in_turns(groups: Sequence[Sequence[Sequence[Source]]]) -> list[Source]:
    """Every passage's best sentence, the documents taking turns; then every second one, …"""
    found = []
    for choice in range(SECOND_CHOICES):
        columns = [[ranked[choice] for ranked in group if choice < len(ranked)] for group in groups]
        found += [source for source in chain(*zip_longest(*columns)) if source is not None]
    return found


def _of(id: str, index: Index, random: Random) -> list[list[Source]]:
    """The passages of a document, each as its ranked sources, in an order drawn by worth."""
    document, chunks = index.document(id), index.chunks_of(id)
    passages = [passage_of(chunk, document, rank) for rank, chunk in enumerate(chunks, start=1)]
    ranked = [list(_ranked(passage, document, random)) for passage in passages]
    drawn = [(_weight(group) + 2 * random.random(), group) for group in ranked if group]
    # What opens a document is mostly about the document, not about its subject.
    opening = ranked[0] if len(ranked) > 1 else None
    drawn.sort(key=lambda pair: (pair[1] is opening, -pair[0]))
    return [group for _, group in drawn]


def _on(topic: str, index: Index, documents: Sequence[str], limit: int) -> list[list[list[Source]]]:
    """For each document that speaks of a topic its passages that do, as their ranked sources."""
    groups = dict[str, list[list[Source]]]()
    whole = dict[str, Document]()
    for passage in about(topic, index, documents, limit):
        document = whole.setdefault(passage.document, index.document(passage.document))
        if ranked := list(_ranked(passage, document, None)):
            groups.setdefault(passage.document, []).append(ranked)
    return list(groups.values())


def about(topic: str, index: Index, documents: Sequence[str], limit: int) -> tuple[Passage, ...]:
    """At most `limit` passages that speak of a topic, the nearest first; `documents` are ids,
    empty for all."""
    found = retrieve(
        topic, index, k=limit, pool=max(50, limit), scope=Scope(documents=tuple(documents))
    )
    return tuple(p for p in found.passages if speaks_of(p, topic, index))


def speaks(id: str, language: str | None, index: Index) -> bool:
    """Is any of a document in the language asked for?"""
    if language is None:
        return True
    return any(same_language(code, language) for code in index.entry(id).languages)


def _ranked(passage: Passage, document: Document, random: Random | None) -> Iterator[Source]:
    sentences = split_sentences(passage)
    scores = {s.label: worth(s, passage.language) for s in sentences}
    jitter = {s.label: random.random() if random else 0.0 for s in sentences}
    usable: Iterable[SourceSentence] = (s for s in sentences if scores[s.label])
    for sentence in sorted(usable, key=lambda s: -scores[s.label] - jitter[s.label]):
        yield Source(document=document, passage=passage, sentences=sentences, evidence=sentence)


def asked_for(source: Source, index: Library, random: Random) -> list[Focus]:
    """What the sentence can be asked for: its amounts in an order drawn by chance, then names and
    terms, the rarest and of these the longest first. Without common words, and without what is
    only an example."""
    text, language = source.evidence.text, source.passage.language
    if is_exercise(source.passage):
        return []
    end = as_example(text, language)
    found = [focus for focus in foci(text, language) if focus.end <= end]
    before = source.sentences[: source.evidence.label - 1]
    supposed = any(sets_scene(sentence.text, language) for sentence in before[-SCENE:])
    amounts = [
        focus
        for focus in found
        if focus.of == "amount" and not supposed and not _denied(focus, text, language)
    ]
    random.shuffle(amounts)
    # Of a term that one passage has, as `Library.rarity` computes it.
    rarest = math.log(1 + max(len(index) - 0.5, 0.5) / 1.5)
    telling = {}
    for focus in (focus for focus in found if focus.of != "amount"):
        # A name is as telling as its rarest word: the library is full of the others.
        of_words = index.rarity(terms(focus.text, language)).values()
        telling[focus] = max(of_words, default=0.0) / rarest
    named = [focus for focus in telling if telling[focus] >= TELLING]
    return amounts + sorted(named, key=lambda focus: (-telling[focus], -len(focus.text)))


def _denied(focus: Focus, text: str, language: str) -> bool:
    """Is it in a clause that says what is not so? `75 percent is not a score`: nor are 28."""
    amount = fold(focus.text)
    clauses = [clause for each in sentences(text, language) for clause in each.clauses]
    return any(amount in clause and negates(clause, language) for clause in clauses)


def _weight(group: Sequence[Source]) -> float:
    return worth(group[0].evidence, group[0].passage.language)


def passages_in(id: str, index: Library) -> tuple[Passage, ...]:
    """All of a document, as passages in their order."""
    document = index.document(id)
    chunks = enumerate(index.chunks_of(id), start=1)
    return tuple(passage_of(chunk, document, rank) for rank, chunk in chunks)


def passage_of(chunk: Chunk, document: Document, rank: int) -> Passage:
    """A chunk as a passage that nobody searched for."""
    return Passage(
        rank=rank,
        score=0.0,
        document=document.id,
        title=document.title,
        path=document.path,
        page=chunk.page,
        start=chunk.start,
        end=chunk.end,
        language=chunk.language,
        heading=chunk.heading,
        text=chunk.text,
    )
