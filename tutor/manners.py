"""A tutor's manners: a hint instead of the answer, an example, an explanation for a beginner."""

from collections.abc import Iterator, Sequence

import regex

from ingest.documents import Record
from ingest.languages import same_language
from ingest.normalize import fold
from tutor.answers import Support
from tutor.cite import (
    LEAST_OVERLAP,
    MOST_OVERLAP,
    Quote,
    Statement,
    check,
    covering,
    plain,
    quote_of,
    quoted,
)
from tutor.evidence import Evidence, split_sentences
from tutor.means import Means
from tutor.phrases import phrase
from tutor.questions import Question
from tutor.retrieve import Found
from tutor.write import drafts, write

SHOWN = 0.3
"""Share of the answering sentence that a hint shows."""
EXAMPLES = 2
NEAR = 0.84
"""Cosine of question and an example elsewhere from which it is one of this (e5)."""
_WORDS = regex.compile(r"\p{Han}|[\p{L}\p{M}\p{N}]+")
_FOR_EXAMPLE = regex.compile(
    r"\b(?:for example|for instance|e\.g\.|such as|par exemple|por ejemplo|zum beispiel"
    r"|ad esempio|por exemplo|ornegin|например)\b|例如|比如|举例|舉例|譬如|例えば|예를 들어"
    r"|مثلا|(?:علي سبيل|ومثال|مثال) ?(?:المثال|ذلك)?|براي مثال"
)
"""After folding."""


def hint(evidences: Sequence[Evidence], language: str) -> tuple[Statement, ...]:
    """Where the answer stands and how its sentence begins."""
    if not evidences:
        return ()
    (best,) = evidences[0].best(1)
    whole = quote_of(evidences[0].passage, best)
    words = list(_WORDS.finditer(whole.text))
    last = words[min(max(2, int(SHOWN * len(words))), len(words)) - 1].end() if words else 0
    quote = whole.model_copy(update={"end": whole.start + last, "text": whole.text[:last]})
    text = phrase(
        "hint", language, title=plain(quote.title), page=str(quote.page), text=plain(quote.text)
    )
    return (Statement(text=text, quotes=(quote,), support="supported"),)


def example(
    language: str, said: Sequence[Statement], found: Found, means: Means
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Sentences of the passages found that give an example of what was asked, or a note."""
    cited = [quote for statement in said for quote in statement.quotes]
    given = [(q, close) for q, close in _examples(found, cited, language) if q not in cited]
    if not given:
        return (), (phrase("no_example", language),)
    vectors = means.index.embeddings.embed_documents([quote.text for quote, _ in given])
    near = [sum(a * b for a, b in zip(found.query_vector, vector)) for vector in vectors]
    ranked = sorted(range(len(given)), key=lambda at: (-given[at][1], -near[at]))[:EXAMPLES]
    kept = tuple(quoted(given[at][0]) for at in ranked if given[at][1] or near[at] >= NEAR)
    return kept, () if kept else (phrase("no_example", language),)


def _examples(found: Found, cited: Sequence[Quote], language: str) -> Iterator[tuple[Quote, bool]]:
    """Sentences that say they give an example; True for those beside what was cited."""
    for passage in found.passages:
        if same_language(passage.language, language):
            beside = any(
                quote.document == passage.document and passage.start <= quote.start < passage.end
                for quote in cited
            )
            for sentence in split_sentences(passage):
                if _FOR_EXAMPLE.search(fold(sentence.text)):
                    yield quote_of(passage, sentence), beside


class Explained(Record):
    """An explanation for a beginner, as far as the documents bear it out."""

    statements: tuple[Statement, ...] = ()
    unresolved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def by(
        cls, question: Question, language: str, evidences: Sequence[Evidence], means: Means
    ) -> "Explained":
        """The sentences of an explanation that keep to the passage; a note where none does."""
        nothing = (phrase("no_explanation", language),)
        if means.model is None or not evidences:
            return cls(notes=nothing)
        raw = "".join(write(question.text, language, evidences, means, "explain", lines=3))
        sources = [quote_of(e.passage, s) for e in evidences for s in e.sentences]
        kept, dropped = list[Statement](), list[str]()
        for draft in drafts(raw):
            quotes = covering(draft.text, sources, language)
            if check(draft.text, quotes, question.text, language, LEAST_OVERLAP) == "unsupported":
                dropped.append(draft.text)
                continue
            # In words of its own it may say more than they do: then it counts as unchecked.
            support = check(draft.text, quotes, question.text, language, MOST_OVERLAP)
            sure: Support = "supported" if support == "supported" else "unchecked"
            kept.append(Statement(text=plain(draft.text), quotes=quotes, support=sure))
        return cls(statements=tuple(kept), unresolved=tuple(dropped), notes=() if kept else nothing)
