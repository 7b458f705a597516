"""Hints before an attempt, each telling more than the one before, none of them the key.

Where to look; the words that hold the answer, with the answer blanked out, or the sentence before
them; one wrong option the less, or how the answer begins. What would give the key away is left
out, so a ladder may have fewer than three. Pure and the same every time; in code alone.
"""

from collections.abc import Iterator, Sequence
from random import Random

import regex

from ingest.languages import sentence_spans
from ingest.normalize import fold_with_map, one_line
from tutor.accepted import mentions, readings
from tutor.alike import inflected
from tutor.phrases import phrase
from tutor.quizzes import CHOSEN, GAP, EvidenceSpan, Option, QuizItem
from tutor.typed import LETTERS, Token, tokens
from tutor.wording import contains, plain

LEAST_LEFT = 3
"""Words, or Han characters, that must be left of a quote for it to say anything."""
LEAST_WORD = 4
"""Letters of a word of the key that must not be left in a quote."""
LEAST_SHOWN, MOST_SHOWN = 3, 40
"""Characters of a typed answer whose first letter is shown."""
_DIGITS = regex.compile(r"\p{Nd}+(?:[.,٫٬]\p{Nd}+)*")
_WORD = regex.compile(r"[[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}]]", regex.V1)
_LOOK_BACK = 2000
"""Characters before the evidence in which its last sentence is looked for."""
MOST_BEFORE = 400
"""Characters of a sentence that is worth reading before the evidence; code is longer."""


def ladder(item: QuizItem, *, before: str = "") -> tuple[str, ...]:
    """Up to three hints, in the item's language; the documents' words in theirs.

    `before`: the sentence before the evidence, as `sentence_before` finds it.
    """
    steps = (_where(item), _words(item, before), _less(item))
    return tuple(step for step in steps if step)


def sentence_before(text: str, span: EvidenceSpan) -> str:
    """The sentence of a document that stands before some evidence; empty where none does."""
    window = text[max(0, span.start - _LOOK_BACK) : span.start]
    spans = sentence_spans(window, span.language)
    return one_line(window[slice(*spans[-1])]) if spans else ""


def gives_away(text: str, item: QuizItem) -> bool:
    """Does it say a right option or an accepted form, in any language, or its number?"""
    if item.kind == "true-false":
        return False  # the words of its key are not what is asked
    return any(_says(text, form, item) for form in item.right)


# ---- the three ----------------------------------------------------------------------------------


def _where(item: QuizItem) -> str:
    """Title, heading and page of the evidence, those that do not hold the key themselves."""
    pages = [
        (one_line(span.title), phrase("hint_page", item.language, number=str(span.page)))
        for span in item.evidence[:1]
    ]
    title, page = next(iter(pages), ("", ""))  # other people's items may have no evidence
    places = dict.fromkeys([title, one_line(item.topic), page])
    told = " › ".join(place for place in places if place and not _tells(place, item))
    return phrase("hint_look", item.language, place=told) if told else ""


def _words(item: QuizItem, before: str) -> str:
    for span in item.evidence:
        blanked = _blanked(span.quote, item)
        if blanked:
            return phrase("hint_evidence", item.language, text=blanked)
    same = plain(before) == plain(item.stem)
    if not before or len(before) > MOST_BEFORE or same or _tells(before, item):
        return ""
    return phrase("hint_before", item.language, text=before)


def _less(item: QuizItem) -> str:
    return _without_one(item) if item.kind in CHOSEN else _beginning(item)


def _without_one(item: QuizItem) -> str:
    """A wrong option, and why: not where all that is left would be right."""
    wrong = [option for option in item.options if not option.correct]
    Random(item.id).shuffle(wrong)
    if len(wrong) < 2:
        return ""
    # One with a reason that can be told is worth more.
    for option in sorted(wrong, key=lambda option: not _told_rationale(option, item)):
        said = phrase("hint_not", item.language, text=option.text)
        told = f"{said} {_told_rationale(option, item)}".strip()
        # As a whole: it is not “a header row”, where “no header row” is right.
        if not gives_away(told, item):
            return told
    return ""


def _told_rationale(option: Option, item: QuizItem) -> str:
    return "" if _tells(option.rationale, item) else option.rationale


def _beginning(item: QuizItem) -> str:
    """The first letter and the length of a short answer; of numbers and of very short ones the
    length alone."""
    form = one_line(item.answer[0]) if item.answer else ""
    shown = form.removeprefix("ال").replace(" ", "")
    if not shown or len(form) > MOST_SHOWN:
        return ""
    short = len(shown) < LEAST_SHOWN or regex.search(r"\p{N}", shown)
    count = str(len(shown))
    if short:
        told = phrase("hint_characters", item.language, count=count)
    else:
        letter = regex.match(r"\X", shown)[0]
        told = phrase("hint_begins", item.language, letter=letter, count=count)
    return "" if gives_away(told, item) else told


# ---- what tells too much ------------------------------------------------------------------------


def _says(text: str, form: str, item: QuizItem) -> bool:
    numbers = _numbers(form, item.language)
    if numbers and not any(token.kind in LETTERS for token in tokens(form, item.language)):
        return bool(numbers & _numbers(text, item.language))
    return any(
        contains(text, reading, item.language) or mentions(text, reading, item.language)
        for reading in readings(form)
    )


def _tells(text: str, item: QuizItem) -> bool:
    """Does it hold the key, or a word of it that the question does not have?"""
    return gives_away(text, item) or any(_remains(text, form, item) for form in item.right)


def _numbers(text: str, language: str) -> set[str]:
    """Values of the numbers of a text, whatever they count."""
    return {
        str(token.text if token.value is None else token.value)
        for token in tokens(text, language)
        if token.kind in ("amount", "number")
    }


def _remains(text: str, form: str, item: QuizItem) -> bool:
    """Is a telling word of the key in the text, and neither in the question nor in every option?"""
    if item.kind == "true-false":
        return False
    common = [*tokens(item.stem, item.language)]
    for option in item.options[:1]:
        others = [tokens(other.text, item.language) for other in item.options[1:]]
        common += [
            token
            for token in tokens(option.text, item.language)
            if others and all(_holds(token, other, item.language) for other in others)
        ]
    held = tokens(text, item.language)
    return any(
        _holds(token, held, item.language) and not _holds(token, common, item.language)
        for token in _telling(form, item.language)
    )


def _telling(form: str, language: str) -> Iterator[Token]:
    """Names and long words of a key; pairs of Han characters."""
    found = tokens(form, language)
    for token, following in zip(found, [*found[1:], None]):
        if token.kind == "han" and following is not None and following.kind == "han":
            yield token._replace(text=token.text + following.text)
        elif token.kind in ("name", "proper") or (
            token.kind == "word" and len(token.text) >= LEAST_WORD
        ):
            yield token


def _holds(token: Token, held: Sequence[Token], language: str) -> bool:
    if token.kind == "han":
        return token.text in "".join(other.text if other.kind == "han" else " " for other in held)
    return any(inflected(token.text, other.text, language) for other in held)


# ---- blanking -----------------------------------------------------------------------------------


def _blanked(quote: str, item: QuizItem) -> str:
    """A quote with every right answer blanked out; empty where one is not found in it, or where
    what is left tells the key or says nothing."""
    if item.kind == "true-false" or not item.right:
        return ""
    forms = item.right if item.kind in CHOSEN else item.right[:1]
    spans = [_found(quote, form, item.language) for form in forms]
    if not all(spans):
        return ""
    spans += [_found(quote, form, item.language) for form in item.right]
    text = one_line(_cut(quote, {span for each in spans for span in each}))
    left = [
        token for token in tokens(text.replace(GAP, " "), item.language) if token.kind in LETTERS
    ]
    if len(left) < LEAST_LEFT or plain(text) == plain(item.stem) or _tells(text, item):
        return ""
    return text


def _found(quote: str, form: str, language: str) -> list[tuple[int, int]]:
    """Where a form stands in a quote, whole words; else where its number does."""
    folded = fold_with_map(quote)
    found = [
        _whole(quote, start, end)
        for reading in readings(form)
        for start, end in folded.find(reading)
    ]
    numbers = _numbers(form, language)
    if found or not numbers:
        return found
    return [
        match.span() for match in _DIGITS.finditer(quote) if _numbers(match[0], language) <= numbers
    ]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _WORD.match(text[start]) and _WORD.match(text[start - 1]):
        start -= 1
    while end < len(text) and _WORD.match(text[end - 1]) and _WORD.match(text[end]):
        end += 1
    return start, end


def _cut(text: str, spans: set[tuple[int, int]]) -> str:
    """`text` with a gap for each of the spans, which may overlap."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [text[at:start], GAP]
        at = max(at, end)
    return "".join([*parts, text[at:]])
