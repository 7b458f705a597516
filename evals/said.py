"""What an answer says: its text without markers, its sentences, and the quotes behind each.

The same for every system that answers, also for one that marks no sentences.
"""

import regex

from ingest.languages import sentence_spans
from tutor.answers import Answer, Citation, Sentence
from tutor.phrases import filled_in

FRAMES = ("otherwise", "doubted", "in_language")
"""The tutor's phrases around a source's words, the outermost first."""
_MARKER = regex.compile(r"\s*[\[【［]\s*\p{Nd}{1,3}(?:\s*[,，،、]\s*\p{Nd}{1,3})*\s*[\]】］]")


def text_of(answer: Answer) -> str:
    """The text of an answer without its `[n]`: `[1]` would say 1."""
    return " ".join(claim_of(s, answer) for s in answer.sentences) or str(
        _MARKER.sub("", answer.answer)
    )


def claim_of(sentence: Sentence, answer: Answer) -> str:
    """What a sentence claims: without the tutor's own words around a source's, which claim nothing
    and are in the asker's language whatever the source's is."""
    text = sentence.text
    for frame in FRAMES:
        framed = filled_in(frame, answer.language, text)
        text = framed["text"] if framed else text
    return text


def sentences_of(answer: Answer) -> tuple[Sentence, ...]:
    """The sentences of an answer; none of a declined one, which says nothing.

    Where a system marked none, its text is split; such sentences cite nothing.
    """
    if answer.declined or answer.sentences:
        return () if answer.declined else answer.sentences
    text = text_of(answer)
    return tuple(
        Sentence(text=text[start:end], start=start, end=end, support="unchecked", citations=())
        for start, end in sentence_spans(text, answer.language)
    )


def cited_by(sentence: Sentence, answer: Answer) -> tuple[Citation, ...]:
    """The citations of a sentence, each once, in the order of its labels; a label that names
    none gives nothing."""
    named = {citation.label: citation for citation in answer.citations}
    return tuple(named[label] for label in dict.fromkeys(sentence.citations) if label in named)
