"""Passages → those that hold the answer: the chat model examines the best of what was found.

Knows when to stop and when none is likely enough, not how answers are written.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from ingest.documents import Scope
from ingest.languages import detect_language, same_language, sentence_spans
from ingest.lexical import terms
from tutor.answers import Passage
from tutor.evidence import Evidence, enough, examine
from tutor.means import Means
from tutor.names import cased, latin_names, squash, squashes
from tutor.retrieve import Found

MISSING = 0.75
"""Share of the question's names, weighed by rarity, that a passage may lack."""
_OWN_CASE = regex.compile(r"[._/]")
"""What an instance type, a file and a path have in their names."""
HOPE = 0.03
"""Probability from which a passage is looked at sentence by sentence."""
_LETTER = regex.compile(r"[\p{L}\p{N}]")


def accepted(
    question: str, language: str, found: Found, means: Means, *, named: bool = True
) -> Iterator[Evidence]:
    """The passages likely enough to hold the answer: those of the question's own language, the
    likeliest first, then the others. One that a chat model is sure of is given before it examines
    the next, which it does only if the caller goes on.

    Passages that name little of what the question names are left out, unless not `named`.
    """
    if named:
        found = _naming(question, language, found, means)
    own, across = _worth_examining(found, language, means)
    sure = means.settings.answer.sure if means.model is not None else 1.0
    for few in (own, across):
        waiting = list[Evidence]()
        for evidence in examine(question, language, few, means):
            if few is own and evidence.probability >= sure:
                yield from _worth_trying([evidence], means)
            else:
                waiting.append(evidence)
        waiting.sort(key=lambda evidence: -evidence.probability)
        yield from _worth_trying(waiting, means)


def _worth_trying(seen: Sequence[Evidence], means: Means) -> list[Evidence]:
    """Of what the embedded model is asked sentence by sentence, the hopeless is left out here. For
    other models this decides.
    """
    if means.embedded is not None:
        return [e for e in seen if e.probability >= HOPE]
    settings = means.settings.answer
    return [e for e in seen if enough(e, means.model, settings.least(same=e.same))]


def _naming(question: str, language: str, found: Found, means: Means) -> Found:
    """Without the passages that lack most of the question's names.

    Names in Latin letters (SageMaker Debugger, MLS-C01) are the same in documents of every
    language, and what is said of another service is no answer. Weighed by rarity: AWS is
    everywhere. On the tuning half of the own gold set 27 of 27 questions with names kept a passage
    with their answer where only passages without any of the names were left out, and of 17 that
    nothing answers 11 lost at least one of their first three.
    In another language names of people and places are written as it writes them: only names that
    its passages are known to write in Latin letters are looked for there.
    """
    wanted, index = subject_names(question), means.index
    rarity = {name: sum(index.rarity(terms(name, "en")).values()) for name in wanted}

    @cache
    def written(code: str) -> list[str]:
        if same_language(code, language):
            return wanted
        within = Scope(languages=(code,))
        return [name for name in wanted if index.search_words(terms(name, "en"), 1, where=within)]

    def named(passage: Passage) -> bool:
        looked_for = written(passage.language)
        held = squashes(cased(f"{passage.title}\n{passage.heading}\n{passage.text}"))
        missing = sum(rarity[name] for name in looked_for if squash(name) not in held)
        return not looked_for or missing <= MISSING * sum(rarity[name] for name in looked_for)

    return _only(found, [passage for passage in found.passages if named(passage)])


def subject_names(question: str) -> list[str]:
    """The names in Latin letters of what is asked about; a capital that only begins a sentence
    makes none, and instance types, files and paths are the asker's own."""
    text = cased(question)
    spans = sentence_spans(text, detect_language(text))
    firsts = (_LETTER.search(text, start, end) for start, end in spans)
    begins = {first.start() for first in firsts if first}
    found = [
        name.text
        for name in latin_names(text)
        if (name.code or name.start not in begins) and not _OWN_CASE.search(name.text)
    ]
    return list(dict.fromkeys(found))


def _worth_examining(found: Found, language: str, means: Means) -> tuple[Found, Found]:
    """The first passages in the question's language, and the first in others."""
    settings = means.settings.answer
    own = [p for p in found.passages if same_language(p.language, language)]
    across = [p for p in found.passages if p not in own]
    first = settings.examined
    # Where nothing is in the question's language, the others are all there is.
    return _only(found, own[:first]), _only(
        found, across[: settings.examined_across if own else first]
    )


def _only(found: Found, passages: Sequence[Passage]) -> Found:
    return found.model_copy(update={"passages": tuple(passages)})
