"""Anki packages (.apkg), written with genanki.

A note's guid comes from the item's id, so an explanation that was mended replaces the old one
and keeps its schedule; genanki's own guid hashes every field and would add the card again. Fields
are HTML that shows nothing but the text: no cloze, sound, LaTeX or MathJax is found in it. Cards
are new ones; when they are due is Anki's affair.
"""

import io
import itertools
import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import regex

from tutor.interchange import anki_cards as cards
from tutor.interchange.banks import Bank, Exported
from tutor.interchange.extras import pack
from tutor.interchange.fragments import direction, to_html
from tutor.interchange.prepare import clean_text, prepared
from tutor.interchange.words import sources
from tutor.quizzes import CHOSEN, GAP, TYPED, QuizItem

if TYPE_CHECKING:
    import genanki

_DAY = (1980, 1, 1, 0, 0, 0)
_NO_TAG = regex.compile(r"[\s\p{C}\"]+")


def write(bank: Bank) -> Exported:
    """Every kind; nothing is lost but when an item was last reviewed."""
    import genanki

    ready, losses = prepared(bank.items, "Anki", (*CHOSEN, *TYPED))
    deck = genanki.Deck(cards.DECK, cards.DECK_NAME)
    question, cloze = _question_type(), _cloze_type()
    for item in ready:
        deck.add_note(_note(item, cloze if item.kind == "cloze" else question))
    data = _zipped(_collection(genanki.Package(deck), bank.at))
    return Exported(data=data, items=len(ready), losses=tuple(losses))


def guid(id: str) -> str:
    """What Anki knows an item by."""
    import genanki

    return str(genanki.guid_for("hikma", id))


def field(text: str) -> str:
    """`text` as a field of a note shows it."""
    # Anki looks for [sound:…], [latex] and [$] before it reads entities.
    return to_html(text).replace("[", "&#91;").replace("{", "&#123;")


def cloze_field(text: str) -> str:
    """The same for the field whose gaps Anki makes."""
    return field(text).replace("}", "&#125;").replace(":", "&#58;")


def _note(item: QuizItem, model: "genanki.Model") -> "genanki.Note":
    import genanki

    way = direction(item.stem, item.language)
    rest = [field(item.explanation), _sources(item), way, cloze_field(pack(item))]
    if item.kind == "cloze":
        before, _, after = item.stem.partition(GAP)
        # One brace too many at the end of the answer would be the gap's own: entities have none.
        gap = f"{{{{c1::{cloze_field(item.answer[0])}}}}}"
        fields = [cloze_field(before) + gap + cloze_field(after), _answers(item.answer[1:])]
    else:
        fields = [field(item.stem), _options(item), _answers(item.answer)]
    return genanki.Note(model=model, fields=[*fields, *rest], guid=guid(item.id), tags=_tags(item))


def _options(item: QuizItem) -> str:
    if not item.options:
        return ""
    lines = []
    for each in item.options:
        kind = "right" if each.correct else "wrong"
        way = direction(each.text, item.language)
        reason = f'<div class="reason">{field(each.rationale)}</div>' if each.rationale else ""
        shown = f'<span class="text">{field(each.text)}</span>'
        lines.append(f'<li class="{kind}" dir="{way}">{shown}{reason}</li>')
    return f"<ol>{''.join(lines)}</ol>"


def _answers(answer: Sequence[str]) -> str:
    return "".join(f'<div class="form">{field(text)}</div>' for text in answer)


def _sources(item: QuizItem) -> str:
    lines = [(direction(line, item.language), field(line)) for line in sources(item)]
    return "".join(f'<p dir="{way}">{line}</p>' for way, line in lines)


def _tags(item: QuizItem) -> list[str]:
    """`aws-mla-c01::2::2.1`: a tree in Anki. Spaces would end a tag."""
    tree = [part for part in (item.exam, item.domain, item.task) if part]
    tags = ["hikma", f"lang::{item.language}", *(["::".join(tree)] if tree else [])]
    return [_NO_TAG.sub("_", clean_text(tag)) for tag in tags]


def _question_type() -> "genanki.Model":
    import genanki

    return genanki.Model(
        cards.QUESTION_MODEL,
        "Hikma question",
        fields=[{"name": name} for name in cards.QUESTION_FIELDS],
        templates=[{"name": "Question", "qfmt": cards.QUESTION_FRONT, "afmt": cards.QUESTION_BACK}],
        css=cards.CSS,
    )


def _cloze_type() -> "genanki.Model":
    import genanki

    return genanki.Model(
        cards.CLOZE_MODEL,
        "Hikma gap",
        fields=[{"name": name} for name in cards.CLOZE_FIELDS],
        templates=[{"name": "Gap", "qfmt": cards.CLOZE_FRONT, "afmt": cards.CLOZE_BACK}],
        css=cards.CSS,
        model_type=genanki.Model.CLOZE,
    )


def _collection(package: "genanki.Package", at: str) -> bytes:
    """The database, made in memory: `write_to_file` leaves a copy of it in the temp folder."""
    seconds = datetime.fromisoformat(at).timestamp()
    connection = sqlite3.connect(":memory:")
    try:
        package.write_to_db(connection.cursor(), seconds, itertools.count(int(seconds * 1000)))
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _zipped(collection: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (("collection.anki2", collection), ("media", b"{}")):
            part = zipfile.ZipInfo(name, _DAY)
            package.writestr(part, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
