"""Does a question leave open which of several things in its sentence it asks for?

A small model asks "how many steps has an epoch?" of a sentence that works out one example, and for
one member of a list as if it were the only one. Pure; knows no model.
"""

import regex

from tutor.cite import numbers
from tutor.facts import Source
from tutor.making.focus import AMOUNT, Focus

OTHER_FIGURES = "its sentence gives other figures, and it names none of them"
OF_A_LIST = "its answer is one of several that its sentence lists"
_YEAR = regex.compile(r"(?:19|20)[0-9]{2}")
_JOINED_BEFORE = regex.compile(
    r"(?:、|\b(?:and|or)\s|[和与與或及跟]|\sأو\s|\sو)\s*(?:\p{Lu}\w*\s)?$"
)
"""With or without a maker before the name: `and Amazon`."""
_JOINED_BEHIND = regex.compile(r"\s*(?:、|(?:and|or)\b|[和与與或及跟]|أو\s|و(?=\p{L}))")


def left_open(question: str, focus: Focus, source: Source, *, typed: bool) -> str:
    """Why it cannot be told what the question asks for; empty where it can. `typed`: whether the
    learner has no options, among which other members of a list are never found."""
    text = source.evidence.text
    if focus.of == "amount":
        amounts = {number for match in AMOUNT.finditer(text) for number in numbers(match["n"])}
        beside = {number for number in amounts - numbers(focus.text) if not _YEAR.fullmatch(number)}
        return OTHER_FIGURES if beside and beside.isdisjoint(numbers(question)) else ""
    before, behind = text[: focus.start], text[focus.end :]
    listed = _JOINED_BEFORE.search(before) or _JOINED_BEHIND.match(behind)
    return OF_A_LIST if typed and listed else ""
