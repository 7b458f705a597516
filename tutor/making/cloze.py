"""A sentence with a gap where its amount, name or term stands: made by code alone.

Knows no model. The sentence is the document's own, so the item is in its language.
"""

import regex

from tutor.cite import numbers
from tutor.facts import Source, asked_for
from tutor.items import dressed, evidence_of, written
from tutor.making.bench import Bench, Made
from tutor.making.focus import Focus
from tutor.making.standalone import label, placed, stands_alone
from tutor.making.stems import shown
from tutor.phrases import phrase
from tutor.quizzes import GAP
from tutor.wording import contains, size

LONGEST = 260
"""Size of a sentence in which a gap is still found at once."""
_GLOSS = regex.compile(r"\s*[(（]\s*[\p{Latin}\p{L}]")


def cloze(source: Source, language: str, bench: Bench) -> Made | None:
    """The item, if the sentence can be understood alone and holds something to fill in."""
    if not completable(source):
        return None
    random = bench.random(source.document.id, source.evidence.start)
    for focus in asked_for(source, bench.index, random):
        if not given_away(focus, source):
            return _item(focus, source, language)
    return None


def completable(source: Source) -> bool:
    """Can a learner who sees nothing but the sentence say what it lacks?"""
    text = source.evidence.text
    return size(text) <= LONGEST and stands_alone(text, source.passage.language)


def _item(focus: Focus, source: Source, language: str) -> Made:
    text = source.evidence.text
    # The unit stays: what is asked for is then the number, whatever unit it could be given in.
    answer, at = (focus.number, text.index(focus.number, focus.start)) if focus.number else (
        focus.text, focus.start
    )  # fmt: skip
    gapped = shown(text[:at]) + GAP + shown(text[at + len(answer) :])
    span = evidence_of(source)
    item = written(
        "cloze",
        language,
        placed(gapped, source.passage, language),
        answer,
        [span],
        explanation=phrase("item_source", language, quote=shown(span.quote), title=span.title),
    )
    item = dressed(item, source.document, source.passage)
    return Made(item=item, document=source.document, passages=(source.passage,))


def given_away(focus: Focus, source: Source) -> bool:
    """Does its name in another language stand behind it, or the headings hold it?"""
    above = label(source.passage)
    if focus.of == "amount":
        return bool(numbers(focus.number) & numbers(above))
    behind = _GLOSS.match(source.evidence.text, focus.end)
    return bool(behind) or contains(above, focus.text, source.passage.language)
