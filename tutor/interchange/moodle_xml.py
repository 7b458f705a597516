"""Moodle XML: the fullest of Moodle's formats, with feedback to each option, tags and ids.

Texts are HTML that shows nothing but the text. The evidence stands under the explanation, in an
element that carries what Moodle has no place for in `data-hikma`, where it outlives a stay in
Moodle's database. A gap is a short answer: Moodle puts its box where five underscores are.
"""

import html
from typing import Any

from tutor.interchange import moodle
from tutor.interchange.banks import Bank, Exported, Loss
from tutor.interchange.extras import outward, pack, tags
from tutor.interchange.fragments import block
from tutor.interchange.prepare import clean_text, prepared, title
from tutor.interchange.words import source, truth_of
from tutor.quizzes import CHOSEN, GAP, TYPED, Option, QuizItem

BOX = "_____"
"""`qtype_shortanswer_renderer` puts the field here; our own gap is one shorter."""
MARK = "hikma-source"
"""Class of the element below an explanation."""


def write(bank: Bank) -> Exported:
    """Every kind; a flashcard becomes a short answer. Moodle marks several options in part."""
    from lxml import etree

    ready, losses = prepared(bank.items, "Moodle", (*CHOSEN, *TYPED))
    quiz = etree.Element("quiz")
    category = _question(quiz, "category")
    _text(category, "category", f"$course$/top/{clean_text(bank.title).replace('/', '//')}")
    for item in ready:
        fault = moodle.unmarkable(item) if item.kind == "multiple" else None
        if fault is not None:
            losses.append(Loss(item=item.id, what=fault, whole=True))
            continue
        losses += [Loss(item=item.id, what=what) for what in moodle.lost(item)]
        _write(quiz, item)
    data: bytes = etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return Exported(data=data, items=len(quiz) - 1, losses=tuple(losses))


def _write(quiz: Any, item: QuizItem) -> None:
    said = truth_of(item.options) if item.kind == "true-false" else None
    kind = "truefalse" if said else "multichoice" if item.options else "shortanswer"
    question = _question(quiz, kind)
    _text(question, "name", title(item))
    stem = item.stem.replace(GAP, BOX) if item.kind == "cloze" else item.stem
    _text(question, "questiontext", block(stem, item.language), format="html")
    _text(question, "generalfeedback", _feedback(item, packed=pack(item, texts=bool(said))), "html")
    _plain(question, "defaultgrade", "1")
    _plain(question, "penalty", "1" if said else "0.3333333")
    _plain(question, "hidden", "0")
    _plain(question, "idnumber", outward(item.id))
    if said:
        for word, each in zip(("true", "false"), said):
            _answer(
                question, item, "100" if each.correct else "0", word, each.rationale, html=False
            )
    elif item.options:
        _options(question, item)
    else:
        _plain(question, "usecase", "0")
        for text in item.answer:
            _answer(question, item, "100", moodle.without_wildcards(text), "", html=False)
    labels = _element(question, "tags")
    for tag in tags(item):
        _text(labels, "tag", clean_text(tag))


def _options(question: Any, item: QuizItem) -> None:
    several = item.kind == "multiple"
    share = moodle.share(len(item.keys)) if several else "100"
    _plain(question, "single", "false" if several else "true")
    _plain(question, "shuffleanswers", "false")
    _plain(question, "answernumbering", "abc")
    for each in item.options:
        _answer(question, item, _fraction(each, share, several), each.text, each.rationale)


def _fraction(each: Option, share: str, several: bool) -> str:
    wrong = f"-{share}" if several else "0"
    return share if each.correct else wrong


def _feedback(item: QuizItem, *, packed: str) -> str:
    said = block(item.explanation, item.language) if item.explanation else ""
    lines = "".join(block(source(each, item.language), item.language) for each in item.evidence)
    return f'{said}<div class="{MARK}" data-hikma="{html.escape(packed)}">{lines}</div>'


def _question(quiz: Any, kind: str) -> Any:
    return _element(quiz, "question", type=kind)


def _answer(
    question: Any, item: QuizItem, fraction: str, text: str, why: str, *, html: bool = True
) -> None:
    shown = block(text, item.language) if html else text
    answer = _element(
        question, "answer", fraction=fraction, format="html" if html else "moodle_auto_format"
    )
    _element(answer, "text").text = _data(shown) if html else shown
    _text(answer, "feedback", block(why, item.language) if why else "", format="html")


def _text(parent: Any, name: str, text: str, format: str = "") -> None:
    named = {"format": format} if format else {}
    element = _element(parent, name, **named)
    _element(element, "text").text = _data(text) if format else text


def _data(text: str) -> Any:
    from lxml import etree

    # HTML has no `]]>` that is not escaped, so nothing ends the section early.
    return etree.CDATA(text) if text else text


def _plain(parent: Any, name: str, text: str) -> None:
    _element(parent, name).text = text


def _element(parent: Any, name: str, **attributes: str) -> Any:
    from lxml import etree

    return etree.SubElement(parent, name, attributes)
