"""Drafts → cited statements: which words of the documents say what a draft says, if any do.

Pure. A label that does not resolve is kept in `unresolved`; a sentence whose particulars are not
in its quotes, or that shares too little with them, is unsupported and never shown as cited.
"""

from collections.abc import Sequence

import regex

from ingest import lexical
from ingest.documents import Document, Record
from ingest.languages import detect_language, same_language
from ingest.normalize import find, fold, one_line
from tutor.answers import Citation, Passage, Sentence, Support
from tutor.claims import mismatches
from tutor.display import harmless
from tutor.evidence import SourceSentence
from tutor.write import Draft

_NUMBER = regex.compile(r"\d+(?:[.,٫٬]\d+)*")
_THOUSANDS = regex.compile(r"[,٬](?=\d{3}(?!\d))")
_BULLET = regex.compile(r"^\s*(?:[-*+•·–]|\p{Nd}{1,2}[.)、．])\s+(?=\S)|^\s*[•·]\s*")
_CELLS = regex.compile(r"\s*\|\s*")
_LABEL = regex.compile(r"(?<![\p{L}\p{N}_\])])[\[【［]\s*\p{Nd}+\s*[\]】］]\s*")
"""What a document writes like our own markers."""
_EMPHASIS = regex.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_SIGNS = " .。،؛;,:：!！?？؟"
LEAST_OVERLAP = 0.4
"""Share of a sentence's terms that the sentences it names must hold, both in one language."""
MOST_OVERLAP = 1.0
"""The same for a sentence of the embedded model, the question's own words counted as held: 0.9 let
through a Chinese one of 25 words that said "more" where the quote says "less"."""
LEAST_OWN = 0.5
"""Share of a sentence's terms that its quotes must hold without the question's words: a name beside
the question said again claims what no source says."""
LEAST_GAIN = 0.25
"""Share of a draft's terms that a further quote must add."""


class Quote(Record):
    """Verbatim words of a document: `document.text[start:end] == text`."""

    document: str
    title: str
    path: str
    page: int
    start: int
    end: int
    text: str
    language: str


class Statement(Record):
    """A sentence of an answer and the words that say it."""

    text: str
    quotes: tuple[Quote, ...]
    support: Support
    corrects: bool = False
    """It says that the question takes something else for granted."""


class Cited(Record):
    """The text of an answer with its parts."""

    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def quote_of(passage: Passage, sentence: SourceSentence) -> Quote:
    """A sentence of a passage, as words of its document."""
    return Quote(
        document=passage.document,
        title=passage.title,
        path=passage.path,
        page=passage.page_at(sentence.start),
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        language=passage.language,
    )


def span_of(document: Document, start: int, end: int, language: str) -> Quote:
    """Any words of a document."""
    return Quote(
        document=document.id,
        title=document.title,
        path=document.path,
        page=document.page_at(start),
        start=start,
        end=end,
        text=document.text[start:end],
        language=language,
    )


def quoted(quote: Quote) -> Statement:
    """The source's own sentence."""
    return Statement(text=plain(quote.text), quotes=(quote,), support="supported")


def plain(text: str) -> str:
    """Source text as a sentence: on one line, without bullets, bars of tables, stars and
    labels, and without characters that act or hide."""
    line = _BULLET.sub("", one_line(harmless(text).strip()))
    if line.count("|") > 1:
        line = " — ".join(filter(None, _CELLS.split(line.strip("| "))))
    return str(_EMPHASIS.sub(r"\2", _LABEL.sub("", line))).strip()


def resolve(
    draft: Draft, sources: Sequence[Quote], question: str, language: str
) -> tuple[Statement | None, tuple[str, ...]]:
    """The statement that a draft with labels makes, or None; and what it made up.

    A draft is believed where the sentences it names share enough with it, else those are tried
    that share most: they are cited because they were checked, not because they were named.
    """
    known = range(1, len(sources) + 1)
    invented = tuple(f"[{label}] {draft.text}" for label in draft.labels if label not in known)
    labelled = tuple(sources[label - 1] for label in draft.labels if label in known)
    for quotes in (labelled, covering(draft.text, sources, language)):
        support = check(draft.text, quotes, question, language, LEAST_OVERLAP)
        if support != "unsupported":
            return Statement(text=plain(draft.text), quotes=quotes, support=support), invented
    return None, (*invented, draft.text)


def covering(
    text: str, sources: Sequence[Quote], language: str, most: int = 2
) -> tuple[Quote, ...]:
    """The fewest sources, `most` at the utmost, that hold the words of `text`; in their order."""
    for source in sources:
        if text.strip(_SIGNS) and find(text.strip(_SIGNS), source.text):
            return (source,)
    wanted = words(text, language)
    held = [words(source.text, source.language) for source in sources]
    left, chosen = set(wanted), list[int]()
    while left and len(chosen) < most:
        gains = [len(left & terms) for terms in held]
        best = max(range(len(gains)), key=gains.__getitem__, default=0)
        if not gains or gains[best] < max(1, LEAST_GAIN * len(wanted)):
            break
        chosen.append(best)
        left -= held[best]
    return tuple(sources[number] for number in sorted(chosen))


def check(
    text: str, quotes: Sequence[Quote], question: str, language: str, least: float
) -> Support:
    """Particulars must stand in the quotes, and in one language `least` of the words too.

    Across languages words cannot be compared here: such a sentence is unchecked.
    """
    if not quotes:
        return "unsupported"
    said, spoken = " ".join(quote.text for quote in quotes), quotes[0].language
    if mismatches(text, said, language=language, evidence_language=spoken, question=question):
        return "unsupported"
    if not same_language(language, spoken):
        return "unsupported" if copied(text, spoken) else "unchecked"
    if overlap(text, said, "", language) < min(LEAST_OWN, least):
        return "unsupported"
    return "supported" if overlap(text, said, question, language) >= least else "unsupported"


def copied(text: str, source_language: str) -> bool:
    """True for a sentence left in the source's language: no answer in the asker's."""
    own = detect_language(text)
    return same_language(own, source_language) and len(words(text, own)) > 4


def overlap(text: str, said: str, question: str, language: str) -> float:
    """Share of a text's terms that `said` or the question holds; 0 for a text without any."""
    wanted = words(text, language)
    held = words(said, language) | words(question, language)
    return len(wanted & held) / len(wanted) if wanted else 0.0


def assemble(statements: Sequence[Statement]) -> Cited:
    """Join statements, numbering each distinct quote once, in order of appearance."""
    text = ""
    sentences, citations = list[Sentence](), dict[tuple[str, int, int], Citation]()
    for statement in statements:
        if any(fold(statement.text) == fold(sentence.text) for sentence in sentences):
            continue
        labels = []
        for quote in statement.quotes:
            key = (quote.document, quote.start, quote.end)
            if key not in citations:
                citations[key] = _citation(len(citations) + 1, quote)
            labels.append(citations[key].label)
        start = len(text) + bool(text)
        text = f"{text} {statement.text}".strip()
        sentences.append(
            Sentence(
                text=statement.text,
                start=start,
                end=len(text),
                support=statement.support,
                citations=tuple(labels),
                corrects=statement.corrects,
            )
        )
        text += "".join(f" [{label}]" for label in labels)
    return Cited(text=text, sentences=tuple(sentences), citations=tuple(citations.values()))


def _citation(label: int, quote: Quote) -> Citation:
    fields = quote.model_dump()
    return Citation(label=label, quote=fields.pop("text"), **fields)


def words(text: str, language: str) -> set[str]:
    """Terms and numbers, as sentences are compared."""
    return set(lexical.terms(text, language)) | numbers(text)


def numbers(text: str) -> set[str]:
    """The numbers of a text: digit systems folded, separators of thousands left out, and every
    decimal sign a point, so that 1,024 is 1024 but 1.5 is not 15."""
    found = (_THOUSANDS.sub("", number) for number in _NUMBER.findall(fold(text)))
    return {regex.sub("[,٫]", ".", number) for number in found}
