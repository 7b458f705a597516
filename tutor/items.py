"""Draft → item: the parts that no model has a say in.

Code attaches the verbatim evidence, leaves out what cannot be an option, orders and letters the
options, and gives the id. Pure; whether the item is any good is for the gates to say.
"""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from random import Random

import regex
from pydantic import BaseModel, ConfigDict, Field

from ingest import lexical
from ingest.normalize import fold, one_line
from tutor.cite import numbers
from tutor.facts import Source
from tutor.gates.distractors import unusable
from tutor.gates.needs_passage import points_at_text
from tutor.gates.number_order import in_order
from tutor.gates.schema import LEAST_OPTIONS
from tutor.quizzes import EvidenceSpan, Option, QuizItem, Verdict
from tutor.wording import plain

LETTERS = "abcd"
_NUMBER = regex.compile(r"[0-9]+(?:[.,][0-9]+)*")
"""In folded text, whose digits these are. (`\\d` also has digits of scripts newer than Python.)"""
_GROUPED = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


class Draft(BaseModel):
    """A multiple-choice question."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    question: str
    """The question, which can be understood without the passage."""
    answer: str
    """The correct answer, a few words."""
    wrong: list[str] = Field(min_length=3, max_length=4)
    """Wrong answers of the same kind and length as the correct one."""
    explanation: str
    """One short sentence that says why the answer is correct."""


def build(draft: Draft, source: Source, item_language: str) -> tuple[QuizItem, list[Verdict]]:
    """The item of a draft, not yet admitted; with what was left out of it."""
    answer = one_line(draft.answer)
    wrong, left_out = choose_wrong([one_line(text) for text in draft.wrong], answer, source)
    span = EvidenceSpan(
        document=source.document.id,
        title=source.document.title,
        path=source.document.path,
        page=source.document.page_at(source.evidence.start),
        start=source.evidence.start,
        end=source.evidence.end,
        quote=source.evidence.text,
        language=source.passage.language,
    )
    stem, explanation = one_line(draft.question), one_line(draft.explanation)
    fault = unexplained(explanation, source, item_language)
    id = item_id(item_language, stem, answer, wrong, span)
    item = QuizItem(
        id=id,
        language=item_language,
        stem=stem,
        options=arrange(answer, wrong, id, item_language),
        explanation="" if fault else explanation,
        evidence=(span,),
    )
    notes = []
    if left_out:
        detail = f"left out: {'; '.join(left_out)}"
        notes.append(Verdict(name="options", verdict="flag", detail=detail))
    if fault:
        detail = f"left out, since {fault}: {explanation}"
        notes.append(Verdict(name="explanation", verdict="flag", detail=detail))
    return item, notes


def unexplained(explanation: str, source: Source, language: str) -> str:
    """Why an explanation cannot be shown (the quote stands alone then); empty where it can."""
    if alien := numbers(explanation) - numbers(source.passage.text):
        return f"{', '.join(sorted(alien))} is not in the passage"
    if points_at_text(explanation, language, source.passage.text):
        return "it speaks of a passage that the learner does not see"
    return ""


def choose_wrong(wrong: Sequence[str], answer: str, source: Source) -> tuple[list[str], list[str]]:
    """The first three that can be used, and those that cannot.

    Where too few can be used all are kept, for the gates to say what is wrong with them.
    """
    kept: list[str] = []
    left_out: list[str] = []
    for text in wrong:
        new = plain(text) and plain(text) not in {plain(other) for other in kept}
        quote, language = source.evidence.text, source.passage.language
        usable = new and not unusable(text, answer, quote, language)
        (kept if usable else left_out).append(text)
    if len(kept) < LEAST_OPTIONS - 1:
        return list(wrong)[: len(LETTERS) - 1], []
    return kept[: len(LETTERS) - 1], left_out


def item_id(
    item_language: str, stem: str, answer: str, wrong: Sequence[str], span: EvidenceSpan
) -> str:
    """16 hexadecimal digits that change with what is asked or its evidence.

    The options are one sorted list: an id from which the key could be found by trial gives it away.
    """
    content = [item_language, stem, sorted([answer, *wrong]), span.document, span.start, span.end]
    text = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def arrange(answer: str, wrong: Sequence[str], id: str, item_language: str) -> tuple[Option, ...]:
    """Options with letters: numbers of one unit in ascending order, all else shuffled by `id`."""
    texts = sorted([answer, *wrong])
    values = [_value(text, item_language) for text in texts]
    units = {value[1] for value in values if value is not None}
    if None not in values and len(units) == 1:
        ranked = sorted(zip([value[0] for value in values if value], texts))
        texts = [text for _, text in ranked]
    elif (ordered := in_order(texts, item_language)) is not None:
        texts = ordered
    else:
        Random(id).shuffle(texts)
    return tuple(
        Option(id=letter, text=text, correct=text == answer) for letter, text in zip(LETTERS, texts)
    )


def _value(text: str, item_language: str) -> tuple[Decimal, tuple[str, ...]] | None:
    """The one number of an option and the terms around it; None where there is not one."""
    folded = fold(text)
    found = _NUMBER.findall(folded)
    if len(found) != 1:
        return None
    number = found[0]
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "")
    parts = number.replace(",", ".").split(".")
    if len(parts) > 2:  # a version or a date: no amount
        return None
    unit = tuple(lexical.terms(_NUMBER.sub(" ", folded), item_language))
    sign = -1 if regex.match(r"\s*[-−]", folded) else 1
    return sign * Decimal(".".join(parts)), unit
