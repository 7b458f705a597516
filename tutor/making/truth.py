"""A sentence of a document to judge: as it stands, or with one particular changed.

Made by code alone. Amounts are changed for what they are mixed up with; a name only where it is
what the sentence is about, since much that is said of one service holds for others too.
"""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from ingest.languages import primary
from ingest.normalize import fold
from tutor.facts import Source, asked_for
from tutor.gates.quantities import quantities
from tutor.gates.terms import held_share
from tutor.gates.word_rules import alternatives
from tutor.gates.word_rules import data as flaws
from tutor.items import dressed, evidence_of, written
from tutor.making.bench import Bench, Made
from tutor.making.confusable import Confusable, confusables
from tutor.making.focus import Focus
from tutor.making.inventory import Inventory
from tutor.making.standalone import label, placed, stands_alone
from tutor.making.stems import shown
from tutor.phrases import phrase
from tutor.quizzes import Option
from tutor.wording import contains, size

LONGEST = 260
"""Size of a statement that is judged as one."""
BESIDE = 20
"""Characters before and behind an amount in which `at least` may stand."""
_BEFORE_SUBJECT = frozenset({"the", "a", "an", "و"})
"""Words that may stand before the name that a sentence begins with, besides its maker's."""
SAID_OF_OTHER = 0.4
"""Share of a statement's words in a sentence on the other name, from which it may be true of it."""


def true_false(source: Source, language: str, bench: Bench) -> Made | None:
    """The item, true as often as false; None where nothing can be changed: sentences of that kind
    would all be true."""
    words = truth_words(language)
    text = source.evidence.text
    if not words or size(text) > LONGEST or not stands_alone(text, source.passage.language):
        return None
    random = bench.random(source.document.id, source.evidence.start)
    true = random.random() < 0.5
    for focus in asked_for(source, bench.index, random):
        wrong = _wrong(focus, source, language, bench.inventory, random)
        if wrong and not contains(label(source.passage), focus.text, source.passage.language):
            return _item(focus, "" if true else wrong, source, language, words)
    return None


def truth_words(language: str) -> tuple[str, str] | None:
    """The language's words for true and false; None where they are not known."""
    pairs: Sequence[Sequence[str]] = flaws()["truth"].get(primary(language), ())
    if not pairs:
        return None
    hant = language == "zh-Hant"
    first, second = pairs[1 if hant and len(pairs) > 1 else 0]
    return first, second


def _wrong(
    focus: Focus, source: Source, language: str, inventory: Inventory, random: Random
) -> str:
    """What the focus is changed for; empty where nothing would surely be false."""
    if focus.of != "amount" and not _begins(focus, source.evidence.text):
        return ""
    others = confusables(focus, source, language, inventory, random)
    if focus.of == "amount":
        others = _false_amounts(others, focus, source.evidence.text, language)
        return random.choice(others).text if others else ""
    others = [other for other in others if not _may_hold(other.text, focus, source, inventory)]
    return others[0].text if others else ""


def _false_amounts(
    others: Sequence[Confusable], focus: Focus, text: str, language: str
) -> list[Confusable]:
    """Those that make the sentence false: what needs `at least 8` needs at least 6 as well."""
    pattern = alternatives("at_least", language)
    beside = f"{text[max(0, focus.start - BESIDE) : focus.start]} {text[focus.end :][:BESIDE]}"
    if pattern is None or not pattern.search(fold(beside)):
        return list(others)
    return [o for o in others if _least(o.text, language) > _least(focus.text, language)]


def _least(text: str, language: str) -> Fraction:
    found = quantities(text, language)
    return min((min(q.sizes or q.values) for q in found if q.sizes or q.values), default=Fraction())


def _begins(focus: Focus, text: str) -> bool:
    """Is it what the sentence begins with, and so what it is about?"""
    before = fold(text[: focus.start]).strip(" \"'“”«»*_").split()
    return set(before) <= _BEFORE_SUBJECT | set(flaws()["vendors"]["names"])


def _may_hold(other: str, focus: Focus, source: Source, inventory: Inventory) -> bool:
    """Do the documents say of the other thing much of what the sentence says of this one?"""
    text, language = source.evidence.text, source.passage.language
    rest = text[: focus.start] + text[focus.end :]
    return any(
        held_share(rest, stated.quote, language) >= SAID_OF_OTHER
        for stated in inventory.near(source.document.id, language)
        if contains(stated.quote, other, language)
    )


def _item(focus: Focus, wrong: str, source: Source, language: str, words: tuple[str, str]) -> Made:
    text, span = source.evidence.text, evidence_of(source)
    stem = text[: focus.start] + wrong + text[focus.end :] if wrong else text
    values = {"quote": shown(span.quote), "title": span.title}
    explanation = (
        phrase("item_false", language, right=focus.text, wrong=wrong, **values)
        if wrong
        else phrase("item_source", language, **values)
    )
    item = written(
        "true-false",
        language,
        placed(shown(stem), source.passage, language),
        "",
        [span],
        options=(
            Option(id="a", text=words[0], correct=not wrong),
            Option(id="b", text=words[1], correct=bool(wrong)),
        ),
        explanation=explanation,
    )
    item = dressed(item, source.document, source.passage)
    return Made(item=item, document=source.document, passages=(source.passage,))
