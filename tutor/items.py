"""Parts → item: what no model has a say in.

Code attaches the verbatim evidence, leaves out what cannot be an option, orders and letters the
options, and gives id, topic, date and prior. Pure; whether the item is any good is for the gates.
"""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

import regex

from ingest import lexical
from ingest.documents import Document, Record
from ingest.normalize import fold, one_line
from tutor.answers import Passage
from tutor.dates import as_of
from tutor.facts import Source
from tutor.gates.distractors import unusable
from tutor.gates.number_order import in_order
from tutor.gates.schema import LEAST_OPTIONS, MOST_OPTIONS
from tutor.making.difficulty import prior
from tutor.making.standalone import label
from tutor.quizzes import EvidenceSpan, Kind, Option, QuizItem, Verdict
from tutor.wording import plain

LETTERS = "abcdefgh"[:MOST_OPTIONS]
MOST_WRONG = 3
"""Wrong options of a single-choice item."""
_NUMBER = regex.compile(r"[0-9]+(?:[.,][0-9]+)*")
"""In folded text, whose digits these are. (`\\d` also has digits of scripts newer than Python.)"""
_GROUPED = regex.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class Draft(Record):
    """What a single-choice question is made of."""

    question: str
    answer: str
    wrong: list[str]
    """Wrong answers of the same kind, the best first."""
    explanation: str = ""


def build(draft: Draft, source: Source, item_language: str) -> tuple[QuizItem, list[Verdict]]:
    """The item of a draft, not yet admitted; with what was left out of it."""
    answer = one_line(draft.answer)
    wrong, left_out = choose_wrong([one_line(text) for text in draft.wrong], answer, source)
    span = evidence_of(source)
    stem = one_line(draft.question)
    id = item_id("single", item_language, stem, [answer], wrong, [span])
    item = QuizItem(
        id=id,
        language=item_language,
        stem=stem,
        options=arrange([answer], wrong, id, item_language),
        explanation=one_line(draft.explanation),
        evidence=(span,),
    )
    notes = []
    if left_out:
        detail = f"left out: {'; '.join(left_out)}"
        notes.append(Verdict(name="options", verdict="flag", detail=detail))
    return item, notes


def written(
    kind: Kind, language: str, stem: str, answer: str, spans: Sequence[EvidenceSpan], **more: Any
) -> QuizItem:
    """An item whose answer is typed, or judged true or false."""
    id = item_id(kind, language, stem, [answer], [], spans)
    answers = {} if kind == "true-false" else {"answer": (answer,)}
    return QuizItem(
        id=id,
        kind=kind,
        language=language,
        stem=stem,
        evidence=tuple(spans),
        **answers,
        **more,
    )


def dressed(item: QuizItem, document: Document, passage: Passage, stated: int = 0) -> QuizItem:
    """The item with its topic, the date of its document and its prior; `stated` as in `prior`."""
    return item.model_copy(
        update={
            "topic": label(passage),
            "as_of": as_of(document.text, document.title, document.path),
            "difficulty": prior(item, stated),
        }
    )


def evidence_of(source: Source) -> EvidenceSpan:
    """The sentence that is asked about."""
    evidence = source.evidence
    return span_in(source.document, evidence.start, evidence.end, source.passage.language)


def span_in(document: Document, start: int, end: int, language: str) -> EvidenceSpan:
    """A slice of a document as evidence."""
    return EvidenceSpan(
        document=document.id,
        title=document.title,
        path=document.path,
        page=document.page_at(start),
        start=start,
        end=end,
        quote=document.text[start:end],
        language=language,
    )


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
        return list(wrong)[:MOST_WRONG], []
    return kept[:MOST_WRONG], left_out


def item_id(
    kind: Kind,
    item_language: str,
    stem: str,
    right: Sequence[str],
    wrong: Sequence[str],
    spans: Sequence[EvidenceSpan],
) -> str:
    """16 hexadecimal digits that change with what is asked or its evidence.

    The options are one sorted list: an id from which the key could be found by trial gives it away.
    """
    places = [[span.document, span.start, span.end] for span in spans]
    content = [kind, item_language, stem, sorted([*right, *wrong]), places]
    text = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def arrange(
    right: Sequence[str], wrong: Sequence[str], id: str, item_language: str
) -> tuple[Option, ...]:
    """Options with letters: numbers of one unit in ascending order, all else shuffled by `id`."""
    texts = sorted([*right, *wrong])
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
        Option(id=letter, text=text, correct=text in right) for letter, text in zip(LETTERS, texts)
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
