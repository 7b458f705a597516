"""QTI items, 2.2 and 3.0: one XML document each.

Choices are in their order and never shuffled; several right ones are marked all or nothing, as
the exams do. Reasons and explanation are feedback, shown by response processing that is spelled
out, since the standard templates set no feedback. What QTI has no place for is a processing
instruction, which every validator passes over.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import regex

from tutor.interchange.extras import letter, outward, pack
from tutor.interchange.fragments import direction, runs
from tutor.interchange.prepare import title
from tutor.interchange.qti_dialects import Dialect
from tutor.interchange.words import source
from tutor.quizzes import CHOSEN, GAP, QuizItem

MARK = "hikma-source"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NAME = regex.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")


def identifier(id: str) -> str:
    """A name that XML allows (NCName): an id of digits with a prefix, any other one hashed."""
    name = outward(id)
    if _NAME.fullmatch(name):
        return name
    return f"hikma_{hashlib.sha256(id.encode('utf-8')).hexdigest()[:24]}"


def choice(number: int) -> str:
    """Name of option `number`, from 0."""
    return f"choice_{letter(number)}"


def document(item: QuizItem, dialect: Dialect) -> bytes:
    """The item as a document of its own."""
    return _Writer(item, dialect).document()


def root(dialect: Dialect, name: str, **attributes: str) -> Any:
    """The first element of a document in the namespace of items."""
    from lxml import etree

    element = etree.Element(
        f"{{{dialect.item}}}{dialect.element(name)}",
        {dialect.attribute(key): value for key, value in attributes.items()},
        nsmap={None: dialect.item, "xsi": _XSI.strip("{}")},
    )
    element.set(f"{_XSI}schemaLocation", f"{dialect.item} {dialect.item_schema}")
    return element


def below(parent: Any, dialect: Dialect, name: str, text: str = "", **attributes: str) -> Any:
    """One more element under `parent`; attributes as version 2 names them."""
    from lxml import etree

    element = etree.SubElement(parent, f"{{{dialect.item}}}{dialect.element(name)}")
    for key, value in attributes.items():
        element.set(dialect.attribute(key.rstrip("_")), value)
    element.text = text or None
    return element


class _Writer:
    """Builds one item."""

    def __init__(self, item: QuizItem, dialect: Dialect) -> None:
        self._item, self._dialect = item, dialect
        self._chosen = item.kind in CHOSEN
        self._several = item.kind == "multiple"
        self._reasons = any(each.rationale for each in item.options)
        self._solution = bool(item.explanation or item.evidence)
        self._root = root(
            dialect,
            "assessmentItem",
            identifier=identifier(item.id),
            title=title(item),
            label=item.id,
            adaptive="false",
            timeDependent="false",
            toolName="Hikma",
        )
        self._root.set(f"{_XML}lang", item.language)

    def document(self) -> bytes:
        from lxml import etree

        # `?>` would end the instruction, and readers that are made for HTML end it at any `>`.
        packed = pack(self._item).replace(">", "\\u003e")
        self._root.append(etree.ProcessingInstruction("hikma", packed))
        self._declarations()
        self._body()
        self._processing()
        self._feedback()
        data: bytes = etree.tostring(self._root, encoding="UTF-8", xml_declaration=True)
        return data

    def _add(self, parent: Any, name: str, text: str = "", **attributes: str) -> Any:
        return below(parent, self._dialect, name, text, **attributes)

    def _declarations(self) -> None:
        cardinality = "multiple" if self._several else "single"
        response = self._add(
            self._root,
            "responseDeclaration",
            identifier="RESPONSE",
            cardinality=cardinality,
            baseType="identifier" if self._chosen else "string",
        )
        correct = self._add(response, "correctResponse")
        for value in self._right():
            self._add(correct, "value", value)
        if not self._chosen:
            mapping = self._add(
                response, "mapping", lowerBound="0", upperBound="1", defaultValue="0"
            )
            for text in self._item.answer:
                self._add(mapping, "mapEntry", mapKey=text, mappedValue="1", caseSensitive="false")
        score = self._outcome("SCORE", "single", "float")
        self._add(self._add(score, "defaultValue"), "value", "0")
        if self._reasons:
            self._outcome("FEEDBACK", cardinality, "identifier")
        if self._solution:
            self._outcome("SOLUTION", "single", "identifier")

    def _right(self) -> Sequence[str]:
        if not self._chosen:
            return self._item.answer[:1]
        numbered = enumerate(self._item.options)
        return [choice(number) for number, each in numbered if each.correct]

    def _outcome(self, identifier: str, cardinality: str, base: str) -> Any:
        return self._add(
            self._root,
            "outcomeDeclaration",
            identifier=identifier,
            cardinality=cardinality,
            baseType=base,
        )

    def _body(self) -> None:
        item = self._item
        body = self._add(self._root, "itemBody")
        whole = self._add(body, "div", dir=direction(item.stem, item.language))
        if not self._chosen:
            self._typed(whole)
            return
        interaction = self._add(
            whole,
            "choiceInteraction",
            responseIdentifier="RESPONSE",
            shuffle="false",
            maxChoices="0" if self._several else "1",
        )
        self._inline(self._add(interaction, "prompt"), item.stem)
        for number, each in enumerate(item.options):
            self._inline(
                self._add(interaction, "simpleChoice", identifier=choice(number)), each.text
            )

    def _typed(self, whole: Any) -> None:
        stem, gap, rest = self._item.stem, "", ""
        if self._item.kind == "cloze":
            stem, gap, rest = stem.partition(GAP)
        line = self._inline(self._add(whole, "p"), stem)
        if not gap:
            line = self._add(whole, "p")
        self._add(line, "textEntryInteraction", responseIdentifier="RESPONSE")
        self._inline(line, rest)

    def _processing(self) -> None:
        if not self._reasons and not self._solution:
            name = "match_correct" if self._chosen else "map_response"
            self._add(self._root, "responseProcessing", template=self._dialect.template(name))
            return
        rules = self._add(self._root, "responseProcessing")
        if self._chosen:
            condition = self._add(rules, "responseCondition")
            matched = self._add(condition, "responseIf")
            match = self._add(matched, "match")
            self._add(match, "variable", identifier="RESPONSE")
            self._add(match, "correct", identifier="RESPONSE")
            self._set(matched, "SCORE", "float", "1")
            self._set(self._add(condition, "responseElse"), "SCORE", "float", "0")
        else:
            score = self._add(rules, "setOutcomeValue", identifier="SCORE")
            self._add(score, "mapResponse", identifier="RESPONSE")
        if self._reasons:
            feedback = self._add(rules, "setOutcomeValue", identifier="FEEDBACK")
            self._add(feedback, "variable", identifier="RESPONSE")
        if self._solution:
            self._set(rules, "SOLUTION", "identifier", "shown")

    def _set(self, parent: Any, outcome: str, base: str, value: str) -> None:
        element = self._add(parent, "setOutcomeValue", identifier=outcome)
        self._add(element, "baseValue", value, baseType=base)

    def _feedback(self) -> None:
        item = self._item
        for number, each in enumerate(item.options):
            if each.rationale:
                modal = self._modal("FEEDBACK", choice(number))
                self._paragraph(modal, each.rationale)
        if not self._solution:
            return
        modal = self._modal("SOLUTION", "shown")
        if item.explanation:
            self._paragraph(modal, item.explanation)
        if item.evidence:
            shown = self._add(modal, "div", class_=MARK)
            for span in item.evidence:
                self._paragraph(shown, source(span, item.language))

    def _modal(self, outcome: str, identifier: str) -> Any:
        modal = self._add(
            self._root,
            "modalFeedback",
            outcomeIdentifier=outcome,
            identifier=identifier,
            showHide="show",
        )
        # Version 3 has its contents in an element of its own.
        return self._add(modal, "contentBody") if self._dialect.kebab else modal

    def _paragraph(self, parent: Any, text: str) -> None:
        self._inline(self._add(parent, "p", dir=direction(text, self._item.language)), text)

    def _inline(self, parent: Any, text: str) -> Any:
        """`text` at the end of `parent`: its lines, and Latin names in right-to-left text."""
        for piece, is_name in runs(text):
            if is_name:
                _write(self._add(parent, "bdo", dir="ltr"), piece)
                continue
            for number, line in enumerate(piece.split("\n")):
                if number:
                    self._add(parent, "br")
                _write(parent, line)
        return parent


def _write(parent: Any, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
