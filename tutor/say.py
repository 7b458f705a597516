"""From the passages that answer to statements: drafted by a chat model and checked, or quoted.

Knows evidence and how far each kind of model is to be believed, not what else an answer needs.
"""

import itertools
from collections.abc import Generator, Iterable, Sequence

import regex

from ingest.languages import english_name, same_language
from tutor.asked import Asked
from tutor.cite import (
    MOST_OVERLAP,
    Quote,
    Statement,
    check,
    overlap,
    plain,
    quote_of,
    quoted,
    resolve,
    words,
)
from tutor.evidence import Evidence
from tutor.gate import translates_well, writes_well
from tutor.lists import counted, is_row, nearby, whole_list
from tutor.means import Means
from tutor.phrases import phrase
from tutor.pick import SURE, Picked, pick
from tutor.write import drafts, translated, write

SEVERAL = {"list": 2, "comparison": 2}
"""Passages that an answer of this kind may rest on; else one."""
TRIED, SHOWN = 5, 3
"""Passages that are tried until enough of them answer; those that other models are shown at once
where an answer may rest on several."""
MOST_SAID = 8
"""Sentences of an answer at the most: some models recite the whole passage."""
ALIKE = 0.82
"""Cosine of a quote and its translation (e5) from which it is shown. Of 26 sentences of XQuAD's
tuning half translated into en and zh, those from zh and en had 0.83 to 0.91 and were right but for
details, those from ar 0.82 to 0.90, half of them wrong in a name or a word; other sentences of the
paragraph had 0.73 to 0.87. It finds what was made up, not what is amiss: translations are unchecked
whatever it says."""
MOST_TRANSLATED = 400
"""Characters of a list that is translated as a whole."""
LEAST_HELD = 0.5
"""Share of the words of a thing compared that statements must hold to speak of it."""


_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)


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
        few = SHOWN if asked.question.kind in SEVERAL else 1
        says = _labelled(asked, list(itertools.islice(evidences, few)), means)
        yield " ".join(statement.text for statement in says[0])
        return says
    unsure = list[Picked]()
    for evidence in itertools.islice(evidences, TRIED):
        picked = pick(asked, evidence, means)
        if picked.quotes and means.model is not None and picked.evidence.probability < SURE:
            unsure.append(picked)
            continue
        says = merged(says, (yield from _spoken(asked, picked, means)))
        most -= bool(picked.quotes)
        if most < 1 or _all_said(asked, says[0]):
            return says
    unsure.sort(key=lambda picked: -picked.evidence.probability)
    # Beside a sure answer an unsure one is noise, but for the other side of a comparison.
    if says[0] and asked.question.kind != "comparison":
        return says
    for picked in unsure[: most if asked.question.kind == "comparison" else 1]:
        says = merged(says, (yield from _spoken(asked, picked, means)))
    return says


def _spoken(asked: Asked, picked: Picked, means: Means) -> Generator[str, None, Says]:
    """What is said from a passage, passed on at once where a model took its time."""
    said = statements(asked, picked, means)
    if said[0] and means.model is not None:
        yield " ".join(statement.text for statement in said[0])
    return said


def statements(asked: Asked, picked: Picked, means: Means) -> Says:
    """What is said from a passage, as far as it answers."""
    if not picked.quotes:
        return (), tuple(filter(None, [picked.draft]))
    if means.embedded is None:
        return quoting(asked, picked.quotes, means), ()
    if same_language(picked.evidence.passage.language, asked.language):
        return _own_language(asked, picked, means)
    return _across(asked, picked, means)


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
        kept += quoting(asked, pick(asked, evidences[0], means).quotes, means)
    return tuple(kept), tuple(unresolved)


def _own_language(asked: Asked, picked: Picked, means: Means) -> Says:
    """The draft where it keeps to the words of the passage, else the sentences it came from."""
    model, quotes, draft = means.embedded, picked.quotes, picked.draft
    assert model is not None
    if whole := _whole(asked, picked, means):
        return tuple(map(quoted, whole)), ()
    believed = writes_well(model, asked.language) and _says_something(draft, asked)
    support = check(draft, quotes, asked.question.text, asked.language, MOST_OVERLAP)
    if believed and support == "supported":
        return (Statement(text=plain(draft), quotes=quotes, support=support),), ()
    return tuple(quoted(quote) for quote in quotes), (draft,)


def _across(asked: Asked, picked: Picked, means: Means) -> Says:
    """The quotes translated, where the model does that well and the particulars survive it; else
    the source's words, said to be in their language.

    A draft of the model's own was often vague or untrue here; its translations are not.
    """
    whole = _whole(asked, picked, means)
    short = sum(len(quote.text) for quote in whole) <= MOST_TRANSLATED
    quotes = whole if whole and short else picked.quotes
    assert means.embedded is not None
    raw = ""
    rows = any(map(is_row, quotes)) or _in_both(quotes, asked.question.text)
    if translates_well(means.embedded, asked.language) and not rows:
        texts = [quote.text for quote in quotes]
        raw = _without_preamble("".join(translated(texts, asked.language, means)))
        support = check(raw, quotes, "", asked.language, MOST_OVERLAP)
        if support != "unsupported" and _alike(raw, quotes, means):
            return (Statement(text=plain(raw), quotes=quotes, support="unchecked"),), ()
    return tuple(_foreign(quote, asked) for quote in quotes), (raw,)


def _foreign(quote: Quote, asked: Asked) -> Statement:
    """Words of a source in another language; those of a glossary in several need no such label."""
    if _in_both([quote], asked.question.text):
        return quoted(quote)
    return foreign(quote, asked.language)


def _in_both(quotes: Sequence[Quote], question: str) -> bool:
    """Are words of the quotes written as the question is, though their language is another?

    The row of a glossary in three languages: translated, it says one word three times.
    """
    letters = set(_NOT_LATIN.findall(question))
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


def quoting(asked: Asked, quotes: Sequence[Quote], means: Means) -> tuple[Statement, ...]:
    """The source's own words, a list as a whole."""
    said = list[Statement]()
    for quote in quotes:
        if not same_language(quote.language, asked.language):
            said.append(_foreign(quote, asked))
        else:
            said += map(quoted, _list_of(asked, quote, means) or (quote,))
    return tuple(said)


def _whole(asked: Asked, picked: Picked, means: Means) -> tuple[Quote, ...]:
    """The whole list that the best of the quotes stands in, or else another of them."""
    ordered = sorted(picked.quotes, key=lambda quote: quote != picked.best)
    return next(filter(None, (_list_of(asked, quote, means) for quote in ordered)), ())


def _list_of(asked: Asked, quote: Quote, means: Means) -> tuple[Quote, ...]:
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
    import langcodes

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
