"""Is it an item of its kind at all? Reads nothing but the item."""

from collections.abc import Callable, Sequence

import regex

from ingest.normalize import fold
from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed, rejected
from tutor.numerals import digitise, values
from tutor.quizzes import CHOSEN, GAP, QuizItem, Verdict
from tutor.wording import plain, script_of, size

NAME = "schema"
SHORTEST_STEM, SHORT_STEM = 8, 15
"""As `wording.size` measures it: rejected below, flagged below. A flashcard may ask with a word."""
LONGEST_STEM, LONGEST_TEXT, LONGEST_CARD = 1000, 300, 2000
"""Characters of a stem, of an option or accepted form, and of a flashcard's sides."""
LEAST_OPTIONS, MOST_OPTIONS = 3, 8
MOST_FORMS = 20
_ASKS = regex.compile(r"[?？؟;;][\"'”’»」』)）\]*]*\s*(?:[(（][^()（）]{1,40}[)）]\s*)?$")
"""A question, behind which may stand how many to choose: `…؟ (اختر اثنين)`."""
_ENDS = regex.compile(r"(?<![.\s…])[.。!！．۔][\"'”’»」』)）\]*]*\s*$")
"""A statement; `… is ...` and `… is .` are completed by the options."""
_LABELLED = regex.compile(r"\s*[(（]?[A-Da-dأبجد1-4١-٤][.)）、:：]\s")
_NEEDS_NO_MARK = frozenset({"Thai", "Lao", "Khmer", "Myanmar"})
_REQUEST = regex.compile(r"(?:^|[.(?!:;,،؛؟。]|请|請|\bplease)\s*$")
"""What stands before a request in folded text: `… must select 3 subnets` asks for no options."""
_HOW_MANY = regex.compile(r"\s?(?:any |the |出|择)?([0-9]+)")
_FIRST_WORDS = 8
"""Words of the last sentence of a stem among which a request stands."""


def schema(item: QuizItem, grounds: Grounds) -> Verdict:
    """Stem, options and answers are those of an item of its kind."""
    fault = _stem(item) or (_options(item) if item.kind in CHOSEN else _forms(item))
    fault = fault or _KINDS[item.kind](item)
    if fault:
        return rejected(NAME, fault)
    if item.kind != "card" and size(item.stem.replace(GAP, "")) < SHORT_STEM:
        return flagged(NAME, "the stem says little")
    return passed(NAME)


def _stem(item: QuizItem) -> str:
    longest = LONGEST_CARD if item.kind == "card" else LONGEST_STEM
    if not plain(item.stem):
        return "the stem is empty"
    if item.kind != "card" and size(item.stem.replace(GAP, "")) < SHORTEST_STEM:
        return "the stem is too short"
    if len(item.stem) > longest:
        return "the stem is too long"
    return "" if item.kind == "cloze" or GAP not in item.stem else "the stem has a gap"


def _options(item: QuizItem) -> str:
    texts = [option.text for option in item.options]
    if item.answer:
        return "accepted forms beside options"
    if not all(plain(text) for text in texts):
        return "an option is empty"
    if max(map(len, texts), default=0) > LONGEST_TEXT:
        return "an option is too long"
    if len({plain(text) for text in texts}) < len(texts):
        return "two options are the same"
    if len({option.id for option in item.options}) < len(texts):
        return "two options have one letter"
    if sum(bool(_LABELLED.match(text)) for text in texts) > 1:
        return "the options carry letters of their own"
    return ""


def _forms(item: QuizItem) -> str:
    if item.options:
        return f"a {item.kind} item has no options"
    if not item.answer or not all(plain(form) for form in item.answer):
        return "no answer is accepted, or an empty one"
    if len(set(map(str.strip, item.answer))) < len(item.answer):
        return "two accepted forms are the same"
    if len(item.answer) > MOST_FORMS:
        return f"{len(item.answer)} accepted forms"
    longest = LONGEST_CARD if item.kind == "card" else LONGEST_TEXT
    return "an accepted form is too long" if max(map(len, item.answer)) > longest else ""


def _single(item: QuizItem) -> str:
    keys, count = len(item.keys), len(item.options)
    if not LEAST_OPTIONS <= count <= MOST_OPTIONS:
        return f"{count} usable options"
    if keys != 1:
        return f"{keys} options are keys"
    if (_declared(item) or 1) != 1:
        return "more than one option is asked for"
    return _asking(item)


def _multiple(item: QuizItem) -> str:
    keys, count = len(item.keys), len(item.options)
    if not LEAST_OPTIONS <= count <= MOST_OPTIONS:
        return f"{count} usable options"
    if not 1 <= keys < count:
        return f"{keys} of {count} options are keys"
    declared = _declared(item)
    if declared is not None and declared != keys:
        return f"{declared} options are asked for, {keys} are keys"
    return _asking(item)


def _true_false(item: QuizItem) -> str:
    if len(item.options) != 2 or len(item.keys) != 1:
        return "not two options of which one is the key"
    shown = tuple(word_rules.bare(option.text) for option in item.options)
    known = word_rules.truth_words(item.language)
    if known and shown in {(b, a) for a, b in known}:
        return "the word for false comes first"
    if known and shown not in known:
        return "the options are not the language's words for true and false"
    return "the stem is a question, not a statement" if _ASKS.search(item.stem) else ""


def _cloze(item: QuizItem) -> str:
    gaps = item.stem.count(GAP)
    # A longer line of underscores is one gap, and not the sign that is filled in.
    if gaps != 1 or GAP + "_" in item.stem:
        return f"{gaps} gaps, or one of another length"
    around = item.stem.replace(GAP, "")
    return "" if size(around) >= SHORTEST_STEM else "too little stands around the gap"


def _short(item: QuizItem) -> str:
    return _asking(item)


def _card(item: QuizItem) -> str:
    return "the card asks for what it shows" if plain(item.stem) == plain(item.answer[0]) else ""


_KINDS: dict[str, Callable[[QuizItem], str]] = {
    "single": _single,
    "multiple": _multiple,
    "true-false": _true_false,
    "cloze": _cloze,
    "short": _short,
    "card": _card,
}


def _asking(item: QuizItem) -> str:
    """Empty for a question, a request, and a sentence that the options complete."""
    if script_of(item.language) in _NEEDS_NO_MARK or _ASKS.search(item.stem):
        return ""
    if not _ENDS.search(item.stem) or _requests(item):
        return ""
    return "the stem is not a question"


def _requests(item: QuizItem) -> bool:
    """Does its last sentence ask for something without a question mark (`Name this service.`)?"""
    pattern = word_rules.alternatives("asks", item.language)
    if pattern is None:
        return True
    last = regex.split(r"[.。!！?？؟]\s*", fold(item.stem).strip(" .。!！"))[-1]
    return bool(pattern.search(" ".join(last.split()[:_FIRST_WORDS])))


def _declared(item: QuizItem) -> int | None:
    """How many the stem says are to be chosen; None where it does not say."""
    pattern = word_rules.alternatives("choose", item.language)
    if pattern is None:
        return None
    text = digitise(item.stem, item.language).text
    for match in pattern.finditer(text):
        number = _HOW_MANY.match(text, match.end())
        asked = number and _REQUEST.search(text[: match.start()])
        if number and asked and (found := _whole(values(number[1], item.language))):
            return found
    return None


def _whole(found: Sequence[object] | frozenset[object]) -> int | None:
    numbers = [int(str(value)) for value in found if str(value).isdigit()]
    return numbers[0] if len(numbers) == 1 and 0 < numbers[0] < MOST_OPTIONS else None
