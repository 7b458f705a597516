"""Items made ready for a format: what no format can hold is taken out first, and said.

JSON alone holds everything, so it does without this.
"""

from collections.abc import Collection, Sequence

import regex

from tutor.interchange.banks import Loss
from tutor.quizzes import CHOSEN, GAP, Kind, Option, QuizItem

_CONTROL = regex.compile(r"[[\p{Cc}\p{Cs}]--[\t\n\r]]|[\ufffe\uffff]", regex.V1)
"""What XML 1.0 (section 2.2) has no place for, and the other control characters."""
_RETURN = regex.compile(r"\r\n?")
_NAMES: dict[Kind, str] = {
    "single": "a single-choice question",
    "multiple": "a question with several right options",
    "true-false": "a true-false question",
    "cloze": "a gap to fill",
    "short": "a question with a typed answer",
    "card": "a flashcard",
}


def prepared(
    items: Sequence[QuizItem], format: str, kinds: Collection[Kind]
) -> tuple[list[QuizItem], list[Loss]]:
    """The items of these kinds with clean texts, and what was lost.

    `format` is what a person calls it. Left out whole are other kinds, items that cannot be
    answered, and a second one of the same id.
    """
    ready: list[QuizItem] = []
    losses: list[Loss] = []
    seen: set[str] = set()
    for item in items:
        clean, changed = _clean(item)
        fault = unanswerable(clean)
        if fault is None and item.kind not in kinds:
            fault = f"{format} has no place for {_NAMES[item.kind]}"
        if fault is None and item.id in seen:
            fault = "another item has this id"
        if fault is not None:
            losses.append(Loss(item=item.id, what=fault, whole=True))
            continue
        seen.add(item.id)
        losses += [Loss(item=item.id, what=what) for what in changed]
        ready.append(clean)
    return ready, losses


def unanswerable(item: QuizItem) -> str | None:
    """Why nobody can answer an item, whatever the format; None where one can."""
    right = sum(option.correct for option in item.options)
    if not item.stem.strip():
        return "it has no question"
    if item.kind not in CHOSEN:
        if not item.answer or not all(text.strip() for text in item.answer):
            return "it has no answer, or an empty one"
        if item.kind == "cloze" and GAP not in item.stem:
            return "its sentence has no gap"
        return "it has options, and its answer is typed" if item.options else None
    if len(item.options) < 2:
        return "it has fewer than two options"
    if not all(option.text.strip() for option in item.options):
        return "one of its options is empty"
    if len({option.id for option in item.options}) < len(item.options):
        return "two of its options have one letter"
    if right == 0:
        return "none of its options is right"
    return "several of its options are right" if right > 1 and item.kind != "multiple" else None


def title(item: QuizItem, most: int = 80) -> str:
    """A short name for formats whose questions have one: the beginning of the stem."""
    line = " ".join(item.stem.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _clean(item: QuizItem) -> tuple[QuizItem, list[str]]:
    texts = [item.stem, item.explanation, *item.answer]
    texts += [text for option in item.options for text in (option.text, option.rationale)]
    whole = "".join(texts)
    changed = []
    if _CONTROL.search(whole):
        changed.append("control characters became spaces")
    if "\r" in whole:
        changed.append("carriage returns became line breaks")
    if not changed:
        return item, []
    update = {
        "stem": clean_text(item.stem),
        "explanation": clean_text(item.explanation),
        "answer": tuple(map(clean_text, item.answer)),
        "options": tuple(map(_option, item.options)),
    }
    return item.model_copy(update=update), changed


def _option(option: Option) -> Option:
    update = {"text": clean_text(option.text), "rationale": clean_text(option.rationale)}
    return option.model_copy(update=update)


def clean_text(text: str) -> str:
    """`text` without control characters and carriage returns."""
    return str(_CONTROL.sub(" ", _RETURN.sub("\n", text)))
