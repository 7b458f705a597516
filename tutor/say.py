"""From the passages that answer to statements: drafted by a chat model and checked, or quoted.

Knows evidence and how far each kind of model is to be believed, not what else an answer needs.
"""

import itertools
from collections.abc import Generator, Iterable, Sequence

import langcodes
import regex

from ingest.documents import Record, Scope
from ingest.languages import english_name, same_language
from tutor.answers import Manner
from tutor.cite import (
    MOST_OVERLAP,
    Quote,
    Statement,
    check,
    covering,
    overlap,
    plain,
    quote_of,
    quoted,
    resolve,
    words,
)
from tutor.evidence import (
    Evidence,
    answering,
    enough,
    sentence_odds,
    translates_well,
    writes_well,
)
from tutor.lists import counted, nearby, whole_list
from tutor.means import Means
from tutor.phrases import phrase
from tutor.questions import Question
from tutor.write import drafts, translated, write

SEVERAL = {"list": 2, "comparison": 2}
"""Passages that an answer of this kind may rest on; else one."""
TRIED = 3
"""Passages that are tried until enough of them answer."""
MOST_SAID = 8
"""Sentences of an answer at the most: some models recite the whole passage."""
ALIKE = 0.85
"""Cosine of a quote and its translation (e5): seven right ones had 0.86 to 0.91, what the model
made up instead 0.77 to 0.83."""
CONSIDERED = 4
"""Sentences nearest to the question that the chat model is asked about one by one."""
NAMED = 0.6
"""Log-odds that a sentence from which a draft was written is ahead of the others."""
CLOSE, CLOSE_OF_SEVERAL = 0.5, 0.8
"""Log-odds below the best sentence's up to which another one is quoted beside it."""
QUOTED = {"list": 3, "comparison": 3, "reason": 3, "steps": 3}
"""Sentences that an answer of this kind quotes of a passage at the most; else two."""
MOST_TRANSLATED = 400
"""Characters of a list that is translated as a whole."""
LEAST_HELD = 0.5
"""Share of the words of a thing compared that statements must hold to speak of it."""


_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)


class Asked(Record):
    """One question with where and how to answer it."""

    question: Question
    language: str
    """Of the answer."""
    scope: Scope
    k: int
    pool: int
    manner: Manner = "short"


Says = tuple[tuple[Statement, ...], tuple[str, ...]]
"""Statements, and what the model made up."""


def say(asked: Asked, evidences: Iterable[Evidence], means: Means) -> Generator[str, None, Says]:
    """Statements from the evidence, by the chat model where there is one; their text as soon as
    it is checked: a draft may say what a document ordered, so none is passed on as it comes.

    Evidence is taken one by one, and no more of it than the question needs.
    """
    most = SEVERAL.get(asked.question.kind, 1)
    says: Says = (), ()
    if means.model is not None and means.embedded is None:
        few = TRIED if asked.question.kind in SEVERAL else 1
        says = _labelled(asked, list(itertools.islice(evidences, few)), means)
        yield " ".join(statement.text for statement in says[0])
        return says
    for evidence in itertools.islice(evidences, TRIED):
        said = _say_one(asked, evidence, means)
        if said[0] and means.model is not None:
            yield " ".join(statement.text for statement in said[0])
        says = merged(says, said)
        most -= bool(said[0])
        if most < 1 or _all_said(asked, says[0]):
            break
    return says


def _say_one(asked: Asked, evidence: Evidence, means: Means) -> Says:
    if means.model is None:
        return quoting(asked, [best(evidence)], means), ()
    if same_language(evidence.passage.language, asked.language):
        return _own_language(asked, evidence, means)
    return _across(asked, evidence, means)


def _all_said(asked: Asked, statements: Sequence[Statement]) -> bool:
    """Is every thing compared spoken of, or a list quoted as a whole?"""
    if asked.question.parts:
        return not unsaid(asked, statements)
    return len(statements) > 2


def _labelled(asked: Asked, evidences: Sequence[Evidence], means: Means) -> Says:
    """A model that names what it uses has all passages before it."""
    if not evidences:
        return (), ()
    raw = "".join(write(asked.question.text, asked.language, evidences, means))
    sources = [quote_of(e.passage, sentence) for e in evidences for sentence in e.sentences]
    kept, unresolved = list[Statement](), list[str]()
    for draft in drafts(raw):
        statement, invented = resolve(draft, sources, asked.question.text, asked.language)
        unresolved += invented
        if statement is not None and len(kept) < MOST_SAID:
            kept.append(statement)
    if not kept:
        kept += quoting(asked, [best(evidences[0])], means)
    return tuple(kept), tuple(unresolved)


def _own_language(asked: Asked, evidence: Evidence, means: Means) -> Says:
    """The draft where it keeps to the words of the passage, else the sentences it came from."""
    question, model = asked.question, means.embedded
    assert model is not None
    raw = "".join(write(question.text, asked.language, [evidence], means))
    sources = [quote_of(evidence.passage, s) for s in evidence.sentences if s.states]
    named = covering(raw, sources, asked.language, QUOTED.get(question.kind, 2))
    quotes = answering_quotes(asked, evidence, means, named)
    if not quotes:
        return (), (raw,)
    if len(quotes) == 1 and (whole := _whole(asked, quotes[0], means)):
        return tuple(map(quoted, whole)), ()
    believed = writes_well(model, asked.language) and _says_something(raw, asked)
    support = check(raw, quotes, question.text, asked.language, MOST_OVERLAP)
    if believed and support == "supported":
        return (Statement(text=plain(raw), quotes=quotes, support=support),), ()
    return tuple(quoted(quote) for quote in quotes), (raw,)


def _across(asked: Asked, evidence: Evidence, means: Means) -> Says:
    """The quotes translated, where the model does that well and the particulars survive it; else
    the source's words, said to be in their language.

    A draft of the model's own was often vague or untrue here; its translations are not.
    """
    quotes = answering_quotes(asked, evidence, means)
    if not quotes:
        return (), ()
    whole = _whole(asked, quotes[0], means)
    if sum(len(quote.text) for quote in whole) <= MOST_TRANSLATED:
        quotes = whole or quotes
    assert means.embedded is not None
    raw = ""
    if translates_well(means.embedded, asked.language) and not _in_both(quotes, asked):
        texts = [quote.text for quote in quotes]
        raw = _without_preamble("".join(translated(texts, asked.language, means)))
        support = check(raw, quotes, "", asked.language, MOST_OVERLAP)
        if support != "unsupported" and _alike(raw, quotes, means):
            return (Statement(text=plain(raw), quotes=quotes, support="unchecked"),), ()
    return tuple(foreign(quote, asked.language) for quote in quotes), (raw,)


def _in_both(quotes: Sequence[Quote], asked: Asked) -> bool:
    """Are words of the quotes written as the question is, though their language is another?

    The row of a glossary in three languages: translated, it says one word three times.
    """
    letters = set(_NOT_LATIN.findall(asked.question.text))
    return any(letters & set(_NOT_LATIN.findall(quote.text)) for quote in quotes)


def _without_preamble(raw: str) -> str:
    """Without a first line such as "Here is the translation:"."""
    first, _, rest = raw.strip().partition("\n")
    return rest.strip() if rest.strip() and first.rstrip().endswith((":", "：")) else raw


def _alike(text: str, quotes: Sequence[Quote], means: Means) -> bool:
    """May `text` be a translation of the quotes, by what the embedding model makes of both?"""
    said = " ".join(quote.text for quote in quotes)
    a, b = means.index.embeddings.embed_documents([text, said])
    return sum(x * y for x, y in zip(a, b)) >= ALIKE


def answering_quotes(
    asked: Asked, evidence: Evidence, means: Means, named: Sequence[Quote] = ()
) -> tuple[Quote, ...]:
    """The sentences in which, each alone, the model finds the answer best; none where passage and
    sentence together do not speak for an answer.

    Asked about are those nearest to the question and those `named`, from which a draft was
    written. In 65 passages that hold the answer (tuning half of the own gold set), a sentence
    with it was the first by odds alone in 0.68, with `NAMED` in 0.72, and among those up to
    `CLOSE` below the first in 0.89, with 1.9 sentences quoted. (Asked for the number of the
    sentence that answers, the model was right in 0.38 of 39.)
    """
    assert means.embedded is not None
    starts = {quote.start for quote in named}
    near = evidence.ranked[:CONSIDERED]
    odds = {
        sentence: sentence_odds(
            asked.question.text, evidence, [sentence], means.embedded,
            usage=means.usage, cancel=means.cancel,
        )
        for sentence in evidence.sentences
        if sentence.label in near or sentence.start in starts
    }  # fmt: skip
    known = answering(evidence, max(odds.values()), means.embedded)
    if not enough(known, means.embedded, means.settings.answer.least(same=evidence.same)):
        return ()
    scores = {s: value + NAMED * (s.start in starts) for s, value in odds.items()}
    several = asked.question.kind in QUOTED
    close = max(scores.values()) - (CLOSE_OF_SEVERAL if several else CLOSE)
    first = sorted(scores, key=lambda sentence: -scores[sentence])
    kept = [s for s in first if scores[s] >= close][: QUOTED.get(asked.question.kind, 2)]
    return tuple(quote_of(evidence.passage, s) for s in sorted(kept, key=lambda s: s.start))


def best(evidence: Evidence) -> Quote:
    (first,) = evidence.best(1)
    return quote_of(evidence.passage, first)


def quoting(asked: Asked, quotes: Sequence[Quote], means: Means) -> tuple[Statement, ...]:
    """The source's own words, a list as a whole."""
    statements = list[Statement]()
    for quote in quotes:
        if not same_language(quote.language, asked.language):
            statements.append(foreign(quote, asked.language))
        else:
            statements += map(quoted, _whole(asked, quote, means) or (quote,))
    return tuple(statements)


def _whole(asked: Asked, quote: Quote, means: Means) -> tuple[Quote, ...]:
    """The whole list that a quote stands in, where one was asked for, or the sentences that count
    with it ("First …", "第二步 …")."""
    if asked.question.kind not in ("list", "steps"):
        return ()
    document = means.index.document(quote.document)
    return whole_list(document, quote) or counted(nearby(document, quote), quote)


def _says_something(text: str, asked: Asked) -> bool:
    """False for a sentence that only says the question again."""
    if asked.question.kind in ("yes-no", "comparison"):
        return True
    return bool(words(text, asked.language) - words(asked.question.text, asked.language))


def foreign(quote: Quote, language: str) -> Statement:
    """Words in another language than the asker's, said to be so."""
    text = phrase(
        "in_language", language, language=language_name(quote.language, language),
        text=plain(quote.text),
    )  # fmt: skip
    return Statement(text=text, quotes=(quote,), support="supported")


def language_name(code: str, language: str) -> str:
    name = langcodes.Language.get(code).display_name(language)
    return str(name) if name else english_name(code)


def unsaid(asked: Asked, statements: Sequence[Statement]) -> list[str]:
    """The things compared that the statements do not name."""
    said = " ".join(statement.text for statement in statements)
    return [
        part
        for part in asked.question.parts
        if overlap(part, said, "", asked.language) <= LEAST_HELD
    ]


def merged(first: Says, second: Says) -> Says:
    return (*first[0], *second[0]), (*first[1], *second[1])
