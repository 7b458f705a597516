"""Facts that are due → the items of one sitting, in the order to ask them.

Pure. Of each fact one item, and not the one that asked it the last time. Things that are taken for
one another are asked in turns (g = 0.42 overall, most where kinds are alike); words are not, blocks
are better for them (g = −0.39). Which things are alike is data (`confusable.toml`), what they are
called in which language is the glossary's.
"""

from collections.abc import Callable, Mapping, Sequence

from ingest.languages import same_language
from tutor.confusion_sets import confusion_set
from tutor.glossary import shipped
from tutor.history import fact_of
from tutor.quizzes import QuizItem
from tutor.schedule import Memory


def sitting(
    due: Sequence[Memory],
    items: Sequence[QuizItem],
    asked: Mapping[str, int],
    *,
    limit: int,
    language: str | None = None,
) -> tuple[QuizItem, ...]:
    """At most `limit` items for facts that are due, the most urgent facts first in `due`.

    `items` are those that may be asked (none that is stale or retired); `asked` tells how often
    each was. `language` comes before how often: its items are taken where a fact has some. Facts
    without an item that may be asked are left out.
    """
    by_fact: dict[str, list[QuizItem]] = {}
    for item in items:
        by_fact.setdefault(fact_of(item), []).append(item)

    def rank(memory: Memory) -> Callable[[QuizItem], tuple[bool, bool, int, str]]:
        return lambda item: (
            language is not None and not same_language(item.language, language),
            item.id == memory.last_item,
            asked.get(item.id, 0),
            item.id,
        )

    chosen = [min(by_fact[m.fact], key=rank(m)) for m in due if m.fact in by_fact]
    return interleaved(chosen[:limit])


def interleaved(items: Sequence[QuizItem]) -> tuple[QuizItem, ...]:
    """The same items: those that are alike together, and there in turns; words in blocks.

    Kinds come in the order of their first item, and so do the things of one kind.
    """
    groups: dict[tuple[str, ...], dict[str, list[QuizItem]]] = {}
    for item in items:
        group, thing = _place(item)
        groups.setdefault(group, {}).setdefault(thing, []).append(item)
    ordered: list[QuizItem] = []
    for group, things in groups.items():
        words = group[0] == "words"
        ordered += [i for alike in things.values() for i in alike] if words else _turns(things)
    return tuple(ordered)


def _place(item: QuizItem) -> tuple[tuple[str, ...], str]:
    """What the item is alike to, and which of these things it asks about."""
    if item.kind == "card":
        return ("words", item.topic), item.topic
    # The answer says what is asked about better than the question, which may name several.
    for text in (*item.right, item.stem):
        for mention in shipped().mentions(text):
            name = next(iter(mention.entry.forms.get("en", ())), "")
            if (number := confusion_set(name)) is not None:
                return ("alike", str(number)), name
    return ("topic", item.topic), item.id


def _turns(things: Mapping[str, Sequence[QuizItem]]) -> list[QuizItem]:
    """No two items of one thing in a row as long as there are others."""
    left = {thing: list(items) for thing, items in things.items()}
    ordered: list[QuizItem] = []
    last = ""
    while left:
        # Those with the most left come first, or they would be left over in a row at the end.
        last = max(left, key=lambda thing: (thing != last, len(left[thing])))
        ordered.append(left[last].pop(0))
        left = {thing: items for thing, items in left.items() if items}
    return ordered
