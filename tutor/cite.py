"""Drafts → cited sentences: labels become verbatim quotes, claims are checked against them.

Pure. A label that does not resolve is kept in `unresolved`; a sentence whose numbers are not in
its quotes, or that shares nothing with them, is unsupported and never shown with a citation.
"""

from collections.abc import Sequence

import regex

from ingest import lexical
from ingest.documents import Record
from ingest.languages import detect_language, same_language
from ingest.normalize import fold, one_line
from tutor.answers import Citation, Passage, Sentence, Support
from tutor.evidence import Evidence, SourceSentence
from tutor.write import Draft

_NUMBER = regex.compile(r"\d+(?:[.,٫٬]\d+)*")
_THOUSANDS = regex.compile(r"[,٬](?=\d{3}(?!\d))")
LEAST_OVERLAP = 0.4
"""Share of a sentence's terms that the sentences it names must hold, both in one language."""
MOST_OVERLAP = 0.9
"""The same for a sentence of the embedded model, the question's own words counted as held: above
this its sentence was as often right as the quote, below it the quote was (zh, 12 questions)."""


class Cited(Record):
    """The text of an answer with its parts."""

    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    unresolved: tuple[str, ...]


def cite(drafts: Sequence[Draft], evidence: Evidence, question: str, language: str) -> Cited:
    """The supported drafts as one text with `[n]` markers.

    Where none is supported, the evidence speaks for itself: its best sentence, verbatim; or not
    at all (no sentences), where that is not in the language asked for.
    """
    sources = {source.label: source for source in evidence.sentences}
    kept: list[tuple[str, tuple[SourceSentence, ...], Support]] = []
    unresolved = []
    for draft in drafts:
        unresolved += [f"[{label}] {draft.text}" for label in draft.labels if label not in sources]
        if any(fold(draft.text) == fold(text) for text, _, _ in kept):
            continue
        quotes, support = find_support(draft, evidence, question, language)
        if support == "unsupported":
            unresolved.append(draft.text)
        else:
            kept.append((draft.text, quotes, support))
    if not kept and same_language(language, evidence.passage.language):
        (best,) = evidence.best(1)
        kept = [(one_line(best.text), (best,), "supported")]
    return assemble(
        [(text, [(evidence.passage, q) for q in quotes], s) for text, quotes, s in kept], unresolved
    )


def assemble(
    parts: Sequence[tuple[str, Sequence[tuple[Passage, SourceSentence]], Support]],
    unresolved: Sequence[str] = (),
) -> Cited:
    """Join sentences, numbering each distinct quote once, in order of appearance."""
    text, sentences = "", []
    numbers: dict[tuple[str, int, int], int] = {}
    citations = []
    for words, quotes, support in parts:
        labels = []
        for passage, quote in quotes:
            key = (passage.document, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(citation(numbers[key], passage, quote))
            labels.append(numbers[key])
        start = len(text) + bool(text)
        text = f"{text} {words}".strip()
        sentences.append(
            Sentence(
                text=words, start=start, end=len(text), support=support, citations=tuple(labels)
            )
        )
        text += "".join(f" [{label}]" for label in labels)
    return Cited(
        text=text,
        sentences=tuple(sentences),
        citations=tuple(citations),
        unresolved=tuple(unresolved),
    )


def citation(label: int, passage: Passage, quote: SourceSentence) -> Citation:
    """The verbatim words of one source sentence and where they stand."""
    return Citation(
        label=label,
        document=passage.document,
        title=passage.title,
        path=passage.path,
        page=passage.page_at(quote.start),
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        language=passage.language,
    )


def find_support(
    draft: Draft, evidence: Evidence, question: str, language: str
) -> tuple[tuple[SourceSentence, ...], Support]:
    """The source sentences that say what the draft says.

    A draft that names its sentences is believed where they share enough with it, else those are
    tried that share most: they are cited because they were checked, not because they were named.
    A draft without labels was written from the best sentence alone and must keep to its words.
    """
    passage = evidence.passage
    if not draft.labels:
        best = evidence.best(1)
        spoken = _words(question, language)
        return best, _check(draft.text, best, passage, language, spoken, MOST_OVERLAP)
    labelled = tuple(source for source in evidence.sentences if source.label in draft.labels)
    wanted = _words(draft.text, language)

    def shared(source: SourceSentence) -> int:
        return len(wanted & _words(source.text, passage.language))

    nearest = sorted(evidence.sentences, key=lambda source: (-shared(source), source.label))
    pair = tuple(sorted(nearest[:2], key=lambda source: source.label))
    for quotes in (labelled, tuple(nearest[:1]), pair):
        support = _check(draft.text, quotes, passage, language, set(), LEAST_OVERLAP)
        if support != "unsupported":
            return quotes, support
    return (), "unsupported"


def _check(
    text: str,
    quotes: Sequence[SourceSentence],
    passage: Passage,
    language: str,
    spoken: set[str],
    least: float,
) -> Support:
    """Numbers must stand in the quotes (or the question); in one language most words must too.

    Across languages words cannot be compared here: such a sentence is unchecked.
    """
    quoted = " ".join(quote.text for quote in quotes)
    if not quotes or not numbers(text) <= numbers(quoted) | spoken:
        return "unsupported"
    if not same_language(language, passage.language):
        # A sentence left in the passage's language is no answer in the asker's.
        spoken_in = detect_language(text)
        copied = same_language(spoken_in, passage.language) and len(_words(text, spoken_in)) > 4
        return "unsupported" if copied else "unchecked"
    wanted = _words(text, language)
    held = _words(quoted, passage.language) | spoken
    return "supported" if wanted and len(wanted & held) >= least * len(wanted) else "unsupported"


def _words(text: str, language: str) -> set[str]:
    return set(lexical.terms(text, language)) | numbers(text)


def numbers(text: str) -> set[str]:
    """The numbers of a text: digit systems folded, separators of thousands left out, and every
    decimal sign a point, so that 1,024 is 1024 but 1.5 is not 15."""
    found = (_THOUSANDS.sub("", number) for number in _NUMBER.findall(fold(text)))
    return {regex.sub("[,٫]", ".", number) for number in found}
