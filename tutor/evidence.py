"""Passages → evidence: their sentences, and the signals that they hold the answer.

Knows passages and a chat model's log-odds, not how answers are written; what the signals amount to
is decided by `gate`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import regex
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import Field

from ingest import lexical
from ingest.documents import Record
from ingest.index import Index
from ingest.languages import same_language, sentence_spans
from ingest.normalize import one_line
from tutor.answers import Passage
from tutor.chat_models import log_odds
from tutor.figures import asks_figure, gives_figure
from tutor.gate import Signals, least, probability
from tutor.means import Means
from tutor.prompt import render
from tutor.retrieve import Found
from tutor.rows import heads_above, is_heads, is_row, line_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_QUESTION = regex.compile(r"[?？؟][\s\p{Pe}\p{Pf}\"'*_]*$")
_LETTER = regex.compile(r"\p{L}")
_HEADING = regex.compile(r"[ \t]*#{1,6}[ \t]")


CONSIDERED = 2
"""Sentences nearest to the question that the chat model is asked about one by one. On the tuning
half of the own gold set, 29 passages, the best of two was right in 20, of four in 18."""


class SourceSentence(Record):
    """A sentence of a passage; offsets into the document."""

    label: int
    """Its number in prompts, from 1: short, so that a model cannot misspell it."""
    start: int
    end: int
    text: str
    states: bool = True
    """False for the heads of a table's columns, for questions, for one word beside others ("Yes."),
    and for what holds no figure where one is asked for: read with the rest, but what they say
    answers nothing."""


class Evidence(Record):
    """A passage, its sentences, and the probability that it holds the answer."""

    passage: Passage
    sentences: tuple[SourceSentence, ...]
    ranked: tuple[int, ...]
    """Labels of the sentences, the one most likely to hold the answer first."""
    signals: Signals
    same: bool
    """Are question and passage in one language?"""
    probability: float = 0.0
    odds: dict[int, float] = Field(default_factory=dict)
    """ln P(Yes) − ln P(No) that a sentence alone answers, by label, of those asked about."""

    @property
    def nearest(self) -> tuple[SourceSentence, ...]:
        """The sentences worth asking about, the nearest first."""
        return tuple(self.sentences[label - 1] for label in self.ranked[:CONSIDERED])

    def best(self, count: int) -> tuple[SourceSentence, ...]:
        """The `count` best sentences, in the order of the document."""
        labels = sorted(self.ranked[:count])
        return tuple(self.sentences[label - 1] for label in labels)


def examine(question: str, language: str, found: Found, means: Means) -> Iterator[Evidence]:
    """Evidence for each passage of `found`, best-ranked first, computed as it is asked for.

    What cannot answer is left out: where a figure is asked for, passages without one.
    """
    index = means.index
    rarity = index.rarity(lexical.terms(question, language))
    figure = asks_figure(question, language)
    for passage in found.passages:
        sentences = split_sentences(passage)
        if figure:
            sentences = _with_figures(sentences, passage.language, question, language)
            if not any(sentence.states for sentence in sentences):
                continue
        nearness = _similarities(found.query_vector, sentences, index)
        same = same_language(language, passage.language)
        unasked = Evidence(
            passage=passage,
            sentences=sentences,
            ranked=_ranked(sentences, nearness),
            signals=Signals(
                sentence=_nearest(sentences, nearness),
                coverage=_coverage(passage, rarity) if same else 0.0,
            ),
            same=same,
        )
        yield _asked_about(unasked, question, means)


def _asked_about(evidence: Evidence, question: str, means: Means) -> Evidence:
    """The same evidence, with what the chat model makes of it.

    Across languages the embedded one is asked about single sentences at once: what it says of
    the whole passage adds nothing to that (`gate.toml`), and costs half as much again.
    """
    if means.embedded is not None and not evidence.same:
        return answering(
            evidence, sentence_odds(question, evidence, evidence.nearest, means), means
        )
    signals = evidence.signals
    if means.model is not None:
        prompt = messages(question, evidence.passage, evidence.sentences)
        signals = signals.model_copy(update={"odds": _odds(prompt, means)})
    return _judged(evidence, signals, means)


def pointed(found: Found, index: Index, first: int) -> tuple[Passage, ...]:
    """The passages, with the sentence nearest to the question noted in the `first` of them."""
    return tuple(
        _pointed(p, found, index) if n < first else p for n, p in enumerate(found.passages)
    )


def _pointed(passage: Passage, found: Found, index: Index) -> Passage:
    nearest, _ = nearest_sentence(passage, found, index)
    return passage.model_copy(update={"nearest": (nearest.start, nearest.end)})


def nearest_sentence(passage: Passage, found: Found, index: Index) -> tuple[SourceSentence, float]:
    """The passage's sentence that is nearest to the question, and their cosine."""
    sentences = split_sentences(passage)
    nearness = _similarities(found.query_vector, sentences, index)
    best = _ranked(sentences, nearness)[0] - 1
    return sentences[best], nearness[best]


def _with_figures(
    sentences: Sequence[SourceSentence], language: str, question: str, asked_in: str
) -> tuple[SourceSentence, ...]:
    """The same sentences; only those with a figure that the question has not state anything."""
    return tuple(
        sentence.model_copy(
            update={
                "states": sentence.states
                and gives_figure(sentence.text, language, question, asked_in)
            }
        )
        for sentence in sentences
    )


def _nearest(sentences: Sequence[SourceSentence], nearness: Sequence[float]) -> float:
    """Cosine of the nearest sentence that states something: a question is near itself."""
    stating = [near for near, sentence in zip(nearness, sentences) if sentence.states]
    return max(stating or nearness)


def _ranked(sentences: Sequence[SourceSentence], nearness: Sequence[float]) -> tuple[int, ...]:
    """Labels, the nearest first; of those that state something, if any does."""
    ordered = [s for _, s in sorted(zip(nearness, sentences), key=lambda pair: -pair[0])]
    stating = [sentence.label for sentence in ordered if sentence.states]
    return tuple(stating or [sentence.label for sentence in ordered])


def answering(evidence: Evidence, odds: Mapping[int, float], means: Means) -> Evidence:
    """The same evidence, now that `odds` of sentences by label are known.

    A passage may be about the question throughout, and no sentence of it answer it.
    """
    known = {**evidence.odds, **odds}
    signals = evidence.signals.model_copy(update={"answers": max(known.values())})
    return _judged(evidence.model_copy(update={"odds": known}), signals, means)


def _judged(evidence: Evidence, signals: Signals, means: Means) -> Evidence:
    likely = probability(signals, means.model, same=evidence.same)
    return evidence.model_copy(update={"signals": signals, "probability": likely})


def enough(evidence: Evidence, model: "BaseChatModel | None", wanted: float | None) -> bool:
    """Is the evidence likely enough to be answered from? `wanted` is a person's own threshold."""
    if wanted is None:
        wanted = least(model, same=evidence.same)
    return evidence.probability >= wanted


def sentence_odds(
    question: str, evidence: Evidence, sentences: Iterable[SourceSentence], means: Means
) -> dict[int, float]:
    """ln P(Yes) − ln P(No), by label, that each of the sentences alone holds the answer."""
    return {
        sentence.label: _odds(messages(question, evidence.passage, [sentence]), means)
        for sentence in sentences
    }


def _odds(prompt: list[BaseMessage], means: Means) -> float:
    assert means.model is not None
    return log_odds(means.model, prompt, "Yes", "No", usage=means.usage, cancel=means.cancel)


def messages(
    question: str, passage: Passage, sentences: Sequence[SourceSentence]
) -> list[BaseMessage]:
    """The prompt that asks for Yes or No about some sentences of a passage."""
    return asked("examine", listed(passage, sentences), question)


def asked(prompt: str, passage: str, question: str, **variables: str) -> list[BaseMessage]:
    """A prompt about a passage. All begin alike: what is computed of one serves the next."""
    text = render(prompt, passage=passage, question=question, **variables)
    return [SystemMessage(render("system")), HumanMessage(text)]


def listed(passage: Passage, sentences: Sequence[SourceSentence]) -> str:
    """Sentences with their labels, a line each, below what they are about, and rows of a table
    below the heads of its columns."""
    first = sentences[0].start - passage.start
    row = is_row(passage.text, line_of(passage.text, first))
    heads = heads_above(passage.text, first) or passage.heads if row else ""
    lines = [about(passage), heads, *(f"[{s.label}] {one_line(s.text)}" for s in sentences)]
    return "\n".join(filter(None, lines))


def about(passage: Passage) -> str:
    """What the passage is about, for sentences that say only "it": headings, else the title.

    A title that is merely the file's name says nothing.
    """
    named = passage.title != Path(passage.path).stem
    return passage.heading or (passage.title if named else "")


def split_sentences(passage: Passage) -> tuple[SourceSentence, ...]:
    """The sentences of a passage, numbered from 1; headings state nothing and are left out."""
    spans = _rows_whole(passage.text, sentence_spans(passage.text, passage.language))
    stating = [span for span in spans if not _HEADING.match(passage.text, *_line(passage, span))]
    # A passage of headings or signs alone, such as a line of code, is one sentence.
    spans = stating or [(0, len(passage.text))]
    return tuple(
        SourceSentence(
            label=label,
            start=passage.start + start,
            end=passage.start + end,
            text=passage.text[start:end],
            states=len(spans) == 1 or _states(passage, (start, end)),
        )
        for label, (start, end) in enumerate(spans, start=1)
    )


def _rows_whole(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same spans, those within one row of a table made one: a cell says nothing by itself."""
    whole = list[tuple[int, int]]()
    for start, end in spans:
        row = line_of(text, start)
        if whole and whole[-1][0] >= row and is_row(text, row):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _states(passage: Passage, span: tuple[int, int]) -> bool:
    """False for the heads of columns, for a question, and for one word beside others ("Yes.")."""
    text, line = passage.text, line_of(passage.text, span[0])
    if is_heads(text, line) or _QUESTION.search(text, *span):
        return False
    beside = text[line : span[0]] + text[span[1] :].partition("\n")[0]
    return (
        not _LETTER.search(beside)
        or len(set(lexical.terms(text[slice(*span)], passage.language))) > 1
    )


def _line(passage: Passage, span: tuple[int, int]) -> tuple[int, int]:
    return line_of(passage.text, span[0]), span[1]


def _similarities(
    query: Sequence[float], sentences: Sequence[SourceSentence], index: Index
) -> tuple[float, ...]:
    vectors = index.embeddings.embed_documents([sentence.text for sentence in sentences])
    return tuple(sum(a * b for a, b in zip(query, vector)) for vector in vectors)


def _coverage(passage: Passage, rarity: dict[str, float]) -> float:
    held = set(lexical.terms(f"{passage.title}\n{passage.text}", passage.language))
    total = sum(rarity.values())
    return sum(weight for term, weight in rarity.items() if term in held) / total if total else 0.0
