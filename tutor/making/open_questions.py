"""Does a question leave open what of its sentence it asks for?

A small model asks "how many steps has an epoch?" of a sentence that works out one example, for one
member of a list as if it were the only one, and "what is Lex?" of whatever is said of it. Pure;
knows no model.
"""

from collections.abc import Iterator

import regex

from ingest.languages import same_language
from ingest.normalize import fold
from tutor.cite import numbers
from tutor.facts import Source
from tutor.gates.clauses import RESPECTIVELY, sentences
from tutor.gates.key_in_stem import telling
from tutor.gates.terms import share, terms
from tutor.making.focus import AMOUNT, Focus
from tutor.wording import contains

LEAST_SAID = 0.5
"""Share of the telling terms of its sentence, or of the clause with the answer, that a question
must have. Of 62 English and Chinese ones over `corpus/`, read one by one, 22 of 32 below it had a
wrong or ambiguous answer, and 11 of 30 above, of which other rules find 7."""
FEWEST_TERMS = 2
"""Of a clause that is looked at by itself."""
TOO_LITTLE = "it says too little of what its sentence says"
HOLDS_ANSWER = "it holds its answer"
SEVERAL = "it asks for several things at once"
OTHER_FIGURES = "its sentence gives other figures, and it names none of them"
OF_A_LIST = "its answer is one of several that its sentence lists"
_YEAR = regex.compile(r"(?:19|20)[0-9]{2}")
_JOINED_BEFORE = regex.compile(
    r"(?:、|\b(?:and|or)\s|[和与與或及跟]|\sأو\s|\sو)\s*(?:\p{Lu}\w*\s)?$"
)
"""With or without a maker before the name: `and Amazon`."""
_JOINED_BEHIND = regex.compile(r"\s*(?:、|(?:and|or)\b|[和与與或及跟]|أو\s|و(?=\p{L}))")


def left_open(question: str, language: str, focus: Focus, source: Source, *, typed: bool) -> str:
    """Why it cannot be told what a question in a language asks for; empty where it can. `typed`:
    whether the learner has no options, among which other members of a list are never found."""
    if RESPECTIVELY.search(fold(question)):
        return SEVERAL
    if focus.of != "amount" and contains(question, focus.text, language):
        return HOLDS_ANSWER
    # Of another language no term would be found again.
    own = same_language(source.passage.language, language)
    if own and _said(question, focus, source) < LEAST_SAID:
        return TOO_LITTLE
    text = source.evidence.text
    if focus.of == "amount":
        amounts = {number for match in AMOUNT.finditer(text) for number in numbers(match["n"])}
        beside = {number for number in amounts - numbers(focus.text) if not _YEAR.fullmatch(number)}
        return OTHER_FIGURES if beside and beside.isdisjoint(numbers(question)) else ""
    return OF_A_LIST if typed and is_listed(focus, source) else ""


def is_listed(focus: Focus, source: Source) -> bool:
    """Is it joined with others, of which there may be more than the sentence names?"""
    before, behind = source.evidence.text[: focus.start], source.evidence.text[focus.end :]
    return bool(_JOINED_BEFORE.search(before) or _JOINED_BEHIND.match(behind))


def _said(question: str, focus: Focus, source: Source) -> float:
    """Share of what the sentence says beside the answer that the question says as well."""
    language = source.passage.language
    held = terms(question, language)
    return max(share(looked_for, held) for looked_for in _parts(focus, source))


def _parts(focus: Focus, source: Source) -> Iterator[frozenset[frozenset[str]]]:
    """The telling terms beside the answer: of the sentence, then of each clause that has it."""
    text, language = source.evidence.text, source.passage.language
    yield telling(f"{text[: focus.start]} {text[focus.end :]}", language)
    answer = fold(focus.text)
    for clause in (c for each in sentences(text, language) for c in each.clauses if answer in c):
        looked_for = telling(clause.replace(answer, " ", 1), language)
        if len(looked_for) >= FEWEST_TERMS:
            yield looked_for
