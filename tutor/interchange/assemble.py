"""What readers found → items: checked, lettered, with ids that are not taken.

Pure. Nothing is padded or guessed: what is no item is named and left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import regex

from ingest.languages import canonical, detect_language
from tutor.interchange.banks import (
    MOST_ITEMS,
    MOST_UNREAD,
    Found,
    Imported,
    Loss,
    Truth,
    Unread,
    option,
)
from tutor.interchange.extras import Extra, asked, inward, is_id, letter, unpack
from tutor.interchange.prepare import unanswerable
from tutor.interchange.words import truth_of, truth_words
from tutor.quizzes import CHOSEN, GAP, TYPED, Kind, Option, QuizItem

LONGEST = 100_000
"""Characters of a stem, an option or an answer."""
MOST_OPTIONS = 100
_SAMPLE = 2_000


def imported(found: Iterable[Found | Unread]) -> Imported:
    """The items, each id once, with what could not be read and what was lost."""
    items: dict[str, QuizItem] = {}
    places: dict[str, str] = {}
    unread: list[Unread] = []
    losses: list[Loss] = []
    for each in _limited(found):
        if isinstance(each, Unread):
            unread.append(each)
            continue
        item, lost = _item(each)
        item = _usable(item, lost)
        fault = _too_long(item) or unanswerable(item)
        if fault is None and item.id in items:
            item, fault, lost = _renamed(item, items, places, lost)
        if fault is not None:
            unread.append(Unread(where=each.where, detail=fault, stem=item.stem[:LONGEST]))
            continue
        items[item.id], places[item.id] = item, each.where
        losses += [Loss(item=each.where, what=what) for what in lost]
    return Imported(items=tuple(items.values()), unread=tuple(unread), losses=tuple(losses))


def _usable(item: QuizItem, lost: list[str]) -> QuizItem:
    """The item with an id, a language and evidence that stores and people can work with; what
    was changed is added to `lost`."""
    update: dict[str, Any] = {}
    if not is_id(item.id):
        lost.append("its id cannot be used: it has a new one")
        update["id"] = asked(item.stem, item.options, item.answer)
    if canonical(item.language) is None:
        lost.append("its language is none: it has the one of its words")
        update["language"] = detect_language(item.stem[:_SAMPLE])
    spans = tuple(
        span for span in item.evidence if is_id(span.document) and 0 <= span.start <= span.end
    )
    if len(spans) < len(item.evidence):
        lost.append("evidence that names no place in a document was left out")
        update["evidence"] = spans
    return item.model_copy(update=update) if update else item


def storable(text: str) -> str:
    """`text` without halves of characters and NUL, which no store takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _limited(found: Iterable[Found | Unread]) -> Iterator[Found | Unread]:
    read, faults = 0, 0
    for each in found:
        if isinstance(each, Unread):
            faults += 1
            if faults > MOST_UNREAD:
                yield Unread(where=each.where, detail="too many faults: the rest was not read")
                return
        else:
            read += 1
            if read > MOST_ITEMS:
                rest = f"an import takes {MOST_ITEMS:,} items: the rest was not read"
                yield Unread(where=each.where, detail=rest)
                return
        yield each


def _item(found: Found) -> tuple[QuizItem, list[str]]:
    """The item, perhaps one that cannot be answered, and what was lost or changed."""
    if found.item is not None:
        return found.item, list(found.losses)
    lost = list(found.losses)
    extra = unpack(found.extra) if found.extra else Extra()
    if extra is None:
        lost.append("its Hikma record was spoiled: its evidence and gates are lost")
        extra = Extra()
    stem, answer = storable(found.stem), tuple(map(storable, found.answer))
    language = _language(found, extra, stem)
    options = _options(found, extra, language)
    kind = _kind(found, extra, options, stem)
    fingerprint = asked(stem, options, answer)
    edited = bool(extra.asked) and extra.asked != fingerprint
    if edited:
        lost.append("it was edited elsewhere: it has a new id, and no gate has seen it")
    id = "" if edited else extra.id or inward(found.id)
    item = QuizItem(
        id=id or fingerprint,
        kind=kind,
        language=language,
        stem=stem,
        options=options,
        answer=answer,
        explanation=storable(found.explanation),
        evidence=extra.evidence,
        difficulty=extra.difficulty,
        gates=() if edited else extra.gates,
        topic=extra.topic if found.extra else storable(", ".join(found.tags)),
        as_of=extra.as_of,
        exam=_named("exam", found, extra.exam),
        domain=_named("domain", found, extra.domain),
        task=_named("task", found, extra.task),
    )
    return item, lost


def _named(field: str, found: Found, packed: str | None) -> str | None:
    """What a person can see and may have changed, ahead of what was packed."""
    seen = storable(found.named.get(field, "")).strip()
    # Tags lose signs and line breaks in some formats; that is no change.
    return seen if _letters(seen) and _letters(seen) != _letters(packed or "") else packed


def _letters(text: str) -> str:
    return "".join(regex.findall(r"[\p{L}\p{N}]", text))


def _language(found: Found, extra: Extra, stem: str) -> str:
    seen = found.named.get("language", "").strip()
    for said in (seen, extra.language):
        if said and (code := canonical(said)):
            # The item's own code as it was; what a person wrote, as Hikma writes it.
            return said if said == extra.language else code
    options = " ".join(option.text[:_SAMPLE] for option in found.options[:8])
    return detect_language(f"{stem[:_SAMPLE]} {options}")


def _options(found: Found, extra: Extra, language: str) -> tuple[Option, ...]:
    options: Sequence[Option] = found.options
    if found.truth is not None:
        options = _true_and_false(found.truth, extra, language)
    letters = [letter(number) for number in range(len(options))]
    if len(extra.letters) == len(options):
        letters = list(extra.letters)
    return tuple(
        Option(
            id=id,
            text=storable(each.text),
            correct=each.correct,
            rationale=storable(each.rationale),
        )
        for id, each in zip(letters, options)
    )


def _true_and_false(truth: Truth, extra: Extra, language: str) -> list[Option]:
    """The two options that a format without words for them leaves out, in their own words."""
    true, false = truth_words(language)
    options = [option(text, False) for text in extra.texts or (true, false)]
    said = truth_of(options)
    if said is None:
        options = [option(true, False), option(false, False)]
        said = (options[0], options[1])
    return [
        option(
            each.text,
            correct=(each is said[0]) == truth.right,
            rationale=truth.if_true if each is said[0] else truth.if_false,
        )
        for each in options
    ]


def _kind(found: Found, extra: Extra, options: Sequence[Option], stem: str) -> Kind:
    wanted = extra.kind or ("true-false" if found.truth is not None else found.kind)
    if options:
        if sum(option.correct for option in options) > 1:
            return "multiple"
        return wanted if wanted in CHOSEN else "single"
    if wanted in TYPED and wanted != "cloze":
        return wanted
    return "cloze" if GAP in stem else "short"


def _too_long(item: QuizItem) -> str | None:
    texts = [item.stem, item.explanation, *item.answer]
    texts += [text for option in item.options for text in (option.text, option.rationale)]
    if len(item.options) > MOST_OPTIONS:
        return f"it has more than {MOST_OPTIONS} options"
    if max(map(len, texts)) > LONGEST:
        return f"one of its texts has more than {LONGEST:,} characters"
    return None


def _renamed(
    item: QuizItem, items: dict[str, QuizItem], places: dict[str, str], lost: list[str]
) -> tuple[QuizItem, str | None, list[str]]:
    """An item whose id is taken: under an id of its own, if it asks something else."""
    id = asked(item.stem, item.options, item.answer)
    first = items[item.id]
    same = id == asked(first.stem, first.options, first.answer)
    if same or id in items:
        there = places[item.id if same else id]
        return item, f"it is the same question as {there}", lost
    note = f"its id {item.id} is that of {places[item.id]}: it has a new one"
    return item.model_copy(update={"id": id}), None, [*lost, note]
