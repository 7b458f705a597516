"""Documents → the sentences worth asking about, in the order to try them.

Knows nothing of models. A sentence that states a number or a name makes a question with one
right answer; headings, tables, list leads, questions and fragments make none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from random import Random

import regex

from ingest.documents import Chunk, Document, Record, Scope
from ingest.index import Index
from ingest.languages import same_language
from ingest.lexical import terms
from ingest.normalize import fold
from tutor.answers import Passage
from tutor.evidence import SourceSentence, split_sentences
from tutor.retrieve import retrieve
from tutor.wording import names, size

SHORTEST, LONGEST = 30, 450
"""Size of a sentence that holds a fact, as `wording.size` measures it."""
SECOND_CHOICES = 4
"""Sentences of one passage that may be asked about, in separate rounds."""
_AMOUNT = regex.compile(
    r"(?<![\p{Latin}_\d.,/=(+*-])(?<![=+*/^×÷-]\s)(?P<n>\d+(?:[.,]\d+)*)(?![\p{Latin}_\d])"
    r"(?:(?P<sign>\s?[%％°])|\s?[\p{Han}--[到至或和与]]|\s[\p{L}\p{M}--\p{Han}]+)(?!\s[=+*/^×÷-])",
    regex.V1,
)
"""A number with what it counts: not part of a name (`S3`) or of a formula, not in a bare list."""
_NAME = regex.compile(
    r"\p{Lu}[\p{Latin}\p{N}_+#-]*(?: \p{Lu}[\p{Latin}\p{N}_+#-]*)*|\p{Ll}+_[\p{Latin}\p{N}_]+"
)
Rarity = Callable[[Sequence[str]], dict[str, float]]
"""Inverse document frequency of terms, as `Index.rarity` gives it."""
_STATES = regex.compile(r"[.。!！．۔…][\"'”’»」』)）\]]*$")
_LAYOUT = regex.compile(r"[ \t]*(#{1,6}\s|\||```|!\[|https?://)")


class Source(Record):
    """A sentence to ask about, with the passage and document that it stands in."""

    document: Document
    passage: Passage
    sentences: tuple[SourceSentence, ...]
    evidence: SourceSentence
    focus: str = ""
    """The number or name in the sentence that the answer is to hold; empty where there is none."""


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

    With `topic` the passages nearest to it, in that order; else spread over the documents.
    Those in `language` come first. `documents` are ids; empty for all.
    """
    random = Random(seed)
    if topic is not None:
        groups = [_about(topic, index, documents, limit)]
    else:
        ids = list(documents) or [entry.document for entry in index.library()]
        random.shuffle(ids)
        groups = [_of(id, index, random) for id in ids]
    found = _in_turns(groups)
    if language is not None:
        found.sort(key=lambda source: not same_language(source.passage.language, language))
    return found[:limit]


def worth(sentence: SourceSentence, language: str) -> float:
    """How well a question could be made of a sentence; 0 where none could."""
    text = sentence.text
    if not SHORTEST <= size(text) <= LONGEST or _LAYOUT.match(text) or not _STATES.search(text):
        return 0.0
    return 1.0 + 3.0 * bool(_AMOUNT.search(text)) + 1.5 * bool(names(text, language))


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
    passages = [_passage(chunk, document, rank) for rank, chunk in enumerate(chunks, start=1)]
    ranked = [list(_ranked(passage, document, index.rarity, random)) for passage in passages]
    drawn = [(_weight(group) + 2 * random.random(), group) for group in ranked if group]
    # What opens a document is mostly about the document, not about its subject.
    opening = ranked[0] if len(ranked) > 1 else None
    drawn.sort(key=lambda pair: (pair[1] is opening, -pair[0]))
    return [group for _, group in drawn]


def _about(topic: str, index: Index, documents: Sequence[str], limit: int) -> list[list[Source]]:
    found = retrieve(
        topic, index, k=limit, pool=max(50, limit), scope=Scope(documents=tuple(documents))
    )
    whole = {id: index.document(id) for id in {p.document for p in found.passages}}
    ranked = (
        _ranked(passage, whole[passage.document], index.rarity, None) for passage in found.passages
    )
    return [group for group in map(list, ranked) if group]


def _ranked(
    passage: Passage, document: Document, rarity: Rarity, random: Random | None
) -> Iterator[Source]:
    sentences = split_sentences(passage)
    scores = {s.label: worth(s, passage.language) for s in sentences}
    jitter = {s.label: random.random() if random else 0.0 for s in sentences}
    usable: Iterable[SourceSentence] = (s for s in sentences if scores[s.label])
    for sentence in sorted(usable, key=lambda s: -scores[s.label] - jitter[s.label]):
        yield Source(
            document=document,
            passage=passage,
            sentences=sentences,
            evidence=sentence,
            focus=focus(sentence.text, passage.language, rarity, random),
        )


def focus(text: str, language: str, rarity: Rarity, random: Random | None) -> str:
    """What to ask for, as it is written: one of the amounts, else the rarest name.

    A small model that may choose asks what the sentence does, and answers with all of it.
    """
    amounts = [
        match["n"] + (match["sign"] or "")
        for match in _AMOUNT.finditer(text)
        if text.count(match["n"]) == 1
    ]
    if amounts:
        return str(random.choice(amounts) if random else amounts[0])
    known = names(text, language)
    named: list[str] = [
        match[0]
        for match in _NAME.finditer(text)
        if " " in match[0] or (fold(match[0]) in known and regex.search(r"[\p{Lu}\d_]", match[0]))
    ]
    # A name is as telling as its rarest word: the library is full of the others.
    telling = {name: max(rarity(terms(name, language)).values(), default=0.0) for name in named}
    return max(telling, key=lambda name: telling[name], default="")


def _weight(group: Sequence[Source]) -> float:
    return worth(group[0].evidence, group[0].passage.language)


def _passage(chunk: Chunk, document: Document, rank: int) -> Passage:
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
        text=chunk.text,
    )
